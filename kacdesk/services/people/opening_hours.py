"""This file is the place where the point's opening hours are read, told in words and held against what is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.hours import (
    HOUR,
    Interval,
    minutes_of,
    told_intervals,
    told_minutes,
    total_minutes,
)
from kacdesk.core.latvian import duration, number, weekday_short
from kacdesk.core.schedule import Schedule, weekday_groups
from kacdesk.core.text import later, t
from kacdesk.core.workdays import add_months
from kacdesk.figures.hours_rows import schedule_from
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.deadlines import calendar_of
from kacdesk.spec.register import Status, Values
from kacdesk.store.rows import rows_of
from kacdesk.store.session import Store

HOURS = "opening_hours"
EXCEPTIONS = "opening_exception"
_A_MONDAY = date(2024, 1, 1)
_WEEK = 7
_MINUTE_S = 60

_DRAFT = later("MK noteikumu projekts (2016), 25.1.7.1. p.")
_CONCEPT = later("Ilūkstes vienas pieturas aģentūras koncepcija, 2.3. p.")
"""Where the remarks are from: S003 and S004 of the source documents (docs/architecture.md)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the opening hours do not reach, as a warning: the regulations disagree, so nothing is refused.

    `source` is the clause that asks for it.
    """

    sentence: str
    source: str


def schedule_of(store: Store) -> Schedule:
    """Return when the point is open, for any day."""
    with store.read() as connection:
        weekly, others = (_kept(connection, store, register) for register in (HOURS, EXCEPTIONS))
    return schedule_from(calendar_of(store), weekly, others, shortens=point_settings.of(store).shortens)


def _kept(connection: Connection, store: Store, register: str) -> list[dict[str, Any]]:
    table = store.catalog.table(register)
    return rows_of(connection, table, select(table).where(table.c.status != Status.VOIDED))


def intervals_of(store: Store, day: date) -> tuple[Interval, ...]:
    """Return when the point is open on a day; who asks for many days keeps the schedule."""
    return schedule_of(store).intervals(day)


def is_open(store: Store, at: datetime) -> bool:
    """Say whether the point is open at a moment, by the wall clock of Riga."""
    local = clock.riga_time(at)
    return schedule_of(store).is_open(local.date(), minutes_of(local.time()))


def week_words(schedule: Schedule, day: date) -> str:
    """Return the weekly hours in force on a day as they are printed: "P., O. 8.30–17.00; T. 8.30–19.00; …"."""
    return "; ".join(f"{days} {hours}" for days, hours in week_lines(schedule, day))


def week_lines(schedule: Schedule, day: date) -> list[tuple[str, str]]:
    """Return the weekly hours in force on a day, line by line: weekdays, hours."""
    week = [schedule.weekly_on(day, weekday) for weekday in range(_WEEK)]
    return [(_days_words(days), told_intervals(hours) or t("slēgts")) for days, hours in weekday_groups(week)]


def day_words(schedule: Schedule, day: date) -> str:
    """Return the hours of one day as they are printed, with the reason where it is closed or elsewhere."""
    hours, exception = schedule.intervals(day), schedule.exception_on(day)
    told = told_intervals(hours) or t("slēgts")
    if exception is not None:
        place = t(
            "apkalpo: {place} {hours}", place=exception.place, hours=told_intervals(exception.elsewhere)
        )
        return "; ".join(part for part in (told, place if exception.place else "", exception.reason) if part)
    holiday = schedule.calendar.holiday_name(day)
    return f"{told}; {holiday}" if holiday and not hours else told


def remarks(store: Store, schedule: Schedule, day: date) -> list[Remark]:
    """Return what the hours in force on a day do not reach: days and hours of a week, late days of its month."""
    if not schedule.is_known:
        return []
    settings = point_settings.of(store)
    week = [schedule.weekly_on(day, weekday) for weekday in range(_WEEK)]
    open_days = sum(bool(hours) for hours in week)
    minutes = sum(total_minutes(hours) for hours in week)
    found = []
    if open_days < settings.weekly_days:
        told = {"days": number(open_days), "wanted": number(settings.weekly_days)}
        sentence = t("Atvērtas dienas nedēļā: {days}; vajag vismaz {wanted}.", **told)
        found.append(Remark(sentence, t(_DRAFT)))
    if minutes < settings.weekly_hours * HOUR:
        told = {"hours": _hours_words(minutes), "wanted": _hours_words(settings.weekly_hours * HOUR)}
        sentence = t("Darba laiks nedēļā: {hours}; vajag vismaz {wanted}.", **told)
        found.append(Remark(sentence, t(_DRAFT)))
    if settings.late_until is not None:
        until = minutes_of(settings.late_until)
        late = sum(_is_late(schedule, each, until) for each in _month_of(day))
        if late < settings.late_times:
            sentence = t(
                "Dienas šomēnes, kad atvērts līdz plkst. {until}: {late}; vajag vismaz {wanted}.",
                until=told_minutes(until),
                late=number(late),
                wanted=number(settings.late_times),
            )
            found.append(Remark(sentence, t(_CONCEPT)))
    return found


def yearly_needs_an_end(_context: Context, values: Values) -> Iterator[Problem]:
    """Refuse hours that hold "each year" without a last day."""
    if values.get("yearly") and values.get("valid_to") is None:
        yield Problem("valid_to", t("Norādiet, līdz kurai dienai šis darba laiks ir katru gadu."), "required")


def is_kept(values: Values) -> bool:
    """Say whether something published is still to be kept current."""
    return bool(values.get("kept"))


def checked(context: Context, values: Values) -> Mapping[str, Any]:
    """Return what changes when somebody has looked at what is published: today, and the day of the next look."""
    today = clock.today_riga()
    return {
        "checked_on": today,
        "checked_by": context.actor.id,
        "review_on": add_months(today, values["months"]),
    }


def _days_words(days: tuple[int, ...]) -> str:
    names = [weekday_short(_A_MONDAY + timedelta(days=each)) for each in days]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _is_late(schedule: Schedule, day: date, until: int) -> bool:
    return any(each.ends >= until for each in schedule.intervals(day))


def _month_of(day: date) -> Iterator[date]:
    first = day.replace(day=1)
    following = add_months(first, 1)
    return (first + timedelta(days=each) for each in range((following - first).days))


def _hours_words(minutes: int) -> str:
    return duration(minutes * _MINUTE_S)
