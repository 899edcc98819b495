"""This file is the place where rows read anew are held against those that are shown, so that what is the same stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

_MOST_PLACES = 40
"""Places where rows go or come one by one; with more of them it is quicker to begin all rows anew."""


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What turns the rows that are shown into those read anew, in this order: all of `gone`, then all of `come`.

    Each is a first and a last row. Those of `gone` are told from the bottom to the top and those of `come` from the
    top to the bottom, so that every number holds when its turn is there.
    """

    gone: tuple[tuple[int, int], ...]
    come: tuple[tuple[int, int], ...]


def changes_between(shown: Sequence[UUID], read: Sequence[UUID]) -> RowChanges | None:
    """Return which rows go and come; None where rows changed places or hardly any would stay."""
    staying = set(shown) & set(read)
    if not staying or [each for each in shown if each in staying] != [
        each for each in read if each in staying
    ]:
        return None
    gone = _runs(shown, lambda each: each not in staying)
    come = _runs(read, lambda each: each not in staying)
    if len(gone) + len(come) > _MOST_PLACES:
        return None
    return RowChanges(tuple(reversed(gone)), tuple(come))


def span_of_differences(shown: Sequence[object], read: Sequence[object]) -> tuple[int, int] | None:
    """Return the first and the last row that differ, both lists being as long; None when none does."""
    differing = [row for row, (one, other) in enumerate(zip(shown, read, strict=True)) if one != other]
    return (differing[0], differing[-1]) if differing else None


def _runs(rows: Sequence[UUID], wanted: Callable[[UUID], bool]) -> list[tuple[int, int]]:
    """Return the first and the last row of every unbroken run of wanted ones, from the top."""
    runs: list[tuple[int, int]] = []
    for row, each in enumerate(rows):
        if not wanted(each):
            continue
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
