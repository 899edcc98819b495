"""This file is the place where it is counted how long a point was open, and which open hours nobody served.

S001 17.11 (the work goes on without a break), 20.17; S003 25.1.7.1.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from kacdesk.core.calendar import Calendar
from kacdesk.core.hours import Interval, total_minutes, without
from kacdesk.core.roster import Away, Roster
from kacdesk.core.schedule import Exceptional, Schedule, weekday_worked
from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.count import Count, Row
from kacdesk.figures.hours_rows import (
    exceptional,
    in_order_of_entry,
    roster_from,
    schedule_from,
    settings_from,
    weekly_hours,
)
from kacdesk.figures.presence import calendar_of_point
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from kacdesk.spec.register import Values

_HOURS, _EXCEPTION, _ABSENCE, _SHIFT = "opening_hours", "opening_exception", "absence", "shift"
Key = tuple[str, UUID]

READS: Final = (
    Reads(_HOURS),
    Reads(_EXCEPTION),
    Reads(_SHIFT),
    Reads("staff"),
    Reads("service_point"),
    Reads(_ABSENCE, days=("first_on", "last_on"), open_while=("last_on",)),
)
"""With the calendar and the settings that the presence of institutions reads."""


@dataclass(frozen=True, slots=True)
class ContinuityFigures:
    """The hours of the point over the days of the period up to its end, in minutes.

    `planned_min` by the weekly hours and the calendar · `changed_min` what exceptions added or, below 0, took away ·
    `bare_min` open hours in which the roster has nobody on duty, `bare_days` on how many days · `open_min` planned and
    changed, less the bare ones · `absences` agreed in which somebody was to serve people here,
    `without_substitute` those of them in which on some day nobody took the place · `roster_kept` is false where no
    roster is entered: then nothing is known to be bare.
    """

    planned_min: Count
    changed_min: Count
    bare_min: Count
    open_min: Count
    bare_days: Count
    absences: Count
    without_substitute: Count
    roster_kept: bool


class _Sums:
    """What rows add up to, in the order in which they came."""

    def __init__(self) -> None:
        self.planned: defaultdict[Key, int] = defaultdict(int)
        self.changed: defaultdict[Key, int] = defaultdict(int)
        self.bare: defaultdict[Key, int] = defaultdict(int)
        self.bare_days: defaultdict[Key, int] = defaultdict(int)
        self.absences: dict[Key, int] = {}
        self.without_substitute: dict[Key, int] = {}
        self.roster_kept = False


def count_continuity(counting: Counting, end: AtEnd) -> ContinuityFigures:
    """Count the hours of every point by its own opening hours, calendar and roster."""
    sums = _Sums()
    days = end.days
    for point in sorted(
        {row.get("point") or "" for name in (_HOURS, _SHIFT) for row in counting.living(name)}
    ):
        _Point(counting, point).add(days, sums)
    planned, changed, bare = (_rows(each) for each in (sums.planned, sums.changed, sums.bare))
    lost = [row._replace(weight=-row.weight) for row in bare]
    return ContinuityFigures(
        planned_min=Count(planned),
        changed_min=Count(changed),
        bare_min=Count(bare),
        open_min=Count([*planned, *changed, *lost]),
        bare_days=Count(_rows(sums.bare_days)),
        absences=Count(_rows(sums.absences)),
        without_substitute=Count(_rows(sums.without_substitute)),
        roster_kept=sums.roster_kept,
    )


def _rows(weights: "dict[Key, int]") -> list[Row]:
    return [Row(*key, weight) for key, weight in weights.items() if weight]


class _Point:
    """The opening hours and the roster of one point, with the rows they were read from."""

    def __init__(self, counting: Counting, point: str) -> None:
        def of(register: str) -> list[Values]:
            return [row for row in counting.living(register) if (row.get("point") or "") == point]

        settings = of("point_settings")
        self.calendar: Calendar = calendar_of_point(of("calendar_day"), settings)
        shortens = settings_from(settings).get("shortens") is not False
        hours, exceptions = of(_HOURS), of(_EXCEPTION)
        self.schedule: Schedule = schedule_from(self.calendar, hours, exceptions, shortens=shortens)
        self.usual = replace(self.schedule, exceptions=())
        self.weekly = [(row["id"], weekly_hours(row)) for row in hours if row["weekday"] in WEEKDAY_CODES]
        self.exceptions: dict[Exceptional, UUID] = {
            exceptional(row): row["id"] for row in in_order_of_entry(exceptions)
        }
        self.roster: Roster = roster_from(
            point,
            self.calendar,
            people=[row for row in of("staff") if row.get("active") or row.get("employed_to")],
            shifts=of(_SHIFT),
            absences=sorted(of(_ABSENCE), key=lambda row: (row["first_on"], str(row["id"]))),
            places={row["id"]: row["code"] for row in counting.living("service_point")},
        )

    def add(self, days: Iterable[date], sums: _Sums) -> None:
        """Count the days."""
        sums.roster_kept |= self.roster.is_known
        for day in days:
            usual, now = self.usual.intervals(day), self.schedule.intervals(day)
            for key, minutes in self._weekly_rows(day, usual):
                sums.planned[key] += minutes
            exception = self.schedule.exception_on(day)
            if exception is not None:
                changed = total_minutes(now) - total_minutes(usual)
                sums.changed[_EXCEPTION, self.exceptions[exception]] += changed
            self._add_absences(day, sums)
            gap = self.roster.gap(self.schedule, day)
            if gap is not None:
                behind = self._behind(day, gap.intervals, exception)
                for key, minutes in behind:
                    sums.bare[key] += minutes
                sums.bare_days[behind[0][0]] += 1

    def _weekly_rows(self, day: date, intervals: Sequence[Interval]) -> list[tuple[Key, int]]:
        """Share the hours of a day out to the rows of the set in force, each minute to one."""
        name, weekday = self.schedule.set_on(day), weekday_worked(self.calendar, day)
        rows = (
            ((_HOURS, record), (each.interval,))
            for record, each in self.weekly
            if each.name == name and each.weekday == weekday and each.begun(day) is not None
        )
        return _shared(intervals, rows)[0]

    def _behind(
        self, day: date, bare: Sequence[Interval], exception: Exceptional | None
    ) -> list[tuple[Key, int]]:
        """Share bare hours out to the absences that left them bare; what is left, nobody was to serve at all."""
        shared, left = _shared(bare, self._absent_hours(day))
        if exception is not None:
            rest = [((_EXCEPTION, self.exceptions[exception]), total_minutes(left))]
        else:
            rest = self._weekly_rows(day, left)
        return [(key, minutes) for key, minutes in [*shared, *rest] if minutes]

    def _absent_hours(self, day: date) -> list[tuple[Key, tuple[Interval, ...]]]:
        return [((_ABSENCE, away.record), self._hours_here(away, day)) for away in self._away(day)]

    def _away(self, day: date) -> list[Away]:
        """Return the agreed absences of a day, one for a person."""
        found = (self.roster.away(person, day) for person in self.roster.people)
        return [each for each in found if each is not None]

    def _hours_here(self, away: Away, day: date) -> tuple[Interval, ...]:
        return tuple(each.interval for each in self.roster.planned(away.person, day) if each.place is None)

    def _add_absences(self, day: date, sums: _Sums) -> None:
        if not self.schedule.intervals(day):
            return
        for away in self._away(day):
            if self._hours_here(away, day):
                sums.absences[_ABSENCE, away.record] = 1
                if not self.roster.stands_in(away, day):
                    sums.without_substitute[_ABSENCE, away.record] = 1


def _shared(
    intervals: Sequence[Interval], rows: Iterable[tuple[Key, tuple[Interval, ...]]]
) -> tuple[list[tuple[Key, int]], tuple[Interval, ...]]:
    """Give each minute of some intervals to the first row that has it: rows with their minutes, and what is left."""
    left = tuple(intervals)
    found = []
    for key, own in rows:
        rest = without(left, own)
        minutes = total_minutes(left) - total_minutes(rest)
        if minutes:
            found.append((key, minutes))
        left = rest
    return found, left
