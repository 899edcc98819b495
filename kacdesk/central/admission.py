"""This file is the place where requests queue: so many at work, so many waiting, the points in turn, no desk a storm.

Everything here runs on the event loop, so it needs no lock and costs microseconds, also for what it turns away.
"""

from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from anyio import Event

from kacdesk.core import chance, clock

_REMEMBERED = 10_000
_SPREAD_S = 3
_LONGEST_WAIT_S = 120
_FIRST_WORK_S = 0.1
_WEIGHT = 0.05
"""Share of the newest request in the running mean of what a request takes."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is done at once, and for whom.

    `threads` at work, `waiting` for one, of them `waiting_a_point` for one point · `reading` bodies that may be under
    way · `stalled_s` a body may stand still · `burst` requests of one desk at once and `per_s` of them in the long run.
    """

    threads: int = 8
    waiting: int = 64
    waiting_a_point: int = 32
    reading: int = 512
    stalled_s: float = 30.0
    burst: int = 500
    per_s: float = 50.0


class Full(Exception):
    """There is no room; `after_s` is when to come again."""

    def __init__(self, after_s: int) -> None:
        super().__init__(after_s)
        self.after_s = after_s


class Buckets:
    """What each desk may still ask, by its token: who does not hold the token cannot spend what is in its bucket."""

    def __init__(self, bounds: Bounds, most: int = _REMEMBERED) -> None:
        self._bounds = bounds
        self._most = most
        self._left: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def take(self, key: bytes, *, at_ms: int) -> None:
        """Take one request out of a bucket; raises Full for an empty one. `at_ms` is by the monotonic clock."""
        left, since = self._left.pop(key, (float(self._bounds.burst), at_ms))
        left = min(float(self._bounds.burst), left + (at_ms - since) / 1000 * self._bounds.per_s)
        enough = left >= 1
        self._left[key] = (left - 1 if enough else left, at_ms)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        if not enough:
            raise Full(1 + int((1 - left) / self._bounds.per_s))


class Turnstile:
    """Gives out turns to work. Who waits is served point by point, so that one busy point does not hold up the rest.

    The point is the one that a request claims, before anything is proved: a false claim takes room from that point
    alone, and no more than `waiting_a_point`.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._free = bounds.threads
        self._queues: OrderedDict[str, deque[Event]] = OrderedDict()
        self._mean_s = _FIRST_WORK_S

    @property
    def waiting(self) -> int:
        """Return how many wait for a turn."""
        return sum(len(queue) for queue in self._queues.values())

    @property
    def working(self) -> int:
        """Return how many have a turn."""
        return self._bounds.threads - self._free

    def busy_s(self) -> int:
        """Return after how many seconds a batch is welcome; 0 is now."""
        waiting = self.waiting
        if waiting == 0:
            return 0
        return min(_LONGEST_WAIT_S, 1 + int(waiting * self._mean_s / self._bounds.threads))

    @asynccontextmanager
    async def turn(self, point: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raises Full when nobody more may wait."""
        await self._enter(point)
        started = clock.monotonic_ms()
        try:
            yield
        finally:
            self._mean_s += _WEIGHT * ((clock.monotonic_ms() - started) / 1000 - self._mean_s)
            self._pass_on()

    async def _enter(self, point: str) -> None:
        if self._free > 0:
            self._free -= 1
            return
        queue = self._queues.get(point, deque())
        if self.waiting >= self._bounds.waiting or len(queue) >= self._bounds.waiting_a_point:
            raise Full(max(1, self.busy_s()) + chance.random_bits(8) % _SPREAD_S)
        called = Event()
        queue.append(called)
        self._queues[point] = queue
        try:
            await called.wait()
        except BaseException:
            if called.is_set():
                self._pass_on()
            else:
                queue.remove(called)
                if not queue:
                    del self._queues[point]
            raise

    def _pass_on(self) -> None:
        """Call the first of the next point, which then goes to the end of the row; or keep the turn free."""
        if not self._queues:
            self._free += 1
            return
        point, queue = self._queues.popitem(last=False)
        queue.popleft().set()
        if queue:
            self._queues[point] = queue
