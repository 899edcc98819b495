"""This file is the place where the answers to a survey become figures: means, counts, the part that is content."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kacdesk.models.registers.survey import MARKS
from kacdesk.spec.register import Values

_CONTENT: Final = 4
"""The lowest mark of somebody who is content."""

FEWEST: Final = 5
"""An institution with fewer answers is not told apart, or the answers could be somebody's."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How one question was answered. `counts` mark → answers · `mean` None without an answer."""

    question: str
    counts: Mapping[int, int]

    @property
    def answers(self) -> int:
        """Return how many answered the question."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Return the mean mark."""
        return (
            sum(mark * count for mark, count in self.counts.items()) / self.answers if self.answers else None
        )

    @property
    def content(self) -> int:
        """Return how many gave a mark of at least four."""
        return sum(count for mark, count in self.counts.items() if mark >= _CONTENT)


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """What a survey found. `by_way` way of answering → answers · `institutions` those with enough answers → answers."""

    answers: int
    marks: tuple[Marks, ...]
    by_way: Mapping[str, int]
    institutions: Mapping[UUID, int]
    remarks: int


def count_survey(answers: Iterable[Values]) -> SurveyResults:
    """Count the answers to one survey, voided ones left out before. What people wrote is only counted, never told."""
    rows = list(answers)
    institutions = Counter(row["institution_id"] for row in rows if row["institution_id"] is not None)
    return SurveyResults(
        answers=len(rows),
        marks=tuple(
            Marks(name, dict(Counter(row[name] for row in rows if row[name] is not None))) for name in MARKS
        ),
        by_way=dict(Counter(row["way"] for row in rows)),
        institutions={one: count for one, count in institutions.items() if count >= FEWEST},
        remarks=sum(bool(row["remark"]) for row in rows),
    )
