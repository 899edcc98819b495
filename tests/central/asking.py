"""This file is the place where tests of the central store ask it things in one line."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.epoch import current_epoch
from kacdesk.central.feed import Held
from kacdesk.central.store import SqlStore
from kacdesk.wire.messages import FeedEntry, FeedSet, PullEnd, decode_pull_line
from kacdesk.wire.versions import point_scope


def rows(database: Database, table: Table, **where: Any) -> list[Any]:
    """Return rows of a table, whoever owns them."""
    with database.whole() as connection:
        query = select(table).where(*(table.c[name] == value for name, value in where.items()))
        return list(connection.execute(query).all())


def count(database: Database, table: Table) -> int:
    """Return how many rows a table has."""
    with database.whole() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def epoch(database: Database) -> UUID:
    """Return the epoch that counts now."""
    with database.whole() as connection:
        return current_epoch(connection)


def pull_all(
    store: SqlStore,
    database: Database,
    desk: Desk,
    *,
    scope: str = "",
    held: Held | None = None,
    limit: int = 1000,
) -> list[FeedEntry]:
    """Return the whole feed of a scope (the point's own unless given), page by page."""
    found: list[FeedEntry] = []
    after, now = 0, epoch(database)
    while True:
        lines = store.pull(
            desk, scope=scope or point_scope(desk.point), after=after, epoch=now, limit=limit, held=held
        )
        entries = [decode_pull_line(line) for line in lines]
        end = entries.pop()
        assert isinstance(end, PullEnd)
        found += [entry for entry in entries if not isinstance(entry, PullEnd)]
        if not end.more:
            return found
        after = end.end


def shown(entries: list[FeedEntry], record: UUID) -> dict[str, Any]:
    """Return a record as the feed tells it, its entries laid over one another."""
    values: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, FeedSet) and entry.rid == record.hex:
            values.update(entry.f)
    return values
