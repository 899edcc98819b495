"""This file is the place where e-mails, complaints and applications for other people are counted over a period."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.spec.register import Status

Row = Mapping[str, Any]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EmailFigures:
    """E-mails of a period (S003 25.1.7.3): `received` in it, and what became of those; `overdue` at its end, older ones
    too."""

    received: int = 0
    answered_in_time: int = 0
    answered_late: int = 0
    without_reply: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackFigures:
    """Complaints, questions and proposals of a period (S001 17.13): those `received` in it by kind, source and subject,
    and what became of them; `contested` in it, and `open_overdue` at its end, older ones too."""

    received: int
    answered_in_time: int
    answered_late: int
    extended: int
    forwarded: int
    forwarded_late: int
    contested: int
    open_overdue: int
    by_kind: Mapping[str, int]
    by_source: Mapping[str, int]
    by_category: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DelegatedFigures:
    """Applications in another person's name (S003 27): made, completed and destroyed in the period; attestations `held`
    and `overdue` for destruction at its end."""

    made: int = 0
    completed: int = 0
    held: int = 0
    destroyed: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class ErrorFigures:
    """The centre's own mistakes noted in the period (S002 5.1.2), and how many of them were put right and told."""

    noted: int = 0
    remedied: int = 0
    apologised: int = 0
    informed: int = 0


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """All of them, from the first day to the last, both included."""

    since: date
    until: date
    emails: EmailFigures
    feedback: FeedbackFigures
    delegated: DelegatedFigures
    errors: ErrorFigures


def figures(context: Context, since: date, until: date) -> RequestFigures:
    """Count a period as it stands now; voided records are in no figure. Any thread."""
    today = clock.today_riga()
    return RequestFigures(
        since,
        until,
        _emails(context, since, until, today),
        _feedback(context, since, until, today),
        _delegated(context, since, until),
        _errors(context, since, until),
    )


def _emails(context: Context, since: date, until: date, today: date) -> EmailFigures:
    table = context.catalog.table("email_intake").c
    came = _received(context, "email_intake", since, until)
    answered = [row for row in came if row["answered_on"] is not None]
    late = [row for row in answered if _is_after(row["answered_on"], row["reply_due_on"])]
    open_ = _rows(
        context,
        "email_intake",
        table.reply_due_on <= until,
        table.no_reply_ground.is_(None),
        or_(table.answered_on.is_(None), table.answered_on > until),
    )
    return EmailFigures(
        received=len(came),
        answered_in_time=len(answered) - len(late),
        answered_late=len(late),
        without_reply=sum(1 for row in came if row["no_reply_ground"] and row["answered_on"] is None),
        overdue=_overdue(open_, "reply_due_on", today),
    )


def _feedback(context: Context, since: date, until: date, today: date) -> FeedbackFigures:
    columns = context.catalog.table("feedback").c
    came = _received(context, "feedback", since, until)
    answered = [row for row in came if row["answered_on"] is not None and row["due_on"] is not None]
    late = [row for row in answered if row["answered_on"] > row["due_on"]]
    forwarded = [row for row in came if row["forwarded_on"] is not None]
    unanswered = or_(columns.answered_on.is_(None), columns.answered_on > until)
    still_open = or_(columns.closed_on.is_(None), columns.closed_on > until)
    open_ = _rows(context, "feedback", columns.due_on <= until, unanswered, still_open)
    contested = context.catalog.table("contest").c
    return FeedbackFigures(
        received=len(came),
        answered_in_time=len(answered) - len(late),
        answered_late=len(late),
        extended=sum(1 for row in came if row["extension"] is not None),
        forwarded=len(forwarded),
        forwarded_late=sum(1 for row in forwarded if _is_after(row["forwarded_on"], row["forward_due_on"])),
        contested=len(
            _rows(context, "contest", contested.received_on >= since, contested.received_on <= until)
        ),
        open_overdue=_overdue(open_, "due_on", today),
        by_kind=_by(came, "kind"),
        by_source=_by(came, "source"),
        by_category=_by(came, "category"),
    )


def _delegated(context: Context, since: date, until: date) -> DelegatedFigures:
    c = context.catalog.table("delegated_application").c
    rows = _rows(context, "delegated_application", c.identity_checked_at < _begin(until + _DAY))
    held = [
        row
        for row in rows
        if row["attested_on"] is not None
        and row["attested_on"] <= until
        and (row["destroyed_on"] is None or row["destroyed_on"] > until)
    ]
    return DelegatedFigures(
        made=_within(rows, "registered_on", since, until),
        completed=_within(rows, "completed_on", since, until),
        held=len(held),
        destroyed=_within(rows, "destroyed_on", since, until),
        overdue=sum(1 for row in held if row["destroy_on"] is not None and row["destroy_on"] <= until),
    )


def _errors(context: Context, since: date, until: date) -> ErrorFigures:
    columns = context.catalog.table("own_error").c
    rows = _rows(context, "own_error", columns.noted_on >= since, columns.noted_on <= until)
    return ErrorFigures(
        noted=len(rows),
        remedied=sum(1 for row in rows if row["remedied_on"] is not None),
        apologised=sum(1 for row in rows if row["apologised"]),
        informed=sum(1 for row in rows if row["informed_of_right"]),
    )


def _rows(context: Context, register: str, *conditions: ColumnElement[bool]) -> list[Row]:
    table = context.catalog.table(register)
    wanted = select(table).where(table.c.status != str(Status.VOIDED), *conditions)
    with context.store.read() as connection:
        return [dict(row._mapping) for row in connection.execute(wanted)]


def _received(context: Context, register: str, since: date, until: date) -> list[Row]:
    column = context.catalog.table(register).c.received_at
    return _rows(context, register, column >= _begin(since), column < _begin(until + _DAY))


def _begin(day: date) -> datetime:
    return clock.from_riga(datetime.combine(day, time()))


def _is_after(day: date, last: date | None) -> bool:
    return last is not None and day > last


def _overdue(rows: Iterable[Row], name: str, today: date) -> int:
    """Count what is late; what is due today is not yet."""
    return sum(1 for row in rows if row[name] < today)


def _within(rows: Iterable[Row], name: str, since: date, until: date) -> int:
    return sum(1 for row in rows if row[name] is not None and since <= row[name] <= until)


def _by(rows: Iterable[Row], name: str) -> Mapping[str, int]:
    return dict(Counter(row[name] for row in rows if row[name] is not None))
