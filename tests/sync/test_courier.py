"""What goes by file instead of by line: everything arrives once, in any order, whatever happens to the stick."""

import random
from pathlib import Path

import pytest

from kacdesk.central.courier import Imported, import_parcel
from kacdesk.central.database import Database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.errors import Damaged, DeskError, Refused, Usage
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.papers import attachments
from kacdesk.store import marks
from kacdesk.store.files import FileState
from kacdesk.sync.courier import take_answer, write_out
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle

CANARY = "Izdomātais Kanārijputns"


class Stick:
    """A folder that is carried between a desk and the central store."""

    def __init__(self, folder: Path, database: Database, store: SqlStore) -> None:
        self._folder, self._database, self._store = folder, database, store
        self._count = 0

    def write(self, context: Context) -> Path:
        self._count += 1
        path = self._folder / f"{self._count}.kac"
        write_out(context.store, path)
        return path

    def answer(self, parcel: Path, name: str = "") -> tuple[Imported, Path]:
        reply = self._folder / f"{parcel.stem}{name}.answer"
        done = import_parcel(self._database, self._store, parcel, reply, now_ms=clock.now_ms())
        return done, reply

    def round(self, context: Context) -> None:
        _, reply = self.answer(self.write(context))
        take_answer(context.store, reply)


@pytest.fixture
def stick(tmp_path: Path, database: Database, store: SqlStore) -> Stick:
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(folder, database, store)


def test_what_is_carried_by_file_gets_its_receipt(desk: MakeDesk, database: Database, stick: Stick) -> None:
    context = desk("pirmais")
    add_visit(context)
    parcel = stick.write(context)
    assert not overview(context.store).all_sent
    done, reply = stick.answer(parcel)
    assert done.lines == 3
    told = take_answer(context.store, reply)
    assert told.acknowledged == 3
    assert overview(context.store).all_sent
    assert picture_at(database) == picture_of(context.store)


def test_two_desks_without_a_line_show_the_same(desk: MakeDesk, database: Database, stick: Stick) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    stick.round(first)
    stick.round(second)
    records.correct(second, "visit", record, {"note": "otrā"}, rev=0, reason="a")
    for context in (second, first, second):
        stick.round(context)
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)


def test_more_lines_than_a_batch_holds_are_carried(desk: MakeDesk, database: Database, stick: Stick) -> None:
    context = desk("pirmais")
    for number in range(260):
        add_visit(context, f"Paraugs {number}")
    done, reply = stick.answer(stick.write(context))
    take_answer(context.store, reply)
    assert done.lines > 500
    assert operations_at(database) == operations_of(context)


def test_a_parcel_taken_in_twice_doubles_nothing(desk: MakeDesk, database: Database, stick: Stick) -> None:
    context = desk("pirmais")
    add_visit(context)
    parcel = stick.write(context)
    _, first = stick.answer(parcel)
    before = operations_at(database)
    again, second = stick.answer(parcel, "-again")
    assert again.lines == 0
    assert operations_at(database) == before
    take_answer(context.store, second)
    take_answer(context.store, first)
    take_answer(context.store, first)
    assert overview(context.store).all_sent
    assert picture_at(database) == picture_of(context.store)


def test_a_parcel_beside_an_exchange_over_the_line_is_harmless(
    desk: MakeDesk, database: Database, stick: Stick
) -> None:
    context, other = desk("pirmais"), desk("otrais")
    add_visit(context)
    early = stick.write(context)
    add_visit(context)
    add_visit(other)
    cycle(other)
    assert cycle(context).trouble is None
    acked = marks.read_state(context.store).acked_seq
    _, reply = stick.answer(early)
    add_visit(other)
    cycle(other)
    cycle(context)
    take_answer(context.store, reply)
    assert marks.read_state(context.store).acked_seq == acked
    assert picture_at(database) == picture_of(context.store) == picture_of(other.store)


def test_answers_in_the_wrong_order_end_the_same(desk: MakeDesk, database: Database, stick: Stick) -> None:
    context = desk("pirmais")
    add_visit(context)
    _, first = stick.answer(stick.write(context))
    add_visit(context)
    _, second = stick.answer(stick.write(context))
    take_answer(context.store, second)
    take_answer(context.store, first)
    assert overview(context.store).all_sent
    assert picture_at(database) == picture_of(context.store)


def test_nothing_on_the_stick_can_be_read(desk: MakeDesk, stick: Stick, tmp_path: Path) -> None:
    context = desk("pirmais")
    add_visit(context, CANARY)
    parcel = stick.write(context)
    stick.answer(parcel)
    for path in (tmp_path / "stick").iterdir():
        assert CANARY.encode() not in path.read_bytes()
        assert b"customer_name" not in path.read_bytes()
    assert not list((tmp_path / "stick").glob("*.new"))


def test_a_damaged_parcel_changes_nothing_and_says_so(
    desk: MakeDesk, database: Database, stick: Stick, tmp_path: Path
) -> None:
    context = desk("pirmais")
    add_visit(context)
    parcel = stick.write(context)
    whole, before = parcel.read_bytes(), operations_at(database)
    chance = random.Random(7)
    spoilt = [whole[: chance.randrange(len(whole))] for _ in range(25)]
    spoilt += [_flipped(whole, chance.randrange(17, len(whole)), chance) for _ in range(25)]
    spoilt.append(whole + b"x")
    for raw in spoilt:
        parcel.write_bytes(raw)
        with pytest.raises((Damaged, Usage, Refused)):
            stick.answer(parcel)
    assert operations_at(database) == before
    parcel.write_bytes(whole)
    assert stick.answer(parcel)[0].lines == 3


def _flipped(raw: bytes, place: int, chance: random.Random) -> bytes:
    return raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :]


def test_a_damaged_answer_changes_nothing_and_says_so(desk: MakeDesk, stick: Stick) -> None:
    context = desk("pirmais")
    add_visit(context)
    _, reply = stick.answer(stick.write(context))
    whole, before, chance = reply.read_bytes(), marks.read_state(context.store), random.Random(8)
    for _ in range(25):
        reply.write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises((Damaged, Usage)):
            take_answer(context.store, reply)
        reply.write_bytes(_flipped(whole, chance.randrange(17, len(whole)), chance))
        with pytest.raises((Damaged, Refused)):
            take_answer(context.store, reply)
    assert marks.read_state(context.store) == before
    reply.write_bytes(whole)
    assert take_answer(context.store, reply).acknowledged == 3


def test_the_answer_of_another_desk_is_refused(desk: MakeDesk, stick: Stick) -> None:
    first, second = desk("pirmais"), desk("otrais")
    _, reply = stick.answer(stick.write(first))
    cycle(second)
    with pytest.raises(Refused, match="citam saņēmējam"):
        take_answer(second.store, reply)


def test_a_parcel_of_a_desk_that_is_not_known_here_is_refused(
    desk: MakeDesk, database: Database, stick: Stick
) -> None:
    context = desk("pirmais")
    parcel = stick.write(context)
    with database.whole() as connection:
        connection.exec_driver_sql("UPDATE device SET status='revoked'")
    with pytest.raises(Refused, match="nav no darbvietas"):
        stick.answer(parcel)


def test_an_answer_of_an_earlier_life_is_refused_and_one_of_a_new_life_followed(
    desk: MakeDesk, database: Database, stick: Stick
) -> None:
    context = desk("pirmais")
    add_visit(context)
    parcel = stick.write(context)
    _, old = stick.answer(parcel)
    with database.whole() as connection:
        epoch = begin_epoch(connection, reason="restored", now_ms=clock.now_ms())
    _, new = stick.answer(parcel, "-new")
    take_answer(context.store, new)
    assert marks.read_state(context.store).epoch == epoch
    with pytest.raises(Refused, match="iepriekšējās dzīves"):
        take_answer(context.store, old)
    assert picture_at(database) == picture_of(context.store)


def test_a_desk_that_has_not_heard_of_the_store_says_so(alone: MakeDesk, tmp_path: Path) -> None:
    context = alone("pirmais")
    with pytest.raises(Refused, match="nav pieteikts"):
        write_out(context.store, tmp_path / "x.kac")
    assert not (tmp_path / "x.kac").exists()


def test_a_stick_that_is_full_leaves_no_half_parcel(desk: MakeDesk, tmp_path: Path) -> None:
    context = desk("pirmais")
    with pytest.raises(DeskError):
        write_out(context.store, tmp_path / "nowhere" / "x.kac")
    assert not (tmp_path / "nowhere").exists()


def test_attached_files_are_carried_both_ways(
    desk: MakeDesk, database: Database, stick: Stick, tmp_path: Path
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    values = {"received_at": clock.now_utc(), "title": "Iesniegums par paraugu"}
    record = records.save(first, "received_document", values).id
    scan, content = tmp_path / "scan.pdf", b"%PDF-1.7\n" + random.Random(3).randbytes(700_000)
    scan.write_bytes(content)
    sha = attachments.attach(first, "received_document", record, scan).sha256
    done, reply = stick.answer(stick.write(first))
    take_answer(first.store, reply)
    assert done.files == 1
    assert attachments.attachment(first, record, sha).state is FileState.STORED
    again, _ = stick.answer(stick.write(first), "-again")
    assert again.files == 0
    stick.round(second)
    attachments.fetch_again(second, sha)
    stick.round(second)
    opened = attachments.open_file(second, "received_document", record, sha, purpose="paraugs")
    assert opened.content == content
