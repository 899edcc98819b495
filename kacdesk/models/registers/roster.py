"""This file is the place where it is kept who serves people when, who is away, and who takes their place."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.text import later
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.registers.opening_hours import WEEKDAY, opens_before_it_closes
from kacdesk.models.vocabulary import choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group

SHIFT_REPEATS = choices_of(("WEEKLY", "Katru nedēļu"), ("ONCE", "Vienā dienā"))

ABSENCE_KIND = choices_of(
    ("LEAVE", "Atvaļinājums"),
    ("TRIP", "Komandējums"),
    ("TRAINING", "Mācības"),
    ("OTHER", "Cita prombūtne"),
)

DECISION = choices_of(("ASKED", "Jāsaskaņo"), ("APPROVED", "Saskaņots"), ("REJECTED", "Noraidīts"))

_DECIDED = ("APPROVED", "REJECTED")


@register(
    "Grafika rindas",
    singular="Grafika rinda",
    listed=("staff_id", "repeats", "weekday", "day", "opens", "closes", "place_id", "valid_to", "status"),
    checks=(opens_before_it_closes, not_before("day", "valid_to")),
    supervised=True,
    ordered_by="day",
    named_by=("staff_id", "day"),
    group=Group.STAFF,
)
class Shift(Record):
    """Hours in which somebody serves people: each week on a weekday, or on one day, which goes before the weekly ones.

    With a `place_id` it is at another point: one person may serve two points on different days.
    """

    __tablename__ = "shift"

    staff_id: Mapped[UUID] = field("Darbinieks", refers_to="staff", indexed=True)
    repeats: Mapped[str] = field("Atkārtojas", choices=SHIFT_REPEATS, default="WEEKLY", searched=False)
    weekday: Mapped[str | None] = field(
        "Nedēļas diena", choices=WEEKDAY, when=When("repeats", ("WEEKLY",)), needed=True
    )
    day: Mapped[date] = field("Diena vai pirmā diena")
    valid_to: Mapped[date | None] = field("Līdz dienai", when=When("repeats", ("WEEKLY",)), searched=False)
    opens: Mapped[str] = field("No", kind=Kind.TIME, longest=5, default="08:30", searched=False)
    closes: Mapped[str] = field("Līdz", kind=Kind.TIME, longest=5, default="17:00", searched=False)
    place_id: Mapped[UUID | None] = field(
        "Citā punktā",
        refers_to="service_point",
        searched=False,
        hint="Tukšs nozīmē šo punktu.",
    )
    note: Mapped[str | None] = field("Piezīmes", longest=200)


@register(
    "Prombūtnes",
    singular="Prombūtne",
    listed=("first_on", "last_on", "staff_id", "kind", "substitute_id", "decision", "status"),
    checks=(not_before("first_on", "last_on"),),
    ordered_by="first_on",
    named_by=("staff_id", "kind", "first_on"),
    group=Group.STAFF,
    clocks=(
        Clock(due="first_on", what=later("Saskaņot prombūtni"), while_={"decision": ("ASKED",)}, ahead=14),
    ),
)
class Absence(Record):
    """Somebody is away for whole days; a supervisor approves it, a named colleague takes their place.

    S000 3.3(13), 3.9; S001 17.11. Why somebody is ill is nobody's business here: such an absence is "other".
    """

    __tablename__ = "absence"

    staff_id: Mapped[UUID] = field("Darbinieks", refers_to="staff", indexed=True)
    kind: Mapped[str] = field("Veids", choices=ABSENCE_KIND, default="LEAVE")
    first_on: Mapped[date] = field("No", indexed=True)
    last_on: Mapped[date] = field("Līdz", indexed=True)
    substitute_id: Mapped[UUID | None] = field("Aizvieto", refers_to="staff", progress=True)
    asked_on: Mapped[date | None] = field("Lūgts", searched=False)
    decision: Mapped[str] = field(
        "Saskaņošana", choices=DECISION, default="ASKED", progress=True, section="Saskaņošana"
    )
    decided_at: Mapped[datetime | None] = field(
        "Izlemts", when=When("decision", _DECIDED), progress=True, searched=False
    )
    decided_by: Mapped[UUID | None] = field(
        "Izlēma",
        refers_to="staff",
        when=When("decision", _DECIDED),
        needed=True,
        progress=True,
        searched=False,
    )
    order_no: Mapped[str | None] = field("Rīkojuma numurs", longest=60, progress=True)
    note: Mapped[str | None] = field("Piezīmes", longest=300, hint="Bez ziņām par veselību.", personal=True)
