"""This file is the place where proposals, transfers of services and suggestions of staff are registers (S001 12–16)."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

PROPOSAL_KIND = (
    Choice("TRAINING_NEED", "Nepieciešamas mācības"),
    Choice("IMPROVEMENT", "Darba uzlabojums"),
    Choice("BYLAW", "Nolikuma vai noteikumu grozījums"),
    Choice("EQUIPMENT", "Tehniskais nodrošinājums"),
    Choice("BUDGET", "Budžeta pieprasījums"),
)

PROPOSED_TO = (
    Choice("MINISTRY", "Ministrija"),
    Choice("EXECUTIVE", "Izpilddirektors"),
    Choice("COUNCIL", "Dome"),
    Choice("INSTITUTION", "Iestāde"),
)

TRANSFER = (Choice("INCLUDE", "Nodot centram"), Choice("EXCLUDE", "Izslēgt no centra pakalpojumiem"))

TRANSFER_STATE = (
    Choice("OPEN", "Tiek skatīts"),
    Choice("ACCEPTED", "Atbalstīts"),
    Choice("DECLINED", "Noraidīts"),
    Choice("WITHDRAWN", "Atsaukts"),
)


@register(
    "Priekšlikumi vadībai un ministrijai",
    singular="Priekšlikums",
    listed=("sent_on", "kind", "title", "addressee", "due_on", "answered_on", "status"),
    named_by=("title",),
    ordered_by="sent_on",
    group=Group.QUALITY,
    clocks=(Clock("due_on", "Atbilde uz priekšlikumu", {"answered_on": (None,)}),),
)
class Proposal(Record):
    """What the centre proposes or needs: trainings (S001 17.15, 20.20), improvements, amendments (S000 2.3, 5.2)."""

    __tablename__ = "proposal"

    kind: Mapped[str] = field("Veids", choices=PROPOSAL_KIND, default="IMPROVEMENT")
    title: Mapped[str] = field("Būtība", longest=300)
    text: Mapped[str | None] = field("Pamatojums", kind=Kind.LONG_TEXT, longest=8000)
    addressee: Mapped[str] = field("Kam", choices=PROPOSED_TO, default="EXECUTIVE")
    institution_id: Mapped[UUID | None] = field(
        "Iestāde", refers_to="institution", when=When("addressee", ("INSTITUTION",)), needed=True
    )
    sent_on: Mapped[date | None] = field("Nosūtīts", progress=True)
    due_on: Mapped[date | None] = field("Atbildi gaida līdz", progress=True, indexed=True)
    answered_on: Mapped[date | None] = field("Atbildēts", progress=True)
    outcome: Mapped[str | None] = field("Rezultāts", longest=1000, progress=True)


@register(
    "Pakalpojumu nodošana",
    singular="Nodošanas ierosinājums",
    listed=(
        "letter_on",
        "direction",
        "institution_id",
        "service_text",
        "state",
        "ministry_due_on",
        "committee_due_on",
        "status",
    ),
    checks=(one_of("service_id", "service_text", sentence=lambda: t("Norādiet pakalpojumu vai tā posmu.")),),
    named_by=("letter_on", "direction"),
    ordered_by="letter_on",
    supervised=True,
    group=Group.QUALITY,
    clocks=(
        Clock(
            "ministry_due_on",
            "Ministrijas informācija par nodošanu",
            {"ministry_on": (None,), "state": ("OPEN",)},
            ahead=3,
        ),
        Clock(
            "committee_due_on",
            "Komitejas lēmums par nodošanu",
            {"committee_on": (None,), "state": ("OPEN",)},
            ahead=3,
        ),
        Clock(
            "notice_due_on",
            "Paziņojums par pakalpojuma izslēgšanu",
            {"notice_on": (None,), "direction": ("EXCLUDE",)},
            ahead=7,
        ),
    ),
)
class ServiceTransfer(Record):
    """A proposal to give the centre a service or a stage of it, or to take it away (S001 12–16; D14, D15)."""

    __tablename__ = "service_transfer"

    direction: Mapped[str] = field("Ierosinājums", choices=TRANSFER, default="INCLUDE")
    institution_id: Mapped[UUID | None] = field("Pakalpojuma turētājs", refers_to="institution")
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    service_text: Mapped[str | None] = field("Pakalpojums saviem vārdiem", longest=300)
    stage: Mapped[str | None] = field("Posms", longest=200, hint="Ja nodod tikai daļu, piemēram, pieņemšanu")
    letter_on: Mapped[date] = field("Ierosinājuma vēstule")
    ends_on: Mapped[date | None] = field(
        "Izslēdz no", when=When("direction", ("EXCLUDE",)), needed=True, progress=True
    )
    notice_due_on: Mapped[date | None] = field("Komiteja jāinformē līdz", derived=True, indexed=True)
    notice_on: Mapped[date | None] = field(
        "Komiteja informēta", when=When("direction", ("EXCLUDE",)), progress=True
    )
    ministry_due_on: Mapped[date | None] = field("Ministrijai līdz", derived=True, indexed=True)
    ministry_on: Mapped[date | None] = field("Ministrija informēja", progress=True)
    committee_due_on: Mapped[date | None] = field("Komitejai līdz", derived=True, indexed=True)
    committee_on: Mapped[date | None] = field("Komitejas lēmums", progress=True)
    state: Mapped[str] = field("Iznākums", choices=TRANSFER_STATE, default="OPEN", progress=True)
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, progress=True)


@register(
    "Darbinieku ierosinājumi",
    singular="Darbinieka ierosinājums",
    listed=("given_on", "text", "answered_on", "status"),
    named_by=("given_on",),
    ordered_by="given_on",
    group=Group.QUALITY,
)
class StaffSuggestion(Record):
    """What somebody who works here suggests, or says in the staff survey (S002 10.2); the name is not asked for."""

    __tablename__ = "staff_suggestion"

    given_on: Mapped[date] = field("Diena", indexed=True)
    text: Mapped[str] = field("Ierosinājums", kind=Kind.LONG_TEXT, longest=4000)
    answered_on: Mapped[date | None] = field("Atbildēts", progress=True)
    answer: Mapped[str | None] = field("Atbilde", kind=Kind.LONG_TEXT, longest=4000, progress=True)
