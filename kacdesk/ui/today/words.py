"""This file is the place where the rows of the first page get their words: times, services, numbers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.hours import told_intervals
from kacdesk.core.latvian import (
    Plural,
    clock_time,
    counted,
    duration,
    long_date,
    number,
    plural,
    weekday_name,
)
from kacdesk.core.roster import Gap
from kacdesk.core.text import t
from kacdesk.services.attention import CONFLICT
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.matters import Matter
from kacdesk.services.today import Due, DueKind, Paper, StillHere
from kacdesk.ui.today.row import Urgency

_NAMED_BY = ("service_id", "institution_id")
"""The fields that say what a contact is about, the clearer first."""


def day_words(day: date) -> str:
    """Return the day as a heading: "Sestdiena, 2026. gada 21. novembris"."""
    return t("{weekday}, {day}", weekday=weekday_name(day).capitalize(), day=long_date(day))


def contacts_words(desk: Desk, contacts: Mapping[str, int]) -> str:
    """Return how many contacts were registered today, by register."""
    told = [f"{t(desk.spec(name).title)} {number(count)}" for name, count in contacts.items()]
    return t("Šodien reģistrēts: {figures}", figures=" · ".join(told))


def short_when(at: datetime) -> str:
    """Return the time alone for today, else day and month before it."""
    moment = clock.riga_time(at)
    time = clock_time(moment)
    return time if moment.date() == clock.today_riga() else f"{moment.day:02}.{moment.month:02}. {time}"


def short_day(day: date) -> str:
    """Return day and month, with the year only when it is another one."""
    year = f"{day.year}." if day.year != clock.today_riga().year else ""
    return f"{day.day:02}.{day.month:02}.{year}"


def draft_lead(draft: Draft) -> str:
    """Return when something was begun."""
    return short_when(draft.begun_at)


def draft_words(desk: Desk, draft: Draft, options: Options) -> str:
    """Return what was begun: its register and what it is about, as far as that is known."""
    spec = desk.spec(draft.register)
    words = t("{title} — labojums", title=t(spec.singular)) if draft.record else t(spec.singular)
    about = _about(draft, options)
    return f"{words} · {about}" if about else words


def draft_state(draft: Draft) -> str:
    """Return how long ago somebody last typed in it."""
    ago = clock.now_utc() - draft.kept_at
    if ago < timedelta(minutes=1):
        return t("tikko")
    if ago < timedelta(days=1):
        return t("pirms {ago}", ago=duration(int(ago.total_seconds())))
    return ""


def _about(draft: Draft, options: Options) -> str:
    rows: list[Mapping[str, Any]] = [draft.values, *(row for lines in draft.lines.values() for row in lines)]
    for name in _NAMED_BY:
        register = name.removesuffix("_id")
        for row in rows:
            chosen = row.get(name)
            if isinstance(chosen, UUID):
                found = next((each for each in options.get(register, ()) if each.id == chosen), None)
                if found is not None:
                    return found.label if register == "service" else found.short
    return ""


def due_lead(due: Due) -> str:
    """Return when the call came, or the last day of a document."""
    return short_when(due.at) if due.at is not None else short_day(due.due_on)


def due_words(due: Due) -> str:
    """Return what is to be done."""
    if due.kind is DueKind.CALL:
        about = due.what or due.whose
        return t("Atzvanīt: {about}", about=about) if about else t("Atzvanīt")
    if due.kind in (DueKind.CLOCK, DueKind.OWED):
        return f"{due.what}: {due.whose}" if due.whose else due.what
    return t("Atbildēt vai nodot: {what}", what=paper_words(due))


def paper_words(paper: Paper | Due) -> str:
    """Return how a document is called: kind, number, whose."""
    named = f"{paper.what} {paper.number}"
    return f"{named} · {paper.whose}" if paper.whose else named


def paper_state(paper: Paper) -> str:
    """Return by when it is to be handed on."""
    return t("līdz {day}", day=short_day(paper.due_on)) if paper.due_on is not None else ""


def due_state(due: Due, today: date) -> str:
    """Return how urgent it is."""
    days = due.late_days(today)
    if due.due_on > today:
        return _ahead_words((due.due_on - today).days)
    if not days:
        return t("šodien")
    told = number(days)
    return {
        Plural.ZERO: t("kavējas {count} dienas", count=told),
        Plural.ONE: t("kavējas {count} dienu", count=told),
        Plural.OTHER: t("kavējas {count} dienas", count=told),
    }[plural(days)]


def _ahead_words(days: int) -> str:
    if days == 1:
        return t("rīt")
    told = number(days)
    return {
        Plural.ZERO: t("pēc {count} dienām", count=told),
        Plural.ONE: t("pēc {count} dienas", count=told),
        Plural.OTHER: t("pēc {count} dienām", count=told),
    }[plural(days)]


def gap_words(gap: Gap) -> str:
    """Return which open hours of a day nobody serves."""
    return t("Punktā neviena nav grafikā: {hours}", hours=told_intervals(gap.intervals))


def gap_state(gap: Gap, today: date) -> str:
    """Return how soon it is."""
    days = (gap.day - today).days
    return _ahead_words(days) if days else t("šodien")


def due_urgency(due: Due, today: date) -> Urgency:
    """Return in which colour it is told."""
    if due.due_on > today:
        return Urgency.NONE
    return Urgency.LATE if due.late_days(today) else Urgency.TODAY


def papers_words(papers: StillHere, today: date) -> str:
    """Return how many documents are still here, and for how long the oldest."""
    told = number(papers.count)
    many = {
        Plural.ZERO: t("{count} dokumentu", count=told),
        Plural.ONE: t("{count} dokuments", count=told),
        Plural.OTHER: t("{count} dokumenti", count=told),
    }[plural(papers.count)]
    since = papers.oldest_on
    return f"{many}; {_oldest_words(since, today)}" if since is not None and since < today else many


def _oldest_words(since: date, today: date) -> str:
    days = (today - since).days
    told = number(days)
    return {
        Plural.ZERO: t("vecākais šeit {count} dienas", count=told),
        Plural.ONE: t("vecākais šeit {count} dienu", count=told),
        Plural.OTHER: t("vecākais šeit {count} dienas", count=told),
    }[plural(days)]


def matter_words(matter: Matter) -> str:
    """Return which record and which field a matter is about."""
    words = (
        t("{title} · lauks “{field}”", title=matter.title, field=matter.field)
        if matter.field
        else matter.title
    )
    return f"{words} (× {number(matter.count)})" if matter.count > 1 else words


def matter_state(matter: Matter) -> str:
    """Return what Enter does with it."""
    if matter.can_be_mended:
        return t("Labot un sūtīt vēlreiz")
    return t("Izvēlēties") if matter.kind == CONFLICT else t("Skatīt")


def pvs_words(count: int) -> str:
    """Return how many registrations wait to be entered in PVS."""
    return t("Gaida: {count}", count=counted(count, t("reģistrāciju"), t("reģistrācija"), t("reģistrācijas")))
