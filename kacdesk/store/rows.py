"""This file is the place where rows go in and out through the bare driver, where a save counts every microsecond.

The columns and their conversions are still those of the typed classes; only the building of statements is done
once for each table instead of once for each save.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, type_coerce
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.types import NullType, TypeDecorator

from kacdesk.core.courtesy import WINDOW
from kacdesk.models.types import Id

_DIALECT = dialect()
_OWN = frozenset({"n", "rev", "_o", "_x"})
"""Columns that a new row leaves to the database and the triggers."""


@dataclass(frozen=True)
class RowForm:
    """How rows of one table are written and read."""

    insert: str
    select: str
    columns: tuple[str, ...]
    bind: tuple[Callable[[Any], Any] | None, ...]
    read_columns: tuple[str, ...]
    result: tuple[Callable[[Any], Any] | None, ...]

    def to_raw(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what the driver takes for a new row; absent columns are NULL."""
        return tuple(
            value if convert is None or value is None else convert(value)
            for value, convert in zip(map(values.get, self.columns), self.bind, strict=True)
        )

    def from_raw(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a row of `SELECT *` as Python values by column."""
        return {
            name: value if convert is None or value is None else convert(value)
            for name, value, convert in zip(self.read_columns, row, self.result, strict=True)
        }


@lru_cache
def form_of(table: Table) -> RowForm:
    """Return how rows of a table are written and read."""
    written = [column for column in table.columns if column.name not in _OWN]
    names = ",".join(column.name for column in written)
    every = ",".join(column.name for column in table.columns)
    return RowForm(
        insert=f"INSERT INTO {table.name}({names}) VALUES({','.join('?' * len(written))})",
        select=f"SELECT {every} FROM {table.name}",
        columns=tuple(column.name for column in written),
        bind=tuple(_bind(column.type) for column in written),
        read_columns=tuple(column.name for column in table.columns),
        result=tuple(_result(column.type) for column in table.columns),
    )


def _bind(kind: Any) -> Callable[[Any], Any] | None:
    if not isinstance(kind, TypeDecorator):
        return None
    return lambda value: kind.process_bind_param(value, _DIALECT)


def _result(kind: Any) -> Callable[[Any], Any] | None:
    if not isinstance(kind, TypeDecorator):
        return None
    return lambda value: kind.process_result_value(value, _DIALECT)


def driver(connection: Connection) -> Any:
    """Return the driver's own connection, whose transaction is that of `connection`; it must have begun."""
    raw = connection.connection.driver_connection
    if raw is None or not connection.in_transaction():
        raise RuntimeError("no transaction is open")
    return raw


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Add one row; a name that is no column raises KeyError."""
    form = form_of(table)
    unknown = values.keys() - set(form.columns)
    if unknown:
        raise KeyError(f"{table.name} has no columns {sorted(unknown)}")
    driver(connection).execute(form.insert, form.to_raw(values))


def rows_where(
    connection: Connection, table: Table, column: str, records: Sequence[UUID], tail: str = ""
) -> list[dict[str, Any]]:
    """Return the rows whose identifier column is one of the given."""
    form = form_of(table)
    marks = ",".join("?" * len(records))
    found = driver(connection).execute(
        f"{form.select} WHERE {column} IN ({marks}){tail}", tuple(record.bytes for record in records)
    )
    return [form.from_raw(row) for row in found]


def rows_of(connection: Connection, table: Table, statement: Select[Any]) -> list[dict[str, Any]]:
    """Return the rows of a statement that selects columns of one table, as Python values by column.

    The statement is built, compiled and cached by SQLAlchemy; only its result layer is passed by.
    """
    columns = [table.c[column.name] for column in statement.selected_columns]
    names = [column.name for column in columns]
    converts = [
        _identifier if isinstance(column.type, Id) and column.name != "id" else _result(column.type)
        for column in columns
    ]
    found = connection.execute(statement.with_only_columns(*(_untyped(column) for column in columns)))
    return [
        {
            name: value if convert is None or value is None else convert(value)
            for name, value, convert in zip(names, row, converts, strict=True)
        }
        for row in WINDOW.first(found)
    ]


@lru_cache(8192)
def _identifier(raw: bytes) -> UUID:
    """Return what a column refers to: mostly few things, again and again."""
    return UUID(bytes=raw)


def _untyped(column: Column[Any]) -> ColumnElement[Any]:
    """Return the column so that its values come as the driver gives them."""
    return type_coerce(column, NullType()).label(column.name)
