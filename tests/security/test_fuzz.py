"""The description asked at random: no failure of ours, nothing undescribed. More: `python -m tests.security.fuzz`."""

import json
import random
from pathlib import Path

import pytest

from kacdesk.central.database import Database, open_database
from kacdesk.vault.slots import Unlock
from tests.helpers.asgi import Reply
from tests.security import fuzz
from tests.security.fuzz import Found, run_block
from tests.security.horrors import spoilt

CASES = 2_000
"""On both kinds of database together."""


def test_two_thousand_cases_bring_no_failure_and_nothing_that_is_not_described(
    pg: Database, file_url: str
) -> None:
    embedded = open_database(file_url, unlock=Unlock(beside_data=True))
    try:
        found = run_block(0, pg, embedded, first_seed=20260921, cases=CASES)
    finally:
        embedded.close()
    assert found.faults == []
    assert found.cases >= CASES
    reached = {answer for answer in found.answers if answer.endswith(" 200")}
    assert {"POST /v1/hello 200", "GET /v1/pull 200", "GET /v1/seed 200", "LINES /v1/push 200"} <= reached


def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks: list[int] = []

    def block(number: int, *databases: Database, first_seed: int) -> Found:
        blocks.append(number)
        return Found(cases=fuzz.BLOCK)

    monkeypatch.setattr(fuzz, "run_block", block)
    progress = tmp_path / "progress.json"
    for cases in (fuzz.BLOCK * 2, fuzz.BLOCK * 3):
        arguments = ["fuzz", "--cases", str(cases), "--progress", str(progress)]
        monkeypatch.setattr("sys.argv", arguments)
        assert fuzz.main() == 0
    assert blocks == [0, 1, 2]
    assert json.loads(progress.read_text())["cases"] == fuzz.BLOCK * 3
    assert f"{fuzz.BLOCK * 3} cases" in capsys.readouterr().out


def test_a_failure_of_ours_would_be_found() -> None:
    line = b'{"s":1,"f":{"name":"x"},"k":"ins"}'
    chance = random.Random(5)
    assert len({spoilt(line, chance) for _ in range(50)}) > 30
    reply = Reply(500, {"content-type": "text/plain"}, b"")
    assert fuzz.fault_of(("GET", "/v1/pull"), reply) is not None
    plain = Reply(400, {"content-type": "text/plain"}, b"")
    assert fuzz.fault_of(("GET", "/v1/pull"), plain) is not None
