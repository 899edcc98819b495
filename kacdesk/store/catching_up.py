"""This file is the place where a newer version of the program reads what an older one could only keep."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables, unread
from kacdesk.store.history import as_json
from kacdesk.store.laying import Page, lay
from kacdesk.store.purging import erased_records
from kacdesk.store.session import Store, Unit, one
from kacdesk.wire.codec import BadValue, decode_values


def catch_up(store: Store) -> bool:
    """Read again what waits, and lift fields that were kept as unknown; once after each upgrade. One transaction."""
    version = store.catalog.version
    with store.read() as connection:
        if one(connection, tables.sync_state)["schema_version"] >= version:
            return False
    with store.unit(NO_ONE, applying=True) as unit:
        for spec in unit.catalog.specs:
            _lift(unit, spec)
        _read_again(unit)
        unit.connection.execute(update(tables.sync_state).values(schema_version=version))
    return True


def _lift(unit: Unit, spec: RegisterSpec) -> None:
    """Move the values of fields that are known now from `_x` into their columns; the log has them already."""
    connection, table = unit.connection, unit.catalog.table(spec.name)
    known = {field.name for field in spec.synced}
    rows = connection.execute(select(table.c.id, table.c["_x"].label("aside")).where(table.c["_x"] != "{}"))
    for row in rows.all():
        aside: dict[str, Any] = msgspec.json.decode(row.aside)
        found = {name: aside[name] for name in aside.keys() & known}
        if not found:
            continue
        try:
            values = decode_values(spec, found).values
        except BadValue:
            continue
        left = {name: value for name, value in aside.items() if name not in found}
        connection.execute(
            update(table).where(table.c.id == row.id).values(**values, _x=as_json(left), rev=table.c.rev + 1)
        )
        _note(unit, spec, row.id)


def _note(unit: Unit, spec: RegisterSpec, record: UUID) -> None:
    if spec.parent is None:
        unit.pen.note(spec.name, record)
        return
    table = unit.catalog.table(spec.name)
    above = table.c[spec.parent_field or ""]
    unit.pen.note(
        spec.parent, unit.connection.execute(select(above).where(table.c.id == record)).scalar_one()
    )


def _read_again(unit: Unit) -> None:
    """Put in the entries of registers and values that are known now, in the order in which they came."""
    connection = unit.connection
    names = [spec.name for spec in unit.catalog.specs]
    waiting = unread.of_registers(connection, names)
    for scope in dict.fromkeys(scope for scope, _ in waiting):
        entries = [entry for each, entry in waiting if each == scope]
        for entry in entries:
            unread.drop(connection, scope, entry.c)
        page = Page(scope, erased=erased_records(connection), kept=unread.records_waiting(connection))
        for entry in entries:
            lay(unit, page, entry)
