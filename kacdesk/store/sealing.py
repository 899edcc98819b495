"""This file is the place where captured operations become sealed lines, and sealed lines become a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import INTEGER, Connection, bindparam, delete, func, insert, select, update

from kacdesk.core.courtesy import WINDOW
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.session import Store, one
from kacdesk.wire.line import FIRST_CHAIN, LineKind, build_gone_line, build_line, leaf_of, next_chain

_AT_ONCE = 200
"""Lines are sealed in short transactions (25 ms of work), because a clerk's save waits for each."""

AHEAD = 4000
"""How many lines are sealed ahead of what is sent: a desk that was alone for years sends its first ones at once."""

_OUTBOX = tables.outbox.c
_EMPTIED = select(func.max(_OUTBOX.seq)).where(_OUTBOX.line.is_(None)).scalar_subquery()
_WAITING = select(
    func.count(),
    func.coalesce(func.sum(func.length(_OUTBOX.line)), 0),
    func.coalesce(_EMPTIED + 1, select(func.min(_OUTBOX.seq)).scalar_subquery()),
).where(_OUTBOX.seq > bindparam("acked"))
_CAPTURED = select(tables.capture).order_by(tables.capture.c.cid).limit(bindparam("most", type_=INTEGER))
_CHAIN = select(_OUTBOX.chain).where(_OUTBOX.seq == bindparam("seq"))


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


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that is to be sealed; `fields` hold JSON values, `base` field → op as hex, or None."""

    op: UUID
    txn: UUID
    register: str
    record: UUID
    kind: LineKind
    stamp: int
    actor: UUID
    point: str
    reason: str | None
    base: Mapping[str, str | None]
    fields: Mapping[str, Any]
    wall_ms: int
    mono_ms: int = 0
    boot: str = ""


def seal(store: Store, *, most: int | None = None) -> int:
    """Seal what was captured, in its order, and return how many lines were made. Running it again changes nothing.

    With `most` it stops when about so many were made.
    """
    sealed = 0
    while True:
        with store.unit(NO_ONE, applying=True) as unit:
            count = _seal_some(unit.connection)
        sealed += count
        if count < _AT_ONCE or (most is not None and sealed >= most):
            return sealed


def seal_ahead(store: Store) -> None:
    """Seal what was captured until `AHEAD` lines wait to be sent; a few saved meanwhile are left to the next cycle."""
    if not _has_many(store):
        return
    while _has_many(store):
        with store.read() as connection:
            state = one(connection, tables.sync_state)
        if state["next_seq"] - state["acked_seq"] > AHEAD:
            return
        with store.unit(NO_ONE, applying=True) as unit:
            _seal_some(unit.connection)
    seal(store)


def _has_many(store: Store) -> bool:
    """Say whether a whole transaction's worth is captured and not sealed."""
    captured = tables.capture.c.cid
    with store.read() as connection:
        return (
            connection.scalar(select(captured).order_by(captured).limit(1).offset(_AT_ONCE - 1)) is not None
        )


def seal_all(connection: Connection) -> None:
    """Seal everything that was captured, in the unit that is open."""
    while _seal_some(connection) == _AT_ONCE:
        pass


def _seal_some(connection: Connection) -> int:
    rows = connection.execute(_CAPTURED, {"most": _AT_ONCE}).all()
    if not rows:
        return 0
    made = [
        Operation(
            op=row.op,
            txn=row.txn,
            register=row.reg,
            record=row.rid,
            kind=LineKind(row.kind),
            stamp=row.hlc,
            actor=row.actor,
            point=row.point,
            reason=row.reason,
            base=msgspec.json.decode(row.b),
            fields=msgspec.json.decode(row.f),
            wall_ms=row.wall,
            mono_ms=row.mono,
            boot=row.boot,
        )
        for row in rows
    ]
    append(connection, made)
    connection.execute(delete(tables.capture).where(tables.capture.c.cid <= rows[-1].cid))
    state = one(connection, tables.sync_state)
    connection.execute(update(tables.sync_state).values(hlc=max(state["hlc"], rows[-1].hlc)))
    return len(rows)


def append(connection: Connection, operations: Sequence[Operation], *, state: int = 0) -> None:
    """Seal operations behind the last line of the stream, in the state given (`tables.outbox`).

    A settled conflict changes no field: nothing is told of its line later, so it is settled from the start.
    """
    sync = one(connection, tables.sync_state)
    seq, chain, made = sync["next_seq"], sync["chain"], []
    for each in WINDOW.first(operations):
        line = build_line(
            seq=seq,
            op=each.op,
            txn=each.txn,
            register=each.register,
            record=each.record,
            kind=each.kind,
            schema=sync["schema_version"],
            stamp=each.stamp,
            actor=each.actor,
            point=each.point,
            base={name: UUID(op) for name, op in each.base.items() if op},
            fields=each.fields,
            wall_ms=each.wall_ms,
            mono_ms=each.mono_ms,
            boot=each.boot,
            reason=each.reason,
        )
        leaf = leaf_of(line)
        chain = next_chain(chain, leaf)
        made.append(
            {
                "seq": seq, "op": each.op, "txn": each.txn, "reg": each.register, "rid": each.record,
                "line": line, "leaf": leaf, "chain": chain,
                "state": 1 if each.kind is LineKind.SETTLE else state,
            }
        )  # fmt: skip
        seq += 1
    if made:
        connection.execute(insert(tables.outbox), made)
        connection.execute(update(tables.sync_state).values(next_seq=seq, chain=chain))


def chain_at(connection: Connection, seq: int) -> bytes | None:
    """Return the chain after line `seq` of the open stream; None when this desk does not hold it any more.

    What lies before the pruned lines is not held: to go back there is a fork.
    """
    state = one(connection, tables.sync_state)
    if seq == state["pruned_seq"]:
        return FIRST_CHAIN if seq == 0 else state["pruned_chain"]
    found: bytes | None = connection.execute(_CHAIN, {"seq": seq}).scalar_one_or_none()
    return found


def next_batch(store: Store, *, most_bytes: int, most_changes: int, after: int | None = None) -> SealedBatch:
    """Return the lines after the acknowledged ones, within the limits; a transaction is split only if it must be.

    A line that was erased before it was sent goes as its leaf alone. With `after` the lines after that one.
    """
    with store.read() as connection:
        state = one(connection, tables.sync_state)
        first = (state["acked_seq"] if after is None else after) + 1
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


def pending(connection: Connection, *, acked: int) -> tuple[int, int, int | None]:
    """Return the count and the bytes of sealed lines without a receipt, and the first line from which all are whole.

    That line is None when none is held.
    """
    row = connection.execute(_WAITING, {"acked": acked}).one()
    return int(row[0]), int(row[1]), row[2]
