"""This file is the place where letters sent, documents issued and oral requests get their days, and answer others."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.models.delivery import E_ADDRESS, IN_PERSON, POST
from kacdesk.services.context import Context
from kacdesk.services.deadlines import due
from kacdesk.services.papers.custody import DOCUMENT
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

OUTGOING, ISSUED, ORAL = "outgoing_document", "issued_document", "oral_request"
REQUEST, REPLY = "REQUEST", "REPLY"
_REQUEST_TERM = "INFORMATION_REQUEST"


def letter_days(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A letter without a day is of today; a request without a term gets the one of the point's rules."""
    if not new:
        return {}
    written = values.get("written_on") or clock.today_riga()
    told: dict[str, Any] = {"written_on": written}
    if values.get("kind") == REQUEST and values.get("due_on") is None:
        term = due(context.store, _REQUEST_TERM, values.get("sent_on") or written)
        told["due_on"] = term.due_on if term is not None else None
    return told


def issued_today(_context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A document issued without a day is of today."""
    return {"issued_on": values.get("issued_on") or clock.today_riga()} if new else {}


def taken_today(_context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """An oral request without a day was taken down today."""
    return {"taken_on": values.get("taken_on") or clock.today_riga()} if new else {}


def letter_answers(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Let the received document know that the reply to it has left; a voided reply is none."""
    row = unit.row(OUTGOING, record)
    if row["answers_id"] is None:
        return
    asked = unit.row(DOCUMENT, row["answers_id"])
    if row["status"] == Status.VOIDED:
        if asked["answered_on"] is not None and not _answered_otherwise(unit, row):
            unit.update(DOCUMENT, asked["id"], {"answered_on": None})
    elif row["sent_on"] is not None and asked["answered_on"] is None:
        unit.update(DOCUMENT, asked["id"], {"answered_on": row["sent_on"]})


def _answered_otherwise(unit: Unit, row: Values) -> bool:
    table = unit.catalog.table(OUTGOING)
    others = (table.c.answers_id == row["answers_id"], table.c.id != row["id"], table.c.sent_on.is_not(None))
    valid = table.c.status != Status.VOIDED
    return unit.connection.execute(select(table.c.n).where(*others, valid).limit(1)).first() is not None


# --- what is done with them at one stroke --------------------------------------------------------------------------
def is_unsent(values: Values) -> bool:
    """Say whether the letter has not left yet."""
    return values.get("sent_on") is None


def awaits_answer(values: Values) -> bool:
    """Say whether the letter is a request on its way."""
    sent = values.get("sent_on") is not None
    return sent and values.get("kind") == REQUEST and values.get("answered_on") is None


def goes_by_e_address(values: Values) -> bool:
    """Say whether the document is still to be sent to an e-address."""
    return values.get("delivered_on") is None and values.get("delivery") == E_ADDRESS


def goes_by_post(values: Values) -> bool:
    """Say whether the document is still to be posted."""
    return values.get("delivered_on") is None and values.get("delivery") == POST


def is_fetched(values: Values) -> bool:
    """Say whether somebody still has to come for the document."""
    return values.get("delivered_on") is None and values.get("delivery") == IN_PERSON


def is_unsigned(values: Values) -> bool:
    """Say whether the oral request still lacks the person's signature."""
    return values.get("signed_on") is None


def sent_today(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The letter left today."""
    return {"sent_on": clock.today_riga()}


def answered_today(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The answer came today."""
    return {"answered_on": clock.today_riga()}


def delivered_today(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The document was sent to the person today."""
    return {"delivered_on": clock.today_riga()}


def handed_over(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The person showed who they are, signed and took the document today."""
    return {"identity_checked": True, "recipient_signed": True, "delivered_on": clock.today_riga()}


def read_and_signed(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The text was read to the person, who signed it today."""
    return {"read_aloud": True, "signed_on": clock.today_riga()}
