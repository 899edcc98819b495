"""This file is the place where bugs are planted on the central store's side of the exchange."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from kacdesk.central import erasure, feed, folding, intake, lookup, merge, verify
from kacdesk.central.intake import Batch, NotABatch, Taken
from kacdesk.central.lookup import Known
from kacdesk.central.store import SqlStore
from kacdesk.central.verify import QUARANTINED, Checked
from kacdesk.core import chance
from kacdesk.wire.messages import PushReply
from tests.simulation.central import Central

Planted = AbstractContextManager[object]


class _Undone(Exception):
    """Carries a reply out of a transaction that is undone."""

    def __init__(self, reply: PushReply) -> None:
        super().__init__()
        self.reply = reply


def reply_before_commit() -> Planted:
    """The reply leaves before the commit, and now and then the commit does not come."""
    take_in = intake.take_in

    def unsure(unit: Taken, batch: Batch, **told: Any) -> PushReply:
        reply = take_in(unit, batch, **told)
        if batch.lines and chance.random_bits(4) == 0:
            raise _Undone(reply)
        return reply

    push = SqlStore.push

    def answering(self: SqlStore, *asked: Any, **told: Any) -> PushReply:
        try:
            return push(self, *asked, **told)
        except _Undone as undone:
            return undone.reply

    return _both(patch("kacdesk.central.store.take_in", unsure), patch.object(SqlStore, "push", answering))


def no_dedupe() -> Planted:
    """An operation that comes under another stream is applied again."""
    look_up = lookup.look_up

    def blind(*asked: Any, **told: Any) -> Known:
        return replace(look_up(*asked, **told), ops={})

    start = Central._start

    def without_index(self: Central) -> None:
        start(self)
        with self.database.whole() as connection:
            connection.exec_driver_sql("DROP INDEX IF EXISTS op_once")

    return _both(
        patch("kacdesk.central.intake.look_up", blind), patch.object(Central, "_start", without_index)
    )


def no_lineage_check() -> Planted:
    """Neither side compares chains: whatever follows on the last number is taken for the same stream."""
    compare = intake._compare

    def careless(connection: Any, batch: Batch, chains: Any, marks: Any, **told: Any) -> int:
        if batch.first > marks.last_seq + 1:
            return compare(connection, batch, chains, marks, **told)
        known: int = marks.last_seq - batch.first + 1
        return max(min(known, len(batch.lines)), 0)

    return _both(
        patch.object(intake, "_compare", careless),
        patch("kacdesk.store.marks.chain_at", lambda *place: _Anything()),
    )


class _Anything:
    """Equal to every chain."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]  # it is never kept


def poison_blocks() -> Planted:
    """A batch with one bad line is refused as a whole."""
    check_line = verify.check_line

    def strict(*asked: Any, **told: Any) -> Checked:
        item = check_line(*asked, **told)
        if item.outcome == QUARANTINED:
            raise NotABatch
        return item

    return patch("kacdesk.central.intake.check_line", strict)


def cursor_before_commit() -> Planted:
    """Cursors are given out before their commit, so a reader may be told of a later entry first."""
    read_page = feed.read_page

    def racing(connection: Any, **told: Any) -> list[bytes]:
        lines = read_page(connection, **told)
        if len(lines) > 2 and chance.random_bits(3) == 0:
            del lines[-3]
        return lines

    return patch("kacdesk.central.store.read_page", racing)


def no_causality() -> Planted:
    """Only stamps decide; that a clerk saw the other value counts for nothing."""
    real = merge.merge

    def blind(state: merge.RecordState, change: merge.Change) -> merge.Merged:
        return real(state, replace(change, base={}))

    return patch("kacdesk.central.folding.merge", blind)


def purged_comes_back() -> Planted:
    """An operation on an erased record that comes late is applied like any other."""
    look_up = lookup.look_up

    def forgetful(*asked: Any, **told: Any) -> Known:
        return replace(look_up(*asked, **told), purged=set())

    return patch("kacdesk.central.intake.look_up", forgetful)


def conflict_not_kept() -> Planted:
    """The value that lost is thrown away."""
    return patch.object(folding, "_clash", lambda *told: None)


def acknowledges_more() -> Planted:
    """The reply acknowledges one line more than came."""
    take_in = intake.take_in

    def generous(unit: Taken, batch: Batch, **told: Any) -> PushReply:
        reply = take_in(unit, batch, **told)
        reply.last_seq += 1 if batch.lines else 0
        return reply

    return patch("kacdesk.central.store.take_in", generous)


def no_clamp() -> Planted:
    """A desk's clock counts however far ahead it is."""
    return patch("kacdesk.central.folding.effective", lambda stamp, now_ms: stamp)


def first_arrival_wins() -> Planted:
    """Of two values the one that came first stays."""
    return patch.object(merge, "_wins", lambda *told: False)


def forget_empties_what_follows() -> Planted:
    """A forget empties every copy of its fields, also what was entered after it."""
    empty = erasure.empty_everywhere

    def thorough(connection: Any, point: str, rid: Any, names: Any) -> None:
        empty(connection, point, rid, dict.fromkeys(names, ""))

    return _both(
        patch("kacdesk.central.effects.empty_everywhere", thorough),
        patch.object(intake, "_up_to_forgets", lambda items: [items]),
    )


@contextmanager
def _both(*plants: AbstractContextManager[object]) -> Iterator[None]:
    with ExitStack() as stack:
        for plant in plants:
            stack.enter_context(plant)
        yield
