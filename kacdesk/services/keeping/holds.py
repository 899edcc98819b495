"""This file is the place where forgetting is held back for one record, found by its number."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.ids import parse_id
from kacdesk.services.context import Context
from kacdesk.services.papers.short_codes import coded_in
from kacdesk.spec.register import Values


def hold_follows(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Name the record that was told by its number, by the code on a slip or by its identifier."""
    found = record_told(context, str(values.get("register")), str(values.get("record_told") or ""))
    return {"record": found.hex if found is not None else None}


def record_told(context: Context, register: str, told: str) -> UUID | None:
    """Return the record that somebody names, None when it is not here or a code names several; a hold on it then
    holds the whole register."""
    catalog = context.catalog
    if register not in catalog:
        return None
    spec, table = catalog.spec(register), catalog.table(register)
    with context.store.read() as connection:
        named = parse_id(told)
        condition = table.c.id == named
        if named is None and spec.numbered:
            condition = table.c.number == told.strip().upper()
        elif named is None:
            codes = coded_in(connection, catalog, spec, told)
            condition = table.c.id.in_(codes if len(codes) == 1 else ())
        found: UUID | None = connection.execute(select(table.c.id).where(condition)).scalar()
    return found
