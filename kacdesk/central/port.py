"""This file is the place where the central store says what it can do, whichever database keeps it."""

from typing import Protocol
from uuid import UUID

from kacdesk.central.devices import Desk
from kacdesk.central.feed import Held
from kacdesk.central.intake import Batch
from kacdesk.wire.messages import EnrolReply, EnrolRequest, Hello, HelloReply, PushReply


class EpochEnded(Exception):
    """The desk pulls from an earlier life of the store; `epoch` is the one that counts now."""

    def __init__(self, epoch: UUID) -> None:
        super().__init__(epoch.hex)
        self.epoch = epoch


class ScopeDenied(Exception):
    """The scope is not the desk's to read."""


class CentralStore(Protocol):
    """The port that HTTP stands on. Every call is one transaction and may come from any thread."""

    def healthy(self) -> bool:
        """Ask the database something; raises what the driver raises when it does not answer."""

    def ready(self) -> bool:
        """Say whether the tables have the shape of this version."""

    def recognise(self, token: str, *, now_ms: int) -> Desk:
        """Return the desk whose token this is; raises TokenRefused."""

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
