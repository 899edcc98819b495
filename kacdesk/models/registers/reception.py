"""This file is the place where receptions with officials, and who is booked for them, are registers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index

from kacdesk.models.checks import ends_later, not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register, table_of
from kacdesk.models.registers.opening_hours import NTH, WEEKDAY
from kacdesk.models.vocabulary import CHANNEL, choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group

APPOINTMENT_STATE = choices_of(
    ("BOOKED", "Pierakstīts"),
    ("CAME", "Ieradās"),
    ("DID_NOT_COME", "Neieradās"),
    ("MOVED", "Pārcelts"),
    ("CANCELLED", "Atcelts"),
)

RECEPTION_REPEATS = choices_of(("WEEKLY", "Nedēļas dienā"), ("ONCE", "Vienā datumā"))

APPOINTMENT_FORM = choices_of(
    ("IN_PERSON", "Klātienē"),
    ("VIDEO", "Videozvanā"),
    ("PHONE", "Pa tālruni"),
)


@register(
    "Amatpersonu pieņemšanas laiki",
    singular="Pieņemšanas laiks",
    listed=(
        "official_id",
        "weekday",
        "nth",
        "on_day",
        "from_time",
        "to_time",
        "place",
        "valid_from",
        "valid_to",
    ),
    checks=(ends_later("from_time", "to_time"), not_before("valid_from", "valid_to")),
    named_by=("official_id", "from_time", "to_time"),
    ordered_by="valid_from",
    group=Group.INSTITUTIONS,
)
class ReceptionSlot(Record):
    """A time at which an official of the municipality or the state receives residents (S000 2.1(10), S004 3.2)."""

    __tablename__ = "reception_slot"

    official_id: Mapped[UUID] = field("Amatpersona", refers_to="specialist", section="Kas")
    place: Mapped[str | None] = field("Vieta", longest=200)
    topic: Mapped[str | None] = field(
        "Par ko", longest=300, hint="Piemēram: atvērto durvju diena, konsultācija"
    )
    repeats: Mapped[str] = field("Atkārtojas", choices=RECEPTION_REPEATS, default="WEEKLY", section="Kad")
    weekday: Mapped[str | None] = field(
        "Nedēļas diena", choices=WEEKDAY, when=When("repeats", ("WEEKLY",)), needed=True
    )
    nth: Mapped[str | None] = field(
        "Tikai mēnesī",
        choices=NTH,
        searched=False,
        hint="Tukšs — katru nedēļu",
        when=When("repeats", ("WEEKLY",)),
    )
    on_day: Mapped[date | None] = field("Datums", when=When("repeats", ("ONCE",)), needed=True)
    from_time: Mapped[str] = field("No", kind=Kind.TIME, longest=5)
    to_time: Mapped[str] = field("Līdz", kind=Kind.TIME, longest=5)
    minutes: Mapped[int] = field("Minūtes vienam", least=5, most=240, default=20, searched=False)
    valid_from: Mapped[date] = field("Spēkā no", section="Derīgums")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    note: Mapped[str | None] = field("Piezīmes", longest=500)


@register(
    "Pieraksts pieņemšanai",
    singular="Pieraksts",
    listed=("at", "official_id", "customer_name", "matter", "channel", "state", "status"),
    named_by=("at", "official_id"),
    ordered_by="at",
    group=Group.INSTITUTIONS,
    clocks=(Clock(due="day", what="Pieņemšana pie amatpersonas", while_={"state": ("BOOKED",)}),),
)
class Appointment(Record):
    """Somebody who is to be received by an official, and whether it came to it (S000 2.1(10))."""

    __tablename__ = "appointment"

    official_id: Mapped[UUID] = field("Amatpersona", refers_to="specialist", section="Pie kā un kad")
    at: Mapped[datetime] = field("Laiks", indexed=True, synonyms=("Datums un laiks",))
    day: Mapped[date | None] = field("Diena", derived=True, searched=False, indexed=True)
    form: Mapped[str] = field("Kā tiekas", choices=APPOINTMENT_FORM, default="IN_PERSON", searched=False)
    customer_name: Mapped[str | None] = field(
        "Klients", longest=160, personal=True, needed=True, section="Kas nāks", synonyms=("Vārds, uzvārds",)
    )
    customer_contact: Mapped[str | None] = field(
        "Saziņai", longest=200, personal=True, hint="Tālrunis vai e-pasts, ja laiks mainās"
    )
    matter: Mapped[str | None] = field("Jautājums", longest=300, personal=True)
    channel: Mapped[str] = field("Pieteicās", choices=CHANNEL, default="IN_PERSON", searched=False)
    state: Mapped[str] = field(
        "Gaita", choices=APPOINTMENT_STATE, default="BOOKED", progress=True, section="Kā beidzās"
    )
    result: Mapped[str | None] = field("Iznākums", longest=1000, personal=True, progress=True)
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    clerk_id: Mapped[UUID | None] = field("Pierakstīja", refers_to="staff", synonyms=("Darbinieks",))


_columns = table_of(Appointment).c
Index("ix_appointment_official_day", _columns.official_id, _columns.day)
