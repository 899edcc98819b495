"""This file is the place where the lines of a record are written and brought to what they should be."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kacdesk.core.ids import new_id
from kacdesk.services.catalogue import editions
from kacdesk.services.context import Context, made_by
from kacdesk.services.rulebook import line_consequences
from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.store.session import Unit, lines_of


def write_lines(
    unit: Unit,
    child: RegisterSpec,
    parent: UUID,
    rows: Sequence[Mapping[str, Any]],
    made: Mapping[str, Any],
    *,
    first: int = 1,
) -> None:
    """Write new lines under a record, numbered from `first`."""
    for place, row in enumerate(rows, start=first):
        own: dict[str, Any] = {child.parent_field or "": parent}
        if child.ordered_by == "line_no":
            own["line_no"] = place
        if "catalogue_edition" in child.by_name:
            own["catalogue_edition"] = editions.current(unit.connection, unit.catalog)
        unit.insert(child.name, new_id(), {**row, **own, **made})


def correct_lines(
    context: Context,
    unit: Unit,
    child: RegisterSpec,
    parent: UUID,
    values: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    given: Sequence[Mapping[str, Any]],
) -> None:
    """Bring the lines to `rows`; `given` says which of them are there, `values` are those of their record."""
    there = {line["id"]: line for line in lines_of(unit.connection, unit.catalog, child, parent)}
    kept: set[UUID] = set()
    new: list[Mapping[str, Any]] = []
    for row, told in zip(rows, given, strict=True):
        line = told.get("id")
        if isinstance(line, UUID) and line in there:
            kept.add(line)
            differing = changed_values(row, there[line])
            if differing:
                differing |= line_consequences(context, child.name, values, row)
                unit.update(child.name, line, differing | {"status": str(Status.CORRECTED)})
        else:
            new.append({**row, **line_consequences(context, child.name, values, row)})
    for line in there.keys() - kept:
        unit.update(child.name, line, {"status": str(Status.VOIDED), "void_reason": unit.pen.reason})
    made = made_by(context)
    last = max((line.get("line_no", 0) for line in there.values()), default=0)
    write_lines(unit, child, parent, new, made, first=last + 1)


def changed_values(row: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a row differs from the one that is kept."""
    return {name: value for name, value in row.items() if value != there[name]}


def saved_lines(
    unit: Unit, spec: RegisterSpec, record: UUID, lines: object | None
) -> dict[UUID, Mapping[str, Any]]:
    """Return the lines that a record has before they are corrected; none are read where none are given."""
    return {
        line["id"]: line
        for child in spec.children
        if lines is not None
        for line in lines_of(unit.connection, unit.catalog, unit.catalog.spec(child), record)
    }
