"""This file is the place where a batch of lines is taken in: once, in one transaction, past bad lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from msgspec import structs
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from kacdesk.central.database import Database
from kacdesk.central.effects import Arrival
from kacdesk.central.epoch import current_life
from kacdesk.central.files import lock_files, purge_files
from kacdesk.central.folding import fold_and_write
from kacdesk.central.incidents import note_unusual
from kacdesk.central.lookup import look_up
from kacdesk.central.named_files import files_of, named_files
from kacdesk.central.streams import (
    StreamMarks,
    advance,
    chain_at,
    fork,
    lock_scope,
    open_stream,
    refuse_gap,
    set_scope,
)
from kacdesk.central.tables import OP
from kacdesk.central.verify import (
    APPLIED,
    CONFLICT,
    DENIED,
    DUPLICATE,
    PARKED,
    QUARANTINED,
    Checked,
    check_line,
)
from kacdesk.models.catalog import Catalog
from kacdesk.wire.line import FORGETS_ALL, LineKind, chain_over, leaf_of
from kacdesk.wire.messages import Outcome, PushReply
from kacdesk.wire.versions import point_scope

_BLAMED = "database"
"""The code of a line that passed our checks and that the database refused."""


class NotABatch(Exception):
    """The lines do not add up to what the header says of them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A push as read: sealed lines `first`… of a stream, with the chain before and after them."""

    stream: UUID
    series: str
    first: int
    previous: bytes
    chain: bytes
    lines: Sequence[bytes]
    offset_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What intake works with: the open unit, the database it is of, the registers it knows."""

    connection: Connection
    database: Database
    catalog: Catalog


def take_in(
    unit: Taken, batch: Batch, *, point: str, device: UUID, now_ms: int, held_for: str = ""
) -> PushReply:
    """Apply what is new of a batch and return the reply; the caller commits.

    With `held_for`, a code, nothing is applied: every line is parked with it until a person lets it through.

    Raises Disagreement (gap or fork), ForeignStream and NotABatch; nothing was changed then. A line that is
    wrong, foreign or not yet understood never raises: it is named in the reply.
    """
    leaves = [leaf_of(line) for line in batch.lines]
    chains = chain_over(batch.previous, leaves)
    if (chains[-1] if chains else batch.previous) != batch.chain:
        raise NotABatch
    connection, database = unit.connection, unit.database
    marks = open_stream(
        connection,
        database,
        point=point,
        device=device,
        stream=batch.stream,
        series=batch.series,
        now_ms=now_ms,
    )
    known = _compare(connection, batch, chains, marks, point=point)
    items = [
        check_line(raw, seq=batch.first + place, leaf=leaf, chain=chain, point=point, catalog=unit.catalog)
        for place, (raw, leaf, chain) in enumerate(zip(batch.lines, leaves, chains, strict=True))
        if place >= known
    ]
    if held_for:
        items = [_held(item, held_for) for item in items]
    _lock_forgotten(unit, items, point=point)
    scope = point_scope(point)
    cur = lock_scope(connection, database, point=point, scope=scope)
    life = current_life(connection)
    outcomes = _recall(connection, batch, known, point=point)
    if items:
        lists, files = now_ms >= life.lists_from_ms, set[bytes]()
        arrival = Arrival(point, scope, batch.stream, now_ms, batch.offset_ms, lists)
        for part in _up_to_forgets(items):
            cur, told = _apply(unit, arrival, part, cur=cur, files=files)
            outcomes += told
        purge_files(connection, database, point, files)
        last_seq, last_chain = batch.first + len(batch.lines) - 1, chains[-1]
        with database.without_waiting(connection):
            set_scope(connection, point=point, scope=scope, cur=cur)
            advance(connection, point=point, stream=batch.stream, last_seq=last_seq, last_chain=last_chain)
        note_unusual(
            connection, database, point=point, device=device, stream=batch.stream,
            superseded=marks.superseded, last_seq=last_seq, changed=any(map(_changes, items)), now_ms=now_ms,
        )  # fmt: skip
        marks = replace(marks, last_seq=last_seq, last_chain=last_chain)
    return PushReply(
        epoch=life.epoch.hex,
        now=now_ms,
        last_seq=marks.last_seq,
        last_chain=marks.last_chain.hex(),
        safe_seq=marks.safe_seq,
        head=cur,
        exceptions=outcomes,
    )


def _compare(
    connection: Connection, batch: Batch, chains: Sequence[bytes], marks: StreamMarks, *, point: str
) -> int:
    """Return how many lines are here already; raises Disagreement unless both sides hold the same ones."""
    refuse_gap(marks, first=batch.first)
    before = chain_at(connection, point=point, stream=batch.stream, seq=batch.first - 1, marks=marks)
    if before != batch.previous:
        raise fork(marks)
    known = min(marks.last_seq - batch.first + 1, len(batch.lines))
    if known > 0:
        last_known = batch.first + known - 1
        ours = chain_at(connection, point=point, stream=batch.stream, seq=last_known, marks=marks)
        if ours != chains[known - 1]:
            raise fork(marks)
    return max(known, 0)


def _recall(connection: Connection, batch: Batch, known: int, *, point: str) -> list[Outcome]:
    """Return the remarks on lines that came before, because the reply that told them may have been lost."""
    if known == 0:
        return []
    span = OP.c.seq.between(batch.first, batch.first + known - 1)
    rows = connection.execute(select(OP).where(OP.c.point == point, OP.c.stream == batch.stream, span)).all()
    outcomes = []
    for row in sorted(rows, key=lambda row: int(row.seq)):
        op = row.op.hex if row.op else None
        if row.outcome == APPLIED and row.code == CONFLICT:
            outcomes.append(Outcome(s=row.seq, o=CONFLICT, id=op, field=row.field))
        if row.outcome == APPLIED and row.eff < row.hlc:
            outcomes.append(Outcome(s=row.seq, o="clamped", id=op))
        if row.outcome not in (APPLIED, DUPLICATE):
            outcomes.append(Outcome(s=row.seq, o=row.outcome, id=op, code=row.code, field=row.field))
    return outcomes


def _held(item: Checked, code: str) -> Checked:
    """Return a line that is parked as it is; one that cannot be read or has no contents stays what it is."""
    if item.line is None or item.outcome == DENIED:
        return item
    return structs.replace(item, outcome=PARKED, code=code, field_name="", known={}, unknown={}, number=None)


def _changes(item: Checked) -> bool:
    """Say whether a line is an operation on a record that had its first values before."""
    return item.line is not None and item.line.kind is not LineKind.INS


def _up_to_forgets(items: Sequence[Checked]) -> list[Sequence[Checked]]:
    """Cut a batch after each `forget`: it empties what came before it and nothing that comes after."""
    ends = [place for place, item in enumerate(items, 1) if item.line and item.line.kind is LineKind.FORGET]
    starts = [0, *ends]
    return [items[start:end] for start, end in zip(starts, [*ends, len(items)], strict=True) if start < end]


def _lock_forgotten(unit: Taken, items: Sequence[Checked], *, point: str) -> None:
    """Lock the files of the records that lines forget: they may go in this unit."""
    lines = [item.line for item in items if item.line is not None and item.known]
    records = {line.record for line in lines if line.kind is LineKind.FORGET and FORGETS_ALL in line.fields}
    if records:
        new = {
            sha
            for item in items
            if item.line and item.line.record in records
            for sha in named_files(item.known)
        }
        old = files_of(unit.connection, unit.database, point, records)
        lock_files(unit.connection, unit.database, point, old | new)


def _apply(
    unit: Taken, arrival: Arrival, items: Sequence[Checked], *, cur: int, files: set[bytes]
) -> tuple[int, list[Outcome]]:
    """Apply lines inside a savepoint; when the database blames one of them, halve until it stands alone.

    Files that a record names no more are added to `files`.
    """
    try:
        with unit.connection.begin_nested():
            known = look_up(unit.connection, unit.database, arrival.point, items)
            effects = fold_and_write(
                unit.connection, unit.database, arrival, known, items, cur=cur, files=files
            )
    except SQLAlchemyError as error:
        if not unit.database.blames_the_line(error):
            raise
        blamed = error
    else:
        return effects.cur, effects.outcomes
    if len(items) == 1:
        if items[0].code == _BLAMED:
            raise blamed
        poison = structs.replace(items[0], outcome=QUARANTINED, code=_BLAMED, field_name="", number=None)
        return _apply(unit, arrival, [poison], cur=cur, files=files)
    half = len(items) // 2
    cur, first = _apply(unit, arrival, items[:half], cur=cur, files=files)
    cur, second = _apply(unit, arrival, items[half:], cur=cur, files=files)
    return cur, first + second
