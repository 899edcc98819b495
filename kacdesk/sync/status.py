"""This file is the place where the exchange says how it stands: all that the window may know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class SyncState(StrEnum):
    """ALONE not enrolled at a central store · SENT a receipt for everything · WAITING something is unsent ·
    BUSY exchanging now · ATTENTION a person must look (refused, conflict, revoked, old program)."""

    ALONE = "alone"
    SENT = "sent"
    WAITING = "waiting"
    BUSY = "busy"
    ATTENTION = "attention"


@dataclass(frozen=True)
class SyncStatus:
    """How the exchange stands; moments in UTC. `trouble` and `remedy` are whole Latvian sentences, '' when all is well.

    `files_waiting` files whose bytes are on this desk alone, `files_bytes` what of them has not been sent ·
    `incidents` that nobody has closed · `next_at` when the exchange tries again by itself, None when it does not know.
    """

    state: SyncState
    unsent: int = 0
    oldest_unsent_at: datetime | None = None
    receipt_at: datetime | None = None
    contacted_at: datetime | None = None
    refused: int = 0
    conflicts: int = 0
    trouble: str = ""
    files_waiting: int = 0
    files_bytes: int = 0
    incidents: int = 0
    next_at: datetime | None = None
    remedy: str = ""


class SyncControl(Protocol):
    """What the window may ask of the running exchange. Safe from any thread; nothing here waits for the network."""

    def status(self) -> SyncStatus:
        """Return how it stands now."""
        ...

    def sync_now(self) -> None:
        """Ask for a cycle at once."""
        ...

    def on_status(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call `listener` on the exchange's own thread whenever the status changes."""
        ...
