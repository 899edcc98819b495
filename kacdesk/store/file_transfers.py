"""This file is the place where it is kept how far files have travelled between this desk and the central store.

Every function is one short transaction or none; no transaction is open while the network is used.
"""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import select, update

from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.files import FileState, find_file, folder_of
from kacdesk.store.incidents import keep_incident
from kacdesk.store.session import Store
from kacdesk.vault.faults import translated
from kacdesk.vault.files import (
    BrokenCopy,
    Copy,
    add_part,
    held_bytes,
    new_key,
    read_copy,
    read_part,
    remove_copy,
)

FILE_DAMAGED = "file-damaged"
"""The only copy of a file, which the central store does not have, cannot be read."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A file that is to travel: `sending` to the central store, else from it; `at` bytes have been taken so far."""

    sha256: bytes
    size: int
    sending: bool
    at: int


def next_journey(store: Store, *, sending: bool, without: Collection[bytes]) -> Journey | None:
    """Return the next file to be sent, or to be fetched: one that is on its way before others, then the oldest."""
    file = tables.file
    state = FileState.HERE if sending else FileState.WANTED
    begun = (file.c.sent == 0) if sending else file.c.key.is_(None)
    query = (
        select(file)
        .where(file.c.state == str(state), file.c.sha256.not_in(list(without)))
        .order_by(begun, file.c.at, file.c.sha256)
        .limit(1)
    )
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    at = row.sent
    if not sending:
        at = held_bytes(Copy(folder_of(store), row.sha256, row.size, row.key)) if row.key else 0
    return Journey(row.sha256, row.size, sending, at)


def waiting_hashes(store: Store, *, sending: bool) -> list[bytes]:
    """Return the hashes of all files that are to be sent, or to be fetched, the oldest first."""
    file, state = tables.file.c, FileState.HERE if sending else FileState.WANTED
    with store.read() as connection:
        query = select(file.sha256).where(file.state == str(state)).order_by(file.at, file.sha256)
        return list(connection.scalars(query))


def chunk_of(store: Store, sha256: bytes, *, at: int, most: int) -> bytes | None:
    """Return the next bytes of a file that is here; None when the copy is damaged or not here any more."""
    with store.read() as connection:
        held = find_file(connection, folder_of(store), sha256)
    if held is None or held.copy is None or not held.whole:
        return None
    try:
        return read_part(held.copy, at, most)
    except BrokenCopy:
        return None


def note_damaged(store: Store, sha256: bytes) -> None:
    """Keep an incident, once, that the only copy of a file cannot be read; nothing of one that is not here any more."""
    told = msgspec.json.encode({"sha256": sha256.hex()}).decode()
    incident, held = tables.incident.c, tables.attachment.c
    with store.unit(NO_ONE, applying=True) as unit:
        file = find_file(unit.connection, folder_of(store), sha256)
        known = select(incident.id).where(incident.code == FILE_DAMAGED, incident.detail == told)
        if file is None or not file.whole or unit.connection.execute(known).first() is not None:
            return
        place = select(held.reg, held.rid).where(held.sha256 == sha256).order_by(held.op).limit(1)
        row = unit.connection.execute(place).one_or_none()
        keep_incident(
            unit.connection,
            FILE_DAMAGED,
            register=row.reg if row is not None else None,
            record=row.rid if row is not None else None,
            detail={"sha256": sha256.hex()},
        )


def note_sent(store: Store, sha256: bytes, *, sent: int, state: FileState = FileState.HERE) -> None:
    """Note how many bytes the central store has taken; with another `state`, that it has them all."""
    place = (tables.file.c.sha256 == sha256, tables.file.c.state == str(FileState.HERE))
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.file).where(*place).values(sent=sent, state=str(state)))


def keep_part(store: Store, sha256: bytes, *, at: int, part: bytes, total: int) -> int:
    """Put fetched bytes behind those that are here and return how many there are now.

    The copy gets its key, and the size that the central store tells, with its first bytes. A part that does not
    follow what is here changes nothing. A full disk leaves as Unavailable.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        held = find_file(unit.connection, folder_of(store), sha256)
        if held is None or held.state is not FileState.WANTED:
            return 0
        copy = held.copy
        if copy is None or copy.size != total:
            copy = Copy(folder_of(store), sha256, total, new_key())
            values = {"key": copy.key, "size": total}
            unit.connection.execute(update(tables.file).where(tables.file.c.sha256 == sha256).values(values))
    if at != held_bytes(copy):
        return held_bytes(copy)
    with translated(copy.path):
        add_part(copy, at, part)
    return held_bytes(copy)


def finish(store: Store, sha256: bytes) -> bool:
    """Read a fetched file through and keep it if it is what its name says; else its bytes go, to be fetched anew."""
    with store.read() as connection:
        held = find_file(connection, folder_of(store), sha256)
    if held is None or held.copy is None or held.state is not FileState.WANTED:
        return True
    try:
        for _ in read_copy(held.copy):
            pass
        values = {"state": str(FileState.STORED), "sent": held.size}
    except BrokenCopy:
        values = {"key": None}
    place = (tables.file.c.sha256 == sha256, tables.file.c.key == held.copy.key)
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.file).where(*place).values(values))
    if "key" in values:
        remove_copy(held.copy)
    return "key" not in values
