"""This file is the place where the central store notes what a person must know of although no single line is wrong.

Each is noted once: its identifier is made from what it is about, so that whoever notes it again changes nothing.
"""

import functools
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, func, select

from kacdesk.central.database import Database
from kacdesk.central.tables import INCIDENT, OP
from kacdesk.wire.line import LineKind

FORKED, CLONED, MANY_CHANGES = "forked", "cloned", "many-changes"
MANY = 5000
"""More changes than that in an hour from one desk are told: nobody types so many (docs/sync.md, "Incidents")."""

_HOUR_MS = 60 * 60 * 1000


def note_incident(
    connection: Connection,
    database: Database,
    *,
    point: str,
    kind: str,
    about: UUID,
    detail: Mapping[str, Any],
    now_ms: int,
    again: str = "",
) -> None:
    """Note an incident about a stream, unless it is noted; `again` tells a later one of its kind apart."""
    row = {
        "point": point,
        "id": uuid5(about, f"{kind} {again}"),
        "kind": kind,
        "reg": None,
        "rid": None,
        "detail": dict(detail),
        "at_ms": now_ms,
    }
    database.insert_new(connection, INCIDENT, [row])


def note_new_stream(
    connection: Connection,
    database: Database,
    *,
    point: str,
    device: UUID,
    stream: UUID,
    before: UUID,
    now_ms: int,
) -> None:
    """Note that a desk began another stream although it had one: its disk was put back, copied or replaced."""
    detail = {"device": device.hex, "stream": stream.hex, "from": before.hex}
    note_incident(connection, database, point=point, kind=FORKED, about=stream, detail=detail, now_ms=now_ms)


def note_unusual(
    connection: Connection,
    database: Database,
    *,
    point: str,
    device: UUID,
    stream: UUID,
    superseded: bool,
    last_seq: int,
    changed: bool,
    now_ms: int,
) -> None:
    """Note what is unusual about new lines of a stream that now ends at `last_seq`, in the unit that took them in.

    A stream that goes on although its desk has begun another (`superseded`): its disk was copied, and both copies
    live. And many changes within an hour, once an hour. They are counted only when a line of these is one (`changed`),
    and only beyond `MANY` lines: the first lines of records do not count, because an import makes as many as there are.
    """
    note = functools.partial(note_incident, connection, database, point=point, about=stream, now_ms=now_ms)
    detail = {"device": device.hex, "stream": stream.hex}
    if superseded:
        note(kind=CLONED, detail=detail)
    if not changed or last_seq <= MANY:
        return
    of_stream = (OP.c.point == point, OP.c.stream == stream)
    came_ms = connection.execute(
        select(OP.c.received_ms).where(*of_stream, OP.c.seq == last_seq - MANY)
    ).scalar()
    if came_ms is None or came_ms <= now_ms - _HOUR_MS:
        return
    recent = (*of_stream, OP.c.received_ms > now_ms - _HOUR_MS, OP.c.kind != LineKind.INS)
    changes: int = connection.execute(select(func.count()).select_from(OP).where(*recent)).scalar_one()
    if changes > MANY:
        again = str(now_ms // _HOUR_MS)
        note(kind=MANY_CHANGES, detail={**detail, "changes": changes, "seq": last_seq}, again=again)
