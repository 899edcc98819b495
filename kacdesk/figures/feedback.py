"""This file is the place where complaints, questions, proposals and the centre's own mistakes are counted.

S001 17.13; S002 5.1.2, 10.1. Never what somebody wrote: codes and days only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kacdesk.figures.at_end import AtEnd, is_after
from kacdesk.figures.coded import CodeFigures, by_code
from kacdesk.figures.count import Count, count
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting
from kacdesk.models.contest_routes import ACT, STATE_SERVICE
from kacdesk.models.feedback_words import FEEDBACK_CATEGORY, FEEDBACK_KIND, FEEDBACK_SOURCE
from kacdesk.spec.register import Values

_FEEDBACK, _CONTEST, _ERROR = "feedback", "contest", "own_error"

READS: Final = (
    Reads(
        _FEEDBACK,
        days=("received_at", "answered_on", "extended_on", "forwarded_on", "closed_on"),
        open_while=("answered_on",),
    ),
    Reads(_CONTEST, days=("received_on", "decided_on"), open_while=("decided_on",)),
    Reads(_ERROR, days=("noted_on", "remedied_on"), open_while=("remedied_on",)),
)


@dataclass(frozen=True, slots=True)
class ErrorFigures:
    """The centre's own mistakes: `noted` in the period, of these the customer was given an apology and `informed` of
    the right to complain · `remedied` in it · `open` at its end (S002 5.1.2)."""

    noted: Count
    apologised: Count
    informed: Count
    remedied: Count
    open: Count


@dataclass(frozen=True, slots=True)
class FeedbackFigures:
    """Complaints, questions and proposals.

    `received` in the period, by kind, source and subject; `unnamed` those without a subject · answered, extended,
    forwarded and contested in it, whenever they came · at its end: `open` with the centre, `open_overdue` those of them
    whose term was over, `forward_overdue` those that should have been with the institution or the commission.
    """

    received: Count
    by_kind: tuple[CodeFigures, ...]
    by_source: tuple[CodeFigures, ...]
    by_category: tuple[CodeFigures, ...]
    unnamed: Count
    answered_in_time: Count
    answered_late: Count
    extended: Count
    forwarded_in_time: Count
    forwarded_late: Count
    contested: Count
    contests_decided: Count
    open: Count
    open_overdue: Count
    forward_overdue: Count
    errors: ErrorFigures


def count_feedback(counting: Counting, end: AtEnd) -> FeedbackFigures:
    """Count the complaints, questions and proposals of a period."""
    rows = counting.living(_FEEDBACK)
    received = [row for row in rows if end.is_within(row["received_at"])]
    answered = [row for row in rows if end.is_within(row.get("answered_on"))]
    forwarded = [row for row in rows if end.is_within(row.get("forwarded_on"))]
    undecided = [row for row in rows if end.has_come(row["received_at"]) and not _is_done(row, end)]
    here = [row for row in undecided if not _is_handed_on(row, end)]
    contests = counting.living(_CONTEST)
    return FeedbackFigures(
        received=_all(received),
        by_kind=by_code(_FEEDBACK, received, "kind", FEEDBACK_KIND),
        by_source=by_code(_FEEDBACK, received, "source", FEEDBACK_SOURCE),
        by_category=by_code(_FEEDBACK, received, "category", FEEDBACK_CATEGORY),
        unnamed=_all(row for row in received if row.get("category") is None),
        answered_in_time=_all(row for row in answered if not is_after(row["answered_on"], row.get("due_on"))),
        answered_late=_all(row for row in answered if is_after(row["answered_on"], row.get("due_on"))),
        extended=end.within(_FEEDBACK, rows, "extended_on"),
        forwarded_in_time=_all(
            row for row in forwarded if not is_after(row["forwarded_on"], row.get("forward_due_on"))
        ),
        forwarded_late=_all(
            row for row in forwarded if is_after(row["forwarded_on"], row.get("forward_due_on"))
        ),
        contested=end.within(_CONTEST, contests, "received_on"),
        contests_decided=end.within(_CONTEST, contests, "decided_on"),
        open=_all(here),
        open_overdue=_all(row for row in here if end.is_overdue(row.get("due_on"))),
        forward_overdue=_all(row for row in undecided if _should_be_handed_on(row, end)),
        errors=_errors(counting, end),
    )


def _all(rows: Iterable[Values]) -> Count:
    return count(_FEEDBACK, rows)


def _is_done(row: Values, end: AtEnd) -> bool:
    return end.has_come(row.get("answered_on")) or end.has_come(row.get("closed_on"))


def _is_handed_on(row: Values, end: AtEnd) -> bool:
    """Say whether an institution or the commission has it."""
    return end.has_come(row.get("forwarded_on")) or (
        row.get("about") == ACT and end.has_come(row.get("assigned_on"))
    )


def _should_be_handed_on(row: Values, end: AtEnd) -> bool:
    done = {STATE_SERVICE: "forwarded_on", ACT: "assigned_on"}.get(row.get("about", ""))
    return done is not None and end.is_overdue(row.get("forward_due_on"), row.get(done))


def _errors(counting: Counting, end: AtEnd) -> ErrorFigures:
    rows = counting.living(_ERROR)
    noted = [row for row in rows if end.is_within(row.get("noted_on"))]
    return ErrorFigures(
        noted=count(_ERROR, noted),
        apologised=count(_ERROR, (row for row in noted if row.get("apologised"))),
        informed=count(_ERROR, (row for row in noted if row.get("informed_of_right"))),
        remedied=end.within(_ERROR, rows, "remedied_on"),
        open=count(
            _ERROR,
            (
                row
                for row in rows
                if end.has_come(row.get("noted_on")) and not end.has_come(row.get("remedied_on"))
            ),
        ),
    )
