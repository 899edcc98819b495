"""This file is the place where it is told what the central store has of a number, an operation or a record.

Only places, marks and codes are told, never a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kacdesk.central.tables import CONFLICT, DOCUMENT_NUMBER, OP, PURGE, QUARANTINE, RECORD, STREAM
from kacdesk.core.errors import Missing
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t

_NUMBER_PARTS = 4


@dataclass(frozen=True, slots=True)
class Operation:
    """One line and what became of it; `safe` says that a proved backup holds it, `cursor` is its feed entry."""

    stream: str
    seq: int
    op: str | None
    kind: str | None
    outcome: str
    code: str
    field: str
    cursor: int
    received_ms: int
    safe: bool
    quarantine: str | None
    """`open`, how it was closed, or None when it was never in quarantine."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its newest cursor (None when it is not here), its lines, what is open about it."""

    point: str
    record: str
    register: str | None
    cursor: int | None
    operations: Sequence[Operation]
    conflicts_open: int
    conflicts_closed: int
    purge: str | None
    """`asked`, `in-force` or None."""

    numbers: Sequence[str] = field(default=())


def where(connection: Connection, asked: str) -> list[Place]:
    """Return every place of a document number, an operation or a record; raises Missing when nothing is known of it."""
    found = [_place(connection, point, rid) for point, rid in records_named(connection, asked)]
    if not found:
        raise Missing(
            t("Par “{asked}” centrālajā krātuvē nekā nav.", asked=asked),
            effect=t("Nekas nav mainīts."),
            remedy=t(
                "Ja darbvieta to rāda kā nenosūtītu, pagaidiet nākamo apmaiņu vai pārbaudiet pierakstu."
            ),
        )
    return found


def records_named(connection: Connection, asked: str, *, point: str | None = None) -> list[tuple[str, UUID]]:
    """Return (point, record) of everything that a number, an operation or a record identifier names."""
    number = _number(asked)
    if number is not None:
        c = DOCUMENT_NUMBER.c
        key = (c.point, c.series, c.reg_year, c.file_index, c.sequence)
        query = select(c.point, c.rid).where(
            *(column == part for column, part in zip(key, number, strict=True))
        )
        return sorted(
            {(row.point, row.rid) for row in connection.execute(query) if point in (None, row.point)}
        )
    whole = parse_id(asked)
    if whole is None:
        return []
    found: set[tuple[str, UUID]] = set()
    for table in (RECORD, OP, QUARANTINE, PURGE):
        c = table.c
        named = c.rid == whole
        if "op" in c:
            named = named | ((c.op == whole) & c.rid.is_not(None))
        for row in connection.execute(select(c.point, c.rid).where(named).distinct()):
            found.add((row.point, row.rid))
    return sorted(place for place in found if point in (None, place[0]))


def _number(text: str) -> tuple[str, str, int, str, int] | None:
    """Read a document number such as `BALVI-KTR/2026/1-5/7`; None when it is not one."""
    parts = text.strip().split("/")
    if len(parts) < _NUMBER_PARTS or not (parts[1].isdigit() and parts[-1].isdigit()):
        return None
    point, _, series = parts[0].rpartition("-")
    return point, series, int(parts[1]), "/".join(parts[2:-1]), int(parts[-1])


def _place(connection: Connection, point: str, rid: UUID) -> Place:
    record = connection.execute(
        select(RECORD.c.reg, RECORD.c.cur).where(RECORD.c.point == point, RECORD.c.rid == rid)
    ).one_or_none()
    lines = connection.execute(
        select(OP).where(OP.c.point == point, OP.c.rid == rid).order_by(OP.c.cur, OP.c.seq)
    ).all()
    asked = select(CONFLICT.c.resolved_ms).where(CONFLICT.c.point == point, CONFLICT.c.rid == rid)
    conflicts = list(connection.scalars(asked))
    safe, held = _marks(connection, (point, rid), lines)
    n = DOCUMENT_NUMBER.c
    numbers = connection.execute(select(DOCUMENT_NUMBER).where(n.point == point, n.rid == rid)).all()
    return Place(
        point=point,
        record=str(rid),
        register=record.reg if record else next((line.reg for line in lines if line.reg), None),
        cursor=record.cur if record else None,
        operations=[_operation(line, safe, held) for line in lines],
        conflicts_open=conflicts.count(None),
        conflicts_closed=len(conflicts) - conflicts.count(None),
        purge=_purge(connection, point, rid),
        numbers=[f"{point}-{row.series}/{row.reg_year}/{row.file_index}/{row.sequence}" for row in numbers],
    )


def _marks(
    connection: Connection, of: tuple[str, UUID], lines: Sequence[Row[Any]]
) -> tuple[dict[UUID, int], dict[tuple[UUID, int], str]]:
    """Return how far each stream is safe, and the state of each quarantined line."""
    point, rid = of
    streams = select(STREAM.c.id, STREAM.c.safe_seq).where(
        STREAM.c.point == point, STREAM.c.id.in_({line.stream for line in lines})
    )
    safe = {row.id: row.safe_seq for row in connection.execute(streams)}
    held = select(QUARANTINE).where(QUARANTINE.c.point == point, QUARANTINE.c.rid == rid)
    states = {(row.stream, row.seq): row.resolution or "open" for row in connection.execute(held)}
    return safe, states


def _operation(line: Row[Any], safe: dict[UUID, int], quarantine: dict[tuple[UUID, int], str]) -> Operation:
    return Operation(
        stream=str(line.stream),
        seq=line.seq,
        op=str(line.op) if line.op else None,
        kind=line.kind,
        outcome=line.outcome,
        code=line.code,
        field=line.field,
        cursor=line.cur,
        received_ms=line.received_ms,
        safe=line.seq <= safe.get(line.stream, 0),
        quarantine=quarantine.get((line.stream, line.seq)),
    )


def _purge(connection: Connection, point: str, rid: UUID) -> str | None:
    row = connection.execute(
        select(PURGE.c.at_ms).where(PURGE.c.point == point, PURGE.c.rid == rid)
    ).one_or_none()
    if row is None:
        return None
    return "asked" if row.at_ms is None else "in-force"
