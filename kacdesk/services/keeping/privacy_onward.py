"""This file is the place where a disclosure, a request about data or a hand-over is begun from what is at hand."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.spec.register import Values


def disclosure_of_visit(values: Values) -> Mapping[str, Any]:
    """Begin a disclosure to the customer of a visit."""
    return {
        "disclosed_at": clock.now_utc(),
        "recipient": values["customer_name"],
        "subject_name": values["customer_name"],
        "subject_code": values["customer_code"],
        "identity_document": values["identity_document"],
        "channel": values["channel"],
        "visit_id": values["id"],
    }


def disclosure_of_document(values: Values) -> Mapping[str, Any]:
    """Begin a disclosure about a received document."""
    return {
        "disclosed_at": clock.now_utc(),
        "subject_name": values["submitter_name"],
        "subject_code": values["submitter_code"],
        "what": values["title"],
        "document_id": values["id"],
    }


def request_of_visit(values: Values) -> Mapping[str, Any]:
    """Begin the request of a customer who asks about data on herself."""
    return {
        "received_on": clock.riga_day(values["started_at"]),
        "person_name": values["customer_name"],
        "person_code": values["customer_code"],
        "contact": values["customer_contact"],
        "identity_document": values["identity_document"],
        "channel": values["channel"],
        "visit_id": values["id"],
    }


def hand_over_of_visit(values: Values) -> Mapping[str, Any]:
    """Begin handing a visit to a colleague; the customer is not named in it."""
    return {"handed_at": clock.now_utc(), "from_id": values["clerk_id"], "visit_id": values["id"]}


def hand_over_of_document(values: Values) -> Mapping[str, Any]:
    """Begin handing a document to a colleague; it is named by its number."""
    return {
        "handed_at": clock.now_utc(),
        "from_id": values["clerk_id"],
        "matter": values["number"],
        "document_id": values["id"],
    }
