"""A first start that is killed leaves no desk, or one that a person can work at; and it can be repeated."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kacdesk.services import first_run
from kacdesk.services.people import accounts, pins
from kacdesk.store import opening
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import registered
from tests.helpers.doomed import doomed
from tests.helpers.long_run import LONG
from tests.journeys.first_run_desk import KEY, PHRASE, PLAN, QUICK

ROUNDS = 8 if LONG else 4
OTHER = "seši pavisam citi vārdi šeit tagad"

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        sys.platform == "win32", reason="a killed process keeps its files open there for a moment"
    ),
]


def killed_while_made(data: Path, *, wait_s: float) -> bool:
    """Kill a first start some time after it began; say whether it had said that the desk is made."""
    with doomed("tests.journeys.first_run_desk", str(data)) as (process, told):
        assert told.readline() == "making\n"
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.kill()
        rest = told.read()
    return rest == "made\n"


def test_a_first_start_killed_at_any_moment_leaves_nothing_or_a_whole_desk(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    nothing = 0
    for place in range(ROUNDS):
        data = tmp_path / str(place)
        made = killed_while_made(data, wait_s=chance.uniform(0.02, 0.9))
        whole = opening.exists(data)
        if not whole:
            assert not made
            nothing += 1
            first_run.make(
                data, QUICK, replace(PLAN, passphrase=OTHER)
            ).close()  # nobody must know the first one
        for phrase in (PHRASE if whole else OTHER, KEY):
            store = opening.open_for_writing(data, Unlock(passphrase=phrase))
            try:
                people = accounts.staff(store)
                assert [person.name for person in people] == [person.name for person in PLAN.people]
                pins.check(store, people[0].id, "8305")
                assert registered(store, "service")
                assert registered(store, "deadline_rule")
            finally:
                store.close()
    assert nothing, "no round was early enough to show anything"
