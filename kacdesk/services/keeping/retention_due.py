"""This file is the place where it is found out what is over its time today, and what of it is held back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, exists, false, func, or_, select

from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.models.catalog import ACCESS_LOG, Catalog
from kacdesk.models.short_codes import short_code
from kacdesk.services.context import Context
from kacdesk.services.keeping.retention_rules import DESTROY, MADE, KeepingRule, rules_in_force
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, RegisterSpec, Status
from kacdesk.store import tables

HOLDS = "retention_hold"
PAGE = 200

GONE_FIELDS: Mapping[str, tuple[str, str]] = {
    "delegated_application": ("destroyed_on", "destruction_act"),
    "file_volume": ("gone_on", "act_number"),
}
"""Register of papers → the fields that say on which day the paper went and by which act."""


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record whose time is over. `number` names it without naming anybody · `held` why it stays, '' when it goes ·
    `n` its place in the register."""

    register: str
    record: UUID
    n: int
    number: str
    started_on: date
    kept_until: date
    held: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class DueRule:
    """A rule with what is due by it: `count` records, held ones too, the `oldest` begun on that day."""

    rule: KeepingRule
    title: str
    count: int
    oldest: date | None


def due(context: Context, today: date) -> list[DueRule]:
    """Return the rules in force with how much is due by each."""
    found = []
    with context.store.read() as connection:
        for rule in rules_in_force(context.store, today):
            count, oldest = (
                _counted(connection, context.catalog, rule, today) if not rule.wrong else (0, None)
            )
            found.append(DueRule(rule, title_of(context.catalog, rule.register), count, oldest))
    return found


def title_of(catalog: Catalog, register: str) -> str:
    """Return the title of what a rule is about."""
    return t("Piekļuves žurnāls") if register == ACCESS_LOG else t(catalog.spec(register).title)


def due_records(
    context: Context, rule: KeepingRule, today: date, *, after: int = 0, limit: int = PAGE
) -> list[DueRecord]:
    """Return the next records that are due by a rule, in the order in which they were entered, held ones too."""
    if rule.wrong or rule.register == ACCESS_LOG:
        return []
    catalog, table = context.catalog, context.catalog.table(rule.register)
    spec = catalog.spec(rule.register)
    with context.store.read() as connection:
        rows = [
            dict(row._mapping)
            for row in connection.execute(
                select(table)
                .where(table.c.n > after, *_conditions(catalog, rule, today))
                .order_by(table.c.n)
                .limit(limit)
            )
        ]
        held = _held(connection, catalog, rule, rows, today)
    found = []
    for row in rows:
        started = _day(row[rule.start] if row[rule.start] is not None else row[MADE])
        until = rule.kept_until(started)
        name = number_of(spec, row)
        found.append(
            DueRecord(spec.name, row["id"], row["n"], name, started, until, held.get(row["id"], ""), row)
        )
    return found


def first_to_go(context: Context, rule: KeepingRule, today: date) -> DueRecord | None:
    """Return the first record that is due by a rule and that nothing holds back; None when there is none."""
    after = 0
    while page := due_records(context, rule, today, after=after):
        going = next((each for each in page if not each.held), None)
        if going is not None:
            return going
        after = page[-1].n
    return None


def _counted(
    connection: Connection, catalog: Catalog, rule: KeepingRule, today: date
) -> tuple[int, date | None]:
    if rule.register == ACCESS_LOG:
        log = tables.access_log
        row = connection.execute(
            select(func.count(), func.min(log.c.at)).where(log.c.at < begin_of(rule.over_since(today)))
        ).one()
        return int(row[0]), _day(row[1]) if row[1] is not None else None
    table = catalog.table(rule.register)
    start = table.c[rule.start]
    made = case((start.is_(None), table.c[MADE]))
    row = connection.execute(
        select(func.count(), func.min(start), func.min(made)).where(*_conditions(catalog, rule, today))
    ).one()
    return int(row[0]), min((_day(each) for each in row[1:] if each is not None), default=None)


def begin_of(last: date) -> datetime:
    """Return the moment with which the day after `last` begins in Riga."""
    return clock.from_riga(datetime.combine(last + timedelta(days=1), time()))


def _conditions(catalog: Catalog, rule: KeepingRule, today: date) -> list[ColumnElement[bool]]:
    """Return what holds for the records whose time is over and that have still something to lose."""
    spec, table = catalog.spec(rule.register), catalog.table(rule.register)
    last = rule.over_since(today)
    start = table.c[rule.start]
    over = start <= last if spec.by_name[rule.start].kind is Kind.DAY else start < begin_of(last)
    if start.nullable and rule.action != DESTROY:  # what never came to that day is not kept for ever
        over = or_(over, and_(start.is_(None), table.c[MADE] < begin_of(last)))
    if rule.action == DESTROY:
        gone, _act = GONE_FIELDS.get(spec.name, ("", ""))
        if not gone:
            return [false()]
        return [over, table.c[gone].is_(None), table.c.status != Status.VOIDED]
    left: list[ColumnElement[bool]] = [table.c[name].is_not(None) for name in rule.empties(spec)]
    for child in catalog.parts(spec.name)[1:]:
        lines = catalog.table(child.name)
        whole = [lines.c[name].is_not(None) for name in rule.empties(child)]
        if whole:
            left.append(exists().where(lines.c[child.parent_field or ""] == table.c.id, or_(*whole)))
    if rule.takes_files(spec):
        left.append(exists().where(tables.attachment.c.rid == table.c.id))
    return [over, or_(*left)] if left else [false()]


def _held(
    connection: Connection, catalog: Catalog, rule: KeepingRule, rows: list[dict[str, Any]], today: date
) -> dict[UUID, str]:
    """Return why records stay though their time is over."""
    found: dict[UUID, str] = {}
    if rule.action != DESTROY:
        found |= _unfinished(connection, catalog, rule.register, rows)
        found |= _awaited(connection, catalog, rule, rows)
    return found | _on_hold(connection, catalog, rule.register, rows, today)


def _on_hold(
    connection: Connection, catalog: Catalog, register: str, rows: list[dict[str, Any]], today: date
) -> dict[UUID, str]:
    """Return the records that a person holds back; a hold whose record is not known holds back all of the register."""
    table = catalog.table(HOLDS)
    reasons = catalog.spec(HOLDS).by_name["reason"]
    found: dict[UUID, str] = {}
    active = (table.c.lifted_on.is_(None) | (table.c.lifted_on > today), table.c.held_from <= today)
    for hold in connection.execute(
        select(table).where(table.c.register == register, table.c.status != Status.VOIDED, *active)
    ):
        why = t("Apturēts: {reason}", reason=t(reasons.choice_label(hold.reason)))
        if hold.record is None:
            found |= {row["id"]: t("Apturēts ieraksts, kas nav atrasts; izlabojiet to.") for row in rows}
        else:
            found[UUID(hold.record)] = why
    return found


def _unfinished(
    connection: Connection, catalog: Catalog, register: str, rows: list[dict[str, Any]]
) -> dict[UUID, str]:
    """Return the records with which something is still to be done, by their own clocks or by those of what refers to
    them (a complaint about a visit)."""
    found: dict[UUID, str] = {}
    for row in rows:
        waits = next(open_clocks(catalog.spec(register), row), None)
        if waits is not None and row["status"] != Status.VOIDED:
            found[row["id"]] = t("Nav pabeigts: {what}", what=t(waits.what))
    ids = [row["id"] for row in rows]
    for spec, name in _referring(catalog, register):
        table = catalog.table(spec.name)
        named = connection.execute(
            select(table).where(table.c[name].in_(ids), table.c.status != Status.VOIDED)
        )
        for other in named:
            if next(open_clocks(spec, other._mapping), None) is not None:
                found[other._mapping[name]] = t("Nav pabeigts: {what}", what=t(spec.singular))
    return found


def _awaited(
    connection: Connection, catalog: Catalog, rule: KeepingRule, rows: list[dict[str, Any]]
) -> dict[UUID, str]:
    """Return the records whose day is still to come from what they refer to, while that is not finished (an application
    on a list that waits for its answer)."""
    found: dict[UUID, str] = {}
    without = [row for row in rows if row[rule.start] is None and row["status"] != Status.VOIDED]
    for each in catalog.spec(rule.register).fields if without else ():
        if each.refers_to is None or not catalog.spec(each.refers_to).clocks:
            continue
        spec, table = catalog.spec(each.refers_to), catalog.table(each.refers_to)
        named = {row[each.name] for row in without} - {None}
        above = select(table).where(table.c.id.in_(named), table.c.status != Status.VOIDED)
        waits = {
            row.id
            for row in connection.execute(above)
            if next(open_clocks(spec, row._mapping), None) is not None
        }
        why = t("Nav pabeigts: {what}", what=t(spec.singular))
        found |= {row["id"]: why for row in without if row[each.name] in waits}
    return found


def _referring(catalog: Catalog, register: str) -> Iterator[tuple[RegisterSpec, str]]:
    for spec in catalog.captured:
        if spec.clocks:
            yield from ((spec, each.name) for each in spec.fields if each.refers_to == register)


def open_clocks(spec: RegisterSpec, row: Mapping[Any, Any]) -> Iterator[Clock]:
    """Yield the clocks of a record that still run: they have a day, and what they wait for has not come."""
    for each in spec.clocks:
        waits = all(row[name] in values for name, values in each.while_.items())
        if waits and row[each.due] is not None:
            yield each


def number_of(spec: RegisterSpec, row: Mapping[Any, Any]) -> str:
    """Name a record without naming anybody: by its number, by the code on the customer's slip, or by its identifier."""
    if spec.numbered:
        return str(row["number"])
    if spec.name == "file_volume":
        return f"{row['year']}/{row['volume']}"
    return short_code(row["id"]) if spec.counted_from else str(row["id"].hex[-8:]).upper()


def _day(value: date | datetime) -> date:
    return clock.riga_day(value) if isinstance(value, datetime) else value
