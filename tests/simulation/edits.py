"""This file is the place where a simulated clerk works: records made, corrected, voided, restored, forgotten."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.store.numbers import next_numbers
from kacdesk.store.purging import forget_values
from kacdesk.store.resending import snapshot
from kacdesk.store.session import Unit
from tests.simulation.desk import Desk

_KINDS = ("insert", "correct", "void", "restore", "forget", "poison")
_WEIGHTS = (18, 66, 5, 3, 3, 5)
_REGISTERS = ("phone_consultation", "visit", "received_document", "staff")
_SHARES = (55, 15, 15, 15)
_RECENT = 4
"""Most work is done on a few records, so that desks meet in them."""

_FIELDS: dict[str, tuple[str, ...]] = {
    "phone_consultation": ("topic", "note", "caller_name", "duration_s"),
    "visit": ("note", "customer_name", "customer_contact"),
    "visit_service": ("service_text", "line_note", "quantity"),
    "received_document": ("title", "note", "pages", "submitter_name"),
    "staff": ("name",),
}
_NUMBERS = {"duration_s": 86_000, "quantity": 990, "pages": 9_000}
_PERSONAL = {
    name: tuple(field.name for field in CATALOG.spec(name).fields if field.personal) for name in _FIELDS
}
_TOO_LONG = "x" * 4_100


def work(desk: Desk, source: random.Random) -> bool:
    """Do one thing on a desk, in one transaction; return whether it is something the central store must refuse."""
    desk.act()
    kind = source.choices(_KINDS, _WEIGHTS)[0]
    reason = None if kind == "insert" else "labots"
    special = "forget" if kind == "forget" else None
    with desk.store.unit(desk.actor, reason=reason, kind=special) as unit:
        if kind == "insert" or not _on_something(unit, source, kind):
            unit.pen.kind, unit.pen.reason = None, None
            _insert(unit, source, desk.actor)
            return False
    return kind == "poison"


def _insert(unit: Unit, source: random.Random, actor: UUID) -> None:
    register = source.choices(_REGISTERS, _SHARES)[0]
    now = clock.now_utc()
    record = new_id()
    unit.insert(register, record, _values(unit, source, register, now) | _made(actor, now))
    for place in range(source.randint(1, 2) if register == "visit" else 0):
        line = {"visit_id": record, "line_no": place + 1, "service_text": _text(source)}
        unit.insert(
            "visit_service",
            new_id(),
            line | {"kind": "INFORMATION", "quantity": _number(source, "quantity")} | _made(actor, now),
        )


def _values(unit: Unit, source: random.Random, register: str, now: datetime) -> dict[str, Any]:
    counted = {"counted_on": clock.riga_day(now)}
    match register:
        case "phone_consultation":
            asked = {
                "started_at": now,
                "start_quality": "MEASURED",
                "call_state": "ANSWERED",
                "helpline": False,
            }
            return {**asked, **counted, "topic": _text(source), "note": _text(source)}
        case "visit":
            came = {"started_at": now, "start_quality": "MEASURED", "channel": "IN_PERSON"}
            return {**came, **counted, "customer_name": _text(source)}
        case "received_document":
            taken = {"received_at": now, "kind": "SUBMISSION", "title": _text(source), "form": "PAPER"}
            numbers = next_numbers(unit, register, year=clock.today_riga().year)
            return {**taken, **counted, **numbers, "custody": "AT_CENTRE"}
    return {"name": _text(source), "role": "CLERK", "active": True}


def _made(actor: UUID, now: datetime) -> dict[str, Any]:
    return {"status": "registered", "made_at": now, "made_by": actor}


def _on_something(unit: Unit, source: random.Random, kind: str) -> bool:
    """Change a record that is there; False when there is none that fits."""
    register = source.choices((*_REGISTERS, "visit_service"), (*_SHARES, 15))[0]
    records = _records(unit.connection, register)
    if not records:
        return False
    record = source.choice(records[-_RECENT:] if source.random() < 0.75 else records)
    row = unit.row(register, record)
    changes = _changes(source, register, kind, row)
    if changes:
        unit.update(register, record, changes)
    if changes and kind == "forget":  # as services.retention does it
        forget_values(unit.connection, register, record, changes.keys())
        unit.pen.kind = None
        snapshot(unit, register, record)
    return bool(changes)


def _records(connection: Connection, register: str) -> list[UUID]:
    """Return the records of a register as all desks of the point would sort them."""
    table = CATALOG.table(register)
    return sorted(connection.scalars(select(table.c.id)))


def _changes(source: random.Random, register: str, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    voided = row["status"] == "voided"
    match kind:
        case "void":
            return {} if voided else {"status": "voided", "void_reason": _text(source)}
        case "restore":
            return {"status": "registered", "void_reason": None} if voided else {}
        case "forget":
            return {name: None for name in _PERSONAL[register] if row[name] is not None}
        case "poison":
            name = next(name for name in _FIELDS[register] if name not in _NUMBERS)
            return {name: _TOO_LONG + _text(source)}
    names = source.sample(_FIELDS[register], k=min(len(_FIELDS[register]), source.choice((1, 1, 1, 2))))
    changes: dict[str, Any] = {name: _value(source, name) for name in names}
    return changes if voided or source.random() < 0.5 else changes | {"status": "corrected"}


def _value(source: random.Random, name: str) -> Any:
    return _number(source, name) if name in _NUMBERS else _text(source)


def _number(source: random.Random, name: str) -> int:
    return source.randint(1, _NUMBERS[name])


def _text(source: random.Random) -> str:
    return f"teksts {source.getrandbits(40):010x}"
