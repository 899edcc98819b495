"""This file is the place where a roster is held as plain data and asked: who is on duty, what stays bare.

It knows nothing of the store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from kacdesk.core.calendar import Calendar
from kacdesk.core.hours import Interval, total_minutes, without
from kacdesk.core.schedule import Schedule, weekday_worked


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff, with the days on which they are employed, None for no bound."""

    id: UUID
    name: str
    first: date | None = None
    last: date | None = None

    def works_on(self, day: date) -> bool:
        """Say whether the person is employed on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Rostered:
    """A row of the roster; `weekday` None for one day alone · `place` another point, None for this one."""

    record: UUID
    person: UUID
    interval: Interval
    first: date
    last: date | None
    weekday: int | None
    place: UUID | None

    def holds_on(self, day: date, weekday: int | None) -> bool:
        """Say whether it speaks of a day that goes by the hours of a weekday, None for a day off."""
        if self.weekday is None:
            return day == self.first
        return self.weekday == weekday and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that was not rejected."""

    record: UUID
    person: UUID
    kind: str
    first: date
    last: date
    substitute: UUID | None
    approved: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody serves people on a day by the row `shift` of the roster; `place` at another point · `instead_of` whom
    they stand in for."""

    person: UUID
    interval: Interval
    shift: UUID
    place: UUID | None = None
    instead_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Open hours of a day in which nobody is on duty."""

    day: date
    intervals: tuple[Interval, ...]

    @property
    def minutes(self) -> int:
        """Return how long the point stands open without anybody."""
        return total_minutes(self.intervals)


@dataclass(frozen=True)
class Roster:
    """The roster of some days: people in the order of the staff list, their hours, who is away.

    `places` has the codes of the points.
    """

    people: Mapping[UUID, Person]
    shifts: tuple[Rostered, ...]
    absences: tuple[Away, ...]
    calendar: Calendar = field(default_factory=Calendar)
    places: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Say whether the point keeps a roster at all; without one nobody can tell what is uncovered."""
        return bool(self.shifts)

    def away(self, person: UUID, day: date, *, asked_too: bool = False) -> Away | None:
        """Return the approved absence of a person on a day; with `asked_too` also one that waits to be approved."""
        return next(
            (
                each
                for each in self.absences
                if each.person == person and each.first <= day <= each.last and (each.approved or asked_too)
            ),
            None,
        )

    def planned(self, person: UUID, day: date) -> list[Rostered]:
        """Return when a person is to serve people on a day, absent or not; rows for that day go before weekly ones."""
        if person not in self.people or not self.people[person].works_on(day):
            return []
        weekday = weekday_worked(self.calendar, day)
        found = [each for each in self.shifts if each.person == person and each.holds_on(day, weekday)]
        return [each for each in found if each.weekday is None] or found

    def on_duty(self, day: date, *, asked_too: bool = False) -> list[Duty]:
        """Return who serves people on a day, here and elsewhere, substitutes in the place of those who are away.

        With `asked_too` as if every absence that was asked for were approved.
        """
        found: list[Duty] = []
        for person in self.people:
            planned = self.planned(person, day)
            away = self.away(person, day, asked_too=asked_too)
            if away is None:
                found += [Duty(person, each.interval, each.record, each.place) for each in planned]
            elif self.stands_in(away, day, asked_too=asked_too):
                found += [
                    Duty(away.substitute, each.interval, each.record, each.place, instead_of=person)
                    for each in planned
                    if away.substitute is not None
                ]
        return found

    def gap(self, schedule: Schedule, day: date, *, asked_too: bool = False) -> Gap | None:
        """Return the open hours of a day that nobody serves here; None when all are served, or none is known."""
        if not self.is_known:
            return None
        here = [each.interval for each in self.on_duty(day, asked_too=asked_too) if each.place is None]
        bare = without(schedule.intervals(day), here)
        return Gap(day, bare) if bare else None

    def gaps(self, schedule: Schedule, days: Iterable[date], *, asked_too: bool = False) -> list[Gap]:
        """Return the gaps of some days."""
        found = (self.gap(schedule, day, asked_too=asked_too) for day in days)
        return [each for each in found if each is not None]

    def stands_in(self, away: Away, day: date, *, asked_too: bool = False) -> bool:
        """Say whether the one who was named as a substitute really takes the place of somebody away on a day."""
        substitute = away.substitute
        return (
            substitute is not None
            and substitute != away.person
            and substitute in self.people
            and self.people[substitute].works_on(day)
            and self.away(substitute, day, asked_too=asked_too) is None
        )
