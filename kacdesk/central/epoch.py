"""This file is the place where a life of the central store's database is named: a new one a restore."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from kacdesk.central.tables import EPOCH
from kacdesk.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Life:
    """The epoch that counts, and from when on no older version is expected to go on beside us (`grouped`)."""

    epoch: UUID
    lists_from_ms: int


def current_life(connection: Connection) -> Life:
    """Return what a push wants to know of the epochs."""
    from_ms = func.max(EPOCH.c.lists_from_ms).over()
    row = connection.execute(select(EPOCH.c.id, from_ms).order_by(EPOCH.c.seqno.desc()).limit(1)).one()
    return Life(*row)


def current_epoch(connection: Connection) -> UUID:
    """Return the epoch that counts now."""
    epoch: UUID = connection.execute(select(EPOCH.c.id).order_by(EPOCH.c.seqno.desc()).limit(1)).scalar_one()
    return epoch


def begin_epoch(connection: Connection, *, reason: str, now_ms: int) -> UUID:
    """Begin a new epoch: `installed` or `restored`. Desks then rebuild what they pulled from the feed."""
    newest = connection.execute(select(func.max(EPOCH.c.seqno))).scalar()
    epoch = new_id()
    row = {"seqno": (newest or 0) + 1, "id": epoch, "started_ms": now_ms, "reason": reason}
    connection.execute(insert(EPOCH).values(row))
    return epoch
