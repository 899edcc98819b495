"""This file is the place where the window's thread asks the system for a processor as soon as it has something to do.

With all processors busy, whoever wakes waits until the slice of somebody else is over, and a turn of the window wakes
many times: for each question of Qt's to our code that had to wait for Python's lock. Half of that waiting was for
nothing but the end of a slice.
"""

import ctypes
import os
import sys

_SET_ATTRIBUTES = {"x86_64": 314, "aarch64": 274}
"""The number of Linux's call `sched_setattr` by the processor, in programs of 64 bits; the system's library has no name
for it before 2025."""

_32_BITS = 2**32
_SLICE_NS = 100_000
"""The shortest slice that Linux gives; by itself it gives one of 0.7 to 2.8 ms, the longer the more processors."""

_FOR_THIS_THREAD_ALONE = 1
"""SCHED_FLAG_RESET_ON_FORK: threads and programs that this one starts have what they would have by themselves."""


class _Attributes(ctypes.Structure):
    """`struct sched_attr` of Linux, its first version (sched_setattr(2))."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime_ns", ctypes.c_uint64),
        ("deadline_ns", ctypes.c_uint64),
        ("period_ns", ctypes.c_uint64),
    )


def ask_for_short_slices() -> None:
    """Let the calling thread have a processor sooner, and for no longer in sum, where the system knows how.

    Linux does from 6.12 on: who asks for less at a time comes before who asks for more. Older ones pass it over, and
    where it is refused all is as without.
    """
    if sys.platform == "linux" and os.sched_getscheduler(0) == os.SCHED_OTHER and sys.maxsize > _32_BITS:
        number = _SET_ATTRIBUTES.get(os.uname().machine)
        if number is None:
            return
        nice = os.getpriority(os.PRIO_PROCESS, 0)
        size = ctypes.sizeof(_Attributes)
        asked = _Attributes(size, os.SCHED_OTHER, _FOR_THIS_THREAD_ALONE, nice, 0, _SLICE_NS, 0, 0)
        ctypes.CDLL(None).syscall(number, 0, ctypes.byref(asked), 0)
