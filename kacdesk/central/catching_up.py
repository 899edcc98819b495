"""This file is the place where a newer version of the central store reads what an older one could only keep.

Whoever serves looks for parked lines that its registers can read by now: all of them at its start, and after that those
that came lately, because processes of the older version may go on beside it for a while. A few lines are a transaction,
and of all processes on a database one at a time has a transaction open. So pushes of the point wait for a moment at
most, and whoever is stopped leaves nothing half done: what it did is not parked any more, the rest is found anew.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, literal_column, or_, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kacdesk.central import logs
from kacdesk.central.admins import note_unsigned
from kacdesk.central.attention import LineRef
from kacdesk.central.database import Database, Turn
from kacdesk.central.judging import Bench, Judged, judge, would_change
from kacdesk.central.metrics import Metrics
from kacdesk.central.tables import OP, RECORD
from kacdesk.central.verify import DRAINED, PARKED, QUARANTINED
from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.models.catalog import Catalog

_AT_ONCE = 20
"""Lines a transaction: each takes some 7 ms on PostgreSQL, and pushes of the point wait for all of them."""

_LOOKED_AT_ONCE = 500
_BREATH_S = 0.05
"""The pause between two transactions, in which the pushes that waited go on."""

_LOOK_S = 60.0
_LATE_MS = 10 * 60 * 1000
"""A line may become visible so long after the moment that it bears: its transaction was open, a clock was off."""

_INDEXED = OP.c.outcome.in_([literal_column(f"'{PARKED}'"), literal_column(f"'{QUARANTINED}'")])
"""The condition of the index `ix_op_parked`, word for word as SQLite wants it."""

_WAITS = and_(_INDEXED, OP.c.outcome == literal_column(f"'{PARKED}'"), OP.c.code != DRAINED)
"""What a person holds back (`draining`) is not for us."""

_OUTAGES = (DBAPIError, PoolTimeout, DeskError)

Breath = Callable[[], bool]
"""Called between two transactions; False when the work is to stop."""


def go_on() -> bool:
    """Pause for nobody: for a command, beside which nothing else is done."""
    return True


def catch_up(
    database: Database,
    catalog: Catalog,
    point: str,
    *,
    since_ms: int = 0,
    breathe: Breath = go_on,
    metrics: Metrics | None = None,
) -> Judged:
    """Judge the parked lines of a point again that came since, in their order, and write down if any could be read."""
    found = _look(database, catalog, point, since_ms=since_ms)
    done = Judged(lines=found.passed_over, waiting=found.passed_over)
    for start in range(0, len(found.lines), _AT_ONCE):
        part = found.lines[start : start + _AT_ONCE]
        if metrics is not None:
            metrics.catching_up(left=len(found.lines) - start)
        one = _judge(database, catalog, point, part)
        done.add(one)
        if metrics is not None:
            metrics.caught_up(one.applied + one.ended)
        if not breathe():
            break
    if metrics is not None:
        metrics.catching_up(left=0)
    if done.applied or done.ended:
        detail = {"lines": done.lines, "applied": done.applied}
        with database.whole() as connection:
            note_unsigned(connection, "reproject", point=point, detail=detail, now_ms=clock.now_ms())
    return done


def _judge(database: Database, catalog: Catalog, point: str, lines: Sequence["_Line"]) -> Judged:
    """Judge lines again in one transaction; should one of them break us, the others do not wait for it."""
    these = or_(*(LineRef(line.stream, line.seq).of(OP) for line in lines))
    try:
        with database.whole() as connection:
            database.wait_for_turn(connection, Turn.CATCHING_UP)
            bench = Bench(connection, database, catalog)
            return judge(bench, point, _WAITS, these, now_ms=clock.now_ms())
    except _OUTAGES:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a line does to us, it goes on waiting and the rest is read
        if len(lines) == 1:
            logs.failed("a parked line could not be judged", error, point=point, seq=lines[0].seq)
            return Judged(lines=1, waiting=1)
    done = Judged()
    for line in lines:
        done.add(_judge(database, catalog, point, [line]))
    return done


@dataclass(frozen=True, slots=True, order=True)
class _Line:
    """A parked line of which something can be read now, sorted as the lines came."""

    cur: int
    seq: int
    stream: UUID


@dataclass
class _Found:
    """Lines of which something can be read now, and how many of the others there are."""

    lines: list[_Line] = field(default_factory=list)
    passed_over: int = 0


def _look(database: Database, catalog: Catalog, point: str, *, since_ms: int) -> _Found:
    """Look through the parked lines of a point, page by page and without holding anybody up."""
    found, after = _Found(), None
    while True:
        page = _page(database, point, since_ms=since_ms, after=after)
        for row in page:
            if would_change(catalog, row, row.x or {}):
                found.lines.append(_Line(row.cur, row.seq, row.stream))
            else:
                found.passed_over += 1
        if len(page) < _LOOKED_AT_ONCE:
            found.lines.sort()
            return found
        after = page[-1]


def _page(database: Database, point: str, *, since_ms: int, after: Row[Any] | None) -> Sequence[Any]:
    c = OP.c
    remembering = OP.outerjoin(RECORD, and_(RECORD.c.point == c.point, RECORD.c.rid == c.rid))
    asked = select(
        *(c.point, c.stream, c.seq, c.cur, c.received_ms, c.reg, c.outcome, c.code, c.line, c.leaf, c.chain),
        RECORD.c.x,
    ).select_from(remembering)
    place = (c.received_ms, c.stream, c.seq)
    where: list[ColumnElement[bool]] = [c.point == point, _WAITS, c.received_ms >= since_ms]
    if after is not None:
        where.append(tuple_(*place) > tuple_(after.received_ms, after.stream, after.seq))
    with database.whole() as connection:
        return connection.execute(asked.where(*where).order_by(*place).limit(_LOOKED_AT_ONCE)).all()


def _points(database: Database, *, since_ms: int) -> list[str]:
    """Return the points of which parked lines came since."""
    asked = select(OP.c.point).distinct().where(_WAITS, OP.c.received_ms >= since_ms)
    with database.whole() as connection:
        return sorted(connection.scalars(asked))


@contextmanager
def catching_up(database: Database, catalog: Catalog, metrics: Metrics) -> Iterator[None]:
    """Catch up with every point on a thread of its own until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(
        target=_keep_up, args=(database, catalog, metrics, stop), name="kac-catching-up", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep_up(database: Database, catalog: Catalog, metrics: Metrics, stop: threading.Event) -> None:
    since_ms = 0
    while not stop.is_set():
        began_ms = clock.now_ms()
        try:
            for point in _points(database, since_ms=since_ms):
                done = catch_up(
                    database,
                    catalog,
                    point,
                    since_ms=since_ms,
                    breathe=lambda: not stop.wait(_BREATH_S),
                    metrics=metrics,
                )
                _tell(point, done)
                if stop.is_set():
                    return
            since_ms = began_ms - _LATE_MS
        except _OUTAGES as error:
            logs.warn("catching up put off", kind=type(error).__name__)
        except Exception as error:  # noqa: BLE001 -- whatever fails, the requests are served and we try again
            logs.failed("catching up failed", error)
        stop.wait(_LOOK_S)


def _tell(point: str, done: Judged) -> None:
    """Log what a newer version could read; what it cannot read either is told by `overview` and the metrics."""
    if done.applied or done.ended:
        logs.tell(
            "caught up",
            point=point,
            lines=done.lines,
            applied=done.applied,
            ended=done.ended,
            waiting=done.waiting,
        )
