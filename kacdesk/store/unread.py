"""This file is the place where entries of the feed wait that cannot be placed yet, and are placed when they can be.

An entry waits because its register or a value of it is only known to a newer version, or because its record is not
here whole: the operation with its first values was refused, or has not been sent anew after a restored backup.
"""

from collections.abc import Collection
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from kacdesk.store import tables
from kacdesk.wire.messages import FeedEntry, FeedSet, encode

REGISTER, VALUES, KIND = "register", "values", "not-yet-known"
"""Why an entry waits: its register is not known, its values make no record (yet), its kind is not known."""

_ENTRY = msgspec.json.Decoder(FeedEntry)


def keep(
    connection: Connection, scope: str, entry: FeedEntry, *, why: str, record: UUID | None = None
) -> None:
    """Keep an entry as it came."""
    row = {"scope": scope, "cur": entry.c, "entry": encode(entry).decode(), "why": why, "rid": record}
    connection.execute(insert(tables.unread).prefix_with("OR REPLACE"), row)


def records_waiting(connection: Connection) -> set[UUID]:
    """Return the records of which entries wait."""
    rid = tables.unread.c.rid
    return set(connection.scalars(select(rid).where(rid.is_not(None)).distinct()))


def kept_of(connection: Connection, scope: str, record: UUID) -> list[FeedSet]:
    """Return what waits of a record, in the order of the feed."""
    c = tables.unread.c
    rows = connection.scalars(
        select(c.entry).where(c.rid == record, c.scope == scope, c.why == VALUES).order_by(c.cur)
    )
    entries = [_ENTRY.decode(raw) for raw in rows]
    return [entry for entry in entries if isinstance(entry, FeedSet)]


def strip(connection: Connection, scope: str, record: UUID, names: Collection[str] | None) -> None:
    """Take fields that were told anew out of what waits of a record; None for all of it."""
    c = tables.unread.c
    here = (c.scope == scope, c.rid == record, c.why == VALUES)
    if names is None:
        connection.execute(delete(tables.unread).where(*here))
        return
    for entry in kept_of(connection, scope, record):
        left = {name: value for name, value in entry.f.items() if name not in names}
        if not left:
            connection.execute(delete(tables.unread).where(*here, c.cur == entry.c))
        elif len(left) < len(entry.f):
            keep(connection, scope, replace(entry, f=left), why=VALUES, record=record)


def of_registers(connection: Connection, registers: Collection[str]) -> list[tuple[str, FeedSet]]:
    """Return (scope, entry) of everything that waits and belongs to one of the registers, in the order of the feed."""
    c = tables.unread.c
    rows = connection.execute(
        select(c.scope, c.entry).where(c.why.in_((REGISTER, VALUES))).order_by(c.scope, c.cur)
    )
    found = [(row.scope, _ENTRY.decode(row.entry)) for row in rows]
    return [(scope, entry) for scope, entry in found if isinstance(entry, FeedSet) and entry.r in registers]


def drop(connection: Connection, scope: str, cur: int) -> None:
    """Forget an entry that was placed."""
    c = tables.unread.c
    connection.execute(delete(tables.unread).where(c.scope == scope, c.cur == cur))
