"""The bytes of files at the central store, on PostgreSQL and embedded."""

import hashlib
import random
import tracemalloc
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from kacdesk.central import files
from kacdesk.central.database import Database
from kacdesk.central.devices import READER, Desk
from kacdesk.central.files import Chunk, FileRefused, MissingFile, WrongOffset
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BLOB, BLOB_CHUNK, DEVICE, FEED, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.blobs import BlobReply
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedBlob
from kacdesk.wire.sizes import CHUNK_BYTES, LARGEST_FILE_BYTES, SMALLEST_CHUNK_BYTES
from tests.central.asking import count, pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

CONTENT = random.Random(5).randbytes(200_000)
SHA = hashlib.sha256(CONTENT).digest()
STEP = 64 * 1024


def put(store: SqlStore, desk: Desk, content: bytes, at: int, *, step: int = STEP, **more: Any) -> Any:
    """Send the chunk of `content` that begins at an offset."""
    chunk = Chunk(
        more.pop("sha", hashlib.sha256(content).digest()),
        at,
        more.pop("total", len(content)),
        content[at : at + step],
    )
    return store.files.put(desk, chunk, now_ms=more.pop("now_ms", clock.now_ms()))


def send(store: SqlStore, desk: Desk, content: bytes = CONTENT, *, step: int = STEP) -> None:
    """Send a whole file."""
    for at in range(0, len(content), step):
        put(store, desk, content, at, step=step)


def blob_entries(store: SqlStore, database: Database, desk: Desk) -> list[tuple[str, str]]:
    """Return what the feed of the point tells of files."""
    return [
        (entry.sha, entry.state) for entry in pull_all(store, database, desk) if isinstance(entry, FeedBlob)
    ]


def attach(store: SqlStore, sample: SampleDesk, desk: Desk, sha: bytes = SHA) -> UUID:
    """Let a new record name a file."""
    first = len(sample.lines) + 1
    record, _ = sample.ins("staff", staff_values())
    named = {"sha256": sha.hex(), "size": len(CONTENT), "mime": "application/pdf", "role": "document"}
    sample.seal("staff", record, LineKind.FILE, named)
    store.push(desk, sample.batch(first), now_ms=clock.now_ms())
    return record


def test_a_file_is_stored_when_its_last_byte_came_and_desks_are_told_once(
    store: SqlStore, database: Database
) -> None:
    _, desk = enrolled(database, "BALVI")
    for at in range(0, len(CONTENT), STEP):
        assert blob_entries(store, database, desk) == []
        reply = put(store, desk, CONTENT, at)
    assert (reply.state, reply.received) == ("stored", len(CONTENT))
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored")]
    send(store, desk)
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored")]


@pytest.mark.parametrize("size", [1, 32768, 65535, 65536, 65537, 131072, 200_000])
def test_what_is_read_back_is_what_was_sent_however_it_is_cut(
    store: SqlStore, database: Database, size: int
) -> None:
    _, desk = enrolled(database, "BALVI")
    content = CONTENT[:size]
    sha = hashlib.sha256(content).digest()
    send(store, desk, content, step=40_000)
    for most in (1000, 40_000, 65_536, CHUNK_BYTES):
        came = bytearray()
        while len(came) < size:
            found = store.files.read(desk, sha, at=len(came), most=most)
            assert found is not None
            assert found[1]
            came += found[1]
        assert bytes(came) == content


def test_a_chunk_that_comes_again_changes_nothing(store: SqlStore, database: Database) -> None:
    _, desk = enrolled(database, "BALVI")
    put(store, desk, CONTENT, 0)
    before = rows(database, BLOB), rows(database, BLOB_CHUNK)
    for at in (0, 2 * STEP, STEP - 1):
        with pytest.raises(WrongOffset) as refused:
            put(store, desk, CONTENT, at)
        assert refused.value.expected == STEP
    assert (rows(database, BLOB), rows(database, BLOB_CHUNK)) == before


def test_an_unknown_file_begins_at_its_start(store: SqlStore, database: Database) -> None:
    _, desk = enrolled(database, "BALVI")
    assert store.files.look(desk, SHA) is None
    with pytest.raises(WrongOffset) as refused:
        put(store, desk, CONTENT, STEP)
    assert refused.value.expected == 0
    assert count(database, BLOB) == 0


def test_two_desks_that_send_the_same_file_complete_it_together(store: SqlStore, database: Database) -> None:
    (_, first), (_, second) = enrolled(database, "BALVI"), enrolled(database, "BALVI")
    for place, at in enumerate(range(0, len(CONTENT), STEP)):
        put(store, (first, second)[place % 2], CONTENT, at)
    found = store.files.look(first, SHA)
    assert found is not None
    assert found.state == "stored"
    assert blob_entries(store, database, second) == [(SHA.hex(), "stored")]


def test_wrong_bytes_are_thrown_away_whole_and_the_file_can_be_sent_again(
    store: SqlStore, database: Database
) -> None:
    _, desk = enrolled(database, "BALVI")
    wrong = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    *others, last = range(0, len(wrong), STEP)
    for at in others:
        put(store, desk, wrong, at, sha=SHA)
    with pytest.raises(FileRefused, match="content"):
        put(store, desk, wrong, last, sha=SHA)
    assert count(database, BLOB_CHUNK) == 0
    assert store.files.read(desk, SHA, at=0, most=10) is None
    assert blob_entries(store, database, desk) == []
    send(store, desk)
    assert store.files.look(desk, SHA) == BlobReply(len(CONTENT), len(CONTENT), "stored")


def test_a_file_begun_with_a_wrong_size_begins_anew(store: SqlStore, database: Database) -> None:
    _, desk = enrolled(database, "BALVI")
    put(store, desk, CONTENT, 0, total=len(CONTENT) + 7)
    with pytest.raises(WrongOffset) as refused:
        put(store, desk, CONTENT, STEP)
    assert refused.value.expected == 0
    send(store, desk)
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored")]


@pytest.mark.parametrize("total", [0, LARGEST_FILE_BYTES + 1, 100])
def test_a_size_that_no_file_may_have_is_refused(store: SqlStore, database: Database, total: int) -> None:
    _, desk = enrolled(database, "BALVI")
    with pytest.raises(FileRefused, match="size"):
        put(store, desk, CONTENT, 0, total=total)
    assert count(database, BLOB) == 0


def test_chunks_may_not_be_so_small_that_rows_pile_up(store: SqlStore, database: Database) -> None:
    _, desk = enrolled(database, "BALVI")
    with pytest.raises(FileRefused, match="size"):
        put(store, desk, CONTENT, 0, step=SMALLEST_CHUNK_BYTES - 1)
    with pytest.raises(FileRefused, match="size"):
        put(store, desk, bytes(CHUNK_BYTES + 2), 0, step=CHUNK_BYTES + 1)


def test_another_point_knows_nothing_of_a_file_and_keeps_its_own(store: SqlStore, database: Database) -> None:
    (_, ours), (_, theirs) = enrolled(database, "BALVI"), enrolled(database, "VILAKA")
    send(store, ours)
    assert store.files.look(theirs, SHA) is None
    assert store.files.read(theirs, SHA, at=0, most=10) is None
    put(store, theirs, CONTENT, 0)
    assert [(row.point, row.received) for row in sorted(rows(database, BLOB), key=lambda row: row.point)] == [
        ("BALVI", len(CONTENT)),
        ("VILAKA", STEP),
    ]


def test_a_desk_that_may_only_read_sends_no_file(store: SqlStore, database: Database) -> None:
    _, desk = enrolled(database, "BALVI")
    send(store, desk)
    with database.whole() as connection:
        connection.execute(update(DEVICE).where(DEVICE.c.id == desk.device).values(status=READER))
    with pytest.raises(FileRefused, match="reader"):
        put(store, desk, CONTENT[:1000], 0)
    assert store.files.read(desk, SHA, at=0, most=10) is not None


def test_files_beyond_the_quota_of_the_point_are_refused_and_others_go_on(
    store: SqlStore, database: Database
) -> None:
    (_, desk), (_, other) = enrolled(database, "BALVI"), enrolled(database, "VILAKA")
    with database.whole() as connection:
        files.keep_quota(connection, database, None, 60_000)
        files.keep_quota(connection, database, "BALVI", 1)
        files.keep_quota(connection, database, "BALVI", len(CONTENT) + 4096)
    put(store, desk, CONTENT, 0)
    put(store, desk, b"a", 0)
    for more in (b"b", CONTENT[:50_000]):
        with pytest.raises(FileRefused, match="quota"):
            put(store, desk, more, 0)
    for at in range(STEP, len(CONTENT), STEP):
        put(store, desk, CONTENT, at)
    put(store, other, CONTENT[:50_000], 0)
    with pytest.raises(FileRefused, match="quota"):
        put(store, other, CONTENT, 0)


def test_a_file_of_an_erased_record_goes_unless_another_record_names_it(
    store: SqlStore, database: Database
) -> None:
    sample, desk = enrolled(database, "BALVI")
    first, second = attach(store, sample, desk), attach(store, sample, desk)
    send(store, desk)
    with database.whole() as connection:
        assert files.purge_files(connection, database, "BALVI", [SHA], except_for=first) == 0
        connection.execute(delete(RECORD).where(RECORD.c.rid == first))
    assert store.files.read(desk, SHA, at=0, most=10) is not None
    with database.whole() as connection:
        assert files.purge_files(connection, database, "BALVI", [SHA], except_for=second) == 1
        connection.execute(delete(RECORD).where(RECORD.c.rid == second))
    assert count(database, BLOB_CHUNK) == 0
    assert store.files.look(desk, SHA) is None


def test_an_erased_file_is_taken_again_only_for_a_record_that_names_it(
    store: SqlStore, database: Database
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record = attach(store, sample, desk)
    put(store, desk, CONTENT, 0)
    with database.whole() as connection:
        files.purge_files(connection, database, "BALVI", [SHA], except_for=record)
        connection.execute(delete(RECORD).where(RECORD.c.rid == record))
    with pytest.raises(WrongOffset):
        put(store, desk, CONTENT, STEP)
    with pytest.raises(FileRefused, match="purged"):
        put(store, desk, CONTENT, 0)
    assert count(database, BLOB_CHUNK) == 0
    attach(store, sample, desk)
    send(store, desk)
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored")]


def test_a_file_of_an_erased_record_that_never_came_is_not_taken_any_more(
    store: SqlStore, database: Database
) -> None:
    sample, desk = enrolled(database, "BALVI")
    first, second = attach(store, sample, desk), attach(store, sample, desk)
    with database.whole() as connection:
        assert files.purge_files(connection, database, "BALVI", [SHA], except_for=first) == 0
        connection.execute(delete(RECORD).where(RECORD.c.rid == first))
        assert files.purge_files(connection, database, "BALVI", [SHA], except_for=second) == 1
        connection.execute(delete(RECORD).where(RECORD.c.rid == second))
    assert store.files.look(desk, SHA) is None
    with pytest.raises(FileRefused, match="purged"):
        put(store, desk, CONTENT, 0)
    attach(store, sample, desk)
    send(store, desk)
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored")]


def test_a_proved_backup_makes_stored_files_safe_and_tells_it_once(
    store: SqlStore, database: Database
) -> None:
    _, desk = enrolled(database, "BALVI")
    send(store, desk)
    partial = CONTENT[:150_000]
    put(store, desk, partial, 0)
    both = [SHA, hashlib.sha256(partial).digest()]
    with database.whole() as connection:
        assert files.mark_safe(connection, database, "BALVI", both) == 1
        assert files.mark_safe(connection, database, "BALVI", both) == 0
    assert blob_entries(store, database, desk) == [(SHA.hex(), "stored"), (SHA.hex(), "safe")]
    assert put(store, desk, CONTENT, 0).state == "safe"


def test_files_that_nobody_finishes_go_after_thirty_days_and_stored_ones_stay(
    store: SqlStore, database: Database
) -> None:
    _, desk = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    month_ago = now_ms - files.KEPT_PARTIAL_MS
    put(store, desk, CONTENT, 0, now_ms=month_ago - 1)
    put(store, desk, CONTENT[:150_000], 0, now_ms=month_ago + 60_000)
    put(store, desk, CONTENT[:1000], 0, now_ms=month_ago - 1)
    with database.whole() as connection:
        assert files.discard_abandoned(connection, now_ms=now_ms) == 1
        counted = files.count_files(connection)
    assert [(each.state, each.files, each.bytes) for each in counted] == [
        ("partial", 1, 150_000),
        ("stored", 1, 1000),
    ]
    assert len({row.sha256 for row in rows(database, BLOB_CHUNK)}) == 2


def test_records_whose_files_never_came_are_named(store: SqlStore, database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    record = attach(store, sample, desk)
    with database.whole() as connection:
        assert files.missing_files(connection) == [MissingFile("BALVI", record, SHA.hex())]
        assert files.missing_files(connection, "VILAKA") == []
    send(store, desk)
    with database.whole() as connection:
        assert files.missing_files(connection, "BALVI") == []


def test_the_fence_lets_a_request_take_no_stored_byte_away(pg: Database) -> None:
    store = SqlStore(pg, CATALOG)
    _, desk = enrolled(pg, "BALVI")
    _, other = enrolled(pg, "VILAKA")
    send(store, desk)
    put(store, other, CONTENT, 0)
    before = count(pg, BLOB_CHUNK)
    for point in ("BALVI", "VILAKA"):
        with pg.unit(point) as connection:
            connection.execute(delete(BLOB_CHUNK))
    assert before - count(pg, BLOB_CHUNK) == 1
    assert {row.point for row in rows(pg, BLOB_CHUNK)} == {"BALVI"}
    with pytest.raises(DBAPIError, match="permission denied"), pg.unit("BALVI") as connection:
        connection.execute(update(BLOB_CHUNK).values(bytes=b""))


def test_the_largest_file_is_hashed_without_holding_it_in_memory(pg: Database) -> None:
    store = SqlStore(pg, CATALOG)
    _, desk = enrolled(pg, "BALVI")
    large = random.Random(6).randbytes(LARGEST_FILE_BYTES)
    for at in range(0, LARGEST_FILE_BYTES - CHUNK_BYTES, CHUNK_BYTES):
        put(store, desk, large, at, step=CHUNK_BYTES)
    tracemalloc.start()
    try:
        last = put(store, desk, large, LARGEST_FILE_BYTES - CHUNK_BYTES, step=CHUNK_BYTES)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert last.state == "stored"
    assert peak < 8 * 1024 * 1024
    assert [row.kind for row in rows(pg, FEED, point="BALVI")] == ["blob"]
