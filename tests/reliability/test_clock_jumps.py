"""A desk whose clock jumps by years, back and forth, sends everything once and receives everything."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kacdesk.central.database import Database
from kacdesk.central.tables import RECORD, STREAM
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.health import examine
from kacdesk.sync.enrolment import enrol
from kacdesk.vault.slots import Unlock
from tests.helpers.server_process import ROOT, running_server
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import ticket

pytestmark = pytest.mark.journey

DAY_MS = 86_400_000
JUMPS = (3650 * DAY_MS, -400 * DAY_MS, 3_600_000, 0)
"""Milliseconds by which the clock is wrong in each process, one after another on the same desk."""
EACH = 3


def _program(offset_ms: int, data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.reliability.shifted_clock", str(offset_ms)]
    options = ["--data", str(data), "--passphrase-file", str(data.parent / "phrase.txt")]
    return subprocess.run([*command, *options, *words], capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_clock_that_jumps_by_years_loses_and_doubles_nothing(
    pg_url: str, pg: Database, tmp_path: Path
) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("zilonis upe lapa sniegs", encoding="utf-8")
    phrase.chmod(0o600)
    unlock = Unlock(passphrase_file=phrase, cost=(1024, 1))
    data = tmp_path / "desk"
    point = opening.PointInfo("BALVI", "Balvi", "regional")
    store = opening.create(data, unlock, point)
    accounts.add_first_person(store, "Paraugs Viens")
    with running_server(["serve", "--database", pg_url]) as running:
        enrol(store, ticket(pg), running.url, sample=False)
        store.close()
        for number, jump in enumerate(JUMPS):
            items = [
                {"received_at": "2024-03-04T10:15", "title": f"Paraugs {number}-{place}"}
                for place in range(EACH)
            ]
            file = tmp_path / "items.json"
            file.write_text(json.dumps(items), encoding="utf-8")
            added = _program(jump, data, "add", "received_document", "--json", str(file))
            assert added.returncode == 0, added.stderr
            sent = _program(jump, data, "sync", "--json")
            assert sent.returncode == 0, sent.stdout + sent.stderr
            told = json.loads(sent.stdout)
            assert (told["trouble"], told["unsent"], told["new_stream"]) == (None, 0, False)
        store = opening.open_for_writing(data, unlock)
        try:
            context = accounts.act_as(store)
            assert operations_of(context) == operations_at(pg)
            assert picture_of(store) == picture_at(pg)
            assert [name for name, problem in examine(store) if problem] == []
        finally:
            store.close()
    with pg.whole() as connection:
        documents = RECORD.select().where(RECORD.c.reg == "received_document")
        assert len(connection.execute(documents).all()) == EACH * len(JUMPS)
        assert len(connection.execute(STREAM.select()).all()) == 1
