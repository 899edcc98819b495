"""This file is the place where records, feed and conflicts are recomputed from the log, and differences are told.

Nothing is mended here. Records are taken a few hundred at a time, so that memory stays flat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select, union

from kacdesk.central.grouped import by_field
from kacdesk.central.lookup import bases_of
from kacdesk.central.merge import Change, RecordState, merge
from kacdesk.central.proofs import Fault, Proved, prove
from kacdesk.central.tables import CONFLICT, FEED, OP, PURGE, RECORD
from kacdesk.central.verify import APPLIED, DUPLICATE, FIELD_UNKNOWN, PARKED
from kacdesk.models.catalog import Catalog
from kacdesk.wire.line import FILE_PREFIX, Line, LineKind
from kacdesk.wire.sealed_line import read_line
from kacdesk.wire.versions import REFERENCE_POINT

_AT_ONCE = 400


@dataclass
class Reconciled:
    """What was compared: `checked` records were recomputed from their lines, of `unchecked` some lines were erased."""

    proved: Proved
    checked: int = 0
    unchecked: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Chunk:
    """Everything of a few hundred records, by record and in the order in which it came."""

    lines: dict[UUID, list[Row[Any]]]
    entries: dict[UUID, list[Row[Any]]]
    records: dict[UUID, list[Row[Any]]]
    conflicts: dict[UUID, list[Row[Any]]]
    gone: dict[UUID, int]
    """Operations of the point whose contents were erased before they were sent, and when they came."""


def reconcile(connection: Connection, catalog: Catalog, *, point: str | None = None) -> Reconciled:
    """Recompute every record of a point, or of all, and prove chains, feed and files.

    The connection should see one moment (a snapshot), or what comes meanwhile is told as a difference.
    """
    done = Reconciled(prove(connection))
    done.faults += [fault for fault in done.proved.faults if point in (None, fault.point)]
    known = union(select(RECORD.c.point), select(OP.c.point), select(FEED.c.point))
    for of in sorted(connection.scalars(known)):
        if point in (None, of):
            _reconcile_point(connection, catalog, of, done)
    return done


def _reconcile_point(connection: Connection, catalog: Catalog, point: str, done: Reconciled) -> None:
    erased = select(PURGE.c.rid).where(PURGE.c.point == point, PURGE.c.at_ms.is_not(None))
    purged = set(connection.scalars(erased))
    bare = select(OP.c.op, OP.c.received_ms).where(
        OP.c.point == point, OP.c.rid.is_(None), OP.c.op.is_not(None)
    )
    gone = {row[0]: row[1] for row in connection.execute(bare)}
    for rids in _records_of(connection, point):
        chunk = _read(connection, point, rids, gone)
        for rid in rids:
            for kind in _differences(
                catalog, chunk, rid, done, of_desks=point != REFERENCE_POINT, purged=rid in purged
            ):
                done.faults.append(Fault(kind, point, str(rid)))


def _records_of(connection: Connection, point: str) -> Iterator[list[UUID]]:
    """Yield the identifiers of every record that is here or ever was, in pages."""
    last: UUID | None = None
    while True:
        parts = []
        for table in (RECORD, OP, FEED):
            c = table.c
            part = select(c.rid).where(c.point == point, c.rid.is_not(None))
            parts.append(part if last is None else part.where(c.rid > last))
        named = union(*parts).subquery()
        page = list(connection.scalars(select(named.c.rid).order_by(named.c.rid).limit(_AT_ONCE)))
        if not page:
            return
        yield page
        last = page[-1]


def _read(connection: Connection, point: str, rids: Sequence[UUID], gone: dict[UUID, int]) -> _Chunk:
    def rows(table: Table, *order: Any) -> dict[UUID, list[Row[Any]]]:
        c = table.c
        place = (c.point == point, c.rid >= rids[0], c.rid <= rids[-1])
        found = connection.execute(select(table).where(*place).order_by(c.rid, *order)).all()
        return {rid: list(group) for rid, group in groupby(found, key=lambda row: row.rid)}

    return _Chunk(
        lines=rows(OP, OP.c.cur, OP.c.seq),
        entries=rows(FEED, FEED.c.cur),
        records=rows(RECORD),
        conflicts=rows(CONFLICT),
        gone=gone,
    )


def _differences(
    catalog: Catalog, chunk: _Chunk, rid: UUID, done: Reconciled, *, of_desks: bool, purged: bool
) -> Iterator[str]:
    """Yield what differs of one record: `erased-kept`, `record-feed`, `record-log`, `conflict-missing`."""
    record = next(iter(chunk.records.get(rid, ())), None)
    if purged:
        lines, entries = chunk.lines.get(rid, []), chunk.entries.get(rid, [])
        told = any(entry.kind in ("set", "conflict") for entry in entries)
        if record is not None or told or any(line.line is not None for line in lines):
            yield "erased-kept"
        return
    held = (record.f, by_field(record.o, record.f), by_field(record.s, record.f)) if record else ({}, {}, {})
    if _fold_feed(chunk.entries.get(rid, [])) != held[:2]:
        yield "record-feed"
    if not of_desks:
        return
    lines = [line for line in chunk.lines.get(rid, []) if line.outcome != DUPLICATE]
    effective = [line for line in lines if _has_effect(line)]
    if any(line.line is None for line in effective):
        done.unchecked += 1
        return
    done.checked += 1
    came = {line.op: line.received_ms for line in lines} | chunk.gone
    state, clashes = _fold_lines(catalog, came, lines, record)
    if (state.fields, state.ops, state.stamps) != held:
        yield "record-log"
    if clashes - {(row.field, row.win_op, row.lose_op) for row in chunk.conflicts.get(rid, [])}:
        yield "conflict-missing"


def _has_effect(line: Row[Any]) -> bool:
    applied = line.outcome == APPLIED or (line.outcome == PARKED and line.code == FIELD_UNKNOWN)
    return bool(applied and line.kind != LineKind.SETTLE)


def _fold_feed(entries: Sequence[Row[Any]]) -> tuple[dict[str, Any], dict[str, str]]:
    """Lay the entries over one another as a desk does that reads from the start."""
    fields: dict[str, Any] = {}
    ops: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "set":
            fields |= entry.body["f"]
            by = entry.body.get("o", {})
            ops |= {name: by.get(name, entry.op.hex) for name in entry.body["f"]}
    return fields, ops


def _fold_lines(
    catalog: Catalog, came: dict[UUID, int], lines: Sequence[Row[Any]], record: Row[Any] | None
) -> tuple[RecordState, set[tuple[str, UUID, UUID]]]:
    """Merge the lines anew, in the order of their cursors, each knowing which operations came no later than it.

    Those that had taken no effect by then are passed over to what they were made upon.
    """
    effective = [line for line in lines if _has_effect(line)]
    taken_at = {line.op: line.cur for line in effective}
    bases = {line.op: bases_of(line.line) for line in lines if line.op is not None and line.line is not None}
    state = RecordState(record.reg if record else effective[0].reg if effective else "")
    aside = record.x if record else {}
    clashes: set[tuple[str, UUID, UUID]] = set()
    for row in effective:
        line = read_line(row.line)
        if not isinstance(line, Line):
            continue
        lost = {base for base in line.base.values() if came.get(base, row.received_ms + 1) > row.received_ms}
        known = _known_fields(catalog, line, aside)
        refused = {op: made for op, made in bases.items() if taken_at.get(op, row.cur + 1) > row.cur}
        merged = merge(state, Change(line.op, line.kind, row.eff, line.base, known, lost, refused))
        clashes |= {(clash.field, clash.winner, clash.loser) for clash in merged.clashes}
    return state, clashes


def _known_fields(catalog: Catalog, line: Line, aside: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an applied line that went into the record; those kept aside are still to be judged."""
    if line.kind is LineKind.FILE:
        told = {key: line.fields[key] for key in ("size", "mime", "role")}
        return {FILE_PREFIX + line.fields["sha256"]: told}
    known = {spec.name for spec in catalog.spec(line.register).synced} if line.register in catalog else set()
    return {name: value for name, value in line.fields.items() if name in known and name not in aside}
