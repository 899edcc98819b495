"""This file is the place where acts of destruction and of hand-over become papers to be signed."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.services.act_effects import ACTS, LINES, TRANSFERRED, TRANSFERS
from kacdesk.services.context import Context
from kacdesk.services.keeping.retention_due import title_of
from kacdesk.services.letterhead import letterhead
from kacdesk.services.references import current_references
from kacdesk.store import tables
from kacdesk.store.session import lines_of, one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.destruction_act import DestructionPaper, GoneItem, draw_destruction_act
    from kacdesk.reports.transfer_list import HandedFile, TransferPaper, draw_transfer_list
else:
    DestructionPaper, GoneItem, draw_destruction_act = on_demand(
        "kacdesk.reports.destruction_act", "DestructionPaper GoneItem draw_destruction_act"
    )
    HandedFile, TransferPaper, draw_transfer_list = on_demand(
        "kacdesk.reports.transfer_list", "HandedFile TransferPaper draw_transfer_list"
    )


def act_paper(context: Context, act: UUID) -> bytes:
    """Draw an act of destruction and return the PDF."""
    catalog, names = context.catalog, current_references(context.store)
    with context.store.read() as connection:
        row = row_of(connection, catalog, ACTS, act)
        lines = lines_of(connection, catalog, catalog.spec(LINES), act)
        sample = one(connection, tables.desk)["sample"]
    method = catalog.spec(ACTS).by_name["method"]
    span = (row["period_from"], row["period_to"])
    paper = DestructionPaper(
        number=row["number"],
        act_on=row["act_on"],
        papers=row["kind"] == "DESTRUCTION",
        what=row["what"],
        count=row["count"] or len(lines),
        items=[
            GoneItem(
                what=title_of(catalog, line["register"]) if line["register"] in catalog else line["register"],
                number=line["record_number"] or line["record"] or "",
                started_on=line["started_on"],
                kept_until=line["kept_until"],
            )
            for line in lines
        ],
        rule=row["rule"] or "",
        period=span if all(span) else None,
        approved_by=names.name("staff", row["approved_by"]) if row["approved_by"] else "",
        automatic=row["made_by"] == NO_ONE,
        approval_needed=row["approval_needed"],
        approval_no=row["approval_no"] or "",
        method=t(method.choice_label(row["method"])),
        done_on=row["done_on"],
        sample=sample,
    )
    return draw_destruction_act(paper, letterhead(context))


def transfer_paper(context: Context, transfer: UUID) -> bytes:
    """Draw the list of files that go to the archive and return the PDF."""
    catalog, names = context.catalog, current_references(context.store)
    plan = catalog.table("file_plan")
    with context.store.read() as connection:
        row = row_of(connection, catalog, TRANSFERS, transfer)
        lines = lines_of(connection, catalog, catalog.spec(TRANSFERRED), transfer)
        sample = one(connection, tables.desk)["sample"]
        wanted = [line["file_id"] for line in lines if line["file_id"]]
        files = {each.id: each for each in connection.execute(select(plan).where(plan.c.id.in_(wanted)))}
    kept = catalog.spec(TRANSFERRED).by_name["retention_class"]
    handed = []
    for line in lines:
        file = files.get(line["file_id"])
        handed.append(
            HandedFile(
                index=file.file_index if file else "",
                title=line["title"] or (file.title if file else ""),
                year=line["year"],
                volume=line["volume"],
                first_on=line["first_on"],
                last_on=line["last_on"],
                sheets=line["sheets"],
                kept=t(kept.choice_label(line["retention_class"])),
                note=line["line_note"] or "",
            )
        )
    paper = TransferPaper(
        number=row["number"],
        transfer_on=row["transfer_on"],
        recipient=row["recipient"],
        files=handed,
        ground=row["ground"] or "",
        approval_no=row["approval_no"] or "",
        handed_by=names.name("staff", row["handed_by"]) if row["handed_by"] else "",
        accepted_by=row["accepted_by"] or "",
        accepted_on=row["accepted_on"],
        sample=sample,
    )
    return draw_transfer_list(paper, letterhead(context))
