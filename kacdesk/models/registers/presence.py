"""This file is the place where it is a register which institution serves in this centre, on which days, with what."""

from datetime import date
from uuid import UUID

from kacdesk.models.checks import ends_later, not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.registers.opening_hours import NTH, WEEKDAY
from kacdesk.models.vocabulary import choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group

SERVICES_GIVEN = choices_of(("ALL", "Visus savus pakalpojumus"), ("LISTED", "Tikai uzskaitītos"))
"""How much of its services an institution gives in the centre."""


@register(
    "Iestāžu klātbūtnes grafiks",
    singular="Klātbūtnes laiks",
    listed=(
        "weekday",
        "from_time",
        "to_time",
        "institution_id",
        "officer_id",
        "room",
        "valid_from",
        "valid_to",
    ),
    checks=(ends_later("from_time", "to_time"), not_before("valid_from", "valid_to")),
    named_by=("weekday", "from_time", "to_time"),
    ordered_by="valid_from",
    group=Group.INSTITUTIONS,
    supervised=True,
)
class Presence(Record):
    """A time of the week at which an institution's officer receives in this centre (S001 3–6, 19.1, 19.2)."""

    __tablename__ = "presence"

    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution", section="Kas")
    officer_id: Mapped[UUID | None] = field("Norīkotais darbinieks", refers_to="specialist")
    room: Mapped[str | None] = field("Telpa", longest=80, hint="Kabinets vai darba vieta centrā")
    weekday: Mapped[str] = field("Diena", choices=WEEKDAY, default="MON", section="Kad")
    nth: Mapped[str | None] = field(
        "Tikai mēnesī",
        choices=NTH,
        hint="Tukšs — katru nedēļu",
        searched=False,
    )
    from_time: Mapped[str] = field("No", kind=Kind.TIME, longest=5)
    to_time: Mapped[str] = field("Līdz", kind=Kind.TIME, longest=5)
    valid_from: Mapped[date] = field("Spēkā no", section="Derīgums")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    note: Mapped[str | None] = field("Piezīmes", longest=500)


@register(
    "Iestādes šajā centrā",
    singular="Iestādes klātbūtne centrā",
    listed=(
        "institution_id",
        "serves_here",
        "services_given",
        "lines",
        "hours_checked_on",
        "valid_from",
        "valid_to",
    ),
    checks=(not_before("valid_from", "valid_to"),),
    named_by=("institution_id",),
    ordered_by="valid_from",
    group=Group.INSTITUTIONS,
    supervised=True,
    clocks=(
        Clock(
            due="hours_review_on",
            what="Pārbaudīt, vai iestādes pieņemšanas laiks portālā un tīmekļvietnē ir pareizs",
            while_={"serves_here": (True,)},
        ),
    ),
)
class LocalPresence(Record):
    """Whether an institution serves customers in this development centre, and with which services (S001 5.2, 6.2).

    An institution of which nothing is said here serves in the centre when it stands in the presence timetable, with
    all its services. That it keeps its hours current on its website and the portal: S001 19.6, S003 26.1.9, 26.2.7.
    """

    __tablename__ = "local_presence"

    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution", section="Vai apkalpo")
    serves_here: Mapped[bool] = field("Apkalpo klientus šajā centrā", default=True)
    services_given: Mapped[str | None] = field(
        "Sniedz", choices=SERVICES_GIVEN, default="ALL", when=When("serves_here", (True,)), needed=True
    )
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    hours_on_web: Mapped[bool | None] = field(
        "Laiks pareizs iestādes tīmekļvietnē", progress=True, section="Publicētais pieņemšanas laiks"
    )
    hours_on_portal: Mapped[bool | None] = field("Laiks pareizs portālā", progress=True)
    hours_checked_on: Mapped[date | None] = field("Pārbaudīts", progress=True)
    hours_review_on: Mapped[date | None] = field("Nākamā pārbaude", progress=True, indexed=True)
    note: Mapped[str | None] = field("Piezīmes", longest=500)


@register(
    "Iestādes sniegtie pakalpojumi centrā",
    singular="Pakalpojums",
    listed=("service_id", "note"),
    parent=("local_presence", "local_presence_id"),
    ordered_by="line_no",
    named_by=("service_id",),
)
class LocalPresenceService(Record):
    """A service that the institution itself gives in this centre, where it does not give all of them."""

    __tablename__ = "local_presence_service"

    local_presence_id: Mapped[UUID] = field(
        "Iestādes klātbūtne", refers_to="local_presence", derived=True, searched=False, indexed=True
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=999, searched=False)
    service_id: Mapped[UUID] = field("Pakalpojums", refers_to="service")
    note: Mapped[str | None] = field("Piezīme", longest=200)
