"""This file is the place where a light desk is made: the real transport and sealed lines, but no store of its own.

Its rules are those of a desk, kept in memory: the mark moves on a proof only, the cursor with the page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from kacdesk.central.database import Database
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import FeedPage, Transport
from kacdesk.wire.messages import FeedEcho, FeedEntry, HelloReply, PushReply
from kacdesk.wire.versions import point_scope
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values


class NotKept(AssertionError):
    """The central store broke a promise."""


@dataclass
class LightDesk:
    """One enrolled desk: its stream, how far it is acknowledged, how far it has read the feed of its point."""

    sample: SampleDesk
    acked: int = 0
    cursor: int = 0
    epoch: UUID | None = None
    echoes: list[str] = field(default_factory=list)
    received: int = 0

    def add(self, count: int) -> None:
        """Seal so many new records."""
        for place in range(count):
            self.sample.ins("staff", staff_values(f"Paraugs {len(self.sample.lines)}-{place}"))

    @property
    def pending(self) -> int:
        """Return how many lines have no receipt."""
        return len(self.sample.lines) - self.acked

    @property
    def state(self) -> DeskState:
        """Return the desk as the transport sees it."""
        sample = self.sample
        return DeskState(
            device=sample.device,
            point=sample.point,
            stream=sample.stream,
            series=sample.series,
            last_seq=len(sample.lines),
            last_chain=sample.chains[-1],
            acked_seq=self.acked,
            safe_seq=0,
            held_first=1,
            epoch=self.epoch,
            cursors={point_scope(sample.point): self.cursor},
            pending_changes=self.pending,
            pending_bytes=0,
            schema_version=SCHEMA_VERSION,
            clock_offset_ms=0,
            central_url=None,
            token=sample.token,
            device_key=sample.private,
        )

    def hello(self, transport: Transport) -> HelloReply:
        """Greet; keep a new token and the epoch, move the mark on proof. Raises Failure."""
        reply = transport.hello(self.state)
        if reply.token is not None:
            self.sample.token = reply.token
        self.epoch = UUID(reply.epoch)
        self._settle(reply.stream.last_seq, reply.stream.last_chain)
        return reply

    def push(self, transport: Transport, *, most: int) -> PushReply:
        """Send the next lines; move the mark on proof. Raises Failure."""
        first = self.acked + 1
        last = min(self.acked + most, len(self.sample.lines))
        chains = self.sample.chains
        batch = SealedBatch(
            self.sample.stream, first, chains[first - 1], chains[last], self.sample.lines[first - 1 : last]
        )
        reply = transport.push(self.state, batch)
        self._settle(reply.last_seq, reply.last_chain)
        if reply.exceptions:
            raise NotKept(f"a plain line was {reply.exceptions[0].o}")
        return reply

    def pull(self, transport: Transport, *, limit: int) -> FeedPage:
        """Read the next page of the point's feed; a hole in it raises NotKept. Raises Failure."""
        scope = point_scope(self.sample.point)
        if self.epoch is None:
            raise NotKept("a pull before a hello")
        page = transport.pull(self.state, scope, after=self.cursor, epoch=self.epoch, limit=limit)
        self.apply(page.entries)
        return page

    def apply(self, entries: list[FeedEntry]) -> None:
        """Take a page in and move the cursor."""
        for entry in entries:
            if entry.c != self.cursor + 1:
                raise NotKept(f"the feed goes on with {entry.c} after {self.cursor}")
            self.cursor = entry.c
            self.received += 1
            if isinstance(entry, FeedEcho):
                self.echoes.append(entry.id)

    def _settle(self, last_seq: int, last_chain: str) -> None:
        if last_seq > len(self.sample.lines) or self.sample.chains[last_seq].hex() != last_chain:
            raise NotKept("the central store acknowledges a chain that was never sent")
        if last_seq < self.acked:
            raise NotKept("an acknowledged line is gone")
        self.acked = last_seq


def tried(work: Callable[[], object]) -> str | None:
    """Do it and return the type of its failure; None when it succeeded."""
    try:
        work()
    except Failure as failure:
        return failure.type
    return None


def light_desk(database: Database, point: str = "BALVI") -> LightDesk:
    """Admit a new light desk to a point."""
    sample, _ = enrolled(database, point)
    return LightDesk(sample)
