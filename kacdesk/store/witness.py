"""This file is the place where a desk gives back what a restored central store has forgotten.

After a backup was put back, desks send again what they had sent. What a desk had sent that is gone for good is known to
the others alone: each operation that an earlier life of the central store told and the present one has not, is rebuilt
from this desk's permanent log, under its own identifier, and sent in this desk's stream. If its maker comes back after
all, or another desk gives it back too, the central store knows it by that identifier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, delete, func, select

from kacdesk.core.ids import new_id
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.incidents import ORPHAN, add_to_incident
from kacdesk.store.overlay import GIVEN_BACK
from kacdesk.store.sealing import Operation, append, seal_all
from kacdesk.store.session import Store
from kacdesk.wire.line import FILE_PREFIX, WITH_REASON, BadLine, LineKind, build_line

_RECORDS_AT_ONCE = 200
_NOT_KNOWN = "-"
"""The reason of an operation whose reason was not told."""


@dataclass
class _Found:
    """An operation as the log tells it, perhaps in several rows; `base` is what each field was before it."""

    op: UUID
    first: Row[Any]
    fields: dict[str, Any] = field(default_factory=dict)
    base: dict[str, str | None] = field(default_factory=dict)


def give_back(store: Store) -> int:
    """Seal some of what the present life of the central store has not told, whole records; return how many operations.

    They are shown when the feed tells them. 0 means that nothing is left to be given back.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        records = _records(connection)
        if not records:
            connection.execute(delete(tables.unheard))
            return 0
        seal_all(connection)
        given = [
            operation
            for found in _operations(connection, records)
            if (operation := _rebuilt(found, point=unit.point)) is not None
        ]
        append(connection, given, state=GIVEN_BACK)
        log = tables.change_log.c
        done = select(log.op).where(log.rid.in_(records), log.op.is_not(None))
        connection.execute(delete(tables.unheard).where(tables.unheard.c.op.in_(done)))
        if given:
            touched = list(dict.fromkeys(each.record for each in given))
            counts = {"records": len(touched), "operations": len(given)}
            add_to_incident(connection, ORPHAN, counts, [str(record) for record in touched])
    return len(given)


def _records(connection: Connection) -> list[UUID]:
    """Return the next records of which something was not told, those that were made first before others."""
    log, unheard = tables.change_log.c, tables.unheard.c
    query = (
        select(log.rid)
        .where(log.op.in_(select(unheard.op)))
        .group_by(log.rid)
        .order_by(func.min(log.lid))
        .limit(_RECORDS_AT_ONCE)
    )
    return list(connection.scalars(query))


def _operations(connection: Connection, records: Sequence[UUID]) -> list[_Found]:
    """Return the operations on the records that were not told, in the order of the log."""
    log = tables.change_log
    lost = set(connection.scalars(select(tables.unheard.c.op)))
    sent = set(connection.scalars(select(tables.outbox.c.op).where(tables.outbox.c.rid.in_(records))))
    last: dict[tuple[UUID, str], str] = {}
    found: dict[UUID, _Found] = {}
    for row in connection.execute(select(log).where(log.c.rid.in_(records)).order_by(log.c.lid)):
        if row.op is None:
            continue
        new = msgspec.json.decode(row.new)
        if row.op in lost and row.op not in sent:
            each = found.setdefault(row.op, _Found(row.op, row))
            for name in new.keys() - each.fields.keys():
                each.base[name] = last.get((row.rid, name))
            each.fields |= new
        for name in new:
            last[(row.rid, name)] = row.op.hex
    return list(found.values())


def _rebuilt(found: _Found, *, point: str) -> Operation | None:
    """Return an operation made anew from the log; None when nothing of it is known any more."""
    row = found.first
    kind = LineKind(row.kind)
    if not found.fields:
        return None
    fields, base = found.fields, {name: op for name, op in found.base.items() if op is not None}
    if kind is LineKind.FILE:
        named = [name for name in fields if name.startswith(FILE_PREFIX)]
        if any(fields[name] is None for name in named):
            return None  # it went with its record, which a rule has forgotten
        fields = {"sha256": named[0].removeprefix(FILE_PREFIX), **fields[named[0]]} if named else fields
    elif kind is LineKind.FORGET:  # which files go with the record the central store finds by itself
        fields, base = (
            {name: value for name, value in told.items() if not name.startswith(FILE_PREFIX)}
            for told in (fields, base)
        )
    operation = Operation(
        op=found.op,
        txn=row.txn or new_id(),
        register=row.reg,
        record=row.rid,
        kind=kind,
        stamp=max(row.at, 0) << 16,
        actor=row.actor,
        point=point,
        reason=row.reason or (_NOT_KNOWN if kind in WITH_REASON else None),
        base={} if kind is LineKind.INS else base,
        fields=fields,
        wall_ms=row.at,
    )
    return operation if _is_sound(operation) else None


def _is_sound(each: Operation) -> bool:
    """Say whether a line can be made of an operation; what cannot is left to the incident."""
    try:
        build_line(
            seq=1,
            op=each.op,
            txn=each.txn,
            register=each.register,
            record=each.record,
            kind=each.kind,
            schema=1,
            stamp=each.stamp,
            actor=each.actor,
            point=each.point,
            base={name: UUID(op) for name, op in each.base.items() if op},
            fields=each.fields,
            wall_ms=each.wall_ms,
            mono_ms=0,
            boot="",
            reason=each.reason,
        )
    except BadLine:
        return False
    return True
