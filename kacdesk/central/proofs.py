"""This file is the place where a database of the central store is held against its own hashes and counters."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from kacdesk.central.tables import BLOB, BLOB_CHUNK, FEED, OP, RECORD, SCOPE_HEAD, STREAM
from kacdesk.wire.line import FIRST_CHAIN, leaf_of, next_chain

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be: `kind` is a stable code, `where` names the place, never a value."""

    kind: str
    point: str
    where: str


@dataclass
class Proved:
    """What was looked at and what is wrong; `files` are the hashes of files whose bytes were hashed and agree."""

    streams: int = 0
    lines: int = 0
    records: int = 0
    entries: int = 0
    files: dict[str, list[bytes]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def file_count(self) -> int:
        """Return how many files agree."""
        return sum(len(found) for found in self.files.values())


def prove(connection: Connection, *, with_files: bool = True) -> Proved:
    """Recompute every chain, every kept line's leaf, the density of the feed and the hashes of files."""
    proved = Proved()
    for stream in connection.execute(select(STREAM).order_by(STREAM.c.point, STREAM.c.id)).all():
        proved.streams += 1
        proved.faults += _prove_stream(connection, stream, proved)
    proved.faults += _prove_feed(connection, proved)
    proved.records = connection.execute(select(func.count()).select_from(RECORD)).scalar_one()
    if with_files:
        proved.faults += _prove_files(connection, proved)
    return proved


def _prove_stream(connection: Connection, stream: Row[Any], proved: Proved) -> Iterator[Fault]:
    chain, expected = FIRST_CHAIN, 1
    place = (OP.c.point == stream.point, OP.c.stream == stream.id)
    query = select(OP.c.seq, OP.c.line, OP.c.leaf, OP.c.chain).where(*place).order_by(OP.c.seq)
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            where = f"{stream.id}:{row.seq}"
            proved.lines += 1
            if row.seq != expected:
                yield Fault("stream-hole", stream.point, where)
            if row.line is not None and leaf_of(bytes(row.line)) != row.leaf:
                yield Fault("leaf", stream.point, where)
            chain, expected = next_chain(chain, row.leaf), row.seq + 1
            if chain != row.chain:
                yield Fault("chain", stream.point, where)
                chain = row.chain
    if (expected - 1, chain) != (stream.last_seq, bytes(stream.last_chain)):
        yield Fault("stream-mark", stream.point, f"{stream.id}:{stream.last_seq}")
    if stream.safe_seq > stream.last_seq:
        yield Fault("safe-mark", stream.point, f"{stream.id}:{stream.safe_seq}")


def _prove_feed(connection: Connection, proved: Proved) -> Iterator[Fault]:
    """Say which scopes have a hole, or a counter that is not that of their newest entry."""
    c = FEED.c
    query = select(c.point, c.scope, func.count(), func.min(c.cur), func.max(c.cur)).group_by(
        c.point, c.scope
    )
    found = {(point, scope): (n, least, most) for point, scope, n, least, most in connection.execute(query)}
    heads = {(row.point, row.scope): row.cur for row in connection.execute(select(SCOPE_HEAD))}
    for point, scope in sorted(found.keys() | heads.keys()):
        count, least, most = found.get((point, scope), (0, 1, 0))
        proved.entries += count
        if (least, most) != (1, count):
            yield Fault("feed-hole", point, scope)
        if most != heads.get((point, scope), 0):
            yield Fault("feed-head", point, scope)


def _prove_files(connection: Connection, proved: Proved) -> Iterator[Fault]:
    kept = select(BLOB).where(BLOB.c.state.in_(["stored", "safe"])).order_by(BLOB.c.point, BLOB.c.sha256)
    for row in connection.execute(kept).all():
        digest, size = hashlib.sha256(), 0
        c = BLOB_CHUNK.c
        chunks = select(c.bytes).where(c.point == row.point, c.sha256 == row.sha256).order_by(c.at)
        with connection.execute(chunks.execution_options(yield_per=1)) as parts:
            for part in parts:
                digest.update(part.bytes)
                size += len(part.bytes)
        if (digest.digest(), size) == (bytes(row.sha256), row.size):
            proved.files.setdefault(row.point, []).append(bytes(row.sha256))
        else:
            yield Fault("file", row.point, row.sha256.hex())


def marks_of(connection: Connection) -> dict[str, tuple[int, bytes]]:
    """Return how far every stream has come: `POINT/stream` → number and chain of its last line."""
    rows = connection.execute(select(STREAM))
    return {mark_name(row.point, row.id): (row.last_seq, bytes(row.last_chain)) for row in rows}


def mark_name(point: str, stream: UUID) -> str:
    """Return how marks name a stream."""
    return f"{point}/{stream.hex}"
