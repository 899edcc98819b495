"""This file is the place where a time for keeping is counted: until when something is kept, and what is over today."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from kacdesk.core.workdays import add_months

_FIRST = date(1900, 1, 1)
_MONTHS_OF_YEAR = 12


class KeepingUnit(StrEnum):
    """In what a time for keeping is counted."""

    DAYS = "DAYS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


class CountedTo(StrEnum):
    """From when it is counted: the day itself, or the end of its month or year."""

    DAY = "DAY"
    MONTH_END = "MONTH_END"
    YEAR_END = "YEAR_END"


def kept_until(start: date, *, count: int, unit: KeepingUnit, counted_to: CountedTo) -> date:
    """Return the last day on which something that began on `start` is kept; the day after it is over.

    From the end of a month in months or years it ends with a month, too.
    """
    begins = _counted_from(start, counted_to)
    if unit is KeepingUnit.DAYS:
        return begins + timedelta(days=count)
    ends = add_months(begins, count * (_MONTHS_OF_YEAR if unit is KeepingUnit.YEARS else 1))
    return ends if counted_to is CountedTo.DAY else month_end(ends)


def over_since(today: date, *, count: int, unit: KeepingUnit, counted_to: CountedTo) -> date:
    """Return the latest start whose time is over today; a start after it is still kept."""
    low, high = _FIRST.toordinal(), today.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        until = kept_until(date.fromordinal(middle), count=count, unit=unit, counted_to=counted_to)
        low, high = (middle, high) if until < today else (low, middle - 1)
    return date.fromordinal(low)


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _counted_from(day: date, counted_to: CountedTo) -> date:
    if counted_to is CountedTo.MONTH_END:
        return month_end(day)
    return date(day.year, 12, 31) if counted_to is CountedTo.YEAR_END else day
