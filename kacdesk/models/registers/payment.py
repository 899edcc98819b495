"""This file is the place where what is paid at the counter for a paid service is a register (S004 2.2)."""

from datetime import datetime
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fees import EXEMPT, FEE_EXEMPTION, FEE_HOW, PAID_WAYS
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Group, Values


def says_what_for(values: Values) -> Problem | None:
    """Ask for a service from the list or words of one's own."""
    if values.get("service_id") or values.get("what"):
        return None
    return Problem("what", t("Norādiet pakalpojumu vai ierakstiet, par ko maksā."), "required")


@register(
    "Maksājumi",
    singular="Maksājums",
    listed=("paid_at", "service_id", "what", "amount", "how", "receipt_no", "clerk_id", "status"),
    checks=(says_what_for,),
    group=Group.DOCUMENTS,
    named_by=("paid_at", "what"),
    ordered_by="paid_at",
)
class Payment(Record):
    """A payment for a paid service, or that nothing was paid and by which rule. Who paid is not kept here.

    Fees of declarations and certificates stand in those records and come into the same sums of the day.
    """

    __tablename__ = "payment"

    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    what: Mapped[str | None] = field("Par ko", longest=200, hint="Piemēram, kopēšana, 4 lapas")
    how: Mapped[str] = field("Kā samaksāts", choices=FEE_HOW, default="CARD")
    amount: Mapped[int | None] = field(
        "Summa",
        kind=Kind.MONEY,
        least=0,
        most=10_000_000,
        searched=False,
        when=When("how", PAID_WAYS),
        needed=True,
    )
    receipt_no: Mapped[str | None] = field("Kvīts vai maksājuma Nr.", longest=60, when=When("how", PAID_WAYS))
    exemption_ground: Mapped[str | None] = field(
        "Atbrīvojuma pamats",
        choices=FEE_EXEMPTION,
        searched=False,
        when=When("how", (EXEMPT,)),
        needed=True,
    )
    exemption_clause: Mapped[str | None] = field(
        "Norma, pēc kuras atbrīvots",
        longest=120,
        searched=False,
        hint="Tikai punkts; ziņas par personu šeit neraksta",
        when=When("how", (EXEMPT,)),
    )
    paid_at: Mapped[datetime | None] = field("Laiks", indexed=True, hint="Tukšu aizpilda ar šo brīdi")
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff")
