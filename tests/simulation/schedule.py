"""This file is the place where a seed becomes a schedule: explicit steps, each with all the chance it will need.

A step that is left out changes no other step's chance, so a failing schedule can be made shorter.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum


class Act(StrEnum):
    """What may happen in one step."""

    EDIT = "edit"
    BEGIN = "begin"
    DELIVER = "deliver"
    TIMEOUT = "timeout"
    CRASH = "crash"
    KEEP = "keep"
    ROLL_BACK = "roll-back"
    CLONE = "clone"
    REPLACE = "replace"
    CLOCK = "clock"
    BACKUP = "backup"
    RESTORE = "restore"
    PURGE = "purge"
    PRUNE = "prune"
    LEAP = "leap"


WEIGHTS: dict[Act, float] = {
    Act.EDIT: 22,
    Act.BEGIN: 14,
    Act.DELIVER: 46,
    Act.TIMEOUT: 2,
    Act.CRASH: 6,
    Act.KEEP: 2,
    Act.ROLL_BACK: 1.2,
    Act.CLONE: 0.6,
    Act.REPLACE: 0.9,
    Act.CLOCK: 1.2,
    Act.BACKUP: 1.6,
    Act.RESTORE: 0.9,
    Act.PURGE: 1.2,
    Act.PRUNE: 2,
    Act.LEAP: 0.2,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happens, and the number from which all its chance follows."""

    place: int
    act: Act
    roll: int

    def chance(self) -> random.Random:
        """Return the step's own source of chance."""
        return random.Random(self.roll)

    def __str__(self) -> str:
        return f"{self.place}:{self.act}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A run: seed, number of desks at the start, steps.

    `seeds_new` new desks ask for the records as they stand, however short the feed is · `older_until` the central store
    is of an older version than its desks until that step; with None it is of theirs from the start.
    """

    seed: int
    desks: int
    steps: tuple[Step, ...]
    seeds_new: bool = False
    older_until: int | None = None

    def without(self, places: frozenset[int]) -> "Schedule":
        """Return the schedule without some of its steps."""
        return replace(self, steps=tuple(s for s in self.steps if s.place not in places))


STEPS = 180
SHORT_STEPS = 60
"""Of most schedules that are played with every change. Each costs two fifths of a whole one, nearly all of it where it
begins and in the quiet at its end, so that still shorter ones would gain little."""

_OFTEN = 10
_SEEDS_NEW = 0.4
_OLDER = 0.3


def draw(seed: int, *, steps: int = STEPS, often: Collection[Act] = ()) -> Schedule:
    """Return the schedule of a seed; what is named in `often` happens ten times as much."""
    source = random.Random(seed)
    desks = source.randint(2, 4)
    acts = list(WEIGHTS)
    weights = [WEIGHTS[act] * (_OFTEN if act in often else 1) for act in acts]
    drawn = source.choices(acts, weights, k=steps)
    rolled = tuple(Step(place, act, source.getrandbits(48)) for place, act in enumerate(drawn))
    seeds_new, older = source.random() < _SEEDS_NEW, source.random() < _OLDER
    return Schedule(
        seed, desks, rolled, seeds_new, min(source.randint(1, steps), steps - 1) if older else None
    )
