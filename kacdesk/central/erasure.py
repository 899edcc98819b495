"""This file is the place where a `forget` operation reaches what the central store kept beside the record.

The record itself was emptied by the merge. Here the sealed lines of the record go (their leaves stay, so
every chain still verifies), and the named fields are emptied in the feed, in conflicts and in quarantine.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, select, update

from kacdesk.central.tables import CONFLICT, FEED, OP, QUARANTINE


def empty_everywhere(connection: Connection, point: str, rid: UUID, names: Collection[str]) -> None:
    """Drop the lines of a record and empty the named fields wherever they were copied to."""
    connection.execute(
        update(OP).where(OP.c.point == point, OP.c.rid == rid, OP.c.kind != "forget").values(line=None)
    )
    connection.execute(
        update(QUARANTINE).where(QUARANTINE.c.point == point, QUARANTINE.c.rid == rid).values(line=None)
    )
    connection.execute(
        update(CONFLICT)
        .where(CONFLICT.c.point == point, CONFLICT.c.rid == rid, CONFLICT.c.field.in_(names))
        .values(lose_value=None)
    )
    entries = select(FEED.c.scope, FEED.c.cur, FEED.c.kind, FEED.c.body)
    for row in connection.execute(entries.where(FEED.c.point == point, FEED.c.rid == rid)).all():
        body = dict(row.body)
        if row.kind == "set":
            body["f"] = {name: None if name in names else value for name, value in body["f"].items()}
        elif row.kind == "conflict" and body["field"] in names:
            body["value"] = None
        if body != row.body:
            place = (FEED.c.point == point, FEED.c.scope == row.scope, FEED.c.cur == row.cur)
            connection.execute(update(FEED).where(*place).values(body=body, whole=False))
