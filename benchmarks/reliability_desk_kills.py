"""This file is the place where a desk is killed at random moments while it records and exchanges, and counted after.

`python -m benchmarks.reliability_desk_kills --kills 2000` prints one JSON summary; exit code 1 when a promised record
is not there exactly once, at the desk and at the central store.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.core.clock import monotonic_ms, now_ms
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.health import examine
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from tests.helpers.desk import BESIDE, POINT
from tests.helpers.postgres import running_cluster
from tests.helpers.server_process import ROOT, running_server
from tests.reliability.counting import holes
from tests.reliability.recording_desk import BEGAN, ENDED, OPENED, save_something
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import ticket

_LONGEST_LIFE_S = 0.9
_OPEN_SHARE = 0.75
"""Of so many kills the moment is counted from when the store is open; the others fall on its opening as well."""
_LOOKED_EVERY_S = 0.005
_PAUSE_S = 0.004
_NEIGHBOUR_SAVES = 3
_MOST_CYCLES = 5


@dataclass
class Summary:
    """What came of all kills: those while a cycle ran, before the store was open, and while it only recorded.

    `checked` how often everything was compared with the central store after quiet cycles.
    """

    kills: int = 0
    while_exchanging: int = 0
    while_opening: int = 0
    while_recording: int = 0
    promised: int = 0
    operations: int = 0
    checked: int = 0
    wrong: list[str] = field(default_factory=list)


class Rounds:
    """A desk that lives a fraction of a second at a time, a neighbour of its point, and their central store."""

    def __init__(self, folder: Path, database: Database, url: str, *, seed: int) -> None:
        self.summary = Summary()
        self._database, self._url = database, url
        self._chance = random.Random(seed)
        self._data, self._told = folder / "killed", folder / "promises"
        self._promised: list[tuple[str, bytes]] = []
        self._make_desk(self._data).store.close()
        self._neighbour = self._make_desk(folder / "neighbour")

    def run(self, kills: int, *, checked_every: int) -> Summary:
        """Kill so many times; compare everything after so many kills each, and at the end."""
        command = [sys.executable, "-m", "tests.reliability.recording_desk"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            try:
                for number in range(1, kills + 1):
                    self._kill(process)
                    self._let_the_neighbour_work()
                    if number % checked_every == 0 or number == kills:
                        self._check()
            finally:
                if process.stdin is not None:
                    process.stdin.close()
        self._neighbour.store.close()
        return self.summary

    def _make_desk(self, folder: Path) -> Context:
        store = opening.create(folder, BESIDE, POINT)
        reference_data.load(store, reference_data.shipped_catalogue())
        context = accounts.add_first_person(store, f"Paraugs {folder.name}")
        enrol(store, ticket(self._database), self._url, sample=True)
        return context

    def _kill(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._told.unlink(missing_ok=True)
        arguments = {
            "data": str(self._data),
            "told": str(self._told),
            "seed": self._chance.getrandbits(32),
            "pause_s": _PAUSE_S,
        }
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        pid = int(process.stdout.readline())
        pause = threading.Event()
        if self._chance.random() < _OPEN_SHARE:
            while not (
                self._told.exists() and self._told.stat().st_size
            ):  # its first mark: the store is open
                pause.wait(_LOOKED_EVERY_S)
        pause.wait(self._chance.uniform(0, _LONGEST_LIFE_S))
        os.kill(pid, signal.SIGKILL)
        ended = int(process.stdout.readline())
        if ended != -signal.SIGKILL:
            self.summary.wrong.append(f"the desk ended by itself with {ended}")
        self.summary.kills += 1
        self._note(self._told.read_text() if self._told.exists() else "")

    def _note(self, told: str) -> None:
        """Keep what was promised; a line that was cut off is no promise."""
        marks = [ENDED]
        lines = [line.rstrip("\n") for line in told.splitlines(keepends=True) if line.endswith("\n")]
        for line in lines:
            if line in (BEGAN, ENDED, OPENED):
                marks.append(line)
            else:
                register, _, record = line.partition(" ")
                self._promised.append((register, bytes.fromhex(record)))
                self.summary.promised += 1
        if OPENED not in marks:
            self.summary.while_opening += 1
        elif marks[-1] == BEGAN:
            self.summary.while_exchanging += 1
        else:
            self.summary.while_recording += 1

    def _let_the_neighbour_work(self) -> None:
        for _ in range(_NEIGHBOUR_SAVES):
            self._promised.append(save_something(self._neighbour, self._chance))
        self._exchange(self._neighbour)

    def _exchange(self, context: Context) -> bool:
        """Run one cycle; say whether it moved nothing."""
        transport = Transport(self._url)
        try:
            done = run_cycle(context.store, transport, Engine(self._chance))
        finally:
            transport.close()
        if done.trouble is not None or done.forks:
            self.summary.wrong.append(f"a quiet cycle ended with {done.trouble}, forks {done.forks}")
        return (done.sent, done.received) == (0, 0)

    def _check(self) -> None:
        """Open the desk as its next start would, let both exchange until nothing moves, and compare everything."""
        self.summary.checked += 1
        store = opening.open_for_writing(self._data, BESIDE)
        context = accounts.act_as(store)
        try:
            for _ in range(_MOST_CYCLES):
                resting = [self._exchange(one) for one in (context, self._neighbour)]
                if all(resting):
                    break
            else:
                self.summary.wrong.append("the exchange does not come to rest")
            self._compare(context)
        finally:
            store.close()

    def _compare(self, context: Context) -> None:
        wrong = self.summary.wrong
        here, there = picture_of(context.store), picture_at(self._database)
        if here != there or picture_of(self._neighbour.store) != there:
            wrong.append("desk, neighbour and central store do not show the same")
        for register, record in self._promised:
            if (register, record.hex()) not in there:
                wrong.append(f"a promised record of {register} is lost")
        made, kept = operations_of(context, self._neighbour), operations_at(self._database)
        if made != kept:
            wrong.append(f"{len(made)} operations were made, {len(kept)} are kept")
        self.summary.operations = len(kept)
        if len(set(kept)) != len(kept):
            wrong.append("an operation is kept twice")
        wrong += [f"{name}: {problem}" for name, problem in examine(context.store) if problem]
        wrong += holes(self._database)
        if not overview(context.store).all_sent:
            wrong.append("the desk says that something waits")


def main() -> int:
    """Run the rounds beside a server process on PostgreSQL and print the summary."""
    parser = argparse.ArgumentParser(description="Kill a desk while it records and exchanges.")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--checked-every", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = monotonic_ms()
    with running_cluster() as cluster, tempfile.TemporaryDirectory(prefix="kac-desk-kills-") as folder:
        url = cluster.create("desk_kills")
        database = open_database(url)
        migrate(database)
        with database.whole() as connection:
            admin.add_point(connection, POINT.code, name="", now_ms=now_ms())
        with running_server(["serve", "--database", url]) as running:
            rounds = Rounds(Path(folder), database, running.url, seed=asked.seed)
            summary = rounds.run(asked.kills, checked_every=asked.checked_every)
        database.close()
    told = vars(summary) | {"seconds": (monotonic_ms() - started) // 1000, "seed": asked.seed}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
