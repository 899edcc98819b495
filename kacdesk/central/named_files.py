"""This file is the place where it is found out which files records name, and which go because a record was forgotten.

A record names a file by a field of its own (`_file:<sha256>`). A `forget` line that empties all of a record empties
these fields too, though it does not name them: the desk that made it may not know them all. It empties what was named
up to its own stamp; a file that was named before it and comes after it is empty from the start, so the order does not
matter. One that was attached later stays until the rule is carried out again.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.central.database import Database
from kacdesk.central.merge import RecordState
from kacdesk.central.tables import RECORD
from kacdesk.central.verify import Checked
from kacdesk.wire.line import FILE_PREFIX, FORGETS_ALL, Line, LineKind, hash_in
from kacdesk.wire.stamp import LARGEST_STAMP, read_stamp, stamp_text

_FORGOTTEN = stamp_text(LARGEST_STAMP)


def forgotten_by(state: RecordState | None) -> UUID | None:
    """Return the operation that forgot all of a record; None when none did, or it was written anew since."""
    if state is None or state.stamps.get(FORGETS_ALL) != _FORGOTTEN:
        return None
    return UUID(state.ops[FORGETS_ALL])


def with_files(
    state: RecordState, item: Checked, line: Line, *, counted: int, forgotten: int | None
) -> Mapping[str, Any]:
    """Return the fields that a line sets, with those of files that go by it, or that went before it came.

    `counted` is its effective stamp, `forgotten` that of the line which forgot all of its record, if one did.
    """
    if line.kind is LineKind.FORGET and FORGETS_ALL in item.known:
        named = (name for name, value in state.fields.items() if value is not None and hash_in(name))
        return {**item.known, **{name: None for name in named if read_stamp(state.stamps[name]) <= counted}}
    late = line.kind is LineKind.FILE and forgotten is not None and counted <= forgotten
    if late and state.ops.keys().isdisjoint(item.known):
        return dict.fromkeys(item.known)
    return item.known


def gone_files(fields: Mapping[str, Any]) -> set[bytes]:
    """Return the files that these fields are of and that they leave empty."""
    return {sha for name, value in fields.items() if value is None and (sha := hash_in(name))}


def named_files(fields: Mapping[str, Any]) -> set[bytes]:
    """Return the files that the fields of a record name."""
    return {sha for name, value in fields.items() if value is not None and (sha := hash_in(name))}


def files_of(connection: Connection, database: Database, point: str, records: Collection[UUID]) -> set[bytes]:
    """Return the files that some records name."""
    place = (RECORD.c.point == point, database.within(RECORD.c.rid, records))
    return _all_of(connection.scalars(select(RECORD.c.f).where(*place)))


def still_named(
    connection: Connection,
    database: Database,
    point: str,
    files: Collection[bytes],
    *,
    except_for: UUID | None = None,
) -> set[bytes]:
    """Return which of these files a record of the point names, one record left out; it looks at every record once."""
    if not files:
        return set()
    names = [FILE_PREFIX + sha.hex() for sha in files]
    place = [RECORD.c.point == point, database.has_member(RECORD.c.f, names)]
    if except_for is not None:
        place.append(RECORD.c.rid != except_for)
    return _all_of(connection.scalars(select(RECORD.c.f).where(*place))) & set(files)


def _all_of(records: Iterable[Mapping[str, Any]]) -> set[bytes]:
    return {sha for fields in records for sha in named_files(fields)}
