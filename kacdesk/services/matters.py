"""This file is the place where what a person must look at is told in plain words: what, where, why, what can be done.

`services.attention` lists and closes; here each item gets its record, its field, its sentence and the way it is mended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.latvian import number, short_moment
from kacdesk.core.text import t
from kacdesk.models.rules import field_problem
from kacdesk.services.attention import CONFLICT, REFUSAL, Item, open_items
from kacdesk.services.context import Context, Role
from kacdesk.services.lists import MASK, shown
from kacdesk.services.matter_words import incident_words, refusal_words
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import Direction, RegisterSpec, Status
from kacdesk.store import brakes, tables
from kacdesk.store.session import lines_of
from kacdesk.wire.codec import BadValue, decode_value

STOPPED = brakes.MASS_CHANGE
"""The kind of a mass change that is not taken over until a person allows it, and its identifier: there is only one."""

_QUARANTINED = "quarantined"
_DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at, in words; moments in UTC, `id` as `attention.settle` wants it.

    `title` names the record without its customer · `field` is the label of the field · `why` one sentence ·
    `advice` what a person can do, '' when opening it says it all · `register` and `record` of the record a person
    opens (of a line: the one it belongs to) · `path` where its form shows the trouble, None when there is nothing to
    correct · `now` and `other` the two values of a conflict as a person reads them, `masked` that they are hidden ·
    `other_is_ours` whether the value that lost was entered on this computer, None when neither or both were ·
    `count` how many changes it stands for · `may_allow` whether who looks may let a stopped change pass.
    """

    id: str
    kind: str
    at: datetime
    title: str
    why: str
    advice: str = ""
    field: str = ""
    register: str | None = None
    record: UUID | None = None
    path: str | None = None
    now: str = ""
    other: str = ""
    masked: bool = False
    other_is_ours: bool | None = None
    count: int = 1
    may_allow: bool = False

    @property
    def can_be_mended(self) -> bool:
        """Say whether a correction of the record mends it."""
        return self.path is not None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item lies: the record a person opens, its row, and of a line its own description, row and place."""

    root: RegisterSpec
    record: UUID
    row: dict[str, Any]
    own: RegisterSpec
    own_row: dict[str, Any]
    line: int | None = None


def open_matters(context: Context, *, purpose: str | None = None) -> list[Matter]:
    """Return everything that is open, oldest first. Personal values are masked unless a purpose is stated (logged).

    What a desk that is being closed down has sent waits for one decision, so it is told as one matter.
    """
    items = open_items(context, purpose=purpose)
    stopped = _stopped(context)
    if not items:
        return stopped
    held = [item for item in items if _is_held(item)]
    names = current_references(context.store)
    with context.store.read() as connection:
        told = [_matter(context, connection, item, names) for item in items if not _is_held(item)]
    if held:
        why, advice = refusal_words(f"parked:{_DRAINING}", None)
        told.append(
            Matter(held[0].id, REFUSAL, held[0].at, t("Šo datoru noslēdz"), why, advice, count=len(held))
        )
    return sorted([*told, *stopped], key=lambda matter: matter.at)


def _stopped(context: Context) -> list[Matter]:
    """Return the mass change that waits for a person, told as it is now; no more than one."""
    with context.store.read() as connection:
        count = brakes.stopped(connection)
    if not count:
        return []
    may = context.actor.role in (Role.SUPERVISOR, Role.IT)
    why = t(
        "Citur anulēti vai dzēsti neparasti daudz ierakstu ({count}); šeit tie palikuši, kā bija.",
        count=number(count),
    )
    advice = (
        t("Noskaidrojiet, kas un kāpēc to darīja; tikai tad pārņemiet.")
        if may
        else t("Sauciet vadītāju: viņš noskaidros iemeslu un izlems.")
    )
    title = t("Liela izmaiņa apturēta")
    return [Matter(STOPPED, STOPPED, clock.now_utc(), title, why, advice, may_allow=may)]


def matter(context: Context, asked: str, *, purpose: str | None = None) -> Matter | None:
    """Return one open matter by its identifier, None when it is closed by now."""
    return next((each for each in open_matters(context, purpose=purpose) if each.id == asked), None)


def _is_held(item: Item) -> bool:
    return item.kind == REFUSAL and item.code.endswith(f":{_DRAINING}")


def _matter(context: Context, connection: Connection, item: Item, names: References) -> Matter:
    place = _place(context, connection, item)
    title = _title(place, item)
    if item.kind == CONFLICT:
        return _conflict(connection, item, place, title, names)
    if item.kind == REFUSAL:
        return _refusal(item, place, title)
    why, advice = incident_words(item.code, item.detail, register=item.register)
    return _made(item, place, title or t("Datu apmaiņa"), why, advice)


def _made(item: Item, place: _Place | None, title: str, why: str, advice: str, **more: Any) -> Matter:
    register, record = (place.root.name, place.record) if place is not None else (None, None)
    return Matter(item.id, item.kind, item.at, title, why, advice, register=register, record=record, **more)


def _refusal(item: Item, place: _Place | None, title: str) -> Matter:
    field = place.own.by_name.get(item.field or "") if place is not None else None
    code = item.code
    why, advice = refusal_words(code, field)
    if place is None or field is None or not _can_be_corrected(item, place, field):
        return _made(item, place, title, why, advice, field=t(field.label) if field else "")
    found = field_problem(field, place.own_row.get(field.name))
    path = field.name if place.line is None else f"{place.own.name}[{place.line}].{field.name}"
    return _made(item, place, title, found.sentence if found else why, "", field=t(field.label), path=path)


def _can_be_corrected(item: Item, place: _Place, field: FieldSpec) -> bool:
    """Say whether the form of the record has the field and the record is still one that counts."""
    return (
        item.code.startswith(_QUARANTINED)
        and field in place.own.entered
        and place.root.direction is Direction.BOTH
        and Status.VOIDED not in (place.row["status"], place.own_row["status"])
    )


def _conflict(
    connection: Connection, item: Item, place: _Place | None, title: str, names: References
) -> Matter:
    field = place.own.by_name.get(item.field or "") if place is not None else None
    ours_lost, ours_won = (
        _is_ours(connection, item, str(item.detail["lose"])),
        _is_ours(connection, item, str(item.detail["win"])),
    )
    return _made(
        item,
        place,
        title,
        t("Divas vērtības: viena no šī datora, otra no cita. Izvēlieties, kura paliek.")
        if ours_lost != ours_won
        else t("Divas vērtības no diviem datoriem. Izvēlieties, kura paliek."),
        "",
        field=t(field.label) if field is not None else str(item.field),
        now=value_words(field, item.value, names),
        other=value_words(field, item.other, names),
        masked=MASK in (item.value, item.other),
        other_is_ours=ours_lost if ours_lost != ours_won else None,
    )


def _is_ours(connection: Connection, item: Item, op: str) -> bool:
    """Say whether an operation was made on this desk; its log is permanent."""
    log = tables.change_log.c
    made = select(log.lid).where(log.rid == item.record, log.op == UUID(op), log.origin == "desk").limit(1)
    return connection.execute(made).first() is not None


def value_words(field: FieldSpec | None, value: Any, names: References) -> str:
    """Return a JSON value as a person reads it."""
    if value is None:
        return t("(tukšs)")
    if field is None or value == MASK:
        return str(value)
    try:
        return shown(field, decode_value(field, value), names)
    except BadValue:
        return str(value)


def _place(context: Context, connection: Connection, item: Item) -> _Place | None:
    """Return where an item lies; None when its register or its record is not here."""
    catalog = context.catalog
    if item.register is None or item.record is None or item.register not in catalog:
        return None
    own = catalog.spec(item.register)
    own_row = _row(context, connection, own, item.record)
    if own_row is None:
        return None
    if own.parent is None:
        return _Place(own, item.record, own_row, own, own_row)
    root = catalog.spec(own.parent)
    record = own_row[own.parent_field or ""]
    row = _row(context, connection, root, record)
    if row is None:
        return None
    line = _line_place(lines_of(connection, catalog, own, record), item.record)
    return _Place(root, record, row, own, own_row, line)


def _row(context: Context, connection: Connection, spec: RegisterSpec, record: UUID) -> dict[str, Any] | None:
    table = context.catalog.table(spec.name)
    found = connection.execute(select(table).where(table.c.id == record)).one_or_none()
    return dict(found._mapping) if found is not None else None


def _line_place(lines: Sequence[dict[str, Any]], line: UUID) -> int:
    """Return where a line stands among those that count; of a voided one the place does not matter."""
    return next((place for place, each in enumerate(lines) if each["id"] == line), 0)


def _title(place: _Place | None, item: Item) -> str:
    """Return how a record is called without its customer: its number, or when it began."""
    if place is None:
        return item.number or ""
    singular, moment = t(place.root.singular), place.row.get(place.root.counted_from or "")
    if item.number or place.row.get("number"):
        return f"{singular} {item.number or place.row['number']}"
    return f"{singular} {short_moment(moment)}" if isinstance(moment, datetime) else singular
