"""This file is the place where desks that cannot be served at once are told when to come again.

After an outage hundreds of desks ask together, and each one that is turned away asks again. They are sent off for as
long as keeps their hellos at a trickle: enough of them that a free place is taken at once, too few to cost the work
that the places could do.
"""

import threading
from uuid import UUID

_HELLOS_A_SECOND = 8
_LONGEST_S = 60
_FORGOTTEN_MS = 2 * _LONGEST_S * 1000


class WaitingRoom:
    """The desks that were turned away and have not been served since. Called from any thread."""

    def __init__(self) -> None:
        self._since: dict[UUID, int] = {}
        self._lock = threading.Lock()

    def turn_away(self, device: UUID, *, least_s: int, now_ms: int) -> int:
        """Return after how many seconds a desk shall come again, at least `least_s`."""
        with self._lock:
            self._since.pop(device, None)
            while self._since and next(iter(self._since.values())) < now_ms - _FORGOTTEN_MS:
                del self._since[next(iter(self._since))]
            self._since[device] = now_ms
            return min(max(least_s, len(self._since) // _HELLOS_A_SECOND), _LONGEST_S)

    def let_in(self, device: UUID) -> None:
        """Strike off a desk that is served."""
        with self._lock:
            self._since.pop(device, None)
