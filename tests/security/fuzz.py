"""This file is the place where the central store is asked everything that its description allows, and what it forbids.

    python -m tests.security.fuzz --cases 100000 [--postgresql]

Cases come from schemathesis over the real description, fitting and not fitting, and from sealed lines that are spoilt.
They are signed as a desk signs them, mostly rightly. A run is cut into blocks, each with a seed of its own; what was
done is kept in a file, so that a run that was stopped goes on, and a block that failed can be run alone (--block N).
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.transport.serialization import Binary
from starlette.applications import Starlette

from kacdesk.central import admin
from kacdesk.central.admission import Bounds
from kacdesk.central.database import Database, open_database
from kacdesk.central.http import Service
from kacdesk.central.migrate import migrate
from kacdesk.central.openapi import DESCRIBED, document
from kacdesk.central.replies import status_of
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from kacdesk.wire.frames import encode_body
from kacdesk.wire.messages import OPS_TYPE, PROBLEM_TYPE, ProblemType
from kacdesk.wire.signing import public_key
from tests.central.asking import epoch
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.postgres import running_cluster
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values
from tests.security.horrors import spoilt

BLOCK = 500
"""Cases of one block; it takes its own store and its own seed."""

schemathesis.serializer.alias(OPS_TYPE, "application/octet-stream")
_LINES = ("LINES", "/v1/push")
_RIGHTLY = 0.9
_OWN = 0.6
"""Share of the cases that are signed rightly, and of those that speak of the desk's own things."""

_SLOW_MS = 200
_ADMITTED = Bounds(burst=10**9)


@dataclass
class Found:
    """What came of the cases that were run."""

    cases: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_ms: int = 0
    slowest: str = ""
    slow: int = 0

    def add(self, other: "Found") -> None:
        """Put another block's findings to these."""
        self.cases += other.cases
        self.answers.update(other.answers)
        self.faults += other.faults
        self.slow += other.slow
        if other.slowest_ms > self.slowest_ms:
            self.slowest_ms, self.slowest = other.slowest_ms, other.slowest


class Asker:
    """Sends cases to an application as a desk does, and holds each answer against the description."""

    def __init__(self, app: Starlette, database: Database, chance: random.Random, found: Found) -> None:
        self._app = app
        self._database = database
        self._chance = chance
        self._found = found
        self._desk = self._new_desk()
        self._epoch = epoch(database).hex

    def _new_desk(self) -> SampleDesk:
        desk, _ = enrolled(self._database, self._chance.choice(("BALVI", "VILAKA")))
        return desk

    def case(self, case: "Case[Any]") -> None:
        """Send a case of schemathesis."""
        path = case.path
        for name, value in (case.path_parameters or {}).items():
            path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
        own = self._own() if self._chance.random() < _OWN else {}
        asked = {name: own.get(name, value) for name, value in (case.query or {}).items()}
        query = urlencode({name: _text(value) for name, value in asked.items()}, doseq=True)
        told = case.body
        if isinstance(told, dict):
            told = {name: own.get(name, value) for name, value in told.items()}
        body = _bytes(told)
        headers = {name: value for name, value in (case.headers or {}).items() if _sendable(name, value)}
        route = (case.method.upper(), case.path)
        self.ask(route, case.method.upper(), f"{path}?{query}" if query else path, body, headers)

    def _own(self) -> dict[str, str]:
        """Return what the desk would put where a case has anything at all, so that it gets past the first door."""
        return {
            "device": self._desk.device.hex,
            "stream": self._desk.stream.hex,
            "pubkey": public_key(self._desk.private).hex(),
            "scope": self._chance.choice((f"p:{self._desk.point}", "ref")),
            "epoch": self._epoch,
        }

    def lines(self) -> None:
        """Send a batch of sealed lines of which some are spoilt."""
        chance, desk = (
            self._chance,
            SampleDesk(
                self._desk.point, device=self._desk.device, private=self._desk.private, token=self._desk.token
            ),
        )
        for number in range(chance.randrange(1, 5)):
            values = staff_values() if chance.random() < 0.5 else document_values(desk, number + 1)
            desk.ins("staff" if "name" in values else "received_document", values)
            if chance.random() < 0.8:
                raw = spoilt(desk.lines.pop(), chance).replace(b"\n", b" ")
                desk.chains.pop()
                desk.append(raw)
        encoding = chance.choice(("zstd", "gzip", "identity"))
        body = encode_body(desk.push_body(), encoding)
        self.ask(_LINES, "POST", "/v1/push", body, {"Content-Encoding": encoding})

    def ask(
        self, route: tuple[str, str], method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Send one request and judge its answer."""
        proved = self._desk.headers(method, path, body)
        told = {**proved, **headers} if self._chance.random() > _RIGHTLY else {**headers, **proved}
        started_ms = clock.monotonic_ms()
        reply = call(self._app, method, path, headers=told, body=body)
        self._judge(route, path, reply, clock.monotonic_ms() - started_ms)

    def _judge(self, route: tuple[str, str], path: str, reply: Reply, took_ms: int) -> None:
        found = self._found
        found.cases += 1
        found.answers[f"{route[0]} {route[1]} {reply.status}"] += 1
        if took_ms > found.slowest_ms:
            found.slowest_ms, found.slowest = took_ms, f"{route[0]} {route[1]}"
        found.slow += took_ms > _SLOW_MS
        fault = fault_of(route, reply)
        if fault is not None:
            found.faults.append(f"{route[0]} {path[:120]}: {fault}")
        if reply.status == status_of(ProblemType.REVOKED) and ProblemType.REVOKED.encode() in reply.body:
            self._desk = self._new_desk()


def fault_of(route: tuple[str, str], reply: Reply) -> str | None:
    """Say what is wrong with an answer: a failure of ours, no problem document, or one that is not described."""
    if reply.status >= 500:
        return f"{reply.status} {reply.body[:200]!r}"
    if reply.status < 400:
        return None if reply.status == 200 else f"{reply.status} is not described"
    if reply.headers.get("content-type") != PROBLEM_TYPE:
        return f"{reply.status} without a problem"
    if route[0] == "HEAD":
        return None
    kind = json.loads(reply.body)["type"]
    described = DESCRIBED[("POST", "/v1/push") if route == _LINES else route].problems
    elsewhere = {ProblemType.NOT_FOUND, ProblemType.METHOD}  # a path that is none, after all
    return None if kind in described | elsewhere else f"{kind} is not described for this route"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _sendable(name: str, value: Any) -> bool:
    return isinstance(value, str) and name.isascii() and value.isascii() and value.isprintable()


def _bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, Binary):
        return body.data
    if body is None or isinstance(body, int | float | list | dict | str):
        return json.dumps(body).encode("utf-8", "surrogatepass")
    return b""


@contextmanager
def _stores(*, postgresql: bool) -> Iterator[Callable[[int], Database]]:
    """Give a maker of stores, one a block: embedded files, or databases of a throw-away PostgreSQL."""
    made: list[Database] = []

    def make(url: str) -> Database:
        made.append(open_database(url, unlock=Unlock(beside_data=True), create=True))
        migrate(made[-1])
        with made[-1].whole() as connection:
            for code in ("BALVI", "VILAKA"):
                admin.add_point(connection, code, name="", now_ms=clock.now_ms())
        return made[-1]

    with ExitStack() as stack:
        stack.callback(lambda: deque(map(Database.close, made), maxlen=0))
        if postgresql:
            cluster = stack.enter_context(running_cluster())
            yield lambda number: make(cluster.create(f"fuzz_{number}"))
            return
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kac-fuzz-")))
        yield lambda number: make(f"sqlite:///{folder / str(number) / 'central.db'}")


def run_block(number: int, *databases: Database, first_seed: int, cases: int = BLOCK) -> Found:
    """Run one block on stores with the points BALVI and VILAKA; the same number and seed ask the same.

    What is drawn is asked of each store: to draw it takes longer than to answer it.
    """
    found, chance = Found(), random.Random(f"{first_seed} {number}")
    schema = schemathesis.openapi.from_dict(json.loads(document()))
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    share = max(1, cases // len(databases) // (2 * len(operations) + 2))
    askers = [
        Asker(Service(SqlStore(each, CATALOG), _ADMITTED).app(), each, random.Random(chance.random()), found)
        for each in databases
    ]
    for place, operation in enumerate(operations):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _each(operation.as_strategy(mode), askers, chance.randrange(2**32) + place, share)
    while found.cases < cases:
        for asker in askers:
            asker.lines()
    for each in databases:
        afterwards = call(Service(SqlStore(each, CATALOG)).app(), "GET", "/readyz", headers={})
        if afterwards.status != 200:
            found.faults.append(f"block {number}: not ready afterwards")
    return found


def _each(strategy: Any, askers: Sequence[Asker], drawn: int, share: int) -> None:
    @seed(drawn)
    @settings(
        max_examples=share,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: "Case[Any]") -> None:
        for asker in askers:
            asker.case(case)

    with suppress(Unsatisfiable):  # nothing about a route without parameters can be made not to fit
        ask()


def main() -> int:
    """Run the blocks that are left; return 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--block", type=int, help="run this block alone")
    parser.add_argument("--progress", type=Path, default=Path(".hypothesis/central-fuzz.json"))
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away PostgreSQL")
    asked = parser.parse_args()
    with _stores(postgresql=asked.postgresql) as store:
        if asked.block is not None:
            total = run_block(asked.block, store(asked.block), first_seed=asked.seed)
        else:
            total = _run_all(asked, store)
    sys.stdout.write(json.dumps(_told(total), indent=1) + "\n")
    return 1 if total.faults else 0


def _run_all(asked: argparse.Namespace, store: Callable[[int], Database]) -> Found:
    """Run the blocks that no earlier run has done."""
    done, total = _progress(asked.progress, asked.seed)
    asked.progress.parent.mkdir(parents=True, exist_ok=True)
    for number in range(done, -(-asked.cases // BLOCK)):
        database = store(number)
        total.add(run_block(number, database, first_seed=asked.seed))
        database.close()
        asked.progress.write_text(json.dumps({"seed": asked.seed, "blocks": number + 1, **_told(total)}))
        sys.stdout.write(f"{total.cases} cases, {len(total.faults)} faults, slowest {total.slowest_ms} ms\n")
        sys.stdout.flush()
    return total


def _told(found: Found) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "faults": found.faults,
        "slowest_ms": found.slowest_ms,
        "slowest": found.slowest,
        "slower_than_200_ms": found.slow,
        "answers": dict(sorted(found.answers.items())),
    }


def _progress(path: Path, asked_seed: int) -> tuple[int, Found]:
    """Return how many blocks of this seed are done, and what they found."""
    if not path.exists():
        return 0, Found()
    kept = json.loads(path.read_text())
    if kept["seed"] != asked_seed:
        return 0, Found()
    found = Found(
        kept["cases"], Counter(kept["answers"]), kept["faults"], kept["slowest_ms"], kept["slowest"],
        kept["slower_than_200_ms"],
    )  # fmt: skip
    return kept["blocks"], found


if __name__ == "__main__":
    sys.exit(main())
