"""This file is the place where everything is read that the fold of a batch needs, a table at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, select, tuple_

from kacdesk.central.merge import RecordState
from kacdesk.central.tables import BASE_SEEN, DOCUMENT_NUMBER, OP, PURGE, RECORD
from kacdesk.central.verify import DUPLICATE, Checked
from kacdesk.wire.line import Line

Number = tuple[str, str, int, str, int]
"""Register and the four parts of a document's number."""


@dataclass
class Known:
    """What the database holds already about the lines of a batch.

    `ops` op → outcome, code and field of those that are here · `lost` bases of which nothing is here.
    """

    records: dict[UUID, RecordState] = field(default_factory=dict)
    ops: dict[UUID, tuple[str, str, str]] = field(default_factory=dict)
    lost: set[UUID] = field(default_factory=set)
    purged: set[UUID] = field(default_factory=set)
    numbers: dict[Number, set[UUID]] = field(default_factory=dict)


def look_up(connection: Connection, point: str, items: Sequence[Checked]) -> Known:
    """Read everything that the fold of these lines needs; the scope must be locked."""
    lines = [item.line for item in items if item.line is not None]
    ops = [op for item in items if (op := item.op) is not None]
    records = list({line.record for line in lines})
    known = Known()
    if ops:
        here = (OP.c.point == point, OP.c.op.in_(ops), OP.c.outcome != DUPLICATE)
        for row in connection.execute(select(OP.c.op, OP.c.outcome, OP.c.code, OP.c.field).where(*here)):
            known.ops[row.op] = (row.outcome, row.code, row.field)
    if not records:
        return known
    for row in connection.execute(select(RECORD).where(RECORD.c.point == point, RECORD.c.rid.in_(records))):
        known.records[row.rid] = RecordState(row.reg, row.f, row.o, row.s, row.x, set(), row.cur)
    seen = select(BASE_SEEN).where(BASE_SEEN.c.point == point, BASE_SEEN.c.rid.in_(records))
    for row in connection.execute(seen):
        if row.rid in known.records:
            known.records[row.rid].bases.add((row.field, row.op.hex))
    in_force = (PURGE.c.point == point, PURGE.c.rid.in_(records), PURGE.c.at_ms.is_not(None))
    erased = select(PURGE.c.rid).where(*in_force)
    known.purged = set(connection.scalars(erased))
    known.numbers = _look_up_numbers(connection, point, items)
    known.lost = _look_up_lost(connection, point, lines, known)
    return known


def _look_up_lost(connection: Connection, point: str, lines: Sequence[Line], known: Known) -> set[UUID]:
    """Return the ops that lines were made upon and that are not here: they went with a restored backup."""
    asked: set[UUID] = set()
    for line in lines:
        state = known.records.get(line.record)
        current = state.ops if state else {}
        asked.update(base for name, base in line.base.items() if current.get(name) != base.hex)
    asked -= {line.op for line in lines}
    if asked:
        asked -= set(connection.scalars(select(OP.c.op).where(OP.c.point == point, OP.c.op.in_(asked))))
    return asked


def _look_up_numbers(connection: Connection, point: str, items: Sequence[Checked]) -> dict[Number, set[UUID]]:
    asked = [(item.line.register, *item.number) for item in items if item.line and item.number]
    found: dict[Number, set[UUID]] = {}
    if asked:
        c = DOCUMENT_NUMBER.c
        key = (c.reg, c.series, c.reg_year, c.file_index, c.sequence)
        for row in connection.execute(select(*key, c.rid).where(c.point == point, tuple_(*key).in_(asked))):
            found.setdefault((row.reg, row.series, row.reg_year, row.file_index, row.sequence), set()).add(
                row.rid
            )
    return found
