"""This file is the place where the dated rules that a point may change itself are registers: calendar and deadlines."""

from datetime import date

from sqlalchemy.orm import Mapped

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CALENDAR_DAY, DEADLINE_UNIT, DOCUMENT_KIND
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

    A point that does not follow the moved days (Darba likums 133(4) only recommends them to municipalities) voids
    those rows.
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
    listed=("document_kind", "count", "unit", "valid_from", "valid_to", "source", "status"),
    checks=(ends_after_begin,),
    ordered_by="valid_from",
    supervised=True,
    named_by=("document_kind", "valid_from"),
)
class DeadlineRule(Record):
    """By when a received document is to be answered, with the days on which the rule is in force."""

    __tablename__ = "deadline_rule"

    document_kind: Mapped[str] = field("Dokumenta veids", choices=DOCUMENT_KIND)
    count: Mapped[int] = field("Termiņš", least=1, most=366, searched=False)
    unit: Mapped[str] = field("Mērvienība", choices=DEADLINE_UNIT, default="WORKING_DAYS")
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)
