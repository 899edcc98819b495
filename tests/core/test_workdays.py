"""This file is the place where working days and deadlines are held against dates worked out beforehand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.calendar import Calendar, shipped_moved_days
from kacdesk.core.workdays import (
    add_months,
    add_working_days,
    due_in_months,
    is_working_day,
    next_working_day,
    shortened_days,
    subtract_working_days,
    working_days_in_month,
)

FOLLOWS = Calendar(moved=shipped_moved_days())
DOES_NOT = Calendar(moved=shipped_moved_days(), follows_moved_days=False)
ANY_CALENDAR = st.sampled_from([FOLLOWS, DOES_NOT, Calendar()])
ANY_DAY = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("event", "count", "due"),
    [
        (date(2026, 11, 13), 3, date(2026, 11, 19)),
        (date(2026, 11, 13), 10, date(2026, 11, 30)),
        (date(2026, 6, 19), 2, date(2026, 6, 26)),
        (date(2026, 6, 19), 5, date(2026, 6, 30)),
        (date(2026, 12, 23), 10, date(2027, 1, 12)),
    ],
)
def test_terms_in_working_days(event: date, count: int, due: date) -> None:
    assert add_working_days(FOLLOWS, event, count) == due


def test_notice_of_changed_hours_must_arrive_five_working_days_before() -> None:
    assert subtract_working_days(FOLLOWS, date(2026, 12, 28), 5) == date(2026, 12, 17)
    assert subtract_working_days(FOLLOWS, date(2026, 7, 1), 5) == date(2026, 6, 25)


def test_the_switch_for_moved_days_changes_the_answer() -> None:
    assert subtract_working_days(DOES_NOT, date(2026, 7, 1), 5) == date(2026, 6, 22)
    assert is_working_day(DOES_NOT, date(2026, 6, 22))
    assert not is_working_day(DOES_NOT, date(2026, 6, 27))
    assert not is_working_day(FOLLOWS, date(2026, 6, 22))
    assert is_working_day(FOLLOWS, date(2026, 6, 27))


def test_months_of_2026_have_their_working_days() -> None:
    expected = [21, 20, 22, 20, 19, 20, 23, 21, 22, 22, 20, 20]
    assert [working_days_in_month(FOLLOWS, 2026, month) for month in range(1, 13)] == expected


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 8, 31), 3) == date(2026, 11, 30)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_a_term_in_months_ends_on_a_working_day() -> None:
    assert due_in_months(FOLLOWS, date(2026, 11, 30), 3) == date(2027, 3, 1)
    assert due_in_months(FOLLOWS, date(2026, 8, 31), 3) == date(2026, 11, 30)
    assert due_in_months(FOLLOWS, date(2026, 5, 22), 1) == date(2026, 6, 25)


def test_the_day_before_a_holiday_is_shortened() -> None:
    december = [day for day in shortened_days(FOLLOWS, 2025) if day.month == 12]
    assert december == [date(2025, 12, 23), date(2025, 12, 30)]


def test_a_moved_day_off_is_not_shortened_though_a_holiday_follows() -> None:
    assert date(2026, 6, 22) not in shortened_days(FOLLOWS, 2026)
    assert date(2026, 6, 22) in shortened_days(DOES_NOT, 2026)


def test_an_extra_day_off_wins_over_a_worked_saturday() -> None:
    closed = Calendar({date(2026, 6, 27): "Slēgts"}, moved=shipped_moved_days())
    assert not is_working_day(closed, date(2026, 6, 27))
    assert add_working_days(closed, date(2026, 6, 26), 1) == date(2026, 6, 29)


def test_a_song_festival_monday_can_be_entered_before_the_library_knows_it() -> None:
    monday = date(2028, 7, 10)
    assert is_working_day(Calendar(), monday)
    assert not is_working_day(Calendar({monday: "Dziesmu svētki"}), monday)


def test_no_days_are_no_days() -> None:
    holiday = date(2026, 11, 18)
    assert add_working_days(FOLLOWS, holiday, 0) == holiday
    with pytest.raises(ValueError, match="not negative"):
        add_working_days(FOLLOWS, holiday, -1)


@given(ANY_CALENDAR, ANY_DAY, st.integers(0, 60))
def test_subtracting_undoes_adding_from_a_working_day(calendar: Calendar, day: date, count: int) -> None:
    start = next_working_day(calendar, day)
    assert subtract_working_days(calendar, add_working_days(calendar, start, count), count) == start


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 30))
def test_as_many_days_are_worked_between_as_were_added(calendar: Calendar, day: date, count: int) -> None:
    due = add_working_days(calendar, day, count)
    after = (day + timedelta(days=step) for step in range(1, (due - day).days + 1))
    assert sum(is_working_day(calendar, each) for each in after) == count
    assert is_working_day(calendar, due)


@given(ANY_DAY, st.integers(-40, 40))
def test_adding_months_lands_in_the_right_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
