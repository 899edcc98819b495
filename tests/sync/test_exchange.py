"""Desks and the real central store, on PostgreSQL and embedded, over a real socket."""

import random
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.tables import SCOPE_HEAD
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.spec.listing import ListQuery
from kacdesk.store import feed, marks, opening, sealing, tables
from kacdesk.store.query import find_rows
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from kacdesk.wire.messages import ProblemType
from tests.helpers.thread_server import Served
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import UNLOCK, MakeDesk, ticket


def cycle(context: Context) -> Done:
    """Run one cycle as a desk does."""
    url = overview(context.store).central_url
    assert url is not None
    transport = Transport(url)
    try:
        return run_cycle(context.store, transport, Engine(random.Random(7)))
    finally:
        transport.close()


def add_visit(context: Context, name: str = "Paraugs Apmeklētājs") -> UUID:
    """Log a visit."""
    values = {"started_at": clock.now_utc(), "customer_name": name}
    lines = {"visit_service": [{"service_text": "jautājums", "kind": "INFORMATION"}]}
    return records.save(context, "visit", values, lines).id


def value_of(context: Context, record: UUID, field: str) -> object:
    """Return what a desk shows in a field of a visit."""
    with context.store.read() as connection:
        table = context.catalog.table("visit")
        return connection.execute(table.select().where(table.c.id == record)).one()._mapping[field]


def test_what_is_saved_reaches_the_central_store_with_a_receipt(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    add_visit(context)
    done = cycle(context)
    assert (done.trouble, done.sent) == (None, 3)
    told = overview(context.store)
    assert told.all_sent
    assert told.unsent == 0
    assert picture_at(database) == picture_of(context.store)


def test_a_second_cycle_changes_nothing(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    add_visit(context)
    cycle(context)
    before = (operations_at(database), picture_of(context.store))
    done = cycle(context)
    assert (done.sent, done.received) == (0, 0)
    assert (operations_at(database), picture_of(context.store)) == before


def test_two_desks_of_a_point_show_the_same(desk: MakeDesk, database: Database) -> None:
    first, second = desk("pirmais"), desk("otrais")
    for context in (first, second):
        add_visit(context, f"Paraugs {context.actor.name}")
        records.save(context, "received_document", {"received_at": clock.now_utc(), "title": "Iesniegums"})
    for context in (first, second, first):
        assert cycle(context).trouble is None
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)
    assert operations_at(database) == operations_of(first, second)
    with first.store.read() as connection:
        numbers = [
            row["number"]
            for row in find_rows(connection, first.catalog, "received_document", ListQuery()).rows
        ]
    assert len(set(numbers)) == 2
    assert all(number.endswith("/1") for number in numbers)


def test_a_record_of_the_other_desk_is_found_by_search(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first, "Šķietamā Ģertrūde")
    cycle(first)
    cycle(second)
    with second.store.read() as connection:
        found = find_rows(connection, second.catalog, "visit", ListQuery(text="gertrude jautajums")).rows
    assert [row["id"] for row in found] == [record]


def test_edits_of_one_field_on_two_desks_meet_in_one_value_and_the_loser_is_kept(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.correct(first, "visit", record, {"note": "no pirmā"}, rev=0, reason="precizēts")
    records.correct(second, "visit", record, {"note": "no otrā"}, rev=0, reason="precizēts")
    for context in (first, second, first, second):
        cycle(context)
    values = {value_of(context, record, "note") for context in (first, second)}
    assert len(values) == 1
    assert overview(first.store).conflicts == overview(second.store).conflicts >= 1
    with first.store.read() as connection:
        kept = connection.execute(tables.conflict.select().where(tables.conflict.c.field == "note")).one()
    assert {f'"{next(iter(values))}"', kept.lose_value} == {'"no pirmā"', '"no otrā"'}


def test_edits_of_different_fields_both_stay(desk: MakeDesk, database: Database) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.correct(first, "visit", record, {"note": "piezīme"}, rev=0, reason="a")
    records.correct(second, "visit", record, {"customer_contact": "20000000"}, rev=0, reason="b")
    for context in (first, second, first):
        cycle(context)
    assert value_of(first, record, "note") == value_of(second, record, "note") == "piezīme"
    assert (
        value_of(first, record, "customer_contact")
        == value_of(second, record, "customer_contact")
        == "20000000"
    )
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)


def test_a_void_travels_with_its_reason(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.void(second, "visit", record, reason="ievadīts divreiz")
    cycle(second)
    cycle(first)
    assert value_of(first, record, "status") == "voided"
    assert value_of(first, record, "void_reason") == "ievadīts divreiz"


def test_an_own_change_made_during_the_exchange_stays_on_top(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.correct(second, "visit", record, {"note": "centrālā"}, rev=0, reason="a")
    cycle(second)
    records.correct(first, "visit", record, {"note": "mana"}, rev=0, reason="b")
    sealing.seal(first.store)
    state = marks.read_state(first.store)
    transport = Transport(state.central_url or "")
    hello = transport.hello(state)
    page = transport.pull(
        state, "p:BALVI", after=state.cursors["p:BALVI"], epoch=UUID(hello.epoch), limit=100
    )
    transport.close()
    marks_before = value_of(first, record, "note")
    feed.apply_page(first.store, "p:BALVI", page.entries)
    assert marks_before == value_of(first, record, "note") == "mana"
    cycle(first)
    cycle(second)
    assert value_of(first, record, "note") == value_of(second, record, "note") == "mana"


def test_a_desk_restored_from_an_older_copy_heals_with_a_new_stream_and_series(
    desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    context = desk("pirmais")
    add_visit(context)
    cycle(context)
    folder = context.store.path.parent
    context.store.close()
    copy = (folder / "desk.db").read_bytes()
    again = _reopened(folder, context)
    add_visit(again, "Paraugs Pazudušais")
    cycle(again)
    series = overview(again.store).series
    again.store.close()
    for leftover in folder.glob("desk.db-*"):
        leftover.unlink()
    (folder / "desk.db").write_bytes(copy)
    restored = _reopened(folder, context)
    add_visit(restored, "Paraugs Pēc atjaunošanas")
    done = cycle(restored)
    assert (done.trouble, done.forks) == (None, 1)
    assert overview(restored.store).series != series
    assert picture_of(restored.store) == picture_at(database)
    assert len(picture_at(database)) == 7
    restored.store.close()


def _reopened(folder: Path, context: Context) -> Context:
    return Context(opening.open_for_writing(folder, UNLOCK), context.actor)


def test_a_central_store_that_is_not_there_is_a_trouble_and_nothing_is_lost(
    desk: MakeDesk, central: Served
) -> None:
    context = desk("pirmais")
    add_visit(context)
    central.stop()
    done = cycle(context)
    assert done.trouble == "offline"
    assert done.rest_s <= 2
    assert overview(context.store).unsent == 3


def test_a_wrong_code_and_a_code_used_twice_are_refused(
    alone: MakeDesk, central: Served, database: Database
) -> None:
    first, second = alone("pirmais"), alone("otrais")
    code = ticket(database)
    with pytest.raises(Refused, match="kods"):
        enrol(first.store, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAAA", central.url, sample=True)
    enrol(first.store, code, central.url, sample=True)
    with pytest.raises(Refused, match="kods"):
        enrol(second.store, code, central.url, sample=True)
    assert not overview(second.store).enrolled


def test_a_code_of_another_point_is_refused_and_sends_nothing(
    alone: MakeDesk, central: Served, database: Database
) -> None:
    context = alone("pirmais")
    with pytest.raises(Refused, match="citam punktam"):
        enrol(context.store, ticket(database, "VILAKA"), central.url, sample=True)
    assert operations_at(database) == []


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1", "kacdesk.example", ""])
def test_an_address_without_tls_is_refused(alone: MakeDesk, address: str) -> None:
    with pytest.raises(Refused, match="https"):
        enrol(alone("pirmais").store, "KODS", address, sample=True)


def test_the_sample_never_speaks_to_another_computer(alone: MakeDesk) -> None:
    with pytest.raises(Refused, match="Parauga dati"):
        enrol(alone("pirmais").store, "KODS", "https://centrala.example", sample=True)


def test_a_wrong_clock_does_not_stop_the_exchange(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(clock_offset_ms=-3_600_000))
    assert cycle(context).trouble is None
    assert abs(marks.read_state(context.store).clock_offset_ms) < 60_000


def test_a_revoked_desk_keeps_its_records_and_is_told(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    add_visit(context)
    with database.whole() as connection:
        admin.revoke_desk(connection, marks.read_state(context.store).device.hex)
    done = cycle(context)
    assert done.trouble == ProblemType.REVOKED
    assert overview(context.store).unsent == 3


def test_cursors_of_the_desk_reach_the_heads_of_the_central_store(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    for _ in range(5):
        add_visit(context)
    cycle(context)
    with database.whole() as connection:
        heads = {row.scope: row.cur for row in connection.execute(SCOPE_HEAD.select()) if row.cur}
    assert marks.read_state(context.store).cursors == heads
