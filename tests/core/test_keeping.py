"""Times for keeping: until when, and what is over today, by two roads that must agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.keeping import CountedTo, KeepingUnit, kept_until, month_end, over_since

DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "unit", "to", "until"),
    [
        (date(2026, 1, 10), 12, "MONTHS", "MONTH_END", date(2027, 1, 31)),
        (date(2027, 2, 28), 12, "MONTHS", "MONTH_END", date(2028, 2, 29)),
        (date(2026, 11, 30), 3, "MONTHS", "DAY", date(2027, 2, 28)),
        (date(2026, 3, 1), 5, "YEARS", "YEAR_END", date(2031, 12, 31)),
        (date(2024, 2, 29), 1, "YEARS", "DAY", date(2025, 2, 28)),
        (date(2026, 3, 1), 30, "DAYS", "DAY", date(2026, 3, 31)),
    ],
)
@pytest.mark.clause("000-20")
def test_the_last_day_of_keeping(start: date, count: int, unit: str, to: str, until: date) -> None:
    assert kept_until(start, count=count, unit=KeepingUnit(unit), counted_to=CountedTo(to)) == until


@given(
    today=DAYS,
    start=DAYS,
    count=st.integers(1, 120),
    unit=st.sampled_from(KeepingUnit),
    to=st.sampled_from(CountedTo),
)
def test_what_is_over_is_exactly_what_was_to_be_kept_until_before_today(
    today: date, start: date, count: int, unit: KeepingUnit, to: CountedTo
) -> None:
    until = kept_until(start, count=count, unit=unit, counted_to=to)
    assert (start <= over_since(today, count=count, unit=unit, counted_to=to)) == (until < today)


@given(day=DAYS)
def test_the_end_of_a_month_is_the_day_before_the_next(day: date) -> None:
    assert (month_end(day) + timedelta(days=1)).day == 1
