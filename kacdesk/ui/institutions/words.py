"""This file is the place where the presence of institutions is put into words for the screen."""

from datetime import date, time

from kacdesk.core.hours import minutes_of, told_minutes
from kacdesk.core.latvian import counted, short_date
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk
from kacdesk.services.institutions.institutions_today import Entry, InstitutionsToday, NoticeDue
from kacdesk.services.institutions.presence_week import WeekCheck
from kacdesk.ui.today.row import Urgency


def hours(begins: time, ends: time) -> str:
    """Return "9.00–12.00"."""
    return f"{told_minutes(minutes_of(begins))}–{told_minutes(minutes_of(ends))}"


def person(entry: Entry) -> str:
    """Return name, post, room and phone of who receives, as far as they are known."""
    phone = t("tālr. {phone}", phone=entry.phone) if entry.phone else ""
    parts = (entry.person.name, entry.person.post, entry.room, phone)
    return ", ".join(part for part in parts if part)


def instead(entry: Entry) -> str:
    """Return for whom somebody stands in, and that part of the time nobody is there."""
    told = []
    if entry.instead_of:
        told.append(t("Aizvieto: {name}", name=entry.instead_of))
    if entry.away_from is not None or entry.away_to is not None:
        begins, ends = entry.away_from or entry.begins, entry.away_to or entry.ends
        told.append(t("Nebūs {hours}", hours=hours(begins, ends)))
    return "; ".join(told)


def until(entry: Entry) -> str:
    """Return until when somebody receives."""
    return t("līdz {time}", time=told_minutes(minutes_of(entry.ends)))


def notice(desk: Desk, due: NoticeDue) -> str:
    """Return what a notice is about and when it holds."""
    kind = t(desk.spec("institution_notice").by_name["kind"].choice_label(due.kind))
    since = short_date(due.effective_from)
    if due.effective_to is not None and due.effective_to != due.effective_from:
        return f"{kind}, {since}–{short_date(due.effective_to)}"
    return f"{kind}, {since}"


def to_do(due: NoticeDue) -> str:
    """Return what is still to be done with a notice, '' when nothing is."""
    told = []
    if due.to_post:
        told.append(t("ievietot PVS"))
    if due.to_tell:
        told.append(t("informēt ministriju"))
    return t("Jādara: {what}", what=", ".join(told)) if told else ""


def urgency(due: NoticeDue, today: date) -> Urgency:
    """Return how urgent a notice is by its last day."""
    if due.post_by is None or not (due.to_post or due.to_tell):
        return Urgency.NONE
    if due.post_by < today:
        return Urgency.LATE
    return Urgency.TODAY if due.post_by == today else Urgency.NONE


def week(told: InstitutionsToday) -> str:
    """Return how the week stands to the norm of the centre's type, '' where none asks for anything."""
    check = told.check
    if check.norm is None or check.norm.institutions == 0:
        return ""
    here, needed = len(check.enough), check.norm.institutions
    how_often = (
        t("katru darba dienu")
        if check.norm.days >= 5
        else counted(check.norm.days, t("dienu nedēļā"), t("dienu nedēļā"), t("dienas nedēļā"))
    )
    if check.is_met:
        return t(
            "Prasība izpildīta: vismaz {needed} iestādes {often}; šajā nedēļā ir {here}.",
            needed=needed,
            often=how_often,
            here=here,
        )
    return t(
        "Prasība nav izpildīta: vajag vismaz {needed} iestādes {often}, šajā nedēļā ir {here}. {too_few}",
        needed=needed,
        often=how_often,
        here=here,
        too_few=_too_few(told, check),
    ).rstrip()


def _too_few(told: InstitutionsToday, check: WeekCheck) -> str:
    if not check.too_few:
        return ""
    names = ", ".join(sorted(told.names.get(each, "") for each in check.too_few))
    return t("Par maz dienu vai pakalpojumu: {names}.", names=names)


def rule(told: InstitutionsToday) -> str:
    """Return what the presence means at the counter, '' in a centre that the rule does not limit."""
    if not told.limited:
        return ""
    return t(
        "Kamēr iestādes darbinieks ir centrā, tās groza pakalpojumus sniedz viņš: klientu nosūta pie viņa. "
        "E-pakalpojumu un e-adreses konsultācijas centrs sniedz vienmēr."
    )
