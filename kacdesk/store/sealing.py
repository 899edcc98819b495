"""This file is the place where captured operations become sealed lines, and sealed lines become a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.session import Store, one
from kacdesk.wire.line import FIRST_CHAIN, LineKind, build_gone_line, build_line, leaf_of, next_chain

_AT_ONCE = 1000


@dataclass(frozen=True)
class SealedBatch:
    """Sealed lines `first`… of the open stream, the chain before them and after them."""

    stream: UUID
    first: int
    previous: bytes
    chain: bytes
    lines: Sequence[bytes]

    @property
    def last(self) -> int:
        """Return the number of the last line; first - 1 when there is none."""
        return self.first + len(self.lines) - 1


def seal(store: Store) -> int:
    """Seal what was captured, in its order, and return how many lines were made. Running it again changes nothing."""
    sealed = 0
    while True:
        with store.unit(NO_ONE, applying=True) as unit:
            count = _seal_some(unit.connection)
        sealed += count
        if count < _AT_ONCE:
            return sealed


def _seal_some(connection: Connection) -> int:
    state = one(connection, tables.sync_state)
    rows = connection.execute(select(tables.capture).order_by(tables.capture.c.cid).limit(_AT_ONCE)).all()
    if not rows:
        return 0
    seq, chain = state["next_seq"], state["chain"]
    made = []
    for row in rows:
        line = build_line(
            seq=seq,
            op=row.op,
            txn=row.txn,
            register=row.reg,
            record=row.rid,
            kind=LineKind(row.kind),
            schema=state["schema_version"],
            stamp=row.hlc,
            actor=row.actor,
            point=row.point,
            base={name: UUID(op) for name, op in msgspec.json.decode(row.b).items() if op},
            fields=msgspec.json.decode(row.f),
            wall_ms=row.wall,
            mono_ms=row.mono,
            boot=row.boot,
            reason=row.reason,
        )
        leaf = leaf_of(line)
        chain = next_chain(chain, leaf)
        made.append(
            {
                "seq": seq, "op": row.op, "txn": row.txn, "reg": row.reg, "rid": row.rid,
                "line": line, "leaf": leaf, "chain": chain, "state": 0,
            }
        )  # fmt: skip
        seq += 1
    connection.execute(insert(tables.outbox), made)
    connection.execute(delete(tables.capture).where(tables.capture.c.cid <= rows[-1].cid))
    hlc = max(state["hlc"], rows[-1].hlc)
    connection.execute(update(tables.sync_state).values(next_seq=seq, chain=chain, hlc=hlc))
    return len(made)


def chain_at(connection: Connection, seq: int) -> bytes | None:
    """Return the chain after line `seq` of the open stream; None when this desk does not hold it any more."""
    if seq == 0:
        return FIRST_CHAIN
    found: bytes | None = connection.execute(
        select(tables.outbox.c.chain).where(tables.outbox.c.seq == seq)
    ).scalar_one_or_none()
    return found


def next_batch(store: Store, *, most_bytes: int, most_changes: int) -> SealedBatch:
    """Return the lines after the acknowledged ones, within the limits; a transaction is split only if it must be.

    A line that was erased before it was sent goes as its leaf alone.
    """
    with store.read() as connection:
        state = one(connection, tables.sync_state)
        first = state["acked_seq"] + 1
        rows = connection.execute(
            select(tables.outbox)
            .where(tables.outbox.c.seq >= first)
            .order_by(tables.outbox.c.seq)
            .limit(most_changes + 1)
        ).all()
        previous = chain_at(connection, first - 1)
    if previous is None:
        raise RuntimeError("the outbox lost the line that was acknowledged last")
    lines = [row.line or build_gone_line(seq=row.seq, op=row.op, leaf=row.leaf) for row in rows]
    taken, size = 0, 0
    for line in lines[:most_changes]:
        size += len(line) + 1
        if taken and size > most_bytes:
            break
        taken += 1
    if taken < len(rows):
        taken = _whole_transactions([row.txn for row in rows[: taken + 1]]) or taken
    chain = rows[taken - 1].chain if taken else previous
    return SealedBatch(state["stream"], first, previous, chain, lines[:taken])


def _whole_transactions(txns: Sequence[UUID]) -> int:
    """Return how many leading items end with a whole transaction, the last item being the first left out."""
    count = len(txns) - 1
    while count and txns[count - 1] == txns[count]:
        count -= 1
    return count


def pending(connection: Connection, *, acked: int) -> tuple[int, int]:
    """Return the count and the bytes of sealed lines without a receipt."""
    c = tables.outbox.c
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(func.length(c.line)), 0)).where(c.seq > acked)
    ).one()
    return int(row[0]), int(row[1])
