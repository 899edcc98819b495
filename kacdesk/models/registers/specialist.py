"""This file is the place where the specialists to whom customers are sent are a register: who, where, when."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import not_before, one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Group


@register(
    "Iestāžu un speciālistu kontakti",
    singular="Speciālists",
    listed=("name", "post", "institution_id", "unit", "place", "phone", "hours", "active"),
    checks=(
        one_of(
            "institution_id",
            "unit",
            sentence=lambda: t("Norādiet iestādi vai pašvaldības struktūrvienību, kurā speciālists strādā."),
        ),
        not_before("valid_from", "valid_to"),
    ),
    named_by=("name", "post"),
    ordered_by="name",
    group=Group.INSTITUTIONS,
)
class Specialist(Record):
    """Somebody of an institution, a municipal unit or a company whom a customer may be sent to.

    The six particulars of S002 5.2.3 are name and surname, post, place, phone and reception hours; the lists that must
    be at hand offline are S003 20.1.2–20.1.5. Municipal units and companies: S000 1.3, 1.6.
    """

    __tablename__ = "specialist"

    name: Mapped[str] = field("Vārds, uzvārds", longest=120, section="Kas")
    post: Mapped[str | None] = field("Amats", longest=160)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    unit: Mapped[str | None] = field(
        "Struktūrvienība vai uzņēmums",
        longest=200,
        hint="Pašvaldības struktūrvienība, uzņēmums vai iestādes nodaļa",
        synonyms=("Nodaļa", "Struktūrvienība"),
    )
    topics: Mapped[str | None] = field(
        "Par ko konsultē", longest=500, hint="Vārdi, pēc kuriem speciālistu meklēt", synonyms=("Jautājumi",)
    )
    place: Mapped[str | None] = field(
        "Vieta", longest=200, hint="Adrese, stāvs, kabinets", section="Kur un kad", synonyms=("Adrese",)
    )
    hours: Mapped[str | None] = field(
        "Pieņemšanas laiks", longest=300, hint="Piemēram: O. 9:00–12:00, C. 13:00–17:00"
    )
    phone: Mapped[str | None] = field("Tālrunis", kind=Kind.PHONE, longest=40)
    email: Mapped[str | None] = field("E-pasts", kind=Kind.EMAIL, longest=254)
    remote_means: Mapped[str | None] = field(
        "Attālinātās saziņas līdzekļi",
        longest=300,
        hint="Videokonsultācija, e-adrese, tiešsaistes pieraksts",
    )
    active: Mapped[bool] = field("Pieņem", default=True, progress=True, section="Derīgums")
    valid_from: Mapped[date | None] = field("Spēkā no", searched=False)
    valid_to: Mapped[date | None] = field("Spēkā līdz", searched=False)
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000)
