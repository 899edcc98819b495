"""This file is the place where records of papers become what is signed: lists, notes, forms, the way of a document."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import riga_day
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.papers.custody import BATCH, DOCUMENT
from kacdesk.services.papers.custody_chain import holder_words, way_of
from kacdesk.services.papers.letter_rules import ISSUED, ORAL
from kacdesk.services.references import current_references
from kacdesk.store import tables
from kacdesk.store.rows import rows_where
from kacdesk.store.session import lines_of, one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.custody_sheet import CustodySheet, CustodyStep, draw_custody_sheet
    from kacdesk.reports.delivery_note import DeliveryNote, draw_delivery_note
    from kacdesk.reports.oral_request_form import OralRequestForm, draw_oral_request
    from kacdesk.reports.transmittal_list import ListedPaper, TransmittalList, draw_transmittal_list
else:
    CustodySheet, CustodyStep, draw_custody_sheet = on_demand(
        "kacdesk.reports.custody_sheet", "CustodySheet CustodyStep draw_custody_sheet"
    )
    DeliveryNote, draw_delivery_note = on_demand(
        "kacdesk.reports.delivery_note", "DeliveryNote draw_delivery_note"
    )
    OralRequestForm, draw_oral_request = on_demand(
        "kacdesk.reports.oral_request_form", "OralRequestForm draw_oral_request"
    )
    ListedPaper, TransmittalList, draw_transmittal_list = on_demand(
        "kacdesk.reports.transmittal_list", "ListedPaper TransmittalList draw_transmittal_list"
    )


def transmittal_list(context: Context, record: UUID) -> bytes:
    """Draw the list that goes with a batch; Missing when the batch is not here."""
    catalog = context.catalog
    with context.store.read() as connection:
        row = row_of(connection, catalog, BATCH, record)
        lines = lines_of(connection, catalog, catalog.spec("paper_batch_line"), record)
        wanted = [line["document_id"] for line in lines if line["document_id"] is not None]
        found = rows_where(connection, catalog.table(DOCUMENT), "id", wanted)
        sample = one(connection, tables.desk)["sample"]
    documents = {each["id"]: each for each in found}
    told = TransmittalList(
        number=row["number"],
        addressee=_addressee(context, row),
        how=_label(context, BATCH, "how", row["how"]),
        papers=[_listed(context, line, documents.get(line["document_id"])) for line in lines],
        prepared_on=row["prepared_on"] or riga_day(row["made_at"]),
        sent_on=row["sent_on"],
        carrier=row["carrier"] or "",
        handed_over_by=_staff(context, row["clerk_id"]),
        received_by=row["acknowledged_by"] or "",
        sample=sample,
    )
    return draw_transmittal_list(told, letterhead(context))


def _listed(context: Context, line: Mapping[str, Any], document: Mapping[str, Any] | None) -> ListedPaper:
    if document is None:
        return ListedPaper("", None, line["what"] or "", line["pages"])
    kind = _label(context, DOCUMENT, "kind", document["kind"])
    what = " · ".join(part for part in (f"{kind}: {document['title']}", line["what"]) if part)
    pages = line["pages"] or document["pages"]
    return ListedPaper(document["number"], document["counted_on"], what, pages, document["originals"])


def delivery_note(context: Context, record: UUID) -> bytes:
    """Draw what a recipient signs for an issued document, or how it was sent; Missing when it is not here."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, ISSUED, record)
        sample = one(connection, tables.desk)["sample"]
    told = DeliveryNote(
        number=row["number"],
        kind=_label(context, ISSUED, "kind", row["kind"]),
        title=row["title"],
        issued_on=row["issued_on"] or riga_day(row["made_at"]),
        recipient=row["recipient_name"],
        recipient_code=row["recipient_code"] or "",
        how=_label(context, ISSUED, "delivery", row["delivery"]),
        issuer=_institution(context, row["institution_id"]),
        own_number=row["own_number"] or "",
        original=row["original"] or "",
        signatory=row["signatory"] or "",
        pages=row["pages"],
        representative=row["representative_name"] or "",
        representative_basis=_label(context, ISSUED, "representative_basis", row["representative_basis"]),
        address=row["postal_address"] or "",
        identity_document=_label(context, ISSUED, "identity_document", row["identity_document"]),
        in_person=row["delivery"] == "IN_PERSON",
        identity_checked=bool(row["identity_checked"]),
        delivered_on=row["delivered_on"],
        sample=sample,
    )
    return draw_delivery_note(told, letterhead(context))


def oral_request_form(context: Context, record: UUID) -> bytes:
    """Draw an oral request for its signature; Missing when it is not here."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, ORAL, record)
        sample = one(connection, tables.desk)["sample"]
    told = OralRequestForm(
        number=row["number"],
        addressee=_addressee(context, row),
        requester=row["requester_name"],
        reply_address=row["reply_address"],
        subject=row["subject"],
        asked=row["asked"],
        taken_on=row["taken_on"] or riga_day(row["made_at"]),
        phone=row["requester_phone"] or "",
        written_by=_staff(context, row["clerk_id"]),
        read_aloud=row["read_aloud"],
        sample=sample,
    )
    return draw_oral_request(told, letterhead(context))


def custody_sheet(context: Context, record: UUID) -> bytes:
    """Draw the way of a received document; Missing when it is not here."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, DOCUMENT, record)
        sample = one(connection, tables.desk)["sample"]
    steps = []
    for move in way_of(context, record):
        told = [t("Sūtījums {number}", number=move.batch) if move.batch else "", move.reason]
        giver = holder_words(context, move.giver)
        note = ", ".join(part for part in told if part)
        steps.append(CustodyStep(move.at, giver, holder_words(context, move.holder), move.by, note))
    what = f"{_label(context, DOCUMENT, 'kind', row['kind'])}: {row['title']}"
    return draw_custody_sheet(CustodySheet(row["number"], what, steps, sample), letterhead(context))


def _label(context: Context, register: str, field: str, code: str | None) -> str:
    return t(context.catalog.spec(register).by_name[field].choice_label(code)) if code else ""


def _addressee(context: Context, row: Mapping[str, Any]) -> str:
    """Return an addressee in full: the institution's own name, or what was typed."""
    return _institution(context, row["addressee_id"]) or row["addressee_text"] or ""


def _institution(context: Context, record: UUID | None) -> str:
    if record is None:
        return ""
    institution = context.catalog.table("institution").c
    with context.store.read() as connection:
        found = connection.execute(
            select(institution.title).where(institution.id == record)
        ).scalar_one_or_none()
    return found or ""


def _staff(context: Context, record: UUID | None) -> str:
    return current_references(context.store).name("staff", record) if record is not None else ""
