"""This file is the place where bugs are planted on the desk's side of the exchange."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from kacdesk.models.fields import NO_ONE
from kacdesk.store import feed, marks, overlay, sealing, tables
from kacdesk.store.feed import Applied
from kacdesk.store.sealing import SealedBatch
from kacdesk.store.session import Store, Unit
from kacdesk.wire.messages import FeedEntry, Outcome
from tests.simulation.desk import MortalStore

Planted = AbstractContextManager[object]


def outbox_in_its_own_transaction() -> Planted:
    """The row is written in one transaction, what is to be sent in a second one."""
    unit = MortalStore.unit

    @contextmanager
    def two(self: MortalStore, actor: UUID, **told: Any) -> Iterator[Unit]:
        with unit(self, actor, **told) as opened:
            yield opened
            found = opened.connection.execute(
                select(tables.capture).where(tables.capture.c.txn == opened.pen.txn)
            )
            captured = [dict(row._mapping) for row in found]
            if captured:
                opened.connection.execute(
                    delete(tables.capture).where(tables.capture.c.txn == opened.pen.txn)
                )
        if captured:
            with unit(self, NO_ONE, applying=True) as second:
                second.connection.execute(insert(tables.capture), captured)

    return patch.object(MortalStore, "unit", two)


def acknowledged_when_sent() -> Planted:
    """The mark moves when a batch is handed to the network."""
    read = sealing.next_batch

    def moving(store: Store, *, most_bytes: int, most_changes: int) -> SealedBatch:
        batch = read(store, most_bytes=most_bytes, most_changes=most_changes)
        with store.unit(NO_ONE, applying=True) as unit:
            unit.connection.execute(update(tables.sync_state).values(acked_seq=batch.last))
        return batch

    return patch.object(sealing, "next_batch", moving)


def cursor_before_rows() -> Planted:
    """The cursor is committed before the rows it speaks of."""
    apply = feed.apply_page

    def ahead(store: Store, scope: str, entries: list[FeedEntry], **told: Any) -> Applied:
        if not entries:
            return apply(store, scope, entries, **told)
        cursor = tables.scope_cursor
        with store.read() as connection:
            before = connection.execute(select(cursor.c.cur).where(cursor.c.scope == scope)).scalar() or 0
        _set_cursor(store, scope, max(before, entries[-1].c))
        _set_cursor(store, scope, before)
        return apply(store, scope, entries, **told)

    return patch.object(feed, "apply_page", ahead)


def _set_cursor(store: Store, scope: str, cur: int) -> None:
    cursor = tables.scope_cursor
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(delete(cursor).where(cursor.c.scope == scope))
        unit.connection.execute(insert(cursor).values(scope=scope, cur=cur))


def pruned_when_acknowledged() -> Planted:
    """What the central store has acknowledged is thrown away, whether it is safe there or not."""

    def prune(unit: Unit, *, last_seq: int) -> None:
        outbox = tables.outbox.c
        unit.connection.execute(delete(tables.outbox).where(outbox.seq < last_seq))

    return _after_agreement(prune)


def settled_when_acknowledged() -> Planted:
    """An own operation stops covering its fields when it is acknowledged, not when the feed has told of it."""

    def settle(unit: Unit, *, last_seq: int) -> None:
        outbox = tables.outbox.c
        unit.connection.execute(update(tables.outbox).where(outbox.seq <= last_seq).values(state=1))

    return _after_agreement(settle)


def _after_agreement(act: Any) -> Planted:
    settle_receipt = marks.settle_receipt

    def more(store: Store, **told: Any) -> str:
        verdict = settle_receipt(store, **told)
        if verdict == marks.Verdict.AGREED:
            with store.unit(NO_ONE, applying=True) as unit:
                act(unit, last_seq=told["last_seq"])
        return verdict

    return patch.object(marks, "settle_receipt", more)


def pull_overwrites_pending() -> Planted:
    """A page is written over own operations that are not settled."""
    return patch.object(overlay, "covered", lambda *place, **told: set())


def cursor_survives_reseed() -> Planted:
    """After a new life of the central store its feed is read on from the old cursor."""
    adopt = marks.adopt_epoch

    def keeping(store: Store, epoch: UUID) -> None:
        with store.read() as connection:
            kept = [dict(row._mapping) for row in connection.execute(select(tables.scope_cursor))]
        adopt(store, epoch)
        for row in kept:
            _set_cursor(store, row["scope"], row["cur"])

    return patch.object(marks, "adopt_epoch", keeping)


def regression_ignored() -> Planted:
    """A central store that holds less than it acknowledged is not believed."""
    settle_receipt = marks.settle_receipt

    def stubborn(store: Store, *, last_seq: int, last_chain: bytes, **told: Any) -> str:
        state = marks.read_state(store)
        if last_seq < state.acked_seq:
            return marks.Verdict.AGREED
        return settle_receipt(store, last_seq=last_seq, last_chain=last_chain, **told)

    return patch.object(marks, "settle_receipt", stubborn)


def acknowledged_without_proof() -> Planted:
    """The mark follows what the central store says, and nobody compares the chains."""

    def trusting(
        store: Store, *, last_seq: int, last_chain: bytes, safe_seq: int, outcomes: list[Outcome], whole: bool
    ) -> str:
        with store.unit(NO_ONE, applying=True) as unit:
            state = unit.connection.execute(select(tables.sync_state)).one()
            acked = min(last_seq, state.next_seq - 1)
            unit.connection.execute(
                update(tables.sync_state).values(acked_seq=acked, safe_seq=min(safe_seq, acked))
            )
        return marks.Verdict.AGREED

    return patch.object(marks, "settle_receipt", trusting)
