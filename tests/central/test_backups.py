"""A backup counts only after it was restored and compared; then, and only then, `safe` moves."""

import json
import os
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update

from kacdesk.central.__main__ import run
from kacdesk.central.backups import list_backups, make_backup, verify_backup
from kacdesk.central.database import Database, open_database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.files import Chunk, Files
from kacdesk.central.proofs import prove
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BACKUP, BLOB, BLOB_CHUNK, FEED, OP, RECORD, STREAM
from kacdesk.core import clock
from kacdesk.core.errors import Damaged, Missing, Refused, Unavailable
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from kacdesk.wire.messages import FeedBlob
from tests.central.administering import greeted, known, office, sent, source_of
from tests.central.asking import pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.postgres import binaries
from tests.helpers.sample_desk import SampleDesk, staff_values

_FILE = b"%PDF-1.7 paraugs " * 100


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the programs of the PostgreSQL that runs the tests be found."""
    monkeypatch.setenv("PATH", str(binaries()), prepend=os.pathsep)


def _filled(database: Database) -> SampleDesk:
    sample, desk = enrolled(database, "BALVI")
    for number in range(20):
        sample.ins("staff", staff_values(f"Paraugs {number}"))
    sample.append(b"{}")
    sent(database, sample)
    Files(database).put(desk, Chunk(sha256(_FILE).digest(), 0, len(_FILE), _FILE), now_ms=clock.now_ms())
    return sample


def test_a_proved_backup_moves_safe_and_tells_the_desks(database: Database, url: str, tmp_path: Path) -> None:
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    sample = _filled(database)
    made = make_backup(source, out, now_ms=5)
    sample.ins("staff", staff_values("Pēc kopijas"))
    sent(database, sample, first=22)
    assert greeted(database, sample).stream.safe_seq == 0

    done = verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)

    assert (done.streams_moved, done.files_safe) == (1, 1)
    assert (done.proved.lines, done.proved.records, done.proved.file_count) == (21, 20, 1)
    reply = greeted(database, sample)
    assert (reply.stream.last_seq, reply.stream.safe_seq) == (22, 21)
    last = pull_all(SqlStore(database, CATALOG), database, known(database, sample))[-1]
    assert last == FeedBlob(c=last.c, sha=sha256(_FILE).hexdigest(), state="safe")
    with database.whole() as connection:
        (listed,) = list_backups(connection)
    assert (listed.id, listed.verified_ms, listed.current, listed.lines) == (made.id, 6, True, 21)
    again = verify_backup(source, out, scratch=None, by=of.anna, now_ms=7)
    assert (again.streams_moved, again.files_safe) == (0, 0)


def test_a_backup_is_one_moment_while_desks_go_on(database: Database, url: str, tmp_path: Path) -> None:
    of, source = office(database, tmp_path), source_of(database, url)
    sample = _filled(database)
    make_backup(source, tmp_path / "first", now_ms=5)
    sample.ins("staff", staff_values())
    sent(database, sample, first=22)
    make_backup(source, tmp_path / "second", now_ms=6)
    for name, seq in (("second", 22), ("first", 22)):
        verify_backup(source, tmp_path / name, scratch=None, by=of.anna, now_ms=7)
        assert rows(database, STREAM)[0].safe_seq == seq


@pytest.mark.parametrize("harm", ["leaf", "chain", "mark", "hole", "feed", "record", "file"])
def test_a_copy_that_differs_from_what_it_should_be_moves_nothing(
    database: Database, url: str, tmp_path: Path, harm: str
) -> None:
    """The harm is done before the copy, with the marks of before it: what a broken disk or program leaves."""
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    _filled(database)
    make_backup(source, tmp_path / "sound", now_ms=4)
    marks = rows(database, BACKUP)[0].marks
    fourth = OP.c.seq == 4
    with database.whole() as connection:
        match harm:
            case "leaf":
                connection.execute(update(OP).where(fourth).values(line=b'{"s":4}'))
            case "chain":
                connection.execute(update(OP).where(fourth).values(chain=bytes(32)))
            case "mark":
                connection.execute(update(STREAM).values(last_seq=20))
            case "hole":
                connection.execute(update(OP).where(fourth).values(seq=400))
            case "feed":
                connection.execute(FEED.delete().where(FEED.c.cur == 4))
            case "record":
                connection.execute(RECORD.delete().where(RECORD.c.cur == 4))
            case "file":
                connection.execute(update(BLOB_CHUNK).values(bytes=_FILE.replace(b"paraugs", b"svesais")))
    make_backup(source, out, now_ms=5)
    with database.whole() as connection:
        connection.execute(update(BACKUP).where(BACKUP.c.made_ms == 5).values(marks=marks))
    with pytest.raises(Damaged):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)
    assert rows(database, STREAM)[0].safe_seq == 0
    assert [row.state for row in rows(database, BLOB)] == ["stored"]
    assert [row.verified_ms for row in rows(database, BACKUP)] == [None, None]


def test_a_file_that_is_no_backup_of_this_store_is_refused(
    database: Database, url: str, tmp_path: Path
) -> None:
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    _filled(database)
    make_backup(source, out, now_ms=5)
    with pytest.raises(Missing):
        verify_backup(source, tmp_path / "none", scratch=None, by=of.anna, now_ms=6)
    whole = out.read_bytes()
    out.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    with pytest.raises(Missing):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)
    out.write_bytes(whole)
    with database.whole() as connection:
        begin_epoch(connection, reason="restored", now_ms=7)
    with pytest.raises(Refused):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=8)
    with database.whole() as connection:
        assert [row.current for row in list_backups(connection)] == [False]


def test_a_copy_that_cannot_be_restored_is_told(database: Database, url: str, tmp_path: Path) -> None:
    """Its hash is the one that was noted: the medium gave back what was written, and that was not whole."""
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    _filled(database)
    make_backup(source, out, now_ms=5)
    out.write_bytes(out.read_bytes()[: out.stat().st_size // 2])
    with database.whole() as connection:
        connection.execute(update(BACKUP).values(sha256=sha256(out.read_bytes()).digest()))
    with pytest.raises(Damaged):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)
    assert rows(database, STREAM)[0].safe_seq == 0


def test_a_stream_that_is_another_one_by_now_stops_the_marks(
    database: Database, url: str, tmp_path: Path
) -> None:
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    _filled(database)
    make_backup(source, out, now_ms=5)
    with database.whole() as connection:
        connection.execute(update(OP).where(OP.c.seq == 21).values(chain=bytes(32)))
    with pytest.raises(Damaged):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)
    assert rows(database, STREAM)[0].safe_seq == 0


def test_an_embedded_copy_is_encrypted_and_opens_with_its_slots(file_url: str, tmp_path: Path) -> None:
    database = open_database(file_url, unlock=Unlock(beside_data=True))
    _filled(database)
    out = tmp_path / "elsewhere" / "central.db"
    out.parent.mkdir()
    make_backup(source_of(database, file_url), out, now_ms=5)
    database.close()
    assert b"Paraugs" not in out.read_bytes()
    out.with_name("central.db.slots").rename(out.with_name("key.slots"))
    copy = open_database(f"sqlite:///{out}", unlock=Unlock(beside_data=True))
    with copy.whole() as connection:
        assert prove(connection).faults == []
    copy.close()


def test_without_the_programs_of_postgresql_a_sentence_says_so(
    pg: Database, pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="pg_dump"):
        make_backup(source_of(pg, pg_url), tmp_path / "copy", now_ms=5)
    assert not (tmp_path / "copy").exists()
    assert rows(pg, BACKUP) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the failing program is a shell script")
def test_a_dump_that_fails_leaves_no_file(
    pg: Database, pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "pg_dump").write_text("#!/bin/sh\nexit 3\n")
    (broken / "pg_dump").chmod(0o700)
    monkeypatch.setenv("PATH", str(broken), prepend=os.pathsep)
    with pytest.raises(Unavailable, match="3"):
        make_backup(source_of(pg, pg_url), tmp_path / "copy", now_ms=5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]


def test_a_backup_can_be_tried_on_another_server(pg: Database, pg_url: str, tmp_path: Path) -> None:
    of, source, out = office(pg, tmp_path), source_of(pg, pg_url), tmp_path / "copy"
    _filled(pg)
    make_backup(source, out, now_ms=5)
    nowhere = replace(source, url="postgresql://nobody@127.0.0.1:1/x")
    done = verify_backup(nowhere, out, scratch=pg_url, by=of.anna, now_ms=6)
    assert done.streams_moved == 1


def test_backups_by_commands(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    signed = office(database, tmp_path).options("anna")
    _filled(database)
    out = str(tmp_path / "copy")
    assert run(["backup", "make", "--out", out, *where]) == 0
    assert run(["backup", "verify", out, *where]) == 2
    assert run(["backup", "list", *where]) == 0
    capsys.readouterr()
    assert run(["backup", "verify", out, "--json", *signed, *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["lines"], told["streams_moved"], told["files_safe"]) == (21, 1, 1)
    assert run(["backup", "verify", out, *signed, *where]) == 0
    assert run(["backup", "make", "--out", out, "--json", *where]) == 0
    capsys.readouterr()
    assert run(["backup", "list", "--json", *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(one["verified_ms"] is None for one in told) == [False, True]


def test_a_stream_that_a_copy_lacks_is_told(database: Database, url: str, tmp_path: Path) -> None:
    of, source, out = office(database, tmp_path), source_of(database, url), tmp_path / "copy"
    _filled(database)
    make_backup(source, out, now_ms=5)
    marks = rows(database, BACKUP)[0].marks
    marks["streams"]["BALVI/" + "0" * 32] = [3, "00" * 32]
    with database.whole() as connection:
        connection.execute(update(BACKUP).values(marks=marks))
    with pytest.raises(Damaged):
        verify_backup(source, out, scratch=None, by=of.anna, now_ms=6)
