"""Rows go to PostgreSQL as packed arrays, and come back the same as from plain inserts."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from kacdesk.central.database import Database
from kacdesk.central.grouped import by_field
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BASE_SEEN, CONFLICT, FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from tests.central.asking import rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import staff_values

ID = UUID("0190aaaa-0000-7000-8000-000000000001")


def _conflict(value: Any, number: int) -> dict[str, Any]:
    return {
        "point": "BALVI",
        "id": UUID(int=number + 1),
        "scope": "p:BALVI",
        "reg": "staff",
        "rid": ID,
        "field": "name",
        "win_op": UUID(int=number + 1),
        "lose_op": ID,
        "lose_value": value,
        "at_ms": -(2**63) + number,
    }


def test_values_of_every_kind_come_back_the_same(database: Database) -> None:
    values: list[Any] = [1, True, 0, False, None, "", 'Ķ\n"\\', 2**53, ["a", None], {"k": {"d": 1}}]
    with database.unit("BALVI") as connection:
        database.insert(connection, CONFLICT, [_conflict(value, at) for at, value in enumerate(values)])
    held = sorted(rows(database, CONFLICT), key=lambda row: row.at_ms)
    assert [repr(row.lose_value) for row in held] == [repr(value) for value in values]
    assert [row.at_ms for row in held] == [-(2**63) + at for at in range(len(values))]
    assert {(row.point, row.rid, row.resolved_ms) for row in held} == {("BALVI", ID, None)}


def test_what_a_desk_pushed_lies_in_the_tables_byte_for_byte(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, op = sample.ins("staff", staff_values('Ķirsis "Paraugs"'))
    sample.set("staff", record, {"active": False}, base={"active": op})
    SqlStore(database, CATALOG).push(desk, sample.batch(), now_ms=clock.now_ms())
    held = sorted(rows(database, OP), key=lambda row: row.seq)
    assert [bytes(row.line) for row in held] == sample.lines
    assert [bytes(row.chain) for row in held] == sample.chains[1:]
    assert [row.sv for row in held] == [1, 1]
    feed = sorted(rows(database, FEED), key=lambda row: row.cur)
    assert [(row.whole, row.body["f"]) for row in feed] == [
        (True, staff_values('Ķirsis "Paraugs"')),
        (True, {"active": False}),
    ]
    (state,) = rows(database, RECORD)
    assert state.f == {**staff_values('Ķirsis "Paraugs"'), "active": False}
    assert by_field(state.o, state.f) == {name: sample_op(name, op, held[1].op) for name in staff_values()}


def sample_op(name: str, first: UUID, second: UUID) -> str:
    """Return which of the two operations gave a field its value."""
    return (second if name == "active" else first).hex


def test_a_key_that_is_there_fails_is_kept_or_is_replaced(database: Database) -> None:
    seen = {"point": "BALVI", "rid": ID, "field": "name", "op": ID}
    state = {
        "point": "BALVI",
        "reg": "staff",
        "rid": ID,
        "scope": "p:BALVI",
        "f": {},
        "o": {},
        "s": {},
        "x": {},
    }
    with database.unit("BALVI") as connection:
        database.insert_new(connection, BASE_SEEN, [seen, seen])
        database.insert_new(connection, BASE_SEEN, [seen, {**seen, "field": "role"}])
        database.put(connection, RECORD, [{**state, "cur": 1}, {**state, "cur": 2}])
        assert connection.execute(select(RECORD.c.cur)).scalars().all() == [2]
        database.put(connection, RECORD, [{**state, "cur": 3, "f": {"name": "x"}}])
    assert {row.field for row in rows(database, BASE_SEEN)} == {"name", "role"}
    assert [(row.cur, row.f) for row in rows(database, RECORD)] == [(3, {"name": "x"})]
    with pytest.raises(IntegrityError), database.unit("BALVI") as connection:
        database.insert(connection, BASE_SEEN, [seen])


def test_a_value_that_does_not_fit_is_the_lines_fault(pg: Database) -> None:
    for bad in ({"at_ms": 2**63}, {"field": "\ud800"}, {"field": "\0"}):
        with pytest.raises(DataError) as refused, pg.unit("BALVI") as connection:
            pg.insert(connection, CONFLICT, [{**_conflict("x", 1), **bad}])
        assert pg.blames_the_line(refused.value)


def test_packed_rows_of_another_point_are_fenced_off(pg: Database) -> None:
    with pytest.raises(Exception, match="row-level security"), pg.unit("VILAKA") as connection:
        pg.insert(connection, CONFLICT, [_conflict("x", 1)])


def test_what_goes_without_waiting_is_there_when_the_block_ends(database: Database) -> None:
    with database.unit("BALVI") as connection:
        with database.without_waiting(connection):
            database.insert(connection, CONFLICT, [_conflict("x", 1)])
            database.insert(connection, CONFLICT, [_conflict("y", 2)])
        assert {row.lose_value for row in connection.execute(select(CONFLICT))} == {"x", "y"}


@pytest.mark.parametrize("followed", [False, True])
def test_what_is_refused_without_waiting_is_the_lines_fault_and_nothing_of_it_stays(
    database: Database, followed: bool
) -> None:
    sent = [_conflict("x", 1), _conflict("x", 1), *([_conflict("y", 2)] if followed else [])]

    def send() -> None:
        with connection.begin_nested(), database.without_waiting(connection):
            for row in sent:
                database.insert(connection, CONFLICT, [row])

    with database.unit("BALVI") as connection:
        with pytest.raises(IntegrityError) as refused:
            send()
        database.insert(connection, CONFLICT, [_conflict("z", 3)])
    assert database.blames_the_line(refused.value)
    assert [row.lose_value for row in rows(database, CONFLICT)] == ["z"]
