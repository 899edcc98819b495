"""This file is the place where every word of a record becomes findable, without case and without garumzīmes."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import riga_time
from kacdesk.core.phones import LATVIA, national_number
from kacdesk.core.sorting import fold
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.rows import driver, rows_where

_WORD = re.compile(r"[^\W_]+")
_BATCH = 500
_FEWEST_DIGITS = 3
"""From so many digits on a word may be the beginning of a phone."""


SEARCH_PREFIX = "search_"
"""How the names of all search tables begin."""


def search_table(register: str) -> str:
    """Return the name of a register's search table; its rowid is the register's `n`."""
    return SEARCH_PREFIX + register


def _definition(register: str) -> str:
    """Return how the table is made; deleted text is wiped at once (`secure-delete`, set below).

    The full detail is needed for that: with less of it SQLite 3.53 damages the index when two entries are written
    in one transaction.
    """
    return (
        f"CREATE VIRTUAL TABLE {search_table(register)} USING fts5"
        "(body, tokenize='unicode61 remove_diacritics 0', prefix='1 2 3 4')"
    )


def ensure_search(connection: Connection, catalog: Catalog) -> None:
    """Make or remake the search tables that are missing or of an older make; asked after every migration."""
    rows = connection.exec_driver_sql(
        "SELECT name,sql FROM sqlite_master WHERE type='table' AND name GLOB 'search_*'"
    )
    there = {row[0]: row[1] for row in rows}
    for spec in catalog.roots:
        name, definition = search_table(spec.name), _definition(spec.name)
        if there.get(name) == definition:
            continue
        if name in there:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql(definition)
        connection.exec_driver_sql(f"INSERT INTO {name}({name},rank) VALUES('secure-delete',1)")
        rebuild(connection, catalog, spec)


def rebuild(connection: Connection, catalog: Catalog, spec: RegisterSpec) -> None:
    """Write the search entries of all records of a register anew."""
    table = catalog.table(spec.name)
    connection.exec_driver_sql(f"DELETE FROM {search_table(spec.name)}")
    ids = list(connection.scalars(select(table.c.id).order_by(table.c.n)))
    words = Words(catalog)
    for start in range(0, len(ids), _BATCH):
        index(connection, words, spec, ids[start : start + _BATCH])


def match_expression(text: str) -> str:
    """Return what FTS5 is asked for a typed text: every word as a prefix, all of them; '' when there is no word.

    A phone is stored with its country and found without it, however its digits are grouped.
    """
    words = _WORD.findall(fold(text))
    asked = " AND ".join(map(_begins_with, words))
    number = national_number(text)
    return f"{asked} OR {_begins_with(number)}" if number and len(words) > 1 else asked


def _begins_with(word: str) -> str:
    if len(word) < _FEWEST_DIGITS or not word.isdecimal():
        return f'"{word}"*'
    return f'("{word}"* OR "{LATVIA}{word}"*)'


class Words:
    """Turns records into searchable text; keeps the names of referred rows, so one lives as long as its store."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._names: dict[UUID, str] = {}

    def forget(self, record: UUID) -> None:
        """Drop the kept name of a row that was changed."""
        self._names.pop(record, None)

    def of_row(self, connection: Connection, spec: RegisterSpec, row: Mapping[str, Any]) -> Iterable[str]:
        """Yield the words of one row, its references by name."""
        for field in spec.fields:
            value = row[field.name]
            if value is None or not field.searched:
                continue
            if field.kind is Kind.REFERENCE:
                yield self.name_of(connection, field, value)
            else:
                yield _plain(field, value)

    def name_of(self, connection: Connection, field: FieldSpec, record: UUID) -> str:
        """Return the name of the row that a reference field points to, '' when it is not here."""
        if field.refers_to is None:
            return ""
        known = self._names.get(record)
        if known is not None:
            return known
        for spec in self.catalog.answering(field.refers_to):
            table = self.catalog.table(spec.name)
            row = connection.execute(
                select(*(table.c[name] for name in spec.named_by)).where(table.c.id == record)
            ).one_or_none()
            if row is not None:
                name = " ".join(str(part) for part in row if part is not None)
                self._names[record] = name
                return name
        return ""


def _plain(field: FieldSpec, value: Any) -> str:
    if field.kind is Kind.CHOICE:
        return field.choice_label(value)
    if isinstance(value, datetime):
        return riga_time(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, bool):
        return field.label if value else ""
    return str(value)


def index(connection: Connection, words: Words, spec: RegisterSpec, ids: list[UUID]) -> None:
    """Write the search entries of the given records of a root register, with their lines' words."""
    catalog = words.catalog
    rows = rows_where(connection, catalog.table(spec.name), "id", ids)
    texts = {row["id"]: list(words.of_row(connection, spec, row)) for row in rows}
    for child in catalog.parts(spec.name)[1:]:
        above = child.parent_field or ""
        for row in rows_where(connection, catalog.table(child.name), above, ids, " AND status<>'voided'"):
            if row[above] in texts:  # a line may come from the central store without its record
                texts[row[above]].extend(words.of_row(connection, child, row))
    entries = [(row["n"], fold(" ".join(texts[row["id"]]))) for row in rows]
    if entries:
        name = search_table(spec.name)
        driver(connection).executemany(f"INSERT OR REPLACE INTO {name}(rowid,body) VALUES(?,?)", entries)
