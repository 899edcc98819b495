"""This file is the place where an e-service in another person's name is shown to go step by step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kacdesk.core.errors import Invalid, Refused
from kacdesk.core.workdays import add_months
from kacdesk.models.catalog import CATALOG
from kacdesk.models.fields import NO_ONE
from kacdesk.services import deadlines, onward, records, today
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.keeping import destruction_acts, retention, retention_rules
from kacdesk.services.keeping.retention_due import due_records
from kacdesk.services.requests import delegation
from tests.helpers import desk
from tests.services.requests import (
    NOON,
    at,
    delegated,
    feedback,
    offered,
    progress,
    refused_fields,
    row,
    save,
    service,
    step,
)

R = delegation.REGISTER
CHECKED = date(2026, 11, 20)


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk with the dated rules, on 21 November 2026."""
    deadlines.seed(context)
    desk.hold_clock(monkeypatch.setattr, NOON)
    return context


def problems_of(work: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        work()
    return refused_fields(invalid.value)


@pytest.mark.clause("003-40")
def test_an_expired_identity_document_ends_it(context: Context) -> None:
    expired = delegated(context, document_valid_until=CHECKED - timedelta(days=1))
    assert problems_of(lambda: save(context, R, **expired)) == {"document_valid_until": "expired"}
    assert desk.registered(context.store, R) == []
    kept = row(context, R, save(context, R, **delegated(context, document_valid_until=CHECKED)))
    assert (kept["identity_document"], kept["clerk_id"], kept["state"]) == (
        "PASSPORT",
        context.actor.id,
        "STARTED",
    )


@pytest.mark.clause("003-40")
@pytest.mark.parametrize("missing", ["identity_document", "document_valid_until", "identity_checked_at"])
def test_the_identity_check_is_told_whole(context: Context, missing: str) -> None:
    assert problems_of(lambda: save(context, R, **delegated(context, **{missing: None}))) == {
        missing: "required"
    }


@pytest.mark.clause("003-45", "003-18")
def test_a_service_without_delegation_is_refused_beside_the_field_and_at_saving(context: Context) -> None:
    values = delegated(context, service_id=service(context, delegation=False))
    assert problems_of(lambda: save(context, R, **values)) == {"service_id": "delegation"}
    form = {**values, "portal_as_authorised": False, "e_address_active": False}
    told = [hint for hint in hints.ask(context, hints.Sketch(R, form)) if hint.path == "service_id"]
    assert [hint.asks for hint in told] == [True]
    assert "nav šādas iespējas" in told[0].sentence


def test_a_point_that_does_not_delegate_refuses_every_service(context: Context) -> None:
    (kept,) = desk.registered(context.store, "point_settings")
    records.correct(
        context, "point_settings", kept["id"], {"delegation": False}, rev=kept["rev"], reason="nolemts"
    )
    assert problems_of(lambda: save(context, R, **delegated(context))) == {"service_id": "switch"}


@pytest.mark.clause("003-42", "003-43")
def test_what_was_begun_goes_on_after_the_point_or_the_service_gives_it_up(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(context, R, **delegated(context, stated_data="Dati ir patiesi."))
    (kept,) = desk.registered(context.store, "point_settings")
    records.correct(
        context, "point_settings", kept["id"], {"delegation": False}, rev=kept["rev"], reason="nolemts"
    )
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.update("service", row(context, R, record)["service_id"], {"delegation_supported": False})
    step(context, R, record, "portal", "attested")
    progress(context, R, record, portal_no="EP-1")
    kept = step(context, R, record, "registered", "completed")
    assert (kept["state"], kept["keep_until"]) == ("COMPLETED", date(2027, 2, 21))
    form = {**kept, "shelf_mark": "Mape A"}
    assert [each.path for each in hints.ask(context, hints.Sketch(R, form, record=record)) if each.asks] == []
    desk.hold_clock(monkeypatch.setattr, at(date(2027, 3, 1)))
    gone = progress(context, R, record, destroyed_on=date(2027, 3, 1), destruction_act="A-1")
    assert gone["destroyed_on"] == date(2027, 3, 1)


def test_what_was_begun_is_not_turned_into_what_is_refused(context: Context) -> None:
    record = save(context, R, **delegated(context))
    other = {"service_id": service(context, delegation=False)}
    rev = row(context, R, record)["rev"]
    assert problems_of(
        lambda: records.correct(context, R, record, other, rev=rev, reason="cits pakalpojums")
    ) == {"service_id": "delegation"}


@pytest.mark.clause("003-41")
def test_no_field_could_hold_how_somebody_signs_in_to_the_portal() -> None:
    spec = CATALOG.spec(R)
    words = [f"{each.name} {each.label} {' '.join(each.synonyms)}".casefold() for each in spec.fields]
    for forbidden in ("parol", "password", "pin", "lietotājv", "login", "banka", "smart"):
        assert not [each for each in words if forbidden in each]
    assert spec.by_name["portal_as_authorised"].kind == "flag"


@pytest.mark.clause("003-18", "003-41", "003-42", "003-43")
def test_the_steps_come_in_their_order_and_end_with_the_registration(context: Context) -> None:
    record = save(context, R, **delegated(context))
    assert offered(context, R, record) == ["portal", "withdrawn"]
    assert step(context, R, record, "portal")["state"] == "IN_PORTAL"
    assert offered(context, R, record) == ["attested", "withdrawn"]
    assert problems_of(lambda: step(context, R, record, "attested")) == {"attested_on": "order"}
    progress(context, R, record, stated_data="Konta numurs norādīts.")
    kept = step(context, R, record, "attested")
    assert (kept["state"], kept["attested_on"]) == ("ATTESTED", date(2026, 11, 21))
    assert problems_of(lambda: step(context, R, record, "registered")) == {"registered_on": "order"}
    progress(context, R, record, portal_no="EP-1", shelf_mark="Mape A")
    kept = step(context, R, record, "registered")
    assert (kept["state"], kept["portal_no"]) == ("REGISTERED", "EP-1")
    assert step(context, R, record, "completed")["state"] == "COMPLETED"
    assert offered(context, R, record) == []


@pytest.mark.clause("003-42", "003-43")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attested_on": CHECKED, "stated_data": "x"}, "attested_on"),
        ({"attested_on": CHECKED, "portal_as_authorised": True}, "attested_on"),
        ({"portal_no": "EP-1"}, "portal_no"),
        ({"registered_on": CHECKED}, "registered_on"),
        ({"completed_on": CHECKED}, "completed_on"),
        ({"delivered_on": CHECKED}, "delivered_on"),
    ],
)
def test_no_step_is_skipped(context: Context, changes: dict[str, Any], field: str) -> None:
    record = save(context, R, **delegated(context))
    assert problems_of(lambda: progress(context, R, record, **changes)) == {field: "order"}


def test_days_do_not_go_backwards_and_none_lies_ahead(context: Context) -> None:
    record = save(context, R, **delegated(context, portal_as_authorised=True, stated_data="x"))
    before = {"attested_on": CHECKED - timedelta(days=1)}
    assert problems_of(lambda: progress(context, R, record, **before)) == {"attested_on": "order"}
    ahead = {"attested_on": date(2026, 11, 22)}
    assert problems_of(lambda: progress(context, R, record, **ahead)) == {"attested_on": "future"}


def completed(context: Context, on: date, **more: Any) -> dict[str, Any]:
    return delegated(
        context,
        identity_checked_at=at(on),
        document_valid_until=on,
        portal_as_authorised=True,
        stated_data="Dati ir patiesi.",
        attested_on=on,
        portal_no="EP-7",
        registered_on=on,
        completed_on=on,
        **more,
    )


@pytest.mark.clause("003-44")
def test_the_result_goes_to_an_e_address_only_when_it_is_activated(context: Context) -> None:
    values = completed(context, CHECKED, delivery="E_ADDRESS")
    assert problems_of(lambda: save(context, R, **values)) == {"delivery": "delivery"}
    kept = row(context, R, save(context, R, **values, e_address_active=True))
    assert step(context, R, kept["id"], "delivered")["delivered_on"] == date(2026, 11, 21)
    assert row(context, R, save(context, R, **{**values, "delivery": "IN_PERSON"}))["delivery"] == "IN_PERSON"


@pytest.mark.clause("003-44")
def test_a_result_by_post_asks_where_to(context: Context) -> None:
    values = completed(context, CHECKED, delivery="POST")
    assert problems_of(lambda: save(context, R, **values)) == {"postal_address": "required"}


@pytest.mark.clause("003-42")
def test_an_attestation_of_30_november_may_be_destroyed_after_28_february(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hold_clock(monkeypatch.setattr, at(date(2027, 3, 1)))
    record = save(context, R, **completed(context, date(2026, 11, 30), shelf_mark="Mape B"))
    kept = row(context, R, record)
    assert (kept["kept_from"], kept["keep_until"], kept["destroy_on"]) == (
        date(2026, 11, 30),
        date(2027, 2, 28),
        date(2027, 3, 1),
    )
    assert delegation.due_for_destruction(context, date(2027, 2, 28)) == []
    (due,) = delegation.due_for_destruction(context, date(2027, 3, 1))
    assert (due.record, due.number, due.shelf_mark) == (record, kept["number"], "Mape B")
    early = {"destroyed_on": date(2027, 2, 28), "destruction_act": "A-1"}
    assert problems_of(lambda: progress(context, R, record, **early)) == {"destroyed_on": "early"}
    without = {"destroyed_on": date(2027, 3, 1)}
    assert problems_of(lambda: progress(context, R, record, **without)) == {"destruction_act": "required"}
    progress(context, R, record, destroyed_on=date(2027, 3, 1), destruction_act="A-1")
    assert delegation.due_for_destruction(context, date(2027, 3, 1)) == []


@pytest.mark.clause("003-42")
def test_an_act_destroys_what_is_due_and_writes_it_into_the_application(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hold_clock(monkeypatch.setattr, at(date(2027, 3, 1)))
    over, held = (
        save(context, R, **completed(context, day)) for day in (date(2026, 11, 30), date(2026, 12, 1))
    )
    rules = retention_rules.rules_in_force(context.store, date(2027, 3, 1))
    rule = next(rule for rule in rules if (rule.register, rule.action) == (R, retention_rules.DESTROY))
    due = delegation.due_for_destruction(context, date(2027, 3, 1))
    assert [each.record for each in due] == [
        each.record for each in due_records(context, rule, date(2027, 3, 1))
    ]
    act = destruction_acts.draw_up(context, rule)
    progress(context, "destruction_act", act.id, done_on=date(2027, 3, 1), approved_by=context.actor.id)
    gone = row(context, R, over)
    assert (gone["destroyed_on"], gone["destruction_act"]) == (date(2027, 3, 1), act.number)
    assert row(context, R, held)["destroyed_on"] is None
    assert delegation.due_for_destruction(context, date(2027, 3, 1)) == []


@pytest.mark.clause("003-42")
@pytest.mark.parametrize("register", [R, "email_intake", "feedback"])
def test_every_name_in_a_request_can_be_forgotten(context: Context, register: str) -> None:
    values = completed(context, CHECKED) if register == R else {}
    if register == "email_intake":
        values = {"received_at": at(CHECKED), "sender": "Piemērs", "subject": "Par"}
    elif register == "feedback":
        values = feedback(received_at=at(CHECKED))
    record = save(context, register, **values)
    assert retention.forget(context, register, record, reason="termiņš") > 0
    kept = row(context, register, record)
    assert [name for name in context.catalog.spec(register).personal if kept[name] is not None] == []


@pytest.mark.clause("003-42")
def test_what_was_taken_back_is_kept_as_long_but_only_when_it_was_signed(context: Context) -> None:
    signed = {"portal_as_authorised": True, "stated_data": "x", "attested_on": CHECKED}
    kept = row(context, R, save(context, R, **delegated(context, **signed, withdrawn_on=CHECKED)))
    assert (kept["state"], kept["keep_until"]) == ("WITHDRAWN", date(2027, 2, 20))
    unsigned = row(context, R, save(context, R, **delegated(context, withdrawn_on=CHECKED)))
    assert (unsigned["state"], unsigned["keep_until"]) == ("WITHDRAWN", None)


@pytest.mark.clause("003-42")
@pytest.mark.parametrize("delivery", ["IN_PERSON", "POST"])
def test_what_was_forgotten_before_its_end_is_brought_to_it(context: Context, delivery: str) -> None:
    unfinished = {**completed(context, CHECKED, delivery=delivery), "completed_on": None}
    record = save(context, R, **unfinished, postal_address="Paraugu iela 1, Balvi")
    retention.forget(context, R, record, reason="termiņš")
    kept = step(context, R, record, "completed", "delivered")
    assert (kept["state"], kept["keep_until"]) == ("COMPLETED", date(2027, 2, 21))
    rev = kept["rev"]
    with pytest.raises(Invalid):
        records.correct(context, R, record, {"document_valid_until": None}, rev=rev, reason="labojums")


@pytest.mark.clause("003-42")
def test_what_is_not_over_is_never_destroyed(context: Context) -> None:
    record = save(context, R, **{**completed(context, CHECKED), "completed_on": None})
    changes = {"destroyed_on": date(2026, 11, 21), "destruction_act": "A-1"}
    assert problems_of(lambda: progress(context, R, record, **changes)) == {"destroyed_on": "early"}


@pytest.mark.clause("003-42")
def test_what_was_registered_is_asked_after_a_month_on_so_that_no_attestation_is_kept_for_ever(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(context, R, **{**completed(context, CHECKED), "completed_on": None})
    assert row(context, R, record)["finish_by"] == date(2026, 12, 21)  # the 20th is a Sunday
    assert record not in {due.record for due in today.today(context).dues}
    desk.hold_clock(monkeypatch.setattr, at(date(2026, 12, 21)))
    (due,) = [due for due in today.today(context).dues if due.record == record]
    assert due.what == "Noskaidrot, vai e-pakalpojums ir izpildīts"
    step(context, R, record, "completed")
    assert record not in {due.record for due in today.today(context).dues}


def _three_months_after(day: date) -> date:
    """Return the day three calendar months on, counted month by month, without the program's arithmetic."""
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


@pytest.mark.clause("003-42")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_three_months_are_three_months(context: Context, day: date) -> None:
    kept = delegation.kept_until(context, {"attested_on": day, "completed_on": day})
    assert kept == _three_months_after(day) == add_months(day, 3)


@pytest.mark.clause("003-18", "003-43")
def test_it_begins_from_the_visit_and_stays_linked_to_it(context: Context) -> None:
    visit = save(
        context,
        "visit",
        **desk.visit(started_at=at(CHECKED), customer_name="Paraugs Kungs", identity_document="ID_CARD"),
    )
    draft = onward.begin(context, "visit", visit, "delegated")
    assert draft.register == R
    begun = {name: draft.values[name] for name in ("visit_id", "person_name", "identity_document")}
    assert begun == {"visit_id": visit, "person_name": "Paraugs Kungs", "identity_document": "ID_CARD"}
    more = {"document_valid_until": date(2030, 1, 1), "service_id": service(context, delegation=True)}
    assert row(context, R, save(context, R, **{**draft.values, **more}))["visit_id"] == visit


def test_nothing_is_begun_from_a_company(context: Context) -> None:
    visit = save(context, "visit", **desk.visit(started_at=at(CHECKED), customer_kind="LEGAL"))
    with pytest.raises(Refused):
        onward.begin(context, "visit", visit, "delegated")
