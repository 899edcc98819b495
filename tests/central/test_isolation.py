"""No desk reads or writes another point, even if a query of ours forgot to ask for the point."""

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import ProgrammingError

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.devices import hash_ticket
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BLOB_CHUNK, DEVICE, FEED, METADATA, OP, RECORD, SCOPE_HEAD, STREAM, TICKET
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from tests.central.asking import pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import staff_values


def test_the_same_record_id_in_two_points_is_two_records(database: Database, store: SqlStore) -> None:
    left, left_desk = enrolled(database, "BALVI")
    right, right_desk = enrolled(database, "VILAKA")
    record, op = left.ins("staff", staff_values("Balvu Paraugs"))
    right.ins("staff", staff_values("Viļakas Paraugs"), record=record, op=op)
    store.push(left_desk, left.batch(), now_ms=clock.now_ms())
    assert store.push(right_desk, right.batch(), now_ms=clock.now_ms()).exceptions == []
    assert {(row.point, row.f["name"]) for row in rows(database, RECORD)} == {
        ("BALVI", "Balvu Paraugs"),
        ("VILAKA", "Viļakas Paraugs"),
    }
    assert "Viļakas" not in str(pull_all(store, database, left_desk))


def _filled(pg: Database) -> None:
    store = SqlStore(pg, CATALOG)
    for point in ("BALVI", "VILAKA"):
        sample, desk = enrolled(pg, point)
        sample.ins("staff", staff_values())
        store.push(desk, sample.batch(), now_ms=clock.now_ms())


def test_row_policies_hide_other_points_from_a_query_without_a_point(pg: Database) -> None:
    _filled(pg)
    for table in (RECORD, OP, FEED, STREAM, DEVICE, SCOPE_HEAD, TICKET):
        with pg.unit("BALVI") as connection:
            assert {row.point for row in connection.execute(select(table))} == {"BALVI"}, table.name
        with pg.unit("") as connection:
            assert connection.execute(select(table)).all() == [], table.name


def test_every_table_with_a_point_has_row_policies(pg: Database) -> None:
    fenced = "SELECT relname FROM pg_class WHERE relrowsecurity"
    with pg.whole() as connection:
        found = {row[0] for row in connection.exec_driver_sql(fenced)}
    of_points = {table.name for table in METADATA.tables.values() if "point" in table.columns}
    assert found == of_points | {"setting", "admin", "backup"}


def test_row_policies_refuse_a_write_into_another_point(pg: Database) -> None:
    row = {"point": "VILAKA", "scope": "p:VILAKA", "cur": 9}
    with pytest.raises(ProgrammingError, match="row-level security"), pg.unit("BALVI") as connection:
        connection.execute(insert(SCOPE_HEAD).values(row))


def test_row_policies_change_nothing_of_another_point(pg: Database) -> None:
    _filled(pg)
    with pg.unit("BALVI") as connection:
        connection.execute(update(STREAM).values(last_seq=99))
    assert sorted((row.point, row.last_seq) for row in rows(pg, STREAM)) == [("BALVI", 99), ("VILAKA", 1)]


def test_the_role_of_a_request_deletes_nothing_and_keeps_the_log(pg: Database) -> None:
    _filled(pg)
    for table in METADATA.tables.values():
        if table is BLOB_CHUNK:  # of unfinished files only: tests/central/test_files.py
            continue
        with pytest.raises(ProgrammingError, match="permission denied"), pg.unit("BALVI") as connection:
            connection.execute(delete(table))
    with pytest.raises(ProgrammingError, match="permission denied"), pg.unit("BALVI") as connection:
        connection.execute(update(OP).values(outcome="denied"))


def test_a_ticket_opens_its_own_row_only(pg: Database) -> None:
    with pg.whole() as connection:
        codes = [
            admin.issue_ticket(connection, point, now_ms=clock.now_ms()) for point in ("BALVI", "VILAKA")
        ]
    with pg.unit("", ticket=hash_ticket(codes[0])) as connection:
        assert [row.point for row in connection.execute(select(TICKET))] == ["BALVI"]
