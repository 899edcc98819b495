"""This file is the place where the word lists of the sample data are read from `resources/sample/`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kacdesk.core.resources import resource


@dataclass(frozen=True, slots=True)
class Words:
    """The words that sample people and records are made of.

    First names and surnames are in both genders, surnames are invented words that nobody bears; `topics` are
    by area of a phone call, `titles` by kind of a received document.
    """

    men: tuple[str, ...]
    women: tuple[str, ...]
    men_surnames: tuple[str, ...]
    women_surnames: tuple[str, ...]
    companies: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
    titles: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]
    specialists: tuple[str, ...]


@cache
def words() -> Words:
    """Return the word lists; they are read once."""
    folder = resource("sample")
    men, women = _pairs(folder / "first_names.csv")
    men_surnames, women_surnames = _pairs(folder / "surnames.csv")
    return Words(
        men,
        women,
        men_surnames,
        women_surnames,
        companies=_lines(folder / "companies.txt"),
        topics=_groups(folder / "topics.csv"),
        titles=_groups(folder / "titles.csv"),
        notes=_lines(folder / "notes.txt"),
        specialists=_lines(folder / "specialists.txt"),
    )


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(line for line in path.read_text(encoding="utf-8").splitlines() if line)


def _rows(path: Path) -> list[tuple[str, str]]:
    reader = csv.reader(_lines(path)[1:], delimiter=";")
    return [(left, right) for left, right in reader]


def _pairs(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = _rows(path)
    return tuple(left for left, _ in rows), tuple(right for _, right in rows)


def _groups(path: Path) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for group, text in _rows(path):
        groups[group] = (*groups.get(group, ()), text)
    return groups
