"""This file is the place where any register is filtered, searched, sorted and cut into pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, TextClause, select, text

from kacdesk.models.catalog import Catalog
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.rows import rows_of
from kacdesk.store.search import match_expression, search_table

_WHOLE_NUMBER = re.compile(r"[A-Z0-9_-]+/[0-9]{4}/[A-Z0-9_./-]+/[0-9]+")
"""A document number typed in full means that document, not all whose parts begin alike."""

NEWEST_HITS = 1000
"""How many of the newest hits of a search without filters are looked at; more are said, not shown."""


@dataclass(frozen=True)
class Page:
    """One page of rows, each a mapping of all columns; `more` says that further rows exist."""

    rows: list[dict[str, Any]]
    more: bool


def find_rows(
    connection: Connection, catalog: Catalog, register: str, query: ListQuery, *, columns: Sequence[str] = ()
) -> Page:
    """Return the page that the query asks for, with the columns named or all. Text without a word finds nothing."""
    spec = catalog.spec(register)
    statement = _statement(catalog, spec, query)
    if statement is None:
        return Page([], more=False)
    table = catalog.table(register)
    if columns:
        statement = statement.with_only_columns(*(table.c[name] for name in columns))
    rows = rows_of(connection, table, statement.limit(query.limit + 1).offset(query.offset))
    return Page(rows[: query.limit], more=len(rows) > query.limit)


def _statement(catalog: Catalog, spec: RegisterSpec, query: ListQuery) -> Select[Any] | None:
    table = catalog.table(spec.name)
    statement = select(table)
    by_day = "counted_on" in table.c
    if query.since is not None and by_day:
        statement = statement.where(table.c.counted_on >= query.since)
    if query.until is not None and by_day:
        statement = statement.where(table.c.counted_on <= query.until)
    for name, value in query.filters.items():
        statement = statement.where(table.c[spec.by_name[name].name] == value)
    if not query.with_voided and "status" in table.c:
        statement = statement.where(table.c.status != "voided")
    typed = query.text.strip()
    if spec.numbered and _WHOLE_NUMBER.fullmatch(typed.upper()):
        statement = statement.where(table.c.number == typed.upper())
    elif typed:
        expression = match_expression(typed)
        if not expression:
            return None
        narrowed = bool(query.filters) or query.since is not None or query.until is not None
        statement = statement.where(_hits(spec, expression, newest_only=not narrowed))
    column = table.c[query.sort or spec.ordered_by or "n"]
    if spec.counted_from is None and query.sort is None:
        return statement.order_by(column.collate("LATVIAN") if column.name != "n" else column)
    return statement.order_by(column if query.ascending else column.desc(), table.c.n.desc())


def _hits(spec: RegisterSpec, expression: str, *, newest_only: bool) -> TextClause:
    """Return the condition that a row is among the hits."""
    name = search_table(spec.name)
    cut = f" ORDER BY rowid DESC LIMIT {NEWEST_HITS}" if newest_only else ""
    condition = f"{spec.name}.n IN (SELECT rowid FROM {name} WHERE {name} MATCH :expression{cut})"
    return text(condition).bindparams(expression=expression)


def lines_of_many(
    connection: Connection,
    catalog: Catalog,
    child: RegisterSpec,
    parents: Sequence[UUID],
    *,
    columns: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return the lines, not voided, of many records at once, in their order, with the columns named or all."""
    table = catalog.table(child.name)
    above = table.c[child.parent_field or ""]
    order = table.c[child.ordered_by] if child.ordered_by else table.c.n
    chosen = [table.c[name] for name in columns] if columns else [table]
    statement = select(*chosen).where(above.in_(parents), table.c.status != "voided").order_by(above, order)
    return rows_of(connection, table, statement)


def count_rows(connection: Connection, catalog: Catalog, register: str) -> int:
    """Return how many records a register holds, voided ones too."""
    counted: int = connection.exec_driver_sql(
        f"SELECT count(*) FROM {catalog.table(register).name}"
    ).scalar_one()
    return counted
