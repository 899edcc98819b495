"""This file is the place where the answers to a survey become figures: means, counts, the part that is content."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from kacdesk.models.registers.survey import MARKS
from kacdesk.services.context import Context
from kacdesk.spec.register import Status

_CONTENT = 4
"""The lowest mark of somebody who is content."""

FEWEST = 5
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


def _counts(
    connection: Connection, column: ColumnElement[int], counted: tuple[ColumnElement[bool], ...]
) -> dict[int, int]:
    by_mark = select(column, func.count()).where(*counted, column.is_not(None)).group_by(column)
    return {row[0]: row[1] for row in connection.execute(by_mark)}


def results(context: Context, survey: UUID) -> SurveyResults:
    """Count the answers to a survey that are not voided. What people wrote is only counted, never told here."""
    table = context.catalog.table("survey_answer")
    counted = (table.c.survey_id == survey, table.c.status != str(Status.VOIDED))
    with context.store.read() as connection:
        marks = tuple(Marks(name, _counts(connection, table.c[name], counted)) for name in MARKS)
        rows = connection.execute(
            select(table.c.way, table.c.institution_id, table.c.remark).where(*counted)
        ).all()
    institutions = Counter(row.institution_id for row in rows if row.institution_id is not None)
    return SurveyResults(
        answers=len(rows),
        marks=marks,
        by_way=dict(Counter(row.way for row in rows)),
        institutions={one: count for one, count in institutions.items() if count >= FEWEST},
        remarks=sum(bool(row.remark) for row in rows),
    )
