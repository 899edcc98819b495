"""This file is the place where the desk's store is opened and written: one unit is one transaction."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, Table, bindparam, select, update

from kacdesk.core.errors import Missing
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.pen import Pen
from kacdesk.store.rows import insert_row
from kacdesk.store.search import Words, index
from kacdesk.vault.faults import damaged, translated
from kacdesk.vault.files import Copy, folder_beside, remove_copies

Values = Mapping[str, Any]
"""Column name → Python value; `Any` because a register's columns have many types."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one committed unit changed: root register → record ids (lines are told as their record)."""

    records: Mapping[str, frozenset[UUID]]


class Unit:
    """One open transaction. Rows go in and out as plain values; it dies with its `with` block.

    `files` is where copies of attached files lie · `gone` collects those that are taken from the disk when it has
    committed.
    """

    def __init__(self, connection: Connection, catalog: Catalog, pen: Pen, point: str, files: Path) -> None:
        self.connection = connection
        self.catalog = catalog
        self.pen = pen
        self.point = point
        self.files = files
        self.gone: list[Copy] = []

    def insert(self, register: str, record: UUID, values: Values) -> None:
        """Add a row to a register of the point."""
        insert_row(
            self.connection, self.catalog.table(register), {"id": record, "point": self.point, **values}
        )

    def update(self, register: str, record: UUID, values: Values) -> None:
        """Change columns of a row; the trigger captures those that really differ."""
        table = self.catalog.table(register)
        self.connection.execute(update(table).where(table.c.id == record).values(**values))

    def touch(self, register: str, record: UUID) -> None:
        """Count a change of a record's lines as one of the record, so that a form opened before is stale."""
        table = self.catalog.table(register)
        self.connection.execute(update(table).where(table.c.id == record).values(rev=table.c.rev + 1))

    def row(self, register: str, record: UUID) -> dict[str, Any]:
        """Return a row with all its columns; Missing when there is none."""
        return row_of(self.connection, self.catalog, register, record)


def row_of(connection: Connection, catalog: Catalog, register: str, record: UUID) -> dict[str, Any]:
    """Return one row of a register, or of one that stands for it, as a plain dict; Missing when there is none."""
    row = None
    for spec in catalog.answering(register):
        table = catalog.table(spec.name)
        row = row or connection.execute(by_id(table), {"record": record}).one_or_none()
    if row is None:
        raise Missing(
            t("Ieraksts nav atrasts: {title}.", title=t(catalog.spec(register).singular)),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet ieraksta identifikatoru vai numuru."),
        )
    return dict(row._mapping)


def lines_of(
    connection: Connection, catalog: Catalog, child: RegisterSpec, record: UUID
) -> list[dict[str, Any]]:
    """Return the lines of a record that are not voided, in their order."""
    table = catalog.table(child.name)
    statement = (
        select(table)
        .where(table.c[child.parent_field or ""] == record, table.c.status != "voided")
        .order_by(table.c[child.ordered_by] if child.ordered_by else table.c.n)
    )
    return [dict(row._mapping) for row in connection.execute(statement)]


class Store:
    """The open store of a desk: one writing connection behind a lock, snapshots for reading beside it.

    Any thread may call it; units wait for each other. Listeners are called after a commit, on the thread that
    committed. `reference_changes` counts the commits that changed a register which others refer to by name. `key` opens
    the file; it is never shown or logged.
    """

    def __init__(
        self,
        *,
        path: Path,
        catalog: Catalog,
        writer: Engine | None,
        reader: Engine,
        pen: Pen,
        close: Callable[[], None],
        append: Callable[[], Engine] | None = None,
        key: bytes = b"",
    ) -> None:
        self.path = path
        self.catalog = catalog
        self.words = Words(catalog)
        self.pen = pen
        self._writer = writer
        self._reader = reader
        self._close = close
        self._append = append
        self.key = key
        self._turn = threading.Lock()
        self._connection = writer.connect() if writer is not None else None
        self._named = {spec.name for spec in catalog.named}
        self._named |= {spec.name for spec in catalog.specs if spec.stands_for}
        self.reference_changes = 0
        self._listeners: list[Callable[[Changes], None]] = []
        with self.read() as connection:
            about = connection.execute(select(tables.desk)).one_or_none()
            if about is None:
                raise damaged(path)
            self.point: str = about.point

    @property
    def is_for_writing(self) -> bool:
        """Say whether units may be opened here; one opened for reading hears of no change."""
        return self._writer is not None

    @contextmanager
    def unit(
        self, actor: UUID, *, reason: str | None = None, applying: bool = False, kind: str | None = None
    ) -> Iterator[Unit]:
        """Open a transaction as `actor`; leaving the block commits it durably, an exception undoes all of it.

        `applying` is for what comes from the central store: nothing is captured. `kind` names a special
        operation (forget). Failures of the disk leave as Unavailable or Damaged.
        """
        if self._connection is None:
            raise RuntimeError("this store was opened for reading")
        with self._turn:
            try:
                with translated(self.path), self._connection.begin():
                    self.pen.begin(actor=actor, reason=reason, applying=applying, kind=kind)
                    folder = folder_beside(self.path)
                    unit = Unit(self._connection, self.catalog, self.pen, self.point, folder)
                    yield unit
                    changes = self._index(unit)
            except BaseException:
                self.words = Words(self.catalog)  # it may hold names that were never committed
                raise
            if self._named & changes.records.keys():
                self.reference_changes += 1
        remove_copies(unit.gone)
        if changes.records:
            for listener in list(self._listeners):
                listener(changes)

    def append(self, table: Table, values: Values) -> None:
        """Add a row to a table of the desk's own (the access log), also where the store was opened for reading."""
        with self.aside() as connection:
            connection.execute(table.insert(), dict(values))

    @contextmanager
    def aside(self) -> Iterator[Connection]:
        """Open a transaction over tables of the desk's own, also where the store was opened for reading.

        A reader does it on a connection of its own for a moment: the database keeps it apart from a window that
        writes at the same time. It must begin with a statement that writes.
        """
        if self._append is None:
            with self.unit(NO_ONE, applying=True) as unit:
                yield unit.connection
            return
        with translated(self.path):
            engine = self._append()
            try:
                with engine.connect() as connection, connection.begin():
                    yield connection
            finally:
                engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a snapshot for reading; what is committed meanwhile is not seen in it."""
        with translated(self.path), self._reader.connect() as connection, connection.begin():
            yield connection

    def cut_log(self) -> bool:
        """Write what the database's log holds into its place and cut it to nothing; False while a reader needs it."""
        if self._connection is None:
            raise RuntimeError("this store was opened for reading")
        raw = self._connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        with self._turn, translated(self.path):
            (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
            raw.execute("PRAGMA busy_timeout=0")  # a save waits behind this: rather try again later
            try:
                busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout={patience}")
        return not busy

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Tell `listener` of every committed change from now on."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Close the connections and give the folder back."""
        if self._connection is not None:
            self._connection.close()
        if self._writer is not None:
            self._writer.dispose()
        self._reader.dispose()
        self._close()

    def _index(self, unit: Unit) -> Changes:
        """Write the search entries of what the unit touched, in its own transaction."""
        touched: dict[str, set[UUID]] = {}
        for register, record in unit.pen.touched:
            self.words.forget(record)
            touched.setdefault(register, set()).add(record)
        for register, records in touched.items():
            index(unit.connection, self.words, self.catalog.spec(register), list(records))
        return Changes({register: frozenset(records) for register, records in touched.items()})


@cache
def by_id(table: Table) -> Select[Any]:
    """Return the statement that reads the row of a register whose identifier is `record`, made once."""
    return select(table).where(table.c.id == bindparam("record", type_=table.c.id.type))


@cache
def _whole(table: Table) -> Select[Any]:
    return select(table)


def one(connection: Connection, table: Table) -> Mapping[str, Any]:
    """Return the only row of a one-row table (`desk`, `sync_state`)."""
    rows: Sequence[Any] = connection.execute(_whole(table)).all()
    mapping: Mapping[str, Any] = rows[0]._mapping
    return mapping
