"""This file is the place where contacts are entered after an outage: line by line, kept as typed, saved one by one."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, select

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing, Problem
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.counter.catch_up_line import COLUMN_OF, Line, contact_of, problems_of
from kacdesk.services.records import Entry, Saved, read_references, write_new
from kacdesk.store import tables
from kacdesk.store.session import Unit

KEPT_AS = "catch_up"
"""The word under which lines lie among the drafts. No register is called so: no form is offered for them."""

_REGISTERS = ("visit", "phone_consultation")
_table = tables.draft


def lines(context: Context) -> list[Line]:
    """Return the actor's lines that are not saved yet, in the order they were begun; other people's stay their own."""
    mine = (_table.c.reg == KEPT_AS, _table.c.actor == context.actor.id)
    with context.store.read() as connection:
        rows = connection.execute(select(_table.c.body).where(*mine).order_by(_table.c.id))
        return [line for row in rows if (line := _read(row.body)) is not None]


def keep(context: Context, typed: Sequence[Line]) -> None:
    """Write lines durably as they stand, each in the place of its earlier state; one without anything in it goes."""
    now = clock.now_utc()
    with context.store.unit(context.actor.id) as unit:
        for line in typed:
            _end(unit, line.id)
            if not line.is_empty and not _saved(unit.connection, context, line.id):
                unit.connection.execute(_table.insert(), _row(context, line, now))


def drop(context: Context, line: UUID) -> None:
    """Throw a line away."""
    with context.store.unit(context.actor.id) as unit:
        _end(unit, line)


def move(context: Context, *, since: date, to: date) -> list[Line]:
    """Give the actor's lines of one day another day, and return all lines as they are then."""
    moved = [line.changed(day=to) for line in lines(context) if line.day == since]
    keep(context, moved)
    return lines(context)


def save(context: Context, line: UUID) -> Saved:
    """Save a line as it was last kept as a record of its own and end it, both in one transaction.

    Its identity becomes the record's, so that a line saved twice is one record. Invalid, with problems by the columns
    of the grid, when the line or the register's rules do not allow it: the line stays. Missing when nobody keeps it.
    """
    with context.store.read() as connection:
        there = _saved(connection, context, line)
        kept = select(_table.c.body).where(_table.c.id == line, _table.c.actor == context.actor.id)
        body = connection.execute(kept).scalar_one_or_none()
    if there:
        return Saved(line, None)
    typed = _read(body) if body is not None else None
    if typed is None:
        raise Missing(
            t("Šīs rindas vairs nav."), effect=t("Nekas nav mainīts."), remedy=t("Ierakstiet to no jauna.")
        )
    _require(problems_of(typed))
    contact = contact_of(typed)
    entry = Entry(context, contact.register, contact.values, contact.lines, read_references(context))
    _require([_in_grid(problem) for problem in entry.problems])
    with context.store.unit(context.actor.id) as unit:
        if not _saved(unit.connection, context, line):
            write_new(context, unit, entry, record=line)
        _end(unit, line)
    return Saved(line, None)


def _require(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(
            problems,
            effect=t("Rinda nav saglabāta; tā paliek sarakstā."),
            remedy=t("Izlabojiet un saglabājiet vēlreiz."),
        )


def _in_grid(problem: Problem) -> Problem:
    field = problem.field.rpartition(".")[2]
    return Problem(COLUMN_OF.get(field, "service"), problem.sentence, problem.code)


def _saved(connection: Connection, context: Context, line: UUID) -> bool:
    tables_ = (context.catalog.table(name) for name in _REGISTERS)
    return any(connection.execute(select(table.c.id).where(table.c.id == line)).first() for table in tables_)


def _end(unit: Unit, line: UUID) -> None:
    unit.connection.execute(delete(_table).where(_table.c.id == line, _table.c.reg == KEPT_AS))


def _row(context: Context, line: Line, now: Any) -> dict[str, Any]:
    return {
        "id": line.id,
        "reg": KEPT_AS,
        "actor": context.actor.id,
        "begun_at": now,
        "kept_at": now,
        "body": msgspec.json.encode(line).decode(),
    }


def _read(body: str) -> Line | None:
    """Read a line back; None for one that a newer version of the program wrote otherwise."""
    try:
        return msgspec.json.decode(body, type=Line)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
