"""This file is the place where records are counted by a code of theirs, every code in the order of its vocabulary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kacdesk.figures.count import Count, count
from kacdesk.spec.field import Choice
from kacdesk.spec.register import Values

OTHER_CODE: Final = "OTHER"
"""The row of codes that this version of the program does not know; it is there only when they occur, or when the
vocabulary itself has such a code."""


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """How many records have a code: `key`."""

    key: str
    count: Count


def grouped(rows: Iterable[Values], name: str, choices: Sequence[Choice]) -> Mapping[str, list[Values]]:
    """Return records by a code of theirs, in the order of the vocabulary; those without one in none of the groups."""
    found: dict[str, list[Values]] = {choice.code: [] for choice in choices}
    known = frozenset(found)
    for row in rows:
        code = row.get(name)
        if code is not None:
            found.setdefault(code if code in known else OTHER_CODE, []).append(row)
    return found


def by_code(
    register: str, rows: Iterable[Values], name: str, choices: Sequence[Choice]
) -> tuple[CodeFigures, ...]:
    """Count records by a code of theirs; every code of the vocabulary has a row, at 0 too."""
    return tuple(CodeFigures(code, count(register, of)) for code, of in grouped(rows, name, choices).items())
