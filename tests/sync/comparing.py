"""This file is the place where a desk and the central store are held against each other."""

from typing import Any

from sqlalchemy import select

from kacdesk.central.database import Database
from kacdesk.central.tables import OP, RECORD
from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.session import Store
from kacdesk.wire.codec import encode_values

Picture = dict[tuple[str, str], dict[str, Any]]
"""(register, record id as hex) → field → JSON value, empty fields left out."""


def picture_of(store: Store) -> Picture:
    """Return all records that a desk shows."""
    shown: Picture = {}
    with store.read() as connection:
        for spec in store.catalog.captured:
            for row in connection.execute(select(store.catalog.table(spec.name))):
                values = encode_values(spec, dict(row._mapping))
                shown[(spec.name, row.id.hex)] = {k: v for k, v in values.items() if v is not None}
    return shown


def picture_at(database: Database) -> Picture:
    """Return all records of points that the central store holds."""
    with database.whole() as connection:
        rows = connection.execute(select(RECORD).where(RECORD.c.point == "BALVI")).all()
    return {(row.reg, row.rid.hex): {k: v for k, v in row.f.items() if v is not None} for row in rows}


def operations_at(database: Database) -> list[str]:
    """Return the identifiers of all operations, duplicates told apart by standing twice."""
    with database.whole() as connection:
        rows = connection.execute(select(OP.c.op).where(OP.c.outcome != "duplicate"))
        return sorted(row.op.hex for row in rows if row.op is not None)


def operations_of(*desks: Context) -> list[str]:
    """Return the identifiers of all operations that desks have sealed."""
    found: list[str] = []
    for desk in desks:
        with desk.store.read() as connection:
            found += [op.hex for op in connection.scalars(select(tables.outbox.c.op))]
    return sorted(found)
