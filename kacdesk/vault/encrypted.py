"""This file is the place where an encrypted SQLite file is opened with its key and its pragmas."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from kacdesk.core.courtesy import WINDOW
from kacdesk.core.errors import Refused
from kacdesk.core.sorting import latvian_order
from kacdesk.core.text import t
from kacdesk.vault.faults import damaged, refused_by_file

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a write-ahead log when it is reset (fixed in SQLite 3.51.3, March 2026)."""

_SMALLEST_PAGE_BYTES = 512

_KEPT = 4
"""Connections that stay open: the lanes, the exchange and one more. One beyond is made and closed each time, and while
it is closed, Python's lock is held."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32768",
)

SqlFunction = tuple[int, Callable[..., Any]]
"""Number of arguments and the function itself."""


@dataclass(frozen=True)
class Access:
    """How a file is opened: `create` allows a new one; `query_only` refuses every write; `functions` by name.

    `untouched` is for looking only: not even what a killed program left in the write-ahead log is brought into the
    file when it is closed. `alone` looks at the file as if it had no log.
    """

    create: bool = False
    query_only: bool = False
    untouched: bool = False
    alone: bool = False
    functions: Mapping[str, SqlFunction] = field(default_factory=dict)


def require_sound_sqlite() -> None:
    """Refuse to work with an SQLite that can damage its own log."""
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(
            t("Šī programmas uzstādījuma SQLite versija {version} nav droša.", version=dbapi2.sqlite_version),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Uzstādiet pilnu kacdesk pakotni no jauna vai sazinieties ar IT."),
        )


def open_engine(path: Path, key: bytes, access: Access | None = None, *, create: bool = False) -> Engine:
    """Return an engine whose connections hold the raw 32-byte key; every transaction begins as it means to go on.

    A writer begins with BEGIN IMMEDIATE, a `query_only` reader with a plain BEGIN, that is on one snapshot.
    The first connection is made here, so that a wrong key, a damaged file or a folder without rights is a
    DeskError now (Refused, Damaged, Unavailable) and not in the middle of work.
    """
    require_sound_sqlite()
    access = access or Access(create=create)
    if not access.create:
        _require_a_database(path)

    def connect() -> Any:
        return _connect(path, key, access)

    engine = create_engine(
        "sqlite://", creator=connect, module=dbapi2, poolclass=QueuePool, pool_size=_KEPT, max_overflow=2
    )
    begin = "BEGIN" if access.query_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "before_cursor_execute")
    def _let_pass(*_statement: object) -> None:
        WINDOW.let_pass()

    try:
        with engine.connect():
            pass
    except Exception:
        engine.dispose()
        raise
    return engine


def _require_a_database(path: Path) -> None:
    """Refuse a file that SQLite would take for a new database, and fill."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise refused_by_file(error, path) from error
    if size < _SMALLEST_PAGE_BYTES:
        raise damaged(path)


def _connect(path: Path, key: bytes, access: Access) -> Any:
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    mode = "rwc" if access.create else "ro" if access.untouched else "rw"
    try:
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if access.alone else ''}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    except (dbapi2.Error, sqlite3.Error) as error:
        raise refused_by_file(error, path) from error
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchone()
        for name, (arguments, function) in access.functions.items():
            connection.create_function(name, arguments, function)
        connection.create_collation("LATVIAN", latvian_order)
        if access.query_only:
            connection.execute("PRAGMA query_only=ON")
    except dbapi2.Error as error:
        connection.close()
        raise refused_by_file(error, path) from error
    return connection
