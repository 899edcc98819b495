"""This file is the place where simulated computers get their disks: real encrypted files, in memory where possible.

A disk is copied, put back and cloned as bytes, the way a backup program or an imaging tool would do it.
"""

import os
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlcipher3 import dbapi2

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.store import opening
from kacdesk.store.search import search_table
from kacdesk.vault.slots import Unlock, obtain_key

BESIDE = Unlock(beside_data=True)
POINTS = ("BALVI", "VILAKA")
WORKED_IN = frozenset({"phone_consultation", "received_document", "staff", "visit", "visit_service"})
"""The registers in which a simulated clerk works (`edits`)."""

_MEMORY = Path("/dev/shm")  # noqa: S108 -- only where the system has it, and only made-up data
_PARTS = ("", "-wal")


def scratch() -> "tempfile.TemporaryDirectory[str]":
    """Make a folder for one process's runs, in memory where the system has such a place."""
    place = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="kac-simulation-", dir=place)


@dataclass(frozen=True)
class Disk:
    """What lies on a disk at one moment: the database and what is not yet merged into it."""

    parts: tuple[bytes, ...]


def read_disk(path: Path) -> Disk:
    """Copy a database as it lies there; no transaction may be open."""
    return Disk(tuple(_read(Path(f"{path}{part}")) for part in _PARTS))


def write_disk(path: Path, disk: Disk) -> None:
    """Put a database back; nobody may have it open."""
    Path(f"{path}-shm").unlink(missing_ok=True)
    for part, contents in zip(_PARTS, disk.parts, strict=True):
        if contents or not part:
            Path(f"{path}{part}").write_bytes(contents)
        else:
            Path(f"{path}{part}").unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


@dataclass(frozen=True)
class Templates:
    """An empty desk and an empty central store with two points, with the keys that open them."""

    desk: Disk
    desk_key: bytes
    central: Disk
    central_key: bytes


@cache
def templates() -> Templates:
    """Make both by the real migrations, once a process."""
    with scratch() as name:
        folder = Path(name)
        point = opening.PointInfo(code=POINTS[0], title="Paraugs", type="regional", sample=True)
        store = opening.create(folder / "desk", BESIDE, point)
        path = store.path
        store.close()
        key = obtain_key(folder / "desk", BESIDE)
        _lighten(path, key)
        central = folder / "central" / "central.db"
        database = open_database(f"sqlite:///{central}", unlock=BESIDE, create=True)
        _prepare(database)
        return Templates(read_disk(path), key, read_disk(central), obtain_key(folder / "central", BESIDE))


def _lighten(path: Path, key: bytes) -> None:
    """Take away what watches, sorts and finds registers in which no simulated clerk works; their tables stay.

    A desk reads the whole of it at every start, and a run has dozens of starts.
    """
    idle = [spec.name for spec in CATALOG.specs if spec.name not in WORKED_IN]
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        query = "SELECT type,name FROM sqlite_master WHERE type IN ('trigger','index') AND sql NOTNULL AND tbl_name=?"
        for register in idle:
            for kind, name in connection.execute(query, (register,)).fetchall():
                connection.execute(f"DROP {kind} {name}")
            connection.execute(f"DROP TABLE IF EXISTS {search_table(register)}")
        connection.execute("VACUUM")


def _prepare(database: Database) -> None:
    migrate(database)
    with database.whole() as connection:
        for code in POINTS:
            admin.add_point(connection, code, name="", now_ms=clock.now_ms())
    database.close()


def empty(folder: Path) -> None:
    """Remove what an earlier run left."""
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
