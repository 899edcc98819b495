"""A desk that is killed in the middle of saving the lines of an outage has each contact once, saved or waiting."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from kacdesk.services.counter import catch_up
from tests.helpers.desk import copy_desk, opened, registered
from tests.helpers.doomed import doomed
from tests.journeys.catching_up_desk import LINES

ROUNDS = 5

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        sys.platform == "win32", reason="a killed process keeps its files open there for a moment"
    ),
]


def killed_after(data: Path, *, saved: int, wait_s: float) -> list[str]:
    """Let a desk save so many lines, kill it a moment later, and return what it said was saved."""
    with doomed("tests.journeys.catching_up_desk", str(data)) as (process, told):
        lines = [told.readline() for _ in range(saved + 1)]
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait_s)
        process.kill()
        lines += told.readlines()
    assert lines[0] == "kept\n"
    return [line.strip() for line in lines[1:] if line.endswith("\n")]


def test_a_desk_killed_while_saving_lines_doubles_none_and_loses_none(tmp_path: Path) -> None:
    chance, data = random.Random(20261121), copy_desk(tmp_path)
    promised: set[str] = set()
    for _ in range(ROUNDS):
        promised |= set(killed_after(data, saved=chance.randrange(1, 4), wait_s=chance.uniform(0.001, 0.02)))
        with opened(data) as context:
            waiting = [str(line.id) for line in catch_up.lines(context)]
            records = [
                str(row["id"])
                for register in ("visit", "phone_consultation")
                for row in registered(context.store, register)
            ]
            assert len(waiting) + len(records) == len({*waiting, *records}) == LINES
            assert promised <= set(records)
            visits, services = (registered(context.store, name) for name in ("visit", "visit_service"))
            assert len(services) == len(visits)
    with opened(data) as context:
        for line in catch_up.lines(context):
            catch_up.save(context, line.id)
        assert catch_up.lines(context) == []
        assert (
            len(registered(context.store, "visit")) + len(registered(context.store, "phone_consultation"))
            == LINES
        )
