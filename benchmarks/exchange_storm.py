"""This file is the place where an outage ends: 400 desks that each kept 3,000 changes all send at once.

    python -m benchmarks.exchange_storm --desks 400 --changes 3000 --json

Every desk runs the real engine and transport on a thread of its own, so hello gate, jitter, `Retry-After` and the
growing of batches are those of the program; tokens, signatures and row policies are on. Lines are sealed before the
clock starts, requests are signed and compressed while it runs. Load generator, server and PostgreSQL share the machine.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy import func, select

from benchmarks.exchange_desk import LoadDesk, real_lines, resealed
from benchmarks.exchange_world import World, cpu_s, opened, resident_mb, serving, tickets, world
from benchmarks.measure import told
from kacdesk.central.tables import OP, SCOPE_HEAD, STREAM
from kacdesk.core.ids import SERIES_ALPHABET
from kacdesk.wire.messages import ProblemType
from tests.helpers.server_process import Running

_LOOK_S = 1.0
_ROOMY_STACK = 512 * 1024


@dataclass(frozen=True)
class Look:
    """What one look while the storm went on saw: seconds since its begin, receipts, memory."""

    at_s: float
    acked: int
    server_mb: float | None


def points_for(desks: int) -> list[str]:
    """Return the codes of the points: two desks each."""
    return [f"P{number:03d}" for number in range((desks + 1) // 2)]


def prepared(desks: int, changes: int, points: list[str]) -> list[LoadDesk]:
    """Return the desks with their sealed lines; the two of a point have different series."""
    template = real_lines(changes)
    letters = SERIES_ALPHABET
    made = []
    for number in range(desks):
        series = letters[number % 2] * 3
        point = points[number // 2]
        made.append(LoadDesk(point, resealed(template, point=point, series=series), series=series))
    return made


def storm(servers: list[Running], desks: list[LoadDesk]) -> tuple[float, list[float], list[Look]]:
    """Let all desks loose; return the seconds until the last receipt, those of each desk, and the looks."""
    begin, stop = threading.Barrier(len(desks) + 1), threading.Event()
    ended = [0.0] * len(desks)
    failures: list[BaseException] = []
    started = 0.0

    def run(place: int) -> None:
        begin.wait()
        try:
            desks[place].drain(random.Random(place), stop=stop)
        except BaseException as error:
            failures.append(error)
            stop.set()
            raise
        ended[place] = time.perf_counter() - started

    threading.stack_size(_ROOMY_STACK)
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(desks))]
    for thread in threads:
        thread.start()
    looks: list[Look] = []
    started = time.perf_counter()
    begin.wait()
    try:
        while any(thread.is_alive() for thread in threads):
            acked = sum(desk.acked for desk in desks)
            looks.append(Look(time.perf_counter() - started, acked, _memory(servers)))
            stop.wait(_LOOK_S)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise RuntimeError("a desk gave up") from failures[0]
    return max(ended), ended, looks


def _memory(servers: list[Running]) -> float | None:
    """Return the resident memory of all server processes in MiB."""
    found = [resident_mb(server.process.pid) for server in servers]
    return round(sum(one for one in found if one is not None), 1) if None not in found else None


def _spent(servers: list[Running]) -> float:
    """Return the processor seconds that all server processes have used, as far as the system tells."""
    return sum(cpu_s(server.process.pid) or 0.0 for server in servers)


def stored(url: str) -> dict[str, int]:
    """Return what the database holds afterwards, counted by itself."""
    with opened(url) as database, database.whole() as connection:
        return {
            "ops": connection.execute(select(func.count()).select_from(OP)).scalar_one(),
            "stream_lines": int(connection.execute(select(func.sum(STREAM.c.last_seq))).scalar_one()),
            "feed_entries": int(connection.execute(select(func.sum(SCOPE_HEAD.c.cur))).scalar_one()),
        }


def measure(place: World, desks: list[LoadDesk], points: list[str], *, servers: int) -> dict[str, object]:
    """Enrol all desks, run the storm and tell."""
    url = place.fresh("storm")
    with ExitStack() as stack:
        running = [stack.enter_context(serving(url)) for _ in range(servers)]
        for number, (desk, ticket) in enumerate(
            zip(desks, tickets(url, [desk.point for desk in desks]), strict=True)
        ):
            desk.enrol(running[number % servers].url, ticket)
        servers_before, own_before = _spent(running), time.process_time()
        seconds, ended, looks = storm(running, desks)
        servers_after, own_after = _spent(running), time.process_time()
        memory = [look.server_mb for look in looks if look.server_mb is not None]
    trouble = sum((Counter(desk.trouble) for desk in desks), Counter())
    changes = sum(len(desk.lines) for desk in desks)
    errors = {kind: count for kind, count in trouble.items() if kind != ProblemType.BUSY}
    return {
        "desks": len(desks),
        "points": len(points),
        "servers": servers,
        "changes": changes,
        "drained_s": round(seconds, 1),
        "changes_per_s": round(changes / seconds),
        "errors": errors,
        "told_to_wait": trouble[ProblemType.BUSY],
        "hellos": sum(desk.hellos for desk in desks),
        "pushes": sum(desk.pushes for desk in desks),
        "remarks": sum(desk.remarks for desk in desks),
        "desk_done_s": told([second * 1000 for second in ended]).__dict__,
        "servers_cpu_s": round(servers_after - servers_before, 1),
        "load_generator_cpu_s": round(own_after - own_before, 1),
        "servers_mb": {"first": memory[0], "highest": max(memory), "last": memory[-1]} if memory else None,
        "acked_by_second": [(round(look.at_s, 1), look.acked, look.server_mb) for look in looks[::5]],
        "stored": stored(url),
        "load_average": os.getloadavg() if sys.platform != "win32" else None,
    }


def main() -> None:
    """Measure and tell, as JSON or in words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=int, default=400)
    parser.add_argument("--changes", type=int, default=3000)
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    points = points_for(asked.desks)
    desks = prepared(asked.desks, asked.changes, points)
    with world(points) as place:
        found = measure(place, desks, points, servers=asked.servers)
    if asked.json:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    main()
