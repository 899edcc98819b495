"""This file is the place where it is gathered from every register what falls due, by the clocks that it declares.

What is due is named without personal data: the first page is seen by whoever stands at the desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from kacdesk.core.latvian import short_date, short_moment
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import Clock, RegisterSpec, Status

MOST_OF_A_CLOCK = 100
"""So many records of one clock are read, the most overdue first: more than anybody does in a day."""

_LONGEST_NAME = 80
_UNTOLD = frozenset({Kind.FLAG, Kind.LONG_TEXT, Kind.PARTY_CODE, Kind.PHONE, Kind.EMAIL})


@dataclass(frozen=True, slots=True)
class Falling:
    """A record with a term. `due_on` its last good day · `what` is to be done · `named` what tells it from others ·
    `register` and `record` are to be opened for it: those of the parent where the term stands in a line."""

    register: str
    record: UUID
    what: str
    due_on: date
    named: str


def falling_due(connection: Connection, catalog: Catalog, day: date, names: References) -> list[Falling]:
    """Return what is overdue, due on a day, or so near that its clock wants it shown; the earliest first.

    One question for each clock, on the index of its day.
    """
    found = [
        due
        for spec in catalog.specs
        for clock in spec.clocks
        for due in _of_clock(connection, catalog, spec, clock, day, names)
    ]
    return sorted(found, key=lambda due: (due.due_on, due.what, due.named))


def _of_clock(
    connection: Connection, catalog: Catalog, spec: RegisterSpec, clock: Clock, day: date, names: References
) -> list[Falling]:
    table = catalog.table(spec.name)
    due = table.c[clock.due]
    told = [name for name in _telling(spec) if name in table.c]
    parent = [table.c[spec.parent_field].label("_parent")] if spec.parent_field else []
    statement = (
        select(table.c.id, due.label("_due"), *parent, *(table.c[name] for name in told))
        .where(due <= day + timedelta(days=clock.ahead), *_still_to_do(table, clock))
        .order_by(due)
        .limit(MOST_OF_A_CLOCK)
    )
    return [
        Falling(
            spec.parent or spec.name,
            row["_parent"] if parent else row["id"],
            t(clock.what),
            row["_due"],
            _name(spec, row, told, names),
        )
        for row in connection.execute(statement).mappings()
    ]


def _still_to_do(table: Table, clock: Clock) -> list[ColumnElement[bool]]:
    """Return what holds of a record while it is still to be done."""
    asked: list[ColumnElement[bool]] = []
    for name, values in clock.while_.items():
        column = table.c[name]
        given = [value for value in values if value is not None]
        either = [column.in_(given)] if given else []
        asked.append(or_(*either, column.is_(None)) if None in values else and_(*either))
    if "status" in table.c:
        asked.append(table.c.status != Status.VOIDED)
    return asked


def _telling(spec: RegisterSpec) -> list[str]:
    """Return the fields that name a record without telling of a person; its number or its day where none does.

    Where people are written about, free text may name them too, whatever its field is meant for.
    """
    untold = _UNTOLD | {Kind.TEXT} if spec.personal else _UNTOLD
    usable = {each.name for each in spec.fields if not each.personal and each.kind not in untold}
    named = [name for name in spec.named_by if name in usable]
    return named or [name for name in ("number", spec.ordered_by or "") if name in usable][:1]


def _name(spec: RegisterSpec, row: Mapping[Any, Any], told: list[str], names: References) -> str:
    words = [_words(spec.by_name[name], row[name], names) for name in told]
    name = " · ".join(word for word in words if word)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _words(field: FieldSpec, value: Any, names: References) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return short_moment(value)
    if isinstance(value, date):
        return short_date(value)
    if field.kind is Kind.REFERENCE:
        return names.name(field.refers_to or "", value)
    return t(field.choice_label(value)) if field.kind is Kind.CHOICE else str(value)
