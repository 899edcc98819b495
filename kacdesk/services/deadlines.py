"""This file is the place where the point's calendar and deadline rules are read, seeded and applied."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from kacdesk.core.calendar import Calendar, shipped_moved_days
from kacdesk.core.ids import new_id
from kacdesk.core.resources import resource
from kacdesk.core.terms import Term, Toward, Unit
from kacdesk.figures.hours_rows import calendar_from
from kacdesk.services import point_settings
from kacdesk.services.context import Context, made_by
from kacdesk.services.keeping import retention_rules
from kacdesk.services.local import fees
from kacdesk.spec.register import Status
from kacdesk.store.rows import rows_of
from kacdesk.store.session import Store


def seed(context: Context) -> None:
    """Enter the moved days, terms, norms and settings that come with the program; from then on they are the point's."""
    made = made_by(context)
    with context.store.unit(context.actor.id) as unit:
        for register, values in (
            *_moved_days(),
            *_deadlines(),
            *point_settings.shipped(context.store),
            *retention_rules.shipped(context.catalog),
            *fees.shipped(),
        ):
            unit.insert(register, new_id(), values | made)


def _moved_days() -> Iterator[tuple[str, dict[str, Any]]]:
    for pair in shipped_moved_days():
        values = {"day": pair.off_on, "kind": "MOVED", "worked_on": pair.worked_on, "source": pair.source}
        yield "calendar_day", values


def _deadlines() -> Iterator[tuple[str, dict[str, Any]]]:
    with resource("rules/deadlines.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (
                "deadline_rule",
                {
                    "matter": row["matter"],
                    "count": int(row["count"]),
                    "unit": row["unit"],
                    "direction": row["direction"],
                    "rolls": row["rolls"] == "1",
                    "by_whom": row["by_whom"] or None,
                    "valid_from": date.fromisoformat(row["valid_from"]),
                    "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    "source": row["source"],
                },
            )


def calendar_of(store: Store) -> Calendar:
    """Return the calendar of the point: the law's holidays with the point's own table, and its word on moved days."""
    table = store.catalog.table("calendar_day")
    with store.read() as connection:
        rows = rows_of(connection, table, select(table).where(table.c.status != Status.VOIDED))
    return calendar_from(rows, follows_moved_days=point_settings.of(store).follows_moved_days)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is to be done, by whom, and where that is written.

    `otherwise` is the day that it would be if the point decided the other way about moved working days; None when
    that makes no difference.
    """

    due_on: date
    source: str
    by_whom: str = ""
    otherwise: date | None = None


def due(store: Store, matter: str, start: date) -> Deadline | None:
    """Return the deadline of a matter (`models.deadline_matters`) that began on `start`, by the rule in force that day.

    None without a rule. The day itself is not counted; for a notice given before something, `start` is the day on which
    that begins.
    """
    rule = rule_of(store, matter, start)
    if rule is None:
        return None
    calendar = calendar_of(store)
    other = replace(calendar, follows_moved_days=not calendar.follows_moved_days)
    last, otherwise = (rule.term.last_day(each, start) for each in (calendar, other))
    return Deadline(last, rule.source, rule.by_whom, otherwise if otherwise != last else None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the point's register of terms."""

    term: Term
    source: str
    by_whom: str


def rule_of(store: Store, matter: str, day: date) -> Rule | None:
    """Return the rule for a matter that is in force on a day, the newest where several are; None without one."""
    table = store.catalog.table("deadline_rule")
    in_force = (table.c.valid_from <= day) & (table.c.valid_to.is_(None) | (table.c.valid_to >= day))
    of_matter = (table.c.matter == matter) & (table.c.status != Status.VOIDED)
    newest = (table.c.valid_from.desc(), table.c.n.desc())
    with store.read() as connection:
        row = connection.execute(select(table).where(in_force, of_matter).order_by(*newest).limit(1)).first()
    if row is None or row.unit not in set(Unit) or row.direction not in set(Toward):
        return None  # a unit that only a newer version of the program knows is not guessed at
    term = Term(row._mapping["count"], Unit(row.unit), Toward(row.direction), rolls=row.rolls)
    return Rule(term, row.source or "", row.by_whom or "")


def proposed_due(store: Store, matter: str, start: date) -> date | None:
    """Return the day of `due` alone; None without a rule."""
    found = due(store, matter, start)
    return found.due_on if found is not None else None
