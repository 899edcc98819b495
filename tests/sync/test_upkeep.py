"""A new desk, a desk that differs, an erased record and a stopped mass change, with the real central store."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from kacdesk.central import purges
from kacdesk.central.database import Database
from kacdesk.central.tables import PURGE_RECEIPT, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.models.fields import NO_ONE
from kacdesk.services import attention, records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.store import comparing, marks, tables
from kacdesk.store.brakes import MASS_CHANGE
from kacdesk.sync import upkeep
from kacdesk.sync.runner import read_status
from kacdesk.sync.status import SyncState
from kacdesk.wire.messages import CompareReply
from tests.central.administering import office
from tests.helpers.desk import all_rows
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle, value_of


@pytest.fixture
def small_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few records be many: a new desk gets them newest first, four at a time."""
    monkeypatch.setattr(upkeep, "SEED_FROM", 10)
    monkeypatch.setattr(upkeep, "SEED_RECORDS", 4)


def worked(context: Context) -> list[UUID]:
    """Log visits, correct some, void one; send it all."""
    made = [add_visit(context, f"Paraugs {n}") for n in range(6)]
    for record in made[:3]:
        records.correct(context, "visit", record, {"note": "labots"}, rev=0, reason="precizēts")
    records.void(context, "visit", made[0], reason="kļūda")
    cycle(context)
    return made


def logged(context: Context, record: UUID) -> list[tuple[str, str]]:
    """Return kind and reason of each change of a record, as its history shows them."""
    rows = all_rows(context.store, tables.change_log)
    return [(row["kind"], row["reason"] or "") for row in rows if row["rid"] == record]


def test_a_new_desk_gets_everything_newest_first_and_its_history_after(
    desk: MakeDesk, database: Database, small_seeds: None
) -> None:
    first = desk("pirmais")
    made = worked(first)
    second = desk("otrais")
    assert cycle(second).trouble is None
    cycle(first)
    assert picture_of(second.store) == picture_at(database) == picture_of(first.store)
    assert logged(second, made[0]) == logged(first, made[0])
    assert marks.read_state(second.store).seed_before == "done"
    assert all_rows(second.store, tables.seed_mark) == []


def test_a_new_desk_that_stops_in_the_middle_goes_on_where_it_was(
    desk: MakeDesk, database: Database, small_seeds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(desk("pirmais"))
    second = desk("otrais")
    with monkeypatch.context() as patch:
        asked: list[str | None] = []
        laid = upkeep.Upkeep._laid

        def stop(self: upkeep.Upkeep, work: object) -> list[upkeep.UpkeepAction]:
            asked.append(marks.read_state(second.store).seed_before)
            if len(asked) == 2:
                raise KeyboardInterrupt
            return laid(self, work)  # type: ignore[arg-type]  # the private work of one cycle

        patch.setattr(upkeep.Upkeep, "_laid", stop)
        with pytest.raises(KeyboardInterrupt):
            cycle(second)
    seen = len(picture_of(second.store))
    assert 8 <= seen < len(picture_at(database)), "the newest can be worked with already"
    assert marks.read_state(second.store).seed_before == asked[-1]
    assert cycle(second).trouble is None
    assert picture_of(second.store) == picture_at(database)


def test_what_a_new_desk_entered_before_stays_on_top(
    desk: MakeDesk, alone: MakeDesk, database: Database, small_seeds: None
) -> None:
    first = desk("pirmais")
    worked(first)
    second = desk("otrais")
    own = add_visit(second, "Tikko Ienācis")
    assert cycle(second).trouble is None
    assert cycle(first).trouble is None
    assert (("visit", own.hex)) in picture_of(first.store)
    assert picture_of(second.store) == picture_at(database) == picture_of(first.store)


def test_equal_sides_are_found_equal(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    worked(first)
    cycle(second)
    for context in (first, second):
        comparing.ask_for_comparison(context.store)
        assert marks.read_state(context.store).compare_due
        assert cycle(context).trouble is None
        assert not marks.read_state(context.store).compare_due
        assert all_rows(context.store, tables.incident) == []


def test_a_value_that_differs_without_a_reason_is_healed_and_told(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    made = worked(context)
    with context.store.unit(NO_ONE, applying=True) as unit:
        table = context.catalog.table("visit")
        unit.connection.execute(
            update(table)
            .where(table.c.id == made[4])
            .values(note="bojāts", customer_name=None, _o='{"*": null}')
        )
        unit.connection.execute(update(table).where(table.c.id == made[5]).values(_o='{"*": null}'))
    with context.store.unit(NO_ONE, applying=True) as unit:  # a whole record that got lost here
        lost = context.catalog.table("visit_service")
        unit.pen.purging = True
        unit.connection.execute(lost.delete().where(lost.c.visit_id == made[3]))
    comparing.ask_for_comparison(context.store)
    assert cycle(context).trouble is None
    assert picture_of(context.store) == picture_at(database)
    (incident,) = all_rows(context.store, tables.incident)
    assert (incident["code"], json.loads(incident["detail"])["records"]) == ("healed", 3)
    assert logged(context, made[4])[-1][0] == "set", "the history says that it changed"
    comparing.ask_for_comparison(context.store)
    assert cycle(context).trouble is None
    assert len(all_rows(context.store, tables.incident)) == 1, "it is equal now"


def test_a_record_that_only_this_desk_has_is_told_and_stays(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    made = worked(context)
    with database.whole() as connection:
        connection.execute(RECORD.delete().where(RECORD.c.rid == made[2]))
    comparing.ask_for_comparison(context.store)
    assert cycle(context).trouble is None
    (incident,) = all_rows(context.store, tables.incident)
    assert (incident["code"], json.loads(incident["detail"])["ids"]) == ("missing", [str(made[2])])
    assert ("visit", made[2].hex) in picture_of(context.store)
    assert read_status(context.store, busy=False).state is SyncState.ATTENTION


def test_what_is_saved_while_both_sides_are_compared_is_neither_missing_nor_healed(
    desk: MakeDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = desk("pirmais")
    made = worked(context)
    with database.whole() as connection:
        connection.execute(RECORD.delete().where(RECORD.c.rid == made[2]))
    compare = upkeep.Upkeep._compare

    def save_meanwhile(self: upkeep.Upkeep, work: object, reply: CompareReply) -> list[upkeep.UpkeepAction]:
        add_visit(context, "Paraugs Tikko")
        records.correct(context, "visit", made[4], {"note": "tikko"}, rev=0, reason="precizēts")
        return compare(self, work, reply)  # type: ignore[arg-type]  # the private work of one cycle

    monkeypatch.setattr(upkeep.Upkeep, "_compare", save_meanwhile)
    comparing.ask_for_comparison(context.store)
    assert cycle(context).trouble is None
    (incident,) = all_rows(context.store, tables.incident)
    assert (incident["code"], json.loads(incident["detail"])["ids"]) == ("missing", [str(made[2])])
    assert value_of(context, made[4], "note") == "tikko"
    assert cycle(context).trouble is None
    assert overview(context.store).all_sent


def test_a_refused_value_is_no_difference(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    made = worked(context)
    with context.store.unit(context.actor.id, reason="labots") as unit:
        unit.connection.exec_driver_sql("UPDATE visit SET channel='x y z' WHERE id=?", (made[5].bytes,))
    cycle(context)
    assert overview(context.store).refused == 1
    comparing.ask_for_comparison(context.store)
    assert cycle(context).trouble is None
    assert value_of(context, made[5], "channel") == "x y z"
    assert all_rows(context.store, tables.incident) == []


def erase(database: Database, folder: Path, record: UUID) -> None:
    """Erase a record by decision of two administrators."""
    decided = office(database, folder)
    now = clock.now_ms()
    with database.whole() as connection:
        purges.ask_purge(connection, str(record), point="BALVI", basis="17-1-b", by=decided.anna, now_ms=now)
        purges.second_purge(
            connection, database, CATALOG, str(record), point="BALVI", by=decided.berta, now_ms=now
        )


def test_an_erased_record_leaves_every_desk_and_each_gives_a_receipt(
    desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    made = worked(first)
    cycle(second)
    records.correct(second, "visit", made[4], {"note": "vēl nenosūtīts"}, rev=0, reason="precizēts")
    erase(database, tmp_path, made[4])
    for context in (first, second, first, second):
        assert cycle(context).trouble is None
        assert ("visit", made[4].hex) not in picture_of(context.store)
        assert not any(
            row["rid"] == made[4] and row["line"] for row in all_rows(context.store, tables.outbox)
        )
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)
    with database.whole() as connection:
        given = {row.device for row in connection.execute(select(PURGE_RECEIPT)).all() if row.rid == made[4]}
    assert given == {marks.read_state(context.store).device for context in (first, second)}


def test_a_mass_void_of_one_desk_stops_at_the_others_until_it_is_allowed(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    values = {"started_at": clock.now_utc(), "topic": "Jautājums", "helpline": False}
    made = [records.save(first, "phone_consultation", values).id for _ in range(60)]
    cycle(first)
    cycle(second)
    for record in made:
        records.void(first, "phone_consultation", record, reason="nejauši viss")
    cycle(first)
    own = add_visit(second)
    assert cycle(second).trouble == MASS_CHANGE
    assert overview(second.store).unsent == 0, "what is entered goes up meanwhile"
    status = read_status(second.store, busy=False)
    assert status.state is SyncState.ATTENTION
    assert "neparasti daudz" in status.trouble
    shown = picture_of(second.store)
    assert all(shown[("phone_consultation", record.hex)]["status"] == "registered" for record in made)
    assert attention.allow_mass_change(second, "Izdomāts iemesls") == 60
    assert cycle(second).trouble is None
    cycle(first)
    assert picture_of(second.store) == picture_of(first.store)
    assert ("visit", own.hex) in picture_of(first.store)
