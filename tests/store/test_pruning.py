"""This file is the place where sealed lines are shown to be given up only when a proved backup holds them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import health, marks, tables
from kacdesk.store.marks import Verdict, settle_receipt
from kacdesk.store.pruning import KEPT_DAYS, prune
from kacdesk.store.sealing import chain_at, next_batch, seal
from kacdesk.store.session import Store
from tests.helpers import desk
from tests.store.told import Feed

LONG_AGO = datetime(2025, 1, 10, 9, tzinfo=UTC)


@pytest.fixture
def old(context: Context, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store with six lines of long ago, all settled; the last two are young again."""
    store = context.store
    seal(store)
    clock = desk.hold_clock(monkeypatch.setattr, datetime.now(UTC) + timedelta(days=1))
    for n in range(6):
        records.save(context, "phone_consultation", desk.call(topic=f"Ā {n}"))
    seal(store)
    feed.apply(*(feed.echo(row["op"]) for row in desk.all_rows(store, tables.outbox)))
    clock.at += timedelta(days=KEPT_DAYS + 1)
    records.save(context, "phone_consultation", desk.call(topic="Tikko"))
    seal(store)
    return store


def chain(store: Store, seq: int) -> bytes | None:
    with store.read() as connection:
        return chain_at(connection, seq)


def receive(store: Store, seq: int, *, safe: int) -> str:
    told = chain(store, seq)
    assert told is not None
    return settle_receipt(store, last_seq=seq, last_chain=told, safe_seq=safe, outcomes=[], whole=True)


def held(store: Store) -> list[int]:
    return [row["seq"] for row in desk.all_rows(store, tables.outbox)]


def test_what_is_not_safe_stays(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=0)
    assert prune(old) == 0
    assert len(held(old)) == last


def test_what_is_safe_settled_and_old_goes_and_the_chain_stays_proved(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=last - 2)
    proof = chain(old, last - 2)
    assert prune(old) == last - 2
    assert held(old) == [last - 1, last]
    assert chain(old, last - 2) == proof
    assert marks.read_state(old).held_first == last - 1
    assert next_batch(old, most_bytes=1 << 20, most_changes=10).first == last + 1
    assert receive(old, last, safe=last - 2) == Verdict.AGREED
    assert [wrong for what, wrong in health.examine(old) if what == "chain"] == [""]


def test_what_is_young_stays(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=last)
    prune(old)
    assert held(old) == [last]


def test_a_line_of_which_nothing_was_told_keeps_itself_and_all_behind_it(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=last)
    with old.unit(UUID(int=0), applying=True) as unit:
        unit.connection.execute(tables.outbox.update().where(tables.outbox.c.seq == 3).values(state=0))
    assert prune(old) == 2
    assert held(old)[0] == 3


def test_a_central_store_that_went_back_before_the_pruned_lines_is_a_fork(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=last - 2)
    early = chain(old, 2)
    assert early is not None
    prune(old)
    for seq, told in ((2, early), (0, bytes(32))):
        verdict = settle_receipt(old, last_seq=seq, last_chain=told, safe_seq=0, outcomes=[], whole=False)
        assert verdict == Verdict.FORKED
    marks.fork(old)
    assert held(old) == [1, 2]
    assert next_batch(old, most_bytes=1 << 20, most_changes=10).first == 1
    (incident,) = desk.all_rows(old, tables.incident)
    assert incident["code"] == "forked"


def test_a_central_store_that_went_back_less_far_gets_the_rest_again(old: Store) -> None:
    last = marks.read_state(old).last_seq
    receive(old, last, safe=last - 4)
    prune(old)
    assert receive(old, last - 4, safe=0) == Verdict.AGREED
    assert next_batch(old, most_bytes=1 << 20, most_changes=10).first == last - 3
