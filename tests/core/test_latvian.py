"""This file is the place where Latvian dates, numbers and counted words are held against office usage."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from kacdesk.core import latvian
from kacdesk.core.latvian import Case, Plural

NOMINATIVE = (
    "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris"
)
GENITIVE = "janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra novembra decembra"
DATIVE = (
    "janvārim februārim martam aprīlim maijam jūnijam jūlijam augustam "
    "septembrim oktobrim novembrim decembrim"
)
ACCUSATIVE = "janvāri februāri martu aprīli maiju jūniju jūliju augustu septembri oktobri novembri decembri"
LOCATIVE = "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case.NOMINATIVE, NOMINATIVE),
        (Case.GENITIVE, GENITIVE),
        (Case.DATIVE, DATIVE),
        (Case.ACCUSATIVE, ACCUSATIVE),
        (Case.LOCATIVE, LOCATIVE),
    ],
)
def test_every_month_has_its_case_forms(case: Case, words: str) -> None:
    assert [latvian.month_name(month, case) for month in range(1, 13)] == words.split()


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_outside_the_year_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        latvian.month_name(month)


def test_long_dates_take_the_case_of_their_sentence() -> None:
    day = date(2026, 11, 20)
    assert latvian.long_date(day) == "2026. gada 20. novembris"
    assert latvian.long_date(day, Case.LOCATIVE) == "2026. gada 20. novembrī"
    assert latvian.long_date(date(2026, 4, 1), Case.GENITIVE) == "2026. gada 1. aprīļa"


def test_short_dates_end_with_a_dot() -> None:
    assert latvian.short_date(date(2026, 3, 5)) == "05.03.2026."


def test_moments_are_shown_in_local_time_across_midnight() -> None:
    assert latvian.short_moment(datetime(2026, 11, 20, 22, 5, tzinfo=UTC)) == "21.11.2026. 00:05"
    assert latvian.clock_time(datetime(2026, 7, 1, 5, 0, tzinfo=UTC)) == "08:00"
    assert latvian.clock_time(time(8, 5)) == "08:05"


def test_papers_write_times_with_a_dot() -> None:
    assert latvian.told_moment(datetime(2026, 11, 20, 22, 5, tzinfo=UTC)) == "21.11.2026. plkst. 0.05"
    assert latvian.told_time(datetime(2026, 7, 1, 5, 0, tzinfo=UTC)) == "8.00"
    assert latvian.told_time(time(12, 5)) == "12.05"


def test_weekdays_have_a_long_and_a_short_name() -> None:
    week = [date(2026, 11, day) for day in range(16, 23)]
    assert [latvian.weekday_short(day) for day in week] == ["P.", "O.", "T.", "C.", "Pk.", "S.", "Sv."]
    assert latvian.weekday_name(date(2026, 11, 20)) == "piektdiena"


def test_a_period_names_the_year_once_unless_it_changes() -> None:
    assert (
        latvian.period(date(2026, 11, 1), date(2026, 11, 30))
        == "no 2026. gada 1. novembra līdz 30. novembrim"
    )
    assert (
        latvian.period(date(2026, 12, 1), date(2027, 1, 31))
        == "no 2026. gada 1. decembra līdz 2027. gada 31. janvārim"
    )


def test_a_period_of_one_day_is_that_day() -> None:
    assert latvian.period(date(2026, 8, 3), date(2026, 8, 3)) == "2026. gada 3. augustā"


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        latvian.period(date(2026, 8, 3), date(2026, 8, 2))


def test_quarters_are_numbered() -> None:
    assert latvian.quarter_name(4) == "4. ceturksnis"
    with pytest.raises(ValueError, match="1 to 4"):
        latvian.quarter_name(5)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (1234, 0, "1234"),
        (9999, 0, "9999"),
        (12345, 0, "12\u00a0345"),
        (1234567, 0, "1\u00a0234\u00a0567"),
        (-12345, 0, "-12\u00a0345"),
        (0.5, 2, "0,50"),
        (Decimal("9999.995"), 2, "10\u00a0000,00"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.4"), 0, "0"),
        (1.005, 2, "1,01"),
    ],
)
def test_numbers_have_a_decimal_comma_and_group_from_five_digits(
    value: int | float | Decimal, decimals: int, written: str
) -> None:
    assert latvian.number(value, decimals=decimals) == written


def test_money_is_written_from_cents() -> None:
    assert latvian.money(123450) == "1234,50\u00a0€"
    assert latvian.money(1234505, unit="EUR") == "12\u00a0345,05\u00a0EUR"
    assert latvian.money(-7) == "-0,07\u00a0€"


def test_percent_has_no_blank_and_no_share_of_nothing() -> None:
    assert latvian.percent(1, 8, decimals=1) == "12,5%"
    assert latvian.percent(2, 3) == "67%"
    assert latvian.percent(0, 5) == "0%"
    assert latvian.percent(0, 0) == "–"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (720, "12 min"),
        (749, "12 min"),
        (750, "13 min"),
        (3569, "59 min"),
        (3570, "1 h 00 min"),
        (3900, "1 h 05 min"),
        (90000, "25 h 00 min"),
    ],
)
def test_durations_are_told_in_hours_and_minutes(seconds: int, written: str) -> None:
    assert latvian.duration(seconds) == written


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        latvian.duration(-1)


def test_plural_classes_follow_cldr() -> None:
    zero = {n for n in range(200) if latvian.plural(n) is Plural.ZERO}
    one = {n for n in range(200) if latvian.plural(n) is Plural.ONE}
    assert one == {1, 21, 31, 41, 51, 61, 71, 81, 91, 101, 121, 131, 141, 151, 161, 171, 181, 191}
    assert {0, 10, *range(11, 20), 20, 30, 100, *range(110, 121)} <= zero
    assert len(zero) == 2 * (10 + 9)


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "0 apmeklējumu"),
        (1, "1 apmeklējums"),
        (2, "2 apmeklējumi"),
        (11, "11 apmeklējumu"),
        (21, "21 apmeklējums"),
        (29, "29 apmeklējumi"),
        (111, "111 apmeklējumu"),
        (12345, "12\u00a0345 apmeklējumi"),
    ],
)
def test_counted_words_agree_with_their_number(count: int, sentence: str) -> None:
    assert latvian.counted(count, "apmeklējumu", "apmeklējums", "apmeklējumi") == sentence
