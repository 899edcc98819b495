"""This file is the place where it is known who is on duty at the point, who is away, and which open hours stay bare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select

from kacdesk.core import clock
from kacdesk.core.calendar import Calendar
from kacdesk.core.hours import Interval, interval, total_minutes, without
from kacdesk.core.schedule import Schedule, weekday_worked
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from kacdesk.services.deadlines import calendar_of
from kacdesk.services.people.opening_hours import schedule_of
from kacdesk.spec.register import Status
from kacdesk.store.session import Store

SHIFTS = "shift"
ABSENCES = "absence"
APPROVED, ASKED, REJECTED = "APPROVED", "ASKED", "REJECTED"
LOOKED_AHEAD_DAYS = 14
"""For so many days, today included, a supervisor is told which open hours nobody serves."""

_DAY = timedelta(days=1)


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
            elif self._stands_in(away, day, asked_too=asked_too):
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

    def _stands_in(self, away: Away, day: date, *, asked_too: bool) -> bool:
        substitute = away.substitute
        return (
            substitute is not None
            and substitute != away.person
            and substitute in self.people
            and self.people[substitute].works_on(day)
            and self.away(substitute, day, asked_too=asked_too) is None
        )


def days_of(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both included."""
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def roster_of(store: Store, first: date, last: date) -> Roster:
    """Return the roster of the days from the first to the last."""
    catalog = store.catalog
    staff, shifts, absences = (catalog.table(name) for name in ("staff", SHIFTS, ABSENCES))
    points = catalog.table("service_point")
    with store.read() as connection:
        places = {row.id: row.code for row in connection.execute(select(points.c.id, points.c.code))}
        people = connection.execute(
            select(staff.c.id, staff.c.name, staff.c.employed_from, staff.c.employed_to)
            .where(_kept(staff), staff.c.active.is_(True))
            .order_by(staff.c.n)
        ).all()
        rows = connection.execute(
            select(shifts).where(
                _kept(shifts),
                shifts.c.day <= last,
                or_(shifts.c.repeats == "WEEKLY", shifts.c.day >= first),
                or_(shifts.c.valid_to.is_(None), shifts.c.valid_to >= first),
            )
        ).all()
        away = connection.execute(
            select(absences)
            .where(
                _kept(absences),
                absences.c.decision != REJECTED,
                absences.c.first_on <= last,
                absences.c.last_on >= first,
            )
            .order_by(absences.c.first_on)
        ).all()
    return Roster(
        {row.id: Person(row.id, row.name, row.employed_from, row.employed_to) for row in people},
        tuple(
            Rostered(
                row.id,
                row.staff_id,
                interval(row.opens, row.closes),
                row.day,
                row.valid_to,
                WEEKDAY_CODES.index(row.weekday) if row.weekday in WEEKDAY_CODES else None,
                None if places.get(row.place_id) == store.point else row.place_id,
            )
            for row in rows
        ),
        tuple(
            Away(
                row.id,
                row.staff_id,
                row.kind,
                row.first_on,
                row.last_on,
                row.substitute_id,
                row.decision == APPROVED,
            )
            for row in away
        ),
        calendar_of(store),
        places,
    )


def coming_gaps(store: Store) -> list[Gap]:
    """Return the open hours of today and the days after it that nobody serves, as far as the roster tells."""
    first = clock.today_riga()
    last = first + (LOOKED_AHEAD_DAYS - 1) * _DAY
    roster = roster_of(store, first, last)
    return roster.gaps(schedule_of(store), days_of(first, last)) if roster.is_known else []


def _kept(table: Table) -> ColumnElement[bool]:
    return table.c.status != Status.VOIDED
