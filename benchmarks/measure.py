"""This file is the place where repeated runs become a median, a 95th and a 99th percentile."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Milliseconds of repeated runs of one thing."""

    median: float
    p95: float
    p99: float
    runs: int


def measured(work: Callable[[], object], *, runs: int) -> list[float]:
    """Run `work` and return the milliseconds of every run."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter_ns()
        work()
        taken.append((time.perf_counter_ns() - started) / 1e6)
    return taken


def told(taken: list[float]) -> Times:
    """Return the figures of measured milliseconds."""
    ordered = sorted(taken)
    return Times(
        median=round(statistics.median(ordered), 3),
        p95=round(_rank(ordered, 0.95), 3),
        p99=round(_rank(ordered, 0.99), 3),
        runs=len(ordered),
    )


def _rank(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
