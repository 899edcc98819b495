"""A reader that follows the cursor never passes a row by, however many write at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import FEED, OP
from kacdesk.core import clock
from kacdesk.wire.messages import PullEnd, decode_pull_line
from tests.central.asking import count, epoch, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

DESKS, BATCHES, LINES = 6, 12, 4


def _write_all(store: SqlStore, sample: SampleDesk, desk: Desk, start: threading.Barrier) -> None:
    start.wait()
    for batch in range(BATCHES):
        for _ in range(LINES):
            sample.ins("staff", staff_values())
        store.push(desk, sample.batch(batch * LINES + 1), now_ms=clock.now_ms())


def test_cursors_are_dense_for_a_reader_beside_many_writers(database: Database, store: SqlStore) -> None:
    desks = [enrolled(database, "BALVI") for _ in range(DESKS)]
    now, reader = epoch(database), desks[0][1]
    start = threading.Barrier(DESKS + 1)
    expected = DESKS * BATCHES * LINES
    seen: list[int] = []
    with ThreadPoolExecutor(DESKS) as pool:
        writers = [pool.submit(_write_all, store, sample, desk, start) for sample, desk in desks]
        start.wait()
        while True:
            finished = all(writer.done() for writer in writers)
            after = seen[-1] if seen else 0
            lines = store.pull(reader, scope="p:BALVI", after=after, epoch=now, limit=50, held=None)
            entries = [decode_pull_line(line) for line in lines]
            seen += [entry.c for entry in entries if not isinstance(entry, PullEnd)]
            if finished and len(entries) == 1:
                break
        for writer in writers:
            writer.result()
    assert seen == list(range(1, expected + 1))
    assert count(database, OP) == expected


def test_points_count_apart(database: Database, store: SqlStore) -> None:
    for point in ("BALVI", "VILAKA"):
        sample, desk = enrolled(database, point)
        sample.ins("staff", staff_values())
        store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert sorted((row.point, row.scope, row.cur) for row in rows(database, FEED)) == [
        ("BALVI", "p:BALVI", 1),
        ("VILAKA", "p:VILAKA", 1),
    ]
