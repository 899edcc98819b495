"""This file is the place where the marks of the exchange are shown to move only on proof."""

from uuid import UUID

import pytest

from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import marks, tables
from kacdesk.store.marks import Verdict, settle_receipt
from kacdesk.store.sealing import chain_at, next_batch, seal
from kacdesk.store.session import Store
from kacdesk.wire.line import FIRST_CHAIN, Line, chain_over, leaf_of, parse_line
from kacdesk.wire.messages import Outcome
from tests.helpers import desk


@pytest.fixture
def sealed(context: Context) -> Store:
    """Return a store with sealed lines."""
    for n in range(3):
        records.save(context, "visit", desk.visit(note=f"Ā {n}"), {"visit_service": [desk.line()]})
    seal(context.store)
    return context.store


def chain(store: Store, seq: int) -> bytes:
    with store.read() as connection:
        found = chain_at(connection, seq)
    assert found is not None
    return found


def receive(
    store: Store, seq: int, told: bytes, *, safe: int = 0, outcomes: list[Outcome] | None = None
) -> str:
    return settle_receipt(
        store, last_seq=seq, last_chain=told, safe_seq=safe, outcomes=outcomes or [], whole=False
    )


def test_a_receipt_with_our_own_chain_moves_the_mark(sealed: Store) -> None:
    assert receive(sealed, 4, chain(sealed, 4), safe=2) == Verdict.AGREED
    state = marks.read_state(sealed)
    assert (state.acked_seq, state.safe_seq) == (4, 2)
    assert state.pending_changes == state.last_seq - 4
    assert next_batch(sealed, most_bytes=1 << 20, most_changes=100).first == 5


@pytest.mark.parametrize("wrong", [b"\0" * 32, b"", b"x" * 31])
def test_a_receipt_with_another_chain_moves_nothing(sealed: Store, wrong: bytes) -> None:
    before = desk.all_rows(sealed, tables.sync_state)
    assert receive(sealed, 4, wrong, safe=4) == Verdict.FORKED
    assert desk.all_rows(sealed, tables.sync_state) == before


def test_a_receipt_for_lines_that_were_never_sealed_is_a_fork(sealed: Store) -> None:
    last = marks.read_state(sealed).last_seq
    assert receive(sealed, last + 1, chain(sealed, last)) == Verdict.FORKED
    assert receive(sealed, last + 1000, b"x" * 32) == Verdict.FORKED


def test_the_chain_of_another_line_is_no_proof(sealed: Store) -> None:
    assert receive(sealed, 4, chain(sealed, 3)) == Verdict.FORKED


def test_safe_never_runs_ahead_of_acknowledged(sealed: Store) -> None:
    receive(sealed, 3, chain(sealed, 3), safe=999)
    state = marks.read_state(sealed)
    assert state.safe_seq == state.acked_seq == 3


def test_a_central_store_that_was_restored_gets_the_lines_again(sealed: Store) -> None:
    receive(sealed, 6, chain(sealed, 6))
    assert receive(sealed, 2, chain(sealed, 2)) == Verdict.AGREED
    assert next_batch(sealed, most_bytes=1 << 20, most_changes=100).first == 3
    assert receive(sealed, 0, FIRST_CHAIN) == Verdict.AGREED
    assert next_batch(sealed, most_bytes=1 << 20, most_changes=100).first == 1


def test_a_line_that_was_not_applied_is_noted_once_with_its_record(sealed: Store) -> None:
    row = desk.all_rows(sealed, tables.outbox)[1]
    told = Outcome(s=2, o="quarantined", id=row["op"].hex, code="range", field="quantity")
    for _ in range(2):
        receive(sealed, 4, chain(sealed, 4), outcomes=[told, Outcome(s=3, o="clamped")])
    (kept,) = desk.all_rows(sealed, tables.exception)
    assert (kept["op"], kept["rid"], kept["outcome"], kept["field"]) == (
        row["op"],
        row["rid"],
        "quarantined",
        "quantity",
    )


def test_a_fork_seals_the_same_operations_in_the_same_order_under_a_new_series(sealed: Store) -> None:
    receive(sealed, 4, chain(sealed, 4), safe=4)
    before, was = desk.all_rows(sealed, tables.outbox), marks.read_state(sealed)
    series = marks.fork(sealed)
    after, state = desk.all_rows(sealed, tables.outbox), marks.read_state(sealed)
    assert [row["op"] for row in after] == [row["op"] for row in before]
    assert [row["line"].partition(b",")[2] for row in after] == [
        row["line"].partition(b",")[2] for row in before
    ]
    assert state.stream != was.stream
    assert (state.series, state.series != was.series) == (series, True)
    assert (state.acked_seq, state.safe_seq, state.last_seq) == (0, 0, len(before))
    assert [row["chain"] for row in after] == chain_over(FIRST_CHAIN, [leaf_of(row["line"]) for row in after])
    parsed = [parse_line(row["line"]) for row in after]
    assert [line.seq for line in parsed if isinstance(line, Line)] == list(range(1, len(before) + 1))


def test_numbers_after_a_fork_begin_a_series_of_their_own(context: Context, sealed: Store) -> None:
    first = records.save(context, "received_document", desk.document())
    series = marks.fork(sealed)
    second = records.save(context, "received_document", desk.document())
    assert first.number != second.number
    assert second.number is not None
    assert second.number.startswith(f"BALVI-{series}/")
    assert second.number.endswith("/1")


def test_what_is_captured_after_a_fork_goes_on_the_new_chain(context: Context, sealed: Store) -> None:
    marks.fork(sealed)
    last = marks.read_state(sealed).last_seq
    records.save(context, "phone_consultation", desk.call())
    seal(sealed)
    row = desk.all_rows(sealed, tables.outbox)[-1]
    assert row["seq"] == last + 1
    assert row["chain"] == chain_over(chain(sealed, last), [row["leaf"]])[0]


def test_only_a_sealed_line_can_be_given_another_number() -> None:
    assert marks.with_seq(b'{"s":7,"id":"x"}', 12) == b'{"s":12,"id":"x"}'
    for other in (b"", b"{}", b'{"id":"x","s":1}', b'{"s":7}'):
        with pytest.raises(ValueError, match="sealed line"):
            marks.with_seq(other, 1)


def test_another_life_of_the_central_store_is_read_from_its_start(sealed: Store) -> None:
    with sealed.unit(new_id(), applying=True) as unit:
        unit.connection.execute(tables.scope_cursor.insert(), {"scope": "p:BALVI", "cur": 9})
    epoch = UUID("0190bbbb-0000-7000-8000-000000000001")
    marks.adopt_epoch(sealed, epoch)
    state = marks.read_state(sealed)
    assert (state.epoch, state.cursors) == (epoch, {})


def test_trouble_is_noted_and_forgotten(sealed: Store) -> None:
    marks.note_trouble(sealed, "offline")
    (state,) = desk.all_rows(sealed, tables.sync_state)
    assert state["trouble"] == "offline"
    assert state["trouble_at"] is not None
    marks.note_trouble(sealed, None)
    (state,) = desk.all_rows(sealed, tables.sync_state)
    assert (state["trouble"], state["trouble_at"]) == (None, None)
