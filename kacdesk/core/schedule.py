"""This file is the place where the hours of a point on a day follow from its weekly sets, exceptions and calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kacdesk.core.calendar import Calendar, public_holidays
from kacdesk.core.hours import HOUR, Interval, joined
from kacdesk.core.workdays import is_working_day

_DAY = timedelta(days=1)
_WEEK = 7
LAST = 0
"""The `nth` of the last such weekday of a month."""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One interval of a weekday (0 is Monday) in a named set, in force from `first` to `last`, None for no end.

    A `yearly` one holds each year from the day and month of `first` to those of `last`, New Year in between or not.
    """

    name: str
    weekday: int
    interval: Interval
    first: date
    last: date | None = None
    yearly: bool = False

    def begun(self, day: date) -> date | None:
        """Return since when it is in force without a break on a day, None when it is not."""
        if day < self.first:
            return None
        if self.last is None or not self.yearly:
            return self.first if self.last is None or day <= self.last else None
        begins, ends, here = _in_year(self.first), _in_year(self.last), _in_year(day)
        over_new_year = begins > ends
        if over_new_year:
            if ends < here < begins:
                return None
        elif not begins <= here <= ends:
            return None
        year = day.year - (over_new_year and here <= ends)
        return max(self.first, _day_of(year, begins))


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days with hours of their own; none means closed. `place` serves people elsewhere meanwhile.

    With `nth` (1 to 5, LAST) it is that `weekday` of each month from `first` to `last`, else every day from `first` to
    `last`; `last` None is one day, or no end for a monthly one.
    """

    first: date
    last: date | None = None
    intervals: tuple[Interval, ...] = ()
    place: str = ""
    elsewhere: tuple[Interval, ...] = ()
    reason: str = ""
    nth: int | None = None
    weekday: int = 0

    def covers(self, day: date) -> bool:
        """Say whether it speaks of a day."""
        if self.nth is None:
            return self.first <= day <= (self.last or self.first)
        if day < self.first or (self.last is not None and day > self.last) or day.weekday() != self.weekday:
            return False
        if self.nth == LAST:
            return (day + timedelta(days=_WEEK)).month != day.month
        return (day.day - 1) // _WEEK + 1 == self.nth


@dataclass(frozen=True)
class Schedule:
    """When a point is open. Of several exceptions for a day one for that day goes before a monthly one, and of those
    the one listed last. `shortens` closes an hour earlier on a working day before a public holiday."""

    calendar: Calendar
    weekly: tuple[WeeklyHours, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    shortens: bool = True

    @property
    def is_known(self) -> bool:
        """Say whether the point has entered any hours."""
        return bool(self.weekly)

    def exception_on(self, day: date) -> Exceptional | None:
        """Return the exception that holds on a day."""
        found = [each for each in self.exceptions if each.covers(day)]
        dated = [each for each in found if each.nth is None]
        return (dated or found)[-1] if found else None

    def set_on(self, day: date) -> str | None:
        """Return the name of the set of hours in force: one that ends goes before one that does not, then the later."""
        in_force: dict[str, list[tuple[bool, date]]] = {}
        for each in self.weekly:
            begun = each.begun(day)
            if begun is not None:
                in_force.setdefault(each.name, []).append((each.last is not None, begun))
        if not in_force:
            return None
        return max(in_force, key=lambda name: (min(in_force[name]), name))

    def weekly_on(self, day: date, weekday: int) -> tuple[Interval, ...]:
        """Return the hours of a weekday by the set in force on a day, without holidays and exceptions."""
        name = self.set_on(day)
        return joined(
            each.interval
            for each in self.weekly
            if each.name == name and each.weekday == weekday and each.begun(day) is not None
        )

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """Return when the point is open on a day, in order; nothing when it is closed."""
        exception = self.exception_on(day)
        if exception is not None:
            return joined(exception.intervals)
        weekday = weekday_worked(self.calendar, day)
        if weekday is None:
            return ()
        hours = self.weekly_on(day, weekday)
        return _an_hour_less(hours) if self.shortens and self._is_eve(day) else hours

    def is_open(self, day: date, minute: int) -> bool:
        """Say whether the point is open at a minute of a day."""
        return any(each.begins <= minute < each.ends for each in self.intervals(day))

    def _is_eve(self, day: date) -> bool:
        following = day + _DAY
        return following in public_holidays(following.year) and is_working_day(self.calendar, day)


def weekday_worked(calendar: Calendar, day: date) -> int | None:
    """Return by which weekday's hours (0 is Monday) a day goes: its own, or that of the day off it is worked for.

    None for a day that is off for a reason of its own; a weekend alone does not close what has hours on it.
    """
    if day in calendar.moved_off or day in calendar.extra_days_off or day in public_holidays(day.year):
        return None
    if day not in calendar.moved_on:
        return day.weekday()
    return next(pair.off_on.weekday() for pair in calendar.moved if pair.worked_on == day)


def weekday_groups(
    week: Iterable[tuple[Interval, ...]],
) -> list[tuple[tuple[int, ...], tuple[Interval, ...]]]:
    """Return the weekdays (0 is Monday) that follow each other with the same hours together, with these hours."""
    days = enumerate(week)
    return [
        (tuple(weekday for weekday, _ in same), hours)
        for hours, group in groupby(days, key=lambda each: each[1])
        for same in [list(group)]
    ]


def _an_hour_less(hours: tuple[Interval, ...]) -> tuple[Interval, ...]:
    left, cut = list(hours), HOUR
    while left and cut:
        last = left.pop()
        if last.minutes > cut:
            left.append(Interval(last.begins, last.ends - cut))
            cut = 0
        else:
            cut -= last.minutes
    return tuple(left)


def _in_year(day: date) -> tuple[int, int]:
    return day.month, day.day


def _day_of(year: int, month_day: tuple[int, int]) -> date:
    month, number = month_day
    return date(year, month, number) if month_day != (2, 29) else date(year, 2, 28)
