"""What works on one database at once waits for each other in one order (docs/sync.md, "The order of locks")."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kacdesk.central import admin
from kacdesk.central.__main__ import run
from kacdesk.central.backups import make_safe
from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database
from kacdesk.central.files import Chunk, FileRefused
from kacdesk.central.grants import end_grant, grant_point
from kacdesk.central.purge_register import Entry, replay_register
from kacdesk.central.purges import ask_purge, enforce
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import OP, PURGE, PURGE_RECEIPT, RECORD
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.line import LineKind
from tests.central.administering import Earlier, office, restreamed, sent
from tests.central.asking import count, epoch, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values

ROUNDS = 6
DOCUMENT = "received_document"
_COMMANDS = 4
_SOON_S = 30
_NOTICED = "20ms"
"""How soon PostgreSQL looks whether those who wait do so for each other; a second, unless it is told."""


@pytest.fixture(autouse=True)
def _is_noticed_soon(pg: Database, pg_url: str) -> None:
    with pg.whole() as connection:
        name = pg_url.rpartition("/")[2]
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET deadlock_timeout = '{_NOTICED}'"))
    pg.engine.dispose()


def _at_once(*works: Callable[[int], object], times: int = ROUNDS) -> None:
    """Do each work so many times on a thread of its own, every round together with the others."""
    start = threading.Barrier(len(works))

    def rounds(work: Callable[[int], object]) -> None:
        for number in range(times):
            start.wait(_SOON_S)
            try:
                work(number)
            except BaseException:
                start.abort()
                raise

    with ThreadPoolExecutor(len(works)) as pool:
        done = [pool.submit(rounds, work) for work in works]
    failures = [error for each in done if (error := each.exception()) is not None]
    for error in sorted(failures, key=lambda each: isinstance(each, threading.BrokenBarrierError)):
        raise error


VISIT = {
    "started_at": "2026-03-02T08:00:00.000Z",
    "counted_on": "2026-03-02",
    "start_quality": "MEASURED",
    "channel": "IN_PERSON",
    "customer_name": "Paraugs Viens",
    "status": "registered",
}


def _files(sample: SampleDesk, times: int) -> list[tuple[UUID, bytes]]:
    """Seal documents with a file each; return the records and what their files hold."""
    made = []
    for number in range(times):
        record, _ = sample.ins(DOCUMENT, document_values(sample, number + 1))
        content = f"%PDF-1.7 izdomāts {number} ".encode() * 9
        named = {"sha256": sha256(content).hexdigest(), "size": len(content), "mime": "application/pdf"}
        sample.seal(DOCUMENT, record, LineKind.FILE, {**named, "role": "DOCUMENT"})
        made.append((record, content))
    return made


def _chunk(content: bytes) -> Chunk:
    return Chunk(sha256(content).digest(), 0, len(content), content)


def _decided(record: UUID) -> dict[str, Any]:
    people = {"asked_by": "Ieva", "asked_ms": 1, "seconded_by": "Anna", "at_ms": 2, "basis": "17-1-b"}
    return {"point": "BALVI", "rid": record, "reg": DOCUMENT, "scope": "p:BALVI", **people}


def test_two_hellos_of_a_desk_bring_the_same_receipts(pg: Database) -> None:
    sample, desk = enrolled(pg, "BALVI")
    with pg.whole() as connection:
        erased = [{**_decided(new_id()), "cur": cur} for cur in range(1, 5 * ROUNDS + 1)]
        pg.insert(connection, PURGE, erased)
    store, of = SqlStore(pg, CATALOG), epoch(pg).hex

    def hello(number: int) -> object:
        message = sample.hello(scrubbed=5 * (number + 1), epoch=of)
        return store.hello(desk, message, busy_s=0, now_ms=clock.now_ms())

    _at_once(hello, hello, hello)
    assert count(pg, PURGE_RECEIPT) == 5 * ROUNDS


def test_an_enrolment_and_the_first_batch_of_a_stream(pg: Database) -> None:
    sample, desk = enrolled(pg, "BALVI")
    store, now_ms = SqlStore(pg, CATALOG), clock.now_ms()
    with pg.whole() as connection:
        ticket = admin.issue_ticket(connection, "BALVI", now_ms=now_ms)
    streams = [restreamed(sample) for _ in range(ROUNDS)]

    def enrol(number: int) -> None:
        store.enrol(streams[number].enrolment(ticket), now_ms=now_ms)

    def push(number: int) -> None:
        store.push(desk, streams[number].batch(), now_ms=now_ms)

    _at_once(enrol, push)


def test_a_grant_that_is_given_and_taken_and_the_hello_that_tells_it(pg: Database) -> None:
    sample, desk = enrolled(pg, "BALVI")
    store, now_ms = SqlStore(pg, CATALOG), clock.now_ms()

    def give(_number: int) -> None:
        with pg.whole() as connection:
            grant_point(connection, admin.find_desk(connection, str(sample.device)), "VILAKA", now_ms=now_ms)

    def take(_number: int) -> None:
        with pg.whole() as connection:
            end_grant(connection, admin.find_desk(connection, str(sample.device)), "VILAKA", now_ms=now_ms)

    def hello(_number: int) -> None:
        store.hello(desk, sample.hello(), busy_s=0, now_ms=now_ms)

    give(0)
    _at_once(give, hello, take, hello)


def test_a_proved_backup_and_an_erasure(pg: Database) -> None:
    sample, desk = enrolled(pg, "BALVI")
    made, store = _files(sample, ROUNDS), SqlStore(pg, CATALOG)
    sent(pg, sample)
    for _, content in made:
        store.files.put(desk, _chunk(content), now_ms=clock.now_ms())

    def prove(number: int) -> None:
        with pg.whole() as connection:
            make_safe(connection, pg, {"BALVI": [sha256(made[number][1]).digest()]})

    def erase(number: int) -> None:
        with pg.whole() as connection:
            enforce(connection, pg, CATALOG, {**_decided(made[number][0]), "cur": None})

    _at_once(prove, erase)


def test_two_decisions_of_which_one_takes_the_other_with_it(
    pg: Database, pg_url: str, tmp_path: Path
) -> None:
    of = office(pg, tmp_path)
    sample, _ = enrolled(pg, "BALVI")
    visits, lines = [], []
    for _ in range(_COMMANDS):
        visit, _ = sample.ins("visit", {"channel": "PHONE"}, schema=CATALOG.version + 1)
        line, _ = sample.ins("visit_service", {"visit_id": visit.hex}, schema=CATALOG.version + 1)
        visits.append(visit)
        lines.append(line)
    sent(pg, sample)
    for record in (*visits, *lines):
        with pg.whole() as connection:
            ask_purge(connection, str(record), point="BALVI", basis="17", by=of.anna, now_ms=1)
    signed = ["--database", pg_url, *of.options("berta")]

    def agree(records: list[UUID], number: int) -> None:
        assert run(["purge", "second", str(records[number]), *signed]) in (ExitCode.DONE, ExitCode.REFUSED)

    _at_once(partial(agree, visits), partial(agree, lines), times=_COMMANDS)
    assert count(pg, RECORD) == 0


def test_a_register_that_is_carried_out_again_and_an_upload(pg: Database) -> None:
    sample, desk = enrolled(pg, "BALVI")
    made, store = _files(sample, 2 * ROUNDS), SqlStore(pg, CATALOG)
    sent(pg, sample)

    def replay(number: int) -> None:
        entries = [Entry(**_decided(record)) for record, _ in made[2 * number : 2 * number + 2]]
        assert replay_register(pg, CATALOG, entries) == 2

    def upload(number: int) -> None:
        for _, content in reversed(made[2 * number : 2 * number + 2]):
            with suppress(FileRefused):
                store.files.put(desk, _chunk(content), now_ms=clock.now_ms())

    _at_once(replay, upload)


@pytest.mark.parametrize("in_one_batch", [False, True])
def test_a_rule_that_forgets_a_record_and_the_upload_of_its_file(pg: Database, *, in_one_batch: bool) -> None:
    sample, desk = enrolled(pg, "BALVI")
    store, now_ms = SqlStore(pg, CATALOG), clock.now_ms()
    contents = [f"%PDF-1.7 izdomāts {number} ".encode() * 9 for number in range(ROUNDS)]
    records, emptied = [], {"customer_name": None, "void_reason": None}
    for content in contents:
        record, _ = sample.ins("visit", VISIT)
        named = {"sha256": sha256(content).hexdigest(), "size": len(content), "mime": "application/pdf"}
        sample.seal("visit", record, LineKind.FILE, {**named, "role": "DOCUMENT"})
        records.append(record)
        if in_one_batch:
            sample.seal("visit", record, LineKind.FORGET, emptied, reason="rule-12m")
    if not in_one_batch:
        sent(pg, sample)
        for record in records:
            sample.seal("visit", record, LineKind.FORGET, emptied, reason="rule-12m")
    first, lines = (1, 3) if in_one_batch else (2 * ROUNDS + 1, 1)

    def forget(number: int) -> None:
        begin = first + lines * number
        store.push(desk, sample.batch(begin, begin + lines - 1), now_ms=now_ms)

    def upload(number: int) -> None:
        with suppress(FileRefused):
            store.files.put(desk, _chunk(contents[number]), now_ms=now_ms)

    _at_once(forget, upload)


def test_parked_lines_that_are_read_at_last_and_the_upload_of_the_file_that_they_name_and_forget(
    pg: Database,
) -> None:
    sample, desk = enrolled(pg, "BALVI")
    store, older = SqlStore(pg, CATALOG), SqlStore(pg, Earlier(without=frozenset({"visit"})))
    contents = [f"%PDF-1.7 izdomāts {number} ".encode() * 9 for number in range(ROUNDS)]
    for content in contents:
        record, _ = sample.ins("visit", VISIT)
        named = {"sha256": sha256(content).hexdigest(), "size": len(content), "mime": "application/pdf"}
        sample.seal("visit", record, LineKind.FILE, {**named, "role": "DOCUMENT"})
        emptied = {"customer_name": None, "void_reason": None}
        sample.seal("visit", record, LineKind.FORGET, emptied, reason="rule-12m")
    for number in range(ROUNDS):
        older.push(desk, sample.batch(3 * number + 1, 3 * number + 3), now_ms=number)

    def read_again(number: int) -> None:
        catch_up(pg, CATALOG, "BALVI", since_ms=ROUNDS - 1 - number)

    def upload(number: int) -> None:
        with suppress(FileRefused):
            store.files.put(desk, _chunk(contents[ROUNDS - 1 - number]), now_ms=clock.now_ms())

    _at_once(read_again, upload)
    assert {row.outcome for row in rows(pg, OP)} == {"applied"}
