"""This file is the place where the point's file plan and its yearly files are registers (S000 2.2(2), 2.2(7))."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before, one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import DOCUMENT_FORM
from kacdesk.spec.field import EVERY_REGISTER, Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

RETENTION_CLASS = (
    Choice("SHORT", "Īslaicīgi glabājama"),
    Choice("LONG", "Ilgstoši glabājama"),
    Choice("PERMANENT", "Pastāvīgi glabājama"),
)

KEEPING_UNIT = (Choice("DAYS", "dienas"), Choice("MONTHS", "mēneši"), Choice("YEARS", "gadi"))

KEPT_FROM = (
    Choice("YEAR_CLOSED", "no tā gada beigām, kurā lieta slēgta"),
    Choice("LAST_ENTRY", "no pēdējā ieraksta dienas"),
    Choice("COMPLETION", "no lietas slēgšanas dienas"),
)

_SHORT_YEARS = 10
"""The class follows from the term: up to ten years is short, more is long (MK 07.05.2024 Nr. 282)."""

_YEARS_IN = {"DAYS": 1 / 366, "MONTHS": 1 / 12, "YEARS": 1.0}


def class_fits_term(values: Values) -> Problem | None:
    """Refuse a short class with a term over ten years, and a long one with less (MK 07.05.2024 Nr. 282)."""
    kind, count = values.get("retention_class"), values.get("keep_count")
    if kind not in ("SHORT", "LONG") or count is None:
        return None
    years = count * _YEARS_IN.get(str(values.get("keep_unit")), 1.0)
    if kind == "SHORT" and years > _SHORT_YEARS:
        return Problem(
            "keep_count", t("Īslaicīgi glabā ne ilgāk kā {years} gadus.", years=_SHORT_YEARS), "range"
        )
    if kind == "LONG" and years <= _SHORT_YEARS:
        return Problem(
            "keep_count", t("Ilgstoši glabā vairāk nekā {years} gadus.", years=_SHORT_YEARS), "range"
        )
    return None


@register(
    "Lietu nomenklatūra",
    singular="Nomenklatūras lieta",
    listed=("file_index", "title", "register", "retention_class", "keep_count", "keep_unit", "status"),
    checks=(class_fits_term, not_before("valid_from", "valid_to")),
    ordered_by="file_index",
    supervised=True,
    natural_key="file_index",
    named_by=("file_index", "title"),
    group=Group.KEEPING,
)
class FilePlan(Record):
    """One file of the file plan: its index, what belongs in it and how long it is kept.

    While the row is in force and `numbers`, new records of the register are numbered under its index; a numbered
    register without such a row keeps the index that it comes with.
    """

    __tablename__ = "file_plan"

    file_index: Mapped[str] = field("Lietas indekss", kind=Kind.CODE, longest=20, section="Lieta")
    title: Mapped[str] = field("Lietas nosaukums", longest=250)
    register: Mapped[str | None] = field(
        "Sadaļa", choices=EVERY_REGISTER, hint="Programmas sadaļa, kuras ieraksti pieder šai lietai"
    )
    numbers: Mapped[bool] = field("Numurē šīs sadaļas jaunos ierakstus", default=False, searched=False)
    retention_class: Mapped[str] = field(
        "Glabāšanas veids", choices=RETENTION_CLASS, default="SHORT", section="Glabāšana"
    )
    keep_count: Mapped[int | None] = field(
        "Glabāšanas termiņš",
        least=1,
        most=999,
        searched=False,
        when=When("retention_class", ("SHORT", "LONG")),
        needed=True,
    )
    keep_unit: Mapped[str | None] = field(
        "Mērvienība",
        choices=KEEPING_UNIT,
        default="YEARS",
        searched=False,
        when=When("retention_class", ("SHORT", "LONG")),
        needed=True,
    )
    kept_from: Mapped[str] = field("Skaita", choices=KEPT_FROM, default="YEAR_CLOSED", searched=False)
    archive_years: Mapped[int | None] = field(
        "Sagatavo arhīvam (gadi pēc slēgšanas)",
        least=0,
        most=99,
        default=5,
        searched=False,
        hint="Ilgstoši un pastāvīgi glabājamās (MK 07.05.2024. Nr. 282)",
        when=When("retention_class", ("LONG", "PERMANENT")),
    )
    valid_from: Mapped[date] = field("Spēkā no", section="Avots")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)


def _file_or_title() -> str:
    return t("Izvēlieties nomenklatūras lietu vai ierakstiet lietas nosaukumu.")


@register(
    "Lietas",
    singular="Lieta",
    listed=("file_id", "year", "volume", "closed_on", "kept_until", "archive_by", "gone_on", "status"),
    checks=(
        one_of("file_id", "title", sentence=_file_or_title),
        not_before("first_on", "last_on"),
        not_before("last_on", "closed_on"),
    ),
    named_by=("year", "volume", "title"),
    group=Group.KEEPING,
    clocks=(
        Clock(
            due="kept_until",
            what="Sastādīt iznīcināšanas aktu lietai, kas vairs nav jāglabā",
            while_={"retention_class": ("SHORT",), "gone_on": (None,)},
        ),
        Clock(
            due="archive_by",
            what="Sagatavot lietu nodošanai arhīvā",
            while_={"gone_on": (None,)},
            ahead=30,
        ),
    ),
)
class FileVolume(Record):
    """The papers of one file of one year, or one volume of them, until they are destroyed or handed to the archive."""

    __tablename__ = "file_volume"

    file_id: Mapped[UUID | None] = field("Nomenklatūras lieta", refers_to="file_plan", section="Lieta")
    year: Mapped[int] = field("Gads", least=1990, most=2999)
    volume: Mapped[int] = field("Sējums", least=1, most=999, default=1, searched=False)
    title: Mapped[str | None] = field("Nosaukums vai papildinājums", longest=200)
    form: Mapped[str] = field("Forma", choices=DOCUMENT_FORM, default="PAPER", searched=False)
    shelf: Mapped[str | None] = field(
        "Glabāšanas vieta", longest=120, progress=True, hint="Skapis, plaukts, mape"
    )
    first_on: Mapped[date | None] = field("Pirmais dokuments", progress=True, section="Laiks")
    last_on: Mapped[date | None] = field("Pēdējais dokuments", progress=True)
    sheets: Mapped[int | None] = field("Lapas", least=0, most=99_999, progress=True, searched=False)
    closed_on: Mapped[date | None] = field("Slēgta", progress=True)
    retention_class: Mapped[str | None] = field(
        "Glabāšanas veids", choices=RETENTION_CLASS, derived=True, section="Pēc slēgšanas"
    )
    kept_until: Mapped[date | None] = field("Jāglabā līdz", derived=True, indexed=True)
    archive_by: Mapped[date | None] = field("Arhīvam sagatavo līdz", derived=True, indexed=True)
    gone_on: Mapped[date | None] = field("Iznīcināta vai nodota", progress=True)
    act_number: Mapped[str | None] = field("Akta numurs", kind=Kind.CODE, longest=80, progress=True)
