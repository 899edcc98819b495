"""This file is the place where tests write what the central store would tell."""

from typing import Any
from uuid import UUID

from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.feed import Applied, apply_page
from kacdesk.store.sealing import seal
from kacdesk.store.session import Store
from kacdesk.wire.codec import encode_values
from kacdesk.wire.messages import FeedEcho, FeedEntry, FeedPurge, FeedSet
from kacdesk.wire.stamp import stamp_text
from tests.helpers import desk

SCOPE = "p:BALVI"
THEIR_ACTOR = UUID("0190aaaa-0000-7000-8000-000000000009")


class Feed:
    """Entries of one scope, numbered as the central store numbers them."""

    def __init__(self, store: Store, scope: str = SCOPE) -> None:
        self.store, self.scope, self.c = store, scope, 0

    def next(self) -> int:
        """Return the next number of the scope."""
        self.c += 1
        return self.c

    def set(self, register: str, record: UUID, fields: dict[str, Any], **more: Any) -> FeedSet:
        """Return that fields of a record have these values."""
        told = {"id": new_id().hex, "st": stamp_text(1 << 20), "a": THEIR_ACTOR.hex, **more}
        return FeedSet(c=self.next(), r=register, rid=record.hex, f=fields, **told)

    def echo(self, op: UUID) -> FeedEcho:
        """Return that an own operation was applied as sent."""
        return FeedEcho(c=self.next(), id=op.hex)

    def purge(self, record: UUID) -> FeedPurge:
        """Return that a record was erased by decision."""
        return FeedPurge(c=self.next(), rid=record.hex)

    def apply(self, *entries: FeedEntry, head: int | None = None) -> Applied:
        """Put entries in as one page."""
        return apply_page(self.store, self.scope, list(entries), head=head)


def a_foreign_visit(context: Context, **more: Any) -> dict[str, Any]:
    """Return all first values of a visit that another desk has made."""
    at = desk.an_hour_ago()
    values = {
        "started_at": at,
        "start_quality": "MEASURED",
        "channel": "PHONE",
        "counted_on": at.date(),
        "status": "registered",
        "made_at": at,
        "made_by": THEIR_ACTOR,
        **more,
    }
    return encode_values(context.catalog.spec("visit"), values)


def own_call(context: Context, **changes: Any) -> tuple[UUID, list[UUID]]:
    """Save a call here, change it as told, seal all of it; return the record and its operations."""
    record = records.save(context, "phone_consultation", desk.call(topic="Mūsu")).id
    if changes:
        records.correct(context, "phone_consultation", record, changes, rev=0, reason="labots")
    seal(context.store)
    sent = [row["op"] for row in desk.all_rows(context.store, tables.outbox) if row["rid"] == record]
    return record, sent


def shown(store: Store, register: str, record: UUID) -> dict[str, Any]:
    """Return the one row of a record."""
    (row,) = [row for row in desk.registered(store, register) if row["id"] == record]
    return row


def cursor(store: Store, scope: str = SCOPE) -> int:
    """Return how far a scope was read."""
    rows = [row["cur"] for row in desk.all_rows(store, tables.scope_cursor) if row["scope"] == scope]
    return rows[0] if rows else 0
