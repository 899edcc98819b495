"""Files between desks and the real central store, on PostgreSQL and embedded, over a real socket."""

import random
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from kacdesk.central.database import Database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.erasure import erase_files, erase_record
from kacdesk.central.files import mark_safe
from kacdesk.central.tables import BLOB, BLOB_CHUNK, FEED, SCOPE_HEAD
from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.papers import attachments
from kacdesk.services.papers.attachments import DamagedCopy, NotHere
from kacdesk.store import files, tables
from kacdesk.store.file_transfers import FILE_DAMAGED
from kacdesk.store.files import Attachment, FileState
from kacdesk.store.marks import DeskState
from kacdesk.sync import files as file_phase
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.vault.files import PAGE_BYTES
from tests.helpers.desk import all_rows
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle

CONTENT = b"%PDF-1.7\n" + random.Random(8).randbytes(5 * PAGE_BYTES + 100)


class CutLine(Transport):
    """The real line, which breaks at one request for a file: before it went out, or when its answer was on the way."""

    def __init__(self, url: str, *, at: int, answered: bool) -> None:
        super().__init__(url)
        self.left = at
        self.answered = answered

    def request(
        self,
        state: DeskState,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        torn_too: bool = False,
    ) -> tuple[bytes, Mapping[str, str]]:
        """Send it, unless it is the one that breaks."""
        self.left -= path.startswith("/v1/blob/")
        if self.left == 0 and not self.answered:
            raise Failure(Failure.OFFLINE)
        try:
            return super().request(state, method, path, body, headers, torn_too=torn_too)
        finally:
            if self.left == 0:
                raise Failure(Failure.OFFLINE)


def run(context: Context, transport: Transport | None = None) -> Done:
    """Run one cycle with a new engine."""
    url = overview(context.store).central_url
    assert url is not None
    transport = transport or Transport(url)
    try:
        return run_cycle(context.store, transport, Engine(random.Random(7)))
    finally:
        transport.close()


def attach(context: Context, record: UUID, content: bytes = CONTENT, role: str = "DOCUMENT") -> bytes:
    """Attach a file to a visit and return its hash."""
    path = context.store.path.parent.parent / f"{context.actor.id.hex}.pdf"
    path.write_bytes(content)
    return attachments.attach(context, "visit", record, path, role).sha256


def only(context: Context, record: UUID) -> Attachment:
    """Return the one file of a record."""
    (found,) = attachments.attachments(context, record)
    return found


def state_of(context: Context, sha: bytes) -> str:
    """Return where a desk says that a file is."""
    return next(str(row["state"]) for row in all_rows(context.store, tables.file) if row["sha256"] == sha)


def read_back(context: Context, record: UUID, sha: bytes) -> bytes:
    """Return the contents of a file of a visit."""
    return attachments.open_file(context, "visit", record, sha, purpose="pārbaude").content


def stored_at(database: Database, sha: bytes) -> bytes | None:
    """Return the contents of a file that the central store says it has."""
    with database.whole() as connection:
        state = connection.execute(select(BLOB.c.state).where(BLOB.c.sha256 == sha)).scalar()
        parts = connection.scalars(
            select(BLOB_CHUNK.c.bytes).where(BLOB_CHUNK.c.sha256 == sha).order_by(BLOB_CHUNK.c.at)
        ).all()
    return b"".join(parts) if state in ("stored", "safe") else None


def on_disk(context: Context) -> list[Path]:
    """Return the copies in the data folder."""
    folder = files.folder_of(context.store)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_a_file_reaches_the_central_store_and_the_other_desk_when_it_asks(
    desk: MakeDesk, database: Database
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    sha = attach(first, record)
    told = overview(first.store)
    assert (told.files_waiting, told.files_bytes, told.all_sent) == (1, len(CONTENT), False)
    cycle(first)
    assert stored_at(database, sha) == CONTENT
    assert state_of(first, sha) == "stored"
    told = overview(first.store)
    assert (told.files_waiting, told.files_bytes, told.all_sent) == (0, 0, True)
    cycle(second)
    assert only(second, record).state is FileState.ELSEWHERE
    with pytest.raises(NotHere):
        read_back(second, record, sha)
    assert on_disk(second) == []
    attachments.fetch_again(second, sha)
    cycle(second)
    assert read_back(second, record, sha) == CONTENT
    assert state_of(second, sha) == "stored"


def test_a_second_cycle_asks_nothing_about_files(desk: MakeDesk) -> None:
    context = desk("pirmais")
    attach(context, add_visit(context))
    cycle(context)
    url = overview(context.store).central_url
    assert url is not None
    line = CutLine(url, at=1, answered=False)
    assert run(context, line).trouble is None
    assert line.left == 1


def chunks_at(database: Database, sha: bytes) -> list[tuple[int, int]]:
    """Return offset and length of what the central store has of a file."""
    with database.whole() as connection:
        place = select(BLOB_CHUNK.c.at, BLOB_CHUNK.c.bytes).where(BLOB_CHUNK.c.sha256 == sha)
        return [(row.at, len(row.bytes)) for row in connection.execute(place.order_by(BLOB_CHUNK.c.at))]


@pytest.mark.parametrize("answered", [False, True])
def test_an_upload_goes_on_after_a_cut_at_any_request(
    desk: MakeDesk, database: Database, answered: bool
) -> None:
    context = desk("pirmais")
    url = overview(context.store).central_url
    assert url is not None
    for at in range(1, 5):
        sha = attach(context, add_visit(context), CONTENT + bytes([at]))
        assert run(context, CutLine(url, at=at, answered=answered)).trouble == Failure.OFFLINE
        assert overview(context.store).unsent == 0
        before = chunks_at(database, sha)
        assert len(before) == max(at - 2 + answered, 0)
        assert run(context).trouble is None
        assert stored_at(database, sha) == CONTENT + bytes([at])
        assert state_of(context, sha) == "stored"
        assert chunks_at(database, sha)[: len(before)] == before, "what had come was not sent again"


@pytest.mark.parametrize("answered", [False, True])
def test_a_download_goes_on_after_a_cut_at_any_request(desk: MakeDesk, answered: bool) -> None:
    first, second = desk("pirmais"), desk("otrais")
    url = overview(second.store).central_url
    assert url is not None
    record = add_visit(first)
    for at in range(1, 4):
        sha = attach(first, record, CONTENT + bytes([at]))
        cycle(first)
        cycle(second)
        attachments.fetch_again(second, sha)
        assert run(second, CutLine(url, at=at, answered=answered)).trouble == Failure.OFFLINE
        with pytest.raises(NotHere):
            read_back(second, record, sha)
        assert len(on_disk(second)) == at - (at == 1)
        assert run(second).trouble is None
        assert read_back(second, record, sha) == CONTENT + bytes([at])


def test_the_same_file_of_two_desks_is_stored_once(desk: MakeDesk, database: Database) -> None:
    first, second = desk("pirmais"), desk("otrais")
    ours, theirs = add_visit(first), add_visit(second)
    sha = attach(first, ours)
    assert attach(second, theirs) == sha
    for context in (first, second, first, second):
        assert cycle(context).trouble is None
    assert state_of(first, sha) == state_of(second, sha) == "stored"
    assert read_back(first, theirs, sha) == read_back(second, ours, sha) == CONTENT
    assert stored_at(database, sha) == CONTENT
    assert overview(first.store).conflicts == overview(second.store).conflicts == 0


def test_files_that_two_desks_attach_to_one_record_both_stay(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    ours, theirs = attach(first, record), attach(second, record, CONTENT[:5000])
    for context in (first, second, first):
        cycle(context)
    for context in (first, second):
        assert {each.sha256 for each in attachments.attachments(context, record)} == {ours, theirs}
        assert overview(context.store).conflicts == 0


def test_two_roles_of_one_file_meet_in_one_and_the_loser_is_kept(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    cycle(first)
    cycle(second)
    attach(first, record, role="ANNEX")
    attach(second, record, role="REPLY")
    for context in (first, second, first, second):
        cycle(context)
    assert only(first, record).role == only(second, record).role
    assert only(first, record).op == only(second, record).op
    assert overview(first.store).conflicts == overview(second.store).conflicts == 1


def test_a_file_taken_out_of_sight_goes_from_sight_everywhere(desk: MakeDesk, database: Database) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    sha = attach(first, record)
    cycle(first)
    cycle(second)
    attachments.detach(second, "visit", record, sha, reason="cita lieta")
    cycle(second)
    cycle(first)
    assert attachments.attachments(first, record) == attachments.attachments(second, record) == []
    assert stored_at(database, sha) == CONTENT
    assert len(on_disk(first)) == 1


def test_an_own_choice_stays_on_top_until_the_central_store_has_told(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    sha = attach(first, record, role="ANNEX")
    cycle(first)
    cycle(second)
    attach(second, record, role="OTHER")
    cycle(second)
    attachments.detach(first, "visit", record, sha, reason="cita lieta")
    assert attachments.attachments(first, record) == []
    cycle(first)
    cycle(second)
    assert attachments.attachments(first, record) == attachments.attachments(second, record)


def test_a_proved_backup_is_told_to_the_holders(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    sha = attach(context, add_visit(context))
    cycle(context)
    with database.whole() as connection:
        mark_safe(connection, database, "BALVI", [sha])
    cycle(context)
    assert state_of(context, sha) == "safe"


@pytest.mark.parametrize("lost", [True, False])
def test_a_restored_central_store_gets_the_files_that_it_lost(
    desk: MakeDesk, database: Database, lost: bool
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    cycle(second)
    sha = attach(first, add_visit(first))
    cycle(first)
    cycle(second)
    attachments.fetch_again(second, sha)
    cycle(second)
    with database.whole() as connection:
        if lost:  # the backup was made after the record came and before its file did
            for table in (BLOB_CHUNK, BLOB):
                connection.execute(delete(table))
            connection.execute(delete(FEED).where(FEED.c.kind == "blob"))
            points = SCOPE_HEAD.c.scope == "p:BALVI"
            connection.execute(update(SCOPE_HEAD).where(points).values(cur=SCOPE_HEAD.c.cur - 1))
        begin_epoch(connection, reason="restored", now_ms=clock.now_ms())
    assert cycle(second).trouble is None
    assert stored_at(database, sha) == CONTENT, "any desk that has it gives it back"
    assert state_of(second, sha) == "stored"
    cycle(first)
    assert state_of(first, sha) == "stored"


def test_records_never_wait_behind_a_scan(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    large = b"%PDF-1.7\n" + random.Random(9).randbytes(9 * 2**20)
    sha = attach(context, add_visit(context), large)
    url = overview(context.store).central_url
    assert url is not None
    engine, transport = Engine(random.Random(7)), Transport(url)
    done = run_cycle(context.store, transport, engine)
    assert done.more_files
    assert done.rest_s < 2
    assert 0 < overview(context.store).files_bytes < len(large)
    add_visit(context)
    done = run_cycle(context.store, transport, engine)
    assert overview(context.store).unsent == 0
    assert stored_at(database, sha) is None
    while done.more_files:
        done = run_cycle(context.store, transport, engine)
    transport.close()
    assert stored_at(database, sha) == large
    assert done.trouble is None


def test_a_damaged_only_copy_stops_nothing_and_is_raised_once(desk: MakeDesk, database: Database) -> None:
    context = desk("pirmais")
    record = add_visit(context)
    bad, good = attach(context, record), attach(context, record, CONTENT[:7000])
    damaged = next(path for path in on_disk(context) if path.stat().st_size > 10_000)
    damaged.write_bytes(damaged.read_bytes()[::-1])
    for _ in range(2):
        assert cycle(context).trouble is None
    assert stored_at(database, good) == CONTENT[:7000]
    assert stored_at(database, bad) is None
    assert overview(context.store).files_waiting == 1
    incidents = [row for row in all_rows(context.store, tables.incident) if row["code"] == FILE_DAMAGED]
    assert [(row["reg"], row["rid"]) for row in incidents] == [("visit", record)]


def test_a_damaged_copy_of_a_stored_file_comes_back(desk: MakeDesk) -> None:
    context = desk("pirmais")
    record = add_visit(context)
    sha = attach(context, record)
    cycle(context)
    (path,) = on_disk(context)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedCopy):
        read_back(context, record, sha)
    attachments.fetch_again(context, sha)
    cycle(context)
    assert read_back(context, record, sha) == CONTENT


def test_bytes_that_rotted_at_the_central_store_are_not_taken_for_the_file(
    desk: MakeDesk, database: Database
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record = add_visit(first)
    sha = attach(first, record)
    cycle(first)
    cycle(second)
    attachments.fetch_again(second, sha)
    with database.whole() as connection:
        rotten = update(BLOB_CHUNK).where(BLOB_CHUNK.c.at == 0)
        connection.execute(rotten.values(bytes=bytes(file_phase.FIRST_CHUNK_BYTES)))
    assert cycle(second).trouble is None
    assert state_of(second, sha) == "wanted"
    assert on_disk(second) == []
    with pytest.raises(NotHere):
        read_back(second, record, sha)


def test_an_erased_record_takes_its_file_from_the_centre_and_from_every_desk(
    desk: MakeDesk, database: Database
) -> None:
    first, second, late = desk("pirmais"), desk("otrais"), desk("trešais")
    record = add_visit(first)
    sha = attach(first, record)
    cycle(first)
    for context in (second, late):
        cycle(context)
        attachments.fetch_again(context, sha)
    cycle(second)
    with database.whole() as connection:
        erase_files(connection, database, "BALVI", record)
        erase_record(connection, "BALVI", record, "visit")
    assert stored_at(database, sha) is None
    with database.whole() as connection:
        assert connection.execute(select(BLOB_CHUNK)).all() == []
    assert cycle(late).trouble is None
    assert on_disk(late) == []
