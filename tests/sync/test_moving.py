"""What becomes of a PC: retired, replaced, restored, cloned, stolen. Nothing is lost, nothing can be read by others."""

import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from kacdesk.central.database import Database
from kacdesk.central.tables import DEVICE, INCIDENT, OP, STREAM
from kacdesk.cli.main import run
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Refused
from kacdesk.models.fields import NO_ONE
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.store import marks, opening, tables
from kacdesk.store.copies import make_copy, name_medium
from kacdesk.sync.retiring import say_farewell
from kacdesk.sync.runner import read_status
from kacdesk.sync.status import SyncState
from kacdesk.sync.transport import Transport
from kacdesk.wire.messages import ProblemType
from tests.helpers.thread_server import Served
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import UNLOCK, MakeDesk
from tests.sync.test_exchange import add_visit, cycle

CANARY = "Izdomātais Kanārijputns"


def number_of(context: Context) -> str:
    """Register a document and return its number."""
    values = {"received_at": clock.now_utc(), "title": "Iesniegums par paraugu"}
    number = records.save(context, "received_document", values).number
    assert number is not None
    return number


def reopened(folder: Path) -> Context:
    return accounts.act_as(opening.open_for_writing(folder, UNLOCK))


def statuses(database: Database) -> list[str]:
    with database.whole() as connection:
        return sorted(connection.execute(select(DEVICE.c.status)).scalars())


def incidents(database: Database) -> set[str]:
    with database.whole() as connection:
        return set(connection.execute(select(INCIDENT.c.kind)).scalars())


def test_a_retired_desk_sends_everything_and_leaves_nothing_that_can_be_read(
    desk: MakeDesk, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    stick = tmp_path / "stick"
    stick.mkdir()
    name_medium(context.store, stick)
    add_visit(context)
    make_copy(context.store)
    folder, state = context.store.path.parent, marks.read_state(context.store)
    context.store.close()
    assert run(["--data", str(folder), "retire", "--json", "--receipt", str(tmp_path / "kvits.json")]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert receipt == json.loads((tmp_path / "kvits.json").read_text(encoding="utf-8"))
    assert (receipt["device"], receipt["stream"]) == (str(state.device), str(state.stream))
    with database.whole() as connection:
        stream = connection.execute(select(STREAM)).one()
    assert (receipt["last_seq"], receipt["chain"]) == (stream.last_seq, stream.last_chain.hex())
    assert statuses(database) == ["retired"]
    assert [path.name for path in folder.iterdir()] == ["kacdesk.lock"]
    assert list(stick.iterdir()) == []
    assert run(["--data", str(folder), "status"]) == ExitCode.UNAVAILABLE


def test_a_desk_with_something_unsent_is_not_retired(
    desk: MakeDesk, central: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    add_visit(context)
    folder = context.store.path.parent
    context.store.close()
    central.stop()
    assert run(["--data", str(folder), "retire"]) == ExitCode.REFUSED
    assert "nenosūtītas" in capsys.readouterr().err
    store = opening.open_for_reading(folder, UNLOCK)
    assert overview(store).unsent > 0
    store.close()


def test_what_was_refused_is_given_up_only_with_a_written_reason(
    desk: MakeDesk, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    record = add_visit(context)
    cycle(context)
    row = {
        "op": UUID(int=1),
        "reg": "visit",
        "rid": record,
        "outcome": "quarantined",
        "code": "type",
        "at": clock.now_utc(),
    }
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(tables.exception.insert(), row)
    folder = context.store.path.parent
    context.store.close()
    assert run(["--data", str(folder), "retire"]) == ExitCode.REFUSED
    assert run(["--data", str(folder), "retire", "--even-so", "nu jā"]) == ExitCode.REFUSED
    assert "par īsu" in capsys.readouterr().err
    assert (folder / "desk.db").exists()
    assert run(["--data", str(folder), "retire", "--even-so", "Ieraksts bija izmēģinājums."]) == 0
    assert "Ieraksts bija izmēģinājums." in capsys.readouterr().out
    assert not (folder / "desk.db").exists()


def test_a_lost_answer_to_the_farewell_does_not_keep_a_desk_alive(desk: MakeDesk, central: Served) -> None:
    context = desk("pirmais")
    cycle(context)
    transport = Transport(central.url)
    try:
        first = say_farewell(context.store, transport)
        again = say_farewell(context.store, transport)
    finally:
        transport.close()
    assert (first.stream, first.last_seq, first.chain) == (again.stream, again.last_seq, again.chain)


def test_a_farewell_with_unsent_records_is_noted_at_the_central_store(
    desk: MakeDesk, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    add_visit(context)
    transport = Transport(central.url)
    try:
        say_farewell(context.store, transport)
    finally:
        transport.close()
    assert "retired-unsent" in incidents(database)


def test_a_replaced_pc_is_a_new_desk_with_everything_back(desk: MakeDesk, database: Database) -> None:
    old = desk("vecais")
    for number in range(3):
        add_visit(old, f"Paraugs {number}")
    first = number_of(old)
    cycle(old)
    new = desk("jaunais")
    assert cycle(new).trouble is None
    cycle(old)
    assert picture_of(new.store) == picture_of(old.store) == picture_at(database)
    state, before = marks.read_state(new.store), marks.read_state(old.store)
    assert state.device != before.device
    assert state.stream != before.stream
    assert state.series != before.series
    assert number_of(new) != first


def test_a_desk_restored_from_a_copy_loses_nothing_and_numbers_in_a_new_series(
    desk: MakeDesk, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    stick = tmp_path / "stick"
    stick.mkdir()
    name_medium(context.store, stick)
    add_visit(context, "Sūtīts")
    cycle(context)
    add_visit(context, "Tikai kopijā")
    before = number_of(context)
    make_copy(context.store)
    add_visit(context, "Sūtīts pēc kopijas")
    cycle(context)
    after = number_of(context)
    context.store.close()
    new = tmp_path / "new"
    assert run(["--data", str(new), "restore", str(stick), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["series"] not in before
    restored = reopened(new)
    try:
        assert cycle(restored).trouble is None
        assert cycle(restored).trouble is None
        assert number_of(restored) not in (before, after)
        cycle(restored)
        assert picture_of(restored.store) == picture_at(database)
        assert overview(restored.store).all_sent
    finally:
        restored.store.close()
    assert len(operations_at(database)) == len(set(operations_at(database)))
    assert "forked" in incidents(database)


def test_a_restore_never_writes_over_data_and_needs_a_copy(
    desk: MakeDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run(["--data", str(tmp_path / "new"), "restore", str(stick)]) == ExitCode.USAGE
    name_medium(context.store, stick)
    make_copy(context.store)
    folder = context.store.path.parent
    before = marks.read_state(context.store)
    context.store.close()
    assert run(["--data", str(folder), "restore", str(stick)]) == ExitCode.REFUSED
    assert "jau ir kacdesk dati" in capsys.readouterr().err
    store = opening.open_for_writing(folder, UNLOCK)
    assert marks.read_state(store) == before
    store.close()


def test_a_cloned_disk_heals_into_two_streams_and_both_desks_work_on(
    desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    first = desk("pirmais")
    number_of(first)
    cycle(first)
    second = _clone(first, tmp_path)
    try:
        add_visit(first, "Pirmais")
        cycle(first)
        add_visit(second, "Otrais")
        for context in (second, first, second, first, second):
            assert cycle(context).trouble is None
        assert marks.read_state(first.store).stream != marks.read_state(second.store).stream
        numbers = [number_of(first), number_of(second)]
        for context in (first, second, first):
            assert cycle(context).trouble is None
        assert len(set(numbers)) == 2
        assert picture_of(first.store) == picture_of(second.store) == picture_at(database)
        assert set(operations_at(database)) == set(operations_of(first, second))
        assert incidents(database) >= {"forked"}
        assert "number-reused" not in incidents(database)
    finally:
        second.store.close()


def test_a_number_given_twice_by_clones_before_their_first_contact_is_never_unnoticed(
    desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    first = desk("pirmais")
    cycle(first)
    second = _clone(first, tmp_path)
    try:
        assert number_of(first) == number_of(second), "the one window that cannot be closed"
        for context in (first, second, first, second):
            assert cycle(context).trouble is None
        assert "number-reused" in incidents(database)
        assert number_of(first) != number_of(second)
    finally:
        second.store.close()


def _clone(context: Context, folder: Path) -> Context:
    """Copy the whole disk of a desk while it is shut, and open the copy."""
    source, target = context.store.path.parent, folder / "klons"
    with context.store.unit(NO_ONE, applying=True) as unit:
        shutil.copytree(source, target)  # nobody writes while a unit is open
        del unit
    return reopened(target)


def test_a_stolen_desk_is_told_at_once_keeps_its_data_encrypted_and_is_drained_only_by_decision(
    desk: MakeDesk, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    context = desk("pirmais")
    cycle(context)
    add_visit(context, CANARY)
    with database.whole() as connection:
        connection.execute(update(DEVICE).values(status="revoked"))
    assert cycle(context).trouble == ProblemType.REVOKED
    status = read_status(context.store, busy=False)
    assert status.state is SyncState.ATTENTION
    assert "bloķēts" in status.trouble
    unsent, folder = overview(context.store).unsent, context.store.path.parent
    context.store.close()
    assert CANARY.encode() not in (folder / "desk.db").read_bytes()
    assert run(["drain", "--from", str(folder)]) == ExitCode.REFUSED
    assert "desk drain" in capsys.readouterr().err
    with database.whole() as connection:
        connection.execute(update(DEVICE).values(status="draining"))
    assert run(["drain", "--from", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == unsent
    with database.whole() as connection:
        held = connection.execute(select(OP.c.outcome, OP.c.code)).all()
    assert {tuple(row) for row in held[-unsent:]} == {("parked", "draining")}


def test_a_farewell_of_a_disk_that_is_not_the_known_one_is_refused(
    desk: MakeDesk, central: Served, tmp_path: Path
) -> None:
    context = desk("pirmais")
    cycle(context)
    other = _clone(context, tmp_path)
    add_visit(context)
    cycle(context)
    transport = Transport(central.url)
    try:
        with pytest.raises(Refused, match="atšķiras"):
            say_farewell(other.store, transport)
    finally:
        transport.close()
        other.store.close()
