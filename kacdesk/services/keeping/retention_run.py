"""This file is the place where the rules of keeping are carried out: in short steps, each with its lines in an act."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import ACCESS_LOG
from kacdesk.models.fields import NO_ONE
from kacdesk.services.act_effects import ACTS
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.keeping.destruction_acts import (
    FORGETTING,
    MOST_LINES,
    add_lines,
    begin_act,
    close_act,
    open_act,
    reason_of,
)
from kacdesk.services.keeping.retention import Forgotten, forget_in
from kacdesk.services.keeping.retention_due import HOLDS, DueRecord, begin_of, due_records
from kacdesk.services.keeping.retention_rules import FORGET, KeepingRule, rules_in_force
from kacdesk.services.keeping.retention_traces import blot_traces
from kacdesk.services.records import save
from kacdesk.store import tables
from kacdesk.store.session import Store, Unit

_AT_ONCE = 10
"""Records of one transaction; a clerk's save waits for it."""

_LOG_ROWS_AT_ONCE = 500
_CUT_EVERY = 500
"""Records after which the database's log is cut, so that what was erased does not lie in it for long."""

Progress = Callable[[int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Run:
    """What was carried out: records (or rows of the access log), emptied fields, files that went with the records,
    records held back, the numbers of the acts, and whether somebody stopped it half-way."""

    records: int = 0
    fields: int = 0
    files: int = 0
    held: int = 0
    acts: tuple[str, ...] = ()
    stopped: bool = False


@dataclass
class Course:
    """How far the rules have been carried out in the slices of one run: rule → the last row that was dealt with."""

    upto: dict[UUID, int] = field(default_factory=dict)


def run_rule(
    context: Context,
    rule: UUID,
    *,
    progress: Progress = lambda _done: None,
    stop: Stop = lambda: False,
    course: Course | None = None,
) -> Run:
    """Forget everything that is due by one rule and return what was done; it may take minutes.

    Refused to anybody but a supervisor, and for a rule that is not in force or cannot be carried out. Stopped half-way
    it leaves an open act, with which the next run goes on.
    """
    context.require(Role.SUPERVISOR)
    today = clock.today_riga()
    found = next((each for each in rules_in_force(context.store, today) if each.id == rule), None)
    if found is None or found.wrong or found.action != FORGET:
        raise Refused(
            t("Šo noteikumu izpildīt nevar."),
            effect=t("Nekas nav dzēsts."),
            remedy=found.wrong if found is not None and found.wrong else t("Pārbaudiet noteikuma datumus."),
        )
    return _carry_out(context, found, today, progress, stop, course)


def run_automatic(
    store: Store,
    *,
    progress: Progress = lambda _done: None,
    stop: Stop = lambda: False,
    course: Course | None = None,
) -> Run:
    """Carry out the rules that need nobody, as the program itself. It is asked for once a day, and may be twice."""
    context = Context(store, Actor(NO_ONE, "", Role.NOBODY))
    today, total = clock.today_riga(), Run()
    for rule in rules_in_force(store, today):
        if not rule.automatic or rule.wrong or rule.action != FORGET or total.stopped:
            continue
        done = _carry_out(context, rule, today, partial(_further, progress, total.records), stop, course)
        total = Run(
            records=total.records + done.records,
            fields=total.fields + done.fields,
            files=total.files + done.files,
            held=total.held + done.held,
            acts=(*total.acts, *done.acts),
            stopped=done.stopped,
        )
    return total


def _further(progress: Progress, before: int, count: int) -> None:
    progress(before + count)


def _carry_out(
    context: Context,
    rule: KeepingRule,
    today: date,
    progress: Progress,
    stop: Stop,
    course: Course | None,
) -> Run:
    if rule.register == ACCESS_LOG:
        return _cut_access_log(context, rule, today, progress, stop)
    acts: list[UUID] = []
    course = course or Course()
    done, after, held = Run(), course.upto.get(rule.id, 0), 0
    while not done.stopped and (found := due_records(context, rule, today, after=after)):
        after = found[-1].n
        held += sum(bool(each.held) for each in found)
        going = [each for each in found if not each.held]
        for first in range(0, len(going), _AT_ONCE):
            if stop():
                done = replace(done, stopped=True)
                break
            some = going[first : first + _AT_ONCE]
            gone, act = _forget_some(context, rule, some)
            acts = acts if act in acts else [*acts, act]
            course.upto[rule.id], count = some[-1].n, len(some)
            done = replace(
                done,
                records=done.records + count,
                fields=done.fields + gone.fields,
                files=done.files + gone.files,
            )
            if done.records % _CUT_EVERY < count:
                context.store.cut_log()
            progress(done.records)
    numbers = _closed(context, rule, acts) if not done.stopped else ()
    if done.records:
        context.store.cut_log()
    return replace(done, held=held, acts=numbers)


def _forget_some(context: Context, rule: KeepingRule, going: list[DueRecord]) -> tuple[Forgotten, UUID]:
    """Forget a few records and write them into the act, both or nothing."""
    catalog, total = context.catalog, Forgotten()
    names = {part.name: rule.empties(part) for part in catalog.parts(rule.register)}
    with context.store.unit(context.actor.id, reason=reason_of(rule)) as unit:
        act = open_act(context, unit, rule) or begin_act(context, unit, rule, kind=FORGETTING)
        for each in going:
            gone = forget_in(unit, each.register, each.record, names)
            total.fields += gone.fields
            total.files += gone.files
            total.stems |= gone.stems
            total.codes |= gone.codes
        blot_traces(unit, [each.record for each in going], total.stems, total.codes)
        add_lines(context, unit, act, going)
        if unit.row(ACTS, act)["count"] >= MOST_LINES:
            close_act(unit, act)
    return total, act


def _closed(context: Context, rule: KeepingRule, acts: list[UUID]) -> tuple[str, ...]:
    """Close the acts of this run, and one that an earlier run left open; return their numbers."""
    with context.store.unit(context.actor.id, reason=reason_of(rule)) as unit:
        left = open_act(context, unit, rule)
        every = acts if left is None or left in acts else [*acts, left]
        return tuple(close_act(unit, act) for act in every)


def _cut_access_log(context: Context, rule: KeepingRule, today: date, progress: Progress, stop: Stop) -> Run:
    """Delete the rows of the access log whose time is over; the act says how many, and of which days."""
    acts: list[UUID] = []
    before, log, done = begin_of(rule.over_since(today)), tables.access_log, 0
    while not stop():
        with context.store.unit(context.actor.id, reason=reason_of(rule)) as unit:
            some = select(log.c.aid).where(log.c.at < before).order_by(log.c.aid).limit(_LOG_ROWS_AT_ONCE)
            span = select(func.min(log.c.at), func.max(log.c.at)).where(log.c.aid.in_(some))
            first, last = unit.connection.execute(span).one()
            if first is None:
                break
            gone = unit.connection.execute(delete(log).where(log.c.aid.in_(some))).rowcount
            act = open_act(context, unit, rule) or begin_act(context, unit, rule, kind=FORGETTING)
            _count_rows(unit, act, gone, clock.riga_day(first), clock.riga_day(last))
        acts = acts if act in acts else [*acts, act]
        done += gone
        progress(done)
    stopped = stop()
    numbers = _closed(context, rule, acts) if not stopped else ()
    if done:
        context.store.cut_log()
    return Run(records=done, acts=numbers, stopped=stopped)


def _count_rows(unit: Unit, act: UUID, gone: int, first: date, last: date) -> None:
    row = unit.row(ACTS, act)
    values = {
        "count": row["count"] + gone,
        "period_from": min(first, row["period_from"] or first),
        "period_to": max(last, row["period_to"] or last),
    }
    unit.update(ACTS, act, values)


def hold(
    context: Context, register: str, record: UUID, *, reason: str, review_on: date | None = None
) -> UUID:
    """Hold back the forgetting of a record from today on; Refused to anybody but a supervisor."""
    values = {
        "register": register,
        "record_told": record.hex,
        "reason": reason,
        "held_from": clock.today_riga(),
        "review_on": review_on,
    }
    return save(context, HOLDS, values).id


_SLICE = 20
"""Records of one slice; a save of the person at the desk waits behind it."""


def run_slice(context: Context, course: Course) -> bool:
    """Carry out a little of what needs nobody and return whether more is left; the window asks again until it is not.

    It runs as the program, whoever sits at the desk.
    """
    count = _Count()
    return run_automatic(context.store, progress=count.note, stop=count.is_full, course=course).stopped


def run_rule_slice(context: Context, rule: UUID, course: Course) -> Run:
    """Carry out a little of one rule as `run_rule` does; a stopped run has more to do."""
    count = _Count()
    return run_rule(context, rule, progress=count.note, stop=count.is_full, course=course)


@dataclass
class _Count:
    done: int = 0

    def note(self, count: int) -> None:
        self.done = count

    def is_full(self) -> bool:
        return self.done >= _SLICE
