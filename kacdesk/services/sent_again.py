"""This file is the place where what the central store refused of a record is sent once more with its correction.

Every correction does it, whoever makes it: the form, a step, a command. A record is never corrected and yet left lying.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select, update

from kacdesk.core import clock
from kacdesk.store import resending, tables
from kacdesk.store.operations import capture
from kacdesk.store.session import Unit
from kacdesk.wire.line import LineKind

_WAITS = "parked"


def send_corrected(unit: Unit, register: str, record: UUID) -> int:
    """Send once more, whole, what was refused of a record and its lines; return how many rows it was.

    Called in the unit of the correction. What only waits there, for a version that can read it or for a decision, is
    not sent: no correction helps it, and it is taken from where it waits.
    """
    refused, sent = tables.exception.c, 0
    spec = unit.catalog.spec(register)
    stands = and_(refused.settled_at.is_(None), refused.outcome != _WAITS)
    if not unit.connection.scalars(select(refused.op).where(stands).limit(1)).first():
        return 0
    for part in unit.catalog.parts(register):
        if part is spec:
            rows = [record]
        else:
            table = unit.catalog.table(part.name)
            rows = list(
                unit.connection.scalars(select(table.c.id).where(table.c[part.parent_field or ""] == record))
            )
        here = and_(refused.reg == part.name, refused.rid.in_(rows))
        for row in unit.connection.scalars(select(refused.rid).where(here, stands).distinct()).all():
            send_again(unit, part.name, row)
            sent += 1
    return sent


def send_again(unit: Unit, register: str, record: UUID) -> None:
    """Send a row as it is now, and close every refusal of it."""
    resending.resend(unit, register, record)
    refused = tables.exception.c
    open_ = select(refused.op).where(refused.rid == record, refused.settled_at.is_(None))
    close_refusals(unit, register, record, list(unit.connection.scalars(open_)))


def close_refusals(unit: Unit, register: str, record: UUID, ops: Sequence[UUID]) -> None:
    """Close refusals on all desks."""
    for each in ops:
        capture(unit, register, record, LineKind.SETTLE, {"op": each.hex}, {})
    unit.connection.execute(
        update(tables.exception).where(tables.exception.c.op.in_(ops)).values(settled_at=clock.now_utc())
    )
