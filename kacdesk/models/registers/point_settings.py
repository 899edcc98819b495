"""This file is the place where a point says what kind of centre it is and what it does: one row of settings."""

from datetime import date

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CENTRE_TYPE
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Group


@register(
    "Punkta iestatījumi",
    singular="Punkta iestatījumi",
    listed=("centre_type", "title", "helpline", "residence", "border_traffic", "delegation", "status"),
    supervised=True,
    named_by=("centre_type", "title"),
    group=Group.KEEPING,
)
class PointSettings(Record):
    """What the regulations leave to the point, and where they disagree. One row for a point.

    The point's own word goes before the type that the catalogue gives it.
    """

    __tablename__ = "point_settings"

    centre_type: Mapped[str] = field(
        "Centra veids",
        choices=CENTRE_TYPE,
        section="Centrs",
        hint="No veida atkarīgs, cik iestādēm un cik dienas nedēļā centrā jābūt.",
    )
    title: Mapped[str | None] = field(
        "Nosaukums izdrukās",
        longest=200,
        hint="Ģerboni vai logotipu izdruku galvā pievieno saglabātajam ierakstam kā datni (PNG vai JPEG).",
    )
    municipality_address: Mapped[str | None] = field("Pašvaldības adrese", longest=250)
    contest_address: Mapped[str | None] = field(
        "Kur apstrīd pašvaldības iestādes rīcību un aktus",
        longest=300,
        hint="Piemēram, Balvu novada dome, Bērzpils iela 1A, Balvi.",
    )
    access_recipient: Mapped[str | None] = field("Kam iesniedz pieteikumu PVS piekļuvei", longest=200)
    closed_on: Mapped[date | None] = field(
        "Centrs slēgts no", searched=False, hint="Pēc šīs dienas jaunus apmeklējumus vairs nereģistrē."
    )
    helpline: Mapped[bool] = field(
        "Latvija.lv palīdzības tālrunis", default=True, searched=False, section="Ko punkts dara"
    )
    delegation: Mapped[bool] = field("E-pakalpojumi citas personas vārdā", default=True, searched=False)
    residence: Mapped[bool] = field("Dzīvesvietas deklarēšana un izziņas", default=True, searched=False)
    border_traffic: Mapped[bool] = field("Vietējās pierobežas saraksts", default=False, searched=False)
    rural: Mapped[bool] = field("Lauku attīstības konsultācijas", default=True, searched=False)
    pvs_since: Mapped[date | None] = field(
        "Jāievada PVS no",
        searched=False,
        hint="Kopš šīs dienas valsts pakalpojumu reģistrācijas gaida sarakstā “Jāievada PVS”; tukšs: saraksta nav.",
    )
    follows_moved_days: Mapped[bool] = field(
        "Seko pārceltajām darba dienām",
        default=True,
        searched=False,
        section="Darba laiks",
        hint="Pašvaldībām tās ir ieteikums (Darba likuma 133. pants); izvēle maina termiņus.",
    )
    shortens: Mapped[bool] = field("Dienu pirms svētkiem beidz stundu agrāk", default=True, searched=False)
    weekly_days: Mapped[int] = field(
        "Darba dienas nedēļā, vismaz", least=0, most=7, default=5, searched=False
    )
    weekly_hours: Mapped[int] = field("Stundas nedēļā, vismaz", least=0, most=168, default=40, searched=False)
    late_until: Mapped[str | None] = field(
        "Vēlā pieņemšana līdz", kind=Kind.TIME, longest=5, default="19:00", searched=False
    )
    late_times: Mapped[int] = field(
        "Vēlās dienas mēnesī, vismaz", least=0, most=31, default=2, searched=False
    )


@register(
    "Iestāžu klātbūtnes normas",
    singular="Klātbūtnes norma",
    listed=(
        "centre_type",
        "institutions",
        "days",
        "all_services",
        "valid_from",
        "valid_to",
        "source",
        "status",
    ),
    checks=(not_before("valid_from", "valid_to"),),
    supervised=True,
    ordered_by="valid_from",
    named_by=("centre_type", "valid_from"),
    group=Group.INSTITUTIONS,
)
class PresenceNorm(Record):
    """How many institutions must be at a centre of a type, on how many working days a week (S001 5, 6; S003 4)."""

    __tablename__ = "presence_norm"

    centre_type: Mapped[str] = field("Centra veids", choices=CENTRE_TYPE)
    institutions: Mapped[int] = field("Iestādes, vismaz", least=0, most=50, searched=False)
    days: Mapped[int] = field("Darba dienas nedēļā, vismaz", least=0, most=7, searched=False)
    all_services: Mapped[bool] = field("Ar visiem saviem groza pakalpojumiem", default=True, searched=False)
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)
