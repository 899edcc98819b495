"""This file is the place where the dated rules that a point may change itself are registers: calendar and deadlines."""

from datetime import date

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.deadline_matters import DEADLINE_MATTER
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CALENDAR_DAY, DEADLINE_DIRECTION, DEADLINE_UNIT
from kacdesk.spec.register import Values


def moved_day_names_both(values: Values) -> Problem | None:
    """Ask which day is worked instead, and that it is another one."""
    if values.get("kind") != "MOVED":
        return None
    if values.get("worked_on") is None:
        return Problem("worked_on", t("Norādiet, kurā dienā strādā tās vietā."), "required")
    if values["worked_on"] == values["day"]:
        return Problem("worked_on", t("Brīvdiena un darba diena nevar būt viena un tā pati."), "order")
    return None


def ends_after_begin(values: Values) -> Problem | None:
    """Refuse a rule that ends before it begins."""
    if values.get("valid_to") is not None and values["valid_to"] < values["valid_from"]:
        return Problem("valid_to", t("Beigu diena ir pirms sākuma dienas."), "order")
    return None


@register(
    "Kalendārs",
    singular="Kalendāra diena",
    listed=("day", "kind", "worked_on", "title", "source", "status"),
    checks=(moved_day_names_both,),
    ordered_by="day",
    supervised=True,
    named_by=("day", "title"),
)
class CalendarDay(Record):
    """A day that the law's own calendar does not know: moved by the Cabinet, or off for this point.

    Whether the point follows the moved days at all (Darba likums 133(4) only recommends them to municipalities) is said
    once in its settings; it may void a single row too.
    """

    __tablename__ = "calendar_day"

    day: Mapped[date] = field("Brīvdiena", indexed=True)
    kind: Mapped[str] = field("Veids", choices=CALENDAR_DAY, default="DAY_OFF")
    worked_on: Mapped[date | None] = field("Tās vietā strādā")
    title: Mapped[str | None] = field("Nosaukums", longest=120)
    source: Mapped[str | None] = field("Avots", longest=300)


@register(
    "Termiņi",
    singular="Termiņa noteikums",
    listed=("matter", "count", "unit", "direction", "by_whom", "valid_from", "valid_to", "source", "status"),
    checks=(ends_after_begin,),
    ordered_by="valid_from",
    supervised=True,
    named_by=("matter", "valid_from"),
)
class DeadlineRule(Record):
    """A term for something to be done, with the days on which the rule is in force and where it is written.

    It runs from the event (a document received, hours that change, any of D01 to D25) forward or back.
    """

    __tablename__ = "deadline_rule"

    matter: Mapped[str] = field(
        "Kam ir termiņš", choices=DEADLINE_MATTER, indexed=True, synonyms=("Dokumenta veids",)
    )
    count: Mapped[int] = field("Termiņš", least=1, most=366, searched=False)
    unit: Mapped[str] = field("Mērvienība", choices=DEADLINE_UNIT, default="WORKING_DAYS")
    direction: Mapped[str] = field("Skaita", choices=DEADLINE_DIRECTION, default="AFTER", searched=False)
    rolls: Mapped[bool] = field(
        "Brīvdienā pāriet uz darba dienu",
        default=True,
        searched=False,
        hint="Darba dienās skaitītu termiņu tas nemaina. Glabāšanas laiks uz darba dienu nepāriet.",
    )
    by_whom: Mapped[str | None] = field("Kam jāizdara", longest=120)
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)
