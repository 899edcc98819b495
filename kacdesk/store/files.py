"""This file is the place where the desk knows its files: which records they belong to, where their bytes are.

A file's bytes are written before the transaction that names them, and taken away only after the one that forgets them:
what the tables promise to be here is here, whenever the power goes. The bytes travel apart from the records.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, select, true, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kacdesk.core import clock
from kacdesk.store import tables
from kacdesk.store.operations import capture
from kacdesk.store.session import Store, Unit
from kacdesk.vault.files import Copy, copy_name, folder_beside, sweep
from kacdesk.wire.line import FILE_PREFIX, Line, LineKind, hash_in

REMOVED = "removed"
"""The role of a file that was taken out of sight; it stays in the set."""

SNAPSHOT, PAPER, SIGNED, SIGNED_OTHER = "SNAPSHOT", "PAPER", "SIGNED", "SIGNED_OTHER"
"""The roles of the files of a closed report: its figures, its PDF, a signed file that holds this PDF, one that does
not."""

_FETCHED = frozenset({SNAPSHOT, PAPER, SIGNED, SIGNED_OTHER})
"""What a desk fetches without being asked: later reports are counted against them."""

_BY_STATE = select(tables.file.c.state, func.count()).group_by(tables.file.c.state)
_LONGEST_WORD = 100
_MOST_BYTES = 2**53


class FileState(StrEnum):
    """Where a file's bytes are.

    HERE only on this desk · STORED also at the central store · SAFE also in a proved backup of it ·
    ELSEWHERE at the central store or on their way to it · WANTED to be fetched from there.
    """

    HERE = "here"
    STORED = "stored"
    SAFE = "safe"
    ELSEWHERE = "elsewhere"
    WANTED = "wanted"


_OURS = (FileState.HERE, FileState.STORED, FileState.SAFE)
_ORDER = {FileState.HERE: 0, FileState.STORED: 1, FileState.SAFE: 2}


class _Named(msgspec.Struct):
    """What the feed tells of a file of a record."""

    size: int
    mime: str
    role: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record; `sent` bytes have reached the central store while it is HERE."""

    sha256: bytes
    role: str
    size: int
    mime: str
    state: FileState
    sent: int
    op: UUID


@dataclass(frozen=True, slots=True)
class Held:
    """A file as this desk knows it; `copy` is None when nothing of it lies on this disk."""

    sha256: bytes
    size: int
    mime: str
    state: FileState
    copy: Copy | None

    @property
    def whole(self) -> bool:
        """Say whether the bytes are on this disk."""
        return self.copy is not None and self.state in _OURS


def folder_of(store: Store) -> Path:
    """Return where the copies lie."""
    return folder_beside(store.path)


def find_file(connection: Connection, folder: Path, sha256: bytes) -> Held | None:
    """Return what is known of a file, None when no record has named it."""
    row = connection.execute(select(tables.file).where(tables.file.c.sha256 == sha256)).one_or_none()
    return _held(row, folder) if row is not None else None


def _held(row: Row[Any], folder: Path) -> Held:
    copy = Copy(folder, row.sha256, row.size, row.key) if row.key is not None else None
    return Held(row.sha256, row.size, row.mime, FileState(row.state), copy)


# --- what records say --------------------------------------------------------------------------------------------
def attachments_of(connection: Connection, record: UUID) -> list[Attachment]:
    """Return the files of a record in the order in which they were attached, without those that were removed."""
    file, held = tables.file, tables.attachment
    query = (
        select(held.c.sha256, held.c.role, held.c.op, file.c.size, file.c.mime, file.c.state, file.c.sent)
        .join(file, file.c.sha256 == held.c.sha256)
        .where(held.c.rid == record, held.c.role != REMOVED)
        .order_by(held.c.op)
    )
    return [
        Attachment(row.sha256, row.role, row.size, row.mime, FileState(row.state), row.sent, row.op)
        for row in connection.execute(query)
    ]


def name_file(unit: Unit, register: str, record: UUID, held: Held, role: str) -> UUID:
    """Let a record name a file, in the unit that is open, and return the operation.

    What `held` says of the bytes is written down with it; a role of REMOVED takes the file out of sight.
    """
    connection, sha = unit.connection, held.sha256
    before = connection.execute(_place(record, sha)).one_or_none()
    field = FILE_PREFIX + sha.hex()
    value = {"sha256": sha.hex(), "size": held.size, "mime": held.mime, "role": role}
    base = {field: before.op.hex} if before is not None else {}
    op = capture(unit, register, record, LineKind.FILE, value, base)
    _put_file(connection, held)
    _put_attachment(unit, register, record, sha, role=role, op=op)
    unit.pen.note(register, record)
    return op


def _place(record: UUID, sha: bytes) -> Any:
    held = tables.attachment
    return select(held.c.role, held.c.op).where(held.c.rid == record, held.c.sha256 == sha)


def _put_attachment(unit: Unit, register: str, record: UUID, sha: bytes, *, role: str, op: UUID) -> None:
    row = {"reg": register, "rid": record, "sha256": sha, "role": role, "op": op}
    unit.connection.execute(
        upsert(tables.attachment)
        .values(row)
        .on_conflict_do_update(index_elements=["rid", "sha256"], set_={"role": role, "op": op})
    )
    table = unit.catalog.table(register)
    origin = func.json_set(table.c._o, f'$."{FILE_PREFIX}{sha.hex()}"', op.hex)
    unit.connection.execute(update(table).where(table.c.id == record).values(_o=origin))


def _put_file(connection: Connection, held: Held) -> None:
    key = held.copy.key if held.copy is not None else None
    row = {"sha256": held.sha256, "size": held.size, "mime": held.mime, "state": str(held.state), "key": key}
    statement = upsert(tables.file).values(**row, at=clock.now_utc())
    same = tables.file.c.key.is_not_distinct_from(statement.excluded.key)
    told = {name: statement.excluded[name] for name in ("size", "mime", "state", "key")}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["sha256"], set_={**told, "sent": case((same, tables.file.c.sent), else_=0)}
        )
    )


# --- what the feed says ------------------------------------------------------------------------------------------
def fields_of(line: Line) -> Mapping[str, Any]:
    """Return the fields of its record that an operation sets: a file is one, a settled conflict is none."""
    return captured_fields(line.kind, line.fields)


def captured_fields(kind: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the same for an operation that is not sealed yet."""
    if kind == LineKind.FILE:
        told = {name: value for name, value in fields.items() if name != "sha256"}
        return {FILE_PREFIX + fields["sha256"]: told}
    return {} if kind == LineKind.SETTLE else fields


def take_files(
    unit: Unit, register: str, record: UUID, fields: Mapping[str, Any], origins: Mapping[str, str]
) -> dict[str, Any]:
    """Put in what the central store says of a record's files; return the role that each had before (field → value).

    `fields` may hold others too, which are passed over, and so is what is not the form of a file. `origins` name the
    operation of each field. A file without a value went with its record, which a rule has forgotten.
    """
    before: dict[str, Any] = {}
    for name, value in fields.items():
        sha = hash_in(name)
        if sha is None:
            continue
        named = _read(value)
        if named is None and value is not None:
            continue
        old = unit.connection.execute(_place(record, sha)).one_or_none()
        before[name] = {"role": old.role} if old is not None else None
        if named is None:
            drop_files(unit, record, only=[sha])
            continue
        state = FileState.WANTED if named.role in _FETCHED else FileState.ELSEWHERE
        unknown = Held(sha, named.size, named.mime, state, None)
        row = {"sha256": sha, "size": unknown.size, "mime": unknown.mime, "state": str(unknown.state)}
        unit.connection.execute(
            upsert(tables.file).values(**row, at=clock.now_utc()).on_conflict_do_nothing()
        )
        _put_attachment(unit, register, record, sha, role=named.role, op=UUID(origins[name]))
    return before


def _read(value: Any) -> _Named | None:
    """Read what is told of a file; None for a form that this version does not know."""
    try:
        named = msgspec.convert(value, _Named)
    except msgspec.ValidationError:
        return None
    fits = 0 <= named.size <= _MOST_BYTES and max(len(named.mime), len(named.role)) <= _LONGEST_WORD
    return named if fits else None


def take_state(connection: Connection, sha256: bytes, state: str) -> None:
    """Put in that the central store holds a file's bytes (stored), or a proved backup does (safe).

    Only a file whose bytes are here learns it, and never backwards within one life of the central store.
    """
    if state not in (FileState.STORED, FileState.SAFE):
        return
    lower = [str(each) for each, place in _ORDER.items() if place < _ORDER[FileState(state)]]
    here = (tables.file.c.sha256 == sha256, tables.file.c.state.in_(lower))
    connection.execute(update(tables.file).where(*here).values(state=state))


def begin_anew(connection: Connection) -> None:
    """Follow another life of the central store, which may have lost files: whoever holds one offers it again."""
    _offer_again(connection, true())


def _offer_again(connection: Connection, some: ColumnElement[bool]) -> None:
    """Take files whose bytes are on this disk for the only ones, until the central store says that it has them."""
    ours = tables.file.c.state.in_([str(state) for state in _OURS])
    connection.execute(update(tables.file).where(some, ours).values(state=str(FileState.HERE), sent=0))


# --- what becomes of the bytes -----------------------------------------------------------------------------------
def drop_files(unit: Unit, record: UUID, *, only: Collection[bytes] | None = None) -> int:
    """Forget the files of a record that is erased or forgotten, or `only` some of them; return how many it named.

    Those that no other record names lose their keys with it; their copies leave the disk when the unit has committed.
    Without their keys nobody can read them, even if that is never done. One that another record names may have gone
    from the central store all the same, which did not know of that record yet: whoever has it offers it again.
    """
    connection, held, file = unit.connection, tables.attachment, tables.file
    here = held.c.rid == record if only is None else (held.c.rid == record) & held.c.sha256.in_(only)
    mine = list(connection.scalars(select(held.c.sha256).where(here)))
    if not mine:
        return 0
    connection.execute(delete(held).where(here))
    others = select(held.c.sha256).where(held.c.sha256.in_(mine))
    gone = (file.c.sha256.in_(mine), file.c.sha256.not_in(others))
    keyed = select(file.c.sha256, file.c.size, file.c.key).where(*gone, file.c.key.is_not(None))
    unit.gone += [Copy(unit.files, row.sha256, row.size, row.key) for row in connection.execute(keyed)]
    connection.execute(delete(file).where(*gone))
    _offer_again(connection, file.c.sha256.in_(mine))
    return len(mine)


def want(unit: Unit, sha256: bytes) -> None:
    """Ask for a file that is not here; it is fetched in the next cycles. One that is here is left as it is."""
    place = (tables.file.c.sha256 == sha256, tables.file.c.state == str(FileState.ELSEWHERE))
    unit.connection.execute(update(tables.file).where(*place).values(state=str(FileState.WANTED), sent=0))


def give_up_copy(unit: Unit, held: Held) -> Copy | None:
    """Give up a damaged copy of a file that the central store holds, to fetch it again.

    Return the copy to be removed when the unit has committed; None, and nothing changes, while this desk may be the
    only one that has any of it.
    """
    if held.copy is None or held.state not in (FileState.STORED, FileState.SAFE):
        return None
    place = (tables.file.c.sha256 == held.sha256, tables.file.c.state == str(held.state))
    values = {"state": str(FileState.WANTED), "key": None, "sent": 0}
    done = unit.connection.execute(update(tables.file).where(*place).values(values))
    return held.copy if done.rowcount == 1 else None


def waiting_files(connection: Connection) -> tuple[int, int]:
    """Return how many files wait to be sent, and how many of their bytes have not reached the central store."""
    file = tables.file.c
    left = func.coalesce(func.sum(file.size - file.sent), 0)
    row = connection.execute(select(func.count(), left).where(file.state == str(FileState.HERE))).one()
    return int(row[0]), int(row[1])


def moving_files(connection: Connection) -> tuple[int, int]:
    """Return how many files wait to be sent, and how many to be fetched."""
    counted: dict[str, int] = {state: int(count) for state, count in connection.execute(_BY_STATE)}
    return counted.get(FileState.HERE, 0), counted.get(FileState.WANTED, 0)


def sweep_copies(store: Store) -> int:
    """Remove copies that no row names, left by an attaching or a forgetting that was interrupted; return how many."""
    with store.read() as connection:
        rows = connection.execute(select(tables.file.c.sha256, tables.file.c.key)).all()
    known = {copy_name(row.sha256, row.key) for row in rows if row.key is not None}
    return sweep(folder_of(store), known)
