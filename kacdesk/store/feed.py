"""This file is the place where a page of the central store's feed is put in, together with its cursor.

One page is one transaction: rows, the log, marks and the cursor change together or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.store import incidents, overlay, tables, unread
from kacdesk.store.brakes import MassChange, brake, note_stopped, release
from kacdesk.store.files import fields_of, take_state
from kacdesk.store.history import is_logged, log_told
from kacdesk.store.laying import Page, lay
from kacdesk.store.purging import erased_records, purge
from kacdesk.store.resending import disown
from kacdesk.store.session import Store, Unit
from kacdesk.wire.line import Line, LineKind, parse_line
from kacdesk.wire.messages import (
    FeedBlob,
    FeedConflict,
    FeedEcho,
    FeedEntry,
    FeedNotice,
    FeedPurge,
    FeedSet,
)
from kacdesk.wire.stamp import stamp_text
from kacdesk.wire.versions import REFERENCE_SCOPE, device_scope, point_scope


@dataclass
class Applied:
    """What a page did: entries put in, entries that this version cannot place, records that are new here.

    `stopped` how many records it would have hidden, when it was not put in for that (`store.brakes`).
    """

    entries: int = 0
    unread: int = 0
    scope: str = ""
    cursor: int = 0
    new: set[UUID] = field(default_factory=set, repr=False)
    stopped: int | None = None


@dataclass
class _Turn:
    """What one page works with: `marks` say up to where a record was already laid as it stands."""

    page: Page
    marks: dict[UUID, int]
    purged: bool = False


def apply_page(store: Store, scope: str, entries: list[FeedEntry], *, head: int | None = None) -> Applied:
    """Put in the entries and move the cursor, in one transaction.

    Entries up to the cursor are passed over; a hole in their numbers raises RuntimeError and changes nothing. A page
    that would hide too many records changes nothing either: `Applied.stopped` says so. `head` is the newest cursor
    that the central store told.
    """
    try:
        return _apply(store, scope, entries)
    except MassChange as stopped:
        note_stopped(store, count=stopped.count, head=max(head or 0, entries[-1].c))
        with store.read() as connection:
            return Applied(scope=scope, cursor=_cursor(connection, scope), stopped=stopped.count)


def _apply(store: Store, scope: str, entries: list[FeedEntry]) -> Applied:
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        done = Applied(scope=scope, cursor=_cursor(connection, scope))
        new = [entry for entry in entries if entry.c > done.cursor]
        for place, entry in enumerate(new, start=done.cursor + 1):
            if entry.c != place:
                raise RuntimeError(f"the feed of {scope} has a hole before {entry.c}")
        own = scope == point_scope(unit.point)
        if own:
            brake(unit, new)
        turn = _begin(unit, scope, new)
        for entry in new:
            _take(unit, turn, entry)
        before, done.cursor = done.cursor, new[-1].c if new else done.cursor
        done.entries, done.unread, done.new = len(new), turn.page.unread, turn.page.new
        _heard(connection, turn.page, new)
        _move(connection, scope, done.cursor, hlc=unit.pen.hlc)
        if own and new:
            release(connection)
            connection.execute(delete(tables.seed_mark).where(tables.seed_mark.c.cur <= done.cursor))
            erased = turn.purged or unit.gone
            if not erased:  # what was erased before is gone from the disk; this page erased nothing
                clean = tables.sync_state.c.scrubbed == before
                connection.execute(update(tables.sync_state).where(clean).values(scrubbed=done.cursor))
    return done


def _cursor(connection: Connection, scope: str) -> int:
    found = select(tables.scope_cursor.c.cur).where(tables.scope_cursor.c.scope == scope)
    return connection.execute(found).scalar_one_or_none() or 0


def _move(connection: Connection, scope: str, cursor: int, *, hlc: int) -> None:
    statement = upsert(tables.scope_cursor).values(scope=scope, cur=cursor)
    connection.execute(statement.on_conflict_do_update(index_elements=["scope"], set_={"cur": cursor}))
    connection.execute(update(tables.sync_state).values(hlc=hlc, contacted_at=clock.now_utc()))


def _begin(unit: Unit, scope: str, entries: Sequence[FeedEntry]) -> _Turn:
    connection = unit.connection
    page = Page(
        scope=scope,
        erased=erased_records(connection),
        kept=unread.records_waiting(connection),
        again=connection.execute(select(tables.unheard.c.op).limit(1)).first() is not None,
    )
    marks: dict[UUID, int] = {}
    if entries and connection.execute(select(tables.seed_mark.c.rid).limit(1)).first() is not None:
        mark = tables.seed_mark.c
        found = connection.execute(select(mark.rid, mark.cur).where(mark.cur >= entries[0].c))
        marks = {row.rid: row.cur for row in found}
    return _Turn(page, marks)


def _take(unit: Unit, turn: _Turn, entry: FeedEntry) -> None:
    if isinstance(entry, FeedSet):
        _set(unit, turn, entry)
    elif isinstance(entry, FeedEcho):
        _echo(unit, turn, entry)
    elif isinstance(entry, FeedConflict):
        if UUID(entry.rid) not in turn.page.erased:
            incidents.keep_conflict(unit.connection, entry)
    elif isinstance(entry, FeedNotice):
        _notice(unit, turn.page, entry)
    elif isinstance(entry, FeedPurge):
        purge(unit, UUID(entry.rid), cur=entry.c)
        turn.page.erased = erased_records(unit.connection)
        turn.purged = True
    else:
        _blob(unit, entry)


def _blob(unit: Unit, entry: FeedBlob) -> None:
    take_state(unit.connection, bytes.fromhex(entry.sha), entry.state)


def _set(unit: Unit, turn: _Turn, entry: FeedSet) -> None:
    record = UUID(entry.rid)
    if entry.do == LineKind.FORGET:
        turn.purged = True
    if entry.c > turn.marks.get(record, 0):
        lay(unit, turn.page, entry)
        return
    if record not in turn.page.erased and entry.r in unit.catalog:
        if not is_logged(unit.connection, record, UUID(entry.id), names=entry.f.keys()):
            log_told(unit.connection, entry, new=entry.f, old={})
        incidents.close_refusal(unit.connection, UUID(entry.id), entry.f.keys())
        # The record is newer here than this entry: what lies beneath an own operation is what became of it.
        overlay.settle(unit, UUID(entry.id), won=frozenset())


def _echo(unit: Unit, turn: _Turn, entry: FeedEcho) -> None:
    """Settle an own operation that was applied as sent. One that was given back for another desk is put in now.

    Its refusal is closed also when its line was pruned: a line may wait for longer than it is kept here.
    """
    outbox = tables.outbox.c
    op = UUID(entry.id)
    incidents.close_refusal(unit.connection, op, None)
    sent = unit.connection.execute(
        select(outbox.rid, outbox.line, outbox.state).where(outbox.op == op)
    ).one_or_none()
    if sent is None:
        return
    if sent.state == overlay.GIVEN_BACK and sent.line is not None:
        _set(unit, turn, _told_by(parse_line(sent.line), entry))
    won = frozenset[str]() if entry.c <= turn.marks.get(sent.rid, 0) else None
    overlay.settle(unit, op, won=won)


def _told_by(line: object, entry: FeedEcho) -> FeedSet:
    """Return the entry for which an echo stands."""
    if not isinstance(line, Line):
        raise RuntimeError("an echo of a line that was erased")
    return FeedSet(
        c=entry.c,
        r=line.register,
        rid=line.record.hex,
        f=dict(fields_of(line)),
        id=entry.id,
        st=stamp_text(line.stamp),
        do=str(line.kind),
        y=line.reason,
        a=line.actor.hex,
        w=line.wall_ms,
    )


def _notice(unit: Unit, page: Page, entry: FeedNotice) -> None:
    """Keep what a person must look at: an own refused operation beside its record, anything else as it came."""
    connection = unit.connection
    if entry.code in incidents.REFUSED_OUTCOMES and entry.id is not None:
        op = UUID(entry.id)
        code, where = str(entry.detail.get("code", "")), entry.detail.get("field") or None
        incidents.keep_exception(
            connection, op=op, outcome=entry.code, code=code, field=where, now=clock.now_utc()
        )
        overlay.settle(unit, op, won=frozenset())
        disown(unit, op)
    elif entry.code == incidents.NUMBER_REUSED and entry.r is not None and entry.rid is not None:
        incidents.keep_reused(connection, entry.detail, register=entry.r, record=UUID(entry.rid))
    else:
        unread.keep(connection, page.scope, entry, why=entry.code)
        page.unread += 1


def _heard(connection: Connection, page: Page, entries: Iterable[FeedEntry]) -> None:
    """Take out what another life of the central store tells again from what it has not told."""
    if not page.again:
        return
    told: set[UUID] = set()
    for entry in entries:
        if isinstance(entry, FeedSet):
            told |= {UUID(entry.id), *map(UUID, entry.o.values())}
        elif isinstance(entry, FeedConflict):
            told |= {UUID(entry.win), UUID(entry.lose)}
        elif isinstance(entry, FeedEcho | FeedNotice) and entry.id is not None:
            told.add(UUID(entry.id))
    connection.execute(delete(tables.unheard).where(tables.unheard.c.op.in_(told)))


def scopes_of(point: str, device: UUID) -> tuple[str, ...]:
    """Return the scopes that a desk of one point follows, reference data first."""
    return (REFERENCE_SCOPE, point_scope(point), device_scope(device.hex))
