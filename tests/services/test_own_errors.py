"""This file is the place where the centre's own mistakes, and the supervisor's checks, are shown to be followed up."""

from datetime import date
from typing import Any

import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.services import deadlines, onward, record_acts, steps
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from tests.helpers import desk
from tests.services.requests import NOON, at, feedback, offered, progress, refused_fields, row, save, step

TODAY = date(2026, 11, 21)
ERROR, CHECK = "own_error", "quality_check"


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk with the dated rules, on 21 November 2026."""
    deadlines.seed(context)
    desk.hold_clock(monkeypatch.setattr, NOON)
    return context


def error(**more: Any) -> dict[str, Any]:
    return {"noted_on": TODAY, "what": "Nepareizs datums izziņā", **more}


@pytest.mark.clause("002-03")
def test_a_mistake_is_apologised_for_mended_and_the_right_to_complain_told(context: Context) -> None:
    record = save(context, ERROR, **error())
    assert offered(context, ERROR, record) == ["apologised", "informed", "seen"]
    kept = step(context, ERROR, record, "apologised", "informed")
    assert (kept["apologised"], kept["informed_of_right"]) == (True, True)
    with pytest.raises(Invalid) as invalid:
        progress(context, ERROR, record, remedied_on=TODAY)
    assert refused_fields(invalid.value) == {"remedy": "required"}
    assert (
        progress(context, ERROR, record, remedied_on=TODAY, remedy="Izsniegta jauna")["remedied_on"] == TODAY
    )


@pytest.mark.clause("002-03")
def test_the_supervisor_sees_it_and_nobody_else_says_so(context: Context) -> None:
    record = save(context, ERROR, **error())
    clerk = accounts.act_as(context.store, desk.CLERK)
    with pytest.raises(Refused):
        steps.take(clerk, ERROR, record, "seen")
    waits = [clock for clock in context.catalog.spec(ERROR).clocks if "seen_on" in clock.while_]
    kept = row(context, ERROR, record)
    assert [kept[clock.due] for clock in waits] == [TODAY]
    assert all(kept[name] in values for clock in waits for name, values in clock.while_.items())
    assert step(context, ERROR, record, "seen")["seen_on"] == TODAY


@pytest.mark.clause("002-03")
def test_it_begins_from_a_visit_and_from_a_complaint_and_leads_to_one(context: Context) -> None:
    visit = save(context, "visit", **desk.visit(started_at=at(TODAY, 9), customer_name="Paraugs Kungs"))
    begun = onward.begin(context, "visit", visit, "error").values
    assert (begun["visit_id"], begun["happened_on"], begun["customer_name"]) == (
        visit,
        TODAY,
        "Paraugs Kungs",
    )
    matter = save(context, "feedback", **feedback())
    of_matter = onward.begin(context, "feedback", matter, "error").values
    assert (of_matter["feedback_id"], of_matter["found_by"]) == (matter, "CUSTOMER")
    record = save(context, ERROR, **{**begun, "what": "Nepareizs datums"})
    complaint = onward.begin(context, ERROR, record, "feedback").values
    assert (complaint["subject"], complaint["visit_id"]) == ("Nepareizs datums", visit)


def check(**more: Any) -> dict[str, Any]:
    return {"subject": "Vēstule Nr. 1", "checked_on": TODAY, **more}


@pytest.mark.clause("000-32")
def test_a_document_is_evaluated_by_the_supervisor_with_day_remark_and_outcome(context: Context) -> None:
    document = save(context, "received_document", **desk.document(received_at=at(TODAY, 9)))
    begun = onward.begin(context, "received_document", document, "check").values
    number = row(context, "received_document", document)["number"]
    assert (begun["document_id"], begun["staff_id"]) == (document, context.actor.id)
    assert str(begun["subject"]).startswith(number)
    values = {
        **begun,
        "quality": "REMARKS",
        "remark": "Nav norādīts pamats.",
        "outcome": "TO_MEND",
        "mend_by": date(2026, 11, 25),
    }
    record = save(context, CHECK, **values)
    kept = row(context, CHECK, record)
    assert (kept["clerk_id"], kept["checked_on"], kept["remark"]) == (
        context.actor.id,
        TODAY,
        "Nav norādīts pamats.",
    )
    assert step(context, CHECK, record, "mended")["mended_on"] == TODAY


@pytest.mark.clause("000-32")
def test_a_clerk_neither_checks_nor_is_offered_to(context: Context) -> None:
    clerk = accounts.act_as(context.store, desk.CLERK)
    with pytest.raises(Refused):
        save(clerk, CHECK, **check())
    document = save(context, "received_document", **desk.document(received_at=at(TODAY, 9)))
    told = {
        who: [act.name for act in record_acts.acts_of(each, "received_document", document).onward]
        for who, each in (("clerk", clerk), ("supervisor", context))
    }
    assert "check" in told["supervisor"]
    assert "check" not in told["clerk"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"quality": "POOR"}, "remark"),
        ({"lawfulness": "DOUBTFUL"}, "remark"),
        ({"outcome": "TO_MEND", "mend_by": TODAY}, "outcome"),
        ({"quality": "POOR", "remark": "x", "outcome": "TO_MEND"}, "mend_by"),
    ],
)
def test_what_is_wrong_is_said_and_by_when_it_is_mended(
    context: Context, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        save(context, CHECK, **check(**more))
    assert list(refused_fields(invalid.value)) == [field]
