"""This file is the place where the papers of a batch follow it: promised, sent, acknowledged, all or none."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.deadlines import due
from kacdesk.services.papers.custody import ACKNOWLEDGED, AT_CENTRE, BATCH, DOCUMENT, SENT, Stage, stage_of
from kacdesk.spec.register import Status, Values
from kacdesk.store import tables
from kacdesk.store.rows import rows_where
from kacdesk.store.session import Unit

LINE = "paper_batch_line"
CONFIRMATION = "BATCH_CONFIRMATION"
"""The matter by whose rule an acknowledgement is waited for."""


def prepared_today(_context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A new batch without a day was prepared today."""
    return {"prepared_on": clock.today_riga()} if new and values.get("prepared_on") is None else {}


def papers_follow(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Bring the documents of a batch to where it is now, in its own transaction.

    Refused, and nothing is saved, when a document is not here, stands in another open batch or twice in this one, when
    the list of a batch that has left is changed, and when an empty one is sent.
    """
    batch = unit.row(BATCH, record)
    members = _members(unit, record)
    if batch["status"] == Status.VOIDED:
        _release(unit, members)
        return
    now, was = stage_of(batch), stage_of(before) if before is not None else Stage.OPEN
    if was is not Stage.OPEN:
        if now is not Stage.OPEN:
            _require_same_list(unit, record)
            _move(unit, (row for row in members if row["custody"] in (SENT, ACKNOWLEDGED)), batch, now)
            return
        _release(unit, members)
        members = []
    listed = _listed(unit, record)
    for row in listed:
        _require_free(unit, row, record)
    _release(unit, (row for row in members if row["id"] not in {each["id"] for each in listed}))
    if now is not Stage.OPEN and not _has_lines(unit, record):
        raise _refused(t("Sūtījumā vēl nav neviena papīra."), t("Vispirms ielieciet tajā papīrus."))
    _move(unit, listed, batch, now)


def _members(unit: Unit, batch: UUID) -> list[dict[str, Any]]:
    """Return the documents that say that they are in the batch."""
    return rows_where(unit.connection, unit.catalog.table(DOCUMENT), "batch_id", [batch])


def _has_lines(unit: Unit, batch: UUID) -> bool:
    line = unit.catalog.table(LINE).c
    here = exists().where(line.batch_id == batch, line.status != Status.VOIDED)
    return bool(unit.connection.execute(select(here)).scalar_one())


def _listed(unit: Unit, batch: UUID) -> list[dict[str, Any]]:
    """Return the documents on the batch's list; Refused when one stands there twice."""
    line = unit.catalog.table(LINE).c
    of_batch = (line.batch_id == batch, line.status != Status.VOIDED, line.document_id.is_not(None))
    ids = list(unit.connection.scalars(select(line.document_id).where(*of_batch).order_by(line.line_no)))
    if len(ids) != len(set(ids)):
        raise _refused(t("Viens un tas pats dokuments sūtījumā ir divreiz."), t("Atstājiet to vienā rindā."))
    return [unit.row(DOCUMENT, each) for each in ids]


def _require_free(unit: Unit, row: Values, batch: UUID) -> None:
    if row["status"] == Status.VOIDED:
        raise _refused(
            t("Dokuments {number} ir anulēts, to nesūta.", number=row["number"]),
            t("Izņemiet to no sūtījuma."),
        )
    if row["custody"] != AT_CENTRE:
        raise _refused(
            t("Dokumenta {number} vairs nav centrā, tāpēc to nevar likt sūtījumā.", number=row["number"]),
            t("Izņemiet to no sūtījuma vai vispirms atzīmējiet, ka tas atkal ir centrā."),
        )
    if row["batch_id"] not in (None, batch):
        other = unit.row(BATCH, row["batch_id"])["number"]
        raise _refused(
            t("Dokuments {number} jau ir sūtījumā {batch}.", number=row["number"], batch=other),
            t("Izņemiet to no viena no sūtījumiem."),
        )


def _require_same_list(unit: Unit, batch: UUID) -> None:
    """Refuse when this transaction changed the list of a batch that has left."""
    line, capture = unit.catalog.table(LINE).c, tables.capture.c
    lines = select(line.id).where(line.batch_id == batch)
    touched = exists().where(capture.rid.in_(lines), capture.txn == unit.pen.txn)
    if unit.connection.execute(select(touched)).scalar_one():
        raise _refused(
            t("Nosūtīta sūtījuma sarakstu vairs nemaina: tāds to saņēma adresāts."),
            t("Ja sūtījums vēl nav aizgājis, izdzēsiet nosūtīšanas dienu un labojiet sarakstu."),
        )


def _release(unit: Unit, rows: Iterable[Values]) -> None:
    """Let documents go from their batch: they are at the centre."""
    for row in rows:
        _set(unit, row, {"batch_id": None, "custody": AT_CENTRE})


def _move(unit: Unit, rows: Iterable[Values], batch: Values, now: Stage) -> None:
    for row in rows:
        told: dict[str, Any] = {"batch_id": batch["id"], "custody": str(now)}
        if now is not Stage.OPEN and row["routed_on"] is None:
            told["routed_on"] = batch["sent_on"] or batch["acknowledged_on"]
            told["routed_to_id"] = row["routed_to_id"] or batch["addressee_id"]
            told["routed_to_text"] = row["routed_to_text"] or batch["addressee_text"]
        _set(unit, row, told)


def _set(unit: Unit, row: Values, told: Mapping[str, Any]) -> None:
    differing = {name: value for name, value in told.items() if value != row[name]}
    if differing:
        unit.update(DOCUMENT, row["id"], differing)


def _refused(what: str, remedy: str) -> Refused:
    return Refused(what, effect=t("Sūtījums nav mainīts."), remedy=remedy)


# --- what is done with a batch at one stroke ----------------------------------------------------------------------
def may_be_sent(values: Values) -> bool:
    """Say whether the batch is still here."""
    return stage_of(values) is Stage.OPEN


def may_be_acknowledged(values: Values) -> bool:
    """Say whether the batch is on its way."""
    return stage_of(values) is Stage.SENT


def sent(context: Context, _values: Values) -> Mapping[str, Any]:
    """The batch leaves today; by when its receipt should be confirmed follows from the point's rule."""
    today = clock.today_riga()
    expected = due(context.store, CONFIRMATION, today)
    return {"sent_on": today, "confirm_by": expected.due_on if expected is not None else None}


def acknowledged(_context: Context, _values: Values) -> Mapping[str, Any]:
    """The addressee confirmed today that everything arrived."""
    return {"acknowledged_on": clock.today_riga()}
