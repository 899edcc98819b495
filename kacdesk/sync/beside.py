"""This file is the place where the exchange does what lies beside its own cycle: granted points and hourly copies.

Neither is ever in the way of the own records: whatever fails here is told, and the cycle goes on.
"""

import logging
import random
from collections.abc import Callable

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Missing
from kacdesk.store.copies import make_copy, read_copies
from kacdesk.store.copies_by_it import take_up
from kacdesk.store.granted import drop_granted, granted_points, open_granted
from kacdesk.store.session import Store
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.transport import Transport
from kacdesk.wire.messages import ProblemType

_RETRY_MS = 5 * 60 * 1000
"""How long after a copy that failed the medium is left alone."""

_LOOK_MS = 20 * 1000
"""How often it is looked whether a copy is due."""

_log = logging.getLogger(__name__)


def exchange_granted(
    store: Store, transport: Transport, *, goes_on: Callable[[], bool] = lambda: True
) -> dict[str, Done]:
    """Run a cycle for each granted point and return what came of each.

    One that may not be read any more is forgotten, and so is one whose store is not here, e.g. on a restored desk:
    it is granted anew by the keeper of the central store. `goes_on` is that of `run_cycle`.
    """
    done = {}
    for point in granted_points(store):
        if not goes_on():
            break
        try:
            other = open_granted(store, point, writing=True)
        except Missing:
            drop_granted(store, point)
            continue
        except DeskError as error:
            _log.info("a granted point could not be opened: %s", type(error).__name__)
            continue
        try:
            done[point] = run_cycle(
                other,
                transport,
                Engine(random.Random()),  # noqa: S311 -- jitter, not a secret
                goes_on=goes_on,
            )
        finally:
            other.close()
        if done[point].trouble == ProblemType.REVOKED:
            drop_granted(store, point)
    return done


class HourlyCopies:
    """Makes a copy when one is due. Called often, from one thread; it looks and waits by itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next_ms = 0

    def turn(self) -> bool:
        """Make a copy if it is time, and say whether one was made; a medium that is away is tried again later."""
        if clock.monotonic_ms() < self._next_ms:
            return False
        self._next_ms = clock.monotonic_ms() + _LOOK_MS
        try:
            take_up(self._store)
            if not read_copies(self._store).due(clock.now_utc()):
                return False
            copy = make_copy(self._store)
        except DeskError as error:
            self._next_ms = clock.monotonic_ms() + _RETRY_MS
            _log.info("no copy was made: %s", type(error).__name__)
            return False
        _log.info("copy made bytes=%d", copy.size)
        return True
