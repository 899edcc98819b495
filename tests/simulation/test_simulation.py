"""The real desks and the real central store under faults drawn from a seed: nothing lost, doubled, stuck or silent."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.helpers.long_run import LONG
from tests.simulation import stories
from tests.simulation.ranges import Range, repeating, run_parts, run_range
from tests.simulation.runs import Failed, Story, bench
from tests.simulation.schedule import SHORT_STEPS, STEPS, Act, draw

WHOLE = 300 if LONG else 40
PINNED = (Range(0, WHOLE), Range(WHOLE, 300, SHORT_STEPS))
"""Schedules that every change is held against, most of them short; the long runs go on where these stop."""


@pytest.mark.journey
def test_the_pinned_schedules_keep_every_invariant() -> None:
    played, failures = 0, list[str]()
    events: Counter[str] = Counter()
    for part, told in run_parts([part for pinned in PINNED for part in pinned.slices()], workers=2):
        played += told.seeds
        failures += [repeating(failure, part) for failure in told.failures]
        events += told.events
    assert failures == []
    assert played == 300
    provoked = {
        "central crash after commit",
        "central crash before commit",
        "central store restored",
        "central store upgraded",
        "clock jump",
        "clone",
        "delivered again",
        "disk rolled back",
        "forks",
        "judged again",
        "pc replaced",
        "power cut in the exchange",
        "power cut inside",
        "pruned",
        "purge",
        "records asked for as they stand",
        "stale answer",
        "time-out",
    }
    assert provoked <= events.keys()


@pytest.mark.parametrize(
    "story", [stories.a_power_cut_at_every_transaction, stories.others_write_while_a_restored_store_grows]
)
def test_a_story_told_by_hand_keeps_every_invariant(story: Story) -> None:
    with bench() as table:
        assert not isinstance(told := table.verdict(stories.THREE, story), Failed), told


def test_a_seed_repeats_a_run_exactly_also_in_another_process() -> None:
    with bench() as table:
        first, second = table.run(draw(11, steps=90)), table.run(draw(11, steps=90))
    assert first.trace == second.trace
    command = [sys.executable, "-m", "tests.simulation", "--seed", "11", "--steps", "90"]
    root = Path(__file__).parents[2]
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONHASHSEED": "5"},
    )
    assert first.trace in told.stdout


def test_another_seed_is_another_run() -> None:
    with bench() as table:
        assert table.run(draw(11, steps=60)).trace != table.run(draw(12, steps=60)).trace


def test_a_step_left_out_leaves_the_chance_of_the_others_as_it_was() -> None:
    whole = draw(5)
    fewer = whole.without(frozenset({3, 4}))
    assert [step for step in whole.steps if step.place not in (3, 4)] == list(fewer.steps)


def test_a_stopped_range_goes_on_with_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Range(0, 2, steps=20)
    assert run_range(wanted, workers=1, folder=tmp_path) == 0
    progress = (tmp_path / "progress.ndjson").read_bytes()
    (tmp_path / "progress.ndjson").write_bytes(progress + b'{"part": {"sta')
    capsys.readouterr()
    assert run_range(wanted, workers=1, folder=tmp_path) == 0
    assert capsys.readouterr().out.startswith("\n2 schedules of 20 steps, 0 broke an invariant")
    assert (tmp_path / "progress.ndjson").read_bytes().startswith(progress)


@pytest.mark.parametrize("steps", [SHORT_STEPS, STEPS])
def test_a_central_store_that_begins_older_is_upgraded_in_every_schedule(steps: int) -> None:
    older = [
        schedule for schedule in (draw(seed, steps=steps) for seed in range(600)) if schedule.older_until
    ]
    assert older
    assert all(any(step.place == schedule.older_until for step in schedule.steps) for schedule in older)


def test_every_act_is_drawn() -> None:
    drawn = {step.act for seed in range(30) for step in draw(seed).steps}
    assert drawn == set(Act)
