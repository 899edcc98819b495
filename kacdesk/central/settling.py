"""This file is the place where what a person settled at a desk is closed here: a conflict, a refusal, an incident."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select, update

from kacdesk.central.tables import CONFLICT, INCIDENT, QUARANTINE

SETTLED_BY_DESK = "settled-by-desk"


def close_settled(connection: Connection, point: str, settled: Sequence[Mapping[str, Any]]) -> None:
    """Close what `settle` lines name: each row has rid, actor, at_ms and the members of the line.

    What is closed already, or not here, stays as it is.
    """
    for row in settled:
        if "win" in row:
            _close_conflict(connection, point, row)
        elif "op" in row:
            _close_refusal(connection, point, row)
        else:
            _close_incident(connection, point, row)


def _close_conflict(connection: Connection, point: str, row: Mapping[str, Any]) -> None:
    c = CONFLICT.c
    place = (c.point == point, c.rid == row["rid"], c.field == row["field"], c.resolved_ms.is_(None))
    ops = (c.win_op == UUID(row["win"]), c.lose_op == UUID(row["lose"]))
    values = {"resolved_by": row["actor"], "resolved_ms": row["at_ms"]}
    connection.execute(update(CONFLICT).where(*place, *ops).values(values))


def _close_refusal(connection: Connection, point: str, row: Mapping[str, Any]) -> None:
    """Close the quarantine of an operation; of a line that could not be read only its text names the operation."""
    c, op = QUARANTINE.c, UUID(row["op"])
    open_here = (c.point == point, c.resolved_ms.is_(None))
    query = select(c.stream, c.seq, c.op, c.line).where(*open_here, or_(c.op == op, c.op.is_(None)))
    for found in connection.execute(query).all():
        if found.op is None and op.hex.encode() not in (found.line or b""):
            continue
        place = (c.point == point, c.stream == found.stream, c.seq == found.seq)
        values = {"resolved_ms": row["at_ms"], "resolution": SETTLED_BY_DESK}
        connection.execute(update(QUARANTINE).where(*place).values(values))


def _close_incident(connection: Connection, point: str, row: Mapping[str, Any]) -> None:
    c = INCIDENT.c
    place = (c.point == point, c.rid == row["rid"], c.kind == row["code"], c.resolved_ms.is_(None))
    values = {"resolved_by": row["actor"], "resolved_ms": row["at_ms"]}
    connection.execute(update(INCIDENT).where(*place).values(values))
