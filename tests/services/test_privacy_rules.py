"""What is begun from a visit, what is told beside a rule or a hold, and an attestation that goes by an act."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kacdesk.core.errors import Invalid
from kacdesk.services import deadlines, onward, records
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.counter.hints import Sketch
from tests.helpers import desk as made
from tests.helpers.desk import hold_clock

NAME, CODE = "Izdomāta Paraugniece", "321234-56789"


@pytest.mark.clause("002-12")
def test_a_disclosure_begins_with_the_customer_and_asks_for_the_ground(desk: Context) -> None:
    visit = records.save(
        desk, "visit", made.visit(customer_name=NAME, customer_code=CODE, identity_document="PASSPORT")
    ).id
    begun = dict(onward.begin(desk, "visit", visit, "disclosure").values)
    assert (begun["recipient"], begun["subject_code"], begun["visit_id"]) == (NAME, CODE, visit)
    with pytest.raises(Invalid):
        records.save(desk, "disclosure", {**begun, "what": "Iesnieguma kopija"})
    records.save(desk, "disclosure", {**begun, "what": "Iesnieguma kopija", "ground": "OWN"})


@pytest.mark.clause("002-11")
def test_a_request_about_data_gets_its_term_of_a_month(
    desk: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, datetime(2027, 1, 11, 9, tzinfo=UTC))
    deadlines.seed(desk)
    visit = records.save(desk, "visit", made.visit(customer_name=NAME)).id
    begun = onward.begin(desk, "visit", visit, "data_request").values
    records.save(desk, "data_request", begun)
    (row,) = made.registered(desk.store, "data_request")
    assert (row["person_name"], row["received_on"], row["due_on"]) == (
        NAME,
        date(2027, 1, 11),
        date(2027, 2, 11),
    )


@pytest.mark.clause("002-09")
def test_a_visit_is_handed_to_a_colleague_without_the_customer_s_name(desk: Context) -> None:
    visit = records.save(desk, "visit", made.visit(customer_name=NAME)).id
    begun = onward.begin(desk, "visit", visit, "hand_over").values
    assert (begun["from_id"], begun["visit_id"], begun["reason"]) == (desk.actor.id, visit, "CONFLICT")
    assert NAME not in begun.values()


@pytest.mark.parametrize(
    ("register", "values", "path"),
    [
        ("retention_rule", {"register": "visit", "fields_told": "Klients, Kurpju izmērs"}, "fields_told"),
        ("retention_rule", {"register": "visit", "fields_told": "Klients, Rindas piezīme"}, None),
        ("retention_rule", {"register": "visit", "start_told": "Kādreiz"}, "start_told"),
        ("retention_rule", {"register": "visit", "start_told": "Uzskaites diena"}, None),
        ("retention_hold", {"register": "visit", "record_told": "XXX-000"}, "record_told"),
        ("retention_hold", {"register": "access_log", "record_told": "XXX-000"}, None),
    ],
)
@pytest.mark.clause("000-20")
def test_a_rule_and_a_hold_are_told_what_they_name_in_vain(
    desk: Context, register: str, values: dict[str, Any], path: str | None
) -> None:
    told = [hint.path for hint in hints.names_that_are_not_here(desk, Sketch(register, values))]
    assert told == ([path] if path else [])
