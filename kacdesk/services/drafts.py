"""This file is the place where half-filled forms are kept, and where a finished one becomes a record at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing
from kacdesk.core.ids import new_id, parse_id
from kacdesk.core.text import t
from kacdesk.models.rules import tidy, warnings
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.records import Entry, Saved, read_references, write_new
from kacdesk.spec.field import NUMBERS, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.session import Unit

_table = tables.draft
Confirmed = frozenset[str]
"""Paths of the fields that a person has looked at twice and keeps as they are."""


@dataclass(frozen=True)
class Draft:
    """A form that is not finished; moments in UTC.

    `values` and `lines` are as `records.save` wants them, a line's own `id` included · `record` and `rev` name
    the record that is being corrected, None and 0 for a new one · `kept_at` is when something was last typed.
    """

    id: UUID
    register: str
    begun_at: datetime
    kept_at: datetime
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    record: UUID | None = None
    rev: int = 0


class _Body(msgspec.Struct):
    values: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]
    record: UUID | None = None
    rev: int = 0


def begin(register: str, values: Mapping[str, Any] | None = None) -> Draft:
    """Return a new draft, which is kept only once something was typed."""
    now = clock.now_utc()
    return Draft(new_id(), register, now, now, values or {})


def keep(context: Context, draft: Draft) -> None:
    """Write the draft durably, in the place of its earlier state."""
    body = _Body(
        dict(draft.values),
        {child: [dict(line) for line in rows] for child, rows in draft.lines.items()},
        draft.record,
        draft.rev,
    )
    row = {
        "id": draft.id,
        "reg": draft.register,
        "actor": context.actor.id,
        "begun_at": draft.begun_at,
        "kept_at": draft.kept_at,
        "body": msgspec.json.encode(body).decode(),
    }
    with context.store.unit(context.actor.id) as unit:
        unit.connection.execute(_table.insert().prefix_with("OR REPLACE"), row)


def mine(context: Context) -> list[Draft]:
    """Return the actor's unfinished forms, the one touched last first; other people's stay their own."""
    statement = select(_table).where(_table.c.actor == context.actor.id).order_by(_table.c.kept_at.desc())
    with context.store.read() as connection:
        rows = connection.execute(statement).all()
    return [_read(context, row) for row in rows if row.reg in context.catalog]


def reopen(context: Context, draft: UUID) -> Draft:
    """Return one of the actor's drafts; Missing when it was finished or thrown away."""
    statement = select(_table).where(_table.c.id == draft, _table.c.actor == context.actor.id)
    with context.store.read() as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        raise Missing(
            t("Šī iesāktā ieraksta vairs nav."), effect=t("Nekas nav mainīts."), remedy=t("Sāciet jaunu.")
        )
    return _read(context, row)


def discard(context: Context, draft: UUID) -> None:
    """Throw a draft away."""
    with context.store.unit(context.actor.id) as unit:
        _end(unit, draft)


def _end(unit: Unit, draft: UUID) -> None:
    unit.connection.execute(delete(_table).where(_table.c.id == draft))


def save(context: Context, draft: Draft, *, confirmed: Confirmed = frozenset()) -> Saved:
    """Save a new record and end its draft in the same transaction; asked twice, it is saved once.

    The draft's identity becomes the record's.

    Invalid as `records.save`; also, with problems of the code `confirm` alone, for values that are allowed but
    odd: they are saved when asked again with those fields `confirmed`.
    """
    names = read_references(context)
    entry = Entry(context, draft.register, draft.values, draft.lines, names)
    if entry.problems:
        raise Invalid(
            entry.problems,
            effect=t("Ieraksts nav saglabāts."),
            remedy=t("Izlabojiet un saglabājiet vēlreiz."),
        )
    _require_confirmed(context, entry.spec, entry.values, entry.lines, confirmed)
    table = context.catalog.table(draft.register)
    with context.store.unit(context.actor.id) as unit:
        there = unit.connection.execute(select(table).where(table.c.id == draft.id)).one_or_none()
        if there is not None:
            return Saved(draft.id, there._mapping.get("number"))
        saved = write_new(context, unit, entry, record=draft.id)
        _end(unit, draft.id)
    return saved


def correct(
    context: Context,
    draft: Draft,
    *,
    lines_changed: bool,
    reason: str | None,
    confirmed: Confirmed = frozenset(),
) -> int:
    """Correct the record the draft is about, end the draft, return the new revision; fails as `records.correct`.

    `draft.values` are only the changed fields. Lines count only when `lines_changed`.
    """
    if draft.record is None:
        raise ValueError("the draft is not of a saved record")
    spec = context.catalog.spec(draft.register)
    _require_confirmed(context, spec, draft.values, draft.lines if lines_changed else {}, confirmed)
    return records.correct(
        context,
        draft.register,
        draft.record,
        draft.values,
        draft.lines if lines_changed else None,
        rev=draft.rev,
        reason=reason,
        finish=lambda unit: _end(unit, draft.id),
    )


def _require_confirmed(
    context: Context,
    spec: RegisterSpec,
    values: Mapping[str, Any],
    lines: Mapping[str, Sequence[Mapping[str, Any]]],
    confirmed: Confirmed,
) -> None:
    """Ask to look again at what is allowed but odd (a check digit that does not agree)."""
    asked = warnings(spec, _tidied(spec, values))
    for child, rows in lines.items():
        below = context.catalog.spec(child)
        for place, row in enumerate(rows):
            asked += warnings(below, _tidied(below, row), path=f"{child}[{place}].")
    unanswered = [problem for problem in asked if problem.field not in confirmed]
    if unanswered:
        raise Invalid(
            unanswered,
            effect=t("Ieraksts vēl nav saglabāts."),
            remedy=t("Ja ir pareizi, saglabājiet vēlreiz."),
        )


def _tidied(spec: RegisterSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    return {spec_field.name: tidy(spec_field, values.get(spec_field.name)) for spec_field in spec.entered}


def _read(context: Context, row: Any) -> Draft:
    body = msgspec.json.decode(row.body, type=_Body)
    catalog = context.catalog
    spec = catalog.spec(row.reg)
    lines = {
        child: [_values(catalog.spec(child), line) for line in body.lines.get(child, ())]
        for child in spec.children
    }
    return Draft(
        row.id, row.reg, row.begun_at, row.kept_at, _values(spec, body.values), lines, body.record, body.rev
    )


def _values(spec: RegisterSpec, told: Mapping[str, Any]) -> dict[str, Any]:
    """Read a draft's values back; a field that this version does not know or cannot read is left empty."""
    values = {f.name: _value(f, told[f.name]) for f in spec.fields if f.name in told}
    line = parse_id(str(told["id"])) if told.get("id") else None
    return values | ({"id": line} if line else {})


def _value(spec: FieldSpec, value: Any) -> Any:
    if spec.kind is Kind.FLAG or spec.kind in NUMBERS:
        return value if isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    if spec.kind is Kind.REFERENCE:
        return parse_id(value)
    try:
        if spec.kind is Kind.DAY:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if spec.kind is Kind.MOMENT else value
    except ValueError:
        return None
