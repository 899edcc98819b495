"""This file is the place where it is seen whether something that a report tells was changed while it was counted."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from kacdesk.core.errors import Missing
from kacdesk.figures.period import Period
from kacdesk.figures.reads import day_of
from kacdesk.figures.report import REPORT_READS
from kacdesk.models.catalog import Catalog
from kacdesk.store import tables
from kacdesk.store.session import row_of

MOST_LOOKED_AT: Final = 500
"""More changes than these are not looked at one by one."""

_ADDED: Final = "ins"
"""How the log calls a record that was not there before."""

_DAYS: Final[Mapping[str, tuple[str, ...]]] = {reads.register: reads.days for reads in REPORT_READS}


def newest_change(connection: Connection) -> int:
    """Return the place of the newest change in the log of all changes."""
    return int(connection.scalar(select(func.max(tables.change_log.c.lid))) or 0)


def is_touched_since(connection: Connection, catalog: Catalog, place: int, period: Period) -> bool:
    """Say whether a change after that place may show in the report of a period.

    What is done for the day of today seldom does: a record whose days are after the period, and were before the change.
    All else is taken for a change that shows: in records of the period or from before it, which the comparisons tell,
    in lists such as the staff, in names; and whatever came in so great a number that it would take long to look at it.
    """
    log = tables.change_log.c
    later = select(log.reg, log.rid, log.kind, log.new).where(log.lid > place).limit(MOST_LOOKED_AT + 1)
    changes = connection.execute(later).all()
    if len(changes) > MOST_LOOKED_AT:
        return True
    names = {spec.name for spec in (*catalog.named, *(spec for spec in catalog.specs if spec.stands_for))}
    return any(change.reg in names or _shows(connection, catalog, change, period) for change in changes)


def _shows(connection: Connection, catalog: Catalog, change: Any, period: Period) -> bool:
    register, record, kind, new = change
    spec = catalog.spec(register)
    above = spec.parent if register not in _DAYS else None
    days = _DAYS.get(above or register)
    if days is None:
        return False
    if not days or (
        kind != _ADDED and not msgspec.json.decode(new, type=dict[str, Any]).keys().isdisjoint(days)
    ):
        return True
    try:
        row = row_of(connection, catalog, register, record)
        if above is not None:
            row = row_of(connection, catalog, above, row[spec.parent_field or ""])
    except Missing:  # erased since
        return True
    told = [day_of(row[name]) for name in days]
    return any(day is not None and day <= period.last_day for day in told)
