"""Work beside the window: who naps for it, how long, and that nobody waits for ever."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kacdesk.core.courtesy import Window, _clock_of_this_thread
from kacdesk.core.lane import Lane

_MUCH = 10**9
"""More than anybody works in a nap, by any clock."""


class Clock:
    """Tells of a window that works until it was asked so often, and counts how often that was."""

    def __init__(self, works: int) -> None:
        self.asked = 0
        self._works = works

    def __call__(self) -> int:
        self.asked += 1
        return min(self.asked, self._works) * _MUCH


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    """One thread beside the window."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def _let_pass(window: Window, clock: Callable[[], int]) -> None:
    window.lives_here(clock)
    window.goes_first_here()
    window.let_pass()


def test_a_window_that_works_is_let_alone_until_it_rests(beside: ThreadPoolExecutor) -> None:
    clock = Clock(works=11)
    beside.submit(_let_pass, Window(), clock).result()
    assert clock.asked > 11


def test_a_window_that_rests_is_looked_at_once(beside: ThreadPoolExecutor) -> None:
    clock = Clock(works=0)
    beside.submit(_let_pass, Window(), clock).result()
    assert clock.asked == 3  # before a nap, after it, and for the next look


def test_nobody_waits_for_ever(beside: ThreadPoolExecutor) -> None:
    beside.submit(_let_pass, Window(), Clock(works=10**9)).result()


def test_whoever_just_looked_works_first(beside: ThreadPoolExecutor) -> None:
    window, clock = Window(), Clock(works=0)

    def work() -> int:
        _let_pass(window, clock)
        asked = clock.asked
        window.let_pass()
        return clock.asked - asked

    assert beside.submit(work).result() == 0


def test_a_thread_that_was_not_told_to_and_a_program_without_a_window_do_not_nap(
    beside: ThreadPoolExecutor,
) -> None:
    window, clock = Window(), Clock(works=0)
    window.lives_here(clock)
    beside.submit(window.let_pass).result()
    assert clock.asked == 0
    alone = Window()
    alone.goes_first_here()
    alone.let_pass()


def test_only_a_lane_that_waits_for_the_window_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    window, clock = Window(), Clock(works=0)
    window.lives_here(clock)
    monkeypatch.setattr("kacdesk.core.lane.WINDOW", window)
    lanes = [Lane("saves"), Lane("draws", waits_for_window=True)]
    try:
        lanes[0].submit(window.let_pass).result()
        assert clock.asked == 0
        lanes[1].submit(window.let_pass).result()
        assert clock.asked == 3  # before a nap, after it, and for the next look
    finally:
        for lane in lanes:
            lane.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no order of their own")
def test_whoever_naps_gets_a_processor_after_the_window(beside: ThreadPoolExecutor) -> None:
    def step(window: Window) -> int:
        window.goes_first_here()
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    here = os.getpriority(os.PRIO_PROCESS, 0)
    window = Window()
    assert beside.submit(step, window).result() == here  # without a window nobody is in its way
    window.lives_here(Clock(works=0))
    assert beside.submit(step, window).result() > here
    assert os.getpriority(os.PRIO_PROCESS, 0) == here


def test_every_piece_comes_in_its_order() -> None:
    assert list(Window().first(range(5))) == [0, 1, 2, 3, 4]


def test_the_systems_clock_tells_work_from_waiting(beside: ThreadPoolExecutor) -> None:
    told: list[Callable[[], int]] = []
    go_on = threading.Event()

    def wait() -> None:
        told.append(_clock_of_this_thread())
        started.set()
        go_on.wait(20)
        sum(range(3_000_000))
        done.set()
        ended.wait(20)

    started, done, ended = threading.Event(), threading.Event(), threading.Event()
    beside.submit(wait)
    assert started.wait(20)
    before = told[0]()
    waited = told[0]() - before
    go_on.set()
    assert done.wait(20)
    worked = told[0]() - before
    ended.set()
    assert worked > 100 * max(waited, 1)
