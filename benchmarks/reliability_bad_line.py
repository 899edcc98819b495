"""This file is the place where a desk works a day over a bad line: slow, far, cut again and again.

`python -m benchmarks.reliability_bad_line` prints one JSON summary; exit code 1 when something did not arrive exactly
once. The line is a proxy: so many bytes a second in each direction, a delay, a share of exchanges cut at any byte.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import measured
from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.core.clock import monotonic_ms, now_ms, now_utc
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.store import marks, opening
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.runner import SyncRunner
from kacdesk.sync.transport import Transport
from tests.helpers.desk import BESIDE, POINT
from tests.helpers.postgres import running_cluster
from tests.helpers.server_process import running_server
from tests.reliability.counting import holes
from tests.reliability.proxy import Line, proxied
from tests.reliability.recording_desk import save_something
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import ticket

_LOOKED_EVERY_S = 0.2
_MOST_CYCLES = 6


@dataclass(frozen=True)
class Plan:
    """How the day goes: records that wait already, seconds of work, a record about every `pause_s`, the line."""

    backlog: int
    work_s: float
    pause_s: float
    line: Line
    seed: int = 1
    patience_s: float = 1200.0


@dataclass
class Summary:
    """What came of the day; saves in ms, once without any exchange and once beside it.

    `oldest_unsent_s` the longest that a record was seen waiting for its receipt · `all_sent_s` after the last save.
    """

    saved: int = 0
    alone_median_ms: float = 0.0
    alone_slowest_ms: float = 0.0
    median_ms: float = 0.0
    slowest_ms: float = 0.0
    oldest_unsent_s: float = 0.0
    all_sent_s: float = 0.0
    exchanges: int = 0
    cuts: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    wrong: list[str] = field(default_factory=list)


class Day:
    """A desk behind a bad line, a neighbour of its point on a good one, and their central store."""

    def __init__(self, folder: Path, database: Database, url: str, plan: Plan) -> None:
        self.summary = Summary()
        self._database, self._url, self._plan = database, url, plan
        self._chance = random.Random(plan.seed)
        self._desk = self._made(folder / "far")
        self._neighbour = self._made(folder / "neighbour")

    def run(self) -> Summary:
        """Work, let everything arrive, compare."""
        alone = [self._save() for _ in range(max(self._plan.backlog, 50))]
        self._figures(alone, beside=False)
        with proxied(self._url, seed=self._plan.seed) as proxy:
            proxy.line = self._plan.line
            marks.repoint(self._desk.store, proxy.url)
            runner = SyncRunner(self._desk.store)
            runner.start()
            try:
                self._figures(self._work(), beside=True)
                self._wait(runner)
            finally:
                runner.stop()
            passed = proxy.passed
            self.summary.exchanges, self.summary.cuts = passed.exchanges, passed.cuts
            self.summary.sent_bytes, self.summary.received_bytes = passed.up, passed.down
        marks.repoint(self._desk.store, self._url)
        self._compare()
        for context in (self._desk, self._neighbour):
            context.store.close()
        return self.summary

    def _made(self, folder: Path) -> Context:
        store = opening.create(folder, BESIDE, POINT)
        reference_data.load(store, reference_data.shipped_catalogue())
        context = accounts.add_first_person(store, f"Paraugs {folder.name}")
        enrol(store, ticket(self._database), self._url, sample=True)
        return context

    def _save(self) -> float:
        (took_ms,) = measured(lambda: save_something(self._desk, self._chance), runs=1)
        self.summary.saved += 1
        return took_ms

    def _work(self) -> list[float]:
        """Save and save; now and then the neighbour saves and exchanges too, so that there is something to read."""
        ends = monotonic_ms() + self._plan.work_s * 1000
        taken, pause = [], threading.Event()
        while monotonic_ms() < ends:
            taken.append(self._save())
            if self._chance.random() < 0.2:
                save_something(self._neighbour, self._chance)
                self._exchange(self._neighbour)
            self._look()
            pause.wait(self._chance.uniform(0, 2 * self._plan.pause_s))
        return taken

    def _figures(self, taken: list[float], *, beside: bool) -> None:
        ordered = sorted(taken)
        median, slowest = round(ordered[len(ordered) // 2], 2), round(ordered[-1], 1)
        if beside:
            self.summary.median_ms, self.summary.slowest_ms = median, slowest
        else:
            self.summary.alone_median_ms, self.summary.alone_slowest_ms = median, slowest

    def _look(self) -> bool:
        """Note how long the oldest record waits; say whether everything has its receipt."""
        told = overview(self._desk.store)
        if told.oldest_unsent_at is not None:
            waited_s = (now_utc() - told.oldest_unsent_at).total_seconds()
            self.summary.oldest_unsent_s = max(self.summary.oldest_unsent_s, round(waited_s, 1))
        return told.unsent == 0

    def _wait(self, runner: SyncRunner) -> None:
        started, pause = monotonic_ms(), threading.Event()
        runner.sync_now()
        while not self._look():
            if monotonic_ms() - started > self._plan.patience_s * 1000:
                self.summary.wrong.append("the desk does not get its records through")
                break
            pause.wait(_LOOKED_EVERY_S)
        self.summary.all_sent_s = (monotonic_ms() - started) / 1000

    def _exchange(self, context: Context) -> bool:
        transport = Transport(self._url)
        try:
            done = run_cycle(context.store, transport, Engine(self._chance))
        finally:
            transport.close()
        if done.trouble is not None or done.forks:
            self.summary.wrong.append(f"a quiet cycle ended with {done.trouble}, forks {done.forks}")
        return (done.sent, done.received) == (0, 0)

    def _compare(self) -> None:
        both = (self._desk, self._neighbour)
        for _ in range(_MOST_CYCLES):
            resting = [self._exchange(context) for context in both]
            if all(resting):
                break
        there = picture_at(self._database)
        if any(picture_of(context.store) != there for context in both):
            self.summary.wrong.append("desks and central store do not show the same")
        if operations_of(*both) != operations_at(self._database):
            self.summary.wrong.append("the operations are not there once each")
        self.summary.wrong += holes(self._database)


def main() -> int:
    """Work a day over a bad line to a server process on PostgreSQL and print the summary."""
    parser = argparse.ArgumentParser(description="Work a day over a bad line.")
    parser.add_argument("--bits-per-s", type=float, default=64_000)
    parser.add_argument("--round-trip-ms", type=float, default=800)
    parser.add_argument("--cut-share", type=float, default=0.05)
    parser.add_argument("--backlog", type=int, default=1000, help="records that wait when the day begins")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    line = Line(
        bytes_per_s=asked.bits_per_s / 8, delay_s=asked.round_trip_ms / 2000, cut_share=asked.cut_share
    )
    plan = Plan(backlog=asked.backlog, work_s=asked.minutes * 60, pause_s=1.0, line=line, seed=asked.seed)
    with running_cluster() as cluster, tempfile.TemporaryDirectory(prefix="kac-bad-line-") as folder:
        url = cluster.create("bad_line")
        database = open_database(url)
        migrate(database)
        with database.whole() as connection:
            admin.add_point(connection, POINT.code, name="", now_ms=now_ms())
        with running_server(["serve", "--database", url]) as running:
            summary = Day(Path(folder), database, running.url, plan).run()
        database.close()
    sys.stdout.write(json.dumps(vars(summary) | {"seed": asked.seed}) + "\n")
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
