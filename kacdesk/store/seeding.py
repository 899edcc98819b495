"""This file is the place where records are laid as they stand: all of them on a new desk, newest first, or those of a
month in which both sides differ.

What the feed tells of such a record up to the entry it stood at only adds to its history (`tables.seed_mark`).
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kacdesk.models.fields import NO_ONE
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import incidents, tables, unread
from kacdesk.store.history import log_told, plain
from kacdesk.store.laying import Page, lay, origins_of
from kacdesk.store.overlay import SETTLED
from kacdesk.store.purging import erased_records
from kacdesk.store.session import Store, Unit
from kacdesk.wire.messages import FeedSet
from kacdesk.wire.sums import month_of

DONE = "done"
"""`seed_before` of a desk that has every record."""


def lay_seed(store: Store, scope: str, records: Sequence[FeedSet], *, last: bool) -> int:
    """Put in records as they stand, newest first, and note how far that has come; return how many.

    One transaction: a desk that stops in the middle goes on where it was.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        page = _page(unit, scope)
        for entry in records:
            lay(unit, page, entry)
            _mark(unit, entry)
        before = DONE if last or not records else records[-1].rid
        connection.execute(update(tables.sync_state).values(seed_before=before, hlc=unit.pen.hlc))
    return len(records)


def heal(store: Store, scope: str, records: Sequence[FeedSet]) -> int:
    """Let records stand exactly as the central store says; return how many differed.

    Values that it refused stay: they are shown as refused. A record that went on since the feed was read here comes by
    the feed, and one that somebody at this desk has changed meanwhile is held against the other side another time.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        page = _page(unit, scope)
        here = tables.scope_cursor.c.scope == scope
        cursor = unit.connection.execute(select(tables.scope_cursor.c.cur).where(here)).scalar() or 0
        own = _on_their_way(unit.connection)
        read = [entry for entry in records if entry.c <= cursor and UUID(entry.rid) not in own]
        healed = [UUID(entry.rid) for entry in read if _heal_one(unit, page, entry)]
        if healed:
            ids = [str(record) for record in healed]
            incidents.add_to_incident(unit.connection, incidents.HEALED, {"records": len(healed)}, ids)
    return len(healed)


def note_missing(store: Store, month: str, told: set[UUID]) -> int:
    """Keep an incident of records made in a month that are here and that the central store did not tell."""
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        waiting = unread.records_waiting(connection) | _on_their_way(connection)
        refused = set(connection.scalars(select(tables.exception.c.rid)))
        missing: list[UUID] = []
        for spec in unit.catalog.captured:
            found = connection.scalars(select(unit.catalog.table(spec.name).c.id))
            missing += [record for record in found if month_of(record) == month and record not in told]
        missing = [record for record in missing if record not in refused | waiting]
        if missing:
            ids = [str(record) for record in missing]
            incidents.add_to_incident(connection, incidents.MISSING, {"records": len(missing)}, ids)
    return len(missing)


def _on_their_way(connection: Connection) -> set[UUID]:
    """Return the records of which something was entered here that the central store has not told yet."""
    captured, sent = tables.capture.c, tables.outbox.c
    told = sent.state == SETTLED
    return {*connection.scalars(select(captured.rid)), *connection.scalars(select(sent.rid).where(~told))}


def _page(unit: Unit, scope: str) -> Page:
    connection = unit.connection
    return Page(
        scope=scope,
        erased=erased_records(connection),
        kept=unread.records_waiting(connection),
        logged=False,
    )


def _mark(unit: Unit, entry: FeedSet) -> None:
    statement = upsert(tables.seed_mark).values(rid=UUID(entry.rid), cur=entry.c)
    highest = func.max(tables.seed_mark.c.cur, statement.excluded.cur)
    unit.connection.execute(statement.on_conflict_do_update(index_elements=["rid"], set_={"cur": highest}))


def _heal_one(unit: Unit, page: Page, entry: FeedSet) -> bool:
    record = UUID(entry.rid)
    if record in page.erased or entry.r not in unit.catalog:
        return False
    spec, table = unit.catalog.spec(entry.r), unit.catalog.table(entry.r)
    row = unit.connection.execute(select(table).where(table.c.id == record)).one_or_none()
    if row is None:
        if not lay(unit, page, entry):
            return False
        log_told(unit.connection, entry, new=entry.f, old={})
        _mark(unit, entry)
        return True
    shown = dict(row._mapping)
    wanted = _differences(unit, spec, shown, entry)
    if not wanted:
        return False
    origins = origins_of(entry)
    told = FeedSet(
        c=entry.c,
        r=entry.r,
        rid=entry.rid,
        f=wanted,
        id=entry.id,
        st=entry.st,
        o={name: origins.get(name, entry.id) for name in wanted},
    )
    lay(unit, page, told)
    changed = {name: value for name, value in wanted.items() if plain(shown.get(name)) != value}
    if changed:
        log_told(unit.connection, told, new=changed, old={name: plain(shown.get(name)) for name in changed})
    _mark(unit, entry)
    return True


def _differences(
    unit: Unit, spec: RegisterSpec, shown: dict[str, object], entry: FeedSet
) -> dict[str, object]:
    """Return the fields that are told otherwise than they are shown, or by another operation."""
    connection = unit.connection
    by = msgspec.json.decode(str(shown["_o"]))
    origins = origins_of(entry)
    refused = {op.hex for op in incidents.refused_ops(connection)}
    wanted = {
        name: value
        for name, value in entry.f.items()
        if by.get(name, by.get("*")) != origins[name]
        or (name in spec.by_name and plain(shown.get(name)) != value)
    }
    for each in spec.synced:
        if each.name not in entry.f and shown.get(each.name) is not None:
            wanted[each.name] = None
    return {name: value for name, value in wanted.items() if by.get(name, by.get("*")) not in refused}


def note_seeded(store: Store) -> None:
    """Note that every record is to come by the feed."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(seed_before=DONE))
