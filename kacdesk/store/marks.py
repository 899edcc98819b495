"""This file is the place where the exchange keeps its marks: what is acknowledged, from which life of the central
store, in which stream. Every function is one short transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from kacdesk.core import clock
from kacdesk.core.ids import new_id, new_series
from kacdesk.models.fields import NO_ONE
from kacdesk.store import files, incidents, tables
from kacdesk.store.sealing import chain_at, pending
from kacdesk.store.session import Store, Unit, one
from kacdesk.vault.sealing import public_half
from kacdesk.wire.line import FIRST_CHAIN, leaf_of, next_chain
from kacdesk.wire.messages import EnrolReply, Outcome

COMPARED_EVERY = timedelta(days=7)

_CURSORS = select(tables.scope_cursor)
_UNHEARD = select(tables.unheard.c.op).limit(1)


@dataclass(frozen=True)
class DeskState:
    """All that the exchange needs to know of the desk, read from one snapshot. Hashes are raw bytes.

    `held_first` is the first line of the stream from which on all are whole here · `failures` cycles that failed one
    after another · `scrubbed` the cursor up to which every erasure has left the disk · `seed_before` see
    `tables.sync_state` · `unheard` says that this life of the central store has not told everything that an earlier one
    told · `compare_due` that both sides should be held against each other.
    """

    device: UUID
    point: str
    stream: UUID
    series: str
    last_seq: int
    last_chain: bytes
    acked_seq: int
    safe_seq: int
    held_first: int
    epoch: UUID | None
    cursors: dict[str, int]
    pending_changes: int
    pending_bytes: int
    schema_version: int
    clock_offset_ms: int
    central_url: str | None
    token: str | None
    device_key: bytes
    only_here: int = 0
    recipient: bytes | None = None
    escrow: bytes | None = None
    files_waiting: int = 0
    files_wanted: int = 0
    failures: int = 0
    scrubbed: int = 0
    seed_before: str | None = None
    unheard: bool = False
    compare_due: bool = False

    @property
    def files_to_move(self) -> bool:
        """Say whether a file is to be sent or fetched."""
        return self.files_waiting > 0 or self.files_wanted > 0


def read_state(store: Store) -> DeskState:
    """Read where the exchange stands."""
    with store.read() as connection:
        desk, sync = one(connection, tables.desk), one(connection, tables.sync_state)
        changes, size, held = pending(connection, acked=sync["acked_seq"])
        cursors = {row.scope: row.cur for row in connection.execute(_CURSORS)}
        unheard = connection.execute(_UNHEARD).first() is not None
        files_waiting, files_wanted = files.moving_files(connection)
    return DeskState(
        device=desk["device"],
        point=desk["point"],
        stream=sync["stream"],
        series=desk["series"],
        last_seq=sync["next_seq"] - 1,
        last_chain=sync["chain"],
        acked_seq=sync["acked_seq"],
        safe_seq=sync["safe_seq"],
        held_first=held or sync["next_seq"],
        epoch=sync["epoch"],
        cursors=cursors,
        pending_changes=changes,
        pending_bytes=size,
        schema_version=sync["schema_version"],
        clock_offset_ms=sync["clock_offset_ms"] or 0,
        central_url=sync["central_url"],
        token=sync["token"],
        device_key=sync["device_key"],
        only_here=max(sync["next_seq"] - 1 - max(sync["acked_seq"], sync["copied_seq"]), 0),
        recipient=public_half(sync["courier_key"]) if sync["courier_key"] else None,
        escrow=sync["escrow"],
        files_waiting=files_waiting,
        files_wanted=files_wanted,
        failures=sync["failures"],
        scrubbed=sync["scrubbed"],
        seed_before=sync["seed_before"],
        unheard=unheard,
        compare_due=_compare_due(sync["compared_at"]),
    )


def _compare_due(compared_at: datetime | None) -> bool:
    return compared_at is None or clock.now_utc() - compared_at >= COMPARED_EVERY


class Verdict:
    """What comparing a stream with the central store's account of it says."""

    AGREED = "agreed"
    FORKED = "forked"


def settle_receipt(
    store: Store, *, last_seq: int, last_chain: bytes, safe_seq: int, outcomes: list[Outcome], whole: bool
) -> str:
    """Move the acknowledged mark, but only on proof: our own chain at `last_seq` must be the one that was told.

    A mark may also move back, when the central store was restored from a backup: those lines are sent again. What lay
    in a proved backup before and was not lost with the restore still does, whatever the restored store knows of it.
    `whole` says that the receipt covers everything sealed. Returns a `Verdict`; FORKED changes nothing.
    """
    now = clock.now_utc()
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        state = one(connection, tables.sync_state)
        if last_seq >= state["next_seq"] or chain_at(connection, last_seq) != last_chain:
            return Verdict.FORKED
        told: dict[str, Any] = {
            "acked_seq": last_seq,
            "safe_seq": min(max(safe_seq, state["safe_seq"]), last_seq),
            "contacted_at": now,
        }
        if last_seq > state["acked_seq"] or whole:
            told["receipt_at"] = now
        connection.execute(update(tables.sync_state).values(**told))
        _keep_outcomes(connection, outcomes, now)
    return Verdict.AGREED


def _keep_outcomes(connection: Connection, outcomes: list[Outcome], now: datetime) -> None:
    for outcome in outcomes:
        if outcome.o not in incidents.REFUSED_OUTCOMES or outcome.id is None:
            continue
        incidents.keep_exception(
            connection,
            op=UUID(outcome.id),
            outcome=outcome.o,
            code=outcome.code,
            field=outcome.field or None,
            now=now,
        )


def fork(store: Store) -> str:
    """Begin a new stream with a new series, because this disk is not the one the central store knows.

    Every operation in the outbox is sealed anew, the same operations in the same order; the central store knows
    those it has by their identifiers. Returns the new series. A printed number can therefore not be given twice.
    """
    with store.unit(NO_ONE, applying=True) as unit:
        connection = unit.connection
        rows = connection.execute(select(tables.outbox).order_by(tables.outbox.c.seq)).all()
        connection.execute(delete(tables.outbox))
        chain, made = FIRST_CHAIN, []
        for seq, row in enumerate(rows, start=1):
            line = with_seq(row.line, seq) if row.line is not None else None
            leaf = leaf_of(line) if line is not None else row.leaf
            chain = next_chain(chain, leaf)
            made.append(dict(row._mapping) | {"seq": seq, "line": line, "leaf": leaf, "chain": chain})
        if made:
            connection.execute(insert(tables.outbox), made)
        series, stream = new_series(), new_id()
        before = one(connection, tables.sync_state)["stream"]
        incidents.keep_incident(
            connection, incidents.FORKED, detail={"from": before.hex, "to": stream.hex, "series": series}
        )
        connection.execute(
            update(tables.sync_state).values(
                stream=stream,
                pruned_seq=0,
                pruned_chain=None,
                next_seq=len(made) + 1,
                acked_seq=0,
                safe_seq=0,
                chain=chain,
                series_confirmed=False,
                copied_seq=0,
            )
        )
        connection.execute(update(tables.desk).values(series=series))
    return series


def with_seq(line: bytes, seq: int) -> bytes:
    """Return a sealed line as the line `seq` of another stream; everything else stays byte for byte."""
    head, comma, rest = line.partition(b",")
    if not head.startswith(b'{"s":') or not comma:
        raise ValueError("not a sealed line")
    return b'{"s":%d,%s' % (seq, rest)


def confirm_series(store: Store, series: str) -> None:
    """Take the series that the central store confirms for the open stream; numbers given from now on carry it."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.desk).values(series=series))
        unit.connection.execute(update(tables.sync_state).values(series_confirmed=True))


def adopt_epoch(store: Store, epoch: UUID) -> None:
    """Begin to follow another life of the central store: its feed is read from the start again.

    Until it has told them anew, the own operations stand on top as if they were just made. What others did is
    remembered as not told, until it is; in the end that is given back (`store.witness`).
    """
    with store.unit(NO_ONE, applying=True) as unit:
        _begin_anew(unit, epoch)


def _begin_anew(unit: Unit, epoch: UUID) -> None:
    connection, outbox, log = unit.connection, tables.outbox.c, tables.change_log.c
    connection.execute(
        update(tables.sync_state).values(
            epoch=epoch,
            scrubbed=0,
            mass_change=None,
            mass_change_head=None,
            mass_change_allowed=None,
            hidden=0,
            hidden_from=None,
            compared_at=clock.now_utc(),
            seed_before="done",
        )
    )
    empty = outbox.line.is_(None) | (func.instr(outbox.line, b'"k":"settle"') > 0)
    connection.execute(update(tables.outbox).where(~empty, outbox.state == 1).values(state=0))
    connection.execute(
        tables.unheard.insert()
        .prefix_with("OR IGNORE")
        .from_select(
            ["op"],
            select(log.op)
            .where(
                log.op.is_not(None),
                log.kind != "settle",
                log.reg.in_([spec.name for spec in unit.catalog.captured]),
                log.rid.not_in(select(tables.tombstone.c.rid)),
                log.op.not_in(select(outbox.op)),
                log.op.not_in(select(tables.capture.c.op)),
            )
            .distinct(),
        )
    )
    for table in (tables.scope_cursor, tables.seed_mark, tables.unread, tables.shadow):
        connection.execute(delete(table))
    files.begin_anew(connection)


def note_contact(store: Store, *, offset_ms: int) -> None:
    """Note that the central store answered, and how far this computer's clock is from its own."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(
            update(tables.sync_state).values(contacted_at=clock.now_utc(), clock_offset_ms=offset_ms)
        )
    store.pen.clock_offset_ms = offset_ms


def note_trouble(store: Store, trouble: str | None) -> None:
    """Note why the last cycle failed, by the stable type of the problem; None after a good one."""
    with store.unit(NO_ONE, applying=True) as unit:
        failures = tables.sync_state.c.failures + 1 if trouble else 0
        unit.connection.execute(
            update(tables.sync_state).values(
                trouble=trouble, trouble_at=clock.now_utc() if trouble else None, failures=failures
            )
        )


def repoint(store: Store, url: str) -> None:
    """Follow the sample's own central store to its new port."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(central_url=url))


def keep_token(store: Store, token: str) -> None:
    """Keep a new access token."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(token=token))


def enrolled(store: Store, url: str, reply: EnrolReply) -> None:
    """Keep what enrolment gave. The first cycle then sends everything that was made before it."""
    with store.unit(NO_ONE, applying=True) as unit:
        before = one(unit.connection, tables.sync_state)["epoch"]
        unit.connection.execute(
            update(tables.sync_state).values(central_url=url, token=reply.token, series_confirmed=True)
        )
        unit.connection.execute(update(tables.desk).values(series=reply.series))
        if before is None:
            unit.connection.execute(update(tables.sync_state).values(epoch=UUID(reply.epoch)))
        elif before != UUID(reply.epoch):
            _begin_anew(unit, UUID(reply.epoch))
