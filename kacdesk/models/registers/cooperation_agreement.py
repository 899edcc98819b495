"""This file is the place where agreements with institutions on serving their customers are a register."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import not_before, one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, Group

_AHEAD = 30


@register(
    "Sadarbības līgumi",
    singular="Sadarbības līgums",
    listed=("agreement_no", "institution_id", "party", "signed_on", "valid_from", "valid_to", "settled"),
    checks=(
        one_of("institution_id", "party", sentence=lambda: t("Norādiet iestādi vai citu līguma pusi.")),
        not_before("valid_from", "valid_to"),
    ),
    named_by=("agreement_no",),
    ordered_by="valid_from",
    group=Group.INSTITUTIONS,
    supervised=True,
    clocks=(
        Clock(due="valid_to", what="Beidzas sadarbības līgums", while_={"settled": (False,)}, ahead=_AHEAD),
    ),
)
class CooperationAgreement(Record):
    """An agreement under which the services of an institution are given (S000 2.1(1)); old ones lapse (S003 31)."""

    __tablename__ = "cooperation_agreement"

    agreement_no: Mapped[str] = field(
        "Līguma numurs", longest=60, section="Līgums", synonyms=("Numurs", "Nr.")
    )
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    party: Mapped[str | None] = field("Cita līguma puse", longest=200)
    subject: Mapped[str | None] = field("Par ko", longest=500, hint="Kurus pakalpojumus sniedz centrs")
    signed_on: Mapped[date | None] = field("Līgums noslēgts", synonyms=("Noslēgts", "Datums"))
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz", indexed=True, hint="Tukšs, ja līgums ir beztermiņa")
    settled: Mapped[bool] = field("Pagarināts vai aizstāts", default=False, progress=True)
    terms_version: Mapped[str | None] = field(
        "Sadarbības noteikumu redakcija", longest=60, section="Sadarbības noteikumi"
    )
    terms_accepted_on: Mapped[date | None] = field("Noteikumiem piekrita", progress=True)
    remote_means: Mapped[str | None] = field(
        "Paziņotie attālinātās saziņas līdzekļi", longest=300, progress=True
    )
    contact_id: Mapped[UUID | None] = field("Kontaktpersona", refers_to="specialist")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000)
