"""This file is the place where it is gathered what this day asks of the point: due, overdue, still here, done so far.

Nothing here tells of a customer: times, services, institutions and numbers only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, func, select

from kacdesk.core import clock
from kacdesk.core.roster import Gap
from kacdesk.core.text import t
from kacdesk.services.catalogue import acknowledging
from kacdesk.services.catalogue.acknowledging import ToKnow
from kacdesk.services.context import Context, Role
from kacdesk.services.dues import Falling, falling_due
from kacdesk.services.matters import Matter, open_matters
from kacdesk.services.papers.held_papers import REGISTER as PAPERS
from kacdesk.services.papers.held_papers import HeldPaper, held_papers
from kacdesk.services.people.roster import coming_gaps
from kacdesk.services.references import References, current_references
from kacdesk.services.standing_duties import owed
from kacdesk.spec.register import Status

CALLS = "phone_consultation"
_MISSED = "MISSED"
"""The state of a call that asks for one back."""

CALLED_BACK_FOR_DAYS = 14
"""How long a missed call is asked for; after two weeks the person has called again or does not wait any more."""

_OLDEST = 3


class DueKind(StrEnum):
    """CALL a missed call is to be returned · PAPER a document is to be answered or handed on · CLOCK anything else that
    a register says is due · OWED what the calendar asks for and nobody has begun, so that it has no record."""

    CALL = "call"
    PAPER = "paper"
    CLOCK = "clock"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a term. `at` when it began, None when only its day is known · `due_on` the last good day ·
    `number` and `what` name it: a document's number and kind, a call's service, what is to be done · `whose` the
    institution, or what the record of a clock is named by · `record` None for what is owed without one."""

    kind: DueKind
    register: str
    record: UUID | None
    due_on: date
    at: datetime | None = None
    number: str = ""
    what: str = ""
    whose: str = ""

    def late_days(self, today: date) -> int:
        """Return how many days it is overdue, 0 on its last day."""
        return max((today - self.due_on).days, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that nobody has handed on, named as `Due`; `due_on` None when it has no term."""

    record: UUID
    number: str
    what: str
    whose: str
    received_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class StillHere:
    """How many documents nobody has handed on, since when the oldest is here, and the few oldest."""

    count: int = 0
    oldest_on: date | None = None
    oldest: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """What the day asks. `contacts` by register, made today, not voided; `dues` the most overdue first; `coming` what
    is due soon after, the nearest first; `gaps` the open hours that nobody serves, for a supervisor; `to_know` what the
    person at the desk has not acknowledged yet."""

    day: date
    contacts: Mapping[str, int]
    dues: tuple[Due, ...]
    papers: StillHere
    matters: tuple[Matter, ...]
    coming: tuple[Due, ...] = ()
    gaps: tuple[Gap, ...] = ()
    to_know: tuple[ToKnow, ...] = ()

    @property
    def asks_for_nothing(self) -> bool:
        """Say whether nothing is due and nothing has to be looked at."""
        return not self.dues and not self.matters and not self.to_know


def today(context: Context) -> Today:
    """Gather it for the day in Riga that is now."""
    day, store = clock.today_riga(), context.store
    names = current_references(store)
    papers = {held.record: _paper(context, held, names) for held in held_papers(store)}
    with store.read() as connection:
        contacts = _contacts(connection, context, day)
        calls = _calls(connection, context, day, names)
        clocks = [_due(due, papers) for due in falling_due(connection, context.catalog, day, names)]
    clocks = sorted([*clocks, *_owed(context, day)], key=lambda due: due.due_on)
    dues = sorted([*calls, *(due for due in clocks if due.due_on <= day)], key=_urgency)
    return Today(
        day,
        contacts,
        tuple(dues),
        _still_here(list(papers.values())),
        tuple(open_matters(context)),
        tuple(due for due in clocks if due.due_on > day),
        tuple(coming_gaps(store)) if context.actor.role is Role.SUPERVISOR else (),
        acknowledging.asked(context),
    )


def _urgency(due: Due) -> tuple[date, datetime, str]:
    return due.due_on, due.at or _morning(due.due_on), due.number


def _due(due: Falling, papers: Mapping[UUID, Paper]) -> Due:
    """Return what a clock tells; a document that is still here is named as such."""
    paper = papers.get(due.record)
    if paper is None:
        return Due(DueKind.CLOCK, due.register, due.record, due.due_on, what=due.what, whose=due.named)
    return Due(
        DueKind.PAPER,
        due.register,
        due.record,
        due.due_on,
        number=paper.number,
        what=paper.what,
        whose=paper.whose,
    )


def _owed(context: Context, day: date) -> list[Due]:
    return [
        Due(DueKind.OWED, each.register, None, each.due_on, what=each.what, whose=each.named)
        for each in owed(context, day)
    ]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _contacts(connection: Connection, context: Context, day: date) -> dict[str, int]:
    """Count what was registered for the day, by register, in the order of the catalogue."""
    counted: dict[str, int] = {}
    for spec in context.catalog.roots:
        if spec.counted_from is not None:
            table = context.catalog.table(spec.name)
            here = (table.c.counted_on == day, table.c.status != Status.VOIDED)
            counted[spec.name] = connection.execute(
                select(func.count()).select_from(table).where(*here)
            ).scalar_one()
    return counted


def _calls(connection: Connection, context: Context, day: date, names: References) -> list[Due]:
    """Return the calls that nobody answered or returned; each should be returned on its own day."""
    columns = context.catalog.table(CALLS).c
    recent = columns.counted_on >= day - timedelta(days=CALLED_BACK_FOR_DAYS)
    open_ = (columns.call_state == _MISSED, columns.status != Status.VOIDED)
    statement = select(
        columns.id, columns.started_at, columns.counted_on, columns.service_id, columns.institution_id
    ).where(recent, *open_)
    return [
        Due(
            DueKind.CALL,
            CALLS,
            row.id,
            row.counted_on,
            at=row.started_at,
            what=names.name("service", row.service_id) if row.service_id else "",
            whose=names.name("institution", row.institution_id) if row.institution_id else "",
        )
        for row in connection.execute(statement)
    ]


def _still_here(papers: list[Paper]) -> StillHere:
    if not papers:
        return StillHere()
    oldest = sorted(papers, key=lambda paper: (paper.received_on, paper.number))
    return StillHere(len(papers), oldest[0].received_on, tuple(oldest[:_OLDEST]))


def _paper(context: Context, held: HeldPaper, names: References) -> Paper:
    kind = context.catalog.spec(PAPERS).by_name["kind"]
    whose = names.name("institution", held.addressee) if held.addressee else ""
    what = t(kind.choice_label(held.kind))
    return Paper(held.record, held.number, what, whose, held.received_on, held.due_on)
