"""This file is the place where what falls due in any register is shown to be told at its time, and of nobody."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.dues import Falling, falling_due
from kacdesk.services.references import current_references
from kacdesk.services.today import DueKind, today
from kacdesk.spec.field import Kind
from tests.helpers.builders import draft_of, lines_of

DAY = timedelta(days=1)
CLOCKS = [(spec.name, each.due) for spec in CATALOG.roots for each in spec.clocks]


def publication(context: Context, days: int, **more: Any) -> UUID:
    """Let something published be looked at so many days from today."""
    row = {"what": "HOURS_PORTAL", "review_on": clock.today_riga() + days * DAY}
    return records.save(context, "publication", row | more).id


def falling(context: Context, day: date) -> list[Falling]:
    with context.store.read() as connection:
        return falling_due(connection, context.catalog, day, current_references(context.store))


def test_what_is_overdue_comes_first_and_what_is_near_stands_apart(context: Context) -> None:
    near, late, now = (publication(context, days) for days in (2, -5, 0))
    publication(context, 4)
    read = today(context)
    assert [(due.record, due.kind, due.late_days(read.day)) for due in read.dues] == [
        (late, DueKind.CLOCK, 5),
        (now, DueKind.CLOCK, 0),
    ]
    assert [due.record for due in read.coming] == [near]
    assert not read.asks_for_nothing


def test_what_is_voided_done_or_given_up_is_not_due(context: Context) -> None:
    voided, given_up = publication(context, 0), publication(context, 0)
    records.void(context, "publication", voided, reason="kļūda")
    records.correct(context, "publication", given_up, {"kept": False}, rev=0, reason=None)
    assert today(context).dues == ()


@pytest.mark.parametrize(("register", "due"), CLOCKS)
def test_no_register_tells_of_a_person_when_something_falls_due(
    context: Context, register: str, due: str
) -> None:
    """Every text of the record is somebody's name, as a hurried clerk may write it anywhere."""
    spec, table = context.catalog.spec(register), context.catalog.table(register)
    name = "Paraugs Izdomātais"
    record = records.save(context, "staff", {"name": "Cits Paraugs", "role": "CLERK"}).id
    values = {
        each.name: name
        for each in spec.fields
        if each.kind in (Kind.TEXT, Kind.LONG_TEXT) and (each.personal or spec.personal)
    }
    kept = {
        "id": record,
        "point": "BALVI",
        "status": "registered",
        "made_at": clock.now_utc(),
        "made_by": context.actor.id,
    }
    clock_ = next(each for each in spec.clocks if each.due == due)
    running = {field: given[0] for field, given in clock_.while_.items()}
    built = draft_of(context, spec) | values | running | {due: clock.today_riga()}
    derived = {each.name: _plain(each.kind) for each in spec.fields if each.derived and each.name not in kept}
    row = {**derived, **built, **kept}
    with context.store.unit(context.actor.id) as unit:
        unit.insert(
            register, record, {key: value for key, value in row.items() if key in table.c and key != "id"}
        )
    told = [each for each in falling(context, clock.today_riga()) if each.record == record]
    assert told
    assert [each for each in told if name in each.named] == []


def _plain(kind: Kind) -> Any:
    return {
        Kind.DAY: clock.today_riga(),
        Kind.MOMENT: clock.now_utc(),
        Kind.INTEGER: 1,
        Kind.FLAG: False,
        Kind.REFERENCE: None,
    }.get(kind, "1")


def test_each_clock_asks_one_question_on_an_index(context: Context) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    names = current_references(context.store)
    with context.store.read() as connection:
        event.listen(connection, "before_cursor_execute", note)
        falling_due(connection, context.catalog, clock.today_riga(), names)
        event.remove(connection, "before_cursor_execute", note)
        clocks = sum(len(spec.clocks) for spec in context.catalog.specs)
        assert len(asked) == clocks
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            told = " ".join(str(row[-1]) for row in plan)
            assert "USING INDEX" in told, (statement, told)
            assert "SCAN" not in told, (statement, told)


def test_a_record_of_lines_is_told_by_the_record_it_belongs_to(context: Context) -> None:
    """No register of the house has a clock in its lines without telling of its parent."""
    for spec in context.catalog.specs:
        if spec.parent is not None and spec.clocks:
            parent = context.catalog.spec(spec.parent)
            lines = lines_of(context, parent)
            record = records.save(context, parent.name, draft_of(context, parent), lines).id
            table = context.catalog.table(spec.name)
            for each in spec.clocks:
                running = {field: given[0] for field, given in each.while_.items()}
                with context.store.unit(context.actor.id) as unit:
                    rows = unit.connection.execute(table.select()).mappings().all()
                    for row in rows:
                        unit.update(spec.name, row["id"], {**running, each.due: clock.today_riga()})
                found = [due for due in falling(context, clock.today_riga()) if due.what == each.what]
                assert {(due.register, due.record) for due in found} == {(parent.name, record)}
