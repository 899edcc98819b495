"""This file is the place where any register is filtered, searched, sorted and cut into pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    TextClause,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)

from kacdesk.core.clock import from_riga
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import Kind
from kacdesk.spec.listing import ListQuery, Place
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.rows import rows_of
from kacdesk.store.search import match_expression, search_table

_WHOLE_NUMBER = re.compile(r"[A-Z0-9_-]+/[0-9]{4}/[A-Z0-9_./-]+/[0-9]+")
"""A document number typed in full means that document, not all whose parts begin alike."""

NEWEST_HITS = 1000
"""How many of the newest hits of a search without filters are looked at; more are said, not shown."""


@dataclass(frozen=True)
class Page:
    """One page of rows, each a mapping of the columns asked for and those it is sorted by.

    `more` says that further rows exist; they are `after` the place `end`, None when the page is empty.
    """

    rows: list[dict[str, Any]]
    more: bool
    end: Place | None = None


def find_rows(
    connection: Connection, catalog: Catalog, register: str, query: ListQuery, *, columns: Sequence[str] = ()
) -> Page:
    """Return the page that the query asks for, with the columns named or all. Text without a word finds nothing."""
    spec, table = catalog.spec(register), catalog.table(register)
    conditions = _conditions(catalog, spec, query)
    if conditions is None:
        return Page([], more=False)
    sort = table.c[spec.ordered_by or "n"]
    chosen = [table.c[name] for name in dict.fromkeys((*columns, sort.name, "n"))] if columns else [table]
    statement = _sorted(select(*chosen).where(*conditions), spec, query, sort, table.c.n)
    rows = rows_of(connection, table, statement.limit(query.limit + 1))
    shown = rows[: query.limit]
    end = Place(shown[-1][sort.name], shown[-1]["n"]) if shown else None
    return Page(shown, more=len(rows) > query.limit, end=end)


def row_numbers(connection: Connection, catalog: Catalog, register: str, query: ListQuery) -> Sequence[int]:
    """Return the numbers `n` of all rows that the query finds in all its pages, the oldest first, of a list of names in
    Latvian order. A mere text finds more than its newest hits here; text without a word finds nothing."""
    spec, table = catalog.spec(register), catalog.table(register)
    conditions = _conditions(catalog, spec, query, every_hit=True)
    if conditions is None:
        return ()
    whole = replace(query, ascending=True, after=None)
    sort = table.c[spec.ordered_by or "n"]
    return connection.scalars(
        _sorted(select(table.c.n).where(*conditions), spec, whole, sort, table.c.n)
    ).all()


def count_found(
    connection: Connection,
    catalog: Catalog,
    register: str,
    query: ListQuery,
    *,
    rows: tuple[int, int] | None = None,
) -> int:
    """Return how many rows the query finds in all its pages; of a mere text the newest hits are counted.

    `rows` counts only among rows with these numbers `n`, the first left out and the last included.
    """
    table = catalog.table(register)
    conditions = _conditions(catalog, catalog.spec(register), query, rows=rows)
    if conditions is None:
        return 0
    if rows is not None:
        conditions += [table.c.n > rows[0], table.c.n <= rows[1]]
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def last_row(connection: Connection, catalog: Catalog, register: str) -> int:
    """Return the highest row number `n` of a register, 0 when it is empty."""
    highest = connection.execute(select(func.max(catalog.table(register).c.n))).scalar_one()
    return int(highest or 0)


def _conditions(
    catalog: Catalog,
    spec: RegisterSpec,
    query: ListQuery,
    *,
    rows: tuple[int, int] | None = None,
    every_hit: bool = False,
) -> list[Any] | None:
    """Return what holds for every row that is asked for; None when nothing can be found."""
    table = catalog.table(spec.name)
    found: list[Any] = list(_filters(catalog, spec, query))
    if query.ids is not None:
        found.append(table.c.id.in_(query.ids))
    if not query.with_voided and "status" in table.c:
        found.append(table.c.status != "voided")
    typed = query.text.strip()
    if spec.numbered and _WHOLE_NUMBER.fullmatch(typed.upper()):
        found.append(table.c.number == typed.upper())
    elif typed:
        expression = match_expression(typed)
        if not expression:
            return None
        found.append(_hits(spec, expression, newest_only=not (query.narrowed or every_hit), rows=rows))
    return found


def _filters(catalog: Catalog, spec: RegisterSpec, query: ListQuery) -> list[ColumnElement[bool]]:
    table = catalog.table(spec.name)
    found: list[ColumnElement[bool]] = []
    found.extend(_days(spec, table, query))
    own = {name: value for name, value in query.filters.items() if name in spec.by_name}
    found += [table.c[name] == value for name, value in own.items()]
    left = {name: value for name, value in query.filters.items() if name not in own}
    for child in map(catalog.spec, spec.children):
        here = {name: left.pop(name) for name in list(left) if name in child.by_name}
        if here:
            found.append(_has_line(table, catalog.table(child.name), child, here))
    if left:
        raise KeyError(f"{spec.name} has no fields {sorted(left)}")
    return found


def _days(spec: RegisterSpec, table: Table, query: ListQuery) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a record is of the days asked for; a register without days has none to fail."""
    column: Column[Any] | None = table.c.get("counted_on")
    of_moments = False
    if column is None and spec.dated is not None:
        column, of_moments = table.c[spec.dated.name], spec.dated.kind is Kind.MOMENT
    if column is None:
        return
    if query.since is not None:
        yield column >= (_midnight(query.since) if of_moments else query.since)
    if query.until is not None:
        after = query.until + timedelta(days=1)
        yield column < (_midnight(after) if of_moments else after)


def _midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Riga."""
    return from_riga(datetime.combine(day, time.min))


def _has_line(table: Table, lines: Table, child: RegisterSpec, values: dict[str, Any]) -> ColumnElement[bool]:
    """Return the condition that one line, not voided, has all the values."""
    same = [lines.c[name] == value for name, value in values.items()]
    return exists().where(lines.c[child.parent_field or ""] == table.c.id, lines.c.status != "voided", *same)


def _sorted(
    statement: Select[Any], spec: RegisterSpec, query: ListQuery, sort: Column[Any], n: Column[Any]
) -> Select[Any]:
    """Sort what has a day or a moment by it, newest first, and what is looked up by its name in Latvian order.

    A page begins behind the place where the one before ended, wherever rows were added meanwhile; rows without a day
    come after the others.
    """
    by_name = spec.dated is None
    ascending = by_name or query.ascending
    words = by_name and sort.type.python_type is str
    key: Any = sort.collate("LATVIAN") if words else sort
    if query.after is not None:
        statement = statement.where(_behind(query.after, key, sort, n, ascending=ascending))
    return statement.order_by(*((key, n) if ascending else (key.desc(), n.desc())))


def _behind(
    place: Place, key: Any, sort: Column[Any], n: Column[Any], *, ascending: bool
) -> ColumnElement[bool]:
    """Return the condition that a row comes after a place. The database sorts what is empty before everything else."""
    if place.value is None:
        same = and_(sort.is_(None), n > place.n if ascending else n < place.n)
        return or_(same, sort.is_not(None)) if ascending else same
    there = tuple_(literal(place.value, sort.type), literal(place.n, n.type))
    row = tuple_(key, n)
    behind: ColumnElement[bool] = row > there if ascending else row < there
    return or_(behind, sort.is_(None)) if sort.nullable and not ascending else behind


def _hits(
    spec: RegisterSpec, expression: str, *, newest_only: bool, rows: tuple[int, int] | None
) -> TextClause:
    """Return the condition that a row is among the hits; only hits within `rows` are looked up at all."""
    name = search_table(spec.name)
    within = f" AND rowid > {rows[0]:d} AND rowid <= {rows[1]:d}" if rows is not None else ""
    cut = f" ORDER BY rowid DESC LIMIT {NEWEST_HITS}" if newest_only else ""
    condition = f"{spec.name}.n IN (SELECT rowid FROM {name} WHERE {name} MATCH :expression{within}{cut})"
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
