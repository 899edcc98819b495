"""This file is the place where trainings, guidance and the survey are counted, and what of them is overdue.

S000 2.3; S001 15, 17.14, 17.16, 18.1, 19.5, 20.12: a yearly training, guidance after it, a survey at least in three
years.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.coded import CodeFigures, by_code
from kacdesk.figures.count import Count, count, together
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting
from kacdesk.models.registers.training import TRAINING_KIND
from kacdesk.spec.register import Values

_TRAINING, _PARTICIPANT = "training", "training_participant"
_LIBRARY, _KNOWN = "library_item", "acknowledgement"
_SURVEY, _ANSWER = "survey", "survey_answer"
_YEARLY: Final = "YEARLY"

READS: Final = (
    Reads(_TRAINING),
    Reads(_PARTICIPANT),
    Reads(_LIBRARY, days=("made_at", "received_on"), open_while=("received_on", "valid_to")),
    Reads(_KNOWN, days=("acknowledged_on",)),
    Reads(_SURVEY),
    Reads(_ANSWER, days=("answered_on",)),
)


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """Trainings, guidance and survey.

    In the period: trainings and meetings `held`, by kind, with how many `participants` of the point; `guidance`
    received; `acknowledged` documents; surveys begun and closed, `answers` given · at its end: trainings that should
    have been held (`overdue`), institutions whose next yearly one should have been (`yearly_overdue`), guidance that
    should have come, materials that should have been looked through, results of a survey that should have been sent,
    and a new survey that should have been begun (`survey_overdue`).
    """

    held: Count
    held_by_kind: tuple[CodeFigures, ...]
    participants: Count
    overdue: Count
    yearly_overdue: Count
    guidance: Count
    guidance_overdue: Count
    review_overdue: Count
    acknowledged: Count
    surveys_begun: Count
    surveys_closed: Count
    answers: Count
    results_overdue: Count
    survey_overdue: Count


def count_training(counting: Counting, end: AtEnd) -> TrainingFigures:
    """Count the trainings, guidance and surveys of a period."""
    trainings, library = counting.living(_TRAINING), counting.living(_LIBRARY)
    kept = [row for row in library if end.has_come(row.get("made_at"))]
    surveys = counting.living(_SURVEY)
    held = [row for row in trainings if end.is_within(row.get("held_on"))]
    held_ids = {row["id"] for row in held}
    return TrainingFigures(
        held=count(_TRAINING, held),
        held_by_kind=by_code(_TRAINING, held, "kind", TRAINING_KIND),
        participants=count(
            _PARTICIPANT,
            (row for row in counting.living(_PARTICIPANT) if row["training_id"] in held_ids),
        ),
        overdue=_overdue(_TRAINING, trainings, end, "due_on", "held_on"),
        yearly_overdue=count(
            _TRAINING,
            _unfollowed(
                [row for row in trainings if row["kind"] == _YEARLY],
                end,
                began="held_on",
                series=lambda row: (row.get("point"), row.get("institution_id")),
            ),
        ),
        guidance=together(
            (
                end.within(_LIBRARY, library, "received_on"),
                end.within(_TRAINING, trainings, "guidance_on"),
            )
        ),
        guidance_overdue=together(
            (
                _overdue(_LIBRARY, kept, end, "expected_by", "received_on", "valid_to"),
                _overdue(_TRAINING, trainings, end, "guidance_due_on", "guidance_on"),
            )
        ),
        review_overdue=_overdue(_LIBRARY, kept, end, "review_due", "valid_to"),
        acknowledged=end.within(_KNOWN, counting.living(_KNOWN), "acknowledged_on"),
        surveys_begun=end.within(_SURVEY, surveys, "opened_on"),
        surveys_closed=end.within(_SURVEY, surveys, "closed_on"),
        answers=end.within(_ANSWER, counting.living(_ANSWER), "answered_on"),
        results_overdue=count(
            _SURVEY,
            (
                row
                for row in surveys
                if end.is_overdue(row.get("results_due_on"), row.get("sent_ministry_on"))
                or end.is_overdue(row.get("results_due_on"), row.get("sent_holders_on"))
            ),
        ),
        survey_overdue=count(
            _SURVEY, _unfollowed(surveys, end, began="opened_on", series=lambda row: (row.get("point"),))
        ),
    )


def _overdue(register: str, rows: Iterable[Values], end: AtEnd, due: str, *done: str) -> Count:
    return count(
        register,
        (row for row in rows if end.is_overdue(row.get(due), *(row.get(name) for name in done))),
    )


def _unfollowed(
    rows: Sequence[Values], end: AtEnd, *, began: str, series: Callable[[Values], tuple[object, ...]]
) -> Iterable[Values]:
    """Return what the next one of its series should have followed by now: the last of each that had begun.

    What a person marked as followed, though no later one is recorded, is not waited for.
    """
    last: dict[tuple[object, ...], Values] = {}
    latest: dict[tuple[object, ...], date] = {}
    for row in sorted((row for row in rows if row.get(began) is not None), key=lambda row: row[began]):
        latest[series(row)] = row[began]
        if end.has_come(row[began]):
            last[series(row)] = row
    for key, row in last.items():
        marked = bool(row.get("followed")) and latest[key] == row[began]
        if end.is_overdue(row.get("next_due_on")) and not marked:
            yield row
