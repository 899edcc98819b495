"""This file is the place where the hours of a day are shown to follow from sets, seasons, exceptions and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.calendar import Calendar, shipped_moved_days
from kacdesk.core.hours import Interval, interval, told_intervals
from kacdesk.core.schedule import LAST, Exceptional, Schedule, WeeklyHours

CALENDAR = Calendar(moved=shipped_moved_days())
START = date(2026, 1, 1)
FROM_NINE = interval("09:00", "17:00")
SUMMER = interval("08:00", "16:00")
SATURDAY = 5


def weekly(
    name: str, hours: Interval, first: date, last: date | None = None, *, yearly: bool = False
) -> tuple[WeeklyHours, ...]:
    return tuple(WeeklyHours(name, weekday, hours, first, last, yearly) for weekday in range(5))


BASE = weekly("Pamata", FROM_NINE, START)
SEASON = weekly("Vasaras", SUMMER, date(2026, 6, 1), date(2026, 9, 30), yearly=True)
WINTER = weekly("Ziemas", interval("10:00", "15:00"), date(2026, 10, 1), date(2027, 5, 31), yearly=True)


def told(schedule: Schedule, day: date) -> str:
    return told_intervals(schedule.intervals(day))


@pytest.mark.clause("000-41")
def test_several_intervals_a_day_and_a_later_evening() -> None:
    rows = (
        WeeklyHours("Pamata", 1, interval("12:30", "19:00"), START),
        WeeklyHours("Pamata", 1, interval("08:30", "12:00"), START),
    )
    schedule = Schedule(CALENDAR, rows)
    tuesday = date(2026, 11, 24)
    assert told(schedule, tuesday) == "8.30–12.00, 12.30–19.00"
    assert schedule.is_open(tuesday, 8 * 60 + 30)
    assert not schedule.is_open(tuesday, 12 * 60)
    assert told(schedule, tuesday + timedelta(days=1)) == ""


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 5, 29), "9.00–17.00"),
        (date(2026, 6, 1), "8.00–16.00"),
        (date(2026, 9, 30), "8.00–16.00"),
        (date(2026, 10, 1), "9.00–17.00"),
        (date(2028, 7, 3), "8.00–16.00"),
    ],
)
def test_a_season_comes_back_every_year_and_goes_before_the_usual_hours(day: date, hours: str) -> None:
    assert told(Schedule(CALENDAR, BASE + SEASON), day) == hours


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 9, 30), "9.00–17.00"),
        (date(2026, 10, 1), "10.00–15.00"),
        (date(2027, 1, 4), "10.00–15.00"),
        (date(2027, 5, 31), "10.00–15.00"),
        (date(2027, 6, 1), "9.00–17.00"),
        (date(2029, 2, 28), "10.00–15.00"),
    ],
)
def test_a_season_may_have_new_year_in_it(day: date, hours: str) -> None:
    assert told(Schedule(CALENDAR, BASE + WINTER), day) == hours


def test_saturday_hours_for_a_part_of_the_year_stand_in_the_usual_set() -> None:
    saturdays = WeeklyHours(
        "Pamata", SATURDAY, interval("10:00", "14:00"), date(2026, 9, 1), date(2027, 5, 31), yearly=True
    )
    schedule = Schedule(CALENDAR, (*BASE, saturdays))
    assert told(schedule, date(2026, 9, 5)) == "10.00–14.00"
    assert told(schedule, date(2027, 7, 3)) == ""
    assert told(schedule, date(2026, 9, 4)) == "9.00–17.00"


def test_a_new_set_takes_the_place_of_the_old_one_on_its_day() -> None:
    later = weekly("Jaunais", SUMMER, date(2026, 11, 23))
    schedule = Schedule(CALENDAR, BASE + later)
    assert told(schedule, date(2026, 11, 20)) == "9.00–17.00"
    assert told(schedule, date(2026, 11, 23)) == "8.00–16.00"


def test_holidays_moved_days_and_the_day_before_a_holiday() -> None:
    schedule = Schedule(CALENDAR, BASE)
    assert told(schedule, date(2026, 11, 18)) == ""
    assert told(schedule, date(2026, 11, 17)) == "9.00–16.00"
    assert told(schedule, date(2026, 6, 22)) == ""
    assert told(schedule, date(2026, 6, 27)) == "9.00–17.00"
    assert told(Schedule(CALENDAR, BASE, shortens=False), date(2026, 11, 17)) == "9.00–17.00"


def test_a_saturday_that_is_worked_has_the_hours_of_the_day_it_is_worked_for() -> None:
    fridays = WeeklyHours("Pamata", 4, interval("08:00", "14:00"), date(2025, 1, 1))
    schedule = Schedule(CALENDAR, (fridays,))
    assert told(schedule, date(2026, 1, 17)) == "8.00–14.00"  # for Friday, 2 January 2026


def test_an_hour_less_takes_the_last_short_interval_away() -> None:
    rows = (
        WeeklyHours("Pamata", 1, interval("08:30", "16:00"), START),
        WeeklyHours("Pamata", 1, interval("16:30", "17:00"), START),
    )
    assert told(Schedule(CALENDAR, rows), date(2026, 11, 17)) == "8.30–15.30"


def test_exceptions_close_open_and_send_elsewhere() -> None:
    schedule = Schedule(
        CALENDAR,
        BASE,
        (
            Exceptional(date(2026, 11, 23), date(2026, 11, 24), reason="remonts"),
            Exceptional(date(2026, 11, 28), intervals=(interval("10:00", "14:00"),)),
            Exceptional(date(2026, 11, 25), place="Rugāji", elsewhere=(FROM_NINE,)),
        ),
    )
    assert [told(schedule, date(2026, 11, day)) for day in (23, 24, 25, 26, 28)] == [
        "",
        "",
        "",
        "9.00–17.00",
        "10.00–14.00",
    ]


@pytest.mark.parametrize(("nth", "day"), [(2, 11), (4, 25), (LAST, 25), (1, 4)])
def test_every_nth_weekday_of_a_month_is_an_exception(nth: int, day: int) -> None:
    each_month = Exceptional(START, nth=nth, weekday=2, reason="Metodiskā diena")
    schedule = Schedule(CALENDAR, BASE, (each_month,))
    closed = [number for number in range(1, 31) if each_month.covers(date(2026, 11, number))]
    assert closed == [day]
    assert told(schedule, date(2026, 11, day)) == ""


def test_a_day_of_its_own_goes_before_the_monthly_rule() -> None:
    monthly = Exceptional(START, nth=2, weekday=2)
    once = Exceptional(date(2026, 11, 11), intervals=(FROM_NINE,))
    assert told(Schedule(CALENDAR, BASE, (once, monthly)), date(2026, 11, 11)) == "9.00–17.00"


@given(st.dates(date(2026, 1, 1), date(2036, 12, 31)), st.sampled_from([SEASON[0], WINTER[0]]))
def test_a_yearly_row_holds_on_the_same_days_of_every_later_year(day: date, row: WeeklyHours) -> None:
    begun = row.begun(day)
    if day < row.first:
        assert begun is None
        return
    months = {6, 7, 8, 9} if row.name == "Vasaras" else {10, 11, 12, 1, 2, 3, 4, 5}
    assert (begun is not None) is (day.month in months)
    if begun is not None:
        assert begun <= day
        assert (day - begun).days < 366
