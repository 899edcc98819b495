"""This file is the place where a page of the feed is read for a desk."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kacdesk.central.tables import FEED, SCOPE_HEAD
from kacdesk.wire.messages import (
    FeedBlob,
    FeedConflict,
    FeedEcho,
    FeedEntry,
    FeedNotice,
    FeedPurge,
    FeedSet,
    PullEnd,
    encode,
)

PAGE_ENTRIES = 1000
PAGE_BYTES = 1024 * 1024
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Held:
    """The operations that the asking desk still has whole: those of `stream` from `first` to `last`.

    `last` is where its chain was proved: what a clone of its disk has sent in the same stream since, it does not have.
    """

    stream: UUID
    first: int
    last: int


def read_page(
    connection: Connection, *, point: str, scope: str, after: int, limit: int, held: Held | None
) -> list[bytes]:
    """Return the lines of one page, the end line last.

    What the desk itself sent and still holds, and what was applied as sent, is only named (`echo`). Without
    `held` nothing is: a desk that begins anew gets everything.
    """
    head = scope_head(connection, point, scope)
    place = (FEED.c.point == point, FEED.c.scope == scope, FEED.c.cur > after, FEED.c.cur <= head)
    query = select(FEED).where(*place).order_by(FEED.c.cur).limit(min(limit, PAGE_ENTRIES))
    lines: list[bytes] = []
    size, end = 0, min(after, head)
    with connection.execute(query.execution_options(yield_per=_CHUNK)) as rows:
        for row in rows:
            line = encode(_entry(row, held))
            if lines and size + len(line) > PAGE_BYTES:
                break
            lines.append(line)
            size += len(line) + 1
            end = row.cur
    digest = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    lines.append(encode(PullEnd(end=end, head=head, more=end < head, n=len(lines), sha=digest)))
    return lines


def scope_head(connection: Connection, point: str, scope: str) -> int:
    """Return the newest cursor of a scope; 0 when nothing was ever written to it."""
    place = (SCOPE_HEAD.c.point == point, SCOPE_HEAD.c.scope == scope)
    return connection.execute(select(SCOPE_HEAD.c.cur).where(*place)).scalar() or 0


def _entry(row: Row[Any], held: Held | None) -> FeedEntry:
    body = row.body
    rid = row.rid.hex if row.rid else None
    op = row.op.hex if row.op else None
    match row.kind:
        case "set":
            if row.whole and held and row.stream == held.stream and held.first <= row.seq <= held.last:
                return FeedEcho(c=row.cur, id=str(op))
            return FeedSet(c=row.cur, rid=str(rid), id=str(op), **body)
        case "echo":
            return FeedEcho(c=row.cur, id=str(op))
        case "conflict":
            return FeedConflict(c=row.cur, rid=str(rid), **body)
        case "purge":
            return FeedPurge(c=row.cur, rid=str(rid))
        case "blob":
            return FeedBlob(c=row.cur, sha=body["sha"], state=body["state"])
    return FeedNotice(
        c=row.cur, code=body["code"], r=body.get("r"), rid=rid, id=op, detail=body.get("detail", {})
    )
