"""This file is the place where the month as a value is tested."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.errors import ExitCode, Usage
from kacdesk.figures.period import Month

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


@pytest.mark.parametrize("text", ["2026-11", " 2026-11 ", "2026-1"])
def test_a_written_month_is_read(text: str) -> None:
    assert Month.parse(text) == Month(2026, int(text.strip()[5:]))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "0000-05", "11-2026", "2026-11-01", "november"]
)
def test_another_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Usage, match="2026-11") as caught:
        Month.parse(text)
    assert caught.value.exit_code is ExitCode.USAGE


def test_the_month_before_january_is_december_of_the_year_before() -> None:
    assert Month(2027, 1).previous() == Month(2026, 12)
    assert Month(2026, 12).following() == Month(2027, 1)


def test_the_same_month_last_year_keeps_its_own_length() -> None:
    leap = Month(2028, 2)
    assert (leap.last_day, leap.year_ago().last_day) == (date(2028, 2, 29), date(2027, 2, 28))


def test_a_month_that_does_not_exist_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2026-13"):
        Month(2026, 13)


@given(MONTHS)
def test_a_month_is_its_days_and_no_other(month: Month) -> None:
    days = month.days
    assert (days[0], days[-1]) == (month.first_day, month.last_day)
    assert all(day in month and Month.of(day) == month for day in days)
    assert month.previous().last_day not in month
    assert month.following().first_day not in month


@given(MONTHS)
def test_what_is_written_is_read_back_and_sorts(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert month.previous() < month < month.following()
    assert month.previous().following() == month
