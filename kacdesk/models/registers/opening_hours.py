"""This file is the place where a point's opening hours, their exceptions and what must be published are registers."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import later, t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group, Values

WEEKDAY = choices_of(
    ("MON", "Pirmdiena"),
    ("TUE", "Otrdiena"),
    ("WED", "Trešdiena"),
    ("THU", "Ceturtdiena"),
    ("FRI", "Piektdiena"),
    ("SAT", "Sestdiena"),
    ("SUN", "Svētdiena"),
)

WEEKDAY_CODES = tuple(choice.code for choice in WEEKDAY)
"""By `date.weekday()`, Monday first."""

EXCEPTION_KIND = choices_of(
    ("CLOSED", "Slēgts"),
    ("OTHER_HOURS", "Cits darba laiks"),
    ("OFF_SITE", "Apkalpošana citā vietā, punkts slēgts"),
)

EXCEPTION_REPEATS = choices_of(("ONCE", "Noteiktās dienās"), ("NTH", "Katru mēnesi noteiktā nedēļas dienā"))

NTH = choices_of(
    ("1", "Pirmā"), ("2", "Otrā"), ("3", "Trešā"), ("4", "Ceturtā"), ("5", "Piektā"), ("LAST", "Pēdējā")
)

PUBLISHED = choices_of(
    ("SERVICES_WEBSITE", "Pakalpojumu saraksts pašvaldības tīmekļvietnē"),
    ("HOURS_WEBSITE", "Darba laiks pašvaldības tīmekļvietnē"),
    ("HOURS_PORTAL", "Darba laiks portālā latvija.lv"),
    ("REMOTE_WEBSITE", "Attālinātās saziņas līdzekļi tīmekļvietnē"),
    ("REMOTE_PORTAL", "Attālinātās saziņas līdzekļi portālā"),
    ("ON_SITE", "Informācija klientiem redzamā vietā"),
    ("OTHER", "Cita informācija"),
)

_HOURS = ("OTHER_HOURS", "OFF_SITE")


def opens_before_it_closes(values: Values) -> Problem | None:
    """Refuse hours that end before they begin; a night has no opening hours."""
    opens, closes = values.get("opens"), values.get("closes")
    if opens is not None and closes is not None and closes < opens:
        return Problem("closes", t("Beigu laiks ir pirms sākuma; pārbaudiet abus."), "order")
    return None


def second_hours_follow_the_first(values: Values) -> Problem | None:
    """Ask for both ends of a second interval, after the first one."""
    opens, closes = values.get("opens_again"), values.get("closes_again")
    if (opens is None) != (closes is None):
        missing = "opens_again" if opens is None else "closes_again"
        return Problem(missing, t("Norādiet gan otrās daļas sākumu, gan beigas."), "required")
    if opens is None or closes is None:
        return None
    if values.get("closes") is not None and opens < values["closes"]:
        return Problem("opens_again", t("Otrā daļa sākas pirms pirmās beigām."), "order")
    if closes < opens:
        return Problem("closes_again", t("Beigu laiks ir pirms sākuma; pārbaudiet abus."), "order")
    return None


@register(
    "Darba laiks",
    singular="Darba laika rinda",
    listed=("weekday", "opens", "closes", "set_name", "valid_from", "valid_to", "yearly", "status"),
    checks=(opens_before_it_closes, not_before("valid_from", "valid_to")),
    supervised=True,
    ordered_by="valid_from",
    named_by=("set_name", "weekday", "opens"),
    group=Group.STAFF,
)
class OpeningHours(Record):
    """One interval of one weekday in a named set of hours. Lunch makes two rows of a day.

    On a day the set with an end goes before the one without, the later one before the earlier. A
    `yearly` row holds from its first to its last day and month each year.
    """

    __tablename__ = "opening_hours"

    set_name: Mapped[str] = field(
        "Darba laika nosaukums", longest=60, default="Pamata", hint="Piemēram, Pamata, Vasaras, Ziemas."
    )
    weekday: Mapped[str] = field("Nedēļas diena", choices=WEEKDAY)
    opens: Mapped[str] = field("No", kind=Kind.TIME, longest=5, default="08:30")
    closes: Mapped[str] = field("Līdz", kind=Kind.TIME, longest=5, default="17:00")
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    yearly: Mapped[bool] = field(
        "Katru gadu šajās dienās",
        default=False,
        searched=False,
        hint="Tikai ar beigu dienu, piemēram, 1. jūnijs – 30. septembris.",
    )
    source: Mapped[str | None] = field("Ar ko noteikts", longest=200)


@register(
    "Darba laika izņēmumi",
    singular="Darba laika izņēmums",
    listed=("day", "until", "kind", "repeats", "weekday", "opens", "closes", "reason", "status"),
    checks=(not_before("day", "until"), opens_before_it_closes, second_hours_follow_the_first),
    supervised=True,
    ordered_by="day",
    named_by=("day", "kind", "reason"),
    group=Group.STAFF,
)
class OpeningException(Record):
    """Days on which the point is closed, open at other hours, or serves elsewhere; also "every second Wednesday".

    It goes before the weekly hours, and before a public holiday.
    """

    __tablename__ = "opening_exception"

    kind: Mapped[str] = field("Kas mainās", choices=EXCEPTION_KIND, default="CLOSED")
    repeats: Mapped[str] = field("Kad", choices=EXCEPTION_REPEATS, default="ONCE", searched=False)
    nth: Mapped[str | None] = field(
        "Kura mēnesī", choices=NTH, when=When("repeats", ("NTH",)), needed=True, searched=False
    )
    weekday: Mapped[str | None] = field(
        "Nedēļas diena", choices=WEEKDAY, when=When("repeats", ("NTH",)), needed=True
    )
    day: Mapped[date] = field("No dienas", indexed=True)
    until: Mapped[date | None] = field(
        "Līdz dienai", indexed=True, hint="Tukšs nozīmē vienu dienu; regulāram izņēmumam — bez beigām."
    )
    reason: Mapped[str | None] = field(
        "Iemesls", longest=200, hint="Tā, kā to rāda klientiem, piemēram, metodiskā diena."
    )
    opens: Mapped[str | None] = field(
        "No plkst.", kind=Kind.TIME, longest=5, when=When("kind", _HOURS), needed=True, searched=False
    )
    closes: Mapped[str | None] = field(
        "Līdz plkst.", kind=Kind.TIME, longest=5, when=When("kind", _HOURS), needed=True, searched=False
    )
    opens_again: Mapped[str | None] = field(
        "Pēc pārtraukuma no", kind=Kind.TIME, longest=5, when=When("kind", _HOURS), searched=False
    )
    closes_again: Mapped[str | None] = field(
        "Pēc pārtraukuma līdz", kind=Kind.TIME, longest=5, when=When("kind", _HOURS), searched=False
    )
    place: Mapped[str | None] = field(
        "Kur apkalpo", longest=200, when=When("kind", ("OFF_SITE",)), needed=True
    )


@register(
    "Publicētā informācija",
    singular="Publicētā informācija",
    listed=("what", "place", "checked_on", "checked_by", "review_on", "status"),
    ordered_by="review_on",
    named_by=("what", "place"),
    group=Group.QUALITY,
    clocks=(Clock(due="review_on", what=later("Pārbaudīt publicēto"), while_={"kept": (True,)}, ahead=3),),
)
class Publication(Record):
    """What the point must keep current where people look for it, and by when it is looked at again.

    S001 17.8, 17.9, 20.1.
    """

    __tablename__ = "publication"

    what: Mapped[str] = field("Ko pārbauda", choices=PUBLISHED)
    place: Mapped[str | None] = field("Kur (adrese vai vieta)", longest=400)
    months: Mapped[int] = field("Pārbaudes starplaiks (mēneši)", least=1, most=60, default=3, searched=False)
    review_on: Mapped[date] = field("Nākamā pārbaude", indexed=True, progress=True)
    checked_on: Mapped[date | None] = field("Pārbaudīts", progress=True, searched=False)
    checked_by: Mapped[UUID | None] = field("Pārbaudīja", refers_to="staff", progress=True, searched=False)
    kept: Mapped[bool] = field("Jāuztur aktuāls", default=True, progress=True, searched=False)
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000, progress=True)
