"""This file is the place where a record takes the values that the central store tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Table, update
from sqlalchemy.exc import IntegrityError

from kacdesk.spec.register import RegisterSpec
from kacdesk.store import incidents, overlay, unread
from kacdesk.store.files import take_files
from kacdesk.store.history import as_json, log_again, log_told, plain
from kacdesk.store.purging import add_tombstone, forget_values
from kacdesk.store.session import Unit, by_id
from kacdesk.wire.codec import BadValue, decode_values
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedSet
from kacdesk.wire.stamp import read_stamp


@dataclass
class Page:
    """What the entries of one page have in common.

    `new` records that came with it · `erased` records that are passed over · `kept` records of which entries wait to
    be read · `again` says that another life of the central store tells what was told before · `logged` is False for
    records that are laid as they stand, whose history comes later.
    """

    scope: str
    erased: set[UUID]
    kept: set[UUID]
    again: bool = False
    logged: bool = True
    new: set[UUID] = field(default_factory=set)
    unread: int = 0


def lay(unit: Unit, page: Page, entry: FeedSet) -> bool:
    """Put in one entry; one that cannot be placed is kept unread, and False returned."""
    record = UUID(entry.rid)
    if record in page.erased:
        return True
    if entry.r not in unit.catalog:
        return _wait(unit, page, entry, why=unread.REGISTER)
    unit.pen.saw(read_stamp(entry.st))
    gone = len(unit.gone)
    try:
        with unit.connection.begin_nested():
            _set_row(unit, page, entry)
    except (IntegrityError, BadValue):
        del unit.gone[gone:]
        return _wait(unit, page, entry, why=unread.VALUES)
    incidents.close_refusal(unit.connection, UUID(entry.id), entry.f.keys())
    return True


def _wait(unit: Unit, page: Page, entry: FeedSet, *, why: str) -> bool:
    unread.keep(unit.connection, page.scope, entry, why=why, record=UUID(entry.rid))
    page.kept.add(UUID(entry.rid))
    page.unread += 1
    return False


def _set_row(unit: Unit, page: Page, entry: FeedSet) -> None:
    spec, table = unit.catalog.spec(entry.r), unit.catalog.table(entry.r)
    record = UUID(entry.rid)
    if spec.parent is not None and _of_erased(spec, page, entry):
        add_tombstone(unit.connection, record, cur=entry.c)
        page.erased.add(record)
        return
    row = unit.connection.execute(by_id(table), {"record": record}).one_or_none()
    if row is None:
        earlier = unread.kept_of(unit.connection, page.scope, record) if record in page.kept else []
        _begin(unit, page, spec, table, [*earlier, entry])
        page.new.add(record)
    else:
        _change(unit, page, spec, table, entry, row)
    if record in page.kept:
        unread.strip(unit.connection, page.scope, record, entry.f if row is not None else None)
    if entry.do == LineKind.FORGET:
        emptied = {name for name, value in entry.f.items() if value is None}
        forget_values(unit.connection, entry.r, record, emptied, by=UUID(entry.id))
    overlay.note(unit, spec, record, new=page.new)
    overlay.settle(unit, UUID(entry.id), won=frozenset(entry.f), told=entry.f)


def _of_erased(spec: RegisterSpec, page: Page, entry: FeedSet) -> bool:
    """Say whether a line belongs to a record that was erased."""
    above = entry.f.get(spec.parent_field or "")
    return isinstance(above, str) and above in {record.hex for record in page.erased}


def _begin(unit: Unit, page: Page, spec: RegisterSpec, table: Table, entries: list[FeedSet]) -> None:
    """Add a record from its first values, and from the entries of it that could not be read before them."""
    told: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for entry in entries:
        told |= entry.f
        origins |= origins_of(entry)
    decoded = _decoded(spec, told)
    values: dict[str, Any] = dict(decoded.values)
    if "point" in table.c:
        values["point"] = page.scope.partition(":")[2]
    record = UUID(entries[0].rid)
    first = {"*": entries[0].id} | origins
    values |= {"id": record, "_o": as_json(first), "_x": as_json(decoded.unknown)}
    unit.connection.execute(table.insert(), values)
    take_files(unit, spec.name, record, told, origins)
    if page.logged:
        for entry in entries:
            log_told(unit.connection, entry, new=entry.f, old={})


def _change(unit: Unit, page: Page, spec: RegisterSpec, table: Table, entry: FeedSet, row: Row[Any]) -> None:
    """Change a record that is here; fields that own unsettled operations cover go beneath them."""
    connection, record = unit.connection, UUID(entry.rid)
    origins = origins_of(entry)
    hidden = overlay.covered(connection, entry.r, record, without=UUID(entry.id))
    beneath = {name: value for name, value in entry.f.items() if name in hidden}
    overlay.keep_beneath(connection, entry.r, record, beneath, {name: origins[name] for name in beneath})
    shown = {name: value for name, value in entry.f.items() if name not in hidden}
    decoded = _decoded(spec, shown)
    unknown = msgspec.json.decode(row._mapping["_x"])
    merged = msgspec.json.decode(row._mapping["_o"]) | {name: origins[name] for name in shown}
    values = decoded.values | {"_o": as_json(merged), "rev": row.rev + 1}
    if decoded.unknown:
        values["_x"] = as_json(unknown | decoded.unknown)
    connection.execute(update(table).where(table.c.id == record).values(**values))
    before = take_files(unit, entry.r, record, shown, origins)
    if not shown or not page.logged:
        return
    old = {
        name: before[name]
        if name in before
        else plain(row._mapping[name])
        if name in decoded.values
        else unknown.get(name)
        for name in shown
    }
    log = log_again if page.again else log_told
    log(connection, entry, new=shown, old=old)


def origins_of(entry: FeedSet) -> dict[str, str]:
    """Return the operation that gave each field of an entry."""
    return {name: entry.o.get(name, entry.id) for name in entry.f}


def _decoded(spec: RegisterSpec, fields: Mapping[str, Any]) -> Any:
    return decode_values(spec, {name: value for name, value in fields.items() if not name.startswith("_")})
