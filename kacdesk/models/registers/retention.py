"""This file is the place where it is a register how long personal data are kept, and where they are kept longer."""

from datetime import date

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.registers.file_plan import KEEPING_UNIT
from kacdesk.spec.field import EVERY_REGISTER, Choice, Kind, When
from kacdesk.spec.register import Clock, Group

RETENTION_ACTION = (
    Choice("FORGET", "Dzēst personas datus, uzskaiti paturēt"),
    Choice("DESTROY", "Iznīcināt papīru ar aktu"),
)

COUNTED_TO = (
    Choice("DAY", "no tās pašas dienas"),
    Choice("MONTH_END", "no mēneša beigām"),
    Choice("YEAR_END", "no gada beigām"),
)

HOLD_REASON = (
    Choice("COMPLAINT", "Sūdzība"),
    Choice("CONTEST", "Apstrīdēšana vai pārsūdzēšana"),
    Choice("COURT", "Tiesvedība"),
    Choice("SUBJECT", "Datu subjekta pieprasījums"),
    Choice("INSPECTION", "Pārbaude"),
    Choice("OTHER", "Cits iemesls"),
)


@register(
    "Glabāšanas termiņi",
    singular="Glabāšanas noteikums",
    listed=("register", "action", "keep_count", "keep_unit", "counted_to", "automatic", "status"),
    checks=(not_before("valid_from", "valid_to"),),
    ordered_by="register",
    supervised=True,
    named_by=("register", "action"),
    group=Group.KEEPING,
)
class RetentionRule(Record):
    """After how long the personal data of a register go, counted from which field, and where that is written.

    The rule that is in force today decides, whenever the record was made. An empty `fields_told` means all personal
    fields, an empty `start_told` the day on which the record was made.
    """

    __tablename__ = "retention_rule"

    register: Mapped[str] = field("Sadaļa", choices=EVERY_REGISTER, section="Uz ko attiecas")
    action: Mapped[str] = field("Ko dara", choices=RETENTION_ACTION, default="FORGET")
    fields_told: Mapped[str | None] = field(
        "Lauki",
        longest=500,
        hint="Lauku nosaukumi, atdalīti ar komatu; tukšs nozīmē visus personas datu laukus",
        when=When("action", ("FORGET",)),
    )
    fields: Mapped[str | None] = field("Lauku vārdi", longest=500, derived=True, searched=False)
    keep_count: Mapped[int] = field("Glabā", least=1, most=9999, searched=False, section="Cik ilgi")
    keep_unit: Mapped[str] = field("Mērvienība", choices=KEEPING_UNIT, default="MONTHS", searched=False)
    counted_to: Mapped[str] = field("Skaita", choices=COUNTED_TO, default="MONTH_END", searched=False)
    start_told: Mapped[str | None] = field(
        "No kura lauka",
        longest=120,
        searched=False,
        hint="Datuma lauka nosaukums; tukšs nozīmē ievadīšanas dienu. Kamēr lauks nav aizpildīts, termiņš nesākas",
    )
    start: Mapped[str | None] = field("Lauka vārds", longest=60, derived=True, searched=False)
    automatic: Mapped[bool] = field(
        "Programma izpilda pati",
        default=False,
        searched=False,
        section="Kā",
        hint="Citādi to palaiž vadītājs",
    )
    approval_needed: Mapped[bool] = field("Vajag arhīva saskaņojumu", default=False, searched=False)
    valid_from: Mapped[date] = field("Spēkā no", section="Avots")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)


@register(
    "Apturētās dzēšanas",
    singular="Apturēta dzēšana",
    listed=("held_from", "register", "record_told", "reason", "review_on", "lifted_on", "status"),
    checks=(not_before("held_from", "review_on"), not_before("held_from", "lifted_on")),
    ordered_by="held_from",
    supervised=True,
    named_by=("register", "record_told"),
    group=Group.KEEPING,
    clocks=(
        Clock(due="review_on", what="Pārskatīt, vai dzēšana joprojām jāaptur", while_={"lifted_on": (None,)}),
    ),
)
class RetentionHold(Record):
    """A record that is kept beyond its time, because a complaint, a contest or an inspection needs it."""

    __tablename__ = "retention_hold"

    register: Mapped[str] = field("Sadaļa", choices=EVERY_REGISTER, section="Ieraksts")
    record_told: Mapped[str] = field(
        "Ieraksts", kind=Kind.CODE, longest=80, hint="Reģistrācijas numurs, lapiņas kods vai identifikators"
    )
    record: Mapped[str | None] = field(
        "Ieraksta identifikators", longest=32, derived=True, indexed=True, searched=False
    )
    reason: Mapped[str] = field("Iemesls", choices=HOLD_REASON, default="COMPLAINT", section="Iemesls")
    explanation: Mapped[str | None] = field(
        "Pamatojums", longest=300, hint="Lietas vai lēmuma numurs, bez personas datiem"
    )
    held_from: Mapped[date] = field("Apturēta no", section="Laiks")
    review_on: Mapped[date | None] = field("Pārskatīt", progress=True, indexed=True)
    lifted_on: Mapped[date | None] = field("Atcelta", progress=True)
