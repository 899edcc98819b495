"""This file is the place where a record becomes a paper in the customer's hand: the slip, the stamp SAŅEMTS."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from kacdesk.core.errors import Refused
from kacdesk.core.latvian import counted
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.short_codes import short_code
from kacdesk.reports.files import written
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.letterhead import letterhead
from kacdesk.services.references import References, current_references
from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.store import tables
from kacdesk.store.rows import rows_of
from kacdesk.store.session import lines_of, one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.slip import Slip, SlipPaper, TakenPaper, draw_slip
    from kacdesk.reports.stamp import Stamp, StampPaper, draw_stamp
else:
    Slip, TakenPaper, draw_slip = on_demand("kacdesk.reports.slip", "Slip TakenPaper draw_slip")
    Stamp, draw_stamp = on_demand("kacdesk.reports.stamp", "Stamp draw_stamp")


_DOCUMENTS = "received_document"
_RETURNED = "RETURNED"


def slip(context: Context, register: str, record: UUID, *, paper: "SlipPaper" = "a6") -> bytes:
    """Draw the slip for the customer of a contact and return the PDF.

    Refused for a voided record and in a register that holds no contacts, Missing when the record is not here.
    """
    spec = context.catalog.spec(register)
    if spec.counted_from is None:
        raise _refused(t("Sadaļā “{title}” lapiņu klientam nav.", title=t(spec.title)))
    with context.store.read() as connection:
        row = _valid(connection, context, register, record)
        names = current_references(context.store)
        lines = {
            child: lines_of(connection, context.catalog, context.catalog.spec(child), record)
            for child in spec.children
        }
        documents = [row] if register == _DOCUMENTS else _documents_of(connection, context, register, record)
        parts = {register: [record], **{name: [line["id"] for line in rows] for name, rows in lines.items()}}
        if register != _DOCUMENTS:
            parts[_DOCUMENTS] = [each["id"] for each in documents]
        told = Slip(
            code=short_code(record),
            kind=t(spec.singular),
            at=row[spec.counted_from],
            services=_services(context, spec, row, lines, names),
            papers=[_paper(context, each) for each in documents],
            registered=_registered(connection, parts),
            contact=_contact(connection, context),
            sample=one(connection, tables.desk)["sample"],
        )
    return draw_slip(told, letterhead(context), paper=paper)


def stamp(context: Context, record: UUID, *, paper: "StampPaper" = "a4") -> bytes:
    """Draw the stamp of a received document and return the PDF. Refused when it is voided, Missing when not here."""
    with context.store.read() as connection:
        row = _valid(connection, context, _DOCUMENTS, record)
        sample = one(connection, tables.desk)["sample"]
    heading = letterhead(context)
    told = Stamp(
        institution=", ".join(part for part in (heading.municipality, heading.point) if part),
        received_at=row["received_at"],
        number=row["number"],
        attached=_attached(row),
        sample=sample,
    )
    return draw_stamp(told, heading, paper=paper)


def keep(context: Context, drawn: bytes, out: Path) -> None:
    """Write a drawn paper to a file; Unavailable when the place does not take it. Any thread."""
    with written(out) as part:
        part.write_bytes(drawn)


def _valid(connection: Connection, context: Context, register: str, record: UUID) -> dict[str, Any]:
    row = row_of(connection, context.catalog, register, record)
    if row["status"] == Status.VOIDED:
        raise _refused(t("Ieraksts ir anulēts; papīru par to vairs neizsniedz."))
    return row


def _refused(what: str) -> Refused:
    return Refused(what, effect=t("Nekas nav drukāts."), remedy=t("Izvēlieties citu ierakstu."))


def _documents_of(
    connection: Connection, context: Context, register: str, record: UUID
) -> list[dict[str, Any]]:
    """Return the documents taken in during a visit."""
    table = context.catalog.table(_DOCUMENTS)
    if register != context.catalog.spec(_DOCUMENTS).by_name["visit_id"].refers_to:
        return []
    of_visit = select(table).where(table.c.visit_id == record, table.c.status != str(Status.VOIDED))
    return rows_of(connection, table, of_visit.order_by(table.c.n))


def _services(
    context: Context,
    spec: RegisterSpec,
    row: Mapping[str, Any],
    lines: Mapping[str, Sequence[Mapping[str, Any]]],
    names: References,
) -> list[str]:
    """Return what was asked for, in words of the catalogue alone: own words could name somebody."""
    told = []
    for child, rows in lines.items():
        kind = context.catalog.spec(child).by_name["kind"]
        for line in rows:
            times = t(" ×{count}", count=line["quantity"]) if line["quantity"] > 1 else ""
            told.append(f"{_service(line, names)} — {t(kind.choice_label(line['kind'])).lower()}{times}")
    if not lines and "service_id" in spec.by_name:
        told.append(_service(row, names))
    return told


def _service(values: Mapping[str, Any], names: References) -> str:
    service, institution = values["service_id"], values["institution_id"]
    whose = names.name("institution", institution) if institution is not None else ""
    title = names.name("service", service) if service is not None else ""
    if not title and (values.get("service_text") or not whose):
        title = t("Cits pakalpojums")
    return ": ".join(part for part in (whose, title) if part)


def _paper(context: Context, row: Mapping[str, Any]) -> TakenPaper:
    fields = context.catalog.spec(_DOCUMENTS).by_name
    words = [t(fields["kind"].choice_label(row["kind"])), _attached(row)]
    if row["custody"] == _RETURNED:
        words.append(t(fields["custody"].choice_label(row["custody"])).lower())
    due = row["due_on"] or proposed_due(context.store, row["kind"], row["counted_on"])
    return TakenPaper(", ".join(part for part in words if part), row["number"], due)


def _attached(row: Mapping[str, Any]) -> str:
    """Return how much was handed in: pages, originals and copies."""
    told = []
    if row["pages"]:
        told.append(counted(row["pages"], t("lapu"), t("lapa"), t("lapas")))
    if row["originals"]:
        told.append(t("oriģināli: {count}", count=row["originals"]))
    if row["copies"]:
        told.append(t("kopijas: {count}", count=row["copies"]))
    return ", ".join(told)


def _registered(connection: Connection, parts: Mapping[str, Sequence[UUID]]) -> bool:
    """Say whether the central store has given a receipt for every change of the records, and refused none."""
    acked = one(connection, tables.sync_state)["acked_seq"]
    capture, outbox, refused = tables.capture.c, tables.outbox.c, tables.exception.c
    waiting = [
        exists().where(capture.rid.in_(ids))
        | exists().where(outbox.reg == register, outbox.rid.in_(ids), outbox.seq > acked)
        | exists().where(refused.reg == register, refused.rid.in_(ids), refused.settled_at.is_(None))
        for register, ids in parts.items()
        if ids
    ]
    return not any(connection.execute(select(each)).scalar_one() for each in waiting)


def _contact(connection: Connection, context: Context) -> str:
    """Return where the point is and its phone, as the catalogue has them."""
    point = context.catalog.table("service_point")
    row = connection.execute(
        select(point.c.address, point.c.phone).where(point.c.code == context.store.point)
    ).first()
    return " · ".join(part for part in row if part) if row is not None else ""
