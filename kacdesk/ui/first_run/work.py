"""This file is the place where the first start does what takes time, beside the pages and never in their way."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from kacdesk.core.errors import DeskError
from kacdesk.core.lane import Lane

P = ParamSpec("P")
T = TypeVar("T")


class Work(QObject):
    """One thing at a time on a thread of its own; there is no store yet, and so no `Jobs`.

    Signals: `broke(BaseException)` a failure that nobody foresaw.
    """

    broke = Signal(object)
    _settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lane = Lane("kacdesk-first-run")
        self._settled.connect(lambda settle: settle(), Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[P, T],
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Run `work` and call `done` with its answer, or `failed` with a foreseen failure, on the main thread."""
        future = self._lane.submit(work, *args, **kwargs)
        future.add_done_callback(lambda answer: self._come_back(answer, done, failed))

    def close(self) -> None:
        """Wait for what is under way and end the thread."""
        self._lane.close()

    def _come_back(
        self, answer: "Future[T]", done: Callable[[T], None], failed: Callable[[DeskError], None]
    ) -> None:
        """Leave the lane's thread."""
        if shiboken6.isValid(self):
            self._settled.emit(lambda: self._settle(answer, done, failed))

    def _settle(
        self, answer: "Future[T]", done: Callable[[T], None], failed: Callable[[DeskError], None]
    ) -> None:
        error = answer.exception()
        if error is None:
            done(answer.result())
        elif isinstance(error, DeskError):
            failed(error)
        else:
            self.broke.emit(error)
