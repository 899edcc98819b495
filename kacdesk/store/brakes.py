"""This file is the place where a mass change that comes from elsewhere is stopped until a person allows it.

Records that others void or erase are counted over a day, by the clocks of those who did it. More than 50 that are also
more than a twentieth of the point's records are not taken over: a mistake or a break-in somewhere else would otherwise
empty every desk of the point. What a retention rule empties and what an import brings hides nothing and never counts.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.held import register_of
from kacdesk.store.incidents import keep_incident
from kacdesk.store.session import Store, Unit, one
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedEntry, FeedPurge, FeedSet

MASS_CHANGE = "mass-change"
"""The type of this trouble, beside those of the wire."""

ALLOWED = "mass-change-allowed"
"""The code of the closed incident that tells who let one pass."""

MOST_HIDDEN = 50
SHARE = 20
"""One part of this many."""

_DAY_MS = 86_400_000


class MassChange(Exception):
    """A page that would void or erase so many records was not put in."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def brake(unit: Unit, entries: Sequence[FeedEntry]) -> None:
    """Count what the entries would hide, in the unit that puts them in; raises MassChange when it is too much."""
    hiding = [entry for entry in entries if _hides(entry)]
    if not hiding:
        return
    connection = unit.connection
    state = one(connection, tables.sync_state)
    allowed = state["mass_change_allowed"] or 0
    count, since, most = state["hidden"], state["hidden_from"], 0
    for entry in hiding:
        if entry.c <= allowed:
            count, since = 0, None
            continue
        if not _is_shown(unit, entry):
            continue
        at = entry.w if isinstance(entry, FeedSet) and entry.w is not None else clock.now_ms()
        if since is None or abs(at - since) >= _DAY_MS:
            count, since = 0, at
        count += 1
        most = max(most, count)
    if most > MOST_HIDDEN and most * SHARE > _records(unit):
        raise MassChange(most)
    connection.execute(update(tables.sync_state).values(hidden=count, hidden_from=since))


def _hides(entry: FeedEntry) -> bool:
    return isinstance(entry, FeedPurge) or (isinstance(entry, FeedSet) and entry.do == LineKind.VOID)


def _is_shown(unit: Unit, entry: FeedEntry) -> bool:
    """Say whether the entry hides a record that is seen here and that was not hidden here."""
    if not isinstance(entry, FeedPurge | FeedSet):
        return False
    connection, record = unit.connection, UUID(entry.rid)
    if isinstance(entry, FeedSet):
        own = select(tables.outbox.c.seq).where(tables.outbox.c.op == UUID(entry.id))
        if connection.execute(own).first() is not None:
            return False
    name = entry.r if isinstance(entry, FeedSet) else register_of(connection, unit.catalog, record)
    spec = next((spec for spec in unit.catalog.captured if spec.name == name), None)
    if spec is None or spec.parent is not None:
        return False
    if isinstance(entry, FeedPurge):
        return True
    table = unit.catalog.table(spec.name)
    status: Any = connection.execute(select(table.c.status).where(table.c.id == record)).scalar()
    return status is not None and bool(status != Status.VOIDED)


def _records(unit: Unit) -> int:
    """Count the records of the point, without their lines."""
    tables_ = [unit.catalog.table(spec.name) for spec in unit.catalog.captured if spec.parent is None]
    return sum(
        unit.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables_
    )


def note_stopped(store: Store, *, count: int, head: int) -> None:
    """Note that a page was stopped, and how far a person may allow it."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(mass_change=count, mass_change_head=head))


def stopped(connection: Connection) -> int:
    """Return how many records a stopped page would hide, 0 when none is stopped or it was allowed meanwhile."""
    state = one(connection, tables.sync_state)
    allowed, head = state["mass_change_allowed"] or 0, state["mass_change_head"] or 0
    return int(state["mass_change"] or 0) if allowed < head or not head else 0


def release(connection: Connection) -> None:
    """Note that no page is stopped any more."""
    stopped = tables.sync_state.c.mass_change.is_not(None)
    connection.execute(
        update(tables.sync_state).where(stopped).values(mass_change=None, mass_change_head=None)
    )


def allow(store: Store, *, by: UUID, reason: str) -> int:
    """Let the stopped change pass, up to the newest entry known when it was stopped; return how many records it hides.

    Returns 0 when nothing is stopped. Who let it pass and why is kept as an incident that is closed.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        state = one(unit.connection, tables.sync_state)
        if state["mass_change"] is None:
            return 0
        unit.connection.execute(
            update(tables.sync_state).values(mass_change_allowed=state["mass_change_head"])
        )
        told = {"count": state["mass_change"], "by": by.hex, "reason": reason}
        keep_incident(unit.connection, ALLOWED, detail=told, closed=True)
    return int(state["mass_change"])
