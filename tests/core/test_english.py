"""This file is the place where dates and counted words are held to the language of the screen."""

from collections.abc import Iterator
from datetime import date

import pytest

from kacdesk.core import latvian
from kacdesk.core.latvian import Plural
from kacdesk.core.text import use_language

DAY = date(2026, 11, 20)


@pytest.fixture
def english() -> Iterator[None]:
    """Let the program speak English for one test."""
    use_language("en", settled=False)
    yield
    use_language("lv", settled=False)


def test_dates_speak_english_where_the_screen_does(english: None) -> None:
    assert latvian.long_date(DAY) == "20 November 2026"
    assert latvian.month_of(2026, 4) == "April 2026"
    assert latvian.weekday_name(DAY) == "Friday"
    assert latvian.weekday_short(DAY) == "Fri"
    assert latvian.quarter_name(2) == "Q2"
    assert latvian.period(date(2026, 11, 1), date(2026, 11, 30)) == "from 1 to 30 November 2026"
    assert latvian.period(date(2026, 10, 1), date(2026, 11, 30)) == "from 1 October 2026 to 30 November 2026"
    assert latvian.period(DAY, DAY) == "20 November 2026"


def test_short_dates_and_numbers_stay_as_latvia_writes_them(english: None) -> None:
    assert latvian.short_date(DAY) == "20.11.2026."
    assert latvian.number(12345) == "12\u00a0345"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 visits"), (1, "1 visit"), (2, "2 visits"), (21, "21 visits")]
)
def test_only_one_is_singular_in_english(count: int, words: str, english: None) -> None:
    assert latvian.counted(count, "visits", "visit", "visits") == words


def test_only_one_takes_the_sentence_in_the_singular(english: None) -> None:
    assert {count for count in range(200) if latvian.plural(count) is Plural.ONE} == {1}
    assert latvian.plural(0) is latvian.plural(11) is Plural.OTHER


def test_latvian_stays_latvian() -> None:
    assert latvian.month_of(2026, 11) == "2026. gada novembris"
    assert latvian.counted(21, "apmeklējumu", "apmeklējums", "apmeklējumi") == "21 apmeklējums"
