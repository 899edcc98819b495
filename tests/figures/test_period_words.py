"""This file is the place where the words for a period are held against what an office writes."""

from collections.abc import Iterator
from datetime import date

import pytest

from kacdesk.core.text import use_language
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_against, column_head, in_this, report_title


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English for one test."""
    use_language("en", settled=False)
    yield
    use_language("lv", settled=False)


@pytest.mark.parametrize(
    ("written", "title", "head", "against", "during"),
    [
        (
            "2026-09",
            "Pārskats par 2026. gada septembri",
            "2026. gada septembris",
            "septembri",
            "šajā mēnesī",
        ),
        (
            "2026-Q3",
            "Pārskats par 2026. gada 3. ceturksni",
            "2026. gada 3. ceturksnis",
            "3. ceturksni",
            "šajā ceturksnī",
        ),
        ("2026", "Pārskats par 2026. gadu", "2026. gads", "2026. gadu", "šajā gadā"),
        (
            "2026-W47",
            "Pārskats par 2026. gada 47. nedēļu (16.–22. novembris)",
            "2026. gada 47. nedēļa",
            "47. nedēļu",
            "šajā nedēļā",
        ),
        (
            "2026-W49",
            "Pārskats par 2026. gada 49. nedēļu (30. novembris – 6. decembris)",
            "2026. gada 49. nedēļa",
            "49. nedēļu",
            "šajā nedēļā",
        ),
        (
            "2026-W53",
            "Pārskats par 2026. gada 53. nedēļu (2026. gada 28. decembris – 2027. gada 3. janvāris)",
            "2026. gada 53. nedēļa",
            "53. nedēļu",
            "šajā nedēļā",
        ),
        (
            "2026-11-21",
            "Pārskats par 2026. gada 21. novembri",
            "21.11.2026.",
            "21.11.2026.",
            "šajā dienā",
        ),
        (
            "2026-11-02..2026-11-20",
            "Pārskats par laiku no 2026. gada 2. novembra līdz 20. novembrim",
            "02.11.2026.–\n20.11.2026.",
            "iepriekšējo laiku",
            "šajā laikā",
        ),
    ],
)
def test_each_kind_of_period_reads_right(
    written: str, title: str, head: str, against: str, during: str
) -> None:
    asked = Period.parse(written)
    assert (report_title(asked), column_head(asked)) == (title, head)
    assert (after_against(asked), in_this(asked)) == (against, during)


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    first = Period(date(2025, 12, 29), date(2026, 1, 4))
    assert report_title(first) == (
        "Pārskats par 2026. gada 1. nedēļu (2025. gada 29. decembris – 2026. gada 4. janvāris)"
    )


@pytest.mark.parametrize(
    ("written", "head"),
    [
        ("2026-09", "September 2026"),
        ("2026-Q3", "Q3 2026"),
        ("2026", "2026"),
        ("2026-W47", "week 47 2026"),
        ("2026-11-21", "21.11.2026."),
    ],
)
def test_in_english_too(english: None, written: str, head: str) -> None:
    assert column_head(Period.parse(written)) == head
