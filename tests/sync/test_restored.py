"""A central store that was put back from a backup: nothing that any desk still knows is lost, hidden or different."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.central.database import Database, open_database
from kacdesk.central.epoch import begin_epoch, current_epoch
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.keeping import retention
from kacdesk.services.overview import overview
from kacdesk.store import marks, tables, witness
from kacdesk.store.pruning import prune
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import all_rows
from tests.helpers.thread_server import served
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle, value_of
from tests.sync.test_files import CONTENT, attach, chunks_at, stored_at
from tests.sync.test_forgotten_files import knows_nothing


class Restorable:
    """A central store on its embedded file that can be copied, and put back from the copy as a new life."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.database = self._open()

    def _open(self) -> Database:
        url = f"sqlite:///{self._folder / 'central.db'}"
        return open_database(url, unlock=Unlock(beside_data=True))

    def back_up(self) -> None:
        """Copy the file as it is now."""
        self.database.close()
        shutil.copytree(self._folder, self._folder.with_name("backup"))
        self.database = self._open()

    def epoch(self) -> UUID:
        """Return the life that it lives now."""
        with self.database.whole() as connection:
            return current_epoch(connection)

    def restore(self) -> None:
        """Put the copy in the place of the file, and begin a new life."""
        self.database.close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._folder.with_name("backup"), self._folder)
        self.database = self._open()
        with self.database.whole() as connection:
            begin_epoch(connection, reason="restored", now_ms=clock.now_ms())


@pytest.fixture
def restorable(file_template: Path, tmp_path: Path) -> Iterator[Restorable]:
    """A central store that can be restored."""
    shutil.copytree(file_template, tmp_path / "central")
    made = Restorable(tmp_path / "central")
    yield made
    made.database.close()


@pytest.fixture
def database(restorable: Restorable) -> Database:
    """The database of its first life, for enrolling desks."""
    return restorable.database


def run(restorable: Restorable, *desks: Context) -> None:
    """Let desks exchange, one after another, at the address where the central store is now."""
    with served(build_app(SqlStore(restorable.database, CATALOG))) as server:
        for context in desks:
            marks.repoint(context.store, server.url)
            done = cycle(context)
            assert done.trouble is None


@pytest.fixture
def office(desk: MakeDesk, restorable: Restorable) -> tuple[Context, Context, Context]:
    """Three desks of one point that have all read everything."""
    three = desk("pirmais"), desk("otrais"), desk("trešais")
    run(restorable, *three, *three)
    restorable.back_up()
    return three


def document(context: Context, title: str) -> UUID:
    values = {"received_at": clock.now_utc(), "title": title}
    return records.save(context, "received_document", values).id


def test_what_only_a_dead_desk_had_sent_is_given_back_by_those_who_read_it(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    dead, first, second = office
    visit, paper = add_visit(dead, "Tikai Mirušajā"), document(dead, "Tikai mirušajā")
    records.correct(dead, "visit", visit, {"note": "labots"}, rev=0, reason="precizēts")
    run(restorable, dead, first, second)
    before = picture_of(first.store)
    restorable.restore()
    run(restorable, first, second, first, second)
    assert picture_of(first.store) == picture_of(second.store) == picture_at(restorable.database) == before
    assert ("received_document", paper.hex) in before
    assert operations_at(restorable.database) == sorted(set(operations_of(dead, first, second)))
    (incident,) = all_rows(first.store, tables.incident)
    assert incident["code"] == "orphan"
    assert json.loads(incident["detail"])["records"] == 3


def test_two_desks_that_both_give_back_do_not_double_it(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    dead, first, second = office
    add_visit(dead, "Tikai Mirušajā")
    run(restorable, dead, first, second)
    restorable.restore()
    for context in (first, second):  # both give back at once, all that they were ever told
        marks.adopt_epoch(context.store, restorable.epoch())
        assert witness.give_back(context.store) > 0
    run(restorable, first, second, first, second)
    told = operations_at(restorable.database)
    assert told == sorted(set(told)) == sorted(set(operations_of(dead, first, second)))
    assert picture_of(first.store) == picture_of(second.store) == picture_at(restorable.database)


def test_a_desk_that_comes_back_after_all_is_known_by_its_operations(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    late, first, second = office
    record = add_visit(late, "Atgriezās")
    run(restorable, late, first, second)
    restorable.restore()
    run(restorable, first, second)
    records.correct(late, "visit", record, {"note": "atgriezies"}, rev=0, reason="precizēts")
    run(restorable, late, first, second, late)
    assert value_of(first, record, "note") == "atgriezies"
    assert (
        picture_of(first.store)
        == picture_of(second.store)
        == picture_of(late.store)
        == picture_at(restorable.database)
    )
    assert operations_at(restorable.database) == sorted(set(operations_of(late, first, second)))
    assert overview(late.store).all_sent


def test_what_was_changed_since_stays_the_newest(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    dead, first, second = office
    record = add_visit(first)
    run(restorable, first, second, dead)
    records.correct(
        dead, "visit", record, {"note": "no mirušā", "customer_contact": "20000000"}, rev=0, reason="a"
    )
    run(restorable, dead, first, second)
    records.correct(second, "visit", record, {"note": "pēc tam"}, rev=1, reason="b")
    run(restorable, second, first)
    restorable.restore()
    run(restorable, second, first, second, first)
    for context in (first, second):
        assert value_of(context, record, "note") == "pēc tam", "it was made seeing the lost one"
        assert value_of(context, record, "customer_contact") == "20000000", "nobody silently lost it"
    assert picture_of(first.store) == picture_of(second.store) == picture_at(restorable.database)


def test_an_edit_made_before_it_was_given_back_meets_it_as_a_conflict_and_nothing_is_lost(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    dead, first, second = office
    record = add_visit(first)
    run(restorable, first, second, dead)
    records.correct(dead, "visit", record, {"note": "no mirušā"}, rev=0, reason="a")
    run(restorable, dead, first)
    restorable.restore()
    records.correct(second, "visit", record, {"note": "neko neredzot"}, rev=0, reason="b")
    run(restorable, second, first, second, first)
    values = {value_of(context, record, "note") for context in (first, second)}
    assert len(values) == 1
    (kept,) = [row for row in all_rows(first.store, tables.conflict) if row["field"] == "note"]
    assert {json.loads(kept["lose_value"]), *values} == {"no mirušā", "neko neredzot"}


def test_own_lines_that_were_given_up_as_safe_come_back_too(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    first, second, _ = office
    record = document(first, "Sen droši")
    run(restorable, first, second)
    with first.store.unit(first.actor.id, applying=True) as unit:
        last = marks.read_state(first.store).last_seq
        unit.connection.execute(tables.sync_state.update().values(safe_seq=last))
    assert prune(first.store, kept_days=-1) == last
    restorable.restore()
    run(restorable, first, second, first)
    assert ("received_document", record.hex) in picture_at(restorable.database)
    assert picture_of(first.store) == picture_at(restorable.database)
    codes = [row["code"] for row in all_rows(first.store, tables.incident)]
    assert sorted(codes) == ["forked", "orphan"]


def test_the_history_of_a_record_is_not_told_twice(
    office: tuple[Context, Context, Context], restorable: Restorable
) -> None:
    first, second, _ = office
    record = add_visit(first)
    run(restorable, first, second)
    restorable.restore()
    run(restorable, first, second)
    log = [row["op"] for row in all_rows(second.store, tables.change_log) if row["rid"] == record]
    assert len(log) == 1


def test_a_scan_of_a_forgotten_record_goes_again_from_a_store_that_still_held_it(
    desk: MakeDesk, restorable: Restorable
) -> None:
    """The desk that forgot it is gone: another gives back what it had heard. Then it comes back after all."""
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    sha = attach(first, record)
    run(restorable, first, second)
    restorable.back_up()
    retention.forget(first, "visit", record, reason="glabāšanas laiks beidzies")
    run(restorable, first, second)
    restorable.restore()
    assert stored_at(restorable.database, sha) == CONTENT
    run(restorable, second, second)
    assert chunks_at(restorable.database, sha) == []
    run(restorable, first, second)
    assert chunks_at(restorable.database, sha) == []
    assert knows_nothing(first)
    assert knows_nothing(second)
