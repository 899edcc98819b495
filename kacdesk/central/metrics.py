"""This file is the place where the central store is counted for Prometheus.

Counters are kept by each process; the gauges about desks, matters and marks are asked from the database when somebody
looks. No label says more of anybody than the point.
"""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kacdesk.central.census import Census
from kacdesk.core import clock
from kacdesk.core.errors import DeskError

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_GATE = frozenset({401, 403, 429})


class Metrics:
    """The counters of one process. Safe from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "kac_requests", "Requests answered", ["method", "route", "status", "type"], registry=self.registry
        )
        self._seconds = Histogram(
            "kac_request_seconds",
            "Seconds from a request's first byte to its answer",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._lines = Counter("kac_lines", "Lines taken in, by outcome", ["outcome"], registry=self.registry)
        self._refused = Counter(
            "kac_gate_refusals", "Requests turned away before any work", ["type"], registry=self.registry
        )
        self._caught_up = Counter(
            "kac_lines_caught_up",
            "Parked lines that a newer version could read by itself",
            registry=self.registry,
        )
        self._to_catch_up = Gauge(
            "kac_lines_to_catch_up", "Parked lines that are being read again just now", registry=self.registry
        )
        self._failures = Counter(
            "kac_database_failures", "Requests that the database did not answer", registry=self.registry
        )

    def answered(self, method: str, route: str, *, status: int, kind: str, seconds: float) -> None:
        """Count an answer; `kind` is the problem type, empty for none."""
        short = kind.rpartition(":")[2]
        self._requests.labels(method, route, str(status), short).inc()
        self._seconds.labels(method, route).observe(seconds)
        if status in _GATE:
            self._refused.labels(short).inc()

    def database_failed(self) -> None:
        """Count a request that the database did not answer."""
        self._failures.inc()

    def took(self, outcomes: Mapping[str, int]) -> None:
        """Count the lines of a batch by outcome."""
        for outcome, count in outcomes.items():
            self._lines.labels(outcome).inc(count)

    def caught_up(self, lines: int) -> None:
        """Count parked lines that wait no more because this version could read them."""
        self._caught_up.inc(lines)

    def catching_up(self, *, left: int) -> None:
        """Show how many of the parked lines that this version can read are still to be judged again."""
        self._to_catch_up.set(left)

    def watch(self, working: Callable[[], int], waiting: Callable[[], int]) -> None:
        """Show how many requests are at work and how many wait, read when somebody looks."""
        Gauge("kac_requests_working", "Requests at work", registry=self.registry).set_function(working)
        Gauge("kac_requests_waiting", "Requests waiting", registry=self.registry).set_function(waiting)

    def add_census(self, ask: Callable[[], Census]) -> None:
        """Show the gauges of the database too; `ask` is called each time somebody looks."""
        self.registry.register(_CensusCollector(ask))

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self.registry)


class _CensusCollector(Collector):
    """Asks the database; when it does not answer, `kac_database_up` says so and the rest is left out."""

    def __init__(self, ask: Callable[[], Census]) -> None:
        self._ask = ask

    def collect(self) -> Iterable[Metric]:
        """Return the gauges."""
        up = GaugeMetricFamily("kac_database_up", "Whether the database answered this look")
        try:
            census = self._ask()
        except (DBAPIError, PoolTimeout, DeskError):
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *_gauges(census, now_ms=clock.now_ms())]


def _gauges(census: Census, *, now_ms: int) -> Iterable[Metric]:
    desks = GaugeMetricFamily("kac_desks", "Desks by point and status", labels=["point", "status"])
    for (point, status), count in sorted(census.desks.items()):
        desks.add_metric([point, status], count)
    yield desks
    silent = GaugeMetricFamily("kac_desks_silent", "Active desks not heard of for 3 days", labels=["point"])
    for point, count in sorted(census.silent.items()):
        silent.add_metric([point], count)
    yield silent
    oldest = GaugeMetricFamily(
        "kac_oldest_contact_seconds", "Seconds since the active desk of a point unheard of longest said hello",
        labels=["point"],
    )  # fmt: skip
    for point, heard_ms in sorted(census.oldest_contact_ms.items()):
        oldest.add_metric([point], max(0, now_ms - heard_ms) / 1000)
    yield oldest
    matters = GaugeMetricFamily(
        "kac_open_matters", "Matters that wait for a person", labels=["point", "kind"]
    )
    for (point, kind), count in sorted(census.open_matters.items()):
        matters.add_metric([point, kind], count)
    yield matters
    heads = GaugeMetricFamily("kac_scope_head", "Newest cursor of a point's feed", labels=["point"])
    for point, cur in sorted(census.heads.items()):
        heads.add_metric([point], cur)
    yield heads
    if census.verified_ms is not None:
        yield GaugeMetricFamily(
            "kac_safe_age_seconds", "Seconds since the making of the newest backup that was restored and compared",
            value=max(0, now_ms - census.verified_ms) / 1000,
        )  # fmt: skip
