"""This file is the place where an official's reception times, the free ones among them and bookings meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import from_riga, riga_day, riga_time
from kacdesk.core.errors import Refused
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import later, t
from kacdesk.core.timetable import is_nth
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.step import Step
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

REGISTER = "appointment"
BOOKED = "BOOKED"
_DAY = timedelta(days=1)
_AHEAD_DAYS = 60
_SOME = 3


@dataclass(frozen=True, slots=True)
class Reception:
    """A time at which an official receives on one day. `minutes` for each customer."""

    begins: time
    ends: time
    minutes: int
    place: str

    def times(self, day: date) -> Iterator[datetime]:
        """Yield the moments at which somebody can be received, in UTC."""
        at, last = datetime.combine(day, self.begins), datetime.combine(day, self.ends)
        while at + timedelta(minutes=self.minutes) <= last:
            yield from_riga(at)
            at += timedelta(minutes=self.minutes)


def receptions_on(context: Context, official: UUID, day: date) -> list[Reception]:
    """Return when the official receives on a day, the earliest first; nothing on a day off."""
    if centre_of(context.store).timetable.is_day_off(day):
        return []
    table = context.catalog.table("reception_slot")
    mine = (table.c.official_id == official, table.c.status != Status.VOIDED, table.c.valid_from <= day)
    with context.store.read() as connection:
        rows = connection.execute(select(table).where(*mine)).all()
    found = [
        Reception(
            time.fromisoformat(row.from_time), time.fromisoformat(row.to_time), row.minutes, row.place or ""
        )
        for row in rows
        if (row.valid_to is None or day <= row.valid_to) and _is_on(row, day)
    ]
    return sorted(found, key=lambda each: each.begins)


def _is_on(row: Any, day: date) -> bool:
    if row.repeats == "ONCE":
        return bool(row.on_day == day)
    return row.weekday == WEEKDAY_CODES[day.weekday()] and (not row.nth or is_nth(day, row.nth))


def booked_on(context: Context, official: UUID, day: date) -> list[Mapping[str, Any]]:
    """Return the official's bookings of a day that were not moved or called off, the earliest first."""
    table = context.catalog.table(REGISTER)
    mine = (table.c.official_id == official, table.c.day == day, table.c.status != Status.VOIDED)
    valid = table.c.state.not_in(("MOVED", "CANCELLED"))
    with context.store.read() as connection:
        rows = connection.execute(select(table).where(*mine, valid).order_by(table.c.at)).all()
    return [dict(row._mapping) for row in rows]


def free_times(context: Context, official: UUID, day: date) -> list[datetime]:
    """Return the moments of a day, in UTC, at which the official could still receive somebody."""
    taken = {row["at"] for row in booked_on(context, official, day)}
    now = clock.now_utc()
    return [
        at
        for reception in receptions_on(context, official, day)
        for at in reception.times(day)
        if at not in taken and at > now
    ]


def next_free(context: Context, official: UUID, since: date, *, count: int = _SOME) -> list[datetime]:
    """Return the next free moments from a day on, looking two months ahead."""
    found: list[datetime] = []
    for ahead in range(_AHEAD_DAYS):
        found += free_times(context, official, since + ahead * _DAY)
        if len(found) >= count:
            break
    return found[:count]


def follow(_context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Fill the day on which the appointment is due."""
    return {"day": riga_day(values["at"])}


def refuse_a_time_taken(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Refuse two customers for one official at one moment."""
    row = unit.row(REGISTER, record)
    if row["state"] != BOOKED or row["status"] == Status.VOIDED:
        return
    if before is not None and (before["official_id"], before["at"]) == (row["official_id"], row["at"]):
        return
    c = context.catalog.table(REGISTER).c
    same = (c.official_id == row["official_id"], c.at == row["at"], c.state == BOOKED, c.id != record)
    if unit.connection.execute(select(c.id).where(*same, c.status != Status.VOIDED).limit(1)).first():
        raise Refused(
            t("Šajā laikā pie šīs amatpersonas jau kāds ir pierakstīts: {at}.", at=short_moment(row["at"])),
            effect=t("Pieraksts nav saglabāts."),
            remedy=t("Izvēlieties citu laiku."),
        )


def told_beside(context: Context, values: Values, record: UUID | None) -> Iterator[tuple[str, str, bool]]:
    """Yield (field, sentence, asks): when the official receives, and what is wrong with the chosen moment."""
    official, at = values.get("official_id"), values.get("at")
    if not isinstance(official, UUID):
        return
    if not isinstance(at, datetime):
        free = next_free(context, official, clock.today_riga())
        if free:
            times = "; ".join(short_moment(each) for each in free)
            yield "at", t("Tuvākie brīvie laiki: {times}", times=times), False
        else:
            yield "at", t("Tuvākajos divos mēnešos brīvu pieņemšanas laiku nav."), False
        return
    day = riga_day(at)
    if any(row["at"] == at and row["id"] != record for row in booked_on(context, official, day)):
        yield "at", t("Šajā laikā jau kāds ir pierakstīts. {free}", free=_free(context, official, day)), True
        return
    now = riga_time(at).time()
    if not any(each.begins <= now < each.ends for each in receptions_on(context, official, day)):
        told = t("Šajā laikā amatpersona nepieņem. {free}", free=_free(context, official, day))
        yield "at", told, True


def _free(context: Context, official: UUID, day: date) -> str:
    free = next_free(context, official, max(day, clock.today_riga()))
    if not free:
        return t("Tuvākajos divos mēnešos brīvu pieņemšanas laiku nav.")
    return t("Tuvākie brīvie laiki: {times}", times="; ".join(short_moment(each) for each in free))


def _is_booked(values: Values) -> bool:
    return values.get("state") == BOOKED


def _becomes(state: str) -> Any:
    return lambda _context, _values: {"state": state}


STEPS = (
    Step("came", later("Ieradās"), _is_booked, _becomes("CAME")),
    Step("did_not_come", later("Neieradās"), _is_booked, _becomes("DID_NOT_COME")),
    Step("moved", later("Pārcelts uz citu laiku"), _is_booked, _becomes("MOVED")),
    Step("cancelled", later("Atcelts"), _is_booked, _becomes("CANCELLED")),
)


def of_visit(values: Values) -> Mapping[str, Any]:
    """Carry a visit into a booking of its customer."""
    return {
        "visit_id": values["id"],
        "customer_name": values["customer_name"],
        "customer_contact": values["customer_contact"],
        "channel": values["channel"],
    }


def of_call(values: Values) -> Mapping[str, Any]:
    """Carry a call into a booking of its caller."""
    return {
        "customer_name": values["caller_name"],
        "customer_contact": values["caller_phone"],
        "matter": values["topic"],
        "channel": "PHONE",
    }


def again(values: Values) -> Mapping[str, Any]:
    """Carry a booking into one for another time."""
    carried = ("official_id", "form", "customer_name", "customer_contact", "matter", "channel", "visit_id")
    return {name: values[name] for name in carried}


def was_not_held(values: Values) -> bool:
    """Say whether another time is to be found for a booking."""
    return values.get("state") in ("MOVED", "DID_NOT_COME", "CANCELLED")
