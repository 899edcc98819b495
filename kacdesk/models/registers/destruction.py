"""This file is the place where acts of destruction and of hand-over to the archive are registers with their lines."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.registers.file_plan import RETENTION_CLASS
from kacdesk.models.vocabulary import DOCUMENT_FORM
from kacdesk.spec.field import EVERY_REGISTER, Choice, Kind
from kacdesk.spec.register import Clock, Group, Values

ACT_KIND = (
    Choice("FORGET", "Personas datu dzēšana"),
    Choice("DESTRUCTION", "Dokumentu iznīcināšana"),
)

DESTRUCTION_METHOD = (
    Choice("ERASED", "Dzēsts datubāzē"),
    Choice("SHREDDED", "Sasmalcināts"),
    Choice("BURNT", "Sadedzināts"),
    Choice("HANDED", "Nodots iznīcināšanai uzņēmumam"),
)


def approved_before_done(values: Values) -> Problem | None:
    """Refuse to call papers destroyed that nobody approved, or that the archive has not (Archives Law)."""
    if values.get("kind") != "DESTRUCTION" or values.get("done_on") is None:
        return None
    if values.get("approved_by") is None:
        return Problem("approved_by", t("Vispirms norādiet, kurš iznīcināšanu apstiprināja."), "required")
    if values.get("approval_needed") and not values.get("approval_no"):
        return Problem("approval_no", t("Pirms iznīcināšanas vajag arhīva saskaņojumu."), "required")
    return None


@register(
    "Iznīcināšanas akti",
    singular="Iznīcināšanas akts",
    listed=("number", "act_on", "kind", "what", "count", "approved_by", "done_on", "status"),
    checks=(approved_before_done, not_before("period_from", "period_to"), not_before("act_on", "done_on")),
    ordered_by="act_on",
    numbered=True,
    file_index="1-14",
    supervised=True,
    named_by=("number", "what"),
    group=Group.KEEPING,
    clocks=(
        Clock(
            due="act_on",
            what="Pabeigt iznīcināšanu, kuras akts ir sastādīts",
            while_={"kind": ("DESTRUCTION",), "done_on": (None,)},
        ),
    ),
)
class DestructionAct(Record):
    """What was destroyed or forgotten, by which rule and with whose approval; it names records, never people.

    An act without `done_on` is being carried out, or was interrupted: whoever goes on goes on with it.
    """

    __tablename__ = "destruction_act"

    number: Mapped[str] = field("Akta numurs", kind=Kind.CODE, longest=80, derived=True, indexed=True)
    series: Mapped[str] = field("Sērija", kind=Kind.CODE, longest=8, derived=True, searched=False)
    reg_year: Mapped[int] = field("Gads", derived=True, searched=False)
    file_index: Mapped[str] = field(
        "Lietas indekss", kind=Kind.CODE, longest=20, derived=True, searched=False
    )
    sequence: Mapped[int] = field("Kārtas numurs", derived=True, searched=False)
    act_on: Mapped[date] = field("Akta diena", section="Akts", indexed=True)
    kind: Mapped[str] = field("Veids", choices=ACT_KIND, default="DESTRUCTION")
    what: Mapped[str] = field("Ko iznīcina", longest=250)
    period_from: Mapped[date | None] = field("Laikposms no", progress=True)
    period_to: Mapped[date | None] = field("Laikposms līdz", progress=True)
    count: Mapped[int] = field("Vienības", least=0, most=9_999_999, default=0, progress=True, searched=False)
    rule: Mapped[str | None] = field("Glabāšanas noteikums", longest=300, section="Pamats")
    rule_key: Mapped[str | None] = field("Noteikuma identifikators", longest=32, derived=True, searched=False)
    approved_by: Mapped[UUID | None] = field("Apstiprināja", refers_to="staff", progress=True)
    approval_needed: Mapped[bool] = field(
        "Vajag arhīva saskaņojumu", default=False, searched=False, hint="Pirms iznīcināšanas"
    )
    approval_no: Mapped[str | None] = field(
        "Arhīva saskaņojums",
        longest=120,
        progress=True,
        hint="LNA saskaņojuma vai saskaņotās lietu nomenklatūras numurs un datums",
    )
    method: Mapped[str] = field(
        "Kā iznīcina", choices=DESTRUCTION_METHOD, default="SHREDDED", progress=True, section="Izpilde"
    )
    done_on: Mapped[date | None] = field("Iznīcināts", progress=True)


@register(
    "Iznīcināšanas akta rindas",
    singular="Akta rinda",
    listed=("register", "record_number", "started_on", "kept_until"),
    parent=("destruction_act", "act_id"),
    ordered_by="line_no",
    named_by=("register", "record_number"),
)
class DestructionActLine(Record):
    """One record or file that an act destroys: what it is and until when it had to be kept."""

    __tablename__ = "destruction_act_line"

    act_id: Mapped[UUID] = field(
        "Akts", refers_to="destruction_act", derived=True, searched=False, indexed=True
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=99_999, searched=False)
    register: Mapped[str] = field("Sadaļa", choices=EVERY_REGISTER)
    record: Mapped[str | None] = field("Ieraksta identifikators", longest=32)
    record_number: Mapped[str | None] = field("Numurs vai nosaukums", longest=160)
    started_on: Mapped[date | None] = field("Sākums", searched=False)
    kept_until: Mapped[date | None] = field("Jāglabā līdz", searched=False)


@register(
    "Nodošana arhīvā",
    singular="Nodošanas akts",
    listed=("number", "transfer_on", "recipient", "accepted_on", "status"),
    checks=(not_before("transfer_on", "accepted_on"),),
    ordered_by="transfer_on",
    numbered=True,
    file_index="1-15",
    supervised=True,
    named_by=("number", "recipient"),
    group=Group.KEEPING,
    clocks=(
        Clock(
            due="transfer_on",
            what="Saņemt arhīva apstiprinājumu par nodotajām lietām",
            while_={"accepted_on": (None,)},
        ),
    ),
)
class ArchiveTransfer(Record):
    """Long-term and permanent files that go to the state archive (S000 2.2(2), Archives Law)."""

    __tablename__ = "archive_transfer"

    number: Mapped[str] = field("Akta numurs", kind=Kind.CODE, longest=80, derived=True, indexed=True)
    series: Mapped[str] = field("Sērija", kind=Kind.CODE, longest=8, derived=True, searched=False)
    reg_year: Mapped[int] = field("Gads", derived=True, searched=False)
    file_index: Mapped[str] = field(
        "Lietas indekss", kind=Kind.CODE, longest=20, derived=True, searched=False
    )
    sequence: Mapped[int] = field("Kārtas numurs", derived=True, searched=False)
    transfer_on: Mapped[date] = field("Nodošanas diena", section="Akts", indexed=True)
    recipient: Mapped[str] = field("Kam nodod", longest=200, hint="Arhīvs, kurā lietas turpmāk glabāsies")
    ground: Mapped[str | None] = field("Pamats", longest=300)
    approval_no: Mapped[str | None] = field("Arhīva saskaņojums", longest=120, progress=True)
    handed_by: Mapped[UUID | None] = field("Nodeva", refers_to="staff", progress=True, section="Izpilde")
    accepted_by: Mapped[str | None] = field(
        "Pieņēma (amats)", longest=120, progress=True, hint="Arhīva darbinieka amats"
    )
    accepted_on: Mapped[date | None] = field("Pieņemts", progress=True)


@register(
    "Nodotās lietas",
    singular="Nodotā lieta",
    listed=("file_id", "title", "year", "volume", "retention_class", "sheets"),
    parent=("archive_transfer", "transfer_id"),
    ordered_by="line_no",
    named_by=("file_id", "year", "title"),
)
class ArchiveTransferLine(Record):
    """One file in a transfer list: its index, title, outermost dates and sheets."""

    __tablename__ = "archive_transfer_line"

    transfer_id: Mapped[UUID] = field(
        "Nodošanas akts", refers_to="archive_transfer", derived=True, searched=False, indexed=True
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=999, searched=False)
    file_id: Mapped[UUID | None] = field("Nomenklatūras lieta", refers_to="file_plan")
    title: Mapped[str | None] = field("Lietas nosaukums", longest=250)
    year: Mapped[int] = field("Gads", least=1900, most=2999)
    volume: Mapped[int] = field("Sējums", least=1, most=999, default=1, searched=False)
    first_on: Mapped[date | None] = field("Pirmais dokuments", searched=False)
    last_on: Mapped[date | None] = field("Pēdējais dokuments", searched=False)
    sheets: Mapped[int | None] = field("Lapas", least=0, most=99_999, searched=False)
    form: Mapped[str] = field("Forma", choices=DOCUMENT_FORM, default="PAPER", searched=False)
    retention_class: Mapped[str] = field(
        "Glabāšanas veids", choices=RETENTION_CLASS, default="PERMANENT", searched=False
    )
    volume_id: Mapped[UUID | None] = field("Lieta", refers_to="file_volume", searched=False)
    line_note: Mapped[str | None] = field("Piezīme", longest=250, searched=False)
