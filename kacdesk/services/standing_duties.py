"""This file is the place where it is known what the centre owes by the calendar alone, before a record of it is begun.

The clocks of registers (`dues`) run from a record. Here is what would be forgotten because there is none: the review of
a quarter, the first survey, an institution's first yearly training, this morning's check, and what waits for a
supervisor to let it be forgotten. The terms are the point's dated rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Row, Table, exists, func, select

from kacdesk.core.clock import riga_day
from kacdesk.core.keeping import month_end
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.core.workdays import is_working_day
from kacdesk.services import deadlines, point_settings
from kacdesk.services.catalog import is_retired
from kacdesk.services.context import Context, Role
from kacdesk.services.keeping.retention_due import first_to_go, title_of
from kacdesk.services.keeping.retention_rules import FORGET, RULES, KeepingRule, rules_in_force
from kacdesk.services.people.opening_hours import schedule_of
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.session import Store

REVIEWS, SURVEYS, TRAININGS = "review", "survey", "training"
CHECKS, EQUIPMENT = "equipment_check", "equipment"
KEEPING = RULES
"""The register whose page is that of keeping, where what is over its time is looked at and let go."""

_SURVEY_AHEAD_DAYS, _TRAINING_AHEAD_DAYS = 90, 30
_QUARTER_MONTHS = 3

_quiet: WeakKeyDictionary[Store, dict[KeepingRule, date]] = WeakKeyDictionary()
"""Rules by which nothing was to go when they were last asked, and on which day: they are not asked again on that day,
because the page is read after every save and a register may be long."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to be done that has no record yet. `register` where it is begun · `due_on` the last good day · `named`
    what tells it from others, '' for nothing."""

    register: str
    what: str
    due_on: date
    named: str = ""


def owed(context: Context, day: date) -> list[Owed]:
    """Return what is owed on a day or soon after, the earliest first; most of it is the supervisor's."""
    found: list[Owed] = []
    closed = point_settings.of(context.store).closed_on
    supervises = context.actor.role is Role.SUPERVISOR
    if closed is None or day < closed:
        found += _check(context, day)
        if supervises:
            found += [*_review(context, day), *_survey(context, day), *_trainings(context, day)]
    if supervises:
        found += _over_their_time(context, day)
    return sorted(found, key=lambda each: (each.due_on, each.what, each.named))


def _begun_on(connection: Connection) -> date:
    """Return the day in Riga on which this desk was set up: what was owed before it stands in no record of it."""
    return riga_day(connection.execute(select(tables.desk.c.made_at)).scalar_one())


def _review(context: Context, day: date) -> Iterator[Owed]:
    """Yield the review of the quarter that has ended without one, by when the leadership is to have it (D22)."""
    store, table = context.store, context.catalog.table(REVIEWS)
    with store.read() as connection:
        reviewed = connection.execute(
            select(func.max(table.c.period_to)).where(table.c.kind == "QUARTER", _kept(table))
        ).scalar()
        start: date = reviewed or _quarter_end_before(_begun_on(connection))
    rule = deadlines.rule_of(store, "QUARTERLY_REVIEW", start)
    if rule is None:
        return
    ends = replace(rule.term, rolls=False).last_day(deadlines.calendar_of(store), start)
    ends = month_end(ends) if start == month_end(start) else ends
    if ends < day:
        due_on = deadlines.proposed_due(store, "REVIEW_REPORT", ends) or ends
        yield Owed(
            REVIEWS, t("Ceturkšņa izvērtējums"), due_on, t("par laiku līdz {day}", day=short_date(ends))
        )


def _quarter_end_before(day: date) -> date:
    """Return the last day of the quarter before the one of a day."""
    first_month = (day.month - 1) // _QUARTER_MONTHS * _QUARTER_MONTHS + 1
    return date(day.year, first_month, 1) - timedelta(days=1)


def _survey(context: Context, day: date) -> Iterator[Owed]:
    """Yield the first survey; the next ones follow from the one before (D08)."""
    table = context.catalog.table(SURVEYS)
    with context.store.read() as connection:
        if connection.scalar(select(exists().where(_kept(table)))):
            return
        start = _begun_on(connection)
    due_on = deadlines.proposed_due(context.store, "SURVEY", start)
    if due_on is not None and due_on <= day + timedelta(days=_SURVEY_AHEAD_DAYS):
        yield Owed(SURVEYS, t("Klientu apmierinātības aptauja"), due_on)


def _trainings(context: Context, day: date) -> Iterator[Owed]:
    """Yield the institutions of the basket that have held no yearly training yet (D09)."""
    with context.store.read() as connection:
        start = _begun_on(connection)
    due_on = deadlines.proposed_due(context.store, "YEARLY_TRAINING", start)
    if due_on is None or due_on > day + timedelta(days=_TRAINING_AHEAD_DAYS):
        return
    for row in _untrained(context):
        if not is_retired(row._mapping, day):
            yield Owed(TRAININGS, t("Iestādes ikgadējās mācības"), due_on, row.abbr)


def _untrained(context: Context) -> list[Row[tuple[object, ...]]]:
    institutions, held = context.catalog.table("institution"), context.catalog.table(TRAININGS)
    of_it = (held.c.kind == "YEARLY", held.c.institution_id == institutions.c.id, _kept(held))
    wanted = select(institutions).where(institutions.c.in_basket.is_(True), ~exists().where(*of_it))
    with context.store.read() as connection:
        return list(connection.execute(wanted.order_by(institutions.c.abbr)))


def _check(context: Context, day: date) -> Iterator[Owed]:
    """Yield the check of this morning where there is equipment to look at and the point is open (S001 17.5–17.7)."""
    checks, things = context.catalog.table(CHECKS), context.catalog.table(EQUIPMENT)
    with context.store.read() as connection:
        kept = connection.scalar(select(exists().where(things.c.active.is_(True), _kept(things))))
        if not kept or connection.scalar(select(exists().where(checks.c.checked_on == day, _kept(checks)))):
            return
    schedule = schedule_of(context.store)
    is_open = bool(schedule.intervals(day)) if schedule.is_known else is_working_day(schedule.calendar, day)
    if is_open:
        yield Owed(CHECKS, t("Ikdienas pārbaude"), day)


def _over_their_time(context: Context, day: date) -> Iterator[Owed]:
    """Yield what nobody has let go though its time is over and nothing holds it back: only a supervisor does."""
    quiet = _quiet.setdefault(context.store, {})
    for rule in rules_in_force(context.store, day):
        if rule.automatic or rule.wrong or rule.action != FORGET or quiet.get(rule) == day:
            continue
        first = first_to_go(context, rule, day)
        if first is None:
            quiet[rule] = day
        else:
            title = title_of(context.catalog, rule.register)
            gone_by = first.kept_until + timedelta(days=1)
            yield Owed(KEEPING, t("Beidzies glabāšanas termiņš"), gone_by, title)


def _kept(table: Table) -> ColumnElement[bool]:
    return table.c.status != Status.VOIDED
