"""This file is the place where every way to change a row is shown to leave its trace, or to be refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.fields import NO_ONE
from kacdesk.models.register import table_of
from kacdesk.models.registers.staff import Staff
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.session import Store, Unit
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import obtain_key
from tests.helpers import desk

STAFF = table_of(Staff)
NEW_NAME = "Jauns Paraugs"


class Mapper(DeclarativeBase):
    """Maps what the program itself does not: our tables have no objects."""

    metadata = STAFF.metadata


class Person(Mapper):
    """A row of the staff as an object of SQLAlchemy, the way that somebody else's program might write it."""

    __table__ = STAFF


def values_of(record: UUID) -> dict[str, Any]:
    return {
        "id": record,
        "point": "BALVI",
        "name": NEW_NAME,
        "role": "CLERK",
        "active": True,
        "status": "registered",
        "made_at": clock.now_utc(),
        "made_by": NO_ONE,
    }


def driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def orm_add(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        session.add(Person(**values_of(record)))
        session.flush()


def orm_bulk_save(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        session.bulk_save_objects([Person(**values_of(record))])


def orm_bulk_mappings(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        session.bulk_insert_mappings(Person.__mapper__, [values_of(record)])


def core_insert(unit: Unit, record: UUID) -> None:
    unit.connection.execute(insert(STAFF).values(**values_of(record)))


def core_many(unit: Unit, record: UUID) -> None:
    unit.connection.execute(insert(STAFF), [values_of(record), values_of(new_id())])


def core_upsert(unit: Unit, record: UUID) -> None:
    statement = upsert(STAFF).values(**values_of(record))
    unit.connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))


INSERT = (
    "INSERT INTO staff(id,point,name,role,active,status,made_at,made_by) "
    "VALUES(?,'BALVI',?,'CLERK',1,'registered','2026-11-20T08:00:00.000Z',?)"
)


def raw_insert(unit: Unit, record: UUID) -> None:
    unit.connection.exec_driver_sql(INSERT, (record.bytes, NEW_NAME, NO_ONE.bytes))


def driver_many(unit: Unit, record: UUID) -> None:
    driver(unit.connection).executemany(INSERT, [(record.bytes, NEW_NAME, NO_ONE.bytes)])


def insert_select(unit: Unit, record: UUID) -> None:
    unit.connection.exec_driver_sql(
        "INSERT INTO staff(id,point,name,role,active,status,made_at,made_by) "
        "SELECT ?,point,?,role,active,status,made_at,made_by FROM staff LIMIT 1",
        (record.bytes, NEW_NAME),
    )


def service_insert(unit: Unit, record: UUID) -> None:
    unit.insert("staff", record, {k: v for k, v in values_of(record).items() if k not in ("id", "point")})


INSERTS = [
    orm_add,
    orm_bulk_save,
    orm_bulk_mappings,
    core_insert,
    core_many,
    core_upsert,
    raw_insert,
    driver_many,
    insert_select,
    service_insert,
]


@pytest.mark.parametrize("way", INSERTS)
def test_every_way_to_add_a_row_is_captured(context: Context, way: Callable[[Unit, UUID], None]) -> None:
    record = new_id()
    with context.store.unit(context.actor.id) as unit:
        way(unit, record)
    (operation,) = desk.captured(context.store, record)
    assert (operation["kind"], operation["actor"], operation["reg"]) == ("ins", context.actor.id, "staff")
    assert json.loads(operation["f"])["name"] == NEW_NAME
    logged = [row for row in desk.all_rows(context.store, tables.change_log) if row["rid"] == record]
    assert [(row["op"], row["origin"], row["old"]) for row in logged] == [(operation["op"], "desk", "{}")]


def orm_attribute(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        person: Any = session.scalars(select(Person).where(STAFF.c.id == record)).one()
        person.name = NEW_NAME
        session.flush()


def orm_update(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        session.execute(update(Person).where(STAFF.c.id == record).values(name=NEW_NAME))


def orm_bulk_update(unit: Unit, record: UUID) -> None:
    with Session(bind=unit.connection) as session:
        n = session.scalars(select(STAFF.c.n).where(STAFF.c.id == record)).one()
        session.bulk_update_mappings(Person.__mapper__, [{"n": n, "name": NEW_NAME}])


def core_update(unit: Unit, record: UUID) -> None:
    unit.connection.execute(update(STAFF).where(STAFF.c.id == record).values(name=NEW_NAME))


def core_update_many(unit: Unit, record: UUID) -> None:
    statement = update(STAFF).where(STAFF.c.id == bindparam("which")).values(name=bindparam("to"))
    unit.connection.execute(statement, [{"which": record, "to": NEW_NAME}])


def upsert_update(unit: Unit, record: UUID) -> None:
    statement = upsert(STAFF).values(**values_of(record))
    unit.connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name})
    )


def raw_update(unit: Unit, record: UUID) -> None:
    unit.connection.exec_driver_sql("UPDATE staff SET name=? WHERE id=?", (NEW_NAME, record.bytes))


def update_from(unit: Unit, record: UUID) -> None:
    unit.connection.exec_driver_sql(
        "UPDATE staff SET name=x.name FROM (SELECT ? AS name) AS x WHERE id=?", (NEW_NAME, record.bytes)
    )


def driver_update_many(unit: Unit, record: UUID) -> None:
    driver(unit.connection).executemany("UPDATE staff SET name=? WHERE id=?", [(NEW_NAME, record.bytes)])


def service_update(unit: Unit, record: UUID) -> None:
    unit.update("staff", record, {"name": NEW_NAME})


UPDATES = [
    orm_attribute,
    orm_update,
    orm_bulk_update,
    core_update,
    core_update_many,
    upsert_update,
    raw_update,
    update_from,
    driver_update_many,
    service_update,
]


@pytest.mark.parametrize("way", UPDATES)
def test_every_way_to_change_a_row_is_captured_with_only_what_changed(
    context: Context, way: Callable[[Unit, UUID], None]
) -> None:
    record = records.save(context, "staff", {"name": "Vecais Vārds", "role": "CLERK", "active": True}).id
    with context.store.unit(context.actor.id, reason="maina uzvārdu") as unit:
        way(unit, record)
    added, changed = desk.captured(context.store, record)
    assert (changed["kind"], changed["reason"]) == ("set", "maina uzvārdu")
    assert json.loads(changed["f"]) == {"name": NEW_NAME}
    assert json.loads(changed["b"]) == {"name": added["op"].hex}
    (row,) = [row for row in desk.registered(context.store, "staff") if row["id"] == record]
    assert row["rev"] == 1
    assert json.loads(row["_o"]) == {"*": added["op"].hex, "name": changed["op"].hex}
    log = [row for row in desk.all_rows(context.store, tables.change_log) if row["rid"] == record][-1]
    assert (json.loads(log["old"]), json.loads(log["new"])) == ({"name": "Vecais Vārds"}, {"name": NEW_NAME})
    assert (log["actor"], log["reason"], log["origin"]) == (context.actor.id, "maina uzvārdu", "desk")
    assert abs(log["at"] - clock.now_ms()) < 60_000


def test_writing_what_is_already_there_captures_nothing(context: Context) -> None:
    record = records.save(context, "staff", {"name": NEW_NAME, "role": "CLERK", "active": True}).id
    with context.store.unit(context.actor.id) as unit:
        for way in UPDATES:
            way(unit, record)
    assert len(desk.captured(context.store, record)) == 1


def test_a_change_that_is_undone_leaves_no_trace(context: Context) -> None:
    before = desk.all_rows(context.store, tables.capture)

    def work() -> None:
        with context.store.unit(context.actor.id) as unit:
            raw_insert(unit, new_id())
            raise desk.GivenUp

    with pytest.raises(desk.GivenUp):
        work()
    assert desk.all_rows(context.store, tables.capture) == before


def test_changes_of_one_unit_share_a_transaction_and_stand_in_order(context: Context) -> None:
    saved = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line(), desk.line()]})
    made = [row for row in desk.all_rows(context.store, tables.capture) if row["reg"].startswith("visit")]
    assert [row["reg"] for row in made] == ["visit", "visit_service", "visit_service"]
    assert made[0]["rid"] == saved.id
    assert len({row["txn"] for row in made}) == 1
    assert [row["hlc"] for row in made] == sorted({row["hlc"] for row in made})


def test_voiding_and_restoring_are_named_as_such(context: Context) -> None:
    record = records.save(context, "staff", {"name": NEW_NAME, "role": "CLERK", "active": True}).id
    for status in ("voided", "registered"):
        with context.store.unit(context.actor.id, reason="pārskatīts") as unit:
            unit.update("staff", record, {"status": status})
    assert [row["kind"] for row in desk.captured(context.store, record)] == ["ins", "void", "restore"]


FORBIDDEN = {
    "DELETE FROM visit": "never deleted",
    "DELETE FROM visit_service": "never deleted",
    "DELETE FROM visit WHERE n=1": "never deleted",
    "INSERT OR REPLACE INTO visit SELECT * FROM visit": "never deleted",
    "REPLACE INTO visit SELECT * FROM visit": "never deleted",
    "UPDATE visit SET id=randomblob(16)": "identity",
    "UPDATE visit SET n=n+1000": "identity",
    "UPDATE visit SET point='RIGA'": "identity",
    "UPDATE OR REPLACE visit SET n=n+1000": "identity",
    "UPDATE received_document SET number='X'": "document number",
    "UPDATE received_document SET sequence=sequence+1": "document number",
    "UPDATE received_document SET series='ZZZ'": "document number",
    "UPDATE received_document SET reg_year=1999,file_index='9'": "document number",
    "UPDATE service SET title='Cits'": "read-only",
    "DELETE FROM institution": "read-only",
    "INSERT INTO service_point(id,code,title) VALUES(randomblob(16),'X','Y')": "read-only",
}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_may_never_happen_to_a_record_is_refused_by_the_database(
    context: Context, statement: str
) -> None:
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    records.save(context, "received_document", desk.document())
    with (
        pytest.raises(Exception, match=FORBIDDEN[statement]),
        context.store.unit(context.actor.id) as unit,
    ):
        unit.connection.exec_driver_sql(statement)
    assert len(desk.registered(context.store, "visit")) == 1


def test_a_program_without_our_functions_cannot_change_a_record(context: Context, data: Path) -> None:
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    stranger = open_engine(data / "desk.db", obtain_key(data, desk.BESIDE))
    statements = [
        "UPDATE visit SET note='x'",
        "DELETE FROM visit",
        "UPDATE visit_service SET quantity=9",
        "UPDATE service SET title='Cits'",
    ]
    with stranger.connect() as connection:
        for statement in statements:
            with pytest.raises(DBAPIError, match="no such function: kac_"), connection.begin():
                connection.exec_driver_sql(statement)
        with pytest.raises(DBAPIError, match="no such function: kac_"), connection.begin():
            connection.exec_driver_sql(INSERT, (new_id().bytes, NEW_NAME, NO_ONE.bytes))
    stranger.dispose()


def test_what_comes_from_the_central_store_is_not_captured(store: Store) -> None:
    before = len(desk.all_rows(store, tables.capture))
    with store.unit(NO_ONE, applying=True) as unit:
        raw_insert(unit, new_id())
    assert len(desk.all_rows(store, tables.capture)) == before


def test_the_hybrid_clock_never_steps_back_when_the_wall_clock_does(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = desk.an_hour_ago()
    held = desk.hold_clock(monkeypatch.setattr, now)
    with desk.opened(data) as context:
        for year in (2031, 2026, 2019):
            held.at = now.replace(year=year)
            records.save(context, "staff", {"name": f"Gads {year}", "role": "CLERK", "active": True})
        made = desk.all_rows(context.store, tables.capture)[-3:]
    stamps = [row["hlc"] for row in made]
    assert stamps[1:] == [stamps[0] + 1, stamps[0] + 2], "only the counter moved while the clock was behind"
    walls = [row["wall"] for row in made]
    assert walls == sorted(walls, reverse=True), "what the wall clock said is kept as it was"
    assert [row["op"].hex for row in made] == sorted(row["op"].hex for row in made)
