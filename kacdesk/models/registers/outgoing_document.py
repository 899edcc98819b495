"""This file is the place where letters that the centre sends are a register: requests, replies, other letters."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import not_before, one_of
from kacdesk.models.delivery import LETTER_CHANNEL
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

OUTGOING_KIND = (
    Choice("REQUEST", "Informācijas pieprasījums"),
    Choice("REPLY", "Atbilde"),
    Choice("LETTER", "Vēstule"),
)


@register(
    "Nosūtītie dokumenti",
    singular="Nosūtītais dokuments",
    listed=(
        "number",
        "written_on",
        "kind",
        "title",
        "addressee_id",
        "sent_on",
        "due_on",
        "answered_on",
        "status",
    ),
    checks=(
        one_of(
            "addressee_id",
            "addressee_text",
            "recipient_name",
            sentence=lambda: t("Norādiet, kam dokumentu sūta."),
        ),
        not_before("written_on", "sent_on"),
        not_before("sent_on", "answered_on"),
    ),
    group=Group.DOCUMENTS,
    numbered=True,
    file_index="1-10",
    named_by=("number", "title"),
    ordered_by="written_on",
    clocks=(
        Clock(due="due_on", what="Atbilde uz pieprasījumu", while_={"answered_on": (None,)}, ahead=1),
        Clock(due="written_on", what="Nosūtīt dokumentu", while_={"sent_on": (None,)}),
    ),
)
class OutgoingDocument(NumberedRecord):
    """A letter of the centre; all correspondence is registered, what goes out too (S004 3.3).

    A request for information or documents (S000 2.3(1)) has a day by which it is to be answered.
    """

    __tablename__ = "outgoing_document"

    written_on: Mapped[date | None] = field(
        "Dokumenta datums", indexed=True, hint="Tukšu aizpilda ar šodienas datumu."
    )
    kind: Mapped[str] = field("Veids", choices=OUTGOING_KIND, default="LETTER")
    title: Mapped[str] = field("Par ko", longest=300)
    addressee_id: Mapped[UUID | None] = field("Adresāts", refers_to="institution")
    addressee_text: Mapped[str | None] = field("Cits adresāts", longest=200)
    recipient_name: Mapped[str | None] = field("Saņēmējs (persona)", longest=160, personal=True)
    answers_id: Mapped[UUID | None] = field(
        "Atbild uz saņemto", refers_to="received_document", when=When("kind", ("REPLY",)), searched=False
    )
    signatory: Mapped[str | None] = field("Parakstīja", longest=160)
    pages: Mapped[int | None] = field("Lapas", least=1, most=9999, searched=False)
    channel: Mapped[str] = field("Kā nosūta", choices=LETTER_CHANNEL, default="E_ADDRESS", progress=True)
    sent_on: Mapped[date | None] = field("Nosūtīts", progress=True)
    due_on: Mapped[date | None] = field(
        "Atbildi gaida līdz", when=When("kind", ("REQUEST",)), progress=True, indexed=True
    )
    answered_on: Mapped[date | None] = field(
        "Atbilde saņemta", when=When("kind", ("REQUEST",)), progress=True
    )
    clerk_id: Mapped[UUID | None] = field("Sagatavoja", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)


index_numbers(OutgoingDocument)
