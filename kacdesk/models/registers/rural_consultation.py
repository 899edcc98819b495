"""This file is the place where the rural development consultant's consultations are a register (S000 2.1(9))."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.parties import code_matches_kind
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CHANNEL, PARTY_KIND
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group

RURAL_OUTCOME = (
    Choice("ANSWERED", "Atbildēts uzreiz"),
    Choice("APPLICATION_HELPED", "Palīdzēts sagatavot pieteikumu"),
    Choice("TO_FOLLOW", "Turpinās"),
    Choice("REFERRED", "Nosūtīts pie citas iestādes"),
)


@register(
    "Lauku attīstības konsultācijas",
    singular="Lauku attīstības konsultācija",
    listed=("started_at", "topic", "measure", "farm_name", "duration_s", "outcome", "follow_up_on", "status"),
    checks=(code_matches_kind("farm_kind", "farm_code"),),
    group=Group.REQUESTS,
    named_by=("started_at", "topic"),
    ordered_by="started_at",
    clocks=(
        Clock(
            due="follow_up_on",
            what="Turpināt lauku attīstības konsultāciju",
            while_={"followed_up_on": (None,)},
            ahead=1,
        ),
    ),
)
class RuralConsultation(Record):
    """A consultation by the rural development consultant.

    The month counts it by itself, beside declarations, certificates and receptions, and not among the contacts of the
    centre's clerks: the consultant is no clerk of the centre, and who also came to the counter has a visit there. So
    it is no `Counted` record; its day is that of `started_at`.
    """

    __tablename__ = "rural_consultation"

    topic: Mapped[str] = field("Temats", longest=300, section="Konsultācija")
    measure: Mapped[str | None] = field("Programma vai pasākums", longest=200)
    started_at: Mapped[datetime | None] = field("Sākums", indexed=True, hint="Tukšu aizpilda ar šo brīdi")
    channel: Mapped[str] = field("Kanāls", choices=CHANNEL, default="IN_PERSON", searched=False)
    duration_s: Mapped[int | None] = field(
        "Ilgums", kind=Kind.DURATION, least=0, most=86_400, progress=True, searched=False
    )
    farm_kind: Mapped[str | None] = field(
        "Klienta veids", choices=PARTY_KIND, searched=False, section="Saimniecība"
    )
    farm_name: Mapped[str | None] = field(
        "Saimniecība vai persona", longest=160, personal=True, hint="Informācijai nav obligāti"
    )
    farm_code: Mapped[str | None] = field(
        "Personas kods vai reģ. Nr.", kind=Kind.PARTY_CODE, longest=20, personal=True
    )
    farm_contact: Mapped[str | None] = field("Saziņai", longest=200, personal=True)
    outcome: Mapped[str | None] = field("Iznākums", choices=RURAL_OUTCOME, progress=True, section="Iznākums")
    follow_up_on: Mapped[date | None] = field("Turpināt", progress=True, searched=False, indexed=True)
    followed_up_on: Mapped[date | None] = field("Turpināts", progress=True, searched=False)
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    clerk_id: Mapped[UUID | None] = field("Konsultants", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)
