"""This file is the place where the window asks a service and gets its answer back on the main thread."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Concatenate, Generic, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from kacdesk.core.errors import DeskError
from kacdesk.core.lane import Lane
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import Arrival
from kacdesk.ui.look.turns import Turns

P = ParamSpec("P")
T = TypeVar("T")


class Job(Generic[T]):
    """One question on its way. Whoever asked says with `then` what the answer is for."""

    def __init__(self, owner: QObject, first: Callable[[T], None] | None = None) -> None:
        self._owner = owner
        self._first = first
        self._done: Callable[[T], None] | None = None
        self._failed: Callable[[DeskError], None] | None = None

    def then(self, done: Callable[[T], None], failed: Callable[[DeskError], None] | None = None) -> None:
        """Call `done` with the answer or `failed` with the foreseen failure; without `failed` the strip tells it."""
        self._done, self._failed = done, failed

    def settle(self, future: "Future[T]", jobs: "Jobs") -> None:
        """Hand the answer over, unless whoever asked is gone. Main thread only."""
        error = future.exception()
        if error is not None and not isinstance(error, DeskError):
            jobs.broke.emit(error)
        elif not shiboken6.isValid(self._owner):
            return
        elif error is None:
            for hear in (self._first, self._done):
                if hear is not None:
                    hear(future.result())
        elif isinstance(error, DeskError):
            if self._failed is not None:
                self._failed(error)
            else:
                jobs.troubled.emit(error)


class Jobs(QObject):
    """Runs services on the lanes with the desk's context, which no widget ever holds.

    Signals, all on the main thread: `changed(register → record ids)` after a commit, by this window or the
    exchange · `troubled(DeskError)` a failure that nobody took · `broke(BaseException)` one that nobody foresaw ·
    `swapped(Actor)` another person sits at the desk.

    Each answer and each of these tidings has a turn of the window's loop to itself.
    """

    changed = Signal(object)
    troubled = Signal(object)
    broke = Signal(object)
    swapped = Signal(object)
    _settled = Signal(object, object)
    _committed = Signal(object)

    def __init__(self, context: Context, *, writer: Lane, reader: Lane, drawer: Lane) -> None:
        super().__init__()
        self._context = context
        self._writer = writer
        self._reader = reader
        self._drawer = drawer
        self._open = True
        self._turns = Turns(self)
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._committed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        context.store.on_change(lambda changes: self._commit(changes.records))

    def run(
        self, owner: QObject, service: Callable[Concatenate[Context, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Job[T]:
        """Run a service on the lane of everything that writes, one after another, for `owner`."""
        return self._submit(self._writer, owner, service, *args, **kwargs)

    def read(
        self, owner: QObject, service: Callable[Concatenate[Context, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Job[T]:
        """Run a service that only reads, beside the lane that writes, for `owner`."""
        return self._submit(self._reader, owner, service, *args, **kwargs)

    def draw(
        self, owner: QObject, service: Callable[Concatenate[Context, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Job[T]:
        """Run a service that takes long (a report, a file), so that neither a list nor a save waits for it.

        It may write, as the closing of a report does: for a moment, at its end.
        """
        return self._submit(self._drawer, owner, service, *args, **kwargs)

    def sit(
        self,
        owner: QObject,
        service: Callable[Concatenate[Context, P], Arrival],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Job[Arrival]:
        """Run a service by which somebody sits down at the desk; from its answer on they are the one who acts.

        `swapped` is told before whoever asked gets the answer.
        """
        job = Job(owner, self._seat)
        return self._send(job, self._writer, service, *args, **kwargs)

    def close(self) -> None:
        """Stop: what is still under way ends unheard, and nothing more is asked."""
        self._open = False
        self._turns.forget()

    def _seat(self, arrival: Arrival) -> None:
        self._context = arrival.context
        self.swapped.emit(arrival.context.actor)

    def _submit(
        self,
        lane: Lane,
        owner: QObject,
        service: Callable[Concatenate[Context, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Job[T]:
        return self._send(Job(owner), lane, service, *args, **kwargs)

    def _send(
        self,
        job: Job[T],
        lane: Lane,
        service: Callable[Concatenate[Context, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Job[T]:
        if not self._open:
            return job
        future = lane.submit(service, self._context, *args, **kwargs)
        future.add_done_callback(lambda done: self._answer(job, done))
        return job

    def _answer(self, job: Job[T], future: "Future[T]") -> None:
        """Come back from the lane's thread."""
        if self._open and shiboken6.isValid(self):
            self._settled.emit(job, future)

    def _settle(self, job: Job[T], future: "Future[T]") -> None:
        self._await_turn(partial(job.settle, future, self))

    def _commit(self, records: object) -> None:
        """Hear of a commit on the thread that committed."""
        if self._open and shiboken6.isValid(self):
            self._committed.emit(records)

    def _tell(self, records: object) -> None:
        self._await_turn(partial(self.changed.emit, records))

    def _await_turn(self, act: Callable[[], None]) -> None:
        if self._open:
            self._turns.add(act)
