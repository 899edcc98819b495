"""This file is the place where a record leaves this disk: erased by decision, or its personal fields by a rule.

The rows are overwritten with zeros as they go (`secure_delete`, also in the search); what is left of them in the log of
the database goes when `scrub` has cut that log. Copies of the whole file expire by themselves, after 35 days at most.
"""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.files import drop_files
from kacdesk.store.held import register_of
from kacdesk.store.overlay import PENDING
from kacdesk.store.sealing import seal_all
from kacdesk.store.search import search_table
from kacdesk.store.session import Store, Unit, one
from kacdesk.wire.versions import point_scope


def purge(unit: Unit, record: UUID, *, cur: int) -> None:
    """Erase a record and its lines with everything that was kept of them; its identifier stays, so that it stays gone.

    `cur` is the entry of the feed that says so.
    """
    connection = unit.connection
    seal_all(connection)  # what was just made goes out as its leaf, in its place
    parts = _parts_of(unit, record)
    for register, each in reversed(parts):
        drop_files(unit, each)
        _erase_row(unit, register, each)
    for each in {record, *(each for _, each in parts)}:
        _erase_traces(connection, each)
        add_tombstone(connection, each, cur=cur)


def add_tombstone(connection: Connection, record: UUID, *, cur: int) -> None:
    """Remember that a record is erased."""
    row = {"rid": record, "cur": cur, "at": clock.now_utc()}
    connection.execute(insert(tables.tombstone).prefix_with("OR IGNORE"), row)


def erased_records(connection: Connection) -> set[UUID]:
    """Return the records that were erased."""
    return set(connection.scalars(select(tables.tombstone.c.rid)))


def _parts_of(unit: Unit, record: UUID) -> list[tuple[str, UUID]]:
    """Return (register, record) of a record and of its lines; nothing when it is not here."""
    register = register_of(unit.connection, unit.catalog, record)
    if register is None:
        return []
    found = [(register, record)]
    for child in unit.catalog.parts(register)[1:]:
        lines = unit.catalog.table(child.name)
        ids = unit.connection.scalars(select(lines.c.id).where(lines.c[child.parent_field or ""] == record))
        found += [(child.name, each) for each in ids]
    return found


def _erase_row(unit: Unit, register: str, record: UUID) -> None:
    """Delete a row of a register and its entry in the search; that of a line is written anew with its record."""
    connection, spec, table = unit.connection, unit.catalog.spec(register), unit.catalog.table(register)
    if spec.parent is None:
        place = connection.execute(select(table.c.n).where(table.c.id == record)).scalar_one()
        connection.exec_driver_sql(f"DELETE FROM {search_table(register)} WHERE rowid=?", (place,))
        unit.pen.note(register, record)
    else:
        parent = connection.execute(
            select(table.c[spec.parent_field or ""]).where(table.c.id == record)
        ).scalar_one()
        unit.pen.note(spec.parent, parent)
    unit.pen.purging = True
    try:
        connection.execute(delete(table).where(table.c.id == record))
    finally:
        unit.pen.purging = False


def _erase_traces(connection: Connection, record: UUID) -> None:
    """Empty or delete what other tables hold of a record; times, kinds and identifiers of its operations stay."""
    log, outbox, draft = tables.change_log, tables.outbox, tables.draft
    connection.execute(
        update(outbox).where(outbox.c.rid == record).values(line=None, state=1)  # nothing of it lies on top
    )
    ops = select(log.c.op).where(log.c.rid == record)
    connection.execute(delete(tables.unheard).where(tables.unheard.c.op.in_(ops)))
    connection.execute(update(log).where(log.c.rid == record).values(new="{}", old="{}", reason=None))
    for table in (
        tables.shadow,
        tables.conflict,
        tables.exception,
        tables.seed_mark,
        tables.import_seen,
        tables.attachment,
    ):
        connection.execute(delete(table).where(table.c.rid == record))
    unread = tables.unread
    named = unread.c.entry.contains(record.hex)
    connection.execute(delete(unread).where(or_(unread.c.rid == record, named)))
    mentions = or_(draft.c.body.contains(str(record)), draft.c.body.contains(record.hex))
    connection.execute(delete(draft).where(or_(draft.c.id == record, mentions)))


def forget_values(
    connection: Connection, register: str, record: UUID, names: Collection[str], *, by: UUID | None = None
) -> None:
    """Empty the named fields wherever they were copied to, after a retention rule has emptied them in the record.

    With `by`, the operation that forgot them, operations that were first logged after it stay: another life of the
    central store tells it again, and the record may have been written anew since.
    The reasons that people gave for earlier changes go too: they are their own words, and may name the customer.
    Sealed lines of the record that are settled leave only their leaves; what is not settled yet follows when it is
    (`overlay.settle`).
    """
    log, conflict, outbox = tables.change_log, tables.conflict, tables.outbox
    before = _logged_before(connection, record, by)
    told_why = (log.c.reason.is_not(None), log.c.kind != "forget")
    connection.execute(update(log).where(before, *told_why).values(reason=None))
    for row in connection.execute(select(log.c.lid, log.c.new, log.c.old).where(before)):
        new, old = _emptied(row.new, names), _emptied(row.old, names)
        if (new, old) != (row.new, row.old):
            connection.execute(update(log).where(log.c.lid == row.lid).values(new=new, old=old))
    connection.execute(
        update(conflict)
        .where(conflict.c.rid == record, conflict.c.field.in_(names))
        .values(lose_value="null")
    )
    shadow = tables.shadow
    here = (shadow.c.reg == register, shadow.c.rid == record)
    beneath = connection.execute(select(shadow.c.f).where(*here)).scalar_one_or_none()
    if beneath is not None:
        connection.execute(update(shadow).where(*here).values(f=_emptied(beneath, names)))
    forgets = func.instr(outbox.c.line, b'"k":"forget"') > 0
    connection.execute(
        update(outbox)
        .where(outbox.c.reg == register, outbox.c.rid == record, outbox.c.state == 1, ~forgets)
        .where(outbox.c.op.in_(select(log.c.op).where(before)))
        .values(line=None)
    )


def _logged_before(connection: Connection, record: UUID, by: UUID | None) -> ColumnElement[bool]:
    """Return which rows of a log are of operations known when `by` was first logged; all of them without `by`.

    A `by` that is new here was made without seeing our own operations that are not settled: what becomes of those the
    feed will tell (`overlay.settle`).
    """
    log, outbox = tables.change_log.c, tables.outbox.c
    if by is None:
        return log.rid == record
    end = connection.execute(select(func.min(log.lid)).where(log.rid == record, log.op == by)).scalar()
    if end is None:
        waiting = select(outbox.op).where(outbox.rid == record, outbox.state == PENDING)
        unsealed = select(tables.capture.c.op).where(tables.capture.c.rid == record)
        return (log.rid == record) & log.op.not_in(waiting) & log.op.not_in(unsealed)
    known = select(log.op).where(log.rid == record, log.lid <= end, log.op.is_not(None))
    return (log.rid == record) & or_(log.lid <= end, log.op.in_(known))


def _emptied(text: str, names: Collection[str]) -> str:
    values = msgspec.json.decode(text)
    emptied = {name: None if name in names else value for name, value in values.items()}
    return msgspec.json.encode(emptied).decode() if emptied != values else text


def scrub(store: Store) -> bool:
    """Cut the database's log, so that nothing erased is left in it, and note how far that holds; False while a reader
    keeps the log from being cut. Does nothing when nothing was erased since."""
    with store.read() as connection:
        scrubbed = one(connection, tables.sync_state)["scrubbed"]
        here = tables.scope_cursor.c.scope == point_scope(store.point)
        cursor = connection.execute(select(tables.scope_cursor.c.cur).where(here)).scalar() or 0
    if scrubbed >= cursor:
        return True
    if not store.cut_log():
        return False
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(scrubbed=cursor))
    return True
