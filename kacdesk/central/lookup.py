"""This file is the place where everything is read that the fold of a batch needs, a table at a time."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, literal_column, select

from kacdesk.central.database import Database
from kacdesk.central.grouped import by_field
from kacdesk.central.merge import Loser, RecordState, standing
from kacdesk.central.named_files import forgotten_by
from kacdesk.central.tables import BASE_SEEN, CONFLICT, DOCUMENT_NUMBER, OP, PURGE, RECORD
from kacdesk.central.verify import DENIED, DUPLICATE, FIELD_UNKNOWN, PARKED, PURGED, QUARANTINED, Checked
from kacdesk.wire.line import Line, LineKind
from kacdesk.wire.sealed_line import read_line

_NOT_AGAIN = OP.c.outcome != literal_column(f"'{DUPLICATE}'")
"""The condition of the index `op_once`; a bound value would keep a prepared statement from using it."""

Number = tuple[str, str, int, str, int]
"""Register and the four parts of a document's number."""


@dataclass
class Known:
    """What the database holds already about the lines of a batch.

    `stored` records that have a row · `ops` op → outcome, code and field of those that are here · `lost` bases of which
    nothing is here · `refused` bases that never took effect → what each was made upon itself · `forgotten` records that
    a file comes for → effective stamp of the line that forgot all of them.
    """

    records: dict[UUID, RecordState] = field(default_factory=dict)
    stored: Set[UUID] = frozenset()
    ops: dict[UUID, tuple[str, str, str]] = field(default_factory=dict)
    lost: set[UUID] = field(default_factory=set)
    refused: dict[UUID, Mapping[str, UUID]] = field(default_factory=dict)
    purged: set[UUID] = field(default_factory=set)
    forgotten: dict[UUID, int] = field(default_factory=dict)
    numbers: dict[Number, set[UUID]] = field(default_factory=dict)


def look_up(connection: Connection, database: Database, point: str, items: Sequence[Checked]) -> Known:
    """Read everything that the fold of these lines needs; the scope must be locked."""
    lines = [item.line for item in items if item.line is not None]
    ops = [op for item in items if (op := item.op) is not None]
    records = list({line.record for line in lines})
    known = Known()
    if ops:
        here = (OP.c.point == point, database.within(OP.c.op, ops), _NOT_AGAIN)
        for row in connection.execute(select(OP.c.op, OP.c.outcome, OP.c.code, OP.c.field).where(*here)):
            known.ops[row.op] = (row.outcome, row.code, row.field)
    if not records:
        return known
    stored = (RECORD.c.point == point, database.within(RECORD.c.rid, records))
    for row in connection.execute(select(RECORD).where(*stored)):
        by, stamps = by_field(row.o, row.f), by_field(row.s, row.f)
        known.records[row.rid] = RecordState(row.reg, row.f, by, stamps, row.x, set(), row.cur)
    known.stored = frozenset(known.records)
    if known.records:
        seen = (BASE_SEEN.c.point == point, database.within(BASE_SEEN.c.rid, list(known.records)))
        for row in connection.execute(select(BASE_SEEN).where(*seen)):
            known.records[row.rid].bases.add((row.field, row.op.hex))
    _look_up_losers(connection, database, point, lines, known)
    _look_up_forgotten(connection, database, point, lines, known)
    known.purged = _look_up_purged(connection, database, point, items, known)
    known.numbers = _look_up_numbers(connection, database, point, items)
    _look_up_bases(connection, database, point, lines, known)
    return known


def _look_up_forgotten(
    connection: Connection, database: Database, point: str, lines: Sequence[Line], known: Known
) -> None:
    """Note when records were forgotten that files are named for; rarely any was."""
    named = {line.record for line in lines if line.kind is LineKind.FILE}
    by = {op: record for record in named if (op := forgotten_by(known.records.get(record))) is not None}
    if by:
        here = (OP.c.point == point, database.within(OP.c.op, list(by)), _NOT_AGAIN)
        for row in connection.execute(select(OP.c.op, OP.c.eff).where(*here)):
            known.forgotten[by[row.op]] = row.eff


def _look_up_purged(
    connection: Connection, database: Database, point: str, items: Sequence[Checked], known: Known
) -> set[UUID]:
    """Return the records that were erased, and those that are lines of one and were not here when it was."""
    asked = {item.line.record for item in items if item.line} | {item.above for item in items if item.above}
    in_force = (PURGE.c.point == point, database.within(PURGE.c.rid, asked), PURGE.c.at_ms.is_not(None))
    purged = set(connection.scalars(select(PURGE.c.rid).where(*in_force)))
    purged |= {item.line.record for item in items if item.line and item.above in purged}
    begun = known.records.keys() | {item.line.record for item in items if item.line and not item.line.base}
    unknown = asked - begun - purged
    if unknown:
        late = (OP.c.point == point, database.within(OP.c.rid, unknown), OP.c.outcome == PURGED)
        purged |= set(connection.scalars(select(OP.c.rid).where(*late)))
    return purged


def _look_up_bases(
    connection: Connection, database: Database, point: str, lines: Sequence[Line], known: Known
) -> None:
    """Find the ops that lines were made upon and that are not here (they went with a restored backup) or were refused.

    What a refused one was made upon is asked for in turn.
    """
    asked: set[UUID] = set()
    for line in lines:
        if line.base:
            state = known.records.get(line.record)
            current = state.ops if state else {}
            asked.update(base for name, base in line.base.items() if current.get(name) != base.hex)
    _look_up_refused(connection, database, point, asked, {line.op for line in lines}, known)


def _look_up_refused(
    connection: Connection, database: Database, point: str, asked: set[UUID], own: set[UUID], known: Known
) -> None:
    """Note which of the ops asked for are not here, and what refused ones were made upon; `own` are arriving."""
    asked = asked - own
    while asked:
        here = (OP.c.point == point, database.within(OP.c.op, asked), _NOT_AGAIN)
        found = connection.execute(select(OP.c.op, OP.c.outcome, OP.c.code, OP.c.line).where(*here)).all()
        known.lost |= asked - {row.op for row in found}
        refused = {
            row.op: bases_of(row.line) for row in found if row.line and took_no_effect(row.outcome, row.code)
        }
        known.refused |= refused
        asked = {base for bases in refused.values() for base in bases.values()}
        asked -= own | known.lost | known.refused.keys()


def took_no_effect(outcome: str, code: str) -> bool:
    """Say whether nothing of an operation with that outcome is in its record (yet)."""
    return outcome in (QUARANTINED, DENIED, PARKED) and code != FIELD_UNKNOWN


def bases_of(raw: bytes) -> Mapping[str, UUID]:
    """Return what a kept line was made upon, by field; nothing of one that cannot be read."""
    line = read_line(raw)
    return line.base if isinstance(line, Line) else {}


def _look_up_losers(
    connection: Connection, database: Database, point: str, lines: Sequence[Line], known: Known
) -> None:
    """Find what lost in the records to which an operation comes back that others were made upon; rarely any does."""
    back = {
        line.record
        for line in lines
        if (state := known.records.get(line.record)) is not None
        and any((name, line.op.hex) in state.bases for name in line.fields)
    }
    if not back:
        return
    c = CONFLICT.c
    with_lines = CONFLICT.join(OP, (OP.c.point == c.point) & (OP.c.op == c.lose_op) & _NOT_AGAIN)
    lost = select(c.rid, c.field, c.win_op, c.lose_op, c.lose_value, OP.c.line, OP.c.eff)
    of_records = (c.point == point, database.within(c.rid, back), OP.c.line.is_not(None))
    in_order = lost.select_from(with_lines).where(*of_records).order_by(OP.c.cur, OP.c.seq)
    found = [(row, bases_of(row.line).get(row.field)) for row in connection.execute(in_order)]
    asked = {base for _row, base in found if base is not None}
    _look_up_refused(connection, database, point, asked, {line.op for line in lines}, known)
    for row, made_upon in found:
        base = standing(made_upon, row.field, known.refused)
        if base is not None:
            loser = Loser(row.lose_op, row.win_op, row.lose_value, row.eff)
            known.records[row.rid].losers.setdefault((row.field, base.hex), []).append(loser)


def _look_up_numbers(
    connection: Connection, database: Database, point: str, items: Sequence[Checked]
) -> dict[Number, set[UUID]]:
    """Return who holds the numbers that lines take. Each part is asked for by itself, so more may be returned."""
    asked = [(item.line.register, *item.number) for item in items if item.line and item.number]
    found: dict[Number, set[UUID]] = {}
    if asked:
        c = DOCUMENT_NUMBER.c
        key = (c.reg, c.series, c.reg_year, c.file_index, c.sequence)
        parts = zip(key, zip(*asked, strict=True), strict=True)
        held = (c.point == point, *(database.within(column, set(values)) for column, values in parts))
        for row in connection.execute(select(*key, c.rid).where(*held)):
            found.setdefault((row.reg, row.series, row.reg_year, row.file_index, row.sequence), set()).add(
                row.rid
            )
    return found
