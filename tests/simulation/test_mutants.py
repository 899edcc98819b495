"""Known bugs planted into the real code: each is caught by the simulation, with the seed that shows it."""

from collections.abc import Collection

import pytest

from tests.helpers.long_run import LONG
from tests.simulation import stories
from tests.simulation.mutants import BY_NAME, planted
from tests.simulation.runs import Failed, Story, bench
from tests.simulation.schedule import Act, draw

CRASHES = (Act.CRASH,)
RESTORES = (Act.RESTORE, Act.BACKUP)
OLD_DISKS = (Act.CLONE, Act.ROLL_BACK, Act.KEEP)

CAUGHT: list[tuple[str, int, Collection[Act], str]] = [
    ("M1_outbox_separate_tx", 2, CRASHES, "I1"),
    ("M4_no_dedupe", 0, (), "I1"),
    ("M6_prune_at_ack", 0, RESTORES, "I5"),
    ("M7_no_lineage_check", 0, OLD_DISKS, "I1"),
    ("M8_poison_blocks", 8, (), "I8"),
    ("M9_cursor_before_commit", 2, (), "RuntimeError"),
    ("M10_pull_overwrites_pending", 0, (), "I2"),
    ("M11_no_causality", 2, (Act.CLOCK,), "I6"),
    ("M12_conflict_not_kept", 2, (), "I3"),
    ("M14_settled_when_acknowledged", 0, (), "I2"),
    ("M15_resurrect", 0, (Act.PURGE,), "I7"),
    ("M16_ack_more", 0, (), "I5"),
    ("M17_ignore_regression", 0, RESTORES, "I8"),
    ("M18_no_clamp", 0, (Act.CLOCK,), "I10"),
    ("M19_first_arrival_wins", 27, (Act.CLOCK,), "I6"),
    ("M20_ack_without_proof", 0, OLD_DISKS, "I8"),
    ("M2_ack_on_send+M6_prune_at_ack", 0, RESTORES, "I5"),
    ("M3_reply_before_commit+M6_prune_at_ack", 2, (), "I1"),
    ("F4_forget_empties_what_follows", 2, (Act.EDIT,), "I9"),
]
"""Mutant, seed, what happens more often than otherwise in it, the invariant that breaks."""

BY_STORY: list[tuple[str, Story]] = [
    ("M5_cursor_before_rows", stories.a_power_cut_at_every_transaction),
    ("M13_cursor_survives_reseed", stories.others_write_while_a_restored_store_grows),
]

HEALED = ("M2_ack_on_send", "M3_reply_before_commit")
"""Harmless as long as sealed lines are kept until they are safe; the central store's marks bring the desk back."""


@pytest.mark.parametrize(("name", "seed", "often", "invariant"), CAUGHT, ids=[row[0] for row in CAUGHT])
def test_a_planted_bug_is_caught(name: str, seed: int, often: Collection[Act], invariant: str) -> None:
    with planted(*name.split("+")), bench() as table:
        told = table.verdict(draw(seed, often=often))
    assert isinstance(told, Failed)
    assert told.invariant == invariant


@pytest.mark.parametrize("name", HEALED)
def test_what_the_design_heals_is_harmless_alone(name: str) -> None:
    with planted(name), bench() as table:
        told = [table.verdict(draw(seed)) for seed in range(6 if LONG else 3)]
    assert [each for each in told if isinstance(each, Failed)] == []


@pytest.mark.parametrize(("name", "story"), BY_STORY)
def test_a_planted_bug_that_random_runs_meet_seldom_is_caught_by_a_story(name: str, story: Story) -> None:
    with planted(name), bench() as table:
        told = table.verdict(stories.THREE, story)
    assert isinstance(told, Failed)
    assert told.invariant == "I2"


def test_every_bug_of_the_list_is_planted_somewhere() -> None:
    tried = {part for name, *_ in CAUGHT for part in name.split("+")}
    tried |= {name for name, _ in BY_STORY} | set(HEALED)
    assert tried == set(BY_NAME)
