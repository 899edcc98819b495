"""This file is the place where the encrypted file is shown to be closed to everybody without its key."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlcipher3 import dbapi2

from kacdesk.core.errors import Damaged, Refused, Unavailable
from kacdesk.vault.encrypted import OLDEST_SQLITE, Access, open_engine, require_sound_sqlite

KEY = bytes(range(32))


def made(path: Path, rows: int = 300) -> Path:
    engine = open_engine(path, KEY, create=True)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT)")
        connection.exec_driver_sql(
            "INSERT INTO note(body) VALUES(?)", [(f"Paraugs {n} " + "x" * 200,) for n in range(rows)]
        )
    engine.dispose()
    return path


def count(path: Path, key: bytes = KEY) -> int:
    engine = open_engine(path, key)
    try:
        with engine.connect() as connection, connection.begin():
            found: int = connection.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
            return found
    finally:
        engine.dispose()


def test_the_file_opens_with_its_key_and_has_no_sqlite_header(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    assert count(path) == 300
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert b"Paraugs" not in path.read_bytes()


def test_a_plain_sqlite_cannot_read_it(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    plain = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()


def test_sqlcipher_without_the_key_cannot_read_it(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    without = dbapi2.connect(str(path))
    with pytest.raises(dbapi2.DatabaseError):
        without.execute("SELECT count(*) FROM sqlite_master")
    without.close()


def test_another_key_is_damaged_and_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    before = path.read_bytes()
    with pytest.raises(Damaged, match=r"a\.db") as damaged:
        count(path, bytes(32))
    assert damaged.value.exit_code == 5
    assert path.read_bytes() == before


def test_a_key_of_another_length_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(tmp_path / "a.db", b"short", create=True)


@pytest.mark.parametrize("place", [5, 100, 3000])
def test_a_flipped_bit_of_the_first_page_is_damaged_when_it_is_opened(tmp_path: Path, place: int) -> None:
    path = made(tmp_path / "a.db")
    raw = bytearray(path.read_bytes())
    raw[place] ^= 0x01
    path.write_bytes(raw)
    with pytest.raises(Damaged):
        count(path)


def test_a_flipped_bit_of_a_later_page_is_damaged_when_it_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    raw = bytearray(path.read_bytes())
    for page in range(1, len(raw) // 4096):
        raw[page * 4096 + 77] ^= 0x40
    path.write_bytes(raw)
    engine = open_engine(path, KEY)
    with (
        engine.connect() as connection,
        pytest.raises(Exception, match=r"malformed|not a database") as caught,
    ):
        connection.exec_driver_sql("SELECT sum(length(body)) FROM note").scalar_one()
    engine.dispose()
    assert "DatabaseError" in type(caught.value).__name__


@pytest.mark.parametrize("kept", [600, 2000, 4096, 9000])
def test_a_truncated_file_is_never_read_as_if_it_were_whole(tmp_path: Path, kept: int) -> None:
    path = made(tmp_path / "a.db")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises((Damaged, dbapi2.DatabaseError)) as caught:
        count(path)
    assert isinstance(caught.value, Damaged) or "malformed" in str(caught.value)


def test_a_missing_file_is_unavailable_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nav atrasta"):
        open_engine(tmp_path / "nav.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_a_folder_that_is_none_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "mape").write_text("a file stands where the folder should be")
    with pytest.raises(Unavailable, match="nedrīkst rakstīt"):
        open_engine(tmp_path / "mape" / "a.db", KEY, create=True)


def test_an_sqlite_that_may_damage_its_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(Refused, match="nav droša"):
        open_engine(tmp_path / "a.db", KEY, create=True)
    assert list(tmp_path.iterdir()) == []


def test_the_installed_sqlite_is_sound() -> None:
    require_sound_sqlite()
    assert dbapi2.sqlite_version_info >= OLDEST_SQLITE


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    engine = open_engine(path, KEY, Access(query_only=True))
    with (
        engine.connect() as connection,
        connection.begin(),
        pytest.raises(Exception, match="readonly"),
    ):
        connection.exec_driver_sql("DELETE FROM note")
    engine.dispose()
    assert count(path) == 300


def test_a_reader_keeps_its_snapshot_while_a_writer_commits(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db")
    writer, reader = open_engine(path, KEY), open_engine(path, KEY, Access(query_only=True))
    with reader.connect() as looking, looking.begin():
        before = looking.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
        with writer.connect() as writing, writing.begin():
            writing.exec_driver_sql("INSERT INTO note(body) VALUES('x')")
        assert looking.exec_driver_sql("SELECT count(*) FROM note").scalar_one() == before
    assert count(path) == before + 1
    reader.dispose()
    writer.dispose()


def test_those_who_read_at_once_find_their_connections_open(tmp_path: Path) -> None:
    """To open one takes the schema's time, and to close it keeps everybody from Python's lock meanwhile."""
    engine = open_engine(made(tmp_path / "a.db"), KEY, Access(query_only=True))
    opened, closed = list[object](), list[object]()
    for _ in range(3):
        with ExitStack() as readers:
            for _lane_or_exchange in range(4):
                readers.enter_context(engine.connect()).exec_driver_sql("SELECT 1")
        if not opened:
            event.listen(engine, "connect", lambda connection, _record: opened.append(connection))
            event.listen(engine, "close", lambda connection, _record: closed.append(connection))
    assert (opened, closed) == ([], [])
    engine.dispose()


def test_what_is_written_is_durable_and_nothing_is_left_in_temporary_files(tmp_path: Path) -> None:
    engine = open_engine(made(tmp_path / "a.db"), KEY)
    asked = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "foreign_keys": 1}
    with engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked}
    engine.dispose()
    assert told == asked
