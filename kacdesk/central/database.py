"""This file is the place where PostgreSQL and the embedded encrypted SQLite differ; nobody else asks which.

On PostgreSQL a unit of work runs as the role `kac_api` with the point in a setting, so that row policies
fence it even if a query above forgot the point. SQLite has no such fence; there a unit holds a lock of the
process instead, because one file has one writer.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    SQLAlchemyError,
)

from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import Unlock, obtain_key

API_ROLE = "kac_api"
_POOL = 8
_PROGRAM_LIMIT = "54"
"""The SQLSTATE class of values too large for an index or a row, which the driver files under outages."""

_LINE_ERRORS = (DataError, IntegrityError, InterfaceError, NotSupportedError)


class Database:
    """An open database of the central store. Units of work may be opened on any thread."""

    def __init__(self, engine: Engine, *, embedded: bool) -> None:
        self.engine = engine
        self.embedded = embedded
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
            connection.execute(text(f"SET LOCAL ROLE {API_ROLE}"))
            self.enter_point(connection, point, ticket=ticket)
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
            connection.execute(
                text("SELECT set_config('kac.point', :point, true), set_config('kac.ticket', :ticket, true)"),
                {"point": point, "ticket": ticket.hex()},
            )

    def insert_new(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows; those whose key is there already are left out."""
        if rows:
            connection.execute(self._insert(table).on_conflict_do_nothing(), list(rows))

    def put(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows or replace those with the same primary key."""
        if not rows:
            return
        statement = self._insert(table)
        key = [column.name for column in table.primary_key.columns]
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), list(rows))

    def blames_the_line(self, error: SQLAlchemyError) -> bool:
        """Say whether a failure lies in the data (quarantine) and not in the database (try later)."""
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        return isinstance(error, _LINE_ERRORS) or str(state)[:2] == _PROGRAM_LIMIT

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        return sqlite.insert(table) if self.embedded else postgresql.insert(table)


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
        return Database(open_engine(path, key, create=create), embedded=True)
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
