"""This file is the place where the port is kept on SQL: one unit of work a call."""

from uuid import UUID

import msgspec
from sqlalchemy import text

from kacdesk.central import devices
from kacdesk.central.database import Database
from kacdesk.central.devices import Desk, TicketRefused, TokenRefused
from kacdesk.central.epoch import current_epoch
from kacdesk.central.feed import Held, read_page, scope_head
from kacdesk.central.intake import Batch, Taken, take_in
from kacdesk.central.migrate import is_current
from kacdesk.central.port import EpochEnded, ScopeDenied
from kacdesk.central.streams import StreamMarks, open_stream
from kacdesk.models.catalog import Catalog
from kacdesk.wire.frames import BATCH_BYTES, BATCH_CHANGES, CHUNK_BYTES, RAW_BYTES
from kacdesk.wire.messages import (
    EnrolReply,
    EnrolRequest,
    Hello,
    HelloReply,
    Limits,
    PushReply,
    Slot,
    StreamState,
)
from kacdesk.wire.tickets import read_ticket
from kacdesk.wire.versions import OLDEST_PULLED, REFERENCE_POINT, REFERENCE_SCOPE, device_scope, point_scope

_LIMITS = Limits(batch_bytes=BATCH_BYTES, batch_changes=BATCH_CHANGES, raw_bytes=RAW_BYTES, chunk=CHUNK_BYTES)


class SqlStore:
    """The central store on PostgreSQL or on the embedded encrypted SQLite (`central.port.CentralStore`)."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog

    def healthy(self) -> bool:
        """Ask the database for a row; raises what the driver raises."""
        with self._database.whole() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)

    def ready(self) -> bool:
        """Say whether the tables have the shape of this version."""
        with self._database.whole() as connection:
            return is_current(connection)

    def recognise(self, token: str, *, now_ms: int) -> Desk:
        """Return the desk whose token this is; raises TokenRefused."""
        claimed = devices.read_token(token)
        if claimed is None:
            raise TokenRefused("unknown")
        point, device = claimed
        with self._database.unit(point) as connection:
            return devices.recognise(connection, token, point=point, device=device, now_ms=now_ms)

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
            marks = open_stream(
                connection,
                self._database,
                point=desk.point,
                device=desk.device,
                stream=UUID(message.stream),
                series=message.series,
                now_ms=now_ms,
            )
            devices.note_contact(
                connection, desk, app=message.app, sv=message.sv, report=report, now_ms=now_ms
            )
            rotate = message.rotate and desk.rotation_due
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
            )

    def push(self, desk: Desk, batch: Batch, *, now_ms: int) -> PushReply:
        """Take in a batch; raises Disagreement, ForeignStream and NotABatch, and nothing was changed then."""
        with self._database.unit(desk.point) as connection:
            unit = Taken(connection, self._database, self._catalog)
            return take_in(unit, batch, point=desk.point, device=desk.device, now_ms=now_ms)

    def pull(
        self, desk: Desk, *, scope: str, after: int, epoch: UUID, limit: int, held: Held | None
    ) -> list[bytes]:
        """Return the lines of one page; raises EpochEnded and ScopeDenied."""
        if scope not in (REFERENCE_SCOPE, point_scope(desk.point), device_scope(desk.device.hex)):
            raise ScopeDenied
        point = REFERENCE_POINT if scope == REFERENCE_SCOPE else desk.point
        with self._database.unit(desk.point) as connection:
            current = current_epoch(connection)
            if current != epoch:
                raise EpochEnded(current)
            return read_page(connection, point=point, scope=scope, after=after, limit=limit, held=held)


def _state(marks: StreamMarks) -> StreamState:
    return StreamState(
        last_seq=marks.last_seq,
        last_chain=marks.last_chain.hex(),
        safe_seq=marks.safe_seq,
        series=marks.series,
    )
