"""This file is the place where intervals of a day are reckoned with: hours open, hours on duty, what is left bare."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

HOUR = 60
"""Minutes."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A part of one day in Riga, in minutes since midnight by the wall clock; `ends` is no longer in it."""

    begins: int
    ends: int

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return self.ends - self.begins

    def __str__(self) -> str:
        return f"{told_minutes(self.begins)}–{told_minutes(self.ends)}"


def minutes_of(moment: time) -> int:
    """Return the minutes since midnight."""
    return moment.hour * HOUR + moment.minute


def interval(begins: str, ends: str) -> Interval:
    """Return the interval between two times as they are stored, "08:30"."""
    return Interval(minutes_of(time.fromisoformat(begins)), minutes_of(time.fromisoformat(ends)))


def told_minutes(minutes: int) -> str:
    """Return a time of day as opening hours print it: "8.30"."""
    return f"{minutes // HOUR}.{minutes % HOUR:02}"


def told_intervals(intervals: Iterable[Interval]) -> str:
    """Return the intervals of a day as opening hours print them: "8.30–12.00, 12.30–17.00"."""
    return ", ".join(str(each) for each in intervals)


def joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same time as intervals that neither touch nor overlap, in order; empty ones fall away."""
    found: list[Interval] = []
    for each in sorted(each for each in intervals if each.minutes > 0):
        if found and each.begins <= found[-1].ends:
            found[-1] = Interval(found[-1].begins, max(found[-1].ends, each.ends))
        else:
            found.append(each)
    return tuple(found)


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what is left of the first intervals where none of the others is."""
    left = list(joined(intervals))
    for away in joined(taken):
        rest: list[Interval] = []
        for each in left:
            rest.append(Interval(each.begins, min(each.ends, away.begins)))
            rest.append(Interval(max(each.begins, away.ends), each.ends))
        left = [each for each in rest if each.minutes > 0]
    return tuple(left)


def total_minutes(intervals: Iterable[Interval]) -> int:
    """Return how long they are together; time that is in two of them counts once."""
    return sum(each.minutes for each in joined(intervals))
