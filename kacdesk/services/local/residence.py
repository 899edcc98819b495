"""This file is the place where it is known how a declared residence and its certificate go on (S000 2.1(6))."""

from collections.abc import Iterator, Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.local import fees
from kacdesk.services.local.switches import refusal
from kacdesk.spec.register import Values

DECLARATION, CERTIFICATE = "residence_declaration", "residence_certificate"
NATURAL = "NATURAL"


def judge_declaration(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point takes no declarations, and one that is for a day to come."""
    yield from refusal(context.store, DECLARATION, "person_name", on=values.get("declared_on"))
    registered = values.get("registered_on")
    if values.get("state") == "REGISTERED" and registered is None:
        yield Problem("registered_on", t("Norādiet, kurā dienā deklarācija reģistrēta sistēmā."), "required")


def judge_certificate(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point gives no certificates, and one that was given without a day."""
    yield from refusal(context.store, CERTIFICATE, "person_name", on=values.get("issued_on"))
    if values.get("state") == "ISSUED" and values.get("delivered_on") is None:
        yield Problem("delivered_on", t("Norādiet, kurā dienā izziņa izsniegta."), "required")


def follow_declaration(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Fill in the day and, in a new one, the fee by the rule in force that day."""
    day = values.get("declared_on") or clock.today_riga()
    fee = fees.fee_filled(context.store, fees.DECLARATION, values, day) if new else {}
    return {"declared_on": day, **fee}


def follow_certificate(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Fill in the day of the certificate and, in a new one, the fee."""
    day = values.get("issued_on") or clock.today_riga()
    fee = fees.fee_filled(context.store, fees.CERTIFICATE, values, day) if new else {}
    return {"issued_on": day, **fee}


def registered(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a declaration that was entered in the state's register today."""
    return {"state": "REGISTERED", "registered_on": clock.today_riga()}


def issued(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a certificate that was given today."""
    return {"state": "ISSUED", "delivered_on": clock.today_riga()}


def declaration_of_visit(visit: Values) -> Mapping[str, Any]:
    """Return what a declaration takes over from the visit in which it is made."""
    taken = {
        "person_name": visit.get("customer_name"),
        "contact": visit.get("customer_contact"),
        "visit_id": visit["id"],
    }
    if visit.get("customer_kind") in (None, NATURAL):
        taken["person_code"] = visit.get("customer_code")
    if visit.get("identity_document"):
        taken["identity_document"] = visit["identity_document"]
    if visit.get("representative_name"):
        taken |= {"declared_by": "AUTHORISED", "declarant_name": visit["representative_name"]}
    return taken


def certificate_of_visit(visit: Values) -> Mapping[str, Any]:
    """Return what a certificate takes over from a visit."""
    taken = {"person_name": visit.get("customer_name"), "visit_id": visit["id"]}
    if visit.get("customer_kind") in (None, NATURAL):
        taken["person_code"] = visit.get("customer_code")
    return taken


def certificate_of_declaration(declaration: Values) -> Mapping[str, Any]:
    """Return what the certificate of a declaration takes over from it."""
    return {
        "kind": "DECLARATION",
        "person_name": declaration["person_name"],
        "person_code": declaration.get("person_code"),
        "address": declaration["new_address"],
        "declared_since": declaration.get("registered_on") or declaration.get("declared_on"),
        "declaration_id": declaration["id"],
        "visit_id": declaration.get("visit_id"),
    }
