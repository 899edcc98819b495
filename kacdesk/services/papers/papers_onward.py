"""This file is the place where a paper begins with what another record knows: a visit, a letter, an oral request."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.services.papers.letter_rules import REPLY, REQUEST
from kacdesk.spec.register import Values

_LONGEST_CONTACT = 200


def document_of_visit(visit: Values) -> Mapping[str, Any]:
    """The document that the visitor hands in."""
    return {
        "received_at": clock.now_utc(),
        "visit_id": visit["id"],
        "submitter_kind": visit["customer_kind"],
        "submitter_name": visit["customer_name"],
        "submitter_code": visit["customer_code"],
        "submitter_contact": visit["customer_contact"],
    }


def issue_of_visit(visit: Values) -> Mapping[str, Any]:
    """The document that the visitor is given."""
    return {
        "visit_id": visit["id"],
        "recipient_kind": visit["customer_kind"],
        "recipient_name": visit["customer_name"],
        "recipient_code": visit["customer_code"],
        "representative_name": visit["representative_name"],
        "representative_basis": visit["representative_basis"],
        "identity_document": visit["identity_document"],
        "issued_on": clock.today_riga(),
    }


def oral_request_of_visit(visit: Values) -> Mapping[str, Any]:
    """What the visitor said and is helped to write down (S002 5.2.2)."""
    return {
        "visit_id": visit["id"],
        "requester_name": visit["customer_name"],
        "reply_address": visit["customer_contact"],
        "taken_on": clock.today_riga(),
    }


def reply_to(document: Values) -> Mapping[str, Any]:
    """The reply to a received document; it goes to whoever handed that in."""
    return {
        "kind": REPLY,
        "answers_id": document["id"],
        "title": document["title"],
        "recipient_name": document["submitter_name"],
        "written_on": clock.today_riga(),
    }


def request_about(document: Values) -> Mapping[str, Any]:
    """A request for what is missing to decide a received document (S000 2.3(1))."""
    return {
        "kind": REQUEST,
        "title": document["title"],
        "addressee_id": document["addressee_id"],
        "addressee_text": document["addressee_text"],
        "written_on": clock.today_riga(),
    }


def result_of(document: Values) -> Mapping[str, Any]:
    """The result that is given for a received application."""
    return {
        "received_document_id": document["id"],
        "visit_id": document["visit_id"],
        "institution_id": document["addressee_id"],
        "title": document["title"],
        "recipient_kind": document["submitter_kind"],
        "recipient_name": document["submitter_name"],
        "recipient_code": document["submitter_code"],
        "issued_on": clock.today_riga(),
    }


def answer_to(letter: Values) -> Mapping[str, Any]:
    """The answer that came to our request."""
    return {
        "received_at": clock.now_utc(),
        "kind": "LETTER",
        "title": letter["title"],
        "answers_id": letter["id"],
    }


def submission_of(request: Values) -> Mapping[str, Any]:
    """The submission that a signed oral request is; its reply goes to the address the person gave."""
    contact = [request["reply_address"], request["requester_phone"]]
    return {
        "received_at": clock.now_utc(),
        "kind": "SUBMISSION",
        "title": request["subject"],
        "submitter_kind": "NATURAL",
        "submitter_name": request["requester_name"],
        "submitter_contact": ", ".join(part for part in contact if part)[:_LONGEST_CONTACT],
        "addressee_id": request["addressee_id"],
        "addressee_text": request["addressee_text"],
        "visit_id": request["visit_id"],
        "oral_request_id": request["id"],
        "pages": 1,
    }


def asks_something(letter: Values) -> bool:
    """Say whether the letter is one that is answered."""
    return letter.get("kind") == REQUEST


def may_be_registered(request: Values) -> bool:
    """Say whether an oral request is signed and not registered yet."""
    return request.get("signed_on") is not None and request.get("registered_on") is None
