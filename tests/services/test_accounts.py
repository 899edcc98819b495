"""This file is the place where it is shown who may act at a desk, and under which name."""

from pathlib import Path

import pytest

from kacdesk.core.errors import Invalid, Missing, Refused
from kacdesk.services import records
from kacdesk.services.context import Context, Role
from kacdesk.services.people import accounts
from kacdesk.store import opening
from tests.helpers import desk


def test_without_a_name_the_first_supervisor_acts(context: Context) -> None:
    assert accounts.act_as(context.store).actor.name == desk.SUPERVISOR


@pytest.mark.parametrize("typed", [desk.CLERK, "izdomata darbiniece", "IZDOMĀTĀ DARBINIECE"])
def test_a_person_is_known_by_name_without_case_and_garumzimes(context: Context, typed: str) -> None:
    acting = accounts.act_as(context.store, typed)
    assert (acting.actor.name, acting.actor.role) == (desk.CLERK, Role.CLERK)


@pytest.mark.parametrize("typed", ["Nav Tāda", "", "Izdomātā"])
def test_a_name_that_nobody_has_is_missing(context: Context, typed: str) -> None:
    with pytest.raises(Missing, match="darbinieku") as missing:
        accounts.act_as(context.store, typed)
    assert missing.value.exit_code == 2


def test_who_no_longer_works_here_cannot_act(context: Context) -> None:
    clerk = accounts.act_as(context.store, desk.CLERK).actor
    records.correct(context, "staff", clerk.id, {"active": False}, rev=0, reason=None)
    with pytest.raises(Missing):
        accounts.act_as(context.store, desk.CLERK)


def test_another_person_at_the_same_desk_signs_what_they_do(context: Context) -> None:
    clerk = accounts.swap(context, desk.CLERK)
    record = records.save(clerk, "phone_consultation", desk.call()).id
    (row,) = desk.registered(context.store, "phone_consultation")
    assert (row["made_by"], row["clerk_id"]) == (clerk.actor.id, clerk.actor.id)
    assert desk.captured(context.store, record)[0]["actor"] == clerk.actor.id


@pytest.mark.clause("003-07")
def test_a_role_that_is_not_the_actors_is_refused(context: Context) -> None:
    clerk = accounts.swap(context, desk.CLERK)
    with pytest.raises(Refused, match="vadītājs") as refused:
        clerk.require(Role.SUPERVISOR)
    assert refused.value.exit_code == 3
    context.require(Role.SUPERVISOR, Role.IT)


def test_the_first_person_is_entered_once(context: Context) -> None:
    with pytest.raises(Refused, match="jau ir darbinieki"):
        accounts.add_first_person(context.store, "Vēl Kāds")


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\0b"])
def test_the_first_person_has_a_name_that_the_register_takes(tmp_path: Path, name: str) -> None:
    store = opening.create(tmp_path / "desk", desk.BESIDE, desk.POINT)
    try:
        with pytest.raises(Invalid):
            accounts.add_first_person(store, name)
        assert accounts.staff(store) == []
        assert accounts.add_first_person(store, "  Anna Paraugs ").actor.name == "Anna Paraugs"
        assert [person.name for person in accounts.staff(store)] == ["Anna Paraugs"]
    finally:
        store.close()
