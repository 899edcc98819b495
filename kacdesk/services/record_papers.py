"""This file is the place where it is known which papers can be printed from a record of a register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import later, t
from kacdesk.services.context import Context
from kacdesk.services.institutions import reception_papers, referral_papers
from kacdesk.services.keeping import keeping_papers
from kacdesk.services.lists import log_access
from kacdesk.services.local import local_papers, payments
from kacdesk.services.papers import paper_prints
from kacdesk.services.quality import quality_papers
from kacdesk.services.requests import request_papers
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

Draw = Callable[[Context, UUID], bytes]
"""A record → the PDF."""


def _always(_values: Values) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """A paper that is made of one record. `name` is its word on the command line and the stem of its file · `personal`
    it names the customer, so that who prints it is written down · `applies` whether a record of these values has it."""

    name: str
    label: str
    draw: Draw
    personal: bool = True
    applies: Callable[[Values], bool] = _always


def _day_of_fees(register: str) -> RecordPaper:
    """Return the paper with the sums of the day on which the record's fee was paid."""
    return RecordPaper(
        "day",
        later("Dienas maksājumi"),
        payments.fee_day_paper(register),
        personal=False,
        applies=payments.is_paid,
    )


PAPERS: Mapping[str, tuple[RecordPaper, ...]] = {
    "received_document": (
        RecordPaper("custody", later("Dokumenta ceļš"), paper_prints.custody_sheet, personal=False),
    ),
    "paper_batch": (
        RecordPaper(
            "transmittal", later("Nodošanas saraksts"), paper_prints.transmittal_list, personal=False
        ),
    ),
    "issued_document": (
        RecordPaper("delivery", later("Izsniegšanas apliecinājums"), paper_prints.delivery_note),
    ),
    "referral": (RecordPaper("slip", later("Lapiņa klientam"), referral_papers.slip, personal=False),),
    "appointment": (RecordPaper("day", later("Amatpersonas dienas saraksts"), reception_papers.day_of),),
    "oral_request": (
        RecordPaper("request", later("Iesniegums parakstīšanai"), paper_prints.oral_request_form),
    ),
    "residence_certificate": (
        RecordPaper("certificate", later("Izziņa"), local_papers.certificate_paper),
        _day_of_fees("residence_certificate"),
    ),
    "residence_declaration": (_day_of_fees("residence_declaration"),),
    "destruction_act": (
        RecordPaper("act", later("Akts parakstīšanai"), keeping_papers.act_paper, personal=False),
    ),
    "archive_transfer": (
        RecordPaper("list", later("Nodošanas akts"), keeping_papers.transfer_paper, personal=False),
    ),
    "border_traffic_list": (RecordPaper("list", later("Saraksts"), local_papers.list_paper),),
    "payment": (RecordPaper("day", later("Dienas maksājumi"), payments.day_paper, personal=False),),
    "access_application": (
        RecordPaper(
            "application", later("Pieteikums (PDF)"), quality_papers.access_application, personal=False
        ),
    ),
    "review": (RecordPaper("review", later("Izvērtējums (PDF)"), quality_papers.review, personal=False),),
    "survey": (
        RecordPaper(
            "results", later("Aptaujas rezultāti (PDF)"), quality_papers.survey_report, personal=False
        ),
        RecordPaper(
            "questionnaire", later("Tukša anketa (PDF)"), quality_papers.questionnaire, personal=False
        ),
    ),
    "delegated_application": (
        RecordPaper("attestation", later("Apliecinājums parakstīšanai"), request_papers.attestation),
    ),
    "feedback": (
        RecordPaper(
            "reply", later("Atbilde (PDF)"), request_papers.reply, applies=request_papers.may_be_replied
        ),
        RecordPaper("card", later("Reģistrācijas kartīte"), request_papers.card, personal=False),
    ),
}
"""Register → its papers, the one that is wanted most first."""


def papers_of(register: str, values: Values) -> tuple[RecordPaper, ...]:
    """Return the papers that a record of these values has; a voided one has none."""
    if values.get("status") == Status.VOIDED:
        return ()
    return tuple(paper for paper in PAPERS.get(register, ()) if paper.applies(values))


def paper(context: Context, register: str, record: UUID, name: str) -> bytes:
    """Draw a paper and return the PDF; the access is logged when it names a person. Any thread.

    Refused when the record has no such paper, Missing when it is not here.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    found = next((each for each in papers_of(register, row) if each.name == name), None)
    if found is None:
        raise Refused(
            t("Šim ierakstam tāda papīra nav."),
            effect=t("Nekas nav drukāts."),
            remedy=t("Atveriet ierakstu un izvēlieties kādu no tā papīriem."),
        )
    if found.personal:
        log_access(context, "paper", register, [record], purpose=t("Izdruka: {paper}", paper=t(found.label)))
    return found.draw(context, record)
