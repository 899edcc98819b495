"""Scans of records whose time is over: they go from every desk and from the centre, and nobody brings them back."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.central.database import Database
from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.keeping import retention
from kacdesk.services.overview import overview
from kacdesk.services.papers import attachments
from kacdesk.store import marks, opening, tables
from kacdesk.store.files import FileState
from kacdesk.sync.failure import Failure
from tests.helpers.desk import all_rows, hold_clock
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import UNLOCK, MakeDesk
from tests.sync.test_exchange import add_visit, cycle
from tests.sync.test_files import CONTENT, CutLine, attach, chunks_at, on_disk, read_back, run, stored_at

TERM = "glabāšanas laiks beidzies"


@pytest.fixture
def url(file_url: str) -> str:
    """The embedded central store; what it does with its rows is shown on both kinds (`tests/central`)."""
    return file_url


def forget(context: Context, record: UUID) -> None:
    """Forget a visit, as the program does when its time is over."""
    retention.forget(context, "visit", record, reason=TERM)


def a_scan_on_two_desks(first: Context, second: Context) -> tuple[UUID, bytes]:
    """Let a visit have a scan whose bytes lie at the central store and on two desks."""
    record = add_visit(first)
    sha = attach(first, record)
    cycle(first)
    cycle(second)
    attachments.fetch_again(second, sha)
    cycle(second)
    assert len(on_disk(first)) == len(on_disk(second)) == 1
    return record, sha


def knows_nothing(context: Context) -> bool:
    """Say whether neither a byte nor a key of any file is on a desk, and nothing waits to be sent or fetched."""
    named = all_rows(context.store, tables.file) + all_rows(context.store, tables.attachment)
    return not on_disk(context) and not named and overview(context.store).files_waiting == 0


def test_a_forgotten_record_takes_its_scan_from_both_desks_and_from_the_centre(
    desk: MakeDesk, database: Database
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record, sha = a_scan_on_two_desks(first, second)
    forget(first, record)
    assert knows_nothing(first), "at once, with or without a line"
    assert cycle(first).trouble is None
    assert stored_at(database, sha) is None
    assert chunks_at(database, sha) == []
    assert cycle(second).trouble is None
    assert knows_nothing(second)
    assert attachments.attachments(second, record) == []
    assert picture_of(first.store) == picture_of(second.store) == picture_at(database)


def test_a_desk_that_was_away_with_half_an_upload_does_not_bring_it_back(
    desk: MakeDesk, database: Database
) -> None:
    away, other = desk("prom"), desk("otrs")
    record = add_visit(away)
    sha = attach(away, record)
    url = overview(away.store).central_url
    assert url is not None
    assert run(away, CutLine(url, at=3, answered=False)).trouble == Failure.OFFLINE
    assert chunks_at(database, sha) != []
    cycle(other)
    forget(other, record)
    cycle(other)
    assert chunks_at(database, sha) == []
    for _ in range(2):
        assert cycle(away).trouble is None
    assert knows_nothing(away)
    assert chunks_at(database, sha) == []


def test_a_desk_that_was_away_with_a_scan_nobody_knew_of_does_not_bring_it_in(
    desk: MakeDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken before its time was over. Two desks agree on the time to some hundredths of a second, no better."""
    held = hold_clock(monkeypatch.setattr, clock.now_utc())
    away, other = desk("prom"), desk("otrs")
    record = add_visit(away)
    cycle(away)
    cycle(other)
    sha = attach(away, record)
    held.at += timedelta(minutes=1)
    forget(other, record)
    cycle(other)
    for _ in range(2):
        assert cycle(away).trouble is None
    assert knows_nothing(away)
    assert chunks_at(database, sha) == []
    cycle(other)
    assert attachments.attachments(other, record) == []
    assert picture_of(away.store) == picture_of(other.store) == picture_at(database)


def test_a_scan_that_another_record_needs_stays_and_comes_back_to_the_centre(
    desk: MakeDesk, database: Database
) -> None:
    """The desk that was away needs it for a record that the centre had not heard of when it let the bytes go."""
    first, away = desk("pirmais"), desk("prom")
    record, sha = a_scan_on_two_desks(first, away)
    mine = add_visit(away, "Cits Apmeklētājs")
    assert attach(away, mine) == sha
    forget(first, record)
    cycle(first)
    assert stored_at(database, sha) is None
    for _ in range(2):
        assert cycle(away).trouble is None
    assert stored_at(database, sha) == CONTENT
    assert read_back(away, mine, sha) == CONTENT
    cycle(first)
    assert attachments.attachment(first, mine, sha).state is FileState.ELSEWHERE
    forget(away, mine)
    cycle(away)
    cycle(first)
    assert knows_nothing(away)
    assert knows_nothing(first)
    assert stored_at(database, sha) is None


def test_a_role_given_on_another_desk_meanwhile_does_not_keep_the_scan(
    desk: MakeDesk, database: Database
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    record, sha = a_scan_on_two_desks(first, second)
    forget(first, record)
    attachments.detach(second, "visit", record, sha, reason="cita lieta")
    for context in (first, second, first, second):
        assert cycle(context).trouble is None
    assert knows_nothing(first)
    assert knows_nothing(second)
    assert stored_at(database, sha) is None


def test_a_desk_put_back_from_an_older_copy_gives_its_scan_up_again(
    desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    context = desk("pirmais")
    record = add_visit(context)
    sha = attach(context, record)
    cycle(context)
    older = Path(shutil.copytree(context.store.path.parent, tmp_path / "kopija"))
    forget(context, record)
    cycle(context)
    store = opening.open_for_writing(older, UNLOCK)
    try:
        restored = Context(store, context.actor)
        assert len(on_disk(restored)) == 1
        marks.fork(store)
        for _ in range(2):
            assert cycle(restored).trouble is None
        assert knows_nothing(restored)
    finally:
        store.close()
    assert chunks_at(database, sha) == []


def test_what_a_copy_of_the_scan_is_attached_to_is_found_whole_though_the_other_went_meanwhile(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program forgets beside a clerk who attaches the same paper to another record."""
    context = desk("pirmais")
    record, other = add_visit(context), add_visit(context, "Cits Apmeklētājs")
    sha = attach(context, record)

    def reads_well(_held: object) -> bool:
        forget(context, record)
        return True

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(attachments, "_reads_well", reads_well)
        attach(context, other)
    assert read_back(context, other, sha) == CONTENT
