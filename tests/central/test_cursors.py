"""A reader that follows the cursor never passes a row by, however many write at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event, func, select, text

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import FEED, OP
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.messages import PullEnd, decode_pull_line
from tests.central.asking import count, epoch, pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

DESKS, BATCHES, LINES = 6, 12, 4
_SOON_S = 30
_WAITING = (
    select(func.count())
    .select_from(text("pg_stat_activity"))
    .where(text("datname = current_database() AND wait_event_type = 'Lock'"))
)


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


def test_a_batch_waits_until_the_one_with_the_cursors_before_it_is_there(pg: Database) -> None:
    store = SqlStore(pg, CATALOG)
    desks = [enrolled(pg, "BALVI") for _ in range(2)]
    before, desk_before = enrolled(pg, "BALVI")
    before.ins("staff", staff_values())
    store.push(desk_before, before.batch(), now_ms=clock.now_ms())
    at_its_end, may_end = threading.Event(), threading.Event()

    def push(number: int) -> object:
        sample, desk = desks[number]
        sample.ins("staff", staff_values(f"Paraugs {number}"))
        return store.push(desk, sample.batch(), now_ms=clock.now_ms())

    def hold_the_first(_connection: object) -> None:
        if threading.current_thread() is slow and not at_its_end.is_set():
            at_its_end.set()
            assert may_end.wait(_SOON_S)

    slow = threading.Thread(target=push, args=[0])
    event.listen(pg.engine, "commit", hold_the_first)
    slow.start()
    assert at_its_end.wait(_SOON_S)
    with ThreadPoolExecutor(1) as pool:
        quick = pool.submit(push, 1)
        while not quick.done():
            with pg.whole() as connection:
                if connection.execute(_WAITING).scalar_one():
                    break
        read_meanwhile = [entry.c for entry in pull_all(store, pg, desk_before)]
        may_end.set()
        quick.result()
    slow.join()
    assert read_meanwhile == [1]
    assert [entry.c for entry in pull_all(store, pg, desk_before)] == [1, 2, 3]
    streams = [row.stream for row in sorted(rows(pg, FEED), key=lambda row: row.cur)]
    assert streams == [before.stream, *(sample.stream for sample, _ in desks)]


def test_points_count_apart(database: Database, store: SqlStore) -> None:
    for point in ("BALVI", "VILAKA"):
        sample, desk = enrolled(database, point)
        sample.ins("staff", staff_values())
        store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert sorted((row.point, row.scope, row.cur) for row in rows(database, FEED)) == [
        ("BALVI", "p:BALVI", 1),
        ("VILAKA", "p:VILAKA", 1),
    ]
