"""This file is the place where streams are opened, locked and held against what a desk says of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from kacdesk.central.database import Database
from kacdesk.central.incidents import note_new_stream
from kacdesk.central.tables import OP, SCOPE_HEAD, STREAM
from kacdesk.core.ids import new_series
from kacdesk.wire.line import FIRST_CHAIN
from kacdesk.wire.messages import ProblemType


class Disagreement(Exception):
    """The desk's stream and ours do not fit together; `kind` is a ProblemType, the marks are ours."""

    def __init__(self, kind: str, *, last_seq: int, last_chain: bytes) -> None:
        super().__init__(kind)
        self.kind = kind
        self.last_seq = last_seq
        self.last_chain = last_chain


class ForeignStream(Exception):
    """The stream belongs to another desk of the point."""


@dataclass(frozen=True, slots=True)
class StreamMarks:
    """Where a stream stands. `safe_seq` stays 0 until a restore-verified backup exists.

    `superseded` says that its desk has begun another stream since.
    """

    last_seq: int
    last_chain: bytes
    safe_seq: int
    series: str
    superseded: bool = False


def open_stream(
    connection: Connection,
    database: Database,
    *,
    point: str,
    device: UUID,
    stream: UUID,
    series: str,
    now_ms: int,
) -> StreamMarks:
    """Lock a desk's stream and return its marks; an unknown one is opened at 0.

    The series asked for is confirmed if it is free in the point, otherwise another one is drawn. That a desk begins
    another stream beside one it had is noted as an incident. Raises ForeignStream.
    """
    found = _locked(connection, point, stream)
    if found is None:
        before = _newest(connection, point, device)
        row = {
            "point": point,
            "id": stream,
            "device": device,
            "last_seq": 0,
            "last_chain": FIRST_CHAIN,
            "safe_seq": 0,
            "forked_from": before,
            "opened_ms": now_ms,
        }
        wanted = series
        while found is None:
            database.insert_new(connection, STREAM, [{**row, "series": wanted}])
            found = _locked(connection, point, stream)
            wanted = new_series()
        if before is not None and found.device == device:
            note_new_stream(
                connection, database, point=point, device=device, stream=stream, before=before, now_ms=now_ms
            )
    if found.device != device:
        raise ForeignStream
    return StreamMarks(found.last_seq, found.last_chain, found.safe_seq, found.series, found.superseded)


def advance(connection: Connection, *, point: str, stream: UUID, last_seq: int, last_chain: bytes) -> None:
    """Move a locked stream's marks."""
    place = (STREAM.c.point == point, STREAM.c.id == stream)
    connection.execute(update(STREAM).where(*place).values(last_seq=last_seq, last_chain=last_chain))


def chain_at(connection: Connection, *, point: str, stream: UUID, seq: int, marks: StreamMarks) -> bytes:
    """Return the chain after line `seq`, which must not be beyond the last."""
    if seq == 0:
        return FIRST_CHAIN
    if seq == marks.last_seq:
        return marks.last_chain
    place = (OP.c.point == point, OP.c.stream == stream, OP.c.seq == seq)
    chain: bytes = connection.execute(select(OP.c.chain).where(*place)).scalar_one()
    return chain


def lock_scope(connection: Connection, database: Database, *, point: str, scope: str) -> int:
    """Lock a scope's counter and return the newest cursor.

    The row lock makes the order of commits the order of cursors, so a reader can never pass one by.
    """
    place = (SCOPE_HEAD.c.point == point, SCOPE_HEAD.c.scope == scope)
    query = select(SCOPE_HEAD.c.cur).where(*place).with_for_update()
    cur: int | None = connection.execute(query).scalar_one_or_none()
    if cur is None:
        database.insert_new(connection, SCOPE_HEAD, [{"point": point, "scope": scope, "cur": 0}])
        cur = int(connection.execute(query).scalar_one())
    return cur


def set_scope(connection: Connection, *, point: str, scope: str, cur: int) -> None:
    """Write the newest cursor of a locked scope."""
    place = (SCOPE_HEAD.c.point == point, SCOPE_HEAD.c.scope == scope)
    connection.execute(update(SCOPE_HEAD).where(*place).values(cur=cur))


def refuse_gap(marks: StreamMarks, *, first: int) -> None:
    """Raise Disagreement if lines are missing before `first`."""
    if first > marks.last_seq + 1:
        raise Disagreement(ProblemType.GAP, last_seq=marks.last_seq, last_chain=marks.last_chain)


def fork(marks: StreamMarks) -> Disagreement:
    """Return the refusal of a stream that is not the one we have."""
    return Disagreement(ProblemType.FORK, last_seq=marks.last_seq, last_chain=marks.last_chain)


def _newest(connection: Connection, point: str, device: UUID) -> UUID | None:
    """Return the stream that a desk began last; None when it has none yet."""
    of_desk = (STREAM.c.point == point, STREAM.c.device == device)
    newest = select(STREAM.c.id).where(*of_desk).order_by(STREAM.c.opened_ms.desc(), STREAM.c.id.desc())
    return connection.execute(newest.limit(1)).scalar()


def _locked(connection: Connection, point: str, stream: UUID) -> Row[Any] | None:
    later = STREAM.alias("later")
    superseded = (
        select(later.c.id)
        .where(
            later.c.point == STREAM.c.point,
            later.c.device == STREAM.c.device,
            later.c.opened_ms > STREAM.c.opened_ms,
        )
        .exists()
        .label("superseded")
    )
    query = select(STREAM, superseded).where(STREAM.c.point == point, STREAM.c.id == stream)
    return connection.execute(query.with_for_update(of=STREAM)).one_or_none()
