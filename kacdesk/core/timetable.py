"""This file is the place where the timetable of institutions at the centre is held as plain data and asked.

Who is here at a moment, who stands in for whom, when somebody comes next. It knows nothing of the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kacdesk.core.calendar import Calendar, public_holidays
from kacdesk.core.clock import riga_time

_DAY = timedelta(days=1)
_WEEK = 7
_LAST = "LAST"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who receives here; every text may be empty. `phone` as it is stored."""

    name: str = ""
    post: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A row of the timetable. `weekday` is 0 for Monday · `nth` "1" to "5" or "LAST" in the month, "" each week."""

    record: UUID
    institution: UUID
    officer: UUID | None
    person: Person
    weekday: int
    nth: str
    begins: time
    ends: time
    valid_from: date
    valid_to: date | None
    room: str = ""

    def is_on(self, day: date) -> bool:
        """Say whether the row stands in the timetable of a day; days off are another matter."""
        if day.weekday() != self.weekday or day < self.valid_from:
            return False
        if self.valid_to is not None and day > self.valid_to:
            return False
        return not self.nth or is_nth(day, self.nth)


@dataclass(frozen=True, slots=True)
class Away:
    """A notice that somebody is not here (S001 19.3) or is substituted (19.4).

    `officer` None means whoever of the institution · the times bound a part of each day, None the whole day ·
    `substitute` who stands in, None when nobody does.
    """

    record: UUID
    institution: UUID
    officer: UUID | None
    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    substitute: Person | None = None

    def concerns(self, slot: Slot) -> bool:
        """Say whether it is this row's officer who is away, as far as both say who that is."""
        if slot.institution != self.institution:
            return False
        return self.officer is None or slot.officer is None or self.officer == slot.officer

    def covers(self, day: date, at: time) -> bool:
        """Say whether it holds at a time of a day."""
        if not self.first <= day <= self.last:
            return False
        return (self.begins is None or at >= self.begins) and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Here:
    """An official of an institution who receives, until `ends`. `instead_of` is the one who is substituted."""

    institution: UUID
    person: Person
    begins: time
    ends: time
    room: str = ""
    instead_of: str = ""
    slot: UUID | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """What was said of an institution at this centre for a period. `services` None means all of its services."""

    institution: UUID
    serves: bool
    services: frozenset[UUID] | None
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Timetable:
    """The whole timetable of a centre, with what changes it for a day."""

    slots: tuple[Slot, ...] = ()
    away: tuple[Away, ...] = ()
    served: tuple[Served, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)

    def is_day_off(self, day: date) -> bool:
        """Say whether nobody receives, whatever the timetable says: a holiday, a day off, one moved elsewhere."""
        calendar = self.calendar
        off = day in public_holidays(day.year) or day in calendar.extra_days_off
        return off or any(pair.off_on == day for pair in calendar.moved)

    def slots_on(self, day: date) -> Iterator[Slot]:
        """Yield the rows that stand in the timetable of a day, none on a day off."""
        if not self.is_day_off(day):
            yield from (slot for slot in self.slots if slot.is_on(day))

    def serves_here(self, institution: UUID, day: date) -> bool:
        """Say whether the institution serves customers in this centre at all (S001 5.2, 6.2).

        Where nobody has said so, it does when it stands in the timetable of that time.
        """
        said = self._said(institution, day)
        if said is not None:
            return said.serves
        return any(
            slot.institution == institution
            and slot.valid_from <= day
            and (slot.valid_to is None or day <= slot.valid_to)
            for slot in self.slots
        )

    def gives(self, institution: UUID, service: UUID, day: date) -> bool:
        """Say whether a service is among those that the institution gives in this centre."""
        said = self._said(institution, day)
        return said is None or said.services is None or service in said.services

    def gives_all(self, institution: UUID, day: date) -> bool:
        """Say whether the institution gives all its services in this centre."""
        said = self._said(institution, day)
        return said is None or said.services is None

    def _said(self, institution: UUID, day: date) -> Served | None:
        told = (each for each in self.served if each.institution == institution and each.holds(day))
        return max(told, key=lambda each: each.valid_from, default=None)

    def covers(self, institution: UUID, at: datetime) -> bool:
        """Say whether the timetable has somebody of the institution here at an aware moment."""
        return any(self._slots_at(institution, at))

    def here(self, institution: UUID, at: datetime) -> tuple[Here, ...]:
        """Return who of the institution receives at an aware moment, substitutes in place of those away."""
        day, now = _local(at)
        found = (self._filled(slot, day, now) for slot in self._slots_at(institution, at))
        return tuple(each for each in found if each is not None)

    def day(self, day: date) -> list[tuple[Slot, tuple[Away, ...]]]:
        """Return the rows of a day by their beginning, each with the notices that touch it."""
        rows = sorted(self.slots_on(day), key=lambda slot: (slot.begins, slot.ends))
        return [(slot, tuple(self._away(slot, day))) for slot in rows]

    def next_time(
        self, institution: UUID, at: datetime, *, within_days: int = 14
    ) -> tuple[date, Slot] | None:
        """Return the next row of the institution that begins after a moment and has not been given up."""
        first, now = _local(at)
        for ahead in range(within_days + 1):
            day = first + ahead * _DAY
            for slot, away in self.day(day):
                if (
                    slot.institution == institution
                    and (ahead or slot.begins > now)
                    and not _given_up(slot, away)
                ):
                    return day, slot
        return None

    def _slots_at(self, institution: UUID, at: datetime) -> Iterator[Slot]:
        day, now = _local(at)
        for slot in self.slots_on(day):
            if slot.institution == institution and slot.begins <= now < slot.ends:
                yield slot

    def _away(self, slot: Slot, day: date) -> Iterator[Away]:
        for away in self.away:
            if away.first <= day <= away.last and away.concerns(slot):
                yield away

    def _filled(self, slot: Slot, day: date, now: time) -> Here | None:
        """Return who receives in a row at a time: the officer, a substitute, or nobody."""
        told = [each for each in self._away(slot, day) if each.covers(day, now)]
        substitute = next((each.substitute for each in told if each.substitute is not None), None)
        if told and substitute is None:
            return None
        person = substitute if substitute is not None else slot.person
        missing = slot.person.name if substitute is not None else ""
        return Here(slot.institution, person, slot.begins, slot.ends, slot.room, missing, slot.record)


def is_nth(day: date, nth: str) -> bool:
    """Say whether a day is the first, second … or last of its weekday in the month."""
    if nth == _LAST:
        return (day + _WEEK * _DAY).month != day.month
    return (day.day - 1) // _WEEK + 1 == int(nth)


def _given_up(slot: Slot, away: tuple[Away, ...]) -> bool:
    """Say whether nobody comes at the beginning of a row."""
    told = [each for each in away if each.begins is None or each.begins <= slot.begins]
    told = [each for each in told if each.ends is None or each.ends > slot.begins]
    return bool(told) and all(each.substitute is None for each in told)


def _local(at: datetime) -> tuple[date, time]:
    moment = riga_time(at)
    return moment.date(), moment.time()
