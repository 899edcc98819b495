"""This file is the place where what the central store tells is written into the desk's permanent log."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.wire.messages import FeedSet


def log_told(
    connection: Connection, entry: FeedSet, *, new: Mapping[str, Any], old: Mapping[str, Any]
) -> None:
    """Write down what an entry of the feed changed, as JSON values."""
    values = {
        "op": UUID(entry.id),
        "at": entry.w if entry.w is not None else clock.now_ms(),
        "actor": UUID(entry.a) if entry.a else NO_ONE,
        "reg": entry.r,
        "rid": UUID(entry.rid),
        "kind": entry.do,
        "origin": "central",
        "reason": entry.y,
        "new": as_json(new),
        "old": as_json(old),
    }
    connection.execute(insert(tables.change_log), values)


def log_again(
    connection: Connection, entry: FeedSet, *, new: Mapping[str, Any], old: Mapping[str, Any]
) -> None:
    """Write down what is told once more by another life of the central store: only what it really changes."""
    if not is_logged(connection, UUID(entry.rid), UUID(entry.id)):
        log_told(connection, entry, new=new, old=old)
        return
    differing = {name: value for name, value in new.items() if old.get(name) != value}
    if differing:
        log_told(connection, entry, new=differing, old={name: old.get(name) for name in differing})


def is_logged(
    connection: Connection, record: UUID, op: UUID, *, names: Collection[str] = frozenset()
) -> bool:
    """Say whether the log of a record names an operation, and as far as it came from elsewhere all fields `names`."""
    log = tables.change_log.c
    found = connection.execute(select(log.origin, log.new).where(log.rid == record, log.op == op)).all()
    if any(row.origin == "desk" for row in found):
        return True
    told = {name for row in found for name in msgspec.json.decode(row.new)}
    return bool(found) and told.issuperset(names)


def log_uncovered(
    connection: Connection,
    register: str,
    record: UUID,
    *,
    new: Mapping[str, Any],
    old: Mapping[str, Any],
    origins: Mapping[str, str],
) -> None:
    """Write down that values of the central store took the place of own ones that lost, one row an operation."""
    log = tables.change_log
    for op in sorted({origins[name] for name in new}):
        known = connection.execute(
            select(log.c.actor).where(log.c.op == UUID(op), log.c.rid == record).limit(1)
        ).scalar_one_or_none()
        values = {
            "op": UUID(op),
            "at": clock.now_ms(),
            "actor": known or NO_ONE,
            "reg": register,
            "rid": record,
            "kind": "set",
            "origin": "central",
            "new": as_json({name: value for name, value in new.items() if origins[name] == op}),
            "old": as_json({name: old[name] for name in new if origins[name] == op}),
        }
        connection.execute(insert(log), values)


def as_json(value: Any) -> str:
    """Return a value as it is kept in a column."""
    return msgspec.json.encode(value).decode()


def plain(value: Any) -> Any:
    """Return a column's Python value as the JSON value that travels."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value
