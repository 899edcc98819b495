"""The bytes of files of records that a rule has forgotten, at the central store, on PostgreSQL and embedded."""

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.feed import Held
from kacdesk.central.files import FileRefused, WrongOffset, lock_files, missing_files
from kacdesk.central.reconcile import reconcile
from kacdesk.central.store import SqlStore
from kacdesk.central.streams import lock_scope
from kacdesk.central.tables import BLOB_CHUNK, FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedEcho, FeedSet
from kacdesk.wire.versions import point_scope
from tests.central.asking import count, pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.central.test_files import CONTENT, SHA, STEP, put, send
from tests.helpers.sample_desk import SampleDesk

VISIT = {
    "started_at": "2026-03-02T08:00:00.000Z",
    "counted_on": "2026-03-02",
    "start_quality": "MEASURED",
    "channel": "IN_PERSON",
    "customer_name": "Kanārijs Paraugs",
    "status": "registered",
}
FIELD = f"_file:{SHA.hex()}"


def name_file(sample: SampleDesk, record: UUID, sha: bytes = SHA, *, role: str = "DOCUMENT") -> UUID:
    """Seal a line by which a visit names a file."""
    named = {"sha256": sha.hex(), "size": len(CONTENT), "mime": "application/pdf", "role": role}
    return sample.seal("visit", record, LineKind.FILE, named)


def forget(sample: SampleDesk, record: UUID, *names: str) -> UUID:
    """Seal a line by which a rule forgets a visit: all of it unless fields are named."""
    emptied = dict.fromkeys(names or ("customer_name", "void_reason"))
    return sample.seal("visit", record, LineKind.FORGET, emptied, reason="rule-12m")


class Counter:
    """A desk at the real central store that pushes what it has sealed."""

    def __init__(self, store: SqlStore, sample: SampleDesk, desk: Desk) -> None:
        self.store, self.sample, self.desk = store, sample, desk
        self._sent = 0

    def push(self) -> None:
        """Push what was sealed since the last push."""
        self.store.push(self.desk, self.sample.batch(self._sent + 1), now_ms=clock.now_ms())
        self._sent = len(self.sample.lines)

    def visit(self, sha: bytes = SHA) -> UUID:
        """Push a visit that names a file."""
        record, _ = self.sample.ins("visit", VISIT)
        name_file(self.sample, record, sha)
        self.push()
        return record


@pytest.fixture
def counter(store: SqlStore, database: Database) -> Counter:
    """A desk of the point."""
    return Counter(store, *enrolled(database, "BALVI"))


@pytest.fixture
def other(store: SqlStore, database: Database) -> Counter:
    """Another desk of the same point."""
    return Counter(store, *enrolled(database, "BALVI"))


def record_of(database: Database, record: UUID) -> dict[str, Any]:
    """Return the fields of a record as the central store holds them."""
    (row,) = rows(database, RECORD, rid=record)
    fields: dict[str, Any] = row.f
    return fields


def is_gone(counter: Counter, database: Database, sha: bytes = SHA) -> bool:
    """Say whether no byte of a file is here and none of it is taken any more."""
    left = rows(database, BLOB_CHUNK, sha256=sha)
    with pytest.raises(FileRefused, match="purged"):
        put(counter.store, counter.desk, CONTENT, 0, sha=sha)
    return not left and counter.store.files.look(counter.desk, sha) is None


def has_no_fault(database: Database) -> bool:
    """Say whether everything adds up after it."""
    with database.whole() as connection:
        return reconcile(connection, CATALOG).faults == [] and missing_files(connection) == []


def test_the_bytes_of_a_forgotten_record_go_in_the_transaction_that_forgets_it(
    counter: Counter, database: Database
) -> None:
    record = counter.visit()
    send(counter.store, counter.desk)
    forgot = forget(counter.sample, record)
    counter.push()
    assert is_gone(counter, database)
    assert record_of(database, record)[FIELD] is None
    told = [entry for entry in pull_all(counter.store, database, counter.desk) if isinstance(entry, FeedSet)]
    assert shown(list(told), record)[FIELD] is None
    assert {entry.id for entry in told if FIELD in entry.f and entry.do == "forget"} == {forgot.hex}
    assert "application/pdf" not in str(rows(database, FEED)), "a new desk reads of no file"
    assert has_no_fault(database)


def test_the_desk_that_forgot_is_told_which_files_went_and_not_only_that_it_was_applied(
    counter: Counter, database: Database
) -> None:
    """A restored or forked desk has nothing but the feed to learn it from."""
    record = counter.visit()
    forgot = forget(counter.sample, record)
    counter.push()
    held = Held(counter.sample.stream, 1, len(counter.sample.lines))
    entries = pull_all(counter.store, database, counter.desk, held=held)
    assert not any(isinstance(entry, FeedEcho) and entry.id == forgot.hex for entry in entries)


def test_what_has_come_of_an_upload_goes_and_its_rest_is_refused(
    counter: Counter, database: Database
) -> None:
    record = counter.visit()
    put(counter.store, counter.desk, CONTENT, 0)
    forget(counter.sample, record)
    counter.push()
    assert is_gone(counter, database)
    with pytest.raises(WrongOffset):
        put(counter.store, counter.desk, CONTENT, STEP)


def test_a_file_that_was_never_sent_is_not_taken_after_its_record_was_forgotten(
    counter: Counter, database: Database
) -> None:
    record = counter.visit()
    forget(counter.sample, record)
    counter.push()
    assert is_gone(counter, database)


def test_a_shared_file_stays_with_the_record_that_needs_it_and_goes_with_the_last(
    counter: Counter, other: Counter, database: Database
) -> None:
    first, second = counter.visit(), other.visit()
    send(counter.store, counter.desk)
    forget(counter.sample, first)
    counter.push()
    found = counter.store.files.read(other.desk, SHA, at=0, most=len(CONTENT))
    assert found is not None
    assert found[1] == CONTENT[: len(found[1])] != b""
    assert has_no_fault(database)
    forget(other.sample, second)
    other.push()
    assert is_gone(counter, database)


def test_two_desks_that_both_forget_take_it_once_and_nothing_is_wrong(
    counter: Counter, other: Counter, database: Database
) -> None:
    record = counter.visit()
    send(counter.store, counter.desk)
    for each in (counter, other):
        forget(each.sample, record)
        each.push()
    assert is_gone(counter, database)
    assert has_no_fault(database)


def test_a_rule_of_some_fields_takes_no_file(counter: Counter, database: Database) -> None:
    record = counter.visit()
    send(counter.store, counter.desk)
    forget(counter.sample, record, "customer_name")
    counter.push()
    assert record_of(database, record)[FIELD] is not None
    assert counter.store.files.look(counter.desk, SHA) is not None


def test_a_file_named_before_the_forgetting_that_comes_after_it_is_not_taken(
    counter: Counter, other: Counter, database: Database
) -> None:
    record, _ = counter.sample.ins("visit", VISIT)
    counter.push()
    other.sample.now_ms = counter.sample.now_ms - 60_000
    named = name_file(other.sample, record)  # by a desk that is away
    forget(counter.sample, record)
    counter.push()
    other.push()
    assert is_gone(other, database)
    assert record_of(database, record)[FIELD] is None
    (line,) = rows(database, OP, op=named)
    assert (line.outcome, line.line) == ("applied", None)
    last = pull_all(other.store, database, other.desk, held=Held(other.sample.stream, 1, 1))[-1]
    assert isinstance(last, FeedSet), "the desk hears that the file is not there, so that it gives it up"
    assert last.f == {FIELD: None}
    assert has_no_fault(database)


def test_a_file_attached_after_the_forgetting_stays_in_whatever_order_the_two_come(
    counter: Counter, other: Counter, database: Database
) -> None:
    for later_first in (True, False):
        content = CONTENT + bytes([later_first])
        sha = hashlib.sha256(content).digest()
        record, _ = counter.sample.ins("visit", VISIT)
        counter.push()
        forget(counter.sample, record)
        other.sample.stamp = counter.sample.stamp + 1
        name_file(other.sample, record, sha)
        for each in (other, counter) if later_first else (counter, other):
            each.push()
        assert record_of(database, record)[f"_file:{sha.hex()}"] is not None
        send(other.store, other.desk, content)
        assert other.store.files.look(other.desk, sha) is not None


def test_a_paper_attached_again_after_it_was_forgotten_is_a_new_one(
    counter: Counter, database: Database
) -> None:
    record = counter.visit()
    send(counter.store, counter.desk)
    forgot = forget(counter.sample, record)
    counter.push()
    named = {"sha256": SHA.hex(), "size": len(CONTENT), "mime": "application/pdf", "role": "DOCUMENT"}
    counter.sample.seal("visit", record, LineKind.FILE, named, base={FIELD: forgot})
    counter.push()
    send(counter.store, counter.desk)
    assert counter.store.files.look(counter.desk, SHA) is not None
    assert record_of(database, record)[FIELD] is not None


def test_a_push_that_forgets_many_records_looks_through_the_point_once(
    counter: Counter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for place in range(20):
        record, _ = counter.sample.ins("visit", VISIT)
        sha = hashlib.sha256(bytes([place])).digest()
        name_file(counter.sample, record, sha)
        made.append((record, sha))
    counter.push()
    looked: list[int] = []
    whole = Database.has_member

    def counting(database: Database, column: Any, names: Sequence[str]) -> Any:
        looked.append(len(names))
        return whole(database, column, names)

    monkeypatch.setattr(Database, "has_member", counting)
    for record, _ in made:
        forget(counter.sample, record)
    counter.push()
    assert looked == [20]
    assert count(database, BLOB_CHUNK) == 0
    assert all(record_of(database, record)[f"_file:{sha.hex()}"] is None for record, sha in made)


def test_an_upload_and_the_forgetting_of_its_record_do_not_wait_for_each_other(pg: Database) -> None:
    counter = Counter(SqlStore(pg, CATALOG), *enrolled(pg, "BALVI"))
    forget(counter.sample, counter.visit())
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname=current_database() AND wait_event_type='Lock'"
    )
    with ThreadPoolExecutor(1) as pool, pg.unit("BALVI") as upload:
        lock_files(upload, pg, "BALVI", [SHA])
        pushed, until_ms = pool.submit(counter.push), clock.monotonic_ms() + 10_000
        with pg.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not connection.execute(waiting).scalar() and clock.monotonic_ms() < until_ms:
                threading.Event().wait(0.01)
        lock_scope(upload, pg, point="BALVI", scope=point_scope("BALVI"))
        upload.commit()
        pushed.result(timeout=10)
    assert is_gone(counter, pg)
