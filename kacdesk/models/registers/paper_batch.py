"""This file is the place where papers that leave the centre together are a register: a batch and what is in it."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import not_before, one_of
from kacdesk.models.delivery import SENDING
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, Group


@register(
    "Sūtījumu reģistrs",
    singular="Sūtījums",
    listed=(
        "number",
        "prepared_on",
        "addressee_id",
        "addressee_text",
        "lines",
        "how",
        "sent_on",
        "acknowledged_on",
        "status",
    ),
    checks=(
        one_of(
            "addressee_id",
            "addressee_text",
            sentence=lambda: t("Norādiet, kam papīrus sūta: izvēlieties iestādi vai ierakstiet adresātu."),
        ),
        not_before("sent_on", "acknowledged_on"),
    ),
    group=Group.DOCUMENTS,
    numbered=True,
    file_index="1-12",
    named_by=("number",),
    ordered_by="prepared_on",
    clocks=(
        Clock(due="confirm_by", what="Saņemt apstiprinājumu", while_={"acknowledged_on": (None,)}),
        Clock(due="prepared_on", what="Nosūtīt papīrus", while_={"sent_on": (None,)}),
    ),
)
class PaperBatch(NumberedRecord):
    """Papers handed to one addressee with a transmittal list (S000 2.1(3), 2.2(7)).

    It is open until `sent_on`, on its way until `acknowledged_on`. Where its documents are follows from that
    (services/papers/batches.py); a document is in one open batch at most.
    """

    __tablename__ = "paper_batch"

    prepared_on: Mapped[date | None] = field(
        "Sagatavots", indexed=True, hint="Tukšu aizpilda ar šodienas datumu."
    )
    addressee_id: Mapped[UUID | None] = field("Adresāts", refers_to="institution")
    addressee_text: Mapped[str | None] = field("Cits adresāts", longest=200)
    how: Mapped[str] = field("Kā nosūta", choices=SENDING, default="COURIER", progress=True)
    carrier: Mapped[str | None] = field("Kas nogādā", longest=160, progress=True)
    sent_on: Mapped[date | None] = field("Nosūtīts", progress=True)
    confirm_by: Mapped[date | None] = field("Apstiprinājumu gaida līdz", progress=True, indexed=True)
    acknowledged_on: Mapped[date | None] = field("Saņemšana apstiprināta", progress=True)
    acknowledged_by: Mapped[str | None] = field("Kas saņēma", longest=160, progress=True)
    clerk_id: Mapped[UUID | None] = field("Sagatavoja", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)


index_numbers(PaperBatch)


@register(
    "Sūtījuma papīri",
    singular="Papīrs",
    listed=("line_no", "document_id", "what", "pages"),
    checks=(
        one_of(
            "document_id",
            "what",
            sentence=lambda: t("Norādiet saņemto dokumentu vai aprakstiet papīru saviem vārdiem."),
        ),
    ),
    parent=("paper_batch", "batch_id"),
    ordered_by="line_no",
    named_by=("what",),
)
class PaperBatchLine(Record):
    """One paper of a batch: a received document, or something that has no number here (a cover letter, a parcel)."""

    __tablename__ = "paper_batch_line"

    batch_id: Mapped[UUID] = field(
        "Sūtījums", refers_to="paper_batch", derived=True, indexed=True, searched=False
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=500, searched=False)
    document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", indexed=True, searched=False
    )
    what: Mapped[str | None] = field("Papīrs", longest=300)
    pages: Mapped[int | None] = field("Lapas", least=1, most=9999, searched=False)
