"""This file is the place where it is listed what a person must look at, and where a person closes it.

A refusal is an own operation that the central store keeps but did not apply. A conflict is a field that two people
changed without seeing each other. An incident is something that happened to the exchange itself.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Table, select, update

from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.lists import MASK, log_access
from kacdesk.services.people.pins import PIN_RESET
from kacdesk.services.records import tidy_reason
from kacdesk.services.sent_again import close_refusals, send_again
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.store import brakes, resending, tables
from kacdesk.store.history import plain
from kacdesk.store.operations import capture
from kacdesk.store.session import Unit
from kacdesk.wire.codec import BadValue, decode_value
from kacdesk.wire.line import LineKind

REFUSAL, CONFLICT, INCIDENT = "refusal", "conflict", "incident"
_LEAST_OF_ID = 8
_STATUS = "status"


@dataclass(frozen=True)
class Item:
    """One thing to look at; moments in UTC, `id` as 32 hex digits.

    `number` of the document, if it has one · `code` why: of the refusal or the incident · `field` where ·
    `value` what is shown now, `other` the value that lost: JSON values, masked unless a purpose was stated ·
    `detail` of an incident: identifiers and counts.
    """

    id: str
    kind: str
    at: datetime
    register: str | None = None
    record: UUID | None = None
    number: str | None = None
    code: str = ""
    field: str | None = None
    value: Any = None
    other: Any = None
    detail: Mapping[str, Any] = member(default_factory=dict)


def open_items(context: Context, *, purpose: str | None = None) -> list[Item]:
    """Return all that is open, oldest first. Personal values are masked unless a purpose is stated, which is logged."""
    with context.store.read() as connection:
        items = [
            *(_refusal(context, connection, row) for row in _open(connection, tables.exception)),
            *(
                _conflict(context, connection, row, masked=not purpose)
                for row in _open(connection, tables.conflict)
            ),
            *(_incident(row) for row in _open(connection, tables.incident)),
        ]
    if purpose:
        for item in items:
            if item.kind == CONFLICT and item.register is not None and item.record is not None:
                log_access(context, "attention", item.register, [item.record], purpose=purpose)
    return sorted(items, key=lambda item: item.at)


def settle(
    context: Context, item: str, *, take_mine: bool = False, resend: bool = False, reason: str | None = None
) -> Item:
    """Close one item, named by at least the first eight digits of its identifier; it is closed on all desks.

    A conflict: the shown value stays, or with `take_mine` the one that lost is entered anew, for a reason. A refusal:
    what the central store holds is shown again, or with `resend` the record goes up once more, whole, as it is now.
    """
    found = _named(open_items(context), item)
    if found.code == PIN_RESET:
        context.require(Role.SUPERVISOR)
    effect = t("Nekas nav mainīts.")
    if take_mine and found.kind != CONFLICT:
        raise Refused(t("Zaudējušo vērtību var ņemt tikai pretrunā."), effect=effect)
    if resend and found.kind != REFUSAL:
        raise Refused(t("Vēlreiz sūtīt var tikai to, ko krātuve nepieņēma."), effect=effect)
    why = tidy_reason(reason or "", effect=effect)
    if take_mine and why is None:
        raise Refused(
            t("Vērtības maiņai vajag iemeslu."), effect=effect, remedy=t("Norādiet to ar --reason.")
        )
    with context.store.unit(context.actor.id, reason=why) as unit:
        if found.kind == CONFLICT:
            _settle_conflict(unit, found, take_mine=take_mine)
        elif found.kind == REFUSAL:
            _settle_refusal(unit, found, resend=resend)
        else:
            _settle_incident(unit, found)
    return found


def allow_mass_change(context: Context, reason: str) -> int:
    """Let a stopped mass change pass as far as it was known then; return how many records it hides, 0 for none.

    Who allowed it and why is kept beside the incidents.
    """
    context.require(Role.SUPERVISOR, Role.IT)
    effect = t("Nekas nav mainīts.")
    why = tidy_reason(reason, effect=effect)
    if why is None:
        raise Refused(
            t("Lielas izmaiņas pārņemšanai vajag iemeslu."),
            effect=effect,
            remedy=t("Noskaidrojiet, kas un kāpēc tik daudz anulēja vai dzēsa, un to uzrakstiet."),
        )
    return brakes.allow(context.store, by=context.actor.id, reason=why)


# --- reading -----------------------------------------------------------------------------------------------------
def _open(connection: Connection, table: Table) -> list[Row[Any]]:
    return list(connection.execute(select(table).where(table.c.settled_at.is_(None)).order_by(table.c.at)))


def _number_of(context: Context, connection: Connection, register: str, record: UUID) -> str | None:
    if register not in context.catalog or not context.catalog.spec(register).numbered:
        return None
    table = context.catalog.table(register)
    found: str | None = connection.execute(
        select(table.c.number).where(table.c.id == record)
    ).scalar_one_or_none()
    return found


def _refusal(context: Context, connection: Connection, row: Row[Any]) -> Item:
    return Item(
        id=row.op.hex,
        kind=REFUSAL,
        at=row.at,
        register=row.reg,
        record=row.rid,
        number=_number_of(context, connection, row.reg, row.rid),
        code=f"{row.outcome}:{row.code}" if row.code else row.outcome,
        field=row.field,
    )


def _conflict(context: Context, connection: Connection, row: Row[Any], *, masked: bool) -> Item:
    spec = context.catalog.spec(row.reg) if row.reg in context.catalog else None
    told = spec.by_name.get(row.field) if spec is not None else None
    now = None
    if told is not None:
        column = context.catalog.table(row.reg).c
        now = connection.execute(select(column[row.field]).where(column.id == row.rid)).scalar_one_or_none()
    return Item(
        id=conflict_id(row.rid, row.field, row.win_op, row.lose_op),
        kind=CONFLICT,
        at=row.at,
        register=row.reg,
        record=row.rid,
        number=_number_of(context, connection, row.reg, row.rid),
        field=row.field,
        value=_masked(told, plain(now), masked=masked),
        other=_masked(told, msgspec.json.decode(row.lose_value), masked=masked),
        detail={"win": row.win_op.hex, "lose": row.lose_op.hex},
    )


def conflict_id(record: UUID, name: str, winner: UUID, loser: UUID) -> str:
    """Return the identifier under which a conflict is shown: the same on every desk."""
    key = record.bytes + name.encode() + b"\0" + winner.bytes + loser.bytes
    return hashlib.sha256(key).hexdigest()[:32]


def _masked(told: FieldSpec | None, value: Any, *, masked: bool) -> Any:
    hidden = masked and value is not None and (told is None or told.personal)
    return MASK if hidden else value


def _incident(row: Row[Any]) -> Item:
    return Item(
        id=row.id.hex,
        kind=INCIDENT,
        at=row.at,
        register=row.reg,
        record=row.rid,
        code=row.code,
        detail=msgspec.json.decode(row.detail),
    )


def _named(items: list[Item], asked: str) -> Item:
    key = asked.replace("-", "").lower()
    found = [item for item in items if item.id.startswith(key)] if len(key) >= _LEAST_OF_ID else []
    if len(found) == 1:
        return found[0]
    raise Missing(
        t("Jāapskatāmā “{id}” nav vai tas nav viens vienīgs.", id=asked[:40]),
        effect=t("Nekas nav mainīts."),
        remedy=t("Sarakstu parāda “kacdesk attention”."),
    )


# --- closing -----------------------------------------------------------------------------------------------------
def _settle_conflict(unit: Unit, item: Item, *, take_mine: bool) -> None:
    register, record, name = str(item.register), item.record, str(item.field)
    if record is None:
        raise RuntimeError("a conflict without a record")
    win, lose = str(item.detail["win"]), str(item.detail["lose"])
    conflict = tables.conflict.c
    here = (conflict.rid == record, conflict.field == name)
    one = (*here, conflict.win_op == UUID(win), conflict.lose_op == UUID(lose))
    if take_mine:
        raw = unit.connection.execute(select(conflict.lose_value).where(*one)).scalar_one()
        _take(unit, unit.catalog.spec(register), record, name, msgspec.json.decode(raw))
    told = {"field": name, "win": win, "lose": lose}
    capture(unit, register, record, LineKind.SETTLE, told, {})
    unit.connection.execute(update(tables.conflict).where(*one).values(settled_at=clock.now_utc()))


def _take(unit: Unit, spec: RegisterSpec, record: UUID, name: str, value: Any) -> None:
    """Enter the value that lost over the one that won, as a correction."""
    effect = t("Nekas nav mainīts.")
    current = unit.row(spec.name, record)
    told = spec.by_name.get(name)
    if name == _STATUS or told is None or current[_STATUS] == Status.VOIDED:
        raise Refused(
            t("Anulēšanu tā atcelt nevar."), effect=effect, remedy=t("Ja vajag, ievadiet jaunu ierakstu.")
        )
    try:
        decoded = decode_value(told, value)
    except BadValue as error:
        raise Refused(t("Zaudējušo vērtību šī programmas versija nesaprot."), effect=effect) from error
    changed = {name: decoded} if told.progress else {name: decoded, _STATUS: str(Status.CORRECTED)}
    unit.update(spec.name, record, changed)
    if spec.parent is not None:
        unit.touch(spec.parent, current[spec.parent_field or ""])


def _settle_refusal(unit: Unit, item: Item, *, resend: bool) -> None:
    register, record, op = str(item.register), item.record, UUID(item.id)
    if record is None:
        raise RuntimeError("a refusal without a record")
    if resend:
        send_again(unit, register, record)
    else:
        resending.take_back(unit, register, record, op)
        close_refusals(unit, register, record, [op])


def _settle_incident(unit: Unit, item: Item) -> None:
    incident = tables.incident
    unit.connection.execute(
        update(incident).where(incident.c.id == UUID(item.id)).values(settled_at=clock.now_utc())
    )
    if item.register is not None and item.record is not None:
        capture(unit, item.register, item.record, LineKind.SETTLE, {"code": item.code}, {})
