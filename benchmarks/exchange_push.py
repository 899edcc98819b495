"""This file is the place where 10,000 changes of one desk are sent to PostgreSQL, beside COPY of the rows they make.

    python -m benchmarks.exchange_push --changes 10000 --runs 5 --json

A run sends over loopback HTTP with the real engine and transport, from the first hello to the last receipt, to a server
that another desk has spoken with before: one that serves is not started for every desk. The baseline puts the very same
rows into the same tables with the same indexes of another fresh database: one binary COPY a table in one transaction of
the owner, who is past the row policies. Both are taken in turns.
"""

import argparse
import json
import random
import sys
import threading
import time
from dataclasses import dataclass
from statistics import median

import psycopg
from psycopg import sql

from benchmarks.exchange_desk import LoadDesk, real_lines, registers_of, resealed
from benchmarks.exchange_world import World, cpu_s, resident_mb, serving, tickets, world
from kacdesk.central.tables import METADATA
from kacdesk.core.ids import new_series
from kacdesk.wire.frames import encode_body, join_lines

_POINT = "BALVI"
_EARLIER_LINES = 100
"""What another desk has sent before; COPY writes these rows, too."""

_BEFORE = ("device", "stream")
"""Rows that stand before the push begins."""


@dataclass(frozen=True)
class Turn:
    """One push and one COPY of the rows that it made; seconds. `grown_bytes` tables with their indexes took more."""

    push_s: float
    copy_s: float
    server_cpu_s: float | None
    rows: dict[str, int]
    remarks: int
    pushes: int
    grown_bytes: int


def one_turn(place: World, lines: list[bytes], series: str) -> Turn:
    """Push into a fresh database, then COPY what came of it into another."""
    url = place.fresh("pushed")
    desk = LoadDesk(_POINT, lines, series=series)
    earlier = new_series()
    other = LoadDesk(_POINT, resealed(lines[:_EARLIER_LINES], point=_POINT, series=earlier), series=earlier)
    with serving(url) as server:
        codes = tickets(url, [_POINT, _POINT])
        other.enrol(server.url, codes[0])
        other.drain(random.Random(1), stop=threading.Event())
        desk.enrol(server.url, codes[1])
        empty = database_bytes(url)
        before = cpu_s(server.process.pid)
        started = time.perf_counter()
        desk.drain(random.Random(1), stop=threading.Event())
        push_s = time.perf_counter() - started
        after = cpu_s(server.process.pid)
    if desk.trouble or not desk.done or not other.done:
        raise RuntimeError(f"the push did not go through: {desk.trouble}")
    grown = database_bytes(url) - empty
    copy_s, rows = copied(url, place.fresh("copied"))
    spent = None if before is None or after is None else round(after - before, 2)
    return Turn(push_s, copy_s, spent, rows, desk.remarks, desk.pushes, grown)


def database_bytes(url: str) -> int:
    """Return what the tables of a database take on the disk with their indexes."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r'"
        ).fetchone()
    return int(row[0]) if row else 0


def copied(source: str, target: str) -> tuple[float, dict[str, int]]:
    """COPY every row of a database that a push made into another; return the seconds and the rows by table."""
    with psycopg.connect(source) as left, psycopg.connect(target) as right:
        right.execute("ALTER TABLE stream DISABLE TRIGGER ALL")
        held: dict[str, bytes] = {}
        counts: dict[str, int] = {}
        for table in METADATA.sorted_tables:
            count = _count(left, table.name)
            if count and not _count(right, table.name):
                held[table.name], counts[table.name] = _read(left, table.name), count
        for name in _BEFORE:
            _write(right, name, held.pop(name))
        right.commit()
        started = time.perf_counter()
        for name, data in held.items():
            _write(right, name, data)
        right.commit()
        return time.perf_counter() - started, {name: counts[name] for name in held}


def _count(connection: "psycopg.Connection[tuple[int]]", table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return row[0] if row else 0


def _read(connection: "psycopg.Connection[tuple[int]]", table: str) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)


def _write(connection: "psycopg.Connection[tuple[int]]", table: str, data: bytes) -> None:
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(data)


def encoded_sizes(lines: list[bytes]) -> dict[str, float]:
    """Return the bytes per change on the wire by the number of lines in a batch."""
    sizes = {}
    for most in (20, 50, 100, 500, 1000):
        parts = [encode_body(join_lines(lines[at : at + most]), "zstd") for at in range(0, len(lines), most)]
        sizes[str(most)] = round(sum(len(part) for part in parts) / len(lines), 1)
    return sizes


def main() -> None:
    """Measure and tell, as JSON or in words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    series = new_series()
    template = real_lines(asked.changes)
    lines = resealed(template, point=_POINT, series=series)
    with world([_POINT]) as place:
        turns = [one_turn(place, lines, series) for _ in range(asked.runs)]
    push, copy = median(turn.push_s for turn in turns), median(turn.copy_s for turn in turns)
    told = {
        "changes": len(lines),
        "registers": registers_of(template),
        "push_s": [round(turn.push_s, 3) for turn in turns],
        "copy_s": [round(turn.copy_s, 3) for turn in turns],
        "server_cpu_s": [turn.server_cpu_s for turn in turns],
        "push_median_s": round(push, 3),
        "copy_median_s": round(copy, 3),
        "ratio": round(push / copy, 2),
        "changes_per_s": round(len(lines) / push),
        "pushes": turns[-1].pushes,
        "remarks": turns[-1].remarks,
        "rows": turns[-1].rows,
        "line_bytes": round(sum(map(len, lines)) / len(lines), 1),
        "database_bytes_a_change": round(turns[-1].grown_bytes / len(lines)),
        "wire_bytes_by_batch": encoded_sizes(lines),
        "own_memory_mb": resident_mb_of_self(),
    }
    if asked.json:
        sys.stdout.write(json.dumps(told, indent=1) + "\n")
        return
    for name, value in told.items():
        sys.stdout.write(f"{name}: {value}\n")


def resident_mb_of_self() -> float | None:
    """Return the memory of the load generator, so that a reader sees what else was on the machine."""
    return resident_mb(threading.main_thread().native_id or 0)


if __name__ == "__main__":
    main()
