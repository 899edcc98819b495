"""This file is the place where a request, a complaint or a check begins with what another record knows already."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import later
from kacdesk.services.onward_entry import Carried, Onward
from kacdesk.services.requests.contesting import next_of
from kacdesk.services.requests.feedback_rules import answered_in_the_municipality
from kacdesk.spec.register import Values

_LONGEST_CONTACT = 200
_IDENTITY = frozenset({"ID_CARD", "PASSPORT", "OTHER"})


def delegation_of_visit(visit: Values) -> Mapping[str, Any]:
    """The e-service that the visitor asks the employee to apply for (S003 25.1.4)."""
    shown = visit["identity_document"]
    return {
        "visit_id": visit["id"],
        "person_name": visit["customer_name"],
        "person_code": visit["customer_code"],
        "person_contact": visit["customer_contact"],
        "identity_document": shown if shown in _IDENTITY else None,
        "identity_checked_at": clock.now_utc(),
    }


def is_natural(visit: Values) -> bool:
    """Say whether the visitor may be a person with an identity document, and not a company."""
    return visit.get("customer_kind") != "LEGAL"


_SOURCES = {"IN_PERSON": "COUNTER", "VIDEO": "COUNTER", "OTHER": "COUNTER"}


def feedback_of_visit(visit: Values) -> Mapping[str, Any]:
    """The complaint, question or proposal of a visitor."""
    return {
        "visit_id": visit["id"],
        "received_at": clock.now_utc(),
        "source": _SOURCES.get(visit["channel"], visit["channel"]),
        **_customer(visit),
    }


def feedback_of_call(call: Values) -> Mapping[str, Any]:
    """The complaint, question or proposal of a caller."""
    return {
        "received_at": call["started_at"],
        "source": "PHONE",
        "service_id": call.get("service_id"),
        "anonymous": False,
        "customer_name": call.get("caller_name"),
        "customer_contact": call.get("caller_phone"),
    }


def feedback_of_email(email: Values) -> Mapping[str, Any]:
    """The complaint, question or proposal that came by e-mail."""
    return {
        "email_id": email["id"],
        "received_at": email["received_at"],
        "source": "EMAIL",
        "kind": "QUESTION" if email["kind"] == "QUESTION" else "COMPLAINT",
        "subject": email["subject"],
        "text": email["text"],
        "service_id": email["service_id"],
        "customer_name": email["sender"],
        "customer_contact": email["sender_email"],
    }


def feedback_of_document(document: Values) -> Mapping[str, Any]:
    """The complaint, question or proposal that was handed in on paper."""
    return {
        "document_id": document["id"],
        "received_at": document["received_at"],
        "subject": document["title"],
        "source": "COUNTER" if document["form"] == "PAPER" else "EMAIL",
        "customer_kind": document["submitter_kind"],
        "customer_name": document["submitter_name"],
        "customer_code": document["submitter_code"],
        "customer_contact": document["submitter_contact"],
    }


def document_of_email(email: Values) -> Mapping[str, Any]:
    """The submission or application that came by e-mail, as a received document."""
    return {
        "received_at": email["received_at"],
        "kind": "APPLICATION" if email["kind"] == "APPLICATION" else "SUBMISSION",
        "title": email["subject"],
        "submitter_name": email["sender"],
        "submitter_contact": email["sender_email"],
        "addressee_id": email["institution_id"],
        "form": "ELECTRONIC",
        "originals": 0,
        "custody": "AT_CENTRE",
        "note": email["number"],
    }


def is_not_registered(email: Values) -> bool:
    """Say whether the letter is not yet registered as a document."""
    return email.get("registered_on") is None


def contest_of(feedback: Values) -> Mapping[str, Any]:
    """The answer taken to its next instance (S000 4.2)."""
    return {
        "feedback_id": feedback["id"],
        "subject": feedback["subject"],
        "received_on": clock.today_riga(),
        "instance": next_of(feedback),
    }


def letter_of_feedback(feedback: Values) -> Mapping[str, Any]:
    """The letter with the reply, because all correspondence is registered (S004 3.3)."""
    return {
        "kind": "REPLY",
        "answers_id": feedback["document_id"],
        "title": feedback["subject"],
        "recipient_name": feedback["customer_name"],
        "written_on": clock.today_riga(),
    }


def is_written_here(feedback: Values) -> bool:
    """Say whether a letter is written: the centre or its municipality answers, and somebody is known to write to."""
    return not feedback.get("anonymous") and answered_in_the_municipality(str(feedback["about"]))


def may_be_contested(feedback: Values) -> bool:
    """Say whether there is an answer and an instance after it."""
    return next_of(feedback) is not None


def error_of_visit(visit: Values) -> Mapping[str, Any]:
    """A mistake of the centre in a visit (S002 5.1.2)."""
    return {
        "visit_id": visit["id"],
        "happened_on": clock.riga_day(visit["started_at"]),
        "noted_on": clock.today_riga(),
        "customer_name": visit["customer_name"],
        "customer_contact": visit["customer_contact"],
    }


def error_of_feedback(feedback: Values) -> Mapping[str, Any]:
    """A mistake of the centre that a complaint showed."""
    contact = feedback["customer_contact"]
    return {
        "feedback_id": feedback["id"],
        "what": feedback["subject"],
        "noted_on": clock.today_riga(),
        "found_by": "CUSTOMER",
        "service_id": feedback["service_id"],
        "customer_name": feedback["customer_name"],
        "customer_contact": contact[:_LONGEST_CONTACT] if contact else None,
        "informed_of_right": True,
    }


def feedback_of_error(error: Values) -> Mapping[str, Any]:
    """The complaint of a customer who was told of the right to complain."""
    return {
        "received_at": clock.now_utc(),
        "subject": error["what"][:300],
        "visit_id": error["visit_id"],
        "service_id": error["service_id"],
        "customer_name": error["customer_name"],
        "customer_contact": error["customer_contact"],
    }


def _check(link: str, names: tuple[str, ...], people: tuple[str, ...]) -> Onward:
    """Return the supervisor's look at a record (S000 3.3(6)), named by `names`, prepared by the first of `people`."""

    def carries(record: Values) -> Mapping[str, Any]:
        told = " · ".join(str(record[name]) for name in names if record.get(name))
        return {
            link: record["id"],
            "subject": told[:300],
            "staff_id": next((record[name] for name in people if record.get(name)), None),
            "checked_on": clock.today_riga(),
        }

    return Onward("check", later("Pārbaudīt kvalitāti"), "quality_check", carries)


def _check_of_visit() -> Onward:
    def carries(visit: Values) -> Mapping[str, Any]:
        return {
            "visit_id": visit["id"],
            "subject": short_moment(visit["started_at"]),
            "staff_id": visit["clerk_id"],
            "checked_on": clock.today_riga(),
        }

    return Onward("check", later("Pārbaudīt kvalitāti"), "quality_check", carries)


def _customer(visit: Values) -> Mapping[str, Any]:
    return {
        "customer_kind": visit["customer_kind"],
        "customer_name": visit["customer_name"],
        "customer_code": visit["customer_code"],
        "customer_contact": visit["customer_contact"],
    }


def _feedback(carries: Carried) -> Onward:
    return Onward("feedback", later("Reģistrēt sūdzību vai ierosinājumu"), "feedback", carries)


BEGUN: Mapping[str, tuple[Onward, ...]] = {
    "visit": (
        Onward(
            "delegated",
            later("Pieteikt e-pakalpojumu personas vārdā"),
            "delegated_application",
            delegation_of_visit,
            is_natural,
        ),
        _feedback(feedback_of_visit),
        Onward("error", later("Pierakstīt mūsu kļūdu"), "own_error", error_of_visit),
        _check_of_visit(),
    ),
    "phone_consultation": (_feedback(feedback_of_call),),
    "email_intake": (
        Onward(
            "document",
            later("Reģistrēt kā saņemto dokumentu"),
            "received_document",
            document_of_email,
            is_not_registered,
        ),
        _feedback(feedback_of_email),
        _check("email_id", ("number", "subject"), ("answered_by", "clerk_id")),
    ),
    "received_document": (
        _feedback(feedback_of_document),
        _check("document_id", ("number", "title"), ("clerk_id",)),
    ),
    "outgoing_document": (_check("outgoing_id", ("number", "title"), ("clerk_id",)),),
    "issued_document": (_check("issued_id", ("number", "title"), ("clerk_id",)),),
    "delegated_application": (_check("delegated_id", ("number",), ("clerk_id",)),),
    "feedback": (
        Onward("contest", later("Reģistrēt apstrīdēšanu"), "contest", contest_of, may_be_contested),
        Onward(
            "letter",
            later("Reģistrēt atbildes vēstuli"),
            "outgoing_document",
            letter_of_feedback,
            is_written_here,
        ),
        Onward("error", later("Pierakstīt mūsu kļūdu"), "own_error", error_of_feedback),
        _check("feedback_id", ("number", "subject"), ("answered_by", "assigned_to", "clerk_id")),
    ),
    "own_error": (_feedback(feedback_of_error),),
}
"""Register → what is begun from its records for this group of registers."""
