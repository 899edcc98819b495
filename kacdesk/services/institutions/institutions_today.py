"""This file is the place where it is gathered who of the institutions is at the centre: now, today, this week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import riga_time
from kacdesk.core.phones import shown_phone
from kacdesk.core.timetable import Away, Person, Slot, Timetable
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.institutions.presence_week import WeekCheck, check_week, days_of, monday_of
from kacdesk.services.references import References, current_references
from kacdesk.spec.register import Status

_DAY = timedelta(days=1)
_NOTICES_AHEAD = 14


class Standing(StrEnum):
    """NOW: receives at this moment · LATER: comes later that day · OVER: has been · AWAY: nobody comes ·
    PLANNED: on another day."""

    NOW = "now"
    LATER = "later"
    OVER = "over"
    AWAY = "away"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the timetable on one day, as it really is.

    `person` is the substitute where there is one, `instead_of` then the officer · `phone` of that person as it is
    read · `slot` the row, `notice` what changed it, `officer` the contact to whom one can be sent.
    """

    institution: UUID
    name: str
    person: Person
    begins: time
    ends: time
    room: str
    standing: Standing
    slot: UUID
    phone: str = ""
    officer: UUID | None = None
    instead_of: str = ""
    notice: UUID | None = None
    away_from: time | None = None
    away_to: time | None = None


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """A notice that is still to be placed in PVS or told to the ministry, or that begins soon."""

    record: UUID
    name: str
    kind: str
    effective_from: date
    effective_to: date | None
    post_by: date | None
    to_post: bool
    to_tell: bool


@dataclass(frozen=True, slots=True)
class InstitutionsToday:
    """What the page shows. `days` the seven days of the week with their entries ·
    `entries` those of today, whatever week it is · `day_off` those on which nobody
    receives · `limited` rule 20.8/20.9 holds here."""

    at: datetime
    today: date
    monday: date
    days: tuple[tuple[date, tuple[Entry, ...]], ...]
    entries: tuple[Entry, ...]
    day_off: frozenset[date]
    notices: tuple[NoticeDue, ...]
    check: WeekCheck
    names: dict[UUID, str]
    limited: bool

    @property
    def now(self) -> tuple[Entry, ...]:
        """Return who is here at this moment."""
        return tuple(each for each in self.entries if each.standing is Standing.NOW)

    @property
    def later(self) -> tuple[Entry, ...]:
        """Return who comes later today."""
        return tuple(each for each in self.entries if each.standing is Standing.LATER)

    @property
    def away(self) -> tuple[Entry, ...]:
        """Return who does not come today."""
        return tuple(each for each in self.entries if each.standing is Standing.AWAY)


def gather(context: Context, *, week_of: date | None = None) -> InstitutionsToday:
    """Gather it for a week, that of today when none is told. Any thread."""
    at, centre = clock.now_utc(), centre_of(context.store)
    today, names = clock.riga_day(at), current_references(context.store)
    monday, timetable = monday_of(week_of or today), centre.timetable
    days = days_of(monday)
    check = check_week(context, monday)
    entries = tuple((day, tuple(_entries(timetable, names, day, at))) for day in days)
    told = {*check.days, *(each.institution for _, row in entries for each in row)}
    return InstitutionsToday(
        at=at,
        today=today,
        monday=monday,
        days=entries,
        entries=tuple(_entries(timetable, names, today, at)),
        day_off=frozenset(day for day in days if timetable.is_day_off(day)),
        notices=tuple(_notices(context, names, today)),
        check=check,
        names={institution: names.name("institution", institution) for institution in told},
        limited=centre.centre_type != "municipal",
    )


def _entries(timetable: Timetable, names: References, day: date, at: datetime) -> Iterable[Entry]:
    for slot, away in timetable.day(day):
        yield _entry(slot, away, day, at, names.name("institution", slot.institution))


def _entry(slot: Slot, away: tuple[Away, ...], day: date, at: datetime, name: str) -> Entry:
    local = riga_time(at)
    today, now = local.date(), local.time()
    asked = now if day == today and slot.begins <= now < slot.ends else slot.begins
    told = [each for each in away if each.covers(day, asked)]
    substitute = next((each for each in told if each.substitute is not None), None)
    notice = substitute or (told[0] if told else next(iter(away), None))
    gone = bool(told) and substitute is None
    person = substitute.substitute if substitute is not None and substitute.substitute else slot.person
    return Entry(
        institution=slot.institution,
        name=name,
        person=person,
        begins=slot.begins,
        ends=slot.ends,
        room=slot.room,
        standing=_standing(slot, day, today, now, gone=gone),
        slot=slot.record,
        phone=shown_phone(person.phone) if person.phone else "",
        officer=None if substitute is not None else slot.officer,
        instead_of=slot.person.name if substitute is not None else "",
        notice=notice.record if notice is not None else None,
        away_from=notice.begins if notice is not None and notice.substitute is None else None,
        away_to=notice.ends if notice is not None and notice.substitute is None else None,
    )


def _standing(slot: Slot, day: date, today: date, now: time, *, gone: bool) -> Standing:
    if gone:
        return Standing.AWAY
    if day != today:
        return Standing.PLANNED
    if now < slot.begins:
        return Standing.LATER
    return Standing.NOW if now < slot.ends else Standing.OVER


def _notices(context: Context, names: References, today: date) -> Iterable[NoticeDue]:
    """Yield the notices with something to do, the most urgent first, then those that begin within two weeks."""
    table = context.catalog.table("institution_notice")
    c = table.c
    open_ = c.post_by.is_not(None) & (c.posted_on.is_(None) | c.ministry_informed_on.is_(None))
    soon = (c.effective_from <= today + _NOTICES_AHEAD * _DAY) & (
        (c.effective_to >= today) | (c.effective_to.is_(None) & (c.effective_from >= today))
    )
    with context.store.read() as connection:
        rows = connection.execute(select(table).where(c.status != Status.VOIDED, open_ | soon)).all()
    found = [_notice_due(row, names) for row in rows]
    return sorted(
        found, key=lambda each: (not (each.to_post or each.to_tell), each.post_by or each.effective_from)
    )


def _notice_due(row: Any, names: References) -> NoticeDue:
    return NoticeDue(
        record=row.id,
        name=names.name("institution", row.institution_id),
        kind=row.kind,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        post_by=row.post_by,
        to_post=row.post_by is not None and row.posted_on is None,
        to_tell=row.post_by is not None and row.ministry_informed_on is None,
    )
