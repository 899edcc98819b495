"""This file is the place where the central store's server and its PostgreSQL are killed under many desks at work.

`python -m benchmarks.reliability_server_kills` prints one JSON summary; exit code 1 when an operation is lost, doubled
or a feed has a hole. The desks are light: real transport, signatures and sealed lines, but no store of their own.
"""

import argparse
import json
import random
import signal
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.core.clock import monotonic_ms, now_ms
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from tests.helpers.postgres import Cluster, running_cluster
from tests.helpers.server_process import Running, running_server
from tests.reliability.counting import wrong_at
from tests.reliability.light_desk import LightDesk, NotKept, light_desk

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
POINTS = ("BALVI", "VILAKA", "RUGAJI", "TILZA", "KUPRAVA", "VIKSNA")
_BATCH = 20
_PAGE = 200
_WAITED_S = 0.5
_CALM_TRIES = 2000


@dataclass
class Summary:
    """What came of all kills. `failures` of requests by type; `crashes` are immediate stops of PostgreSQL."""

    desks: int = 0
    kills: int = 0
    crashes: int = 0
    pushes: int = 0
    pulls: int = 0
    operations: int = 0
    read: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Storm:
    """Desks that push and pull on a thread each, while what they talk to dies again and again."""

    def __init__(self, cluster: Cluster, url: str, database: Database, *, desks: int, seed: int) -> None:
        self.summary = Summary(desks=desks)
        self._cluster, self._url, self._database = cluster, url, database
        self._chance = random.Random(seed)
        self._enough = threading.Event()
        self._turn = threading.Lock()
        self._desks = [
            light_desk(database, point) for point, _ in zip(cycle(POINTS), range(desks), strict=False)
        ]

    def run(self, *, kills: int, crashes: int) -> Summary:
        """Kill the server so many times and crash PostgreSQL in between, then let everything come to rest."""
        order = [True] * crashes + [False] * kills
        self._chance.shuffle(order)
        with ExitStack() as running:
            server = running.enter_context(running_server(["serve", "--database", self._url]))
            port = server.url.rpartition(":")[2]
            threads = [
                threading.Thread(target=self._live, args=(desk, server.url, self._chance.getrandbits(32)))
                for desk in self._desks
            ]
            for thread in threads:
                thread.start()
            try:
                for crash in order:
                    threading.Event().wait(self._chance.uniform(0.05, 1.2))
                    if crash:
                        self._cluster.crash()
                        self.summary.crashes += 1
                    else:
                        self._kill(server)
                        server = running.enter_context(
                            running_server(["serve", "--database", self._url, "--port", port])
                        )
            finally:
                self._enough.set()
                for thread in threads:
                    thread.join()
        self._check()
        return self.summary

    def _kill(self, server: Running) -> None:
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        self.summary.kills += 1

    def _live(self, desk: LightDesk, url: str, seed: int) -> None:
        """Push and pull until it is enough and nothing is left to do."""
        chance, transport = random.Random(seed), Transport(url)
        calm = 0
        try:
            while calm < _CALM_TRIES:
                calm += self._enough.is_set()
                if not self._enough.is_set() and not desk.pending:
                    desk.add(chance.randint(1, _BATCH))
                if self._cycle(desk, transport, chance) and self._enough.is_set():
                    return
            self._tell("a desk does not come to rest")
        except NotKept as broken:
            self._tell(str(broken))
        finally:
            transport.close()

    def _cycle(self, desk: LightDesk, transport: Transport, chance: random.Random) -> bool:
        """Run one cycle as a desk does; say whether everything is sent and read."""
        try:
            reply = desk.hello(transport)
            if not reply.slot.ok:
                _rest(reply.slot.after, chance)
                return False
            while desk.pending:
                desk.push(transport, most=_BATCH)
                with self._turn:
                    self.summary.pushes += 1
            scope = f"p:{desk.sample.point}"
            while desk.cursor < reply.heads[scope]:
                desk.pull(transport, limit=_PAGE)
                with self._turn:
                    self.summary.pulls += 1
            return desk.cursor == desk.hello(transport).heads[scope]
        except Failure as failure:
            with self._turn:
                self.summary.failures[failure.type] += 1
            _rest(failure.after_s or 0, chance)
            return False

    def _check(self) -> None:
        """Hold the central store against what was sealed, and what each desk has read against its point."""
        self._read_the_rest()
        made: Counter[str] = Counter()
        for desk in self._desks:
            made[desk.sample.point] += len(desk.sample.lines)
        self.summary.operations = made.total()
        self.summary.wrong += wrong_at(self._database, [desk.sample for desk in self._desks])
        for desk in self._desks:
            self.summary.read += desk.received
            if desk.received != made[desk.sample.point]:
                self._tell(f"a desk has read {desk.received} of {made[desk.sample.point]} entries")
            if len(set(desk.echoes)) != len(desk.sample.lines) or len(desk.echoes) != len(set(desk.echoes)):
                self._tell("a desk did not hear of each of its operations once")

    def _read_the_rest(self) -> None:
        """Let every desk read what others sent after it had come to rest."""
        with running_server(["serve", "--database", self._url]) as server:
            for desk in self._desks:
                transport = Transport(server.url)
                head = desk.hello(transport).heads[f"p:{desk.sample.point}"]
                while desk.cursor < head:
                    desk.pull(transport, limit=1000)
                transport.close()

    def _tell(self, words: str) -> None:
        with self._turn:
            self.summary.wrong.append(words)


def _rest(asked_s: float, chance: random.Random) -> None:
    """Wait as a desk does: what the central store asks for is the least, and chance keeps the desks apart."""
    threading.Event().wait(asked_s + chance.uniform(0, _WAITED_S))


def prepared(url: str) -> Database:
    """Return a migrated database with all points."""
    database = open_database(url)
    migrate(database)
    with database.whole() as connection:
        for point in POINTS:
            admin.add_point(connection, point, name="", now_ms=now_ms())
    return database


def main() -> int:
    """Run the storm on a durable PostgreSQL of its own and print the summary."""
    parser = argparse.ArgumentParser(description="Kill server and PostgreSQL under many desks.")
    parser.add_argument("--desks", type=int, default=60)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--crashes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = monotonic_ms()
    with running_cluster(settings=DURABLE) as cluster:
        url = cluster.create("server_kills")
        database = prepared(url)
        storm = Storm(cluster, url, database, desks=asked.desks, seed=asked.seed)
        summary = storm.run(kills=asked.kills, crashes=asked.crashes)
        database.close()
    told = vars(summary) | {"seconds": (monotonic_ms() - started) // 1000, "seed": asked.seed}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
