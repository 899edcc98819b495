"""This file is the place where it is known what a matter costs on a day, and where that is written."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.evidence import without_evidence
from kacdesk.core.latvian import money
from kacdesk.core.resources import resource
from kacdesk.core.text import t
from kacdesk.models.fees import EXEMPT
from kacdesk.services.catalogue.service_rows import service_row
from kacdesk.services.context import Context
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Store

REGISTER = "fee_rule"

DECLARATION, CERTIFICATE, COPYING = "RESIDENCE_DECLARATION", "RESIDENCE_CERTIFICATE", "COPYING"


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid, in cents, and by which rule."""

    cents: int
    source: str


def shipped() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fees that come with the program; from then on they are the point's own."""
    with resource("rules/fees.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (
                REGISTER,
                {
                    "matter": row["matter"],
                    "amount": int(row["amount"]),
                    "valid_from": date.fromisoformat(row["valid_from"]),
                    "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    "source": row["source"],
                },
            )


def fee_of(store: Store, matter: str, day: date) -> Fee | None:
    """Return what a matter costs by the rule in force on a day, the newest where several are; None without one."""
    table = store.catalog.table(REGISTER)
    in_force = (table.c.valid_from <= day) & (table.c.valid_to.is_(None) | (table.c.valid_to >= day))
    kept = (table.c.matter == matter, in_force, table.c.status != Status.VOIDED)
    newest = (table.c.valid_from.desc(), table.c.n.desc())
    with store.read() as connection:
        row = connection.execute(
            select(table.c.amount, table.c.source).where(*kept).order_by(*newest).limit(1)
        ).first()
    return Fee(row.amount, row.source or "") if row is not None else None


def fee_filled(store: Store, matter: str, values: Values, day: date) -> Mapping[str, Any]:
    """Return the sum that is due where nobody wrote one: that of the rule, nothing for somebody who is exempt."""
    if values.get("fee_due") is not None:
        return {}
    if values.get("fee_how") == EXEMPT:
        return {"fee_due": 0}
    fee = fee_of(store, matter, day)
    return {"fee_due": fee.cents} if fee is not None else {}


def is_owed(values: Values) -> bool:
    """Say whether a fee is due and nobody has noted yet how it was paid."""
    return bool(values.get("fee_due")) and values.get("fee_how") is None


def paid(values: Values, *, how: str, day: date) -> Mapping[str, Any]:
    """Return the fields of a fee that was paid in full on a day."""
    return {"fee_how": how, "fee_paid": values["fee_due"], "fee_paid_on": day}


_BESIDE: Mapping[str, str] = {
    "residence_declaration": DECLARATION,
    "residence_certificate": CERTIFICATE,
}
"""Register → the matter whose fee its records carry."""


def words_beside(context: Context, register: str, values: Values) -> Iterator[tuple[str, str]]:
    """Yield what the rules say of a sum that nobody has typed yet: field, sentence."""
    if register in _BESIDE and values.get("fee_due") is None and values.get("fee_how") != EXEMPT:
        fee = fee_of(context.store, _BESIDE[register], clock.today_riga())
        if fee is not None:
            told = {"sum": money(fee.cents), "source": without_evidence(fee.source)}
            yield "fee_due", t("Tiks ierakstīts {sum} — {source}", **told)
    service = values.get("service_id")
    if register == "payment" and isinstance(service, UUID) and values.get("amount") is None:
        with context.store.read() as connection:
            cents = service_row(connection, context.catalog, service)["fee_cents"]
        if cents is not None:
            yield "amount", t("Pakalpojuma kartītē: {sum}", sum=money(cents))
