"""This file is the place where terms are held against dates worked out beforehand and against counting by hand."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.calendar import Calendar, public_holidays, shipped_moved_days
from kacdesk.core.terms import Term, Toward, Unit

FOLLOWS = Calendar(moved=shipped_moved_days())
DOES_NOT = Calendar(moved=shipped_moved_days(), follows_moved_days=False)
WD, DAYS, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS
BEFORE = Toward.BEFORE
FRIDAY = 5


@pytest.mark.parametrize(
    ("event", "term", "last"),
    [
        (date(2026, 11, 13), Term(3, WD), date(2026, 11, 19)),
        (date(2026, 11, 13), Term(10, WD), date(2026, 11, 30)),
        (date(2026, 6, 19), Term(2, WD), date(2026, 6, 26)),
        (date(2026, 6, 19), Term(5, WD), date(2026, 6, 30)),
        (date(2026, 12, 23), Term(10, WD), date(2027, 1, 12)),
        (date(2026, 12, 28), Term(5, WD, BEFORE), date(2026, 12, 17)),
        (date(2026, 7, 1), Term(5, WD, BEFORE), date(2026, 6, 25)),
        (date(2026, 11, 30), Term(3, MONTHS, rolls=False), date(2027, 2, 28)),
        (date(2026, 8, 31), Term(3, MONTHS, rolls=False), date(2026, 11, 30)),
        (date(2026, 11, 30), Term(3, MONTHS), date(2027, 3, 1)),
        (date(2026, 11, 20), Term(15, DAYS), date(2026, 12, 7)),
        (date(2026, 11, 20), Term(15, DAYS, rolls=False), date(2026, 12, 5)),
        (date(2024, 2, 29), Term(3, YEARS, rolls=False), date(2027, 2, 28)),
        (date(2027, 3, 31), Term(1, MONTHS, BEFORE), date(2027, 2, 26)),
    ],
)
def test_terms_end_on_the_days_worked_out_for_them(event: date, term: Term, last: date) -> None:
    assert term.last_day(FOLLOWS, event) == last


def test_a_notice_comes_earlier_where_moved_days_are_not_followed() -> None:
    assert Term(5, WD, BEFORE).last_day(DOES_NOT, date(2026, 7, 1)) == date(2026, 6, 22)


ONE_OFFS = {date(2018, 7, 9), date(2018, 9, 24), date(2023, 5, 29), date(2023, 7, 10)}
"""Mondays after two song festivals, a visit of the Pope, a day off for the hockey team."""

FIXED = ((1, 1), (5, 1), (5, 4), (6, 23), (6, 24), (11, 18), (12, 24), (12, 25), (12, 26), (12, 31))


def _easter(year: int) -> date:
    """Return Easter Sunday by the moon's golden number, as the church reckons it."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * (21 - golden) // 11)
    sunday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - sunday)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Return the days off from Monday to Friday that the law gives a year; no library is asked."""
    easter = _easter(year)
    days = {date(year, month, day) for month, day in FIXED}
    days |= {easter - timedelta(days=2), easter + timedelta(days=1)}
    for month, day in ((5, 4), (11, 18)):
        moved = date(year, month, day)
        if moved.isoweekday() > FRIDAY:
            while moved.isoweekday() > FRIDAY or moved in days:
                moved += timedelta(days=1)
            days.add(moved)
    days |= {each for each in ONE_OFFS if each.year == year}
    return frozenset(each for each in days if each.isoweekday() <= FRIDAY)


@pytest.mark.parametrize("year", range(2017, 2041))
def test_the_days_off_of_a_year_are_those_of_the_law_and_no_others(year: int) -> None:
    assert {day for day in public_holidays(year) if day.isoweekday() <= FRIDAY} == _days_off(year)


def _is_worked(calendar: Calendar, day: date) -> bool:
    """Tell a working day from the words of the law alone, without the program's own functions."""
    moved = {pair.off_on: pair.worked_on for pair in calendar.moved} if calendar.follows_moved_days else {}
    if day in calendar.extra_days_off or day in moved:
        return False
    if day in moved.values():
        return True
    return day.isoweekday() <= FRIDAY and day not in _days_off(day.year)


ANY_CALENDAR = st.sampled_from([FOLLOWS, DOES_NOT, Calendar({date(2026, 11, 20): "Novada svētki"})])
ANY_DAY = st.dates(date(2017, 1, 1), date(2030, 12, 31))


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 40), st.sampled_from(Toward))
def test_a_term_in_working_days_has_so_many_of_them_whichever_way_it_runs(
    calendar: Calendar, event: date, count: int, toward: Toward
) -> None:
    last = Term(count, WD, toward).last_day(calendar, event)
    step = timedelta(days=1 if last > event else -1)
    passed = [event + step * each for each in range(1, abs((last - event).days) + 1)]
    assert sum(_is_worked(calendar, day) for day in passed) == count
    assert _is_worked(calendar, last)
    assert (last > event) is (toward is Toward.AFTER)


@given(
    ANY_CALENDAR, ANY_DAY, st.integers(1, 36), st.sampled_from([DAYS, MONTHS, YEARS]), st.sampled_from(Toward)
)
def test_a_term_that_rolls_goes_over_days_off_only(
    calendar: Calendar, event: date, count: int, unit: Unit, toward: Toward
) -> None:
    fixed = Term(count, unit, toward, rolls=False).last_day(calendar, event)
    rolled = Term(count, unit, toward).last_day(calendar, event)
    assert _is_worked(calendar, rolled)
    skipped = abs((rolled - fixed).days)
    step = timedelta(days=1 if toward is Toward.AFTER else -1)
    assert rolled == fixed + step * skipped
    assert not [each for each in range(skipped) if _is_worked(calendar, fixed + step * each)]


@pytest.mark.parametrize(
    ("year", "good_friday", "easter_monday", "mothers_day", "pentecost", "substitute"),
    [
        (2025, (4, 18), (4, 21), (5, 11), (6, 8), (5, 5)),
        (2026, (4, 3), (4, 6), (5, 10), (5, 24), None),
        (2027, (3, 26), (3, 29), (5, 9), (5, 16), None),
        (2028, (4, 14), (4, 17), (5, 14), (6, 4), (11, 20)),
        (2029, (3, 30), (4, 2), (5, 13), (5, 20), (11, 19)),
        (2030, (4, 19), (4, 22), (5, 12), (6, 9), (5, 6)),
    ],
)
def test_movable_holidays_fall_on_their_days(
    year: int,
    good_friday: tuple[int, int],
    easter_monday: tuple[int, int],
    mothers_day: tuple[int, int],
    pentecost: tuple[int, int],
    substitute: tuple[int, int] | None,
) -> None:
    days = [good_friday, easter_monday, mothers_day, pentecost]
    names = [public_holidays(year)[date(year, *day)] for day in days]
    words = ("Lielā Piektdiena", "Otrās Lieldienas", "Mātes diena", "Vasarsvētki")
    assert all(word in name for word, name in zip(words, names, strict=True))
    extra = {day for day, name in public_holidays(year).items() if name.endswith("(brīvdiena)")}
    assert extra == ({date(year, *substitute)} if substitute else set())
