"""This file is the place where own unsettled operations lie over what the central store says.

What a desk shows is the central store's state with its own unsettled operations on top; `shadow` holds what the
central store says of a field that an own unsettled operation covers.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import TEXT, Connection, bindparam, delete, func, insert, select, update

from kacdesk.models.types import Id
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.files import captured_fields, fields_of, take_files
from kacdesk.store.history import as_json, log_uncovered, plain
from kacdesk.store.session import Unit
from kacdesk.wire.codec import decode_values
from kacdesk.wire.line import FILE_PREFIX, Line, LineKind, parse_line

PENDING, SETTLED, GIVEN_BACK = 0, 1, 2
"""The states of a sealed line (`tables.outbox`)."""

_OP, _RID, _REG = bindparam("op", type_=Id), bindparam("rid", type_=Id), bindparam("reg", type_=TEXT)
_OUTBOX, _LOG, _SHADOW = tables.outbox.c, tables.change_log.c, tables.shadow.c

_SEALED = select(_OUTBOX.op, _OUTBOX.line).where(
    _OUTBOX.reg == _REG, _OUTBOX.rid == _RID, _OUTBOX.state == PENDING
)
"""By register and record, as the index has them."""

_UNSETTLED = select(_OUTBOX.reg, _OUTBOX.rid, _OUTBOX.line, _OUTBOX.state).where(
    _OUTBOX.op == _OP, _OUTBOX.state != SETTLED
)
_CAPTURED = select(tables.capture.c.kind, tables.capture.c.f).where(tables.capture.c.rid == _RID)
_BENEATH = select(tables.shadow).where(_SHADOW.reg == _REG, _SHADOW.rid == _RID)
_FORGETS = select(_LOG.new).where(_LOG.rid == _RID, _LOG.kind == "forget")
_AFTER = _FORGETS.where(
    _LOG.origin == "desk",
    _LOG.lid > select(func.min(_LOG.lid)).where(_LOG.rid == _RID, _LOG.op == _OP).scalar_subquery(),
)


def covered(connection: Connection, register: str, record: UUID, *, without: UUID | None = None) -> set[str]:
    """Return the fields of a record that own unsettled operations cover, one operation left out."""
    found: set[str] = set()
    for op, raw in connection.execute(_SEALED, {"reg": register, "rid": record}):
        line = parse_line(raw) if raw is not None else None
        if isinstance(line, Line) and op != without:
            found.update(fields_of(line))
    for kind, fields in connection.execute(_CAPTURED, {"rid": record}):
        found.update(captured_fields(kind, msgspec.json.decode(fields)))
    return found


def keep_beneath(
    connection: Connection,
    register: str,
    record: UUID,
    told: Mapping[str, Any],
    origins: Mapping[str, str],
) -> None:
    """Put values of the central store, each with the operation that gave it, beneath own unsettled ones."""
    if not told:
        return
    row = connection.execute(_BENEATH, {"reg": register, "rid": record}).one_or_none()
    fields = {**(msgspec.json.decode(row.f) if row else {}), **told}
    by = {**(msgspec.json.decode(row.o) if row else {}), **origins}
    values = {"reg": register, "rid": record, "f": as_json(fields), "o": as_json(by)}
    connection.execute(insert(tables.shadow).prefix_with("OR REPLACE"), values)


def settle(
    unit: Unit, op: UUID, *, won: frozenset[str] | None, told: Mapping[str, Any] | None = None
) -> None:
    """Mark an own operation as told by the feed, and uncover what lay beneath it.

    `won` are the fields that took its value at the central store; None means all of them. `told` are the values it is
    told with: a personal value that a retention rule has emptied at the central store is kept neither in the sealed
    line nor in the log, nor is the line with a reason that was given before it. One that was entered after that rule,
    and was applied, stays.
    """
    connection = unit.connection
    outbox = tables.outbox
    sent = connection.execute(_UNSETTLED, {"op": op}).one_or_none()
    if sent is None:
        return
    connection.execute(update(outbox).where(outbox.c.op == op).values(state=SETTLED))
    line = parse_line(sent.line) if sent.line is not None else None
    if not isinstance(line, Line):
        return
    fields = fields_of(line)
    emptied = forgotten_fields(connection, sent.rid)
    if won is None:
        of_rule = forgotten_fields(connection, sent.rid, after=op)
    else:
        of_rule = {name for name in emptied if told is None or told.get(name) is None}
    gone = {name for name in of_rule if fields.get(name) is not None}
    told_why = line.reason is not None and line.kind is not LineKind.FORGET
    if gone or (told_why and forgotten_fields(connection, sent.rid, after=op)):
        connection.execute(update(outbox).where(outbox.c.op == op).values(line=None))
        if told is not None:
            _forget_logged(connection, op, gone)
    if sent.state == GIVEN_BACK:
        return
    still = covered(connection, sent.reg, sent.rid)
    if won is None:
        told = {name: None if name in emptied else value for name, value in fields.items() if name in still}
        keep_beneath(connection, sent.reg, sent.rid, told, dict.fromkeys(told, op.hex))
    free = set(fields) - still
    lost = free - won if won is not None else set()
    _uncover(unit, sent.reg, sent.rid, free=free, lost=lost)


def _forget_logged(connection: Connection, op: UUID, names: Collection[str]) -> None:
    """Empty values of one operation in the log."""
    log = tables.change_log
    for row in connection.execute(select(log.c.lid, log.c.new).where(log.c.op == op)).all():
        values = msgspec.json.decode(row.new)
        kept = {name: None if name in names else value for name, value in values.items()}
        connection.execute(update(log).where(log.c.lid == row.lid).values(new=as_json(kept)))


def forgotten_fields(connection: Connection, record: UUID, *, after: UUID | None = None) -> set[str]:
    """Return the fields of a record that a retention rule has emptied; with `after`, only here and after that one."""
    asked, given = (_FORGETS, {"rid": record}) if after is None else (_AFTER, {"rid": record, "op": after})
    return {name for new in connection.scalars(asked, given) for name in msgspec.json.decode(new)}


def _uncover(unit: Unit, register: str, record: UUID, *, free: set[str], lost: set[str]) -> None:
    """Take fields out of the shadow; those that were lost now show what the central store says."""
    connection, shadow = unit.connection, tables.shadow
    row = connection.execute(_BENEATH, {"reg": register, "rid": record}).one_or_none()
    if row is None:
        return
    fields, origins = msgspec.json.decode(row.f), msgspec.json.decode(row.o)
    shown = {name: fields[name] for name in lost if name in fields}
    if shown:
        _show(unit, register, record, shown, origins)
    left = {name: value for name, value in fields.items() if name not in free}
    here = (shadow.c.reg == register) & (shadow.c.rid == record)
    if left:
        kept = {name: origins[name] for name in left}
        connection.execute(update(shadow).where(here).values(f=as_json(left), o=as_json(kept)))
    else:
        connection.execute(delete(shadow).where(here))


def _show(
    unit: Unit, register: str, record: UUID, shown: Mapping[str, Any], origins: Mapping[str, str]
) -> None:
    """Let values that lay beneath be seen."""
    connection = unit.connection
    spec, table = unit.catalog.spec(register), unit.catalog.table(register)
    current = connection.execute(select(table).where(table.c.id == record)).one()
    merged = msgspec.json.decode(current._mapping["_o"]) | {name: origins[name] for name in shown}
    decoded = decode_values(spec, {n: v for n, v in shown.items() if not n.startswith(FILE_PREFIX)})
    values = decoded.values | {"_o": as_json(merged), "rev": current.rev + 1}
    connection.execute(update(table).where(table.c.id == record).values(**values))
    before = take_files(unit, register, record, shown, origins)
    old = {name: before[name] if name in before else plain(current._mapping.get(name)) for name in shown}
    differing = {name: value for name, value in shown.items() if old[name] != value}
    log_uncovered(connection, register, record, new=differing, old=old, origins=origins)
    note(unit, spec, record)


def note(unit: Unit, spec: RegisterSpec, record: UUID, *, new: Collection[UUID] = ()) -> None:
    """Let the search and open forms follow: a line is found, and makes a form stale, with its record.

    `new` are records that came with this page: nobody has them open yet.
    """
    if spec.parent is None:
        unit.pen.note(spec.name, record)
        return
    table, above = unit.catalog.table(spec.name), unit.catalog.table(spec.parent)
    parent: UUID = unit.connection.execute(
        select(table.c[spec.parent_field or ""]).where(table.c.id == record)
    ).scalar_one()
    if parent not in new:
        unit.connection.execute(update(above).where(above.c.id == parent).values(rev=above.c.rev + 1))
    unit.pen.note(spec.parent, parent)
