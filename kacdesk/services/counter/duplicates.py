"""This file is the place where a contact is recognised as one that was registered minutes ago."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.sorting import fold
from kacdesk.models.rules import tidy
from kacdesk.services.context import Context
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.query import lines_of_many

_NAMED_WITHIN = timedelta(minutes=30)
"""How far apart two contacts of one customer about one thing may begin and still be taken for the same."""

_NAMELESS_WITHIN = timedelta(minutes=3)
"""The same for contacts without a name, which are alike by nature: only those of one clerk, and close together."""

_MOST = 200
_REPRESENTATIVE = "representative_"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The record that is there already, when it began, and the path of the field in which both agree."""

    record: UUID
    at: datetime
    path: str


def find_duplicate(
    context: Context, spec: RegisterSpec, values: Mapping[str, Any], lines: Rows
) -> Duplicate | None:
    """Return the newest record of the register that a form seems to enter once more, None when there is none."""
    began = values.get(spec.counted_from or "")
    subjects = dict(_subjects(context, spec, values, lines))
    if not isinstance(began, datetime) or not subjects:
        return None
    who = _customer(spec, values)
    with context.store.read() as connection:
        near = _near(connection, context, spec, began)
        below = _lines_of(connection, context, spec, [row["id"] for row in near])
    for row in near:
        if not _same_person(context, spec, row, who, began):
            continue
        theirs = dict(_subjects(context, spec, row, below[row["id"]]))
        shared = next((path for subject, path in subjects.items() if subject in theirs), None)
        if shared is not None:
            return Duplicate(row["id"], row[spec.counted_from or ""], shared)
    return None


def _near(
    connection: Connection, context: Context, spec: RegisterSpec, began: datetime
) -> list[Mapping[str, Any]]:
    """Return what began about then, the newest first, by the index over that moment."""
    table = context.catalog.table(spec.name)
    moment = table.c[spec.counted_from or ""]
    between = moment.between(began - _NAMED_WITHIN, began + _NAMED_WITHIN)
    statement = select(table).where(between, table.c.status != "voided").order_by(moment.desc()).limit(_MOST)
    return [dict(row._mapping) for row in connection.execute(statement)]


def _lines_of(
    connection: Connection, context: Context, spec: RegisterSpec, records: list[UUID]
) -> dict[UUID, dict[str, list[Mapping[str, Any]]]]:
    found: dict[UUID, dict[str, list[Mapping[str, Any]]]] = {record: {} for record in records}
    for child in context.catalog.parts(spec.name)[1:]:
        for line in lines_of_many(connection, context.catalog, child, records):
            found[line[child.parent_field or ""]].setdefault(child.name, []).append(line)
    return found


def _same_person(
    context: Context, spec: RegisterSpec, row: Mapping[str, Any], who: Mapping[Kind, str], began: datetime
) -> bool:
    theirs = _customer(spec, row)
    shared = who.keys() & theirs.keys()
    if Kind.PARTY_CODE in shared:
        return who[Kind.PARTY_CODE] == theirs[Kind.PARTY_CODE]
    if shared:
        return all(who[kind] == theirs[kind] for kind in shared)
    if who or theirs or row["made_by"] != context.actor.id:
        return False
    return bool(abs(row[spec.counted_from or ""] - began) <= _NAMELESS_WITHIN)


def _customer(spec: RegisterSpec, values: Mapping[str, Any]) -> dict[Kind, str]:
    """Return by what the customer is told apart: code, phone, name (as TEXT)."""
    told: dict[Kind, str] = {}
    for field in spec.entered:
        value = tidy(field, values.get(field.name))
        if not field.personal or not isinstance(value, str) or field.name.startswith(_REPRESENTATIVE):
            continue
        if field.kind in (Kind.PARTY_CODE, Kind.PHONE):
            told.setdefault(field.kind, value)
        elif field.kind is Kind.TEXT and field.name.endswith("_name"):
            told.setdefault(Kind.TEXT, fold(value))
    return told


def _subjects(
    context: Context, spec: RegisterSpec, values: Mapping[str, Any], lines: Rows
) -> Iterator[tuple[UUID | str, str]]:
    """Yield (what the contact is about, path of the field that says so): services, for a paper its title."""
    if "service_id" in spec.by_name and isinstance(values.get("service_id"), UUID):
        yield values["service_id"], "service_id"
    for child in spec.children:
        if "service_id" in context.catalog.spec(child).by_name:
            for place, line in enumerate(lines.get(child, ())):
                if isinstance(line.get("service_id"), UUID):
                    yield line["service_id"], f"{child}[{place}].service_id"
    if "title" in spec.by_name and isinstance(values.get("title"), str):
        yield fold(values["title"]), "title"
