"""This file is the place where a page of the central store's feed is put in, together with its cursor.

What a desk shows is the central store's state with its own unsettled operations on top; `shadow` holds what the
central store says of a field that an own unsettled operation covers.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.marks import REFUSED_OUTCOMES, keep_exception
from kacdesk.store.session import Store, Unit
from kacdesk.wire.codec import BadValue, decode_values
from kacdesk.wire.line import Line, parse_line
from kacdesk.wire.messages import FeedConflict, FeedEcho, FeedEntry, FeedNotice, FeedSet, encode
from kacdesk.wire.stamp import read_stamp
from kacdesk.wire.versions import REFERENCE_SCOPE, device_scope, point_scope


@dataclass
class Applied:
    """What a page did: entries put in, entries that this version cannot place, records that are new here."""

    entries: int = 0
    unread: int = 0
    scope: str = ""
    cursor: int = 0
    new: set[UUID] = field(default_factory=set, repr=False)


def apply_page(store: Store, scope: str, entries: list[FeedEntry]) -> Applied:
    """Put in the entries and move the cursor, in one transaction.

    Entries up to the cursor are passed over; a hole in their numbers raises RuntimeError and changes nothing.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        cursor = connection.execute(
            select(tables.scope_cursor.c.cur).where(tables.scope_cursor.c.scope == scope)
        ).scalar_one_or_none()
        done = Applied(scope=scope, cursor=cursor or 0)
        for entry in entries:
            if entry.c <= done.cursor:
                continue
            if entry.c != done.cursor + 1:
                raise RuntimeError(f"the feed of {scope} has a hole before {entry.c}")
            _apply_entry(unit, done, entry)
            done.cursor = entry.c
            done.entries += 1
        statement = upsert(tables.scope_cursor).values(scope=scope, cur=done.cursor)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["scope"], set_={"cur": done.cursor})
        )
        connection.execute(update(tables.sync_state).values(hlc=store.pen.hlc, contacted_at=clock.now_utc()))
    return done


def _apply_entry(unit: Unit, done: Applied, entry: FeedEntry) -> None:
    if isinstance(entry, FeedSet):
        _set(unit, done, entry)
    elif isinstance(entry, FeedEcho):
        _settle(unit, UUID(entry.id), won=None)
    elif isinstance(entry, FeedConflict):
        _keep_conflict(unit.connection, entry)
    elif isinstance(entry, FeedNotice):
        _keep_notice(unit, done, entry)
    else:
        _keep_unread(unit.connection, done, entry, why="not-yet-known")


def _keep_unread(connection: Connection, done: Applied, entry: FeedEntry, *, why: str) -> None:
    row = {"scope": done.scope, "cur": entry.c, "entry": encode(entry).decode(), "why": why}
    connection.execute(insert(tables.unread).prefix_with("OR REPLACE"), row)
    done.unread += 1


def _set(unit: Unit, done: Applied, entry: FeedSet) -> None:
    if entry.r not in unit.catalog:
        _keep_unread(unit.connection, done, entry, why="register")
        return
    unit.pen.saw(read_stamp(entry.st))
    try:
        with unit.connection.begin_nested():
            _set_row(unit, done, entry)
    except (IntegrityError, BadValue):
        _keep_unread(unit.connection, done, entry, why="values")


def _set_row(unit: Unit, done: Applied, entry: FeedSet) -> None:
    connection, op = unit.connection, UUID(entry.id)
    spec, table = unit.catalog.spec(entry.r), unit.catalog.table(entry.r)
    record = UUID(entry.rid)
    decoded = decode_values(
        spec, {name: value for name, value in entry.f.items() if not name.startswith("_")}
    )
    row = connection.execute(select(table).where(table.c.id == record)).one_or_none()
    origins = {name: entry.o.get(name, entry.id) for name in entry.f}
    if row is None:
        values: dict[str, Any] = dict(decoded.values)
        if "point" in table.c:
            values["point"] = done.scope.partition(":")[2]
        values |= {"id": record, "_o": _json({"*": entry.id} | origins), "_x": _json(decoded.unknown)}
        connection.execute(table.insert(), values)
        done.new.add(record)
        _log(connection, entry, new=entry.f, old={})
    else:
        covered = _covered(connection, entry.r, record, without=op)
        _shadow(connection, entry, covered)
        shown = {name: value for name, value in decoded.values.items() if name not in covered}
        old = {name: _plain(row._mapping[name]) for name in shown}
        kept = {name: origins[name] for name in shown}
        merged = msgspec.json.decode(row._mapping["_o"]) | kept
        values = shown | {"_o": _json(merged), "rev": row.rev + 1}
        if decoded.unknown:
            values["_x"] = _json(msgspec.json.decode(row._mapping["_x"]) | decoded.unknown)
        connection.execute(update(table).where(table.c.id == record).values(**values))
        if shown:
            _log(connection, entry, new={name: entry.f[name] for name in shown}, old=old)
    _note(unit, spec, record, new=done.new)
    _settle(unit, op, won=frozenset(entry.f))


def _note(unit: Unit, spec: RegisterSpec, record: UUID, *, new: Collection[UUID] = ()) -> None:
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


def _covered(connection: Connection, register: str, record: UUID, *, without: UUID | None = None) -> set[str]:
    """Return the fields of a record that own unsettled operations cover, one operation left out."""
    covered: set[str] = set()
    outbox, capture = tables.outbox.c, tables.capture.c
    here = (outbox.reg == register, outbox.rid == record)  # as the index has them
    sealed = select(outbox.op, outbox.line).where(*here, outbox.state == 0)
    for op, raw in connection.execute(sealed):
        line = parse_line(raw) if raw is not None else None
        if isinstance(line, Line) and op != without:
            covered.update(line.fields)
    for (fields,) in connection.execute(select(capture.f).where(capture.rid == record)):
        covered.update(msgspec.json.decode(fields))
    return covered


def _shadow(connection: Connection, entry: FeedSet, covered: set[str]) -> None:
    """Keep what the central store says of fields that are covered."""
    hidden = {name: value for name, value in entry.f.items() if name in covered}
    if not hidden:
        return
    record = UUID(entry.rid)
    row = connection.execute(
        select(tables.shadow).where(tables.shadow.c.reg == entry.r, tables.shadow.c.rid == record)
    ).one_or_none()
    fields = msgspec.json.decode(row.f) if row else {}
    origins = msgspec.json.decode(row.o) if row else {}
    fields |= hidden
    origins |= {name: entry.o.get(name, entry.id) for name in hidden}
    values = {"reg": entry.r, "rid": record, "f": _json(fields), "o": _json(origins)}
    connection.execute(insert(tables.shadow).prefix_with("OR REPLACE"), values)


def _settle(unit: Unit, op: UUID, *, won: frozenset[str] | None) -> None:
    """Mark an own operation as told by the feed, and uncover what lay beneath it.

    `won` are the fields that took its value at the central store; None means all of them.
    """
    connection = unit.connection
    outbox = tables.outbox
    sent = connection.execute(
        select(outbox.c.reg, outbox.c.rid, outbox.c.line).where(outbox.c.op == op, outbox.c.state == 0)
    ).one_or_none()
    if sent is None:
        return
    connection.execute(update(outbox).where(outbox.c.op == op).values(state=1))
    line = parse_line(sent.line) if sent.line is not None else None
    if not isinstance(line, Line):
        return
    still = _covered(connection, sent.reg, sent.rid)
    free = set(line.fields) - still
    lost = free - won if won is not None else set()
    _uncover(unit, sent.reg, sent.rid, free=free, lost=lost)


def _uncover(unit: Unit, register: str, record: UUID, *, free: set[str], lost: set[str]) -> None:
    """Take fields out of the shadow; those that were lost now show what the central store says."""
    connection, shadow = unit.connection, tables.shadow
    here = (shadow.c.reg == register) & (shadow.c.rid == record)
    row = connection.execute(select(shadow).where(here)).one_or_none()
    if row is None:
        return
    fields, origins = msgspec.json.decode(row.f), msgspec.json.decode(row.o)
    spec, table = unit.catalog.spec(register), unit.catalog.table(register)
    shown = {name: fields[name] for name in lost if name in fields}
    if shown:
        current = connection.execute(select(table).where(table.c.id == record)).one()
        merged = msgspec.json.decode(current._mapping["_o"]) | {name: origins[name] for name in shown}
        values = decode_values(spec, shown).values | {"_o": _json(merged), "rev": current.rev + 1}
        connection.execute(update(table).where(table.c.id == record).values(**values))
        old = {name: _plain(current._mapping[name]) for name in shown}
        _log_uncovered(connection, register, record, new=shown, old=old, origins=origins)
        _note(unit, spec, record)
    left = {name: value for name, value in fields.items() if name not in free}
    if left:
        kept = {name: origins[name] for name in left}
        connection.execute(update(shadow).where(here).values(f=_json(left), o=_json(kept)))
    else:
        connection.execute(delete(shadow).where(here))


def _keep_conflict(connection: Connection, entry: FeedConflict) -> None:
    values = {
        "reg": entry.r,
        "rid": UUID(entry.rid),
        "field": entry.field,
        "win_op": UUID(entry.win),
        "lose_op": UUID(entry.lose),
        "lose_value": _json(entry.value),
        "at": clock.now_utc(),
    }
    connection.execute(upsert(tables.conflict).values(**values).on_conflict_do_nothing())


def _keep_notice(unit: Unit, done: Applied, entry: FeedNotice) -> None:
    """Keep what a person must look at: an own refused operation beside its record, anything else as it came."""
    if entry.code in REFUSED_OUTCOMES and entry.id is not None:
        op = UUID(entry.id)
        code, where = str(entry.detail.get("code", "")), entry.detail.get("field") or None
        keep_exception(
            unit.connection, op=op, outcome=entry.code, code=code, field=where, now=clock.now_utc()
        )
        _settle(unit, op, won=frozenset())
        return
    _keep_unread(unit.connection, done, entry, why=entry.code)


def _log(connection: Connection, entry: FeedSet, *, new: dict[str, Any], old: dict[str, Any]) -> None:
    at = entry.w if entry.w is not None else clock.now_ms()
    values = {
        "op": UUID(entry.id),
        "at": at,
        "actor": UUID(entry.a) if entry.a else NO_ONE,
        "reg": entry.r,
        "rid": UUID(entry.rid),
        "kind": entry.do,
        "origin": "central",
        "reason": entry.y,
        "new": _json(new),
        "old": _json(old),
    }
    connection.execute(insert(tables.change_log), values)


def _log_uncovered(
    connection: Connection,
    register: str,
    record: UUID,
    *,
    new: dict[str, Any],
    old: dict[str, Any],
    origins: dict[str, str],
) -> None:
    """Write down that values of the central store took the place of own ones that lost, one row an operation."""
    log = tables.change_log
    for op in sorted({origins[name] for name in new}):
        known = connection.execute(
            select(log.c.actor).where(log.c.op == UUID(op)).limit(1)
        ).scalar_one_or_none()
        values = {
            "op": UUID(op),
            "at": clock.now_ms(),
            "actor": known or NO_ONE,
            "reg": register,
            "rid": record,
            "kind": "set",
            "origin": "central",
            "new": _json({name: value for name, value in new.items() if origins[name] == op}),
            "old": _json({name: value for name, value in old.items() if origins[name] == op}),
        }
        connection.execute(insert(log), values)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value


def scopes_of(point: str, device: UUID) -> tuple[str, ...]:
    """Return the scopes that a desk of one point follows, reference data first."""
    return (REFERENCE_SCOPE, point_scope(point), device_scope(device.hex))
