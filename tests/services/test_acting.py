"""This file is the place where roles are shown to be held, also by whoever stands in for the supervisor."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.models.fields import NO_ONE
from kacdesk.services import attention, lists, preferences, records
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.lists import MASK
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.accounts import person_called
from kacdesk.spec.listing import ListQuery
from kacdesk.store import tables
from tests.helpers import desk

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 30)
IN_IT = "Datoru Meistars"


def appointed(context: Context) -> Context:
    """Let the clerk stand in for the supervisor from FIRST to LAST and return them at the desk."""
    clerk = person_called(context.store, desk.CLERK)
    changes = {"acting_from": FIRST, "acting_to": LAST}
    records.correct(context, "staff", clerk.id, changes, rev=0, reason="atvaļinājums")
    return Context(context.store, person_called(context.store, desk.CLERK))


def in_it(context: Context) -> Context:
    records.save(context, "staff", {"name": IN_IT, "role": "IT", "active": True})
    return Context(context.store, person_called(context.store, IN_IT))


@pytest.mark.parametrize(
    ("moment", "acts"),
    [
        (datetime(2026, 11, 22, 21, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 22, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 22, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_period_begins_and_ends_at_midnight_in_riga(
    context: Context, monkeypatch: pytest.MonkeyPatch, moment: datetime, acts: bool
) -> None:
    clerk = appointed(context)
    desk.hold_clock(monkeypatch.setattr, moment)
    assert clerk.actor.role is (Role.SUPERVISOR if acts else Role.CLERK)
    assert clerk.actor.acting_until == (LAST if acts else None)


def test_a_period_that_ends_while_the_person_sits_there_ends_for_the_next_thing_they_do(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = appointed(context)
    held = desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
    day = {"day": LAST, "kind": "DAY_OFF"}
    records.save(clerk, "calendar_day", day)
    held.at += timedelta(hours=11)
    with pytest.raises(Refused, match="vadītājs"):
        records.save(clerk, "calendar_day", day)


def test_who_stands_in_does_not_make_it_longer_nor_give_supervisors_pins(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = appointed(context)
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    later = {"acting_to": date(2027, 11, 30)}
    with pytest.raises(Refused, match="pats vadītājs"):
        records.correct(clerk, "staff", clerk.actor.id, later, rev=1, reason="vēl")
    with pytest.raises(Refused, match="pats vadītājs"):
        records.save(clerk, "staff", {"name": "Vēl Kāds", "role": "SUPERVISOR", "active": True})
    pins.change_own(context, "", "7305")
    with pytest.raises(Refused, match="pats vadītājs"):
        pins.give(clerk, context.actor)
    people = [context.actor, clerk.actor]
    kept = dict(pins.kept(context.store))
    assert accounts.witnesses(people, kept, clerk.actor) == [context.actor]


def test_who_stands_in_gives_clerks_a_pin(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = appointed(context)
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    records.save(context, "staff", {"name": "Trešā Darbiniece", "role": "CLERK", "active": True})
    third = person_called(context.store, "Trešā Darbiniece")
    pins.change_own(context, "", "7305")
    with pytest.raises(Refused, match="vēl nav PIN"):
        pins.give(clerk, third)
    accounts.first_pin(context, clerk.actor.id, "4826", witness=context.actor.id, witness_pin="7305")
    assert len(pins.give(clerk, third)) == 6


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"acting_from": FIRST}, "acting_to"),
        ({"acting_to": LAST}, "acting_from"),
        ({"acting_from": LAST, "acting_to": FIRST}, "acting_to"),
        ({"acting_from": FIRST, "acting_to": LAST, "role": "IT"}, "acting_from"),
    ],
)
def test_a_period_that_is_none_is_refused_beside_its_field(
    context: Context, changes: dict[str, object], field: str
) -> None:
    clerk = person_called(context.store, desk.CLERK)
    with pytest.raises(Invalid) as refused:
        records.correct(context, "staff", clerk.id, changes, rev=0, reason="atvaļinājums")
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_point_is_never_left_without_a_supervisor(context: Context) -> None:
    own = context.actor.id
    with pytest.raises(Refused, match="bez vadītāja"):
        records.correct(context, "staff", own, {"role": "CLERK"}, rev=0, reason="pārcelta")
    with pytest.raises(Refused, match="bez vadītāja"):
        records.correct(context, "staff", own, {"active": False}, rev=0, reason=None)
    with pytest.raises(Refused, match="bez vadītāja"):
        records.void(context, "staff", own, reason="kļūda")
    records.save(context, "staff", {"name": "Otrs Vadītājs", "role": "SUPERVISOR", "active": True})
    records.void(context, "staff", own, reason="kļūda")
    assert [person.name for person in accounts.staff(context.store)] == [desk.CLERK, "Otrs Vadītājs"]


def test_it_sees_no_personal_data_and_enters_no_records(context: Context) -> None:
    record = records.save(
        context, "visit", desk.visit(customer_name="Ģirts Paraugs"), {"visit_service": [desk.line()]}
    ).id
    it = in_it(context)
    with pytest.raises(Refused, match="drīkst veikt tikai"):
        lists.open_record(it, "visit", record, purpose="pārbaude")
    assert lists.open_record(it, "visit", record, purpose=None).values["customer_name"] == MASK
    assert "Ģirts" not in str(lists.page(it, "visit", ListQuery()).cells)
    assert "Ģirts" not in str(lists.found(it, "visit", ListQuery(), masked=False))
    assert "Ģirts" not in str(lists.history(it, "visit", record))
    with pytest.raises(Refused, match="drīkst veikt tikai"):
        records.save(it, "visit", desk.visit(), {"visit_service": [desk.line()]})
    assert desk.all_rows(context.store, tables.access_log) == []


def test_it_sets_the_desk_and_lets_a_mass_change_pass(context: Context) -> None:
    it = in_it(context)
    assert preferences.change(it, idle_minutes=3).idle_minutes == 3
    assert attention.allow_mass_change(it, "Izdomāts iemesls") == 0


def test_nobody_does_nothing(context: Context) -> None:
    nobody = Context(context.store, Actor(NO_ONE, "", Role.NOBODY))
    with pytest.raises(Refused):
        records.save(nobody, "visit", desk.visit(), {"visit_service": [desk.line()]})
    with pytest.raises(Refused):
        pins.change_own(nobody, "", "7305")


def test_a_role_that_only_a_newer_version_knows_may_do_nothing(context: Context) -> None:
    with context.store.unit(context.actor.id) as unit:
        clerk = person_called(context.store, desk.CLERK)
        unit.update("staff", clerk.id, {"role": "AUDITOR"})
    assert person_called(context.store, desk.CLERK).role is Role.NOBODY


def test_a_reset_that_command_made_is_closed_by_a_supervisor_alone(context: Context) -> None:
    pins.change_own(context, "", "7305")
    pins.reset(context.store, context.actor)
    [item] = attention.open_items(context)
    clerk = Context(context.store, person_called(context.store, desk.CLERK))
    with pytest.raises(Refused, match="vadītājs"):
        attention.settle(clerk, item.id)
    attention.settle(context, item.id)
    assert attention.open_items(context) == []
