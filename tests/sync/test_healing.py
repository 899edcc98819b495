"""What once went wrong when the central store, a token or the disk did: each heals by itself."""

import threading

import pytest
from sqlalchemy import update

from kacdesk.central.database import Database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.tables import DEVICE
from kacdesk.core import clock
from kacdesk.core.errors import Unavailable
from kacdesk.services import records
from kacdesk.services.overview import overview
from kacdesk.store import health, marks
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.runner import SyncRunner
from kacdesk.sync.status import SyncState, SyncStatus
from kacdesk.wire.messages import ProblemType
from tests.helpers.thread_server import Served
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import MakeDesk, ticket
from tests.sync.test_exchange import add_visit, cycle
from tests.sync.test_runner import Watcher


def test_a_new_life_of_the_central_store_ends_with_the_same_values_everywhere(
    desk: MakeDesk, database: Database
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.correct(second, "visit", record, {"note": "otrā"}, rev=0, reason="a")
    cycle(second)
    cycle(first)
    records.correct(first, "visit", record, {"note": "pirmā"}, rev=1, reason="b")
    for context in (first, second, first):
        cycle(context)
    with database.whole() as connection:
        begin_epoch(connection, reason="restored", now_ms=clock.now_ms())
    for context in (first, second, first, second):
        assert cycle(context).trouble is None
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)


def test_the_index_of_the_search_stays_sound_through_exchanges(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    for turn in range(4):
        for context in (first, second):
            record = add_visit(context, f"Paraugs {turn}")
            records.save(
                context, "received_document", {"received_at": clock.now_utc(), "title": f"Iesniegums {turn}"}
            )
            records.correct(context, "visit", record, {"note": f"labots {turn}"}, rev=0, reason="precizēts")
            cycle(context)
    cycle(first)
    assert [
        problem for context in (first, second) for _, problem in health.examine(context.store) if problem
    ] == []


def test_a_desk_whose_token_was_lost_enrols_again_with_a_new_code(
    desk: MakeDesk, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    add_visit(context)
    with database.whole() as connection:
        connection.execute(
            update(DEVICE).values(token_hash=b"x" * 32, token_hash_prev=None, token_until_ms=0)
        )
    assert cycle(context).trouble == ProblemType.UNKNOWN_TOKEN
    enrol(context.store, ticket(database), central.url, sample=True)
    assert cycle(context).trouble is None
    assert overview(context.store).all_sent


def test_a_desk_whose_token_the_central_store_forgot_goes_on_by_its_key(
    desk: MakeDesk, database: Database
) -> None:
    context = desk("pirmais")
    add_visit(context)
    with database.whole() as connection:
        connection.execute(update(DEVICE).values(token_hash=b"x" * 32, token_hash_prev=None))
    assert cycle(context).trouble is None
    assert overview(context.store).all_sent


def test_a_wrong_clock_does_not_stop_an_enrolment(
    alone: MakeDesk, central: Served, database: Database
) -> None:
    context = alone("pirmais")
    marks.note_contact(context.store, offset_ms=-3_600_000)
    enrol(context.store, ticket(database), central.url, sample=True)
    assert abs(marks.read_state(context.store).clock_offset_ms) < 60_000


def test_a_fault_of_the_disk_does_not_end_the_exchange(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    context = desk("pirmais")
    add_visit(context)
    failed = threading.Event()
    read = context.store.read

    def fail_once() -> object:
        if not failed.is_set() and threading.current_thread().name == "kacdesk-sync":
            failed.set()
            raise Unavailable("the disk does not answer")
        return read()

    monkeypatch.setattr(context.store, "read", fail_once)
    monkeypatch.setattr("kacdesk.sync.runner._AFTER_FAULT_S", 0.05)
    runner = SyncRunner(context.store)
    watcher = Watcher(runner)
    runner.start()
    try:
        assert watcher.wait_for(SyncState.SENT, unsent=0).unsent == 0
    finally:
        runner.stop()
    assert "the exchange was interrupted: Unavailable" in caplog.text


def test_a_save_during_a_cycle_is_followed_by_another_cycle(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    runner = SyncRunner(context.store)
    watcher = Watcher(runner)
    saved = threading.Event()

    def save_meanwhile(status: SyncStatus) -> None:
        if status.state is SyncState.BUSY and not saved.is_set():
            saved.set()
            add_visit(context)
            runner.sync_now()

    runner.on_status(save_meanwhile)
    runner.start()
    try:
        assert saved.wait(30)
        watcher.wait_for(SyncState.SENT, unsent=0)
    finally:
        runner.stop()
    assert overview(context.store).unsent == 0
