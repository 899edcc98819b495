"""This file is the place where the central store says how complete a point's records are: desks, what waits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from kacdesk.central.desks import DeskState, list_desks
from kacdesk.central.devices import RETIRED
from kacdesk.central.tables import DEVICE, OP, QUARANTINE, STREAM
from kacdesk.central.verify import PARKED
from kacdesk.figures.completeness import Completeness, DeskContact
from kacdesk.figures.count import Count
from kacdesk.figures.count import Row as Counted
from kacdesk.figures.period import Period
from kacdesk.figures.rows import CONTACTS, PeriodRows
from kacdesk.wire.line import BadLine, Line
from kacdesk.wire.sealed_line import read_line

_COUNTED_ON: Final = "counted_on"
_DEVICE_DIGITS: Final = 8


def completeness_of(
    connection: Connection, point: str, period: Period, rows: PeriodRows, *, now_ms: int
) -> Completeness:
    """Return what is known of a point beside its records of a period; what desks have not sent nobody knows here."""
    waiting = _waiting_lines(connection, point)
    of_device: dict[UUID, int] = {}
    for line in waiting:
        of_device[line.device] = of_device.get(line.device, 0) + 1
    desks = [desk for desk in list_desks(connection, now_ms=now_ms, point=point) if desk.status != RETIRED]
    unsent = _unsent(connection, point)
    contacts = tuple(
        _contact(desk, unsent=unsent.get(UUID(desk.device), 0), refused=of_device.get(UUID(desk.device), 0))
        for desk in desks
    )
    return Completeness(
        refused=_refused(waiting, period, rows),
        desks=tuple(contact.key for contact in contacts),
        last_contact_at=_earliest(contacts),
        desk_contacts=contacts,
    )


def together(told: Sequence[Completeness]) -> Completeness:
    """Return what is known of several points as one."""
    contacts = tuple(contact for each in told for contact in each.desk_contacts)
    return Completeness(
        refused=Count(
            row for each in told for row in (each.refused.rows if each.refused is not None else ())
        ),
        desks=tuple(contact.key for contact in contacts),
        last_contact_at=_earliest(contacts),
        desk_contacts=contacts,
    )


def _earliest(contacts: Sequence[DeskContact]) -> datetime | None:
    """Return when the desk that was last heard of longest ago called; None when one never did."""
    moments = [contact.last_contact_at for contact in contacts]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def _contact(desk: DeskState, *, unsent: int, refused: int) -> DeskContact:
    name = desk.series[-1] if desk.series else desk.device[:_DEVICE_DIGITS]
    seen = desk.last_seen_ms
    return DeskContact(
        key=f"{desk.point}-{name}",
        last_contact_at=None if seen is None else datetime.fromtimestamp(seen / 1000, UTC),
        unsent=unsent,
        refused=refused,
        is_silent=desk.silent,
    )


def _unsent(connection: Connection, point: str) -> dict[UUID, int]:
    """Return how many changes each desk told of at its last hello that have not come since."""
    streams = select(STREAM.c.id, STREAM.c.last_seq).where(STREAM.c.point == point)
    here = {row.id: row.last_seq for row in connection.execute(streams)}
    told = select(DEVICE.c.id, DEVICE.c.report).where(DEVICE.c.point == point, DEVICE.c.report.is_not(None))
    found = {}
    for row in connection.execute(told):
        waiting = row.report.get("pending", {}).get("changes", 0)
        behind = row.report["last_seq"] - here.get(UUID(row.report["stream"]), 0)
        found[row.id] = max(0, min(waiting, behind))
    return found


def _waiting_lines(connection: Connection, point: str) -> Sequence[Any]:
    """Return the lines of desks that are kept and were not (wholly) applied: quarantined and open, or parked."""
    same_line = and_(
        QUARANTINE.c.point == OP.c.point, QUARANTINE.c.stream == OP.c.stream, QUARANTINE.c.seq == OP.c.seq
    )
    in_quarantine = select(QUARANTINE.c.seq).where(same_line, QUARANTINE.c.resolved_ms.is_(None)).exists()
    query = (
        select(OP.c.reg, OP.c.rid, OP.c.line, STREAM.c.device)
        .join(STREAM, and_(STREAM.c.point == OP.c.point, STREAM.c.id == OP.c.stream))
        .where(OP.c.point == point, or_(OP.c.outcome == PARKED, in_quarantine))
        .order_by(OP.c.stream, OP.c.seq)
    )
    lines: Sequence[Any] = connection.execute(query).all()
    return lines


def _refused(waiting: Sequence[Any], period: Period, rows: PeriodRows) -> Count:
    """Return the contacts of the period of which something waits.

    One that never came in itself has its day in its own first line; nothing else of that is looked at.
    """
    held: Mapping[UUID, date] = {
        row["id"]: row[_COUNTED_ON] for register in CONTACTS for row in rows.get(register, ())
    }
    of_period = {
        Counted(line.reg, line.rid): None
        for line in waiting
        if line.reg in CONTACTS
        and (day := held.get(line.rid) or _day_of(line.line)) is not None
        and day in period
    }
    return Count(of_period)


def _day_of(raw: bytes | None) -> date | None:
    try:
        line = read_line(raw) if raw else None
        return date.fromisoformat(line.fields[_COUNTED_ON]) if isinstance(line, Line) else None
    except (BadLine, KeyError, TypeError, ValueError):
        return None
