"""This file is the place where work on other threads lets the window go first.

Python runs one thread at a time and takes turns without asking who is in a hurry: while the exchange laid records and a
month was drawn, the window got a third of the time or less, and a page that takes 30 ms took 200. So whoever works long
beside the window calls `let_pass` between the pieces of its work. Every few milliseconds that is a short nap, in which
the window takes its turn if it wants one; as long as the window is seen to work, the nap goes on.

    WINDOW.lives_here()        once, on the window's thread
    WINDOW.goes_first_here()   once, on a thread that works beside it
    WINDOW.let_pass()          there, between pieces of a millisecond or less
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_WORK_S = 0.001
"""So long a thread works before it looks again whether the window has worked meanwhile."""

_NAP_S = 0.0005
_LONG_NAP_S = 0.004
"""Beside a window that works each nap is twice as long as the one before, up to this: waking disturbs the window, too."""

_STILL = 2
"""A window that was seen to work is let alone until it stood still for so many naps."""

_SWITCH_S = 0.0005
"""Python takes its lock from a thread that another one waits for after so long; by itself it does so after ten times as
long, which the window waits again for each question that Qt asks our code."""

_LONGEST_S = 0.02
"""So long a nap lasts at most: beside a window that never rests, others still do a little each time."""

if sys.platform == "win32":
    import ctypes

    _QUERY = 0x0800
    _WORKED = 200_000
    """More than a waiting thread needs in a nap, in the processor's cycles."""

    def _clock_of_this_thread() -> Callable[[], int]:
        """Return what tells how much the calling thread has worked; asked from any thread."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenThread.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenThread(_QUERY, False, threading.get_native_id()))
        cycles = ctypes.c_ulonglong()

        def worked() -> int:
            kernel.QueryThreadCycleTime(handle, ctypes.byref(cycles))
            return cycles.value

        return worked

else:
    _WORKED = 100_000
    """More than a waiting thread needs in a nap, in nanoseconds of a processor."""

    def _clock_of_this_thread() -> Callable[[], int]:
        """Return what tells how much the calling thread has worked; asked from any thread."""
        clock = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime_ns(clock)


class Window:
    """What the other threads know of the window: how much its thread has worked."""

    def __init__(self) -> None:
        self._worked: Callable[[], int] | None = None
        self._here = threading.local()

    def lives_here(self, worked: Callable[[], int] | None = None) -> None:
        """Say that the calling thread is the window's; it must outlive all that let it pass.

        `worked` tells how much it has worked, in the unit of the system's own clock for that, which it is by default.
        """
        self._worked = worked or _clock_of_this_thread()
        sys.setswitchinterval(_SWITCH_S)

    def goes_first_here(self) -> None:
        """Let the calling thread be one that naps for the window; on all others `let_pass` does nothing."""
        self._here.next_look = 0.0
        self._here.seen = 0

    def let_pass(self) -> None:
        """If it is time to look and the window has worked, nap for as long as it goes on, `_LONGEST_S` at most.

        A window that wants to work but waits for Python's lock gets it often enough to be seen: `_SWITCH_S`.
        """
        worked, now = self._worked, time.perf_counter()
        if worked is None or now < getattr(self._here, "next_look", now + 1):
            return
        if worked() - self._here.seen > _WORKED:
            _nap_beside(worked, now + _LONGEST_S)
        self._here.seen = worked()
        self._here.next_look = time.perf_counter() + _WORK_S

    def first(self, pieces: Iterable[T]) -> Iterator[T]:
        """Yield every piece, letting the window pass before each."""
        for piece in pieces:
            self.let_pass()
            yield piece


def _nap_beside(worked: Callable[[], int], latest: float) -> None:
    """Nap until the window stands still, and not beyond that moment of `time.perf_counter`."""
    nap, still = _NAP_S, 0
    while still < _STILL and time.perf_counter() < latest:
        before = worked()
        time.sleep(nap)
        if worked() - before > _WORKED:
            nap, still = min(nap * 2, _LONG_NAP_S), 0
        else:
            nap, still = _NAP_S, still + 1


WINDOW = Window()
"""The one window of the process; nobody naps where there is none."""
