"""This file is the place where work on other threads lets the window go first.

Python runs one thread at a time and takes turns without asking who is in a hurry: while the exchange laid records and a
month was drawn, the window got a third of the time or less, and a page that takes 30 ms took 200. So whoever works long
beside the window calls `let_pass` between the pieces of its work. Every few milliseconds that is a short nap, in which
the window takes its turn if it wants one; as long as the window is seen to work, the nap goes on. On Linux such a
thread also gets a processor after the window, which was ready and waited for one up to a third of a long turn.

    WINDOW.lives_here()        once, on the window's thread
    WINDOW.goes_first_here()   once, on a thread that works beside it
    WINDOW.let_pass()          there, between pieces of a millisecond or less
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

_LOOK_S = 0.001
"""So long a thread works before it looks whether the window has worked meanwhile."""

_WORK_S = 0.004
"""So long it works before it naps anyway: a window that waits for Python's lock does not always get it by asking."""

_NAP_S = 0.0005
_LONG_NAP_S = 0.004
"""Beside a window that works each nap is twice as long as the one before, up to this: to wake disturbs it, too."""

_STILL = 2
"""A window that was seen to work is let alone until it stood still for so many naps."""

_LONGEST_S = 0.02
"""So long a nap lasts at most: beside a window that never rests, others still do a little each time."""

if sys.platform == "win32":
    import ctypes

    _SWITCH_S = 0.001
    """Python takes its lock from a thread that another one waits for after so long, which the window waits for each
    question of Qt to our code. Below a millisecond Windows would not wait at all, but ask without end."""

    _QUERY = 0x0800
    _WORKED = 200_000
    """More than a waiting thread needs in a nap, in the processor's cycles."""

    def _switch_fast() -> None:
        """Let waits end by the millisecond: as it is, Windows looks at them sixty-four times a second."""
        ctypes.WinDLL("winmm").timeBeginPeriod(1)
        sys.setswitchinterval(_SWITCH_S)

    def _clock_of_this_thread() -> Callable[[], int]:
        """Return what tells how much the calling thread has worked; asked from any thread."""
        kernel = ctypes.PyDLL(
            "kernel32"
        )  # keeps Python's lock: to give it back and take it again drives others away
        kernel.OpenThread.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenThread(_QUERY, False, threading.get_native_id()))
        cycles = ctypes.c_ulonglong()

        def worked() -> int:
            kernel.QueryThreadCycleTime(handle, ctypes.byref(cycles))
            return cycles.value

        return worked

else:
    _SWITCH_S = 0.0005
    """Python takes its lock from a thread that another one waits for after so long, which the window waits for each
    question of Qt to our code. By itself Python lets it wait ten times as long."""

    _WORKED = 100_000
    """More than a waiting thread needs in a nap, in nanoseconds of a processor."""

    def _switch_fast() -> None:
        sys.setswitchinterval(_SWITCH_S)

    def _clock_of_this_thread() -> Callable[[], int]:
        """Return what tells how much the calling thread has worked; asked from any thread."""
        clock = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime_ns(clock)


_LESS_URGENT = 10
"""Of the system's nineteen steps down: of a processor that both want the window gets nine tenths, and at once."""


def _step_back() -> None:
    """Let the system give the window a processor before the calling thread; elsewhere than on Linux nothing is done."""
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may refuse it, and the window is then as quick as without
            os.setpriority(os.PRIO_PROCESS, 0, _LESS_URGENT)  # to Linux 0 is the thread, not the process


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
        _switch_fast()

    def goes_first_here(self) -> None:
        """Let the calling thread be one that naps for the window; on all others `let_pass` does nothing.

        Where there is a window it is less urgent to the system from now on, and so is whatever it starts.
        """
        self._here.next_look = self._here.next_nap = 0.0
        self._here.seen = 0
        if self._worked is not None:
            _step_back()

    def let_pass(self) -> None:
        """Nap if it is time for it, and while the window works, for `_LONGEST_S` at most."""
        worked, now, here = self._worked, time.perf_counter(), self._here
        if worked is None or now < getattr(here, "next_look", now + 1):
            return
        if now >= here.next_nap or worked() - here.seen > _WORKED:
            now = _nap_beside(worked, now + _LONGEST_S)
            here.next_nap = now + _WORK_S
        here.seen, here.next_look = worked(), now + _LOOK_S

    def first(self, pieces: Iterable[T]) -> Iterator[T]:
        """Yield every piece, letting the window pass before each."""
        for piece in pieces:
            self.let_pass()
            yield piece


def _nap_beside(worked: Callable[[], int], latest: float) -> float:
    """Nap once, or until the window that works stands still, up to a moment of `time.perf_counter`; return the end."""
    nap, naps, now = _NAP_S, 1, 0.0
    while naps and now < latest:
        before = worked()
        time.sleep(nap)
        works = worked() - before > _WORKED
        nap, naps = (min(nap * 2, _LONG_NAP_S), _STILL) if works else (_NAP_S, naps - 1)
        now = time.perf_counter()
    return now


WINDOW = Window()
"""The one window of the process; nobody naps where there is none."""
