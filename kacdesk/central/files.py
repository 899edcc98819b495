"""This file is the place where the central store keeps the bytes of files, by the hash of their contents.

A file comes in chunks, in their order, from any desk of its point; it is stored when all bytes are here and have the
hash that is its name. Nothing here ever looks into a file. Bytes that are stored are taken away only when the last
record that named them was erased or forgotten.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kacdesk.central.database import Database
from kacdesk.central.devices import ACTIVE, DRAINING, Desk
from kacdesk.central.named_files import still_named
from kacdesk.central.streams import lock_scope, set_scope
from kacdesk.central.tables import BLOB, BLOB_CHUNK, DEVICE, FEED, RECORD, SETTING
from kacdesk.wire.blobs import BlobReply
from kacdesk.wire.line import FILE_PREFIX
from kacdesk.wire.sizes import CHUNK_BYTES, LARGEST_FILE_BYTES, SMALLEST_CHUNK_BYTES
from kacdesk.wire.versions import point_scope

PARTIAL, STORED, SAFE, PURGED = "partial", "stored", "safe", "purged"
QUOTA_SETTING = "file_quota"
"""Bytes that the files of a point may take: for every point, or `file_quota:<POINT>` for one."""

DEFAULT_QUOTA_BYTES = 5 * 1024**3
KEPT_PARTIAL_MS = 30 * 24 * 60 * 60 * 1000
_COUNTS_AS_BYTES = 4096
"""What a smaller file counts as, because its rows take room too."""


class WrongOffset(Exception):
    """The chunk does not follow what is here; `expected` is where to go on. Nothing was changed."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class FileRefused(Exception):
    """The file is not taken; `why` is size, quota, content, purged or reader."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of a file from offset `at` on; `total` is the size that the whole file is said to have."""

    sha256: bytes
    at: int
    total: int
    content: bytes


class Files:
    """The files of the points on one database; every call is one transaction and may come from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, desk: Desk, sha256: bytes) -> BlobReply | None:
        """Return how much of a file is here; None for one that is not known in the desk's point."""
        with self._database.unit(desk.point) as connection:
            row = _find(connection, desk.point, sha256)
        return _reply(row) if row is not None and row.state != PURGED else None

    def put(self, desk: Desk, chunk: Chunk, *, now_ms: int) -> BlobReply:
        """Take the next chunk of a file; raises WrongOffset and FileRefused.

        With the last one the whole is hashed. When the hash is another one all its bytes go (FileRefused `content`).
        """
        if not 1 <= chunk.total <= LARGEST_FILE_BYTES or chunk.at + len(chunk.content) > chunk.total:
            raise FileRefused("size")
        whole = chunk.at + len(chunk.content) == chunk.total
        if len(chunk.content) > CHUNK_BYTES or (len(chunk.content) < SMALLEST_CHUNK_BYTES and not whole):
            raise FileRefused("size")
        with self._database.unit(desk.point) as connection:
            _require_writer(connection, desk)
            row = _begin(connection, self._database, desk.point, chunk, now_ms=now_ms)
            if row.state != PARTIAL:
                return _reply(row)
            if row.size != chunk.total or row.received != chunk.at:
                raise WrongOffset(row.received if row.size == chunk.total else 0)
            _append(connection, desk.point, chunk, now_ms=now_ms)
            agrees = not whole or _hash_of(connection, desk.point, chunk.sha256) == chunk.sha256
            if whole and agrees:
                _tell(connection, self._database, desk.point, [chunk.sha256], state=STORED)
            if not agrees:
                _discard(connection, desk.point, chunk.sha256)
        if not agrees:
            raise FileRefused("content")
        received = chunk.at + len(chunk.content)
        return BlobReply(size=chunk.total, received=received, state=STORED if whole else PARTIAL)

    def read(self, desk: Desk, sha256: bytes, *, at: int, most: int) -> tuple[BlobReply, bytes] | None:
        """Return up to `most` bytes of a stored file from `at` on; None while it is not stored in the point."""
        with self._database.unit(desk.point) as connection:
            row = _find(connection, desk.point, sha256)
            if row is None or row.state not in (STORED, SAFE):
                return None
            c = BLOB_CHUNK.c
            place = (c.point == desk.point, c.sha256 == sha256, c.at > at - CHUNK_BYTES, c.at < at + most)
            parts = connection.execute(select(c.at, c.bytes).where(*place).order_by(c.at)).all()
        content = b"".join(part.bytes[max(at - part.at, 0) :] for part in parts)
        return _reply(row), content[:most]


def _reply(row: Row[Any]) -> BlobReply:
    return BlobReply(size=row.size, received=row.received, state=row.state)


def _find(connection: Connection, point: str, sha256: bytes, *, lock: bool = False) -> Row[Any] | None:
    query = select(BLOB).where(BLOB.c.point == point, BLOB.c.sha256 == sha256)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _require_writer(connection: Connection, desk: Desk) -> None:
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    if connection.execute(select(DEVICE.c.status).where(*place)).scalar() not in (ACTIVE, DRAINING):
        raise FileRefused("reader")


def _begin(connection: Connection, database: Database, point: str, chunk: Chunk, *, now_ms: int) -> Row[Any]:
    """Lock the row of a file and return it; a first chunk makes it, or makes it anew."""
    row = _find(connection, point, chunk.sha256, lock=True)
    restarted = row is not None and row.state == PARTIAL and row.size != chunk.total
    if row is not None and row.state != PURGED and not restarted:
        return row
    if chunk.at != 0:
        raise WrongOffset(0)
    if (
        row is not None
        and row.state == PURGED
        and not still_named(connection, database, point, [chunk.sha256])
    ):
        raise FileRefused("purged")
    _require_room(connection, point, chunk)
    if row is not None:
        _discard(connection, point, chunk.sha256)
        values = {"size": chunk.total, "state": PARTIAL, "at_ms": now_ms}
        connection.execute(update(BLOB).where(*_place(point, chunk.sha256)).values(values))
    else:
        new = {"point": point, "sha256": chunk.sha256, "size": chunk.total, "received": 0}
        database.insert_new(connection, BLOB, [{**new, "state": PARTIAL, "mime": None, "at_ms": now_ms}])
    begun = _find(connection, point, chunk.sha256, lock=True)
    if begun is None:
        raise RuntimeError("the row of a file was not made")
    return begun


def _place(point: str, sha256: bytes) -> tuple[Any, Any]:
    return BLOB.c.point == point, BLOB.c.sha256 == sha256


def _require_room(connection: Connection, point: str, chunk: Chunk) -> None:
    counted = case((BLOB.c.size < _COUNTS_AS_BYTES, _COUNTS_AS_BYTES), else_=BLOB.c.size)
    others = (BLOB.c.point == point, BLOB.c.state != PURGED, BLOB.c.sha256 != chunk.sha256)
    used = connection.execute(select(func.coalesce(func.sum(counted), 0)).where(*others)).scalar_one()
    if int(used) + chunk.total > quota_of(connection, point):
        raise FileRefused("quota")


def quota_of(connection: Connection, point: str) -> int:
    """Return how many bytes the files of a point may take."""
    names = [f"{QUOTA_SETTING}:{point}", QUOTA_SETTING]
    rows = connection.execute(select(SETTING.c.name, SETTING.c.value).where(SETTING.c.name.in_(names)))
    told = {row.name: int(row.value) for row in rows}
    return next((told[name] for name in names if name in told), DEFAULT_QUOTA_BYTES)


def _append(connection: Connection, point: str, chunk: Chunk, *, now_ms: int) -> None:
    row = {"point": point, "sha256": chunk.sha256, "at": chunk.at, "bytes": chunk.content}
    connection.execute(insert(BLOB_CHUNK), row)
    values = {"received": chunk.at + len(chunk.content), "at_ms": now_ms}
    connection.execute(update(BLOB).where(*_place(point, chunk.sha256)).values(values))


def _hash_of(connection: Connection, point: str, sha256: bytes) -> bytes:
    """Hash what is here of a file, a chunk at a time."""
    digest = hashlib.sha256()
    c = BLOB_CHUNK.c
    query = select(c.bytes).where(c.point == point, c.sha256 == sha256).order_by(c.at)
    with connection.execute(query.execution_options(yield_per=1)) as rows:
        for row in rows:
            digest.update(row.bytes)
    return digest.digest()


def _discard(connection: Connection, point: str, sha256: bytes) -> None:
    """Take away the bytes of a file that is not whole."""
    connection.execute(delete(BLOB_CHUNK).where(BLOB_CHUNK.c.point == point, BLOB_CHUNK.c.sha256 == sha256))
    connection.execute(update(BLOB).where(*_place(point, sha256)).values(received=0))


def _tell(
    connection: Connection, database: Database, point: str, files: Collection[bytes], *, state: str
) -> None:
    """Bring files to a state and tell the point's desks."""
    scope = point_scope(point)
    cur = lock_scope(connection, database, point=point, scope=scope)
    entry = {"point": point, "scope": scope, "kind": "blob", "rid": None, "op": None}
    entries = [
        {**entry, "stream": None, "seq": None, "whole": False, "cur": place,
         "body": {"sha": sha.hex(), "state": state}}
        for place, sha in enumerate(files, start=cur + 1)
    ]  # fmt: skip
    database.insert(connection, FEED, entries)
    set_scope(connection, point=point, scope=scope, cur=cur + len(entries))
    place = (BLOB.c.point == point, database.within(BLOB.c.sha256, list(files)))
    connection.execute(update(BLOB).where(*place).values(state=state))


# --- what administrators do --------------------------------------------------------------------------------------
def mark_safe(connection: Connection, database: Database, point: str, files: Collection[bytes]) -> int:
    """Tell that a proved backup holds these files, in the unit that is open; return for how many that is news."""
    place = (BLOB.c.point == point, BLOB.c.state == STORED, database.within(BLOB.c.sha256, list(files)))
    moved = sorted(connection.scalars(select(BLOB.c.sha256).where(*place)))
    if moved:
        _tell(connection, database, point, moved, state=SAFE)
    return len(moved)


def lock_files(connection: Connection, database: Database, point: str, files: Collection[bytes]) -> None:
    """Lock the rows of files that may go in this unit, before its scope: an upload locks its file first, too."""
    if not files:
        return
    place = (BLOB.c.point == point, database.within(BLOB.c.sha256, list(files)))
    held = select(BLOB.c.sha256).where(*place).order_by(BLOB.c.sha256).with_for_update()
    for sha256 in sorted(set(files) - set(connection.scalars(held))):
        _ensure_row(connection, point, sha256)


def purge_files(
    connection: Connection,
    database: Database,
    point: str,
    files: Collection[bytes],
    *,
    except_for: UUID | None = None,
) -> int:
    """Take away the bytes of those files that no record names any more, one record left out; return how many files.

    Those whose bytes never came are counted too: they are not taken any more. Their rows are locked before the scope
    is (`lock_files`): an upload locks its file first and the scope after it.
    """
    lock_files(connection, database, point, files)
    needed = still_named(connection, database, point, files, except_for=except_for)
    gone = sorted(set(files) - needed)
    if gone:
        blob, chunk = BLOB.c, BLOB_CHUNK.c
        place = (blob.point == point, database.within(blob.sha256, gone))
        connection.execute(update(BLOB).where(*place).values(state=PURGED, received=0))
        parts = (chunk.point == point, database.within(chunk.sha256, gone))
        connection.execute(delete(BLOB_CHUNK).where(*parts))  # the fence allows it once the state is told
    return len(gone)


def _ensure_row(connection: Connection, point: str, sha256: bytes) -> None:
    """Lock the row of a file that was never sent, so that it is remembered as erased."""
    row = {"point": point, "sha256": sha256, "size": 0, "received": 0, "state": PURGED, "at_ms": 0}
    try:
        with connection.begin_nested():
            connection.execute(insert(BLOB), row)
    except IntegrityError:
        _find(connection, point, sha256, lock=True)  # its first chunk came at this moment


def discard_abandoned(connection: Connection, *, now_ms: int) -> int:
    """Take away files of which no byte has come for 30 days, whatever their point; return how many there were."""
    old = (BLOB.c.state == PARTIAL, BLOB.c.at_ms < now_ms - KEPT_PARTIAL_MS)
    rows = connection.execute(select(BLOB.c.point, BLOB.c.sha256).where(*old).with_for_update()).all()
    for row in rows:
        _discard(connection, row.point, row.sha256)
        connection.execute(delete(BLOB).where(*_place(row.point, row.sha256)))
    return len(rows)


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many files of a point are in a state, and their bytes."""

    point: str
    state: str
    files: int
    bytes: int


def count_files(connection: Connection) -> list[FileCount]:
    """Return what there is of files, by point and state."""
    c = BLOB.c
    query = select(c.point, c.state, func.count(), func.sum(c.size)).group_by(c.point, c.state)
    rows = connection.execute(query.order_by(c.point, c.state))
    return [FileCount(point, state, files, int(size)) for point, state, files, size in rows]


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A record that names a file whose bytes are not here; `sha256` in hex."""

    point: str
    record: UUID
    sha256: str


def missing_files(connection: Connection, point: str | None = None) -> list[MissingFile]:
    """Return which records of a point, or of all, name a file whose bytes are not here."""
    blobs = select(BLOB.c.point, BLOB.c.sha256).where(BLOB.c.state.in_([STORED, SAFE]))
    records = select(RECORD.c.point, RECORD.c.rid, RECORD.c.f)
    if point is not None:
        blobs, records = blobs.where(BLOB.c.point == point), records.where(RECORD.c.point == point)
    stored = {(row.point, row.sha256.hex()) for row in connection.execute(blobs)}
    rows = connection.execute(
        records.order_by(RECORD.c.point, RECORD.c.rid).execution_options(yield_per=1000)
    )
    named = (
        MissingFile(row.point, row.rid, name.removeprefix(FILE_PREFIX))
        for row in rows
        for name, value in row.f.items()
        if name.startswith(FILE_PREFIX) and value is not None
    )
    return [each for each in named if (each.point, each.sha256) not in stored]


def keep_quota(connection: Connection, database: Database, point: str | None, size: int) -> None:
    """Keep how many bytes the files of one point, or of every point without a quota of its own, may take."""
    name = QUOTA_SETTING if point is None else f"{QUOTA_SETTING}:{point}"
    database.put(connection, SETTING, [{"name": name, "value": str(size).encode()}])
