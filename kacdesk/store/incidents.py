"""This file is the place where the desk keeps what a person must look at: refusals, conflicts, incidents."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.types import Id
from kacdesk.store import tables
from kacdesk.wire.messages import FeedConflict

FORKED = "forked"
"""This disk is not the one that the central store knew: a new stream and a new series were begun."""

NUMBER_REUSED = "number-reused"
"""Two records carry one document number."""

HEALED = "healed"
"""Both sides differed without a reason that is known; the desk now shows what the central store holds."""

ORPHAN = "orphan"
"""A restored central store did not know operations of a desk that is gone; they were given back from here."""

MISSING = "missing"
"""The central store does not hold records that are here."""

REFUSED_OUTCOMES = frozenset({"quarantined", "parked", "denied"})
_PASSING = ("parked", "quarantined")
_PASSED = "applied"
"""What an exception becomes whose operation was applied after all."""

_REFUSAL = select(tables.exception.c.op).where(tables.exception.c.op == bindparam("op", type_=Id))


def keep_incident(
    connection: Connection,
    code: str,
    *,
    register: str | None = None,
    record: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    closed: bool = False,
) -> None:
    """Keep an incident; `detail` holds identifiers, counts and codes, and a reason that a person gave.

    One that is `closed` was looked at by who made it, and is only kept.
    """
    now = clock.now_utc()
    row = {
        "id": new_id(),
        "code": code,
        "reg": register,
        "rid": record,
        "detail": _text(detail or {}),
        "at": now,
        "settled_at": now if closed else None,
    }
    connection.execute(insert(tables.incident), row)


def add_to_incident(connection: Connection, code: str, counts: Mapping[str, int], records: list[str]) -> None:
    """Add counts and records to the open incident of that code, or keep a new one; it names a hundred records."""
    table = tables.incident
    found = connection.execute(
        select(table.c.id, table.c.detail).where(table.c.code == code, table.c.settled_at.is_(None)).limit(1)
    ).one_or_none()
    detail: dict[str, Any] = msgspec.json.decode(found.detail) if found is not None else {}
    for name, count in counts.items():
        detail[name] = detail.get(name, 0) + count
    detail["ids"] = list(dict.fromkeys([*detail.get("ids", []), *records]))[:100]
    if found is None:
        keep_incident(connection, code, detail=detail)
        return
    connection.execute(update(table).where(table.c.id == found.id).values(detail=_text(detail)))


def keep_reused(connection: Connection, detail: Mapping[str, Any], *, register: str, record: UUID) -> None:
    """Keep that a number stands on two records, once for each number."""
    told = _text({name: detail[name] for name in sorted(detail)})
    table = tables.incident
    if connection.execute(
        select(table.c.id).where(table.c.code == NUMBER_REUSED, table.c.detail == told)
    ).first():
        return
    keep_incident(
        connection, NUMBER_REUSED, register=register, record=record, detail=msgspec.json.decode(told)
    )


def keep_exception(
    connection: Connection, *, op: UUID, outcome: str, code: str, field: str | None, now: datetime
) -> None:
    """Note an own operation that the central store keeps but did not apply; told twice, it is noted once.

    One that was applied meanwhile is open again, also when its line was pruned since: a restored central store does not
    know any more that it let it through.
    """
    table = tables.exception
    noted = connection.execute(select(table.c.outcome).where(table.c.op == op)).scalar()
    told = {"outcome": outcome, "code": code, "field": field, "at": now}
    if noted == _PASSED:
        connection.execute(update(table).where(table.c.op == op).values(**told, settled_at=None))
    if noted is not None:
        return
    sent = connection.execute(
        select(tables.outbox.c.reg, tables.outbox.c.rid).where(tables.outbox.c.op == op)
    ).one_or_none()
    if sent is not None:
        connection.execute(insert(table), {"op": op, "reg": sent.reg, "rid": sent.rid, **told})


def close_refusal(connection: Connection, op: UUID, names: Collection[str] | None) -> None:
    """Close a refusal whose operation was applied after all, with the fields `names` or whole (None): released, or read
    by a newer central store. A parked operation of which only the known fields were applied stays refused."""
    if connection.execute(_REFUSAL, {"op": op}).first() is None:
        return  # as nearly always
    table = tables.exception
    here = [table.c.op == op, table.c.settled_at.is_(None), table.c.outcome.in_(_PASSING)]
    if names is not None:
        here.append(or_(table.c.outcome == "quarantined", table.c.field.is_(None), table.c.field.in_(names)))
    connection.execute(update(table).where(*here).values(outcome=_PASSED, settled_at=clock.now_utc()))


def refused_ops(connection: Connection) -> set[UUID]:
    """Return the own operations that the central store did not apply, whether a person has closed them or not."""
    return set(connection.scalars(select(tables.exception.c.op).where(tables.exception.c.outcome != _PASSED)))


def keep_conflict(connection: Connection, entry: FeedConflict) -> None:
    """Keep a conflict with the value that lost, or close it where a person has closed it somewhere."""
    key = {
        "rid": UUID(entry.rid),
        "field": entry.field,
        "win_op": UUID(entry.win),
        "lose_op": UUID(entry.lose),
    }
    now, table = clock.now_utc(), tables.conflict
    if entry.settled:
        place = [table.c[name] == value for name, value in key.items()]
        connection.execute(update(table).where(*place, table.c.settled_at.is_(None)).values(settled_at=now))
        return
    values = {**key, "reg": entry.r, "lose_value": _text(entry.value), "at": now}
    connection.execute(upsert(table).values(**values).on_conflict_do_nothing())


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
