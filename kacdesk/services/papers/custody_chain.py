"""This file is the place where the way of a paper is read back: every holder it had, and who moved it when.

It is told by the change log, which is permanent and written in the transaction of every move, whichever way it was
made; so it cannot disagree with where the paper is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.papers.batch_rules import LINE
from kacdesk.services.papers.custody import AT_CENTRE, BATCH, DOCUMENT
from kacdesk.services.references import References, current_references
from kacdesk.store import tables
from kacdesk.store.session import row_of


@dataclass(frozen=True, slots=True)
class Move:
    """One change of hands. `giver` and `holder` are codes of custody, the first giver None for the customer · `by`
    a name, '' when the program does not know · `batch` its number, '' without one."""

    at: datetime
    giver: str | None
    holder: str
    by: str
    batch: str = ""
    reason: str = ""


def way_of(context: Context, document: UUID) -> list[Move]:
    """Return every move of a document, oldest first; the last one tells who holds it. Missing when it is not here."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, DOCUMENT, document)
        names = current_references(context.store)
        moves = list(_moves(connection, context, document, names))
    first = row["custody"]
    if moves:
        first = moves[0].holder if moves[0].giver is None else moves[0].giver
    taken_in = Move(
        row["received_at"], None, str(first), names.name("staff", row["clerk_id"] or row["made_by"])
    )
    return [taken_in, *(move for move in moves if move.giver is not None)]


def _moves(connection: Connection, context: Context, document: UUID, names: References) -> Iterator[Move]:
    log = tables.change_log
    batches = _batches(connection, context, document)
    lines = select(log).where(log.c.rid == document, log.c.reg == DOCUMENT).order_by(log.c.lid)
    for line in connection.execute(lines):
        new: dict[str, Any] = msgspec.json.decode(line.new)
        old: dict[str, Any] = msgspec.json.decode(line.old)
        if "custody" not in new or new["custody"] == old.get("custody"):
            continue
        yield Move(
            datetime.fromtimestamp(line.at / 1000, UTC),
            old.get("custody"),
            new["custody"],
            names.name("staff", line.actor),
            batches.get(line.txn, ""),
            line.reason or "",
        )


def _batches(connection: Connection, context: Context, document: UUID) -> dict[UUID, str]:
    """Return the transactions that changed a batch with this document on its list, and that batch's number."""
    log, line = tables.change_log.c, context.catalog.table(LINE).c
    batch = context.catalog.table(BATCH)
    listing = select(line.batch_id).where(line.document_id == document)
    numbers: dict[UUID, str] = {
        row.id: row.number
        for row in connection.execute(select(batch.c.id, batch.c.number).where(batch.c.id.in_(listing)))
    }
    changes = connection.execute(
        select(log.txn, log.rid).where(log.rid.in_(list(numbers)), log.txn.is_not(None))
    )
    return {row.txn: numbers[row.rid] for row in changes}


def holder_words(context: Context, code: str | None) -> str:
    """Return a holder as people say it; None is the customer who brought the paper."""
    if code is None:
        return t("Iesniedzējs")
    if code == AT_CENTRE:
        return t("Centrs")
    return t(context.catalog.spec(DOCUMENT).by_name["custody"].choice_label(code))
