"""This file is the place where a customer's earlier contacts are counted and told: date, service and outcome, for a
stated purpose that is written down."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.codes import classify_party, tidy_party_code
from kacdesk.models.rules import tidy
from kacdesk.services.context import Context
from kacdesk.services.lists import log_access
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.query import find_rows, lines_of_many

_CONTACT_FIELD = "_contact"
"""How fields end that hold a phone or an address as the customer gave it."""

_NUMBER_DIGITS = 8
"""A Latvian phone number; a foreign one is told apart well enough by its last eight digits."""

_MOST = 200
"""How many contacts of one customer are looked at in each journal."""

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Customer:
    """By what a customer is found again: a party code in its stored form, the digits of a phone, or both."""

    code: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class EarlierContact:
    """One earlier contact, without anything of the person: its moment in UTC, journal, services and outcome."""

    at: datetime
    register: str
    record: UUID
    services: tuple[str, ...]
    outcome: str


def customer_of(spec: RegisterSpec, values: Mapping[str, Any]) -> Customer | None:
    """Return by what the customer in a form can be found; None while neither code nor phone is whole."""
    code = phone = None
    for field in spec.entered:
        value = tidy(field, values.get(field.name))
        if not isinstance(value, str):
            continue
        if field.kind is Kind.PARTY_CODE and not classify_party(value).is_error:
            code = code or tidy_party_code(value)
        elif _holds_phone(field):
            phone = phone or _phone(value)
    return Customer(code, phone) if code or phone else None


def count(context: Context, customer: Customer, *, purpose: str, apart: UUID | None = None) -> int:
    """Return how many contacts there are beside the record `apart`; it is written down. Refused without a purpose."""
    return len(_found(context, customer, act="count", purpose=purpose, apart=apart))


def contacts(
    context: Context, customer: Customer, *, purpose: str, apart: UUID | None = None
) -> list[EarlierContact]:
    """Return those contacts, the newest first; opening them is written down. Refused without a purpose."""
    return _found(context, customer, act="earlier", purpose=purpose, apart=apart)


def _found(
    context: Context, customer: Customer, *, act: str, purpose: str, apart: UUID | None
) -> list[EarlierContact]:
    if not purpose.strip():
        raise Refused(
            t("Iepriekšējos kontaktus rāda tikai norādītam nolūkam."),
            remedy=t("Ierakstiet vai izvēlieties to."),
        )
    names = current_references(context.store)
    found: dict[str, list[EarlierContact]] = {}
    with context.store.read() as connection:
        for spec in context.catalog.roots:
            if spec.counted_from is not None:
                rows = [row for row in _rows(connection, context, spec, customer) if row["id"] != apart]
                found[spec.name] = list(_told(connection, context, spec, rows, names))
    for register, told in found.items():
        log_access(context, act, register, [contact.record for contact in told], purpose=purpose.strip())
    return sorted(
        (contact for told in found.values() for contact in told), key=lambda each: each.at, reverse=True
    )


def _rows(
    connection: Connection, context: Context, spec: RegisterSpec, customer: Customer
) -> Iterator[Mapping[str, Any]]:
    """Yield the records of one journal that carry the code or the phone, each once."""
    seen: set[UUID] = set()
    for words in _wordings(customer):
        query = ListQuery(text=words, with_voided=False, limit=_MOST)
        for row in find_rows(connection, context.catalog, spec.name, query).rows:
            if row["id"] not in seen and _is_of(spec, row, customer):
                seen.add(row["id"])
                yield row


def _wordings(customer: Customer) -> Iterator[str]:
    """Yield how the search index may hold the code or the phone; what is found is compared exactly afterwards."""
    if customer.code:
        yield customer.code
    if customer.phone:
        number = customer.phone
        yield number
        yield f"371{number}"
        yield f"{number[:2]} {number[2:5]} {number[5:]}"
        yield f"{number[:4]} {number[4:]}"


def _is_of(spec: RegisterSpec, row: Mapping[str, Any], customer: Customer) -> bool:
    for field in spec.entered:
        value = row.get(field.name)
        if not isinstance(value, str):
            continue
        if field.kind is Kind.PARTY_CODE and customer.code is not None and value == customer.code:
            return True
        if _holds_phone(field) and customer.phone is not None and _phone(value) == customer.phone:
            return True
    return False


def _holds_phone(field: FieldSpec) -> bool:
    return field.kind is Kind.PHONE or (field.personal and field.name.endswith(_CONTACT_FIELD))


def _phone(text: str) -> str | None:
    """Return the last digits of a phone, None where there are too few for one; an e-mail address is none."""
    if "@" in text:
        return None
    digits = "".join(_DIGITS.findall(text))
    return digits[-_NUMBER_DIGITS:] if len(digits) >= _NUMBER_DIGITS else None


def _told(
    connection: Connection,
    context: Context,
    spec: RegisterSpec,
    rows: list[Mapping[str, Any]],
    names: References,
) -> Iterator[EarlierContact]:
    below: dict[UUID, list[tuple[RegisterSpec, Mapping[str, Any]]]] = {row["id"]: [] for row in rows}
    for child in context.catalog.parts(spec.name)[1:]:
        for line in lines_of_many(connection, context.catalog, child, list(below)):
            below[line[child.parent_field or ""]].append((child, line))
    for row in rows:
        parts = below[row["id"]] or [(spec, row)]
        services = dict.fromkeys(_service(part, line, names) for part, line in parts)
        outcomes = dict.fromkeys(_outcome(part, line, names) for part, line in parts)
        yield EarlierContact(
            row[spec.counted_from or ""],
            spec.name,
            row["id"],
            tuple(word for word in services if word),
            ", ".join(word for word in outcomes if word),
        )


def _service(spec: RegisterSpec, row: Mapping[str, Any], names: References) -> str:
    """Return the service, else the institution, else the kind; never anybody's own words, which may name people."""
    for name in ("service_id", "institution_id", "addressee_id", "kind"):
        if name in spec.by_name and row.get(name) is not None:
            return names.label(spec.by_name[name], row[name])
    return ""


def _outcome(spec: RegisterSpec, row: Mapping[str, Any], names: References) -> str:
    for name in ("outcome", "custody"):
        if name in spec.by_name and row.get(name) is not None:
            return names.label(spec.by_name[name], row[name])
    return ""
