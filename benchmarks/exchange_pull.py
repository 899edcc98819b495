"""This file is the place where a desk that begins anew reads 100,000 entries of its point.

    python -m benchmarks.exchange_pull --changes 100000 --json

Ten desks of one point have sent what they have; an eleventh, which holds nothing, asks page by page with the real
transport: requests are signed, answers are verified against the sums in their last lines and decoded. What the desk
then writes to its own disk is measured by `benchmarks.store`.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
from uuid import UUID

from benchmarks.exchange_desk import LoadDesk, real_lines, resealed
from benchmarks.exchange_world import cpu_s, opened, resident_mb, serving, tickets, world
from kacdesk.central.devices import read_token
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.ids import SERIES_ALPHABET
from kacdesk.models.catalog import CATALOG
from kacdesk.sync.transport import Transport
from kacdesk.wire.frames import encode_body, join_lines
from kacdesk.wire.versions import point_scope
from tests.helpers.server_process import Running

_POINT = "BALVI"
_SENDERS = 10
_PAGES = (200, 1000)
"""Entries a page: what a desk asks for, so that a clerk's save waits little, and the most that is given."""


def read_all(desk: LoadDesk, server: Running, *, page: int) -> dict[str, float | int | None]:
    """Read the whole scope of the point and tell how it went."""
    transport = Transport(server.url)
    epoch = desk.epoch or UUID(int=0)
    after, entries, pages = 0, 0, 0
    before, started = cpu_s(server.process.pid), time.perf_counter()
    try:
        while True:
            told = transport.pull(desk.state(), point_scope(_POINT), after=after, epoch=epoch, limit=page)
            if told.end is None:
                raise RuntimeError("a page was torn")
            entries, pages, after = entries + len(told.entries), pages + 1, told.end.end
            if not told.end.more:
                break
    finally:
        transport.close()
    seconds, spent = time.perf_counter() - started, cpu_s(server.process.pid)
    return {
        "page": page,
        "entries": entries,
        "pages": pages,
        "seconds": round(seconds, 2),
        "entries_per_s": round(entries / seconds),
        "server_cpu_s": None if before is None or spent is None else round(spent - before, 2),
        "server_mb": resident_mb(server.process.pid),
    }


def bytes_an_entry(url: str, desk: LoadDesk) -> dict[str, float]:
    """Return the bytes of one entry on the wire, by the entries of a page."""
    claimed = read_token(desk.token or "")
    if claimed is None or desk.token is None:
        raise RuntimeError("the desk has no token")
    sizes = {}
    with opened(url) as database:
        store = SqlStore(database, CATALOG)
        known = store.recognise(desk.token, now_ms=clock.now_ms())
        epoch = desk.epoch or UUID(int=0)
        for page in _PAGES:
            lines = store.pull(
                known, scope=point_scope(_POINT), after=5000, epoch=epoch, limit=page, held=None
            )
            sizes[str(page)] = round(len(encode_body(join_lines(lines), "zstd")) / (len(lines) - 1), 1)
    return sizes


def main() -> None:
    """Measure and tell, as JSON or in words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    template = real_lines(asked.changes // _SENDERS)
    with world([_POINT]) as place:
        url = place.fresh("pulled")
        with serving(url) as server:
            codes = tickets(url, [_POINT] * (_SENDERS + 1))
            for letter, code in zip(SERIES_ALPHABET, codes[:_SENDERS], strict=False):
                sender = LoadDesk(
                    _POINT, resealed(template, point=_POINT, series=letter * 3), series=letter * 3
                )
                sender.enrol(server.url, code)
                sender.drain(random.Random(1), stop=threading.Event())
            reader = LoadDesk(_POINT, [])
            reader.enrol(server.url, codes[_SENDERS])
            reads = [read_all(reader, server, page=page) for page in _PAGES]
        found = {
            "reads": reads,
            "bytes_an_entry": bytes_an_entry(url, reader),
            "load_average": os.getloadavg() if sys.platform != "win32" else None,
        }
    if asked.json:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    main()
