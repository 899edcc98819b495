"""This file is the place where backups are made, and where only one that was restored and compared counts.

A backup that was proved moves the mark `safe` of every stream in it: from then on desks may let go of what lies there.
"""

import hashlib
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from kacdesk.central import pg_tools
from kacdesk.central.admins import Signer, note_act
from kacdesk.central.database import Database, open_database
from kacdesk.central.epoch import current_epoch
from kacdesk.central.files import lock_files, mark_safe
from kacdesk.central.migrate import is_current
from kacdesk.central.proofs import Fault, Proved, mark_name, marks_of, prove
from kacdesk.central.snapshots import Source, snapshot
from kacdesk.central.tables import BACKUP, BLOB, FEED, OP, RECORD, STREAM
from kacdesk.central.whole_files import appearing
from kacdesk.core.errors import Damaged, Missing, Refused
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.slots import SLOTS_NAME

_COUNTED = (OP, RECORD, FEED, BLOB)


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup: when it was made and proved, of which life of the database, what it holds."""

    id: str
    made_ms: int
    verified_ms: int | None
    current: bool
    sha256: str
    streams: int
    lines: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a proof of a backup moved: streams whose mark went on, files that are safe now."""

    proved: Proved
    streams_moved: int
    files_safe: int


def make_backup(source: Source, out: Path, *, now_ms: int) -> BackupRow:
    """Write a backup of one moment to `out` and note its marks; it counts for nothing until it is verified.

    Of an embedded store it is encrypted with the same key, and the key's slots are copied beside it (`.slots`). A dump
    of PostgreSQL is not encrypted. Raises Unavailable.
    """
    with appearing(out) as beside:
        marks = _copy_file(source, beside) if source.database.embedded else _dump(source, beside)
        digest = _digest(beside)
    if source.database.embedded:
        with appearing(out.with_name(f"{out.name}.slots")) as slots:
            shutil.copyfile(source.path.parent / SLOTS_NAME, slots)
    with source.database.whole() as connection:
        epoch = current_epoch(connection)
        row = {"id": new_id(), "made_ms": now_ms, "epoch": epoch, "sha256": digest, "marks": marks}
        connection.execute(insert(BACKUP).values(row))
        stored = connection.execute(select(BACKUP).where(BACKUP.c.id == row["id"])).one()
        return _backup_row(stored, epoch)


def list_backups(connection: Connection) -> list[BackupRow]:
    """Return every backup, the newest first."""
    epoch = current_epoch(connection)
    rows = connection.execute(select(BACKUP).order_by(BACKUP.c.made_ms.desc()))
    return [_backup_row(row, epoch) for row in rows]


def verify_backup(source: Source, path: Path, *, scratch: str | None, by: Signer, now_ms: int) -> Verified:
    """Restore a backup aside, prove all of it, and move the marks of what it holds.

    `scratch` is the address of another PostgreSQL beside whose database a new one is made and dropped. Raises Missing
    for a file that is no backup of this store, Refused for one of an earlier life, Damaged when anything differs: no
    mark is moved then.
    """
    with source.database.whole() as connection:
        row = _known_backup(connection, path)
    with _restored(source, path, scratch) as copy, copy.whole() as connection:
        if not is_current(connection):
            raise _differs(path, [Fault("shape", "", "tables")])
        proved = prove(connection)
        faults = [*proved.faults, *_other_than_marked(connection, row.marks)]
    if faults:
        raise _differs(path, faults)
    with source.database.whole() as connection:
        moved = _move_marks(connection, path, row.marks)
        files = make_safe(connection, source.database, proved.files)
        detail = {"id": row.id.hex, "lines": proved.lines, "streams": moved, "files": files}
        note_act(connection, by, "backup-verify", detail=detail, now_ms=now_ms)
        connection.execute(update(BACKUP).where(BACKUP.c.id == row.id).values(verified_ms=now_ms))
    return Verified(proved, moved, files)


def _marks(connection: Connection) -> dict[str, Any]:
    streams = {name: [seq, chain.hex()] for name, (seq, chain) in marks_of(connection).items()}
    return {"streams": streams, "counts": _counts(connection)}


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in _COUNTED
    }


def _copy_file(source: Source, out: Path) -> dict[str, Any]:
    """Copy the embedded file page by page from one snapshot; others go on writing."""
    writing = open_engine(out, source.key(), create=True)
    try:
        with snapshot(source) as connection:
            marks = _marks(connection)
            target = writing.raw_connection()
            try:
                driver: Any = connection.connection.driver_connection
                driver.backup(target.driver_connection)
            finally:
                target.close()
    finally:
        writing.dispose()
    return marks


def _dump(source: Source, out: Path) -> dict[str, Any]:
    with snapshot(source) as connection:
        marks = _marks(connection)
        pg_tools.dump(connection, source.url, out)
    return marks


@contextmanager
def _restored(source: Source, path: Path, scratch: str | None) -> Iterator[Database]:
    if source.database.embedded:
        copy = Database(open_engine(path, source.key(), Access(query_only=True)), embedded=True)
        try:
            yield copy
        finally:
            copy.close()
        return
    with pg_tools.restored_beside(scratch or source.url, path) as url:
        copy = open_database(url)
        try:
            yield copy
        finally:
            copy.close()


def _known_backup(connection: Connection, path: Path) -> Row[Any]:
    digest = _digest(path) if path.is_file() else b""
    row = connection.execute(select(BACKUP).where(BACKUP.c.sha256 == digest)).first()
    if row is None:
        raise Missing(
            t("“{name}” nav šīs krātuves rezerves kopija vai ir mainīta.", name=path.name),
            effect=t("Drošības atzīme nav pārvietota."),
            remedy=t("Kopijas un to SHA-256 parāda “kacdesk-central backup list”."),
        )
    if row.epoch != current_epoch(connection):
        raise Refused(
            t("Rezerves kopija “{name}” ir no agrāka krātuves laikmeta.", name=path.name),
            effect=t("Drošības atzīme nav pārvietota."),
            remedy=t("Izveidojiet un pārbaudiet jaunu kopiju."),
        )
    return row


def _other_than_marked(connection: Connection, marks: dict[str, Any]) -> list[Fault]:
    """Say where the restored database is not what the marks say of the moment at which it was copied."""
    told = {name: (seq, bytes.fromhex(chain)) for name, (seq, chain) in marks["streams"].items()}
    found = marks_of(connection)
    faults = [
        Fault("mark", name.partition("/")[0], name.partition("/")[2])
        for name in sorted(told.keys() | found.keys())
        if told.get(name) != found.get(name)
    ]
    counts = _counts(connection)
    return faults + [
        Fault("count", "", name) for name, count in counts.items() if marks["counts"].get(name) != count
    ]


def _move_marks(connection: Connection, path: Path, marks: dict[str, Any]) -> int:
    """Move `safe` of every stream to what the backup holds; a stream that is another one by now stops everything."""
    moved = 0
    streams = select(STREAM).order_by(STREAM.c.point, STREAM.c.id).with_for_update()
    for row in connection.execute(streams).all():
        seq, chain = marks["streams"].get(mark_name(row.point, row.id), (0, ""))
        if seq <= row.safe_seq:
            continue
        place = (OP.c.point == row.point, OP.c.stream == row.id, OP.c.seq == seq)
        here = connection.execute(select(OP.c.chain).where(*place)).scalar()
        if here is None or bytes(here).hex() != chain:
            raise _differs(path, [Fault("mark", row.point, row.id.hex)])
        place_of = (STREAM.c.point == row.point, STREAM.c.id == row.id)
        connection.execute(update(STREAM).where(*place_of).values(safe_seq=seq))
        moved += 1
    return moved


def make_safe(connection: Connection, database: Database, files: Mapping[str, Collection[bytes]]) -> int:
    """Tell every point that a proved backup holds its files; return for how many that is news."""
    moved = 0
    for point, shas in sorted(files.items()):
        lock_files(connection, database, point, shas)
        moved += mark_safe(connection, database, point, shas)
    return moved


def _backup_row(row: Row[Any], epoch: UUID) -> BackupRow:
    return BackupRow(
        id=str(row.id),
        made_ms=row.made_ms,
        verified_ms=row.verified_ms,
        current=row.epoch == epoch,
        sha256=row.sha256.hex(),
        streams=len(row.marks["streams"]),
        lines=row.marks["counts"]["op"],
    )


def _differs(path: Path, faults: list[Fault]) -> Damaged:
    first = ", ".join(f"{fault.kind} {fault.point} {fault.where}".replace("  ", " ") for fault in faults[:3])
    return Damaged(
        t(
            "Rezerves kopijā “{name}” atšķirības: {count} ({first}).",
            name=path.name,
            count=len(faults),
            first=first,
        ),
        effect=t("Drošības atzīme nav pārvietota; krātuves dati nav mainīti."),
        remedy=t("Izveidojiet jaunu kopiju; ja tas atkārtojas, palaidiet “kacdesk-central reconcile”."),
    )


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
