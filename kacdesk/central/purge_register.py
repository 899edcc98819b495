"""This file is the place where erasures are kept apart from backups, and put in force again after one was put back.

The register is a file of lines: a head, one line an erasure, and an end with their count and SHA-256.
"""

import hashlib
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from kacdesk.central.database import Database, Turn
from kacdesk.central.purges import enforce
from kacdesk.central.tables import PURGE
from kacdesk.central.whole_files import appearing
from kacdesk.core.errors import Damaged, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog

_HEAD = b'{"kacdesk":"purge register","version":1}'


class Entry(Struct):
    """One erasure in force; identifiers and the names of the two who decided, nothing of the record."""

    point: str
    rid: UUID
    reg: str
    scope: str
    basis: str
    asked_by: str
    asked_ms: int
    seconded_by: str
    at_ms: int


class _End(Struct):
    n: int
    sha: str


def write_register(connection: Connection, path: Path) -> int:
    """Write every erasure in force to a file and return how many there are; a file of that name is replaced."""
    c = PURGE.c
    rows = connection.execute(
        select(PURGE).where(c.at_ms.is_not(None)).order_by(c.at_ms, c.point, c.rid)
    ).all()
    lines = [
        msgspec.json.encode(Entry(**{name: getattr(row, name) for name in Entry.__struct_fields__}))
        for row in rows
    ]
    end = msgspec.json.encode(_End(len(lines), _digest(lines)))
    with appearing(path) as beside:
        beside.write_bytes(b"".join(line + b"\n" for line in [_HEAD, *lines, end]))
    return len(lines)


def read_register(path: Path) -> list[Entry]:
    """Return the erasures of a file; raises Usage for another file, Damaged for one that is not whole."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise _no_register(path) from error
    if lines[0] != _HEAD:
        raise _no_register(path)
    try:
        end = msgspec.json.decode(lines[-2], type=_End)
        entries = [msgspec.json.decode(line, type=Entry) for line in lines[1:-2]]
    except (msgspec.DecodeError, IndexError) as error:
        raise _torn(path) from error
    if lines[-1] or end != _End(len(entries), _digest(lines[1:-2])):
        raise _torn(path)
    return entries


def missing_here(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """Return the erasures of a register that this database does not know."""
    known = {
        (row.point, row.rid) for row in connection.execute(select(PURGE).where(PURGE.c.at_ms.is_not(None)))
    }
    return [entry for entry in entries if (entry.point, entry.rid) not in known]


def replay_register(database: Database, catalog: Catalog, entries: list[Entry]) -> int:
    """Put erasures in force that this database does not know, by the same decision; return how many were new.

    Each is a transaction, so that none holds a scope while it waits for a file. Begun again it goes on.
    """
    with database.whole() as connection:
        new = missing_here(connection, entries)
    for entry in new:
        with database.whole() as connection:
            database.wait_for_turn(connection, Turn.ERASURE)
            enforce(connection, database, catalog, {**msgspec.structs.asdict(entry), "cur": None})
    return len(new)


def _digest(lines: list[bytes]) -> str:
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()


def _no_register(path: Path) -> Usage:
    return Usage(
        t("Datne “{name}” nav dzēšanu reģistrs.", name=path.name),
        effect=t("Nekas nav mainīts."),
        remedy=t("Norādiet datni, kas izveidota ar “kacdesk-central purge register”."),
    )


def _torn(path: Path) -> Damaged:
    return Damaged(
        t("Dzēšanu reģistrs “{name}” nav vesels.", name=path.name),
        effect=t("Nekas nav mainīts."),
        remedy=t("Izmantojiet tā otru eksemplāru."),
    )
