"""This file is the place where two states of the catalogue are held against each other: what is new, ended, changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

_TOLD = ("institution", "service")
_MOST_BYTES = 20_000
_IGNORED = frozenset({"source", "reviewed_on"})
"""Fields of which a clerk need not be told: where it was found, and when it was last looked at."""

_ENDS = "valid_to"
Known = Mapping[tuple[str, str], Mapping[str, Any]]
"""Register and code → what is known of the row."""


class Happened(StrEnum):
    """What an edition did to a row. MERGED: it takes the place of former ones, whose codes are told."""

    ADDED = "added"
    ENDED = "ended"
    CHANGED = "changed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that an edition changed. `about` the fields that differ, of a merged row the former codes."""

    happened: Happened
    register: str
    code: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that an edition changed, in the order in which the catalogue names it."""

    told: tuple[Change, ...]

    def count(self, happened: Happened) -> int:
        """Return how many rows something happened to."""
        return Counter(each.happened for each in self.told)[happened]

    @property
    def any(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.told)


def compared(known: Known, rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Changes:
    """Say what rows of a new edition change against what is known; rows that they do not name are as they were.

    A row ends when its last day is first named, or a nearer one. A merged row counts once, as merged.
    """
    told: list[Change] = []
    for register, code, values in rows:
        if register not in _TOLD:
            continue
        before = known.get((register, code))
        former = _codes(values.get("succeeds"))
        if former and former != _codes(before.get("succeeds") if before else None):
            told.append(Change(Happened.MERGED, register, code, former))
            continue
        if before is None:
            told.append(Change(Happened.ADDED, register, code))
            continue
        differing = tuple(
            name for name, value in values.items() if name not in _IGNORED and before.get(name) != value
        )
        if _ENDS in differing and values[_ENDS] is not None:
            told.append(Change(Happened.ENDED, register, code, (values[_ENDS].isoformat(),)))
        elif differing:
            told.append(Change(Happened.CHANGED, register, code, differing))
    return Changes(tuple(told))


def written(changes: Changes) -> str | None:
    """Return changes as the text that travels with an edition: so many whole lines as fit, None when there are none."""
    lines: list[str] = []
    size = 0
    for each in changes.told:
        line = "\t".join((each.happened, each.register, each.code, ",".join(each.about)))
        size += len(line.encode()) + 1
        if size > _MOST_BYTES:
            break
        lines.append(line)
    return "\n".join(lines) or None


def read(text: str | None) -> tuple[Change, ...]:
    """Read the changes that travelled with an edition; a line of a newer make is passed over."""
    found = []
    for line in (text or "").splitlines():
        happened, _, rest = line.partition("\t")
        parts = rest.split("\t")
        if happened in set(Happened) and len(parts) == 3:
            about = tuple(part for part in parts[2].split(",") if part)
            found.append(Change(Happened(happened), parts[0], parts[1], about))
    return tuple(found)


def edition_values(version: str, title: str, source: str, changes: Changes, day: date) -> dict[str, Any]:
    """Return the row of the register `catalogue_edition` that tells of an edition loaded on a day."""
    return {
        "version": version,
        "title": title[:250],
        "published_on": day,
        "added": changes.count(Happened.ADDED),
        "ended": changes.count(Happened.ENDED),
        "changed": changes.count(Happened.CHANGED),
        "merged": changes.count(Happened.MERGED),
        "details": written(changes),
        "source": source[:500],
    }


def _codes(text: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(text or "").split(",") if part.strip())
