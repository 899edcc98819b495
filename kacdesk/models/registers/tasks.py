"""This file is the place where tasks and direct orders are a register (S000 3.3, 3.6, 3.7)."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

TASK_KIND = (
    Choice("DUTY", "Uzdevums"),
    Choice("DIRECT_ORDER", "Tiešs uzdevums no vadības"),
    Choice("REQUEST", "Informācijas pieprasījums pašvaldībā"),
)

PRIORITY = (Choice("HIGH", "Steidzami"), Choice("NORMAL", "Parasti"), Choice("LOW", "Kad ir laiks"))

ORDERED_BY = (
    Choice("CHAIR", "Domes priekšsēdētājs"),
    Choice("DEPUTY_CHAIR", "Domes priekšsēdētāja vietnieks"),
    Choice("EXECUTIVE", "Izpilddirektors"),
    Choice("DEPUTY_EXECUTIVE", "Izpilddirektora vietnieks"),
)


@register(
    "Uzdevumi",
    singular="Uzdevums",
    listed=("what", "kind", "staff_id", "priority", "due_on", "done_on", "status"),
    named_by=("what",),
    ordered_by="given_at",
    group=Group.STAFF,
    clocks=(
        Clock("due_on", "Uzdevums", {"done_on": (None,)}, ahead=2),
        Clock(
            "given_on",
            "Jāinformē vadītājs par tiešo uzdevumu",
            {"kind": ("DIRECT_ORDER",), "head_informed_on": (None,)},
        ),
    ),
)
class Task(Record):
    """Something that somebody of the point has to do.

    Who is ordered something by the council's leadership past the head tells the head of it (S000 3.6, 3.7).
    """

    __tablename__ = "task"

    what: Mapped[str] = field("Kas jādara", longest=500)
    kind: Mapped[str] = field("Veids", choices=TASK_KIND, default="DUTY")
    ordered_by: Mapped[str | None] = field(
        "Kas uzdeva", choices=ORDERED_BY, when=When("kind", ("DIRECT_ORDER",)), needed=True
    )
    asked_of: Mapped[str | None] = field(
        "Kam lūgts", longest=200, when=When("kind", ("REQUEST",)), needed=True
    )
    given_at: Mapped[datetime] = field("Uzdots", indexed=True)
    given_on: Mapped[date | None] = field("Uzdošanas diena", derived=True, searched=False, indexed=True)
    staff_id: Mapped[UUID | None] = field("Kam uzdots", refers_to="staff", progress=True)
    priority: Mapped[str] = field("Steidzamība", choices=PRIORITY, default="NORMAL", progress=True)
    due_on: Mapped[date | None] = field("Līdz", progress=True, indexed=True)
    head_informed_on: Mapped[date | None] = field(
        "Vadītājs informēts", progress=True, when=When("kind", ("DIRECT_ORDER",))
    )
    done_on: Mapped[date | None] = field("Izpildīts", progress=True)
    outcome: Mapped[str | None] = field("Rezultāts", kind=Kind.LONG_TEXT, longest=2000, progress=True)
