"""This file is the place where an erasure reaches everything that the central store keeps of a record.

A `forget` operation empties named fields: the record itself was emptied by the merge, unless somebody who saw the
operation has written again and came first (after a restored backup); what holds now stays. Here the sealed lines of
the record go (their leaves stay, so every chain still verifies), and the named fields are emptied in the feed, in
conflicts and in quarantine. A purge leaves nothing but identifiers, hashes, codes and document numbers.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, Table, delete, select, update

from kacdesk.central.database import Database
from kacdesk.central.files import purge_files
from kacdesk.central.named_files import named_files
from kacdesk.central.tables import CONFLICT, FEED, OP, QUARANTINE, RECORD
from kacdesk.central.verify import PARKED, PURGED


def empty_everywhere(connection: Connection, point: str, rid: UUID, names: Mapping[str, str]) -> None:
    """Drop the lines of a record and empty the named fields wherever they were copied to.

    `names` says of each field which operation (32 hex digits) holds it now.
    """
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
    entries = select(FEED.c.scope, FEED.c.cur, FEED.c.kind, FEED.c.op, FEED.c.body)
    for row in connection.execute(entries.where(FEED.c.point == point, FEED.c.rid == rid)).all():
        body = dict(row.body)
        if row.kind == "set":
            if body.get("y") and body["do"] != "forget" and row.op.hex not in names.values():
                body["y"] = None  # the words of whoever changed it may name the customer
            by = {name: body.get("o", {}).get(name, row.op.hex) for name in body["f"]}
            body["f"] = {
                name: None if name in names and names[name] != by[name] else value
                for name, value in body["f"].items()
            }
        elif row.kind == "conflict" and body["field"] in names:
            body["value"] = None
        if body != row.body:
            place = (FEED.c.point == point, FEED.c.scope == row.scope, FEED.c.cur == row.cur)
            connection.execute(update(FEED).where(*place).values(body=body, whole=False))


def erase_files(connection: Connection, database: Database, point: str, rid: UUID) -> int:
    """Erase the files that only this record names; return how many.

    It is called before the scope is locked, because an upload locks its file first and the scope after it.
    """
    place = (RECORD.c.point == point, RECORD.c.rid == rid)
    fields = connection.execute(select(RECORD.c.f).where(*place)).scalar()
    return purge_files(connection, database, point, named_files(fields or {}), except_for=rid)


def erase_record(connection: Connection, point: str, rid: UUID, register: str) -> None:
    """Erase a record and every copy of what it holds; its scope is locked, so that nothing new comes of it.

    What stays: the rows of its operations with leaf, chain and who made them when, its document number, and its entries
    in the feed as erasures, so that no cursor is missing.
    """
    _empty_lines(connection, OP, point, rid)
    _empty_lines(connection, QUARANTINE, point, rid)
    waiting = (OP.c.point == point, OP.c.rid == rid, OP.c.outcome == PARKED)
    connection.execute(update(OP).where(*waiting).values(outcome=PURGED, code=PURGED, field=""))
    connection.execute(
        update(CONFLICT).where(CONFLICT.c.point == point, CONFLICT.c.rid == rid).values(lose_value=None)
    )
    told = FEED.c.kind.in_(["set", "conflict", "echo"])
    connection.execute(
        update(FEED)
        .where(FEED.c.point == point, FEED.c.rid == rid, told)
        .values(kind="purge", body={"r": register, "rid": rid.hex}, whole=False)
    )
    connection.execute(delete(RECORD).where(RECORD.c.point == point, RECORD.c.rid == rid))


def _empty_lines(connection: Connection, table: Table, point: str, rid: UUID) -> None:
    """Empty the lines of a record, and those that could not be read and name it somewhere."""
    c = table.c
    connection.execute(update(table).where(c.point == point, c.rid == rid).values(line=None))
    unread = select(c.stream, c.seq, c.line).where(c.point == point, c.rid.is_(None), c.line.is_not(None))
    if table is OP:
        unread = unread.where(OP.c.outcome.in_(["quarantined", "parked"]))
    for row in connection.execute(unread).all():
        if rid.hex.encode() in row.line:
            place = (c.point == point, c.stream == row.stream, c.seq == row.seq)
            connection.execute(update(table).where(*place).values(line=None))
