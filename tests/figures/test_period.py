"""This file is the place where a period as a value is tested."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.errors import ExitCode, Usage
from kacdesk.figures.period import Period, Span

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
SPANS = st.sampled_from([span for span in Span if span is not Span.FREE])
PERIODS = st.one_of(
    st.builds(Period.of, DAYS, SPANS),
    st.builds(lambda first, length: Period(first, first + timedelta(days=length)), DAYS, st.integers(0, 800)),
)


@pytest.mark.parametrize(
    ("text", "first", "last", "span"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), Span.MONTH),
        (" 2026-1 ", date(2026, 1, 1), date(2026, 1, 31), Span.MONTH),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), Span.YEAR),
        ("2026-q3", date(2026, 7, 1), date(2026, 9, 30), Span.QUARTER),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), Span.WEEK),
        ("2026-11-21", date(2026, 11, 21), date(2026, 11, 21), Span.DAY),
        ("2026-11-02..2026-11-20", date(2026, 11, 2), date(2026, 11, 20), Span.FREE),
        ("2026-04-01..2026-06-30", date(2026, 4, 1), date(2026, 6, 30), Span.QUARTER),
    ],
)
def test_a_written_period_is_read(text: str, first: date, last: date, span: Span) -> None:
    period = Period.parse(text)
    assert (period.first_day, period.last_day, period.span) == (first, last, span)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "0000-05",
        "0001-01",
        "11-2026",
        "2026-11-31",
        "november",
        "2026-W54",
        "2026-Q5",
        "2026-11-20..2026-11-02",
        "1990-01-01..2026-11-02",
    ],
)
def test_another_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Usage, match="2026-11") as caught:
        Period.parse(text)
    assert caught.value.exit_code is ExitCode.USAGE


def test_the_month_before_january_is_december_of_the_year_before() -> None:
    assert Period.month(2027, 1).previous() == Period.month(2026, 12)
    assert Period.month(2026, 12).following() == Period.month(2027, 1)


def test_the_same_period_last_year_keeps_its_own_length() -> None:
    leap = Period.month(2028, 2)
    assert (leap.last_day, leap.year_ago().last_day) == (date(2028, 2, 29), date(2027, 2, 28))
    day = Period.parse("2028-02-29")
    assert day.year_ago() == Period.parse("2027-02-28")
    assert Period.parse("2028-02-10..2028-02-29").year_ago() == Period.parse("2027-02-10..2027-02-28")
    assert Period.parse("2026-W47").year_ago() == Period.parse("2025-W47")


def test_a_free_period_is_compared_with_as_many_days() -> None:
    assert str(Period.parse("2026-11-02..2026-11-20").previous()) == "2026-10-14..2026-11-01"


def test_a_period_that_does_not_exist_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="month"):
        Period.month(2026, 13)
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@given(PERIODS)
def test_a_period_is_its_days_and_no_other(period: Period) -> None:
    days = period.days
    assert (days[0], days[-1], len(days)) == (period.first_day, period.last_day, period.length)
    assert all(day in period for day in days)
    assert period.previous().last_day not in period
    assert period.following().first_day not in period
    assert period.previous().last_day + timedelta(days=1) == period.first_day
    assert period.months[0].first_day <= period.first_day
    assert period.months[-1].last_day >= period.last_day


@given(PERIODS)
def test_a_period_is_what_its_written_form_says(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(DAYS, SPANS)
def test_a_day_lies_in_its_period_and_neighbours_give_each_other_back(day: date, span: Span) -> None:
    period = Period.of(day, span)
    assert day in period
    assert period.span is span
    assert period.following().previous() == period
