"""This file is the place where tests of requests and complaints get their made-up records and their day."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid
from kacdesk.services import records, steps
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from tests.helpers import desk

NOON = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
"""Saturday, 12:00 in Riga."""


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day in Riga."""
    return from_riga(datetime.combine(day, time(hour)))


def person(context: Context, name: str) -> UUID:
    """Return somebody of the staff."""
    return accounts.person_called(context.store, name).id


def service(context: Context, *, delegation: bool) -> UUID:
    """Return a service that may, or may not, be applied for in another person's name."""
    columns = context.catalog.table("service").c
    wanted = select(columns.id).where(columns.delegation_supported.is_(delegation)).order_by(columns.n)
    with context.store.read() as connection:
        found: UUID = connection.scalars(wanted.limit(1)).one()
    return found


def save(context: Context, register: str, **values: Any) -> UUID:
    """Save a record."""
    return records.save(context, register, values).id


def row(context: Context, register: str, record: UUID) -> dict[str, Any]:
    """Return what is kept of a record."""
    return next(each for each in desk.registered(context.store, register) if each["id"] == record)


def step(context: Context, register: str, record: UUID, *names: str) -> dict[str, Any]:
    """Take steps one after another and return what is kept then."""
    for name in names:
        steps.take(context, register, record, name)
    return row(context, register, record)


def offered(context: Context, register: str, record: UUID) -> list[str]:
    """Return the names of the steps that a supervisor can take now."""
    kept = row(context, register, record)
    return [each.name for each in steps.steps_of(register, kept, supervisor=True)]


def progress(context: Context, register: str, record: UUID, **changes: Any) -> dict[str, Any]:
    """Change fields of progress, which asks for no reason, and return what is kept then."""
    rev = row(context, register, record)["rev"]
    records.correct(context, register, record, changes, rev=rev, reason=None)
    return row(context, register, record)


def refused_fields(invalid: Invalid) -> dict[str, str]:
    """Return field → code of what was wrong."""
    return {problem.field: problem.code for problem in invalid.problems}


def feedback(**more: Any) -> dict[str, Any]:
    """Return the values of a made-up complaint received on Monday, 9 November 2026."""
    return {
        "received_at": at(date(2026, 11, 9)),
        "subject": "Par parauga lietu",
        "customer_name": "Paraugs Sūdzētājs",
        **more,
    }


def delegated(context: Context, **more: Any) -> dict[str, Any]:
    """Return the values of a made-up application whose identity check is done."""
    return {
        "person_name": "Piemērs Seniors",
        "identity_document": "PASSPORT",
        "document_valid_until": date(2030, 1, 1),
        "identity_checked_at": at(date(2026, 11, 20)),
        "service_id": service(context, delegation=True),
        **more,
    }
