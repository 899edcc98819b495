"""This file is the place where a desk that gives itself up is let go: its last hello is the last thing it may say."""

from uuid import UUID

from sqlalchemy import Connection, select, update

from kacdesk.central.database import Database
from kacdesk.central.devices import READER, RETIRED, REVOKED, Desk
from kacdesk.central.incidents import note_incident
from kacdesk.central.streams import StreamMarks
from kacdesk.central.tables import DEVICE
from kacdesk.wire.messages import Hello

RETIRED_UNSENT = "retired-unsent"


def retire_desk(
    connection: Connection, database: Database, desk: Desk, message: Hello, marks: StreamMarks, *, now_ms: int
) -> None:
    """Close a desk and its grants and forget its key; what it says it never sent is an incident of its point."""
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    connection.execute(update(DEVICE).where(*place).values(status=RETIRED, closed_ms=now_ms, escrow=None))
    left = max(message.last_seq - marks.last_seq, message.pending.changes)
    if left:
        detail = {"device": desk.device.hex, "stream": message.stream, "unsent": left}
        note_incident(
            connection,
            database,
            point=desk.point,
            kind=RETIRED_UNSENT,
            about=UUID(message.stream),
            detail=detail,
            now_ms=now_ms,
        )
    points: list[str] = connection.execute(select(DEVICE.c.grants).where(*place)).scalar_one() or []
    for point in points:
        database.enter_point(connection, point)
        there = (DEVICE.c.point == point, DEVICE.c.id == desk.device, DEVICE.c.status == READER)
        connection.execute(update(DEVICE).where(*there).values(status=REVOKED, closed_ms=now_ms))
    if points:
        database.enter_point(connection, desk.point)
