"""This file is the place where work on the database gets its one thread."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from kacdesk.core.courtesy import WINDOW

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """One worker thread that runs what it is given, in order.

    Everything that writes to the desk's store goes through one lane, so that no two writers ever wait for each
    other inside the program; long reads have a lane of their own.
    """

    def __init__(self, name: str, *, waits_for_window: bool = False) -> None:
        """`waits_for_window`: what runs here lets the window go first wherever it says so (`core.courtesy`)."""
        self._name = name
        begin = WINDOW.goes_first_here if waits_for_window else None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name, initializer=begin)

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Queue `work` and return its future; the exception of the work is the future's exception."""
        return self._pool.submit(work, *args, **kwargs)

    def here(self) -> bool:
        """Say whether the caller already runs on this lane."""
        return threading.current_thread().name.startswith(self._name)

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._pool.shutdown(wait=True)
