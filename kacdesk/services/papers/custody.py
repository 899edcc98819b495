"""This file is the place where it is decided where a received document may go next; it always has one holder.

The holder is the field `custody`, and with it the batch in which the document stands; both change only here and in
`batch_rules`, in the transaction of whatever moved the paper. Who moved it when is told by the change log.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

DOCUMENT, BATCH = "received_document", "paper_batch"
AT_CENTRE, RETURNED, SENT, ACKNOWLEDGED = "AT_CENTRE", "RETURNED", "SENT", "ACKNOWLEDGED"


class Stage(StrEnum):
    """OPEN papers are put in and taken out · SENT on its way · ACKNOWLEDGED the addressee has it."""

    OPEN = AT_CENTRE
    SENT = SENT
    ACKNOWLEDGED = ACKNOWLEDGED


def stage_of(batch: Values) -> Stage:
    """Return how far a batch is; its value is the custody of its papers."""
    if batch.get("acknowledged_on") is not None:
        return Stage.ACKNOWLEDGED
    return Stage.SENT if batch.get("sent_on") is not None else Stage.OPEN


def moves_lawfully(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Hold a document that was saved against where it was, and tell what it answers; Refused for an impossible move.

    A returned paper is not here to be sent; one that stands in an open batch is taken out of that first.
    """
    row = unit.row(DOCUMENT, record)
    _tell_what_it_answers(unit, row, before)
    if before is None:
        return
    stage = _stage(unit, row)
    if row["status"] == Status.VOIDED:
        if stage is Stage.OPEN:
            raise _still_listed(unit, row)
        return
    if row["custody"] == before["custody"]:
        return
    if stage is Stage.OPEN:
        raise _still_listed(unit, row)
    if stage is not None and row["custody"] in (SENT, ACKNOWLEDGED) and row["custody"] != stage:
        raise _travels_with_others(unit, row)
    if before["custody"] == RETURNED and row["custody"] != AT_CENTRE:
        raise Refused(
            t("Dokuments {number} ir atdots iesniedzējam, tāpēc to nevar nosūtīt.", number=row["number"]),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ja iesniedzējs to atnesa atpakaļ, vispirms atzīmējiet, ka tas atkal ir centrā."),
        )
    _leave_behind(unit, row)


def _leave_behind(unit: Unit, row: Values) -> None:
    """Take off what no longer holds of a paper that has moved: the day of its return, the batch it came back from."""
    gone: dict[str, Any] = {}
    if row["custody"] != RETURNED and row["returned_on"] is not None:
        gone["returned_on"] = None
    if row["custody"] in (AT_CENTRE, RETURNED) and row["batch_id"] is not None:
        gone["batch_id"] = None
    if gone:
        unit.update(DOCUMENT, row["id"], gone)


def _stage(unit: Unit, row: Values) -> Stage | None:
    """Return how far the batch is in which the document stands, None without one."""
    if row["batch_id"] is None:
        return None
    batch = unit.row(BATCH, row["batch_id"])
    return None if batch["status"] == Status.VOIDED else stage_of(batch)


def _still_listed(unit: Unit, row: Values) -> Refused:
    return Refused(
        t(
            "Dokuments {number} ir ielikts sūtījumā {batch}.",
            number=row["number"],
            batch=unit.row(BATCH, row["batch_id"])["number"],
        ),
        effect=t("Nekas nav mainīts."),
        remedy=t("Vispirms izņemiet dokumentu no sūtījuma vai nosūtiet sūtījumu."),
    )


def _travels_with_others(unit: Unit, row: Values) -> Refused:
    return Refused(
        t(
            "Dokuments {number} ir aizgājis sūtījumā {batch}; kopā ar to arī saņemts.",
            number=row["number"],
            batch=unit.row(BATCH, row["batch_id"])["number"],
        ),
        effect=t("Nekas nav mainīts."),
        remedy=t("Saņemšanu apstipriniet vai labojiet pašā sūtījumā."),
    )


def _tell_what_it_answers(unit: Unit, row: Values, before: Values | None) -> None:
    """Let our own request learn of its answer, and an oral request of its registration; a voided one is taken back."""
    valid = row["status"] != Status.VOIDED
    day = clock.riga_day(row["received_at"])
    if row["answers_id"] is not None:
        asked = unit.row("outgoing_document", row["answers_id"])
        if valid and asked["answered_on"] is None:
            unit.update("outgoing_document", asked["id"], {"answered_on": day})
        elif not valid and not _answered_otherwise(unit, row):
            unit.update("outgoing_document", asked["id"], {"answered_on": None})
    if row["oral_request_id"] is not None:
        spoken = unit.row("oral_request", row["oral_request_id"])
        told = {"received_document_id": row["id"] if valid else None, "registered_on": day if valid else None}
        mine = spoken["received_document_id"] in (None, row["id"])
        if mine and any(spoken[name] != value for name, value in told.items()):
            unit.update("oral_request", spoken["id"], told)


def _answered_otherwise(unit: Unit, row: Values) -> bool:
    table = unit.catalog.table(DOCUMENT)
    others = (table.c.answers_id == row["answers_id"], table.c.id != row["id"])
    found = unit.connection.execute(
        select(table.c.n).where(*others, table.c.status != Status.VOIDED).limit(1)
    )
    return found.first() is not None


# --- what is done with a document at one stroke -------------------------------------------------------------------
def is_here(values: Values) -> bool:
    """Say whether the paper is at the centre and promised to no batch."""
    return values.get("custody") == AT_CENTRE and values.get("batch_id") is None


def may_be_copied(values: Values) -> bool:
    """Say whether a copy is still to be made of the paper that is here."""
    return is_here(values) and values.get("form") == "PAPER" and values.get("copied_on") is None


def may_be_confirmed(values: Values) -> bool:
    """Say whether the addressee's receipt is waited for; in a batch it is confirmed for all of it."""
    return values.get("custody") == SENT and values.get("batch_id") is None


def is_answer_awaited(values: Values) -> bool:
    """Say whether the document has an answer to come."""
    return values.get("answered_on") is None and values.get("kind") != "ATTACHMENT"


def may_come_back(values: Values) -> bool:
    """Say whether the paper is elsewhere and can be brought back."""
    return values.get("custody") in (RETURNED, SENT, ACKNOWLEDGED)


def copied(_context: Context, _values: Values) -> Mapping[str, Any]:
    """A copy was made of it today."""
    return {"copied_on": clock.today_riga()}


def returned(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The customer took the paper back today."""
    return {"custody": RETURNED, "returned_on": clock.today_riga()}


def handed_on(_context: Context, values: Values) -> Mapping[str, Any]:
    """It went to the addressee today by itself, without a batch; that routes it to the body that decides."""
    routed = {"routed_on": values.get("routed_on") or clock.today_riga()}
    if values.get("routed_to_id") is None and values.get("routed_to_text") is None:
        routed |= {"routed_to_id": values["addressee_id"], "routed_to_text": values["addressee_text"]}
    return {"custody": SENT, **routed}


def confirmed(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The addressee has told that it arrived."""
    return {"custody": ACKNOWLEDGED}


def answered(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The answer was given or came today."""
    return {"answered_on": clock.today_riga()}


def came_back(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The paper is here again."""
    return {"custody": AT_CENTRE}
