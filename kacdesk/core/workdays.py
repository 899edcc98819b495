"""This file is the place where working days are counted and deadlines found over a `Calendar`."""

from calendar import monthrange
from datetime import date, timedelta

from kacdesk.core.calendar import Calendar, public_holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Say whether the point works on that day, as far as law, order and its own table tell."""
    if day in calendar.extra_days_off or day in calendar.moved_off:
        return False
    if day in calendar.moved_on:
        return True
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """Return the `count`-th working day after the event; the day of the event is not counted."""
    return _step(calendar, day, count, _DAY)


def subtract_working_days(calendar: Calendar, day: date, count: int) -> date:
    """Return the `count`-th working day before the event: the last day on which notice of it may arrive."""
    return _step(calendar, day, count, -_DAY)


def _step(calendar: Calendar, day: date, count: int, step: timedelta) -> date:
    if count < 0:
        raise ValueError("a count of working days is not negative")
    while count:
        day += step
        count -= is_working_day(calendar, day)
    return day


def next_working_day(calendar: Calendar, day: date) -> date:
    """Return the day itself when it is worked, else the first working day after it."""
    while not is_working_day(calendar, day):
        day += _DAY
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the month's last day if it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def due_in_months(calendar: Calendar, day: date, months: int) -> date:
    """Return the end of a term in months; a day off gives way to the next working day.

    Administratīvā procesa likums 41–44, from memory.
    """
    return next_working_day(calendar, add_months(day, months))


def working_days_in_month(calendar: Calendar, year: int, month: int) -> int:
    """Return how many days of a month are worked."""
    return sum(is_working_day(calendar, day) for day in _days_of(year, month))


def shortened_days(calendar: Calendar, year: int) -> tuple[date, ...]:
    """Return the working days whose next day is a public holiday, Sundays like Mothers' Day included.

    They are one hour shorter, which matters for opening hours; counting takes them as whole days.
    """
    return tuple(
        day
        for month in range(1, 13)
        for day in _days_of(year, month)
        if is_working_day(calendar, day) and day + _DAY in public_holidays((day + _DAY).year)
    )


def _days_of(year: int, month: int) -> list[date]:
    return [date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1)]
