"""The window's thread and a processor that others want, too."""

import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kacdesk.core.slices import ask_for_short_slices


def _slice_ns() -> int:
    """Return for how long the calling thread may have a processor at a time."""
    told = Path(f"/proc/self/task/{threading.get_native_id()}/sched")
    found = re.search(r"^se\.slice\s*:\s*(\d+)", told.read_text(), re.MULTILINE) if told.exists() else None
    if found is None:
        pytest.skip("this system does not tell of slices")
    return int(found[1])


def _asked() -> tuple[int, int, int, int]:
    """Ask; return the slice before, after, and of a thread started then, and how urgent the thread is."""
    before = _slice_ns()
    ask_for_short_slices()
    with ThreadPoolExecutor(1) as started:
        theirs = started.submit(_slice_ns).result()
    return before, _slice_ns(), theirs, os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody asks for slices")
def test_the_window_gets_short_slices_and_what_it_starts_those_it_had() -> None:
    if tuple(int(part) for part in os.uname().release.split(".")[:2]) < (6, 12):
        pytest.skip("this system gives everybody slices of one length")
    urgent = os.getpriority(os.PRIO_PROCESS, 0)
    with ThreadPoolExecutor(1) as pool:
        before, now, theirs, still = pool.submit(_asked).result()
    assert now < before / 5
    assert theirs == before
    assert still == urgent


def test_where_the_system_is_unknown_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kacdesk.core.slices._SET_ATTRIBUTES", {})
    with ThreadPoolExecutor(1) as pool:
        before, now, theirs, _ = pool.submit(_asked).result()
    assert before == now == theirs
