"""This file is the place where lines that wait are judged again, let through or dropped.

A line is never written anew: what was judged is its row in `op`, and only what became of it changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import structs
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import SQLAlchemyError

from kacdesk.central.admins import Signer, note_act, note_unsigned
from kacdesk.central.attention import LineRef, read_ref
from kacdesk.central.database import Database
from kacdesk.central.effects import Arrival, fold, write
from kacdesk.central.lookup import look_up
from kacdesk.central.streams import lock_scope, set_scope
from kacdesk.central.tables import FEED, INCIDENT, OP, QUARANTINE, RECORD, STREAM
from kacdesk.central.verify import (
    APPLIED,
    DRAINED,
    FIELD_UNKNOWN,
    PARKED,
    PURGED,
    QUARANTINED,
    Checked,
    check_line,
)
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.wire.versions import point_scope

RELEASED, DROPPED = "released", "dropped"


@dataclass
class Judged:
    """How many lines were judged again, how many of them are applied now, how many still wait."""

    lines: int = 0
    applied: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Bench:
    """What a line is judged with again: the open unit of an administrator, its database, the registers."""

    connection: Connection
    database: Database
    catalog: Catalog


def release_line(bench: Bench, ref: str, *, by: Signer, now_ms: int) -> Judged:
    """Judge a refused line again and apply it; raises Missing, and Refused when it still breaks a rule."""
    row = _refused_line(bench.connection, ref)
    _sign(bench, by, "quarantine-release", row, now_ms=now_ms)
    done = _judge_all(bench, row.point, [row], now_ms=now_ms)
    if not done.applied:
        code = _verdict(bench.catalog, row).code or row.code
        raise Refused(
            t("Rinda joprojām neatbilst noteikumiem ({code}).", code=code),
            effect=t("Tā nav piemērota un paliek karantīnā."),
            remedy=t("Izlabojiet ierakstu darbvietā un rindu slēdziet ar “kacdesk-central quarantine drop”."),
        )
    return done


def drop_line(bench: Bench, ref: str, *, by: Signer, now_ms: int) -> None:
    """Close a refused line without applying it; its bytes stay in the log. Raises Missing."""
    row = _refused_line(bench.connection, ref)
    _sign(bench, by, "quarantine-drop", row, now_ms=now_ms)
    _close(bench.connection, row, DROPPED, now_ms=now_ms)


def release_held(bench: Bench, point: str, device: UUID, *, by: Signer, now_ms: int) -> Judged:
    """Apply what a desk that is being drained has sent, in its order."""
    streams = select(STREAM.c.id).where(STREAM.c.point == point, STREAM.c.device == device)
    held = (OP.c.point == point, OP.c.outcome == PARKED, OP.c.code == DRAINED, OP.c.stream.in_(streams))
    rows = bench.connection.execute(select(OP).where(*held).order_by(OP.c.cur, OP.c.seq)).all()
    done = _judge_all(bench, point, rows, now_ms=now_ms)
    detail = {"device": device.hex, "lines": done.lines, "applied": done.applied}
    note_act(bench.connection, by, "release-held", point=point, detail=detail, now_ms=now_ms)
    return done


def reproject(bench: Bench, point: str, *, refused_too: Signer | None, now_ms: int) -> Judged:
    """Judge the parked lines of a point again in their order, after this version has learnt more registers or fields.

    What a desk sent while it was drained stays held. With a signer also refused lines are judged again.
    """
    waiting = (OP.c.outcome == PARKED) & (OP.c.code != DRAINED)
    if refused_too is not None:
        open_lines = select(QUARANTINE.c.stream, QUARANTINE.c.seq).where(
            QUARANTINE.c.point == point,
            QUARANTINE.c.resolved_ms.is_(None),
            QUARANTINE.c.stream == OP.c.stream,
            QUARANTINE.c.seq == OP.c.seq,
        )
        waiting = waiting | ((OP.c.outcome == QUARANTINED) & open_lines.exists())
    query = select(OP).where(OP.c.point == point, waiting).order_by(OP.c.cur, OP.c.seq)
    rows = bench.connection.execute(query).all()
    done = _judge_all(bench, point, rows, now_ms=now_ms)
    _forget_known(bench, point, rows)
    detail = {"lines": done.lines, "applied": done.applied}
    if refused_too is not None:
        note_act(bench.connection, refused_too, "reproject", point=point, detail=detail, now_ms=now_ms)
    elif done.lines:
        note_unsigned(bench.connection, "reproject", point=point, detail=detail, now_ms=now_ms)
    return done


def close_incident(bench: Bench, ref: str, *, by: Signer, now_ms: int) -> None:
    """Close an incident that a person has looked into; raises Missing."""
    found = parse_id(ref)
    place = (INCIDENT.c.id == found, INCIDENT.c.resolved_ms.is_(None))
    row = bench.connection.execute(select(INCIDENT).where(*place)).one_or_none()
    if row is None:
        raise Missing(
            t("Atvērta notikuma “{ref}” nav.", ref=ref),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central attention list”."),
        )
    detail = {"id": row.id.hex, "kind": row.kind}
    note_act(bench.connection, by, "incident-close", point=row.point, detail=detail, now_ms=now_ms)
    bench.connection.execute(update(INCIDENT).where(*place).values(resolved_ms=now_ms))


def _refused_line(connection: Connection, ref: str) -> Row[Any]:
    asked = read_ref(ref)
    place = asked.of(QUARANTINE) if isinstance(asked, LineRef) else QUARANTINE.c.op == asked
    held = connection.execute(select(QUARANTINE).where(place, QUARANTINE.c.resolved_ms.is_(None))).first()
    if held is None:
        raise Missing(
            t("Rindas “{ref}” karantīnā nav.", ref=ref),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central attention list”."),
        )
    line = LineRef(held.stream, held.seq)
    return connection.execute(select(OP).where(OP.c.point == held.point, line.of(OP))).one()


def _sign(bench: Bench, by: Signer, act: str, row: Row[Any], *, now_ms: int) -> None:
    detail = {"stream": row.stream.hex, "seq": row.seq, "code": row.code}
    note_act(bench.connection, by, act, point=row.point, detail=detail, now_ms=now_ms)


def _close(connection: Connection, row: Row[Any], resolution: str, *, now_ms: int) -> None:
    place = LineRef(row.stream, row.seq).of(QUARANTINE)
    values = {"resolved_ms": now_ms, "resolution": resolution}
    connection.execute(update(QUARANTINE).where(QUARANTINE.c.point == row.point, place).values(values))


def _judge_all(bench: Bench, point: str, rows: Sequence[Row[Any]], *, now_ms: int) -> Judged:
    done = Judged()
    if not rows:
        return done
    scope = point_scope(point)
    cur = lock_scope(bench.connection, bench.database, point=point, scope=scope)
    for row in rows:
        if row.line is None:
            if row.outcome == PARKED:
                cur = _end_wait(bench, row, cur=cur)
            continue
        done.lines += 1
        item = _verdict(bench.catalog, row)
        if row.code == FIELD_UNKNOWN and row.outcome == PARKED:
            item = _what_was_unknown(bench.connection, item, row)
        told = _apply_again(bench, row, item, cur=cur) if _passes(item) else None
        if told is None:
            done.waiting += 1
            continue
        cur, outcome = told
        done.applied += outcome == APPLIED
        done.waiting += outcome != APPLIED
        if row.outcome == QUARANTINED and outcome != QUARANTINED:
            _close(bench.connection, row, RELEASED, now_ms=now_ms)
    set_scope(bench.connection, point=point, scope=scope, cur=cur)
    return done


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


def _verdict(catalog: Catalog, row: Row[Any]) -> Checked:
    return check_line(
        row.line or b"", seq=row.seq, leaf=row.leaf, chain=row.chain, point=row.point, catalog=catalog
    )


def _passes(item: Checked) -> bool:
    """Say whether anything of a line can be applied now."""
    return item.outcome == APPLIED or (item.code == FIELD_UNKNOWN and bool(item.known))


def _what_was_unknown(connection: Connection, item: Checked, row: Row[Any]) -> Checked:
    """Return a line whose known fields were applied when it came: only what its record remembers aside is left."""
    place = (RECORD.c.point == row.point, RECORD.c.rid == row.rid)
    aside: Mapping[str, Any] = connection.execute(select(RECORD.c.x).where(*place)).scalar() or {}
    left = {name: item.known[name] for name in item.known if name in aside}
    return structs.replace(item, known=left, number=None, half=True)


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
            write(connection, database, arrival, effects)
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


def _forget_known(bench: Bench, point: str, rows: Sequence[Row[Any]]) -> None:
    """Take fields that are known now out of what records remember aside; every line that named them was judged."""
    for rid in {row.rid for row in rows if row.rid is not None}:
        place = (RECORD.c.point == point, RECORD.c.rid == rid)
        record = bench.connection.execute(select(RECORD).where(*place)).one_or_none()
        if record is None or not record.x or record.reg not in bench.catalog:
            continue
        known = {spec.name for spec in bench.catalog.spec(record.reg).synced}
        left = {name: value for name, value in record.x.items() if name not in known}
        if left != record.x:
            bench.connection.execute(update(RECORD).where(*place).values(x=left))
