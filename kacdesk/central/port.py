"""This file is the place where the central store says what it can do, whichever database keeps it."""

from typing import Protocol
from uuid import UUID

from kacdesk.central.census import Census
from kacdesk.central.devices import Desk
from kacdesk.central.feed import Held
from kacdesk.central.files import Files
from kacdesk.central.intake import Batch
from kacdesk.wire.messages import (
    CompareReply,
    CompareRequest,
    EnrolReply,
    EnrolRequest,
    Hello,
    HelloReply,
    PushReply,
)


class EpochEnded(Exception):
    """The desk pulls from an earlier life of the store; `epoch` is the one that counts now."""

    def __init__(self, epoch: UUID) -> None:
        super().__init__(epoch.hex)
        self.epoch = epoch


class ScopeDenied(Exception):
    """The scope is not the desk's to read."""


class StandingDenied(ScopeDenied):
    """What the desk is forbids it: a reader sends nothing, a desk that is being drained reads nothing."""


class CentralStore(Protocol):
    """The port that HTTP stands on. Every call is one transaction and may come from any thread."""

    @property
    def files(self) -> Files:
        """Return what keeps the bytes of files."""

    def healthy(self) -> bool:
        """Ask the database something; raises what the driver raises when it does not answer."""

    def ready(self) -> bool:
        """Say whether requests can be served: the tables have this version's shape, and a write is possible."""

    def census(self, *, now_ms: int) -> Census:
        """Count desks, open matters and marks over all points."""

    def recognise(self, token: str, *, now_ms: int) -> Desk:
        """Return the desk whose token this is, which may be out of date; raises TokenRefused."""

    def token_used(self, desk: Desk, *, now_ms: int) -> None:
        """Note that a desk has used its new token in a request that it signed."""

    def enrol(self, request: EnrolRequest, *, now_ms: int) -> EnrolReply:
        """Admit a desk by its code; raises TicketRefused."""

    def hello(self, desk: Desk, message: Hello, *, busy_s: int, now_ms: int) -> HelloReply:
        """Open the desk's stream, keep its report and tell it where both stand; raises ForeignStream."""

    def push(self, desk: Desk, batch: Batch, *, now_ms: int) -> PushReply:
        """Take in a batch; raises Disagreement, ForeignStream and NotABatch, and nothing was changed then."""

    def pull(
        self, desk: Desk, *, scope: str, after: int, epoch: UUID, limit: int, held: Held | None
    ) -> list[bytes]:
        """Return the lines of one page; raises EpochEnded and ScopeDenied."""

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

    def compare(self, desk: Desk, message: CompareRequest) -> CompareReply:
        """Hold a desk's sums against the records here; raises ScopeDenied and EpochEnded."""
