"""This file is the place where records are told as they stand, the newest first, and are held against a desk's sums.

A record of which no field is known here (it came from a newer desk) is neither told nor summed.
"""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kacdesk.central.database import Database
from kacdesk.central.feed import PAGE_BYTES, PAGE_ENTRIES, scope_head
from kacdesk.central.grouped import by_field
from kacdesk.central.tables import RECORD
from kacdesk.wire.messages import CompareReply, CompareRequest, FeedSet, PullEnd, encode
from kacdesk.wire.sums import Sums, differing, month_of, span_of

_CHUNK = 200


def read_seed(
    connection: Connection, *, point: str, scope: str, before: UUID | None, month: str | None, limit: int
) -> list[bytes]:
    """Return the lines of one page of records in falling order of their identifiers, the end line last.

    `before` is the last record of the page before; `month` asks for the records that `wire.sums` counts in it.
    The cursor of a record may lie beyond the head that is told: it was written since.
    """
    head = scope_head(connection, point, scope)
    most = min(limit, PAGE_ENTRIES)
    lines: list[bytes] = []
    size, more = 0, False
    for row in _records(connection, point=point, scope=scope, before=before, month=month):
        line = encode(_entry(row))
        if len(lines) == most or (lines and size + len(line) > PAGE_BYTES):
            more = True
            break
        lines.append(line)
        size += len(line) + 1
    digest = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    lines.append(encode(PullEnd(end=0, head=head, more=more, n=len(lines), sha=digest)))
    return lines


def compare(
    connection: Connection, database: Database, message: CompareRequest, *, point: str
) -> CompareReply:
    """Compare a desk's sums with those of the records here.

    Every change of a record moves the head of its scope, so the head is read before and after: while it stands
    still, what was counted between is one state of the scope.
    """
    if scope_head(connection, point, message.scope) != message.cur:
        return CompareReply(same=False, moved=True, differ=[])
    ours = Sums()
    names = database.names(RECORD.c.f).label("names")
    place = (RECORD.c.point == point, RECORD.c.scope == message.scope)
    asked = select(RECORD.c.rid, names, RECORD.c.o).where(*place)
    with connection.execute(asked.execution_options(yield_per=_CHUNK)) as rows:
        for row in rows:
            if row.o:
                ops = by_field(row.o, row.names)
                ours.add(row.rid, {name: UUID(op) for name, op in ops.items()})
    if scope_head(connection, point, message.scope) != message.cur:
        return CompareReply(same=False, moved=True, differ=[])
    differ = differing(ours.told(), message.sums)
    return CompareReply(same=not differ, moved=False, differ=differ)


def _records(
    connection: Connection, *, point: str, scope: str, before: UUID | None, month: str | None
) -> Iterator[Row[Any]]:
    place = [RECORD.c.point == point, RECORD.c.scope == scope]
    span = span_of(month) if month is not None else None
    if span is not None:
        place += [RECORD.c.rid >= span[0], RECORD.c.rid < span[1]]
    if before is not None:
        place.append(RECORD.c.rid < before)
    asked = select(RECORD).where(*place).order_by(RECORD.c.rid.desc())
    with connection.execute(asked.execution_options(yield_per=_CHUNK)) as rows:
        for row in rows:
            if row.o and (month is None or month_of(row.rid) == month):
                yield row


def _entry(row: Row[Any]) -> FeedSet:
    """Return a record as an entry: every field with the operation that gave its value, `id` that of the newest."""
    ops, stamps = by_field(row.o, row.f), by_field(row.s, row.f)
    newest = max(ops, key=lambda name: (stamps.get(name, ""), ops[name]))
    return FeedSet(
        c=row.cur,
        r=row.reg,
        rid=row.rid.hex,
        f=row.f,
        id=ops[newest],
        st=stamps.get(newest, "0" * 16),
        o=ops,
    )
