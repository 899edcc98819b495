"""This file is the place where the port is kept on SQL: one unit of work a call."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection, text, update

from kacdesk.central import devices
from kacdesk.central.census import Census, take_census
from kacdesk.central.database import Database
from kacdesk.central.devices import Desk, TicketRefused, TokenRefused
from kacdesk.central.epoch import current_epoch
from kacdesk.central.escrow import keep_keys
from kacdesk.central.feed import Held, read_page, scope_head
from kacdesk.central.files import Files
from kacdesk.central.grants import told_grants
from kacdesk.central.intake import Batch, Taken, take_in
from kacdesk.central.migrate import is_current
from kacdesk.central.port import EpochEnded, ScopeDenied, StandingDenied
from kacdesk.central.retiring import retire_desk
from kacdesk.central.seed import compare, read_seed
from kacdesk.central.streams import StreamMarks, open_stream
from kacdesk.central.tables import EPOCH
from kacdesk.central.verify import DRAINED
from kacdesk.models.catalog import Catalog
from kacdesk.wire.messages import (
    CompareReply,
    CompareRequest,
    EnrolReply,
    EnrolRequest,
    Hello,
    HelloReply,
    Limits,
    PushReply,
    Slot,
    StreamState,
)
from kacdesk.wire.sizes import BATCH_BYTES, BATCH_CHANGES, CHUNK_BYTES, RAW_BYTES
from kacdesk.wire.tickets import read_ticket
from kacdesk.wire.versions import OLDEST_PULLED, REFERENCE_POINT, REFERENCE_SCOPE, device_scope, point_scope

_LIMITS = Limits(batch_bytes=BATCH_BYTES, batch_changes=BATCH_CHANGES, raw_bytes=RAW_BYTES, chunk=CHUNK_BYTES)


class SqlStore:
    """The central store on PostgreSQL or on the embedded encrypted SQLite (`central.port.CentralStore`)."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog
        self.files = Files(database)

    def healthy(self) -> bool:
        """Ask the database for a row; raises what the driver raises."""
        with self._database.whole() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)

    def ready(self) -> bool:
        """Say whether requests can be served: the tables have this version's shape, and a write is possible.

        The write is made and taken back, so that a standby, a read-only database or one without room is seen.
        """
        if not self._database.has_room():
            return False
        with self._database.whole() as connection:
            if not is_current(connection):
                return False
            trial = connection.begin_nested()
            done = connection.execute(update(EPOCH).values(reason=EPOCH.c.reason))
            trial.rollback()
            return done.rowcount > 0

    def census(self, *, now_ms: int) -> Census:
        """Count desks, open matters and marks over all points."""
        with self._database.whole() as connection:
            return take_census(connection, now_ms=now_ms)

    def recognise(self, token: str, *, now_ms: int) -> Desk:
        """Return the desk whose token this is; raises TokenRefused."""
        claimed = devices.read_token(token)
        if claimed is None:
            raise TokenRefused("unknown")
        point, device = claimed
        with self._database.unit(point) as connection:
            return devices.recognise(connection, token, point=point, device=device, now_ms=now_ms)

    def token_used(self, desk: Desk, *, now_ms: int) -> None:
        """Note that a desk has used its new token in a request that it signed."""
        with self._database.unit(desk.point) as connection:
            devices.token_used(connection, desk, now_ms=now_ms)

    def enrol(self, request: EnrolRequest, *, now_ms: int) -> EnrolReply:
        """Admit a desk by its code; raises TicketRefused."""
        ticket = read_ticket(request.ticket)
        if ticket is None:
            raise TicketRefused
        with self._database.unit("", ticket=devices.hash_ticket(ticket)) as connection:
            return devices.enrol(connection, self._database, request, ticket, now_ms=now_ms)

    def hello(self, desk: Desk, message: Hello, *, busy_s: int, now_ms: int) -> HelloReply:
        """Open the desk's stream, keep its report and tell it where both stand; raises ForeignStream."""
        report = msgspec.to_builtins(message)
        with self._database.unit(desk.point) as connection:
            # The desk's row before its stream's (docs/sync.md, "The order of locks").
            devices.note_contact(
                connection, desk, app=message.app, sv=message.sv, report=report, now_ms=now_ms
            )
            marks = open_stream(
                connection,
                self._database,
                point=desk.point,
                device=desk.device,
                stream=UUID(message.stream),
                series=message.series,
                now_ms=now_ms,
            )
            keys = keep_keys(connection, desk, message)
            grants = told_grants(connection, self._database, desk, now_ms=now_ms)
            if message.retiring:
                retire_desk(connection, self._database, desk, message, marks, now_ms=now_ms)
            rotate = message.rotate and (desk.rotation_due or desk.expired)
            own = (point_scope(desk.point), device_scope(desk.device.hex))
            heads = {scope: scope_head(connection, desk.point, scope) for scope in own}
            heads[REFERENCE_SCOPE] = scope_head(connection, REFERENCE_POINT, REFERENCE_SCOPE)
            return HelloReply(
                epoch=current_epoch(connection).hex,
                now=now_ms,
                point=desk.point,
                stream=_state(marks),
                heads=heads,
                limits=_LIMITS,
                slot=Slot(ok=busy_s == 0, after=busy_s),
                min_pull_sv=OLDEST_PULLED,
                token=devices.rotate_token(connection, desk, now_ms=now_ms) if rotate else None,
                escrow=keys.escrow,
                courier=keys.courier,
                grants=grants,
            )

    def push(self, desk: Desk, batch: Batch, *, now_ms: int) -> PushReply:
        """Take in a batch; raises Disagreement, ForeignStream and NotABatch, and nothing was changed then.

        What a desk sends that is being drained is held for a person; a reader may send nothing (StandingDenied).
        """
        if desk.status == devices.READER:
            raise StandingDenied
        held_for = DRAINED if desk.status == devices.DRAINING else ""
        with self._database.unit(desk.point) as connection:
            unit = Taken(connection, self._database, self._catalog)
            return take_in(
                unit, batch, point=desk.point, device=desk.device, now_ms=now_ms, held_for=held_for
            )

    def pull(
        self, desk: Desk, *, scope: str, after: int, epoch: UUID, limit: int, held: Held | None
    ) -> list[bytes]:
        """Return the lines of one page; raises EpochEnded and ScopeDenied."""
        point = _readable(desk, scope)
        with self._database.unit(desk.point) as connection:
            _require_epoch(connection, epoch)
            return read_page(connection, point=point, scope=scope, after=after, limit=limit, held=held)

    def seed(
        self,
        desk: Desk,
        *,
        scope: str,
        before: UUID | None,
        month: str | None,
        limit: int,
        epoch: UUID | None = None,
    ) -> list[bytes]:
        """Return the lines of one page of records as they stand, the newest first.

        Raises ScopeDenied, and EpochEnded when another life of the store than the named one was meant.
        """
        point = _readable(desk, scope)
        with self._database.unit(desk.point) as connection:
            _require_epoch(connection, epoch)
            return read_seed(connection, point=point, scope=scope, before=before, month=month, limit=limit)

    def compare(self, desk: Desk, message: CompareRequest) -> CompareReply:
        """Hold a desk's sums against the records here; raises ScopeDenied and EpochEnded."""
        point = _readable(desk, message.scope)
        with self._database.unit(desk.point) as connection:
            _require_epoch(connection, UUID(message.epoch) if message.epoch else None)
            return compare(connection, self._database, message, point=point)


def _require_epoch(connection: Connection, epoch: UUID | None) -> None:
    """Raise EpochEnded when a desk means another life of the store; None means whichever it is."""
    current = current_epoch(connection)
    if epoch is not None and current != epoch:
        raise EpochEnded(current)


def _readable(desk: Desk, scope: str) -> str:
    """Return the point under which a scope lies; raises ScopeDenied when it is not the desk's to read."""
    if desk.status == devices.DRAINING:
        raise StandingDenied
    if scope not in (REFERENCE_SCOPE, point_scope(desk.point), device_scope(desk.device.hex)):
        raise ScopeDenied
    return REFERENCE_POINT if scope == REFERENCE_SCOPE else desk.point


def _state(marks: StreamMarks) -> StreamState:
    return StreamState(
        last_seq=marks.last_seq,
        last_chain=marks.last_chain.hex(),
        safe_seq=marks.safe_seq,
        series=marks.series,
    )
