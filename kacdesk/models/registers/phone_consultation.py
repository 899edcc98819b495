"""This file is the place where phone consultations are a register."""

from datetime import datetime
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.pvs import HasPvs
from kacdesk.models.record import Counted
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CALL_STATE, OUTCOME, STAND_IN, TIME_QUALITY
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Group, Values


def answered_call_has_topic(values: Values) -> Problem | None:
    """Ask what the call was about, unless nobody answered it."""
    if values.get("call_state") == "MISSED" or values.get("topic") or values.get("service_id"):
        return None
    return Problem("topic", t("Norādiet, par ko bija zvans."), "required")


@register(
    "Tālruņa konsultācijas",
    singular="Tālruņa konsultācija",
    listed=(
        "started_at",
        "call_state",
        "institution_id",
        "service_id",
        "topic",
        "caller_name",
        "clerk_id",
        "status",
    ),
    checks=(answered_call_has_topic,),
    group=Group.CONTACTS,
    counted_from="started_at",
    named_by=("started_at", "topic"),
    ordered_by="started_at",
)
class PhoneConsultation(HasPvs, Counted):
    """A consultation by phone, the latvija.lv helpline apart (S000 2.1(4))."""

    __tablename__ = "phone_consultation"

    started_at: Mapped[datetime] = field("Sākums", indexed=True, synonyms=("Laiks", "Datums un laiks"))
    start_quality: Mapped[str] = field(
        "Sākuma laiks", choices=TIME_QUALITY, default="MEASURED", searched=False
    )
    duration_s: Mapped[int | None] = field(
        "Ilgums", kind=Kind.DURATION, least=0, most=86_400, progress=True, searched=False
    )
    call_state: Mapped[str] = field("Zvans", choices=CALL_STATE, default="ANSWERED", progress=True)
    helpline: Mapped[bool] = field("Latvija.lv palīdzības tālrunis", default=False)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    topic: Mapped[str | None] = field("Temats", longest=300, synonyms=("Jautājums",))
    caller_name: Mapped[str | None] = field(
        "Zvanītājs", longest=160, personal=True, synonyms=("Vārds, uzvārds",)
    )
    caller_phone: Mapped[str | None] = field(
        "Zvanītāja tālrunis", kind=Kind.PHONE, longest=40, personal=True, synonyms=("Tālrunis",)
    )
    outcome: Mapped[str | None] = field("Iznākums", choices=OUTCOME, progress=True, synonyms=("Rezultāts",))
    stand_in: Mapped[str | None] = field("Aizvietošanas iemesls", choices=STAND_IN, searched=False)
    stand_in_note: Mapped[str | None] = field(
        "Aizvietošanas paskaidrojums",
        longest=300,
        searched=False,
        when=When("stand_in", ("OVERRIDE",)),
        needed=True,
        hint="Kāpēc konsultējat, lai gan iestādes darbinieks ir centrā",
    )
    clerk_id: Mapped[UUID | None] = field("Darbinieks", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)
