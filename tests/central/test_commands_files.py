"""The commands on files: what there is, what is missing, what is thrown away, how much room there is."""

import json
from pathlib import Path

import pytest

from kacdesk.central import files
from kacdesk.central.__main__ import run
from kacdesk.central.database import Database
from kacdesk.central.files import KEPT_PARTIAL_MS
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from tests.central.administering import office
from tests.central.conftest import enrolled
from tests.central.test_files import CONTENT, SHA, attach, put, send


@pytest.fixture
def where(url: str) -> list[str]:
    """The options that name the database of this test."""
    return ["--database", url, "--key-beside-data"]


def test_files_are_counted_and_missing_ones_named(
    store: SqlStore, database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record = attach(store, sample, desk)
    assert run(["files", "missing", "--json", *where]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told == {"point": "BALVI", "record": str(record), "sha256": SHA.hex()}
    assert run(["files", "missing", "--point", "VILAKA", *where]) == 0
    send(store, desk)
    assert run(["files", "missing", *where]) == 0
    assert run(["files", "list", "--json", *where]) == 0
    (counted,) = json.loads(capsys.readouterr().out)
    assert counted == {"point": "BALVI", "state": "stored", "files": 1, "bytes": len(CONTENT)}
    assert run(["files", "list", *where]) == 0
    assert "BALVI  stored  1  0,2 MiB" in capsys.readouterr().out


def test_abandoned_files_are_thrown_away(
    store: SqlStore, database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, desk = enrolled(database, "BALVI")
    put(store, desk, CONTENT, 0, now_ms=clock.now_ms() - KEPT_PARTIAL_MS - 60_000)
    assert run(["files", "tidy", *where]) == 0
    assert "1" in capsys.readouterr().out
    assert store.files.look(desk, SHA) is None


def test_a_quota_is_signed_for_and_kept(
    database: Database, where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = office(database, tmp_path).options("anna")
    assert run(["files", "quota", "2", *where]) == 2
    assert run(["files", "quota", "-1", *signed, *where]) == 2
    assert run(["files", "quota", "1", "--point", "NAV", *signed, *where]) == 2
    assert run(["files", "quota", "2", *signed, *where]) == 0
    assert run(["files", "quota", "3", "--point", "BALVI", *signed, *where]) == 0
    with database.whole() as connection:
        kept = [files.quota_of(connection, point) for point in ("BALVI", "VILAKA")]
    assert kept == [3 * 2**30, 2 * 2**30]
    capsys.readouterr()
    assert run(["admin", "acts", "--json", *where]) == 0
    assert [act["act"] for act in json.loads(capsys.readouterr().out)][:2] == ["file-quota", "file-quota"]
