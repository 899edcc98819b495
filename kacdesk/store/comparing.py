"""This file is the place where the desk adds up its records by month, to be held against the central store's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from kacdesk.core import clock
from kacdesk.models.catalog import Catalog
from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.held import registers_in_use
from kacdesk.store.incidents import refused_ops
from kacdesk.store.session import Store
from kacdesk.wire.sums import Sums


def local_sums(store: Store) -> dict[str, tuple[int, str]] | None:
    """Return the sums of all that is shown here, read from one snapshot; None while some of it lies here alone.

    What the central store refused does not count: it holds none of it.
    """
    sums = Sums()
    with store.read() as connection:
        outbox, capture = tables.outbox.c, tables.capture.c
        if connection.execute(select(capture.cid).limit(1)).first() is not None:
            return None
        if connection.execute(select(outbox.seq).where(outbox.state != 1).limit(1)).first() is not None:
            return None
        refused = {op.hex for op in refused_ops(connection)}
        for spec in registers_in_use(connection, store.catalog):
            _add_register(connection, store.catalog, spec, sums, refused=refused)
    return sums.told()


def _add_register(
    connection: Connection, catalog: Catalog, spec: RegisterSpec, sums: Sums, *, refused: set[str]
) -> None:
    table = catalog.table(spec.name)
    names = [field.name for field in spec.synced]
    columns = [table.c[name].is_not(None).label(name) for name in names]
    query = select(table.c.id, table.c["_o"].label("by"), *columns).execution_options(yield_per=500)
    for row in connection.execute(query):
        origins = _origins(msgspec.json.decode(row.by), row._mapping, names)
        if held := {name: UUID(op) for name, op in origins.items() if op not in refused}:
            sums.add(row.id, held)


def _origins(by: dict[str, str], filled: Mapping[Any, Any], names: list[str]) -> dict[str, str]:
    """Return the operation of each field that ever had a value; `*` stands for all that came with the first one."""
    first = by.pop("*", None)
    if first is not None:
        for name in names:
            if filled[name]:
                by.setdefault(name, first)
    return by


def note_compared(store: Store) -> None:
    """Note that both sides were held against each other now."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(compared_at=clock.now_utc()))


def ask_for_comparison(store: Store) -> None:
    """Let the next cycle hold both sides against each other."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(compared_at=None))
