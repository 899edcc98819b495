"""This file is the place where it is told what the window did in the turns that lasted too long.

A thread of its own looks every few milliseconds whether the heart of `benchmarks.window_stalls` is late, and if so
takes down where the window's thread stands, and where the others do. Beside the time that passed stands the processor
time of the window's thread and how long it waited for a processor; what is left of the turn it waited for Python's
lock, the disk or the screen. Linux only.

It is faulthandler that writes down where they stand: whoever holds a frame of the window's thread holds what is in it,
and would be the one to destroy it.
"""

import faulthandler
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Protocol

_LOOK_S = 0.004
_LATE_S = 0.012
"""So long after a beat it is worth while to take down what happens; beats come each 5 ms."""

_OURS = f"{Path(__file__).parent.parent}/kacdesk/"
_LINE = re.compile(r'\s*File "(.*)", line (\S+) in (.*)')
_WAITING = frozenset({"wait", "_nap_beside", "get", "accept", "select", "_worker"})
_MOST = 40
_DEEPEST = 5


class Beating(Protocol):
    """What beats in the window's thread: `before` is the moment of the last beat, of `time.perf_counter`."""

    before: float


@dataclass(frozen=True)
class Sample:
    """Where the threads stood, `at_ms` after the last beat, when the window's thread had worked for `worked_ms`."""

    at_ms: float
    worked_ms: float
    window: str
    others: tuple[str, ...]


@dataclass
class Turn:
    """A turn of the event loop that began at `began`, in the times of its thread then (seconds)."""

    began: float
    worked: float
    queued: float
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True)
class Late:
    """A turn that came too late: `worked_ms` of it were the window's own, `queued_ms` it waited for a processor."""

    gap_ms: float
    worked_ms: float
    queued_ms: float
    samples: tuple[Sample, ...]


class Tale(threading.Thread):
    """Takes down the turns that are late by more than `tell_ms`; made and told of beats on the window's thread."""

    def __init__(self, heart: Beating, tell_ms: float) -> None:
        super().__init__(name="tale", daemon=True)
        self.late: list[Late] = []
        self._tell_ms = tell_ms
        self._window = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._window)
        self._queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").open()  # noqa: SIM115
        self._written = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._ends = threading.Event()
        self._turn = self._begun(heart.before)

    def beat(self, now: float, gap_ms: float) -> None:
        """Take a beat, by how much it came late."""
        before, self._turn = self._turn, self._begun(now)
        if gap_ms > self._tell_ms:
            worked = (self._turn.worked - before.worked) * 1000
            queued = (self._turn.queued - before.queued) * 1000
            self.late.append(Late(gap_ms, worked, queued, tuple(before.samples)))

    def _begun(self, now: float) -> Turn:
        self._queue.seek(0)
        return Turn(now, time.clock_gettime(self._clock), int(self._queue.read().split()[1]) / 1e9)

    def run(self) -> None:
        while not self._ends.wait(_LOOK_S):
            turn = self._turn
            passed = time.perf_counter() - turn.began
            if passed > _LATE_S:
                turn.samples.append(self._taken(turn, passed))

    def _taken(self, turn: Turn, passed: float) -> Sample:
        worked = time.clock_gettime(self._clock) - turn.worked
        self._written.seek(0)
        self._written.truncate()
        faulthandler.dump_traceback(self._written, all_threads=True)
        self._written.seek(0)
        threads = dict(_threads(self._written.read()))
        names = {each.ident: each.name for each in threading.enumerate()}
        others = (
            f"{names.get(ident, '?')}: {_where(lines, 1)}"
            for ident, lines in threads.items()
            if ident not in (self._window, self.ident) and not _waits(lines)
        )
        window = _where(threads.get(self._window, []), _DEEPEST)
        return Sample(passed * 1000, worked * 1000, window, tuple(others))

    def end(self) -> None:
        """Look no more."""
        self._ends.set()
        self.join()
        self._written.close()
        self._queue.close()

    def told(self) -> Iterable[str]:
        """Yield the lines of the tale: each late turn, the longest first, then where they were most."""
        for late in sorted(self.late, key=lambda each: -each.gap_ms)[:_MOST]:
            yield f"{late.gap_ms:6.1f} ms late, worked {late.worked_ms:.1f}, queued {late.queued_ms:.1f}"
            for where, same in groupby(late.samples, key=lambda each: each.window):
                samples = list(same)
                first, last = samples[0], samples[-1]
                yield f"    {first.at_ms:5.0f} to {last.at_ms:4.0f} (worked {last.worked_ms:4.0f}): {where}"
            beside = Counter(other for sample in late.samples for other in sample.others)
            for other, count in beside.most_common(3):
                yield f"        beside, {count} of {len(late.samples)}: {other}"
        yield "most:"
        most = Counter(sample.window for late in self.late for sample in late.samples)
        for where, count in most.most_common(_MOST):
            yield f"    {count:5} {where}"


def _threads(told: str) -> Iterator[tuple[int, list[str]]]:
    """Yield what faulthandler wrote of each thread: its lines, the innermost first."""
    for part in told.split("hread 0x")[1:]:
        head, *lines = part.splitlines()
        yield int(head.split()[0], 16), [line for line in lines if line.startswith("  File")]


def _waits(lines: list[str]) -> bool:
    """Say whether a thread waits for work or naps, so that it holds nothing."""
    return not lines or lines[0].rsplit(" ", 1)[1] in _WAITING


def _where(lines: list[str], deepest: int) -> str:
    """Return the innermost line of all, then our innermost ones, outwards."""
    found = [_short(line) for line in lines if _OURS in line][:deepest]
    if lines and found[:1] != [_short(lines[0])]:
        found.insert(0, f"[{_short(lines[0])}]")
    return " < ".join(found)


def _short(line: str) -> str:
    read = _LINE.match(line)
    if read is None:
        return line.strip()
    path, number, name = read.groups()
    return f"{Path(path).parent.name}/{Path(path).name}:{number} {name}"
