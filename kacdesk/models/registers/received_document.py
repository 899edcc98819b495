"""This file is the place where documents received are a register with gapless numbers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.parties import code_matches_kind
from kacdesk.models.record import Counted
from kacdesk.models.register import register, table_of
from kacdesk.models.vocabulary import CUSTODY, DOCUMENT_FORM, DOCUMENT_KIND, PARTY_KIND
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, Group, Values


def due_after_receipt(values: Values) -> Problem | None:
    """Refuse a due date before the day of receipt."""
    due, received = values.get("due_on"), values.get("received_at")
    if due is not None and received is not None and due < riga_day(received):
        return Problem("due_on", t("Termiņš ir pirms saņemšanas dienas; pārbaudiet datumus."), "order")
    return None


@register(
    "Saņemtie dokumenti",
    singular="Saņemtais dokuments",
    listed=(
        "number",
        "received_at",
        "kind",
        "title",
        "submitter_name",
        "addressee_id",
        "custody",
        "due_on",
        "status",
    ),
    checks=(due_after_receipt, code_matches_kind("submitter_kind", "submitter_code")),
    group=Group.CONTACTS,
    counted_from="received_at",
    numbered=True,
    named_by=("number", "title"),
    ordered_by="received_at",
    clocks=(
        Clock(
            due="due_on",
            what="Atbildēt vai nodot adresātam",
            while_={"custody": ("AT_CENTRE",), "answered_on": (None,)},
        ),
        Clock(
            due="due_on",
            what="Saņemt adresāta atbildi",
            while_={
                "custody": ("SENT", "ACKNOWLEDGED"),
                "reply_expected": (True,),
                "answered_on": (None,),
            },
            ahead=1,
        ),
    ),
)
class ReceivedDocument(Counted):
    """A paper or file taken in for an institution or the municipality (S000 2.1(3)).

    The number is point-series/year/file index/sequence, without gaps in each series, year and index; it is given at
    registration, never changed and never used again. A paper has one holder, told by `custody`; an application is
    routed to the body that decides, and its answer followed where the customer asked for that (S004 3.3).
    """

    __tablename__ = "received_document"

    number: Mapped[str] = field(
        "Reģistrācijas numurs", kind=Kind.CODE, longest=80, derived=True, indexed=True
    )
    series: Mapped[str] = field("Sērija", kind=Kind.CODE, longest=8, derived=True, searched=False)
    reg_year: Mapped[int] = field("Gads", derived=True, searched=False)
    file_index: Mapped[str] = field(
        "Lietas indekss", kind=Kind.CODE, longest=20, derived=True, searched=False
    )
    sequence: Mapped[int] = field("Kārtas numurs", derived=True, searched=False)
    received_at: Mapped[datetime] = field("Saņemts", indexed=True, synonyms=("Saņemšanas datums", "Datums"))
    kind: Mapped[str] = field(
        "Dokumenta veids", choices=DOCUMENT_KIND, default="SUBMISSION", synonyms=("Veids",)
    )
    title: Mapped[str] = field("Par ko", longest=300, synonyms=("Saturs", "Nosaukums", "Temats"))
    submitter_kind: Mapped[str | None] = field("Iesniedzēja veids", choices=PARTY_KIND, searched=False)
    submitter_name: Mapped[str | None] = field("Iesniedzējs", longest=160, personal=True)
    submitter_code: Mapped[str | None] = field(
        "Personas kods vai reģ. Nr.",
        kind=Kind.PARTY_CODE,
        longest=20,
        personal=True,
        synonyms=("Personas kods",),
    )
    submitter_contact: Mapped[str | None] = field(
        "Saziņai", longest=200, personal=True, synonyms=("Kontakti",)
    )
    addressee_id: Mapped[UUID | None] = field("Adresāts", refers_to="institution", synonyms=("Iestāde",))
    addressee_text: Mapped[str | None] = field("Cits adresāts", longest=200)
    form: Mapped[str] = field("Forma", choices=DOCUMENT_FORM, default="PAPER", searched=False)
    pages: Mapped[int | None] = field("Lapas", least=1, most=9999, searched=False, synonyms=("Lapu skaits",))
    originals: Mapped[int | None] = field("Oriģināli", least=0, most=999, default=1, searched=False)
    copies: Mapped[int | None] = field("Kopijas", least=0, most=999, default=0, searched=False)
    custody: Mapped[str] = field("Kur atrodas", choices=CUSTODY, default="AT_CENTRE", progress=True)
    copied_on: Mapped[date | None] = field("Nokopēts", progress=True, searched=False)
    returned_on: Mapped[date | None] = field("Atdots iesniedzējam", progress=True, searched=False)
    batch_id: Mapped[UUID | None] = field(
        "Sūtījums", refers_to="paper_batch", derived=True, indexed=True, searched=False
    )
    due_on: Mapped[date | None] = field(
        "Termiņš", progress=True, indexed=True, synonyms=("Atbildes termiņš",)
    )
    routed_to_id: Mapped[UUID | None] = field(
        "Novirzīts iestādei", refers_to="institution", progress=True, searched=False
    )
    routed_to_text: Mapped[str | None] = field("Novirzīts citam", longest=200, progress=True)
    routed_on: Mapped[date | None] = field("Novirzīts", progress=True, searched=False)
    reply_expected: Mapped[bool | None] = field(
        "Centrs seko atbildei", default=False, progress=True, searched=False
    )
    answered_on: Mapped[date | None] = field("Atbildēts", progress=True, searched=False)
    answers_id: Mapped[UUID | None] = field(
        "Atbilde uz nosūtīto", refers_to="outgoing_document", searched=False
    )
    oral_request_id: Mapped[UUID | None] = field(
        "Mutvārdu pieprasījums", refers_to="oral_request", searched=False
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff", synonyms=("Darbinieks",))
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)


_columns = table_of(ReceivedDocument).c
Index(
    "ix_received_document_numbered",
    _columns.series,
    _columns.reg_year,
    _columns.file_index,
    _columns.sequence,
)
