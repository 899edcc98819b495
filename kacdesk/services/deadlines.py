"""This file is the place where the point's calendar and deadline rules are read, seeded and applied."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from kacdesk.core.calendar import Calendar, MovedDay, shipped_moved_days
from kacdesk.core.ids import new_id
from kacdesk.core.resources import resource
from kacdesk.core.workdays import add_working_days, due_in_months
from kacdesk.services.context import Context, made_by
from kacdesk.store.session import Store


def seed(context: Context) -> None:
    """Enter the moved days and deadlines that come with the program; from then on they are the point's own."""
    made = made_by(context)
    with context.store.unit(context.actor.id) as unit:
        for register, values in (*_moved_days(), *_deadlines()):
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
                    "document_kind": row["document_kind"],
                    "count": int(row["count"]),
                    "unit": row["unit"],
                    "valid_from": date.fromisoformat(row["valid_from"]),
                    "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    "source": row["source"],
                },
            )


def calendar_of(store: Store) -> Calendar:
    """Return the calendar of the point: the law's holidays with the point's own table."""
    table = store.catalog.table("calendar_day")
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.status != "voided")).all()
    moved = tuple(MovedDay(row.day, row.worked_on, row.source or "") for row in rows if row.kind == "MOVED")
    return Calendar({row.day: row.title or "" for row in rows if row.kind == "DAY_OFF"}, moved)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is to be answered, and where that is written."""

    due_on: date
    source: str


def proposed_due(store: Store, document_kind: str, received_on: date) -> date | None:
    """Return by when a document of that kind is to be answered; None without a rule."""
    found = deadline(store, document_kind, received_on)
    return found.due_on if found is not None else None


def deadline(store: Store, document_kind: str, received_on: date) -> Deadline | None:
    """Return the deadline of a document of that kind by the rules in force; None without a rule.

    The day of receipt is not counted (Law on Submissions).
    """
    table = store.catalog.table("deadline_rule")
    in_force = (table.c.valid_from <= received_on) & (
        table.c.valid_to.is_(None) | (table.c.valid_to >= received_on)
    )
    of_kind = (table.c.document_kind == document_kind) & (table.c.status != "voided")
    with store.read() as connection:
        found = connection.execute(
            select(table).where(in_force, of_kind).order_by(table.c.valid_from.desc())
        ).first()
    if found is None:
        return None
    rule = found._mapping
    calendar = calendar_of(store)
    if rule["unit"] == "MONTHS":
        due = due_in_months(calendar, received_on, rule["count"])
    else:
        due = add_working_days(calendar, received_on, rule["count"])
    return Deadline(due, rule["source"] or "")
