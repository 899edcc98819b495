"""This file is the place where trainings, meetings and who took part are registers (S000 2.3, S001 15, 17.14, 18.1)."""

from datetime import date
from uuid import UUID

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

TRAINING_KIND = (
    Choice("YEARLY", "Iestādes ikgadējās mācības"),
    Choice("BASKET", "Mācības pēc groza grozījumiem"),
    Choice("DECISION", "Mācības pēc komitejas lēmuma"),
    Choice("MINISTRY", "Ministrijas mācības"),
    Choice("QUALIFICATION", "Kvalifikācijas celšana"),
    Choice("MEETING", "Sanāksme, komisija vai seminārs"),
)

OWED = ("YEARLY", "BASKET", "DECISION")
"""Trainings that an institution or the ministry owes the centre by a certain day."""


@register(
    "Mācības un sanāksmes",
    singular="Mācības",
    listed=("title", "kind", "institution_id", "due_on", "held_on", "next_due_on", "status"),
    checks=(not_before("began_on", "held_on"),),
    named_by=("title",),
    ordered_by="planned_on",
    group=Group.STAFF,
    clocks=(
        Clock("due_on", "Mācības", {"held_on": (None,)}, ahead=14),
        Clock("guidance_due_on", "Metodiskais materiāls pēc mācībām", {"guidance_on": (None,)}, ahead=3),
        Clock("start_due_on", "Pakalpojuma sākums pēc mācībām", {"started_on": (None,)}, ahead=7),
        Clock("next_due_on", "Iestādes ikgadējās mācības", {"followed": (False,)}, ahead=30),
    ),
)
class Training(Record):
    """A training or meeting, planned or held.

    Of those that are owed the program fills in by when (D09–D13): `due_on` from the day of the cause, and once they
    are held, when guidance is to be there, the new service to be begun, and the next yearly one to be held.
    """

    __tablename__ = "training"

    title: Mapped[str] = field("Temats", longest=300)
    kind: Mapped[str] = field("Veids", choices=TRAINING_KIND, default="MINISTRY")
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    service_id: Mapped[UUID | None] = field(
        "Pakalpojums", refers_to="service", when=When("kind", ("BASKET", "DECISION"))
    )
    cause_on: Mapped[date | None] = field(
        "Groza grozījumu vai lēmuma diena", when=When("kind", ("BASKET", "DECISION")), needed=True
    )
    due_on: Mapped[date | None] = field("Jānotiek līdz", derived=True, indexed=True)
    planned_on: Mapped[date | None] = field("Plānotas", progress=True)
    began_on: Mapped[date | None] = field("Sākās", progress=True, searched=False)
    held_on: Mapped[date | None] = field("Notika", progress=True, hint="Pēdējā diena")
    hours: Mapped[int | None] = field("Stundas", least=1, most=400, progress=True, searched=False)
    place: Mapped[str | None] = field("Vieta vai saite", longest=300, progress=True)
    guidance_due_on: Mapped[date | None] = field("Materiālam jābūt līdz", derived=True, indexed=True)
    guidance_on: Mapped[date | None] = field(
        "Metodiskais materiāls saņemts", progress=True, when=When("kind", OWED)
    )
    start_due_on: Mapped[date | None] = field("Pakalpojums jāsāk līdz", derived=True, indexed=True)
    started_on: Mapped[date | None] = field(
        "Pakalpojums sākts", progress=True, when=When("kind", ("BASKET", "DECISION"))
    )
    next_due_on: Mapped[date | None] = field("Nākamās līdz", derived=True, indexed=True)
    followed: Mapped[bool] = field("Nākamās jau notikušas", default=False, progress=True, searched=False)
    note: Mapped[str | None] = field("Secinājumi", kind=Kind.LONG_TEXT, longest=4000, progress=True)


@register(
    "Mācību dalībnieki",
    singular="Dalībnieks",
    listed=("staff_id", "passed"),
    parent=("training", "training_id"),
    ordered_by="line_no",
    named_by=("staff_id",),
)
class TrainingParticipant(Record):
    """Somebody of the point who took part."""

    __tablename__ = "training_participant"

    training_id: Mapped[UUID] = field("Mācības", refers_to="training", derived=True, indexed=True)
    line_no: Mapped[int] = field("Nr.", derived=True, least=1, most=200, searched=False)
    staff_id: Mapped[UUID] = field("Darbinieks", refers_to="staff")
    passed: Mapped[bool] = field("Piedalījās līdz galam", default=True)
    certificate: Mapped[str | None] = field("Apliecības numurs", longest=80)
