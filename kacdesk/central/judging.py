"""This file is the place where lines that wait are judged again, with the registers of now and in their order.

A line is never written anew: what was judged is its row in `op`, and only what became of it changes. The lines are
looked for behind the lock of their scope, so that of two who judge at once none applies a line twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, Row, select, update
from sqlalchemy.exc import SQLAlchemyError

from kacdesk.central.attention import LineRef
from kacdesk.central.database import Database
from kacdesk.central.effects import Arrival, write
from kacdesk.central.files import lock_files
from kacdesk.central.folding import fold
from kacdesk.central.lookup import look_up
from kacdesk.central.named_files import files_of
from kacdesk.central.streams import lock_scope, set_scope
from kacdesk.central.tables import FEED, OP, QUARANTINE, RECORD
from kacdesk.central.verify import APPLIED, FIELD_UNKNOWN, PARKED, PURGED, QUARANTINED, Checked, check_line
from kacdesk.models.catalog import Catalog
from kacdesk.wire.line import Line, LineKind
from kacdesk.wire.sealed_line import read_line
from kacdesk.wire.versions import point_scope

RELEASED = "released"


@dataclass
class Judged:
    """How many lines were judged again, how many of them are applied now, how many still wait.

    `ended` are those beside them that wait no more because their contents are gone.
    """

    lines: int = 0
    applied: int = 0
    waiting: int = 0
    ended: int = 0

    def add(self, other: "Judged") -> None:
        """Count what was judged elsewhere too."""
        self.lines += other.lines
        self.applied += other.applied
        self.waiting += other.waiting
        self.ended += other.ended


@dataclass(frozen=True, slots=True)
class Bench:
    """What a line is judged with again: the open unit of an administrator, its database, the registers."""

    connection: Connection
    database: Database
    catalog: Catalog


def judge(bench: Bench, point: str, *which: ColumnElement[bool], now_ms: int) -> Judged:
    """Judge the lines of a point again that are as told, and apply those that pass; nobody is told twice."""
    connection, database, done = bench.connection, bench.database, Judged()
    where = (OP.c.point == point, *which)
    if connection.execute(select(OP.c.seq).where(*where).limit(1)).first() is None:
        return done
    _lock_forgotten(bench, point, where)
    scope = point_scope(point)
    cur = lock_scope(connection, database, point=point, scope=scope)
    rows = connection.execute(select(OP).where(*where).order_by(OP.c.cur, OP.c.seq)).all()
    for row in rows:
        if row.line is None:
            if row.outcome == PARKED:
                cur = _end_wait(bench, row, cur=cur)
                done.ended += 1
            continue
        done.lines += 1
        item = _left(bench.catalog, row, _aside(connection, row))
        told = _apply_again(bench, row, item, cur=cur) if _passes(item) else None
        if told is None:
            done.waiting += 1
            continue
        cur, outcome = told
        done.applied += outcome == APPLIED
        done.waiting += outcome != APPLIED
        if row.outcome == QUARANTINED and outcome != QUARANTINED:
            close_refused(connection, row, RELEASED, now_ms=now_ms)
    set_scope(connection, point=point, scope=scope, cur=cur)
    _forget_known(bench, point, {row.rid for row in rows if row.code == FIELD_UNKNOWN})
    return done


def _lock_forgotten(bench: Bench, point: str, where: Sequence[ColumnElement[bool]]) -> None:
    """Lock the files of the records that lines forget, before the scope: they may go in this unit."""
    kinds = OP.c.kind.in_([LineKind.FORGET, LineKind.FILE])
    rows = bench.connection.execute(select(OP.c.kind, OP.c.rid, OP.c.line).where(*where, kinds)).all()
    records = {row.rid for row in rows if row.kind == LineKind.FORGET}
    if records:
        named = [
            read_line(row.line)
            for row in rows
            if row.kind == LineKind.FILE and row.rid in records and row.line
        ]
        new = {bytes.fromhex(line.fields["sha256"]) for line in named if isinstance(line, Line)}
        old = files_of(bench.connection, bench.database, point, records)
        lock_files(bench.connection, bench.database, point, old | new)


def would_change(catalog: Catalog, row: Row[Any], aside: Mapping[str, Any]) -> bool:
    """Say whether judging a parked line again would change anything; `aside` is what its record remembers."""
    half = row.code == FIELD_UNKNOWN and bool(_known_now(catalog, row.reg, aside))
    return row.line is None or half or _passes(_left(catalog, row, aside))


def verdict(catalog: Catalog, row: Row[Any]) -> Checked:
    """Return how the registers of now judge a line."""
    return check_line(
        row.line or b"", seq=row.seq, leaf=row.leaf, chain=row.chain, point=row.point, catalog=catalog
    )


def close_refused(connection: Connection, row: Row[Any], resolution: str, *, now_ms: int) -> None:
    """Close a refused line."""
    place = LineRef(row.stream, row.seq).of(QUARANTINE)
    values = {"resolved_ms": now_ms, "resolution": resolution}
    connection.execute(update(QUARANTINE).where(QUARANTINE.c.point == row.point, place).values(values))


def _passes(item: Checked) -> bool:
    """Say whether anything of a line can be applied now."""
    return item.outcome == APPLIED or (item.code == FIELD_UNKNOWN and bool(item.known))


def _left(catalog: Catalog, row: Row[Any], aside: Mapping[str, Any]) -> Checked:
    """Return what is left of a line to judge.

    Of one whose known fields were applied when it came that is only what its record remembers aside.
    """
    item = verdict(catalog, row)
    if row.code != FIELD_UNKNOWN or row.outcome != PARKED:
        return item
    left = {name: item.known[name] for name in item.known if name in aside}
    return structs.replace(item, known=left, number=None, half=True)


def _aside(connection: Connection, row: Row[Any]) -> Mapping[str, Any]:
    if row.code != FIELD_UNKNOWN or row.outcome != PARKED:
        return {}
    place = (RECORD.c.point == row.point, RECORD.c.rid == row.rid)
    aside: Mapping[str, Any] = connection.execute(select(RECORD.c.x).where(*place)).scalar() or {}
    return aside


def _end_wait(bench: Bench, row: Row[Any], *, cur: int) -> int:
    """Let a parked line wait no more whose contents a `forget` has erased, tell its desk, and return the newest cursor.

    What stays of its contents came again with the `forget`. Of one that never took effect nothing does.
    """
    half = row.code == FIELD_UNKNOWN
    place = (OP.c.point == row.point, LineRef(row.stream, row.seq).of(OP))
    became = {"outcome": APPLIED if half else PURGED, "code": "" if half else PURGED, "field": ""}
    bench.connection.execute(update(OP).where(*place).values(**became))
    if not half:
        return cur
    where = {"point": row.point, "scope": row.scope, "cur": cur + 1, "stream": row.stream, "seq": row.seq}
    told = {"kind": "echo", "rid": row.rid, "op": row.op, "whole": False, "body": {"r": row.reg}}
    bench.database.insert(bench.connection, FEED, [where | told])
    return cur + 1


def _apply_again(bench: Bench, row: Row[Any], item: Checked, *, cur: int) -> tuple[int, str] | None:
    """Apply one line as if it came now, with the stamp it had; None when the database refuses it.

    Nobody gets it as an echo: its desk has long been told that it was set aside.
    """
    connection, database = bench.connection, bench.database
    arrival = Arrival(row.point, row.scope, row.stream, row.received_ms, row.clock_offset_ms)
    try:
        with connection.begin_nested():
            known = look_up(connection, database, row.point, [item])
            if row.op is not None:
                known.ops.pop(row.op, None)
            effects = fold(arrival, known, [item], cur=cur)
            (judged,) = effects.rows.pop("op")
            effects.rows.pop("quarantine", None)
            for entry in effects.rows.get("feed", []):
                entry["whole"] = False
            write(connection, database, arrival, known, effects)
    except SQLAlchemyError as error:
        if not database.blames_the_line(error):
            raise
        return None
    names = ["op", "txn", "reg", "rid", "kind", "hlc", "eff", "actor", "sv", "wall_ms", "line"]
    values = {name: judged[name] for name in [*names, "outcome", "code", "field"]}
    if row.code != FIELD_UNKNOWN:
        values["cur"] = judged["cur"]  # its effects came now; those of a half-known line mostly came before
    place = (OP.c.point == row.point, LineRef(row.stream, row.seq).of(OP))
    connection.execute(update(OP).where(*place).values(values))
    return effects.cur, judged["outcome"]


def _forget_known(bench: Bench, point: str, records: Collection[UUID]) -> None:
    """Take fields that are known now out of what records remember aside, unless a line that waits still gives them."""
    connection, catalog = bench.connection, bench.catalog
    for rid in records:
        here = (RECORD.c.point == point, RECORD.c.rid == rid)
        record = connection.execute(select(RECORD).where(*here)).one_or_none()
        known = _known_now(catalog, record.reg, record.x) if record is not None else set()
        if record is None or not known:
            continue
        half_known = (OP.c.outcome == PARKED, OP.c.code == FIELD_UNKNOWN, OP.c.line.is_not(None))
        waiting = select(OP).where(OP.c.point == point, OP.c.rid == rid, *half_known)
        for row in connection.execute(waiting).all():
            item = _left(catalog, row, record.x)
            known -= item.known.keys() if _passes(item) else set()
        left = {name: value for name, value in record.x.items() if name not in known}
        connection.execute(update(RECORD).where(*here).values(x=left))


def _known_now(catalog: Catalog, register: str, aside: Mapping[str, Any]) -> set[str]:
    """Return which of the fields that a record remembers aside are fields of its register by now."""
    if not aside or register not in catalog:
        return set()
    return {spec.name for spec in catalog.spec(register).synced} & aside.keys()
