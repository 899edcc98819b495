"""This file is the place where PostgreSQL and the embedded encrypted SQLite differ; nobody else asks which.

On PostgreSQL a unit of work runs as the role `kac_api` with the point in a setting, so that row policies
fence it even if a query above forgot the point. SQLite has no such fence; there a unit holds a lock of the
process instead, because one file has one writer.
"""

import shutil
import struct
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    any_,
    cast,
    create_engine,
    false,
    func,
    literal,
    make_url,
    select,
    type_coerce,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    SQLAlchemyError,
)
from sqlalchemy.types import UserDefinedType

from kacdesk.central.arrays import ColumnKind, kind_of
from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import Unlock, obtain_key

API_ROLE = "kac_api"
_POOL = 8
_LEAST_FREE_BYTES = 64 * 1024 * 1024
_ENTER = f"set_config('role', '{API_ROLE}', true), set_config('plan_cache_mode', 'force_custom_plan', true),"
"""What a request becomes. A plan made while a table was small must not outlive that: planning anew costs little."""

_WITH_CONTENTS = ("op", "feed", "record", "conflict", "quarantine", "blob_chunk")
"""The tables that hold what a person entered."""

_PROGRAM_LIMIT = "54"
"""The SQLSTATE class of values too large for an index or a row, which the driver files under outages."""

Row = dict[str, Any]
_LINE_ERRORS = (DataError, IntegrityError, InterfaceError, NotSupportedError)


class Database:
    """An open database of the central store. Units of work may be opened on any thread."""

    def __init__(self, engine: Engine, *, embedded: bool, folder: Path | None = None) -> None:
        self.engine = engine
        self.embedded = embedded
        self._folder = folder
        self._writer = threading.RLock()

    @contextmanager
    def unit(self, point: str, *, ticket: bytes = b"") -> Iterator[Connection]:
        """Open a transaction that sees one point (and reference data); it commits when the block ends.

        `ticket` is the hash of an enrolment code: it opens the one row that it names, whatever the point.
        """
        if self.embedded:
            with self._writer, self.engine.begin() as connection:
                yield connection
            return
        with self.engine.begin() as connection:
            self._enter(connection, _ENTER, point, ticket)
            yield connection

    @contextmanager
    def whole(self) -> Iterator[Connection]:
        """Open a transaction that sees every point: for an administrator's commands and for migrations."""
        if self.embedded:
            with self._writer, self.engine.begin() as connection:
                yield connection
            return
        with self.engine.begin() as connection:
            yield connection

    def enter_point(self, connection: Connection, point: str, *, ticket: bytes = b"") -> None:
        """Point the fence of an open unit at another point, e.g. the one a ticket turned out to belong to."""
        if not self.embedded:
            self._enter(connection, "", point, ticket)

    def fence(self, connection: Connection, point: str) -> None:
        """Let an open transaction see one point (and reference data) from now on, as a unit of work does."""
        if not self.embedded:
            self._enter(connection, _ENTER, point, b"")

    def members(self, column: Column[Any], names: Sequence[str]) -> ColumnElement[Any]:
        """Return an expression: the values of these members (two at least) of a JSON object, as a list in their order.

        Nothing else of the object leaves the database.
        """
        if self.embedded:
            return type_coerce(func.json_extract(column, *(f'$."{name}"' for name in names)), JSON)
        return type_coerce(func.jsonb_build_array(*(column[name] for name in names)), JSON)

    def names(self, column: Column[Any]) -> ColumnElement[Any]:
        """Return an expression: the names of the members of a JSON object, as a list; none of its values."""
        if self.embedded:
            each = func.json_each(column).table_valued("key")
            return select(func.json_group_array(each.c.key, type_=JSON)).scalar_subquery()
        each_name = func.jsonb_object_keys(column).column_valued("name")
        return func.array(select(each_name).scalar_subquery(), type_=ARRAY(Text))

    def has_member(self, column: Column[Any], names: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that a JSON object has one of these members, be it null."""
        if self.embedded:
            each = func.json_each(column).table_valued("key")
            return select(literal(1)).select_from(each).where(each.c.key.in_(names)).exists()
        return func.jsonb_exists_any(column, cast(list(names), ARRAY(Text)), type_=Boolean)

    def _enter(self, connection: Connection, first: str, point: str, ticket: bytes) -> None:
        statement = f"SELECT {first} set_config('kac.point', %s, true), set_config('kac.ticket', %s, true)"
        connection.exec_driver_sql(statement, (point, ticket.hex()))

    def insert(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows, which all have the same columns."""
        self._write(connection, table, rows, Clash.FAILS)

    def insert_new(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows; those whose key is there already are left out."""
        self._write(connection, table, rows, Clash.KEEPS_THE_OLD)

    def put(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows or replace those with the same primary key; of two rows with one key the last one counts."""
        key = [column.name for column in table.primary_key.columns]
        latest = {tuple(row[name] for name in key): row for row in rows}
        self._write(connection, table, list(latest.values()), Clash.TAKES_THE_NEW)

    def within(self, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
        """Return the condition that a column holds one of the values: on PostgreSQL one text for any count of them."""
        if self.embedded:
            return column.in_(values)
        if not values:
            return false()
        packed = kind_of(column.type).packed(list(values))
        return column == any_(literal(packed, _Sent()))

    def _write(self, connection: Connection, table: Table, rows: Sequence[Row], clash: "Clash") -> None:
        if not rows:
            return
        if self.embedded:
            connection.execute(_sqlite_insert(table, tuple(rows[0]), clash), list(rows))
            return
        statement, kinds = _array_insert(table, tuple(rows[0]), clash)
        try:
            columns = zip(*map(itemgetter(*rows[0]), rows), strict=True)
            packed = tuple([kind.packed(values) for kind, values in zip(kinds, columns, strict=True)])
        except (struct.error, UnicodeError) as error:
            raise DataError(statement, (), error) from error
        connection.exec_driver_sql(statement, packed)

    def wait_for_turn(self, connection: Connection, turn: "Turn") -> None:
        """Let nobody else of all processes do this as long as the open transaction lasts; wait for who is at it."""
        if not self.embedded:
            connection.execute(select(func.pg_advisory_xact_lock(turn.value)))

    @contextmanager
    def without_waiting(self, connection: Connection) -> Iterator[None]:
        """Let the statements of a block go one after another, none waiting for the answer to the one before.

        Nothing can be read in the block. What PostgreSQL refuses is raised at one of the statements that follow, or at
        the end of the block; what was sent after it was not done.
        """
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            yield
            return
        try:
            with driver.pipeline():
                yield
        except psycopg.Error as error:
            raise DBAPIError.instance(None, None, error, psycopg.Error) from error

    def scrub(self) -> bool:
        """Take what was erased off the disk; False when somebody is reading the embedded file's log just now.

        PostgreSQL keeps old versions of rows until the tables are rewritten, and they are locked meanwhile.
        """
        if not self.embedded:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM FULL {', '.join(_WITH_CONTENTS)}")
            return True
        pooled = self.engine.raw_connection()
        try:
            cursor = pooled.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            told = cursor.fetchone()
            return told is not None and told[0] == 0
        finally:
            pooled.close()

    def blames_the_line(self, error: SQLAlchemyError) -> bool:
        """Say whether a failure lies in the data (quarantine) and not in the database (try later)."""
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        return isinstance(error, _LINE_ERRORS) or str(state)[:2] == _PROGRAM_LIMIT

    def has_room(self) -> bool:
        """Say whether there is room to write; of PostgreSQL's disk nothing is known here."""
        return self._folder is None or shutil.disk_usage(self._folder).free >= _LEAST_FREE_BYTES

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class _Sent(UserDefinedType[Any]):
    """The type of a parameter that is packed already: it goes as it is, and PostgreSQL knows it by its number."""

    cache_ok = True


class Turn(Enum):
    """What is done by one process at a time; the numbers are ours among the advisory locks of the database."""

    MIGRATION = 0x6B6163  # "kac"
    CATCHING_UP = 0x6B6164
    ERASURE = 0x6B6165


class Clash(Enum):
    """What happens to a row whose key is there already."""

    FAILS = auto()
    KEEPS_THE_OLD = auto()
    TAKES_THE_NEW = auto()


def _replaced(table: Table, columns: tuple[str, ...]) -> list[str]:
    return [name for name in columns if name not in table.primary_key.columns]


@cache
def _sqlite_insert(table: Table, columns: tuple[str, ...], clash: Clash) -> sqlite.Insert:
    statement = sqlite.insert(table)
    if clash is Clash.KEEPS_THE_OLD:
        return statement.on_conflict_do_nothing()
    if clash is Clash.TAKES_THE_NEW:
        return statement.on_conflict_do_update(
            index_elements=[column.name for column in table.primary_key.columns],
            set_={name: statement.excluded[name] for name in _replaced(table, columns)},
        )
    return statement


@cache
def _array_insert(table: Table, columns: tuple[str, ...], clash: Clash) -> tuple[str, tuple[ColumnKind, ...]]:
    """Return the statement that inserts an array a column, and how each column is packed."""
    kinds = tuple(kind_of(table.c[name].type) for name in columns)
    arrays = ", ".join(f"%s::{kind.name}[]" for kind in kinds)
    named = ", ".join(f'"{name}"' for name in columns)
    statement = f'INSERT INTO "{table.name}" ({named}) SELECT * FROM unnest({arrays})'
    if clash is Clash.KEEPS_THE_OLD:
        statement += " ON CONFLICT DO NOTHING"
    if clash is Clash.TAKES_THE_NEW:
        key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        changed = ", ".join(f'"{name}" = excluded."{name}"' for name in _replaced(table, columns))
        statement += f" ON CONFLICT ({key}) DO UPDATE SET {changed}"
    return statement, kinds


def open_database(url: str, *, unlock: Unlock | None = None, create: bool = False) -> Database:
    """Open the database that a URL names: `postgresql://…` or `sqlite:///PATH` (embedded and encrypted).

    The embedded store has its own key slot beside it, opened by `unlock`; with `create` it is made when new.
    Raises Usage for another URL, Refused, Damaged or Unavailable from the vault.
    """
    if url.startswith("sqlite:///") and url != "sqlite:///":
        path = Path(url.removeprefix("sqlite:///"))
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        key = obtain_key(path.parent, unlock or Unlock(), create=create)
        return Database(open_engine(path, key, create=create), embedded=True, folder=path.parent)
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError) as error:
            raise _unreadable() from error
        engine = create_engine(
            address, pool_size=_POOL, max_overflow=_POOL, pool_pre_ping=True, pool_timeout=10
        )
        return Database(engine, embedded=False)
    raise _unreadable()


def _unreadable() -> Usage:
    return Usage(
        t("Datubāzes adrese nav saprotama."),
        effect=t("Nekas nav atvērts un nav mainīts."),
        remedy=t("Norādiet --database postgresql://… vai sqlite:///CEĻŠ."),
    )
