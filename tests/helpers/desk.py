"""This file is the place where tests get a real desk: an encrypted store made by migrations, copied from a template."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from kacdesk.core import clock, ids
from kacdesk.core.ids import reference_id
from kacdesk.services import records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening, tables
from kacdesk.store.session import Store
from kacdesk.vault.slots import Unlock

BESIDE = Unlock(beside_data=True)
POINT = opening.PointInfo(code="BALVI", title="Balvu paraugs", type="regional", sample=True)
SUPERVISOR = "Paraugs Vadītājs"
CLERK = "Izdomātā Darbiniece"
INSTITUTION = reference_id("institution", "VSAA")


@cache
def _template() -> "tempfile.TemporaryDirectory[str]":
    """Make the folder that every desk is copied from, once a run; it goes when the run ends."""
    home = tempfile.TemporaryDirectory(prefix="kac-desk-")
    opening.create(Path(home.name) / "desk", BESIDE, POINT, prepare=_fill).close()
    return home


def _fill(store: Store) -> None:
    context = accounts.add_first_person(store, SUPERVISOR)
    records.save(context, "staff", {"name": CLERK, "role": "CLERK", "active": True})
    reference_data.load(store, reference_data.shipped_catalogue())


class GivenUp(Exception):
    """Raised by a test in the middle of a unit, to see that nothing of it stays."""


def copy_desk(folder: Path) -> Path:
    """Put a fresh desk into `folder/desk` and return that data folder."""
    return Path(shutil.copytree(Path(_template().name) / "desk", folder / "desk"))


@contextmanager
def opened(data: Path, *, actor: str = SUPERVISOR) -> Iterator[Context]:
    """Open a data folder for writing as one of its people, and close it."""
    store = opening.open_for_writing(data, BESIDE)
    try:
        yield accounts.act_as(store, actor)
    finally:
        store.close()


@contextmanager
def looked_at(data: Path) -> Iterator[Store]:
    """Open a data folder for reading, and close it."""
    store = opening.open_for_reading(data, BESIDE)
    try:
        yield store
    finally:
        store.close()


def an_hour_ago() -> datetime:
    """Return a moment of the office's today that no rule takes for the future: an hour ago, or since midnight."""
    now = clock.now_utc()
    midnight = clock.from_riga(datetime.combine(clock.riga_day(now), time()))
    return max(now - timedelta(hours=1), midnight)


def visit(**more: Any) -> dict[str, Any]:
    """Return the values of a made-up visit."""
    return {"started_at": an_hour_ago(), "channel": "IN_PERSON", **more}


def line(**more: Any) -> dict[str, Any]:
    """Return the values of one made-up service line."""
    return {"institution_id": INSTITUTION, "kind": "INFORMATION", "quantity": 1, **more}


def call(**more: Any) -> dict[str, Any]:
    """Return the values of a made-up phone consultation."""
    return {"started_at": an_hour_ago(), "topic": "Par pabalstu", "helpline": False, **more}


def document(**more: Any) -> dict[str, Any]:
    """Return the values of a made-up received document."""
    return {"received_at": an_hour_ago(), "title": "Iesniegums par paraugu", **more}


def rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """Return all rows of a table in the order of its first column."""
    found = connection.execute(select(table).order_by(next(iter(table.c))))
    return [dict(row._mapping) for row in found]


def all_rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """Return all rows of a table from a fresh snapshot."""
    with store.read() as connection:
        return rows(connection, table)


def registered(store: Store, register: str) -> list[dict[str, Any]]:
    """Return all rows of a register, voided ones too."""
    return all_rows(store, store.catalog.table(register))


def captured(store: Store, record: UUID) -> list[dict[str, Any]]:
    """Return the captured operations of a record, oldest first."""
    return [row for row in all_rows(store, tables.capture) if row["rid"] == record]


@dataclass
class FixedClock:
    """A wall clock that stands still until it is moved; put in by `hold_clock`."""

    at: datetime

    def now_ms(self) -> int:
        """Return what `clock.now_ms` says now."""
        return int(self.at.timestamp() * 1000)

    def now_utc(self) -> datetime:
        """Return what `clock.now_utc` says now."""
        return self.at


def hold_clock(setattr_: Callable[[object, str, object], None], at: datetime) -> FixedClock:
    """Let the program read a wall clock of the test's own (`monkeypatch.setattr` is passed).

    A store that is already open keeps the clock it was opened with.
    """
    held = FixedClock(at)
    setattr_(ids, "_last", ids._last)  # identifiers made under this clock must not push those of later tests
    setattr_(clock, "now_ms", held.now_ms)
    setattr_(clock, "now_utc", held.now_utc)
    return held
