"""This file is the place where what was captured is shown to be sealed once, in order, in a chain that holds."""

import pytest

from kacdesk.core.courtesy import Window
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import sealing, tables
from kacdesk.store.health import examine
from kacdesk.store.session import Store
from kacdesk.wire.line import FIRST_CHAIN, Line, chain_over, leaf_of, next_chain, parse_line
from tests.helpers import desk


def fill(context: Context, visits: int = 4) -> None:
    for n in range(visits):
        records.save(context, "visit", desk.visit(note=f"Ā {n}"), {"visit_service": [desk.line()] * 2})


def lines(store: Store) -> list[Line]:
    parsed = [parse_line(row["line"]) for row in desk.all_rows(store, tables.outbox)]
    return [line for line in parsed if isinstance(line, Line)]


def test_everything_captured_is_sealed_in_its_order_and_nothing_is_left(context: Context) -> None:
    fill(context)
    captured = desk.all_rows(context.store, tables.capture)
    assert sealing.seal(context.store) == len(captured)
    assert desk.all_rows(context.store, tables.capture) == []
    sealed = lines(context.store)
    assert [line.op for line in sealed] == [row["op"] for row in captured]
    assert [line.seq for line in sealed] == list(range(1, len(captured) + 1))
    assert [line.stamp for line in sealed] == [row["hlc"] for row in captured]
    assert {(line.schema, line.point) for line in sealed} == {(SCHEMA_VERSION, "BALVI")}


def test_the_window_goes_first_before_each_line(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between lines there is no statement at which it would."""
    passed: list[int] = []

    class Passing(Window):
        def let_pass(self) -> None:
            passed.append(1)

    monkeypatch.setattr(sealing, "WINDOW", Passing())
    fill(context)
    assert sealing.seal(context.store) == len(passed) > 0


def test_sealing_again_changes_nothing(context: Context) -> None:
    fill(context)
    sealing.seal(context.store)
    before = desk.all_rows(context.store, tables.outbox), desk.all_rows(context.store, tables.sync_state)
    assert sealing.seal(context.store) == 0
    assert (
        desk.all_rows(context.store, tables.outbox),
        desk.all_rows(context.store, tables.sync_state),
    ) == before


def test_the_chain_follows_from_the_bytes_alone(context: Context) -> None:
    fill(context)
    sealing.seal(context.store)
    fill(context, 1)
    sealing.seal(context.store)
    rows = desk.all_rows(context.store, tables.outbox)
    assert [row["leaf"] for row in rows] == [leaf_of(row["line"]) for row in rows]
    assert [row["chain"] for row in rows] == chain_over(FIRST_CHAIN, [leaf_of(row["line"]) for row in rows])
    (state,) = desk.all_rows(context.store, tables.sync_state)
    assert (state["chain"], state["next_seq"]) == (rows[-1]["chain"], rows[-1]["seq"] + 1)


def test_two_equal_records_have_different_leaves(context: Context) -> None:
    """So that a leaf tells nothing of a line that was erased."""
    moment = desk.an_hour_ago()
    for _ in range(2):
        records.save(context, "visit", desk.visit(started_at=moment), {"visit_service": []})
    sealing.seal(context.store)
    assert len({line.salt for line in lines(context.store)}) == len(lines(context.store))


def test_a_broken_off_seal_is_taken_up_again_without_doubles(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(context)
    captured = [row["op"] for row in desk.all_rows(context.store, tables.capture)]
    monkeypatch.setattr(sealing, "_AT_ONCE", 3)
    real, calls = next_chain, [0]

    def cut(previous: bytes, leaf: bytes) -> bytes:
        calls[0] += 1
        if calls[0] == 5:
            raise desk.GivenUp
        return real(previous, leaf)

    monkeypatch.setattr(sealing, "next_chain", cut)
    with pytest.raises(desk.GivenUp):
        sealing.seal(context.store)
    assert len(desk.all_rows(context.store, tables.outbox)) == 3
    monkeypatch.setattr(sealing, "next_chain", real)
    sealing.seal(context.store)
    assert [line.op for line in lines(context.store)] == captured


def test_sealing_does_not_push_the_hybrid_clock_back_below_what_was_seen(context: Context) -> None:
    fill(context, 1)
    seen = context.store.pen.hlc + 5_000_000_000
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.execute(tables.sync_state.update().values(hlc=seen))
    sealing.seal(context.store)
    assert desk.all_rows(context.store, tables.sync_state)[0]["hlc"] == seen


def test_the_longest_record_that_can_be_saved_can_be_sealed(context: Context) -> None:
    """A record that is accepted and then cannot be sealed would stop the exchange for ever."""
    values = desk.visit(
        **{
            field.name: "\x01" * field.longest
            for field in context.catalog.spec("visit").entered
            if field.name in ("customer_name", "customer_contact", "representative_name", "note")
        },
        representative_basis="OTHER",
    )
    saved = records.save(context, "visit", values, {"visit_service": [desk.line(line_note="\x7f" * 1000)]})
    records.correct(context, "visit", saved.id, {"note": "😀" * 4000}, rev=0, reason="ļ" * 500)
    records.void(context, "visit", saved.id, reason="\U0001f600" * 500)
    assert sealing.seal(context.store) > 0


def test_a_batch_ends_with_a_whole_transaction(context: Context) -> None:
    fill(context, 5)
    sealing.seal(context.store)
    txns = [row["txn"] for row in desk.all_rows(context.store, tables.outbox)]
    for most in range(3, len(txns) + 3):
        batch = sealing.next_batch(context.store, most_bytes=1 << 30, most_changes=most)
        count = len(batch.lines)
        assert 0 < count <= most
        assert count == len(txns) or txns[count - 1] != txns[count]
        assert batch.chain == desk.all_rows(context.store, tables.outbox)[count - 1]["chain"]


def test_a_transaction_larger_than_a_batch_is_split_rather_than_never_sent(context: Context) -> None:
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()] * 9})
    sealing.seal(context.store)
    first = sealing.next_batch(context.store, most_bytes=1 << 30, most_changes=2)
    assert (first.first, len(first.lines)) == (1, 2)
    tiny = sealing.next_batch(context.store, most_bytes=1, most_changes=100)
    assert len(tiny.lines) == 1


def test_the_bytes_of_a_batch_stay_within_the_limit(context: Context) -> None:
    fill(context, 6)
    sealing.seal(context.store)
    batch = sealing.next_batch(context.store, most_bytes=4000, most_changes=1000)
    assert 0 < sum(len(line) + 1 for line in batch.lines) <= 4000


def test_nothing_to_send_is_an_empty_batch_after_the_last_line(context: Context) -> None:
    sealing.seal(context.store)
    with context.store.unit(context.actor.id, applying=True) as unit:
        (last,) = unit.connection.exec_driver_sql("SELECT max(seq) FROM outbox").one()
        unit.connection.execute(tables.sync_state.update().values(acked_seq=last))
    batch = sealing.next_batch(context.store, most_bytes=1 << 20, most_changes=100)
    assert (batch.lines, batch.first, batch.last) == ([], last + 1, last)
    assert batch.previous == batch.chain


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE outbox SET line=CAST(replace(CAST(line AS TEXT),'BALVI','RIGAA') AS BLOB) WHERE seq=2",
            "line 2",
        ),
        ("UPDATE outbox SET leaf=zeroblob(32),line=NULL WHERE seq=3", "line 3"),
        ("DELETE FROM outbox WHERE seq=2", "line 2 of the outbox is missing"),
    ],
)
def test_the_doctor_finds_a_line_that_is_not_the_one_that_was_sealed(
    context: Context, statement: str, found: str
) -> None:
    fill(context, 2)
    sealing.seal(context.store)
    assert dict(examine(context.store))["chain"] == ""
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.exec_driver_sql(statement)
    assert found in dict(examine(context.store))["chain"]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE received_document SET sequence=9 WHERE sequence=2", "numbers"),
        ("UPDATE visit_service SET visit_id=randomblob(16)", "lines"),
    ],
)
def test_the_doctor_finds_gaps_and_lost_lines(context: Context, statement: str, check: str) -> None:
    fill(context, 1)
    for _ in range(2):
        records.save(context, "received_document", desk.document())
    assert all(problem == "" for _, problem in examine(context.store))
    with context.store.unit(new_id(), applying=True) as unit:
        unit.connection.exec_driver_sql(statement)
    assert dict(examine(context.store))[check] != ""
