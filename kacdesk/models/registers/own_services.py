"""This file is the place where a point says itself what services it gives: its own, and how it gives the others."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.service_standard import ServiceStandard
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group, Values

LOCAL_CATEGORY = (
    Choice("MUNICIPAL", "Pašvaldības"),
    Choice("AGREEMENT", "Sadarbības līgums"),
    Choice("OTHER", "Cits"),
)
"""What a point may add itself: the basket is the state's (Cabinet Regulation 401; S001 7, 8)."""

_EXCLUSION = Clock(
    due="notice_by", what="Paziņot par pakalpojuma izslēgšanu", while_={"notified_on": (None,)}, ahead=14
)


def refusal_has_a_reason(values: Values) -> Problem | None:
    """Ask why applications are not accepted for a service that is given (S004 3.2(2))."""
    if values.get("offered") is False and not values.get("exception_reason"):
        return Problem("exception_reason", t("Norādiet, kāpēc pakalpojumu šajā punktā nesniedz."), "required")
    return None


@register(
    "Punkta pakalpojumi",
    singular="Punkta pakalpojums",
    listed=("title", "institution_id", "category", "fee_cents", "term_note", "valid_to", "status"),
    checks=(not_before("valid_from", "valid_to"),),
    named_by=("title",),
    ordered_by="title",
    supervised=True,
    group=Group.CATALOGUE,
    stands_for="service",
    clocks=(
        Clock(
            due="review_due", what="Pārskatīt pakalpojuma standartu", while_={"valid_to": (None,)}, ahead=7
        ),
        _EXCLUSION,
    ),
)
class LocalService(ServiceStandard, Record):
    """A service of the point's own, municipal or by agreement, which is chosen like one of the catalogue.

    S000 2.2(8): other duties by council decisions and agreements; S001 7. `notice_by` is the last good day to tell the
    committee that it ends (S001 16).
    """

    __tablename__ = "local_service"

    code: Mapped[str | None] = field("Kods", kind=Kind.CODE, longest=40)
    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution", indexed=True)
    holder_id: Mapped[UUID | None] = field("Turētājs", refers_to="institution", searched=False)
    category: Mapped[str] = field("Grupa", choices=LOCAL_CATEGORY, default="MUNICIPAL")
    decision: Mapped[str | None] = field(
        "Lēmums vai līgums", longest=250, hint="Domes lēmums vai līgums, ar kuru tas uzdots"
    )
    succeeds: Mapped[str | None] = field("Iepriekšējie kodi", longest=500, searched=False)
    valid_from: Mapped[date | None] = field(
        "Sniedz no", searched=False, place=20, section="No kura līdz kuram laikam"
    )
    valid_to: Mapped[date | None] = field("Sniedz līdz", searched=False, place=21)
    notice_by: Mapped[date | None] = field(
        "Paziņot līdz", derived=True, searched=False, indexed=True, place=22
    )
    notified_on: Mapped[date | None] = field("Paziņots", progress=True, searched=False, place=23)
    review_due: Mapped[date | None] = field(
        "Standarts jāpārskata", progress=True, searched=False, indexed=True, place=12
    )


@register(
    "Pakalpojumi pie mums",
    singular="Pakalpojums šajā punktā",
    listed=("service_id", "offered", "fee_cents", "term_note", "available_from", "ends_on", "status"),
    checks=(refusal_has_a_reason, not_before("available_from", "ends_on")),
    named_by=("service_id",),
    ordered_by="made_at",
    supervised=True,
    group=Group.CATALOGUE,
    clocks=(
        Clock(due="review_due", what="Pārskatīt pakalpojuma standartu", while_={"offered": (True,)}, ahead=7),
        _EXCLUSION,
    ),
)
class ServiceHere(Record):
    """What differs at this point from what the catalogue says of a service; what is empty does not.

    `available_from` the day from which it is given here, after training (S001 15.3) · `ends_on` the last day; for a
    service of the basket there is none, because it is not the point's to end (S001 16).
    """

    __tablename__ = "service_here"

    service_id: Mapped[UUID] = field("Pakalpojums", refers_to="service", indexed=True)
    offered: Mapped[bool] = field("Sniedz šajā punktā", default=True)
    exception_reason: Mapped[str | None] = field("Kāpēc nesniedz", longest=500)
    available_from: Mapped[date | None] = field("Sniedz no", searched=False)
    ends_on: Mapped[date | None] = field("Sniedz līdz", searched=False)
    fee_cents: Mapped[int | None] = field("Maksa", kind=Kind.MONEY, least=0, searched=False)
    fee_note: Mapped[str | None] = field("Piezīme par maksu", longest=300)
    term_note: Mapped[str | None] = field("Izpildes termiņš", longest=200)
    required_documents: Mapped[str | None] = field("Ko drīkst prasīt", kind=Kind.LONG_TEXT, longest=4000)
    synonyms: Mapped[str | None] = field(
        "Kā to sauc klienti", longest=500, hint="Nosaukumi, atdalīti ar komatu"
    )
    clerk_note: Mapped[str | None] = field(
        "Norādes darbiniekam", kind=Kind.LONG_TEXT, longest=2000, hint="Metodiski norādījumi šim punktam"
    )
    reviewed_on: Mapped[date | None] = field("Standarts pārskatīts", progress=True, searched=False)
    review_due: Mapped[date | None] = field(
        "Standarts jāpārskata", progress=True, searched=False, indexed=True
    )
    published_on: Mapped[date | None] = field(
        "Ievietots tīmekļvietnē un portālā", progress=True, searched=False
    )
    notice_by: Mapped[date | None] = field("Paziņot līdz", derived=True, searched=False, indexed=True)
    notified_on: Mapped[date | None] = field("Paziņots", progress=True, searched=False)
