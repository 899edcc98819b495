"""What one desk and the central store owe each other: everything once, in order, and a proof of it."""

from dataclasses import replace

import pytest

from kacdesk.central.database import Database
from kacdesk.central.feed import PAGE_BYTES, Held
from kacdesk.central.intake import NotABatch
from kacdesk.central.port import EpochEnded, ScopeDenied
from kacdesk.central.store import SqlStore
from kacdesk.central.streams import Disagreement, ForeignStream
from kacdesk.central.tables import FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.wire.line import leaf_of
from kacdesk.wire.messages import CompareRequest, FeedEcho, FeedSet, ProblemType
from kacdesk.wire.versions import REFERENCE_SCOPE
from tests.central.asking import count, epoch, pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values


def _three_people(desk: SampleDesk) -> None:
    for number in range(3):
        desk.ins("staff", staff_values(f"Paraugs {number}"))


def test_what_one_desk_pushes_another_desk_pulls(database: Database, store: SqlStore) -> None:
    first, first_desk = enrolled(database, "BALVI")
    _, second_desk = enrolled(database, "BALVI")
    record, op = first.ins("staff", staff_values("Anna Parauga"))
    first.set("staff", record, {"role": "SUPERVISOR", "status": "corrected"}, base={"role": op, "status": op})

    reply = store.push(first_desk, first.batch(), now_ms=clock.now_ms())

    assert (reply.last_seq, reply.last_chain, reply.exceptions) == (2, first.chains[-1].hex(), [])
    assert reply.safe_seq == 0
    entries = pull_all(store, database, second_desk)
    assert [entry.c for entry in entries] == [1, 2]
    assert shown(entries, record) == staff_values("Anna Parauga", role="SUPERVISOR", status="corrected")


def test_the_sealed_bytes_are_kept_as_they_came(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    kept = sorted(rows(database, OP), key=lambda row: row.seq)
    assert [bytes(row.line) for row in kept] == sample.lines
    assert [bytes(row.leaf) for row in kept] == [leaf_of(line) for line in sample.lines]
    assert [bytes(row.chain) for row in kept] == sample.chains[1:]


def test_the_same_batch_twice_changes_nothing(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    first = store.push(desk, sample.batch(), now_ms=1_800_000_000_000)
    before = (rows(database, FEED), rows(database, RECORD), rows(database, OP))
    second = store.push(desk, sample.batch(), now_ms=1_800_000_000_000)
    assert second == first
    assert (rows(database, FEED), rows(database, RECORD), rows(database, OP)) == before


def test_an_overlapping_batch_adds_only_what_is_new(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(1, 2), now_ms=clock.now_ms())
    reply = store.push(desk, sample.batch(1, 3), now_ms=clock.now_ms())
    assert reply.last_seq == 3
    assert count(database, OP) == 3
    assert [row.cur for row in sorted(rows(database, FEED), key=lambda row: row.cur)] == [1, 2, 3]


def test_an_empty_batch_answers_with_the_marks(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    reply = store.push(desk, sample.batch(4, 3), now_ms=clock.now_ms())
    assert (reply.last_seq, reply.last_chain) == (3, sample.chains[-1].hex())


def test_a_gap_is_refused_with_what_is_expected(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(1, 1), now_ms=clock.now_ms())
    with pytest.raises(Disagreement) as refused:
        store.push(desk, sample.batch(3, 3), now_ms=clock.now_ms())
    assert refused.value.kind == ProblemType.GAP
    assert (refused.value.last_seq, refused.value.last_chain) == (1, sample.chains[1])
    assert count(database, OP) == 1


@pytest.mark.parametrize("first", [1, 2])
def test_another_history_of_the_same_stream_is_a_fork(
    database: Database, store: SqlStore, first: int
) -> None:
    sample, desk = enrolled(database, "BALVI")
    clone = SampleDesk("BALVI", device=sample.device, stream=sample.stream, series=sample.series)
    _three_people(sample)
    store.push(desk, sample.batch(1, 1), now_ms=clock.now_ms())
    _three_people(clone)
    with pytest.raises(Disagreement) as refused:
        store.push(desk, clone.batch(first), now_ms=clock.now_ms())
    assert refused.value.kind == ProblemType.FORK
    assert count(database, OP) == 1


def test_a_chain_that_the_lines_do_not_give_is_no_batch(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    with pytest.raises(NotABatch):
        store.push(desk, replace(sample.batch(), chain=bytes(32)), now_ms=clock.now_ms())
    assert count(database, OP) == 0


def test_after_a_fork_the_same_operations_come_again_and_count_once(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    made = [sample.ins("staff", staff_values()) for _ in range(2)]
    ops = [op for _, op in made]
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    anew = SampleDesk("BALVI", device=sample.device)
    for record, op in made:
        anew.ins("staff", staff_values(), record=record, op=op)
    anew.ins("staff", staff_values())

    reply = store.push(desk, anew.batch(), now_ms=clock.now_ms())

    assert reply.last_seq == 3
    assert sorted(row.outcome for row in rows(database, OP)) == ["applied"] * 3 + ["duplicate"] * 2
    assert count(database, RECORD) == 3
    told = [entry for entry in pull_all(store, database, desk) if isinstance(entry, FeedSet)]
    assert [entry.id for entry in told][2:4] == [op.hex for op in ops]


def test_own_operations_that_are_still_held_come_back_as_echoes(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    entries = pull_all(store, database, desk, held=Held(sample.stream, first=2, last=99))
    assert [type(entry) for entry in entries] == [FeedSet, FeedEcho, FeedEcho]
    assert [type(entry) for entry in pull_all(store, database, desk)] == [FeedSet] * 3


def test_pages_follow_one_another_without_a_hole(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    for _ in range(7):
        sample.ins("staff", staff_values())
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert [entry.c for entry in pull_all(store, database, desk, limit=3)] == list(range(1, 8))


def test_a_page_is_bounded_by_its_bytes(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    for sequence in range(1, 151):
        sample.ins("received_document", document_values(sample, sequence, note="ā" * 4000))
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    page = store.pull(desk, scope="p:BALVI", after=0, epoch=epoch(database), limit=1000, held=None)
    assert len(page) - 1 < 150
    assert sum(map(len, page[:-1])) <= PAGE_BYTES
    assert [entry.c for entry in pull_all(store, database, desk)] == list(range(1, 151))


def test_a_foreign_scope_is_denied(database: Database, store: SqlStore) -> None:
    _, desk = enrolled(database, "BALVI")
    other, _ = enrolled(database, "BALVI")
    now = epoch(database)
    for scope in ("p:VILAKA", f"d:{other.device.hex}", "p:_ref", "", "p:BALVI' OR 1=1"):
        with pytest.raises(ScopeDenied):
            store.pull(desk, scope=scope, after=0, epoch=now, limit=10, held=None)
    assert len(store.pull(desk, scope=REFERENCE_SCOPE, after=0, epoch=now, limit=10, held=None)) == 1


def test_a_stream_of_another_desk_is_denied(database: Database, store: SqlStore) -> None:
    first, first_desk = enrolled(database, "BALVI")
    _, second_desk = enrolled(database, "BALVI")
    _three_people(first)
    with pytest.raises(ForeignStream):
        store.push(second_desk, first.batch(), now_ms=clock.now_ms())
    assert store.push(first_desk, first.batch(), now_ms=clock.now_ms()).last_seq == 3


def test_another_epoch_says_which_one_counts(database: Database, store: SqlStore) -> None:
    _, desk = enrolled(database, "BALVI")
    with pytest.raises(EpochEnded) as ended:
        store.pull(desk, scope="p:BALVI", after=0, epoch=new_id(), limit=10, held=None)
    assert ended.value.epoch == epoch(database)


def test_records_as_they_stand_and_a_comparison_are_held_to_one_epoch(
    database: Database, store: SqlStore
) -> None:
    _, desk = enrolled(database, "BALVI")
    other, current = new_id(), epoch(database)
    with pytest.raises(EpochEnded) as ended:
        store.seed(desk, scope="p:BALVI", before=None, month=None, limit=10, epoch=other)
    assert ended.value.epoch == current
    with pytest.raises(EpochEnded) as ended:
        store.compare(desk, CompareRequest("p:BALVI", 0, {}, other.hex))
    assert ended.value.epoch == current
    assert len(store.seed(desk, scope="p:BALVI", before=None, month=None, limit=10, epoch=current)) == 1
    assert store.compare(desk, CompareRequest("p:BALVI", 0, {}, current.hex)).same


def test_hello_tells_where_both_stand(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    _three_people(sample)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    reply = store.hello(desk, sample.hello(), busy_s=0, now_ms=clock.now_ms())
    assert (reply.stream.last_seq, reply.stream.last_chain) == (3, sample.chains[-1].hex())
    assert reply.stream.series == sample.series
    assert reply.heads == {"p:BALVI": 3, f"d:{sample.device.hex}": 0, "ref": 0}
    assert reply.slot.ok


def test_an_operation_that_comes_again_is_told_as_its_record_stands_now(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("staff", staff_values("Pirmais"))
    later = sample.set("staff", record, {"name": "Otrais"}, base={"name": made})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    anew = SampleDesk("BALVI", device=sample.device)
    anew.ins("staff", staff_values("Pirmais"), record=record, op=made)
    store.push(desk, anew.batch(), now_ms=clock.now_ms())
    last = pull_all(store, database, desk, held=Held(anew.stream, first=1, last=99))[-1]
    assert isinstance(last, FeedSet)
    assert (last.id, last.f["name"], last.o["name"], last.o["role"]) == (
        made.hex,
        "Otrais",
        later.hex,
        made.hex,
    )
