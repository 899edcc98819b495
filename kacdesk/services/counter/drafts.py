"""This file is the place where half-filled forms are kept, and where a finished one becomes a record at once."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.models.rules import tidy, warnings
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter.draft_body import Draft as Draft
from kacdesk.services.counter.draft_body import body_of, read_draft
from kacdesk.services.records import Entry, Saved, read_references, write_new
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.session import Unit

_table = tables.draft


def begin(register: str, values: Mapping[str, Any] | None = None) -> Draft:
    """Return a new draft, which is kept only once something was typed."""
    now = clock.now_utc()
    return Draft(new_id(), register, now, now, values or {})


def keep(context: Context, draft: Draft) -> None:
    """Write the draft durably, in the place of its earlier state; one that has become a record stays gone."""
    with context.store.unit(context.actor.id) as unit:
        write(context, unit, draft)


def write(context: Context, unit: Unit, draft: Draft) -> None:
    """Write the draft as `keep` does, inside an open unit."""
    table = context.catalog.table(draft.register)
    if unit.connection.execute(select(table.c.n).where(table.c.id == draft.id)).one_or_none() is not None:
        return
    row = {
        "id": draft.id,
        "reg": draft.register,
        "actor": context.actor.id,
        "begun_at": draft.begun_at,
        "kept_at": draft.kept_at,
        "body": body_of(draft),
    }
    unit.connection.execute(_table.insert().prefix_with("OR REPLACE"), row)


def mine(context: Context) -> list[Draft]:
    """Return the actor's unfinished forms, the one touched last first; other people's stay their own."""
    statement = select(_table).where(_table.c.actor == context.actor.id).order_by(_table.c.kept_at.desc())
    with context.store.read() as connection:
        rows = connection.execute(statement).all()
    return [read_draft(context.catalog, row) for row in rows if row.reg in context.catalog]


def reopen(context: Context, draft: UUID) -> Draft:
    """Return one of the actor's drafts; Missing when it was finished or thrown away."""
    statement = select(_table).where(_table.c.id == draft, _table.c.actor == context.actor.id)
    with context.store.read() as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        raise Missing(
            t("Šī iesāktā ieraksta vairs nav."), effect=t("Nekas nav mainīts."), remedy=t("Sāciet jaunu.")
        )
    return read_draft(context.catalog, row)


def discard(context: Context, draft: UUID) -> None:
    """Throw a draft away."""
    with context.store.unit(context.actor.id) as unit:
        _end(unit, draft)


def _end(unit: Unit, draft: UUID) -> None:
    unit.connection.execute(delete(_table).where(_table.c.id == draft))


def save(context: Context, draft: Draft) -> Saved:
    """Save a new record and end its draft in the same transaction; asked twice, it is saved once.

    The draft's identity becomes the record's.

    Invalid as `records.save`; also, with problems of the code `confirm` alone, for values that are allowed but
    odd: they are saved once those fields are among its `confirmed`.
    """
    names = read_references(context)
    entry = Entry(context, draft.register, draft.values, _lines(context, draft), names)
    if entry.problems:
        raise Invalid(
            entry.problems,
            effect=t("Ieraksts nav saglabāts."),
            remedy=t("Izlabojiet un saglabājiet vēlreiz."),
        )
    _require_confirmed(context, entry.spec, entry.values, entry.lines, draft.confirmed)
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
) -> int:
    """Correct the record the draft is about, end the draft, return the new revision; fails as `records.correct`.

    `draft.values` are only the changed fields. Lines count only when `lines_changed`.
    """
    if draft.record is None:
        raise ValueError("the draft is not of a saved record")
    spec, lines = context.catalog.spec(draft.register), _lines(context, draft)
    _require_confirmed(context, spec, draft.values, lines if lines_changed else {}, draft.confirmed)
    return records.correct(
        context,
        draft.register,
        draft.record,
        draft.values,
        lines if lines_changed else None,
        rev=draft.rev,
        reason=reason,
        finish=partial(_end, draft=draft.id),
    )


def _lines(context: Context, draft: Draft) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the lines of the line registers that this version has."""
    children = context.catalog.spec(draft.register).children
    return {child: rows for child, rows in draft.lines.items() if child in children}


def _require_confirmed(
    context: Context,
    spec: RegisterSpec,
    values: Mapping[str, Any],
    lines: Mapping[str, Sequence[Mapping[str, Any]]],
    confirmed: frozenset[str],
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
