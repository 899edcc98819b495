"""This file is the place where absences are agreed: who may, what stays uncovered, who takes the place of whom."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.hours import told_intervals
from kacdesk.core.ids import new_id
from kacdesk.core.latvian import Plural, number, plural, short_date
from kacdesk.core.roster import Away, Gap, Roster
from kacdesk.core.text import t
from kacdesk.figures.hours_rows import APPROVED, ASKED, REJECTED
from kacdesk.services.context import Context, Role
from kacdesk.services.people.opening_hours import schedule_of
from kacdesk.services.people.roster import days_of, roster_of
from kacdesk.spec.register import Values

_LOOKED_AT = timedelta(days=92)
"""A longer absence (a child is born) is looked at for its first three months; each later day is told on its own."""

_TOLD_DAYS = 3


def judge(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse a decision by anybody but the supervisor, and an approved absence in which somebody stands in for himself.

    S000 3.3(13), 3.9.
    """
    decision = values.get("decision")
    if decision in (APPROVED, REJECTED) and context.actor.role is not Role.SUPERVISOR:
        yield Problem("decision", t("Prombūtni saskaņo un saskaņotu maina vadītājs."), "role")
    substitute = values.get("substitute_id")
    if decision == APPROVED and substitute is not None and substitute == values.get("staff_id"):
        yield Problem("substitute_id", t("Darbinieks nevar aizvietot pats sevi."), "same")


def follow(_context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Write down when it was asked for."""
    if new and values.get("asked_on") is None:
        return {"asked_on": clock.today_riga()}
    return {}


def is_asked(values: Values) -> bool:
    """Say whether an absence waits for a decision."""
    return values.get("decision") == ASKED


def approve(context: Context, _values: Values) -> Mapping[str, Any]:
    """Return what changes when a supervisor approves it."""
    return _decided(context, APPROVED)


def reject(context: Context, _values: Values) -> Mapping[str, Any]:
    """Return what changes when a supervisor rejects it."""
    return _decided(context, REJECTED)


def _decided(context: Context, decision: str) -> Mapping[str, Any]:
    return {"decision": decision, "decided_at": clock.now_utc(), "decided_by": context.actor.id}


def bare_hours(
    context: Context, person: UUID, first: date, last: date, *, substitute: UUID | None, record: UUID | None
) -> list[Gap]:
    """Return the open hours that this absence would leave without anybody, those that are bare anyway left out."""
    last = min(last, first + _LOOKED_AT)
    days = days_of(first, last)
    schedule = schedule_of(context.store)
    before = _without(roster_of(context.store, first, last), record)
    mine = Away(record or new_id(), person, "", first, last, substitute, approved=True)
    after = replace(before, absences=(mine, *before.absences))
    already = {gap.day: gap.intervals for gap in before.gaps(schedule, days)}
    return [gap for gap in after.gaps(schedule, days) if gap.intervals != already.get(gap.day)]


def _without(roster: Roster, record: UUID | None) -> Roster:
    return replace(roster, absences=tuple(each for each in roster.absences if each.record != record))


def words_beside(context: Context, values: Values, record: UUID | None) -> Iterator[tuple[str, str]]:
    """Yield what an absence form is told while it is filled: field, sentence (S001 17.11, 20.17; S003 25.1.7.2)."""
    person, first, last = values.get("staff_id"), values.get("first_on"), values.get("last_on")
    substitute = values.get("substitute_id")
    if not (isinstance(person, UUID) and isinstance(first, date) and isinstance(last, date)) or last < first:
        return
    found = bare_hours(context, person, first, last, substitute=substitute, record=record)
    if found:
        told = [f"{short_date(gap.day)} {told_intervals(gap.intervals)}" for gap in found[:_TOLD_DAYS]]
        rest = _rest_words(len(found) - _TOLD_DAYS)
        words = t("Punktā nebūs neviena: {days}{rest}.", days="; ".join(told), rest=rest)
        remedy = "" if substitute is not None else t(" Norādiet aizvietotāju.")
        yield "last_on", words + remedy
    if substitute == person:
        yield "substitute_id", t("Darbinieks nevar aizvietot pats sevi.")
    elif isinstance(substitute, UUID):
        others = _without(roster_of(context.store, first, last), record)
        away = [day for day in days_of(first, last) if others.away(substitute, day, asked_too=True)]
        if away:
            yield "substitute_id", t("Aizvietotājs pats ir prombūtnē {day}", day=short_date(away[0]))


def _rest_words(days: int) -> str:
    if days <= 0:
        return ""
    told = number(days)
    return {
        Plural.ZERO: t(" un vēl {count} dienās", count=told),
        Plural.ONE: t(" un vēl {count} dienā", count=told),
        Plural.OTHER: t(" un vēl {count} dienās", count=told),
    }[plural(days)]
