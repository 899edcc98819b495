"""This file is the place where the municipality's own services at the counter are shown to go on as they should."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Refused
from kacdesk.services import catalog, deadlines, onward, point_settings, record_acts, records, steps
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.local.switches import hidden_registers
from tests.helpers import desk as made

DECLARATION = {"person_name": "Paraugs Izdomātais", "new_address": "Parauga iela 3, Balvi"}
CERTIFICATE = {
    "person_name": "Paraugs Izdomātais",
    "address": "Parauga iela 3, Balvi",
    "signatory_name": "Piemēra Vadītāja",
}
APPLICATION = {
    "person_name": "Piemēra Paraudziņa",
    "passport_no": "LV1234567",
    "residence": "Izdomu iela 7, Viļaka",
    "years_resident": 12,
}


def kept(context: Context, register: str, record: UUID) -> Mapping[str, Any]:
    return next(row for row in made.registered(context.store, register) if row["id"] == record)


def switch(context: Context, **switches: bool) -> None:
    records.save(context, "point_settings", {"centre_type": "regional", **switches})


def a_list(context: Context, **more: Any) -> UUID:
    values = {"period_from": clock.today_riga() - timedelta(days=90), "period_to": clock.today_riga(), **more}
    return records.save(context, "border_traffic_list", values).id


def an_application(context: Context, **more: Any) -> UUID:
    return records.save(context, "border_traffic_application", {**APPLICATION, **more}).id


# --- declared residence ----------------------------------------------------------------------------------------------
@pytest.mark.clause("000-09")
def test_a_declaration_is_numbered_dated_and_owes_the_fee_of_the_day(context: Context) -> None:
    deadlines.seed(context)
    saved = records.save(context, "residence_declaration", DECLARATION)
    row = kept(context, "residence_declaration", saved.id)
    assert saved.number is not None
    assert saved.number.endswith(f"/{clock.today_riga().year}/2-6/1")
    assert (row["declared_on"], row["fee_due"], row["fee_how"], row["state"]) == (
        clock.today_riga(),
        427,
        None,
        "RECEIVED",
    )
    steps.take(context, "residence_declaration", saved.id, "paid_card")
    steps.take(context, "residence_declaration", saved.id, "registered")
    row = kept(context, "residence_declaration", saved.id)
    assert (row["fee_how"], row["fee_paid"], row["fee_paid_on"]) == ("CARD", 427, clock.today_riga())
    assert (row["state"], row["registered_on"], row["status"]) == (
        "REGISTERED",
        clock.today_riga(),
        "registered",
    )
    assert steps.steps_of("residence_declaration", row, supervisor=True) == ()


@pytest.mark.clause("000-09")
def test_somebody_exempt_owes_nothing_and_the_rule_is_named(context: Context) -> None:
    deadlines.seed(context)
    exempt = {**DECLARATION, "fee_how": "EXEMPT"}
    with pytest.raises(Invalid) as told:
        records.save(context, "residence_declaration", exempt)
    assert [problem.field for problem in told.value.problems] == ["exemption_ground"]
    saved = records.save(context, "residence_declaration", {**exempt, "exemption_ground": "RULES"})
    assert kept(context, "residence_declaration", saved.id)["fee_due"] == 0
    with pytest.raises(Invalid):
        records.save(
            context, "residence_declaration", {**exempt, "exemption_ground": "RULES", "fee_due": 427}
        )


def test_a_fee_changes_with_the_rule_of_the_day(context: Context) -> None:
    deadlines.seed(context)
    dearer = {"matter": "RESIDENCE_DECLARATION", "amount": 600, "valid_from": clock.today_riga()}
    records.save(context, "fee_rule", dearer)
    for day, cents in ((clock.today_riga() - timedelta(days=1), 427), (clock.today_riga(), 600)):
        saved = records.save(context, "residence_declaration", {**DECLARATION, "declared_on": day})
        assert kept(context, "residence_declaration", saved.id)["fee_due"] == cents
    sketch = hints.Sketch("residence_declaration", DECLARATION)
    assert any(hint.path == "fee_due" and "6,00" in hint.sentence for hint in hints.ask(context, sketch))


@pytest.mark.clause("000-09")
def test_a_certificate_follows_its_declaration_and_is_issued(context: Context) -> None:
    declaration = records.save(context, "residence_declaration", DECLARATION).id
    draft = onward.begin(context, "residence_declaration", declaration, "certificate")
    assert draft.values["kind"] == "DECLARATION"
    assert draft.values["address"] == DECLARATION["new_address"]
    saved = records.save(
        context, "residence_certificate", {**draft.values, "signatory_name": "Piemēra Vadītāja"}
    )
    assert saved.number is not None
    assert "/2-7/" in saved.number
    for step in ("signed", "issued"):
        steps.take(context, "residence_certificate", saved.id, step)
    row = kept(context, "residence_certificate", saved.id)
    assert (row["declaration_id"], row["state"], row["delivered_on"]) == (
        declaration,
        "ISSUED",
        clock.today_riga(),
    )


@pytest.mark.clause("000-09")
def test_a_certificate_goes_to_an_e_address_only_when_it_is_activated(context: Context) -> None:
    with pytest.raises(Invalid):
        records.save(context, "residence_certificate", {**CERTIFICATE, "delivery": "E_ADDRESS"})
    records.save(
        context, "residence_certificate", {**CERTIFICATE, "delivery": "E_ADDRESS", "e_address_active": True}
    )


def test_a_declaration_takes_over_what_the_visit_knows(context: Context) -> None:
    visit = {
        **made.visit(),
        "customer_kind": "NATURAL",
        "customer_name": "Piemēra Paraudziņa",
        "customer_code": "32123456789",
        "identity_document": "PASSPORT",
        "representative_name": "Paraugs Izdomātais",
        "representative_basis": "AUTHORISED",
    }
    record = records.save(context, "visit", visit, {"visit_service": [made.line()]}).id
    values = onward.begin(context, "visit", record, "declaration").values
    assert (values["person_name"], values["person_code"]) == ("Piemēra Paraudziņa", "321234-56789")
    assert (values["identity_document"], values["declared_by"]) == ("PASSPORT", "AUTHORISED")
    assert (values["declarant_name"], values["visit_id"]) == ("Paraugs Izdomātais", record)


# --- switches --------------------------------------------------------------------------------------------------------
@pytest.mark.clause("000-09", "000-11", "000-12")
@pytest.mark.parametrize(
    ("name", "register", "values"),
    [
        ("residence", "residence_declaration", DECLARATION),
        ("residence", "residence_certificate", CERTIFICATE),
        ("border_traffic", "border_traffic_application", APPLICATION),
        ("rural", "rural_consultation", {"topic": "Platību maksājumi"}),
    ],
)
def test_what_a_point_does_not_do_is_neither_saved_nor_shown(
    context: Context, name: str, register: str, values: dict[str, Any]
) -> None:
    switch(context, **{name: False})
    with pytest.raises(Invalid) as told:
        records.save(context, register, values)
    assert "Punkta iestatījumi" in told.value.problems[0].sentence
    assert register not in {spec.name for spec in catalog.desk(context).pages}
    switch(context, **{name: True})
    records.save(context, register, values)
    assert register in {spec.name for spec in catalog.desk(context).pages}
    switch(context, **{name: False})
    assert register not in hidden_registers(context.store), "what was registered before stays in reach"


def test_what_was_registered_before_it_was_switched_off_can_be_put_right(context: Context) -> None:
    before = {**DECLARATION, "declared_on": clock.today_riga() - timedelta(days=3)}
    record = records.save(context, "residence_declaration", before).id
    call = made.call(helpline=True, started_at=clock.now_utc() - timedelta(days=2))
    switch(context, residence=False, helpline=False)
    steps.take(context, "residence_declaration", record, "registered")
    assert kept(context, "residence_declaration", record)["state"] == "REGISTERED"
    records.save(context, "phone_consultation", call)


@pytest.mark.clause("000-11")
def test_the_border_list_is_off_until_somebody_switches_it_on(context: Context) -> None:
    assert not point_settings.of(context.store).border_traffic
    visit = records.save(context, "visit", made.visit(), {"visit_service": [made.line()]}).id
    begun = {act.name for act in record_acts.acts_of(context, "visit", visit).onward}
    assert "border" not in begun
    assert "declaration" in begun
    switch(context, border_traffic=True)
    assert "border" in {act.name for act in record_acts.acts_of(context, "visit", visit).onward}


@pytest.mark.clause("000-07")
def test_the_helpline_of_the_portal_is_answered_only_where_it_is_switched_on(context: Context) -> None:
    call = made.call(helpline=True, started_at=clock.now_utc())
    records.save(context, "phone_consultation", call)
    switch(context, helpline=False)
    with pytest.raises(Invalid) as told:
        records.save(context, "phone_consultation", call)
    assert [problem.field for problem in told.value.problems] == ["helpline"]
    records.save(context, "phone_consultation", made.call(helpline=False))


# --- the border list -------------------------------------------------------------------------------------------------
@pytest.fixture
def border(context: Context) -> Context:
    """Return a desk that keeps border lists."""
    deadlines.seed(context)
    switch(context, border_traffic=True)
    return context


@pytest.mark.clause("000-11")
def test_a_list_gathers_who_waits_and_is_entitled(border: Context) -> None:
    entitled = an_application(border)
    newcomer = an_application(border, years_resident=2)
    child = an_application(border, entitled_as="CHILD", years_resident=None, family_of="Piemēra Paraudziņa")
    elsewhere = an_application(border, neighbour="BY")
    withdrawn = an_application(border)
    steps.take(border, "border_traffic_application", withdrawn, "withdrawn")
    record = a_list(border)
    steps.take(border, "border_traffic_list", record, "gathered")
    on_it = {
        row["id"] for row in made.registered(border.store, "border_traffic_application") if row["list_id"]
    }
    assert on_it == {entitled, child}
    assert kept(border, "border_traffic_list", record)["included"] == 2
    for other in (newcomer, elsewhere):
        assert kept(border, "border_traffic_application", other)["state"] == "WAITING"
    with pytest.raises(Refused):
        steps.take(border, "border_traffic_application", newcomer, "included")


@pytest.mark.clause("000-11")
def test_an_application_is_in_one_list_only(border: Context) -> None:
    first = an_application(border)
    one = a_list(border)
    steps.take(border, "border_traffic_list", one, "gathered")
    two = a_list(border)
    steps.take(border, "border_traffic_list", two, "gathered")
    assert kept(border, "border_traffic_application", first)["list_id"] == one
    assert (kept(border, "border_traffic_list", two)["included"] or 0) == 0
    steps.take(border, "border_traffic_application", first, "taken_out")
    assert kept(border, "border_traffic_list", one)["included"] == 0
    steps.take(border, "border_traffic_list", two, "gathered")
    assert kept(border, "border_traffic_application", first)["list_id"] == two


@pytest.mark.clause("000-11")
def test_an_approved_list_is_closed_and_goes_its_way_to_the_answer(border: Context) -> None:
    first, record = an_application(border), a_list(border)
    with pytest.raises(Refused):
        steps.take(border, "border_traffic_list", record, "approved")
    for step in ("gathered", "approved", "handed_over"):
        steps.take(border, "border_traffic_list", record, step)
    row = kept(border, "border_traffic_list", record)
    assert (row["approved_by"], row["handed_on"]) == (border.actor.name, clock.today_riga())
    assert row["answer_due_on"] > clock.today_riga() + timedelta(days=80)
    with pytest.raises(Refused):
        steps.take(border, "border_traffic_application", first, "taken_out")
    late = an_application(border)
    with pytest.raises(Refused):
        steps.take(border, "border_traffic_application", late, "included")
    assert kept(border, "border_traffic_application", first)["kept_from"] is None
    steps.take(border, "border_traffic_list", record, "answered")
    steps.take(border, "border_traffic_application", first, "granted")
    row = kept(border, "border_traffic_application", first)
    assert (row["list_id"], row["kept_from"]) == (record, clock.today_riga())


def test_only_a_supervisor_approves_a_list(border: Context) -> None:
    record = a_list(border)
    row = kept(border, "border_traffic_list", record)
    names = {step.name for step in steps.steps_of("border_traffic_list", row, supervisor=False)}
    assert names == {"gathered"}


def test_the_applications_of_a_voided_list_wait_again(border: Context) -> None:
    first, record = an_application(border), a_list(border)
    steps.take(border, "border_traffic_list", record, "gathered")
    records.void(border, "border_traffic_list", record, reason="sagatavots divreiz")
    row = kept(border, "border_traffic_application", first)
    assert (row["state"], row["list_id"]) == ("WAITING", None)


# --- rural consultations ---------------------------------------------------------------------------------------------
@pytest.mark.clause("000-12")
def test_a_rural_consultation_is_no_contact_and_is_gone_on_with(context: Context) -> None:
    with pytest.raises(Invalid):
        records.save(context, "rural_consultation", {"topic": "Platību maksājumi", "outcome": "TO_FOLLOW"})
    saved = records.save(
        context,
        "rural_consultation",
        {"topic": "Platību maksājumi", "outcome": "TO_FOLLOW", "follow_up_on": clock.today_riga()},
    )
    row = kept(context, "rural_consultation", saved.id)
    assert clock.riga_day(row["started_at"]) == clock.today_riga()
    assert context.catalog.spec("rural_consultation").counted_from is None
    steps.take(context, "rural_consultation", saved.id, "followed_up")
    assert kept(context, "rural_consultation", saved.id)["followed_up_on"] == clock.today_riga()


@pytest.mark.clause("000-12")
def test_a_rural_consultation_takes_over_what_a_call_knows(context: Context) -> None:
    call = records.save(context, "phone_consultation", made.call(caller_name="Paraugs Izdomātais")).id
    values = onward.begin(context, "phone_consultation", call, "rural").values
    assert (values["channel"], values["farm_name"], values["topic"]) == (
        "PHONE",
        "Paraugs Izdomātais",
        "Par pabalstu",
    )


def test_days_of_a_list_do_not_go_backwards(border: Context) -> None:
    with pytest.raises(Invalid):
        a_list(border, period_to=date(2020, 1, 1))
