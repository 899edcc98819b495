"""This file is the place where what the central store refused is sent once more, or taken back here."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.store import tables
from kacdesk.store.capture import NUMBER_FIELDS
from kacdesk.store.history import as_json
from kacdesk.store.incidents import refused_ops
from kacdesk.store.operations import capture
from kacdesk.store.overlay import note
from kacdesk.store.session import Unit
from kacdesk.wire.codec import decode_values, encode_values
from kacdesk.wire.line import Line, LineKind, parse_line

_NOTHING = "{}"
"""What the log says was changed by an operation that only tells values again."""


def resend(unit: Unit, register: str, record: UUID) -> UUID:
    """Send a record as it is now: one operation with all its values, made upon what gave each of them."""
    fields, base = _as_it_is(unit, register, record)
    return tell(unit, register, record, LineKind.INS, fields, base)


def snapshot(unit: Unit, register: str, record: UUID) -> None:
    """Tell all values of a record again, made upon what gave each of them.

    What one operation gave is told again by one, so that a value that the central store refuses takes no other with it.
    A document's number is only ever told once.
    """
    fields, base = _as_it_is(unit, register, record)
    if unit.catalog.spec(register).numbered:
        fields = {name: value for name, value in fields.items() if name not in NUMBER_FIELDS}
    for origin in dict.fromkeys(base.get(name) for name in fields):
        part = {name: value for name, value in fields.items() if base.get(name) == origin}
        upon = dict.fromkeys(part, origin) if origin is not None else {}
        tell(unit, register, record, LineKind.SET, part, upon)


def _as_it_is(unit: Unit, register: str, record: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of a record and the operation that gave each.

    A value whose operation was refused names none: the central store does not know it.
    """
    connection, spec, table = unit.connection, unit.catalog.spec(register), unit.catalog.table(register)
    row = dict(connection.execute(select(table).where(table.c.id == record)).one()._mapping)
    fields = {name: value for name, value in encode_values(spec, row).items() if value is not None}
    refused = {op.hex for op in refused_ops(connection)}
    return fields, {name: op for name, op in given_by(row, fields).items() if op not in refused}


def given_by(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return the operation (32 hex digits) that gave each of these values of a register's row, where there is one."""
    by = msgspec.json.decode(row["_o"])
    return {name: op for name in names if (op := by.get(name, by.get("*")))}


def tell(
    unit: Unit,
    register: str,
    record: UUID,
    kind: LineKind,
    fields: Mapping[str, Any],
    base: Mapping[str, str],
) -> UUID:
    """Tell values of a record, which its row has already, by an operation of their own; return it."""
    connection, table = unit.connection, unit.catalog.table(register)
    op = capture(unit, register, record, kind, fields, base)
    by = connection.execute(select(table.c["_o"]).where(table.c.id == record)).scalar_one()
    origins = msgspec.json.decode(by) | dict.fromkeys(fields, op.hex)
    connection.execute(update(table).where(table.c.id == record).values(_o=as_json(origins)))
    note(unit, unit.catalog.spec(register), record)
    return op


def disown(unit: Unit, op: UUID) -> None:
    """Let values name again what had given them before a snapshot that the central store refused.

    It changed none of them, so what is made upon them now is made upon what the central store holds.
    """
    connection, outbox, log = unit.connection, tables.outbox.c, tables.change_log.c
    sent = connection.execute(
        select(outbox.reg, outbox.rid, outbox.line).where(outbox.op == op)
    ).one_or_none()
    line = parse_line(sent.line) if sent is not None and sent.line is not None else None
    if not isinstance(line, Line) or line.kind not in (LineKind.SET, LineKind.INS) or not line.base:
        return
    old = connection.execute(select(log.old).where(log.rid == line.record, log.op == op).limit(1)).scalar()
    table = unit.catalog.table(line.register)
    row = connection.execute(select(table.c["_o"]).where(table.c.id == line.record)).scalar()
    if old != _NOTHING or row is None:
        return
    by = msgspec.json.decode(row)
    before = {name: each.hex for name, each in line.base.items() if by.get(name) == op.hex}
    connection.execute(update(table).where(table.c.id == line.record).values(_o=as_json(by | before)))


def take_back(unit: Unit, register: str, record: UUID, op: UUID) -> None:
    """Show again what was there before an operation that was refused; a record that it began is voided here alone.

    Fields that were changed since stay as they are.
    """
    connection, spec, table = unit.connection, unit.catalog.spec(register), unit.catalog.table(register)
    row = connection.execute(select(table).where(table.c.id == record)).one_or_none()
    log = tables.change_log.c
    made = connection.execute(
        select(log.kind, log.old, log.new).where(log.rid == record, log.op == op)
    ).first()
    if row is None or made is None:
        return
    applying, unit.pen.applying = unit.pen.applying, True  # nothing of this is sent
    try:
        if made.kind == LineKind.INS:
            changed = {"status": str(Status.VOIDED), "void_reason": unit.pen.reason}
            by: dict[str, str] = {}
        else:
            changed, by = _before(unit, spec, dict(row._mapping), op, msgspec.json.decode(made.old), made.new)
        if changed:
            origins = msgspec.json.decode(row._mapping["_o"]) | by
            values = {**changed, "_o": as_json(origins), "rev": row.rev + 1}
            connection.execute(update(table).where(table.c.id == record).values(**values))
    finally:
        unit.pen.applying = applying
    _log(unit, register, record, dict(row._mapping), spec, changed)
    note(unit, spec, record)


def _before(
    unit: Unit, spec: RegisterSpec, row: dict[str, Any], op: UUID, old: dict[str, Any], new: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values before an operation, of the fields that still show its own, and what had given them."""
    outbox = tables.outbox.c
    raw = unit.connection.execute(select(outbox.line).where(outbox.op == op)).scalar_one_or_none()
    line = parse_line(raw) if raw is not None else None
    base = {name: each.hex for name, each in line.base.items()} if isinstance(line, Line) else {}
    shown = msgspec.json.decode(row["_o"])
    names = [name for name in msgspec.json.decode(new) if shown.get(name, shown.get("*")) == op.hex]
    values = decode_values(spec, {name: old.get(name) for name in names}).values
    return values, {name: base.get(name, shown.get("*", op.hex)) for name in values}


def _log(
    unit: Unit,
    register: str,
    record: UUID,
    before: dict[str, Any],
    spec: RegisterSpec,
    changed: dict[str, Any],
) -> None:
    """Write down what is shown again."""
    made = unit.pen.operation()
    known = {name: value for name, value in changed.items() if name in spec.by_name}
    unit.connection.execute(
        tables.change_log.insert(),
        {
            "op": None,
            "txn": unit.pen.txn,
            "at": made.wall_ms,
            "actor": unit.pen.actor,
            "reg": register,
            "rid": record,
            "kind": "set",
            "origin": "desk",
            "reason": unit.pen.reason,
            "new": as_json(encode_values(spec, known)),
            "old": as_json(encode_values(spec, {name: before[name] for name in known})),
        },
    )
