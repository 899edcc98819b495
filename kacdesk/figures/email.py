"""This file is the place where e-mails and the term of their answer are counted (S003 25.1.7.3)."""

from dataclasses import dataclass
from typing import Final

from kacdesk.figures.at_end import AtEnd, is_after
from kacdesk.figures.count import Count, count
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting

_EMAIL: Final = "email_intake"

READS: Final = (
    Reads(
        _EMAIL, days=("received_at", "answered_on"), open_while=("answered_on",), unless=("no_reply_ground",)
    ),
)


@dataclass(frozen=True, slots=True)
class EmailFigures:
    """E-mails of the period.

    `received` in it, `without_reply` those of them that need none · `answered_in_time` and `answered_late` the first
    answers sent in it, whenever the letter came; the term is three working days · `waiting` for an answer at its end,
    `overdue` those of them whose term was over.
    """

    received: Count
    without_reply: Count
    answered_in_time: Count
    answered_late: Count
    waiting: Count
    overdue: Count


def count_email(counting: Counting, end: AtEnd) -> EmailFigures:
    """Count the e-mails of a period."""
    rows = counting.living(_EMAIL)
    received = [row for row in rows if end.is_within(row["received_at"])]
    answered = [row for row in rows if end.is_within(row.get("answered_on"))]
    late = [row for row in answered if is_after(row["answered_on"], row.get("reply_due_on"))]
    waiting = [
        row
        for row in rows
        if end.has_come(row["received_at"])
        and not end.has_come(row.get("answered_on"))
        and not row.get("no_reply_ground")
    ]
    return EmailFigures(
        received=count(_EMAIL, received),
        without_reply=count(
            _EMAIL, (row for row in received if row.get("no_reply_ground") and row.get("answered_on") is None)
        ),
        answered_in_time=count(
            _EMAIL, (row for row in answered if not is_after(row["answered_on"], row.get("reply_due_on")))
        ),
        answered_late=count(_EMAIL, late),
        waiting=count(_EMAIL, waiting),
        overdue=count(_EMAIL, (row for row in waiting if end.is_overdue(row.get("reply_due_on")))),
    )
