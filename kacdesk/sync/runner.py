"""This file is the place where the exchange has its thread: when it runs, rests, is woken and stopped."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.core import clock
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.on_demand import on_demand
from kacdesk.store.session import Changes, Store
from kacdesk.store.standing import Standing, read_standing
from kacdesk.sync import handover
from kacdesk.sync.sentences import LASTING, STALLED, as_error, what_happened
from kacdesk.sync.status import SyncState, SyncStatus

if TYPE_CHECKING:
    from kacdesk.sync.beside import HourlyCopies, exchange_granted
    from kacdesk.sync.cycle import run_cycle
    from kacdesk.sync.engine import Engine
    from kacdesk.sync.transport import Transport
    from kacdesk.sync.trust import trust_of
else:
    HourlyCopies, exchange_granted = on_demand("kacdesk.sync.beside", "HourlyCopies exchange_granted")
    (run_cycle,) = on_demand("kacdesk.sync.cycle", "run_cycle")
    (Engine,) = on_demand("kacdesk.sync.engine", "Engine")
    (Transport,) = on_demand("kacdesk.sync.transport", "Transport")
    (trust_of,) = on_demand("kacdesk.sync.trust", "trust_of")

_QUIET_S = 3.0
"""How long after a change the exchange waits for more before it begins."""

_LOOK_S = 1.0
"""How often a waiting command line (`kacdesk sync`) is looked for."""

_AFTER_FAULT_S = 60.0
"""How long the exchange rests after a failure that nobody foresaw, or one of the disk."""

_NEVER_S = float("inf")

_START_S = 60.0
"""Within so many seconds the first cycle begins by chance, where many desks may start at once."""

_JUST_STARTED_MS = 3 * 60 * 1000
"""A computer that started so short ago may be one of many whose power came back."""

_STALLED_MS = 15 * 60 * 1000
"""A thread that has done nothing for so long hangs: one request gives up after half a minute without progress."""

_WATCH_S = 60.0

_log = logging.getLogger(__name__)


class SyncRunner:
    """Runs cycles on a thread of its own; see `sync.status.SyncControl` for what the window may call.

    For `rests_s` seconds after its start it does nothing, unless somebody wants it: the window comes up meanwhile.
    """

    def __init__(self, store: Store, *, rests_s: float = 0.0) -> None:
        self._store = store
        self._rests_s = rests_s
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self._busy = False
        self._wish = threading.Lock()
        self._wanted_s = _NEVER_S
        self._next_at: datetime | None = None
        self._waits_out = False
        self._beat_ms = clock.monotonic_ms()
        self._thread = threading.Thread(target=self._run, name="kacdesk-sync", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="kacdesk-sync-watch", daemon=True)
        store.on_change(self._changed)

    @cached_property
    def _engine(self) -> Engine:
        """Return the engine; it and the copies are made on the thread of the exchange, which loads what they need."""
        return Engine(random.Random())  # noqa: S311 -- jitter, not a secret

    @cached_property
    def _copies(self) -> HourlyCopies:
        return HourlyCopies(self._store)

    def start(self) -> None:
        """Begin; the first cycle starts at once, or by chance within a minute (`first_wait_s`)."""
        self._beat()
        self._thread.start()
        self._watcher.start()

    def stop(self) -> None:
        """End after the question that is under way; one that hangs is not waited for longer than its own limit."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._watcher.is_alive():
            self._watcher.join()

    def sync_now(self) -> None:
        """Ask for a cycle at once; during a running one, for another after it."""
        self._want(0.0)

    def on_status(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call `listener` on the exchange's thread whenever the status changes."""
        self._listeners.append(listener)

    def status(self) -> SyncStatus:
        """Return how the exchange stands, read from the store; a thread that died or hangs is told before all else."""
        told = replace(read_status(self._store, busy=self._busy), next_at=self._next_at)
        if not self.stalled:
            return told
        return replace(told, state=SyncState.ATTENTION, trouble=what_happened(STALLED), remedy="")

    @property
    def stalled(self) -> bool:
        """Say whether the exchange's thread has died or does not get on any more."""
        if self._stop.is_set() or self._thread.ident is None:
            return False
        return not self._thread.is_alive() or clock.monotonic_ms() - self._beat_ms > _STALLED_MS

    def _beat(self) -> bool:
        """Note that the thread gets on, and say whether it is to."""
        self._beat_ms = clock.monotonic_ms()
        return not self._stop.is_set()

    def _watch(self) -> None:
        """Tell once when the exchange's thread stalls, and once when it gets on again."""
        before = False
        while not self._stop.wait(_WATCH_S):
            if self.stalled != before:
                before = not before
                _log.warning("the exchange %s", "stalled" if before else "gets on again")
                self._tell()

    def _changed(self, changes: Changes) -> None:
        """A clerk saved something: begin soon, but let the next save join; a wait after a failure is not cut short."""
        if changes.records and not self._waits_out:
            self._want(_QUIET_S)

    def _want(self, seconds: float) -> None:
        with self._wish:
            self._wanted_s = min(self._wanted_s, seconds)
        self._wake.set()

    def _run(self) -> None:
        WINDOW.goes_first_here()
        self._wake.wait(self._rests_s)
        due_s, started = 0.0, False
        while not self._stop.is_set():
            self._beat()
            self._wake.clear()
            with self._wish:
                wanted_s, self._wanted_s = self._wanted_s, _NEVER_S
            try:
                if not started:
                    due_s, started = self._first_wait(), True
                due_s = self._turn(min(due_s, wanted_s))
            except Exception as error:  # noqa: BLE001 -- whatever fails, the exchange goes on later
                _log.warning("the exchange was interrupted: %s", type(error).__name__)
                due_s = _AFTER_FAULT_S
            waited = min(due_s, _LOOK_S)
            self._wake.wait(waited)
            due_s -= waited

    def _first_wait(self) -> float:
        with self._store.read() as connection:
            trouble = read_standing(connection).trouble
        chance = random.Random()  # noqa: S311 -- jitter, not a secret
        return first_wait_s(chance, trouble=trouble, running_ms=clock.monotonic_ms())

    def _turn(self, due_s: float) -> float:
        """Run a cycle if it is time or a command line waits; return the seconds until the next."""
        if self._copies.turn():
            self._tell()
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
        transport = Transport(url, trust_of(self._store))
        try:
            done = run_cycle(self._store, transport, self._engine, goes_on=self._beat)
            self._next_at = clock.now_utc() + timedelta(seconds=done.rest_s)
            self._waits_out = done.trouble is not None
            if done.trouble is None:
                exchange_granted(self._store, transport, goes_on=self._beat)
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


def first_wait_s(chance: random.Random, *, trouble: str | None, running_ms: int) -> float:
    """Return how long a start waits for its first cycle.

    At once, unless the last cycle failed or the computer itself (its monotonic clock: `running_ms`) has just started:
    then many desks may begin together, after a power cut or a fault of the line.
    """
    if trouble is None and running_ms >= _JUST_STARTED_MS:
        return 0.0
    return chance.uniform(0.0, _START_S)


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
        files_waiting=standing.files_waiting,
        files_bytes=standing.files_bytes,
        incidents=standing.incidents,
        remedy=as_error(standing.trouble).remedy if standing.trouble else "",
    )


def _state(standing: Standing, *, busy: bool) -> SyncState:
    if not standing.enrolled:
        return SyncState.ALONE
    if busy:
        return SyncState.BUSY
    if standing.to_look_at or standing.trouble in LASTING:
        return SyncState.ATTENTION
    waiting = standing.unsent or standing.files_waiting or standing.trouble
    return SyncState.WAITING if waiting else SyncState.SENT
