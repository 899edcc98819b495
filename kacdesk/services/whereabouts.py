"""This file is the place where it is told how far a record has got, operation by operation, without any value."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from kacdesk.core.errors import Missing
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.session import one


@dataclass(frozen=True, slots=True)
class Step:
    """One operation. `state`: unsealed, waiting, acknowledged, told, safe, refused, or central: somebody else's.

    `seq` is its line in the open stream, `at` when it was made (UTC), `code` why it was refused.
    """

    op: str
    kind: str
    at: datetime
    state: str
    seq: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A record, its operations in their order, and what of it is open."""

    register: str
    record: UUID
    number: str | None
    steps: list[Step]
    conflicts: int
    unread: int
    erased: bool = False


def whereabouts(context: Context, asked: str) -> Whereabouts:
    """Return how far the record has got that a document number or an identifier names; Missing when it is not here."""
    with context.store.read() as connection:
        record = _record(context, connection, asked)
        register, number = _described(context, connection, record)
        state = one(connection, tables.sync_state)
        steps = _steps(connection, record, acked=state["acked_seq"], safe=state["safe_seq"])
        erased = connection.execute(
            select(tables.tombstone.c.rid).where(tables.tombstone.c.rid == record)
        ).first()
        if register is None and not steps and erased is None:
            raise _missing(asked)
        conflict, unread = tables.conflict.c, tables.unread.c
        open_here = select(func.count()).where(conflict.rid == record, conflict.settled_at.is_(None))
        waiting = select(func.count()).where(unread.rid == record)
        return Whereabouts(
            register=register or "",
            record=record,
            number=number,
            steps=steps,
            conflicts=connection.execute(open_here).scalar_one(),
            unread=connection.execute(waiting).scalar_one(),
            erased=erased is not None,
        )


def _missing(asked: str) -> Missing:
    return Missing(
        t("Ieraksta “{id}” šajā datorā nav.", id=asked[:60]),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet numuru vai jautājiet krātuves uzturētājam."),
    )


def _record(context: Context, connection: Connection, asked: str) -> UUID:
    found = parse_id(asked)
    if found is not None:
        return found
    for spec in context.catalog.captured:
        if not spec.numbered:
            continue
        table = context.catalog.table(spec.name)
        named = connection.scalars(select(table.c.id).where(table.c.number == asked.strip().upper())).all()
        if named:
            first: UUID = named[0]
            return first
    raise _missing(asked)


def _described(context: Context, connection: Connection, record: UUID) -> tuple[str | None, str | None]:
    for spec in context.catalog.specs:
        table = context.catalog.table(spec.name)
        columns = (table.c.number,) if spec.numbered else (table.c.id,)
        row = connection.execute(select(*columns).where(table.c.id == record)).one_or_none()
        if row is not None:
            return spec.name, row[0] if spec.numbered else None
    return None, None


def _steps(connection: Connection, record: UUID, *, acked: int, safe: int) -> list[Step]:
    log = tables.change_log.c
    outbox = {
        row.op: row
        for row in connection.execute(
            select(tables.outbox.c.op, tables.outbox.c.seq, tables.outbox.c.state).where(
                tables.outbox.c.rid == record
            )
        )
    }
    captured = set(connection.scalars(select(tables.capture.c.op).where(tables.capture.c.rid == record)))
    refused = {
        row.op: row
        for row in connection.execute(select(tables.exception).where(tables.exception.c.rid == record))
    }
    steps: dict[UUID, Step] = {}
    rows = select(log.op, log.kind, log.at, log.origin).where(log.rid == record).order_by(log.lid)
    for row in connection.execute(rows):
        if row.op is None or row.op in steps:
            continue
        state, seq = _state(row, outbox.get(row.op), captured, acked=acked, safe=safe)
        why = refused.get(row.op)
        if why is not None and why.settled_at is None:
            state = "refused"
        steps[row.op] = Step(
            op=row.op.hex,
            kind=row.kind,
            at=datetime.fromtimestamp(row.at / 1000, UTC),
            state=state,
            seq=seq,
            code=f"{why.outcome}:{why.code}" if why is not None else "",
        )
    return list(steps.values())


def _state(row: Any, sent: Any, captured: set[UUID], *, acked: int, safe: int) -> tuple[str, int | None]:
    if sent is None:
        if row.op in captured:
            return "unsealed", None
        return (
            "safe" if row.origin == "desk" else "central"
        ), None  # an own line is given up only when it is safe
    if sent.seq > acked:
        return "waiting", sent.seq
    if sent.seq <= safe:
        return "safe", sent.seq
    return ("told" if sent.state == 1 else "acknowledged"), sent.seq
