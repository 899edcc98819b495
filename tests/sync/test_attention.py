"""What a person must look at: listed without personal data, closed once, closed on every desk."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.central.database import Database
from kacdesk.central.tables import CONFLICT, QUARANTINE
from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused
from kacdesk.services import attention, records, whereabouts
from kacdesk.services.context import Context
from kacdesk.services.lists import MASK
from kacdesk.services.overview import overview
from kacdesk.store import marks, tables
from tests.helpers.desk import all_rows
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle, value_of


@pytest.fixture
def disputed(desk: MakeDesk) -> tuple[Context, Context, UUID]:
    """Two desks that changed one field without seeing each other, and the visit."""
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    records.correct(first, "visit", record, {"note": "no pirmā"}, rev=0, reason="a")
    records.correct(second, "visit", record, {"note": "no otrā"}, rev=0, reason="b")
    for context in (first, second, first, second):
        cycle(context)
    return first, second, record


@pytest.fixture
def refused(desk: MakeDesk) -> tuple[Context, Context, UUID]:
    """Two desks; the central store refused the first values of a call of the first one."""
    first, second = desk("pirmais"), desk("otrais")
    values = {"started_at": clock.now_utc(), "topic": "Jautājums", "helpline": False}
    with first.store.unit(first.actor.id) as unit:
        made = records.write_new(
            first,
            unit,
            records.Entry(first, "phone_consultation", values, {}, records.read_references(first)),
        )
        unit.connection.exec_driver_sql(
            "UPDATE capture SET f=json_set(f,'$.duration_s',-5) WHERE rid=?", (made.id.bytes,)
        )
        unit.connection.exec_driver_sql(
            "UPDATE phone_consultation SET rev=rev+1 WHERE id=?", (made.id.bytes,)
        )
    cycle(first)
    cycle(second)
    return first, second, made.id


def the_conflict(context: Context, field: str = "note") -> attention.Item:
    (item,) = [item for item in attention.open_items(context) if item.field == field]
    return item


def settle_rest(context: Context) -> None:
    for item in attention.open_items(context):
        attention.settle(context, item.id)


def test_personal_values_are_masked_until_a_purpose_is_stated(
    disputed: tuple[Context, Context, UUID],
) -> None:
    first, _, record = disputed
    hidden = the_conflict(first)
    assert (hidden.value, hidden.other, hidden.record) == (MASK, MASK, record)
    shown = next(item for item in attention.open_items(first, purpose="strīds") if item.id == hidden.id)
    assert {shown.value, shown.other} == {"no pirmā", "no otrā"}
    assert all_rows(first.store, tables.access_log)[-1]["purpose"] == "strīds"


def test_a_conflict_that_is_left_as_it_is_is_closed_on_every_desk(
    disputed: tuple[Context, Context, UUID], database: Database
) -> None:
    first, second, record = disputed
    before = value_of(first, record, "note")
    assert the_conflict(first).id == the_conflict(second).id
    settle_rest(first)
    assert overview(first.store).conflicts == 0
    for context in (first, second, first):
        assert cycle(context).trouble is None
    assert overview(second.store).conflicts == 0
    assert value_of(second, record, "note") == before
    with database.whole() as connection:
        assert all(row.resolved_ms for row in connection.execute(select(CONFLICT)))
    assert overview(first.store).all_sent
    assert marks.read_state(first.store).pending_changes == 0


def test_the_value_that_lost_can_be_taken_with_a_reason(disputed: tuple[Context, Context, UUID]) -> None:
    first, second, record = disputed
    item = the_conflict(first)
    lost = json.loads(
        next(row["lose_value"] for row in all_rows(first.store, tables.conflict) if row["field"] == "note")
    )
    with pytest.raises(Refused):
        attention.settle(first, item.id, take_mine=True)
    attention.settle(first, item.id[:12], take_mine=True, reason="pareizā ir šī")
    for context in (first, second, first):
        assert cycle(context).trouble is None
    assert value_of(first, record, "note") == value_of(second, record, "note") == lost
    assert not [item for item in attention.open_items(second) if item.field == "note"]
    assert picture_of(first.store) == picture_of(second.store)


def test_an_unknown_item_is_named_and_nothing_changes(disputed: tuple[Context, Context, UUID]) -> None:
    first, _, _ = disputed
    for wrong in ("", "0", "ffffffffffff"):
        with pytest.raises(Missing):
            attention.settle(first, wrong)
    assert overview(first.store).conflicts


def test_a_refused_record_is_sent_whole_once_it_was_corrected(
    refused: tuple[Context, Context, UUID], database: Database
) -> None:
    first, second, record = refused
    (item,) = attention.open_items(first)
    assert (item.kind, item.code, item.field) == ("refusal", "quarantined:range", "duration_s")
    assert ("phone_consultation", record.hex) not in picture_at(database)
    records.correct(first, "phone_consultation", record, {"topic": "Labots"}, rev=1, reason="precizēts")
    for context in (first, second, first):
        assert cycle(context).trouble is None
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)
    assert picture_of(second.store)[("phone_consultation", record.hex)]["topic"] == "Labots"
    assert attention.open_items(first) == []
    with database.whole() as connection:
        (held,) = connection.execute(select(QUARANTINE)).all()
    assert held.resolution == "settled-by-desk"


def test_a_refused_record_is_sent_whole_when_a_person_asks_for_it(
    refused: tuple[Context, Context, UUID], database: Database
) -> None:
    first, second, record = refused
    (item,) = attention.open_items(first)
    with first.store.unit(first.actor.id, reason="labots") as unit:
        unit.connection.exec_driver_sql(
            "UPDATE phone_consultation SET duration_s=60 WHERE id=?", (record.bytes,)
        )
    attention.settle(first, item.id, resend=True)
    for context in (first, second, first):
        assert cycle(context).trouble is None
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)
    assert ("phone_consultation", record.hex) in picture_at(database)
    assert attention.open_items(first) == []


def test_a_refused_record_that_is_given_up_is_voided_here_alone(
    refused: tuple[Context, Context, UUID], database: Database
) -> None:
    first, _, record = refused
    (item,) = attention.open_items(first)
    attention.settle(first, item.id, reason="ievadīts kļūdas dēļ")
    assert cycle(first).trouble is None
    assert picture_of(first.store)[("phone_consultation", record.hex)]["status"] == "voided"
    assert ("phone_consultation", record.hex) not in picture_at(database)
    assert attention.open_items(first) == []


def test_a_refused_correction_that_is_given_up_shows_again_what_was_there(
    desk: MakeDesk, database: Database
) -> None:
    context = desk("pirmais")
    record = add_visit(context)
    cycle(context)
    before = value_of(context, record, "channel")
    with context.store.unit(context.actor.id, reason="labots") as unit:
        unit.connection.exec_driver_sql("UPDATE visit SET channel='x y z' WHERE id=?", (record.bytes,))
    cycle(context)
    (item,) = attention.open_items(context)
    attention.settle(context, item.id)
    assert value_of(context, record, "channel") == before
    cycle(context)
    assert picture_of(context.store) == picture_at(database)
    records.correct(context, "visit", record, {"channel": "EMAIL"}, rev=2, reason="precizēts")
    cycle(context)
    assert overview(context.store).conflicts == 0, "it is made upon what the central store holds"
    assert picture_of(context.store) == picture_at(database)


def test_it_is_told_how_far_a_record_has_got(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    values = {"received_at": clock.now_utc(), "title": "Iesniegums"}
    saved = records.save(first, "received_document", values)
    number = saved.number or ""
    assert [step.state for step in whereabouts.whereabouts(first, number).steps] == ["unsealed"]
    cycle(first)
    told = whereabouts.whereabouts(first, number.lower())
    assert (told.register, told.record) == ("received_document", saved.id)
    assert [step.state for step in told.steps] == ["told"]
    cycle(second)
    assert [step.state for step in whereabouts.whereabouts(second, str(saved.id)).steps] == ["central"]
    with first.store.unit(first.actor.id, applying=True) as unit:
        unit.connection.execute(tables.sync_state.update().values(safe_seq=tables.sync_state.c.acked_seq))
    assert [step.state for step in whereabouts.whereabouts(first, number).steps] == ["safe"]
    with pytest.raises(Missing):
        whereabouts.whereabouts(first, "BALVI-AAA/2026/1-1/999")


def test_a_refused_operation_is_told_as_such(refused: tuple[Context, Context, UUID]) -> None:
    first, _, record = refused
    (step,) = whereabouts.whereabouts(first, str(record)).steps
    assert (step.state, step.code) == ("refused", "quarantined:range")
