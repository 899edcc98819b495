"""This file is the place where complaints, questions and proposals are shown to keep their terms and their stages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kacdesk.core.errors import Invalid
from kacdesk.models.feedback_words import FEEDBACK_CATEGORY, FEEDBACK_SOURCE
from kacdesk.services import deadlines, onward, records
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from tests.helpers import desk
from tests.services.requests import (
    NOON,
    at,
    feedback,
    offered,
    person,
    progress,
    refused_fields,
    row,
    save,
    step,
)

R = "feedback"
MONDAY, TERM = date(2026, 11, 9), date(2026, 11, 24)
"""Ten working days on from Monday, 9 November, over the holiday of the 18th."""
TODAY = date(2026, 11, 21)


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


@pytest.mark.clause("001-27")
def test_it_is_registered_under_a_number_of_its_own_with_ten_working_days(context: Context) -> None:
    first, second = (row(context, R, save(context, R, **feedback())) for _ in range(2))
    assert (first["due_on"], first["first_due_on"], first["state"]) == (TERM, TERM, "REGISTERED")
    assert first["number"].endswith("/2026/1-6/1")
    assert second["sequence"] == 2


@pytest.mark.clause("001-27")
def test_before_march_2026_it_was_a_month(context: Context) -> None:
    kept = row(context, R, save(context, R, **feedback(received_at=at(date(2026, 2, 27)))))
    assert kept["due_on"] == date(2026, 3, 27)


@pytest.mark.clause("002-17", "004-31")
@pytest.mark.parametrize("source", [choice.code for choice in FEEDBACK_SOURCE])
def test_every_source_of_opinions_is_told_apart_and_has_the_same_term(context: Context, source: str) -> None:
    kept = row(context, R, save(context, R, **feedback(source=source)))
    assert (kept["source"], kept["due_on"]) == (source, TERM)
    assert {"TRUST_LINE", "QUESTIONNAIRE"} <= {choice.code for choice in FEEDBACK_SOURCE}


@pytest.mark.clause("002-08")
def test_discrimination_is_a_subject_of_complaints_and_no_attribute_of_people(context: Context) -> None:
    assert "DISCRIMINATION" in {choice.code for choice in FEEDBACK_CATEGORY}
    assert (
        row(context, R, save(context, R, **feedback(category="DISCRIMINATION")))["category"]
        == "DISCRIMINATION"
    )


def test_somebody_signs_or_it_is_anonymous(context: Context) -> None:
    assert problems_of(lambda: save(context, R, **feedback(customer_name=None))) == {
        "customer_name": "required"
    }
    kept = row(context, R, save(context, R, **feedback(anonymous=True)))
    assert kept["customer_name"] is None


@pytest.mark.clause("001-27")
def test_a_question_goes_from_registered_to_closed(context: Context) -> None:
    record = save(context, R, **feedback(kind="QUESTION"))
    assert offered(context, R, record) == ["assigned"]
    assert step(context, R, record, "assigned")["state"] == "ASSIGNED"
    kept = step(context, R, record, "answered")
    assert (kept["state"], kept["answered_on"], kept["answered_by"]) == ("ANSWERED", TODAY, context.actor.id)
    kept = step(context, R, record, "closed")
    assert (kept["state"], kept["closed_how"], kept["closed_on"]) == ("CLOSED", "ANSWERED", TODAY)
    assert offered(context, R, record) == []


@pytest.mark.clause("001-27")
def test_an_answer_is_not_given_before_it_is_assigned(context: Context) -> None:
    record = save(context, R, **feedback())
    assert problems_of(lambda: progress(context, R, record, answered_on=TODAY)) == {"answered_on": "order"}


def test_a_complaint_is_closed_only_with_its_finding(context: Context) -> None:
    record = save(context, R, **feedback())
    step(context, R, record, "assigned", "answered")
    assert problems_of(lambda: step(context, R, record, "closed")) == {"finding": "required"}
    progress(context, R, record, finding="UPHELD")
    assert step(context, R, record, "closed")["state"] == "CLOSED"


def test_a_compliment_has_no_term_and_is_only_noted(context: Context) -> None:
    record = save(context, R, **feedback(kind="COMPLIMENT"))
    assert row(context, R, record)["due_on"] is None
    assert step(context, R, record, "closed")["closed_how"] == "NOTED"


EXTENDED: dict[str, Any] = {
    "extension": "COMPLEX",
    "extended_on": date(2026, 11, 20),
    "extension_reason": "Jāiegūst papildu informācija",
    "extension_notice_on": date(2026, 11, 20),
}


@pytest.mark.clause("001-27")
@pytest.mark.parametrize(
    ("extension", "due"), [("COMPLEX", date(2026, 12, 9)), ("LONGEST", date(2027, 3, 9))]
)
def test_an_extension_counts_from_the_receipt(context: Context, extension: str, due: date) -> None:
    record = save(context, R, **feedback())
    kept = progress(context, R, record, **{**EXTENDED, "extension": extension})
    assert (kept["state"], kept["due_on"], kept["first_due_on"]) == ("EXTENDED", due, TERM)


@pytest.mark.clause("001-27")
def test_a_term_is_extended_with_a_reason_and_a_notice(context: Context) -> None:
    record = save(context, R, **feedback())
    for name in ("extension_reason", "extension_notice_on"):
        assert problems_of(lambda name=name: progress(context, R, record, **{**EXTENDED, name: None})) == {  # type: ignore[misc]
            name: "required"
        }


@pytest.mark.clause("001-27")
def test_a_term_that_is_over_is_not_extended(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    record = save(context, R, **feedback())
    desk.hold_clock(monkeypatch.setattr, at(date(2026, 11, 25)))
    last = {**EXTENDED, "extended_on": TERM, "extension_notice_on": TERM}
    assert problems_of(
        lambda: progress(context, R, record, **{**last, "extension_notice_on": date(2026, 11, 25)})
    ) == {"extension_notice_on": "late"}
    assert problems_of(
        lambda: progress(
            context,
            R,
            record,
            **{**last, "extended_on": date(2026, 11, 25), "extension_notice_on": date(2026, 11, 25)},
        )
    ) == {"extension_notice_on": "late"} | {"extended_on": "late"}
    assert progress(context, R, record, **last)["state"] == "EXTENDED"


def test_before_march_2026_no_rule_knows_the_extension_for_information(context: Context) -> None:
    day = date(2026, 2, 20)
    values = {**EXTENDED, "extended_on": day, "extension_notice_on": day}
    record = save(context, R, **feedback(received_at=at(day)))
    assert problems_of(lambda: progress(context, R, record, **values)) == {"extension": "rule"}


def about_institution(**more: Any) -> dict[str, Any]:
    return feedback(about="STATE_SERVICE", institution_id=desk.INSTITUTION, **more)


@pytest.mark.clause("001-39", "003-30")
def test_what_is_about_an_institution_is_forwarded_in_five_working_days_and_answered_there(
    context: Context,
) -> None:
    record = save(context, R, **about_institution())
    kept = row(context, R, record)
    assert (kept["forward_due_on"], kept["due_on"], kept["instance"]) == (
        date(2026, 11, 16),
        None,
        "INSTITUTION",
    )
    assert offered(context, R, record) == ["forwarded"]
    kept = step(context, R, record, "forwarded")
    assert (kept["state"], kept["institution_due_on"]) == ("FORWARDED", date(2026, 12, 4))
    step(context, R, record, "told")
    kept = step(context, R, record, "institution_answered", "closed")
    assert (kept["forward_told_on"], kept["institution_answered_on"]) == (TODAY, TODAY)
    assert (kept["state"], kept["closed_how"]) == ("CLOSED", "BY_INSTITUTION")


@pytest.mark.clause("001-39")
def test_before_march_2026_forwarding_had_seven_working_days(context: Context) -> None:
    kept = row(context, R, save(context, R, **about_institution(received_at=at(date(2026, 2, 2)))))
    assert kept["forward_due_on"] == date(2026, 2, 11)


@pytest.mark.clause("001-39")
def test_the_centre_does_not_answer_for_an_institution(context: Context) -> None:
    record = save(context, R, **about_institution())
    changes = {"assigned_on": MONDAY, "answered_on": TODAY}
    assert problems_of(lambda: progress(context, R, record, **changes)) == {"answered_on": "route"}
    assert problems_of(lambda: progress(context, R, record, institution_answered_on=TODAY)) == {
        "institution_answered_on": "order"
    }
    assert problems_of(lambda: save(context, R, **feedback(about="STATE_SERVICE"))) == {
        "institution_id": "required"
    }


@pytest.mark.clause("001-44", "003-30")
def test_an_institution_helps_to_answer_a_complaint_about_the_centre(context: Context) -> None:
    record = save(context, R, **feedback(about="CENTRE"))
    kept = progress(context, R, record, cohandler_id=desk.INSTITUTION)
    assert (kept["cohandler_id"], kept["instance"]) == (desk.INSTITUTION, "CENTRE")


@pytest.mark.clause("000-43")
def test_a_complaint_about_an_employee_is_examined_by_the_head_alone(context: Context) -> None:
    clerk, head = person(context, desk.CLERK), context.actor.id
    record = save(context, R, **feedback(about="EMPLOYEE_ACTION", staff_id=clerk))
    assert problems_of(lambda: progress(context, R, record, assigned_on=TODAY, assigned_to=clerk)) == {
        "assigned_to": "self"
    }
    other = save(context, "staff", name="Piemērs Konsultants", role="CLERK", active=True)
    assert problems_of(lambda: progress(context, R, record, assigned_on=TODAY, assigned_to=other)) == {
        "assigned_to": "route"
    }
    assert step(context, R, record, "assigned")["assigned_to"] == head


@pytest.mark.clause("000-43", "000-38")
def test_what_the_acting_head_examined_stays_examined_when_the_head_is_back(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = person(context, desk.CLERK)
    (kept,) = [each for each in desk.registered(context.store, "staff") if each["id"] == clerk]
    acting = {"acting_from": date(2026, 11, 16), "acting_to": TODAY}
    records.correct(context, "staff", clerk, acting, rev=kept["rev"], reason="vadītāja atvaļinājums")
    examined = save(context, R, **feedback(about="EMPLOYEE_ACTION", assigned_on=TODAY, assigned_to=clerk))
    desk.hold_clock(monkeypatch.setattr, at(date(2026, 11, 24)))
    told = progress(context, R, examined, answered_on=TODAY, answered_by=clerk)
    assert (told["state"], told["answered_by"]) == ("ANSWERED", clerk)
    (kept,) = [each for each in desk.registered(context.store, "staff") if each["id"] == clerk]
    records.correct(
        context,
        "staff",
        clerk,
        {"acting_from": None, "acting_to": None},
        rev=kept["rev"],
        reason="kļūda",
    )
    assert progress(context, R, examined, finding="UPHELD")["finding"] == "UPHELD"
    later = {"assigned_on": date(2026, 11, 24), "assigned_to": clerk}
    other = save(context, R, **feedback(about="EMPLOYEE_ACTION"))
    assert problems_of(lambda: progress(context, R, other, **later)) == {"assigned_to": "route"}


@pytest.mark.clause("000-43")
def test_a_complaint_about_the_head_is_not_examined_by_the_head(context: Context) -> None:
    record = save(context, R, **feedback(about="HEAD_ACTION"))
    assert row(context, R, record)["instance"] == "DIRECTOR"
    changes = {"assigned_on": TODAY, "assigned_to": context.actor.id}
    assert problems_of(lambda: progress(context, R, record, **changes)) == {"assigned_to": "route"}
    assert step(context, R, record, "assigned")["assigned_to"] is None


@pytest.mark.clause("000-44")
def test_of_an_administrative_act_only_day_and_outcome_are_written(context: Context) -> None:
    record = save(context, R, **feedback(about="ADMINISTRATIVE_ACT"))
    kept = row(context, R, record)
    assert (kept["instance"], kept["due_on"], kept["forward_due_on"]) == (
        "COMMISSION",
        None,
        date(2026, 11, 16),
    )
    changes = {"assigned_on": TODAY, "answered_on": TODAY}
    assert problems_of(lambda: progress(context, R, record, **changes, reply_text="Teksts")) == {
        "reply_text": "route"
    }
    assert progress(context, R, record, **changes, finding="UPHELD")["state"] == "ANSWERED"


@pytest.mark.parametrize(
    ("origin", "values", "source"),
    [
        ("visit", {"customer_name": "Paraugs Kungs", "channel": "IN_PERSON"}, "COUNTER"),
        ("visit", {"customer_name": "Paraugs Kungs", "channel": "E_ADDRESS"}, "E_ADDRESS"),
        ("phone_consultation", {"caller_name": "Paraugs Kungs", "topic": "Par rindu"}, "PHONE"),
        ("email_intake", {"sender": "Paraugs Kungs", "subject": "Par rindu"}, "EMAIL"),
        ("received_document", {"submitter_name": "Paraugs Kungs", "title": "Par rindu"}, "COUNTER"),
    ],
)
def test_it_begins_from_where_it_was_heard(
    context: Context, origin: str, values: dict[str, Any], source: str
) -> None:
    when = "started_at" if origin in ("visit", "phone_consultation") else "received_at"
    record = save(context, origin, **{when: at(date(2026, 11, 20))}, **values)
    draft = onward.begin(context, origin, record, "feedback")
    assert (draft.values["customer_name"], draft.values["source"]) == ("Paraugs Kungs", source)
    kept = row(context, R, save(context, R, **{**draft.values, "subject": "Par rindu"}))
    assert kept["state"] == "REGISTERED"


def test_the_answer_in_a_letter_is_registered_too(context: Context) -> None:
    record = save(context, R, **feedback())
    draft = onward.begin(context, R, record, "letter")
    assert (draft.register, draft.values["kind"], draft.values["recipient_name"]) == (
        "outgoing_document",
        "REPLY",
        "Paraugs Sūdzētājs",
    )


def told(context: Context, **values: Any) -> dict[str, str]:
    form = {**feedback(anonymous=False, kind="COMPLAINT", source="COUNTER", about="CENTRE"), **values}
    return {hint.path: hint.sentence for hint in hints.ask(context, hints.Sketch(R, form))}


@pytest.mark.clause("001-27", "000-43")
def test_the_form_tells_term_and_examiner_before_it_is_saved(context: Context) -> None:
    assert told(context, about="EMPLOYEE_ACTION") == {
        "received_at": "Jāatbild līdz 24.11.2026.",
        "about": "Izskata: Centra vadītājs",
    }
    foreign = told(context, about="STATE_SERVICE", institution_id=desk.INSTITUTION)
    assert foreign == {"received_at": "Jāpārsūta līdz 16.11.2026."}
    assert told(context, **EXTENDED)["extension"] == "Jauns termiņš: 09.12.2026."


def test_a_correction_of_the_receipt_moves_every_term(context: Context) -> None:
    record = save(context, R, **feedback())
    rev = row(context, R, record)["rev"]
    records.correct(
        context, R, record, {"received_at": at(date(2026, 11, 13))}, rev=rev, reason="pārrakstīts"
    )
    assert row(context, R, record)["due_on"] == date(2026, 11, 30)
