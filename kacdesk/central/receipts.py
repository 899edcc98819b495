"""This file is the place where desks' receipts for erasures are kept, and where it shows which ones are missing."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, insert, select

from kacdesk.central.tables import DEVICE, PURGE, PURGE_RECEIPT

NOT_ASKED = ("retired",)
"""A retired desk has wiped its disk. One that was lost or shut out is named: it may hold the record for ever."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A desk without a receipt for an erasure that it was there for; `since_ms` is when that came into force."""

    point: str
    rid: UUID
    device: UUID
    status: str
    since_ms: int
    last_seen_ms: int | None


def note_receipts(connection: Connection, point: str, device: UUID, *, scrubbed: int, now_ms: int) -> None:
    """Write a receipt for every erasure up to the cursor that a desk says is gone from its disk."""
    given = select(PURGE_RECEIPT.c.rid).where(
        PURGE_RECEIPT.c.point == point, PURGE_RECEIPT.c.device == device
    )
    done = (PURGE.c.point == point, PURGE.c.cur <= scrubbed, PURGE.c.rid.not_in(given))
    new = list(connection.scalars(select(PURGE.c.rid).where(*done)))
    if new:
        row = {"point": point, "device": device, "at_ms": now_ms}
        connection.execute(insert(PURGE_RECEIPT), [{**row, "rid": rid} for rid in new])


def owed_receipts(connection: Connection) -> list[Owed]:
    """Return which desks owe a receipt for which erasure, the oldest first.

    A desk that was admitted after an erasure never had the record.
    """
    given = (
        select(PURGE_RECEIPT.c.rid)
        .where(
            PURGE_RECEIPT.c.point == PURGE.c.point,
            PURGE_RECEIPT.c.rid == PURGE.c.rid,
            PURGE_RECEIPT.c.device == DEVICE.c.id,
        )
        .exists()
    )
    query = (
        select(PURGE.c.point, PURGE.c.rid, PURGE.c.at_ms, DEVICE.c.id, DEVICE.c.status, DEVICE.c.last_seen_ms)
        .join(DEVICE, DEVICE.c.point == PURGE.c.point)
        .where(
            PURGE.c.at_ms.is_not(None),
            DEVICE.c.enrolled_ms < PURGE.c.at_ms,
            DEVICE.c.status.not_in(NOT_ASKED),
            ~given,
        )
        .order_by(PURGE.c.at_ms, PURGE.c.rid, DEVICE.c.id)
    )
    return [
        Owed(row.point, row.rid, row.id, row.status, row.at_ms, row.last_seen_ms)
        for row in connection.execute(query)
    ]
