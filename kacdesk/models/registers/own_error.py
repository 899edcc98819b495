"""This file is the place where the centre's own mistakes are a register: apologised, mended, the right told."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group, Values

FOUND_BY = (
    Choice("EMPLOYEE", "Pamanīja darbinieks"),
    Choice("CUSTOMER", "Norādīja klients"),
    Choice("INSTITUTION", "Norādīja iestāde"),
    Choice("CHECK", "Atklāja pārbaudē"),
)


def mended_says_how(values: Values) -> Problem | None:
    """Ask how a mistake was mended together with the day."""
    if values.get("remedied_on") is not None and not values.get("remedy"):
        return Problem("remedy", t("Pierakstiet, kā kļūda novērsta."), "required")
    return None


@register(
    "Mūsu kļūdas",
    singular="Mūsu kļūda",
    listed=(
        "noted_on",
        "what",
        "found_by",
        "apologised",
        "informed_of_right",
        "remedied_on",
        "seen_on",
        "status",
    ),
    checks=(mended_says_how, not_before("happened_on", "noted_on"), not_before("noted_on", "remedied_on")),
    group=Group.REQUESTS,
    named_by=("noted_on", "what"),
    ordered_by="noted_on",
    clocks=(
        Clock("remedy_by", "Novērst kļūdu", {"remedied_on": (None,)}, ahead=1),
        Clock("noted_on", "Vadītājam iepazīties ar kļūdu", {"seen_on": (None,)}),
    ),
)
class OwnError(Record):
    """A mistake of the centre: apology, remedy, and the customer told of the right to complain (S002 5.1.2)."""

    __tablename__ = "own_error"

    happened_on: Mapped[date | None] = field("Kad notika", searched=False, section="Kas notika")
    noted_on: Mapped[date | None] = field(
        "Pierakstīts", indexed=True, hint="Tukšu aizpilda ar šodienas datumu."
    )
    what: Mapped[str] = field("Kas notika", longest=500, hint="Bez vārdiem un kodiem: tas redzams sarakstos")
    consequence: Mapped[str | None] = field("Kādas sekas klientam", longest=500)
    found_by: Mapped[str] = field("Kā atklāta", choices=FOUND_BY, default="EMPLOYEE", searched=False)
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    customer_name: Mapped[str | None] = field("Klients", longest=160, personal=True)
    customer_contact: Mapped[str | None] = field("Saziņai", longest=200, personal=True)
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    feedback_id: Mapped[UUID | None] = field("Sūdzība", refers_to="feedback", searched=False)

    apologised: Mapped[bool] = field(
        "Klientam atvainojāmies", default=False, progress=True, section="Ko darījām", searched=False
    )
    informed_of_right: Mapped[bool] = field(
        "Informēts par tiesībām iesniegt sūdzību", default=False, progress=True, searched=False
    )
    remedy_by: Mapped[date | None] = field("Novērst līdz", progress=True, searched=False, indexed=True)
    remedy: Mapped[str | None] = field("Kā novērsta", longest=500, progress=True)
    remedied_on: Mapped[date | None] = field("Novērsta", progress=True, searched=False)
    prevention: Mapped[str | None] = field("Lai neatkārtotos", longest=500, progress=True)
    clerk_id: Mapped[UUID | None] = field("Pierakstīja", refers_to="staff")
    seen_on: Mapped[date | None] = field("Vadītājs iepazinies", progress=True, searched=False)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True, progress=True
    )
