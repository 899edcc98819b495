"""This file is the place where the exchange has its thread: when it runs, rests, is woken and stopped."""

import logging
import random
import threading
from collections.abc import Callable
from pathlib import Path

from kacdesk.store.session import Changes, Store
from kacdesk.store.standing import Standing, read_standing
from kacdesk.sync import handover
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.sentences import LASTING, what_happened
from kacdesk.sync.status import SyncState, SyncStatus
from kacdesk.sync.transport import Transport

_QUIET_S = 3.0
"""How long after a change the exchange waits for more before it begins."""

_LOOK_S = 1.0
"""How often a waiting command line (`kacdesk sync`) is looked for."""

_AFTER_FAULT_S = 60.0
"""How long the exchange rests after a failure that nobody foresaw, or one of the disk."""

_NEVER_S = float("inf")

_log = logging.getLogger(__name__)


class SyncRunner:
    """Runs cycles on a thread of its own; see `sync.status.SyncControl` for what the window may call."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = Engine(random.Random())  # noqa: S311 -- jitter, not a secret
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self._busy = False
        self._wish = threading.Lock()
        self._wanted_s = _NEVER_S
        self._thread = threading.Thread(target=self._run, name="kacdesk-sync", daemon=True)
        store.on_change(self._changed)

    def start(self) -> None:
        """Begin; the first cycle starts at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the running cycle; a request that hangs is not waited for longer than its own limit."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def sync_now(self) -> None:
        """Ask for a cycle at once; during a running one, for another after it."""
        self._want(0.0)

    def on_status(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call `listener` on the exchange's thread whenever the status changes."""
        self._listeners.append(listener)

    def status(self) -> SyncStatus:
        """Return how the exchange stands, read from the store."""
        return read_status(self._store, busy=self._busy)

    def _changed(self, changes: Changes) -> None:
        """A clerk saved something: begin soon, but let the next save join."""
        if changes.records:
            self._want(_QUIET_S)

    def _want(self, seconds: float) -> None:
        with self._wish:
            self._wanted_s = min(self._wanted_s, seconds)
        self._wake.set()

    def _run(self) -> None:
        due_s = 0.0
        while not self._stop.is_set():
            self._wake.clear()
            with self._wish:
                due_s, self._wanted_s = min(due_s, self._wanted_s), _NEVER_S
            try:
                due_s = self._turn(due_s)
            except Exception as error:  # noqa: BLE001 -- whatever fails, the exchange goes on later
                _log.warning("the exchange was interrupted: %s", type(error).__name__)
                due_s = _AFTER_FAULT_S
            waited = min(due_s, _LOOK_S)
            self._wake.wait(waited)
            due_s -= waited

    def _turn(self, due_s: float) -> float:
        """Run a cycle if it is time or a command line waits; return the seconds until the next."""
        asked = handover.asked(self._folder)
        if due_s > 0 and not asked:
            return due_s
        rest_s = self._cycle()
        if asked:
            handover.answer(self._folder)
        return rest_s

    @property
    def _folder(self) -> Path:
        return self._store.path.parent

    def _cycle(self) -> float:
        with self._store.read() as connection:
            url = read_standing(connection).central_url
        if url is None:
            self._tell()
            return _QUIET_S * 10
        self._busy = True
        self._tell()
        transport = Transport(url)
        try:
            done = run_cycle(self._store, transport, self._engine)
        finally:
            transport.close()
            self._busy = False
            self._tell()
        _log.info("cycle done sent=%d received=%d trouble=%s", done.sent, done.received, done.trouble)
        return done.rest_s

    def _tell(self) -> None:
        if self._listeners:
            status = self.status()
            for listener in list(self._listeners):
                listener(status)


def read_status(store: Store, *, busy: bool) -> SyncStatus:
    """Return how the exchange stands, from one snapshot of the store."""
    with store.read() as connection:
        standing = read_standing(connection)
    return SyncStatus(
        state=_state(standing, busy=busy),
        unsent=standing.unsent,
        oldest_unsent_at=standing.oldest_unsent_at,
        receipt_at=standing.receipt_at,
        contacted_at=standing.contacted_at,
        refused=standing.refused,
        conflicts=standing.conflicts,
        trouble=what_happened(standing.trouble) if standing.trouble else "",
    )


def _state(standing: Standing, *, busy: bool) -> SyncState:
    if not standing.enrolled:
        return SyncState.ALONE
    if busy:
        return SyncState.BUSY
    if standing.refused or standing.conflicts or standing.trouble in LASTING:
        return SyncState.ATTENTION
    return SyncState.WAITING if standing.unsent or standing.trouble else SyncState.SENT
