"""This file is the place where a person decides on lines that wait and on incidents: let through, dropped, closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from kacdesk.central.admins import Signer, note_act
from kacdesk.central.attention import LineRef, read_ref
from kacdesk.central.judging import Bench, Judged, close_refused, judge, verdict
from kacdesk.central.tables import INCIDENT, OP, QUARANTINE, STREAM
from kacdesk.central.verify import DRAINED, PARKED, QUARANTINED
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t

DROPPED = "dropped"


def release_line(bench: Bench, ref: str, *, by: Signer, now_ms: int) -> Judged:
    """Judge a refused line again and apply it; raises Missing, and Refused when it still breaks a rule."""
    row = _refused_line(bench.connection, ref)
    _sign(bench, by, "quarantine-release", row, now_ms=now_ms)
    refused = (LineRef(row.stream, row.seq).of(OP), OP.c.outcome == QUARANTINED)
    done = judge(bench, row.point, *refused, now_ms=now_ms)
    if not done.applied:
        code = verdict(bench.catalog, row).code or row.code
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
    close_refused(bench.connection, row, DROPPED, now_ms=now_ms)


def release_held(bench: Bench, point: str, device: UUID, *, by: Signer, now_ms: int) -> Judged:
    """Apply what a desk that is being drained has sent, in its order."""
    streams = select(STREAM.c.id).where(STREAM.c.point == point, STREAM.c.device == device)
    held = (OP.c.outcome == PARKED, OP.c.code == DRAINED, OP.c.stream.in_(streams))
    done = judge(bench, point, *held, now_ms=now_ms)
    detail = {"device": device.hex, "lines": done.lines, "applied": done.applied}
    note_act(bench.connection, by, "release-held", point=point, detail=detail, now_ms=now_ms)
    return done


def judge_refused(bench: Bench, point: str, *, by: Signer, now_ms: int) -> Judged:
    """Judge every refused line of a point again that nobody has closed, in their order."""
    open_lines = select(QUARANTINE.c.stream, QUARANTINE.c.seq).where(
        QUARANTINE.c.point == point,
        QUARANTINE.c.resolved_ms.is_(None),
        QUARANTINE.c.stream == OP.c.stream,
        QUARANTINE.c.seq == OP.c.seq,
    )
    done = judge(bench, point, OP.c.outcome == QUARANTINED, open_lines.exists(), now_ms=now_ms)
    detail = {"lines": done.lines, "applied": done.applied}
    note_act(bench.connection, by, "reproject", point=point, detail=detail, now_ms=now_ms)
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
