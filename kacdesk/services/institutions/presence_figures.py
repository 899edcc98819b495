"""This file is the place where a period's presence of institutions is counted.

Hours planned in the timetable, hours that somebody was really there, notices that came late, notices that were not
placed in PVS or told to the ministry in time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import from_riga, riga_day
from kacdesk.services.context import Context
from kacdesk.services.institutions.institution_notices import ABSENCE, HOURS, OFFICER, SUBSTITUTION
from kacdesk.services.institutions.presence import Away, Slot, Timetable
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.spec.register import Status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InstitutionPresence:
    """One institution in a period. Times in whole minutes: `planned` by the timetable, `actual` less the absences that
    nobody covered, `covered` the part of it in which a substitute was there · `uncovered_absences` notices of S001
    19.3 · `substitutions` of 19.4."""

    institution: UUID
    planned_min: int = 0
    actual_min: int = 0
    covered_min: int = 0
    notices: int = 0
    late_notices: int = 0
    uncovered_absences: int = 0
    substitutions: int = 0


@dataclass(frozen=True, slots=True)
class PresenceFigures:
    """The whole centre in a period, both days included. `late_notices` came after their last day (S001 19.1, 19.2) ·
    `not_posted_in_time` and `ministry_not_told_in_time` of the notices whose two working days ended in the period."""

    first: date
    last: date
    institutions: tuple[InstitutionPresence, ...]
    notices: int
    late_notices: int
    to_be_posted: int
    not_posted_in_time: int
    ministry_not_told_in_time: int

    @property
    def planned_min(self) -> int:
        """Return the minutes planned for all institutions."""
        return sum(each.planned_min for each in self.institutions)

    @property
    def actual_min(self) -> int:
        """Return the minutes in which somebody of an institution was really there."""
        return sum(each.actual_min for each in self.institutions)


def presence_figures(context: Context, first: date, last: date) -> PresenceFigures:
    """Count the presence of a period, both days included. The timetable tells of plans: it may lie in the future."""
    rows = _notices(context)
    timetable = centre_of(context.store).timetable
    came = [row for row in rows if first <= riga_day(row["received_at"]) <= last]
    posting = [row for row in rows if row["post_by"] is not None and first <= row["post_by"] <= last]
    today = clock.today_riga()
    return PresenceFigures(
        first=first,
        last=last,
        institutions=tuple(_by_institution(timetable, came, first, last)),
        notices=len(came),
        late_notices=sum(_is_late(row) for row in came),
        to_be_posted=len(posting),
        not_posted_in_time=sum(_overrun(row, "posted_on", today) for row in posting),
        ministry_not_told_in_time=sum(_overrun(row, "ministry_informed_on", today) for row in posting),
    )


def _notices(context: Context) -> list[dict[str, Any]]:
    table = context.catalog.table("institution_notice")
    with context.store.read() as connection:
        rows = connection.execute(select(table).where(table.c.status != Status.VOIDED))
        return [dict(row._mapping) for row in rows]


def _is_late(row: Mapping[str, Any]) -> bool:
    return row["kind"] in (OFFICER, HOURS) and row["in_time"] is False


def _overrun(row: Mapping[str, Any], done: str, today: date) -> bool:
    """Say whether something was done after its last day, or not at all though that day is over."""
    last: date = row["post_by"]
    on: date | None = row[done]
    return (today if on is None else on) > last


def _by_institution(
    timetable: Timetable, came: Iterable[Mapping[str, Any]], first: date, last: date
) -> Iterable[InstitutionPresence]:
    counted: dict[UUID, dict[str, int]] = {}

    def add(institution: UUID, name: str, count: int) -> None:
        sums = counted.setdefault(institution, {})
        sums[name] = sums.get(name, 0) + count

    for number in range((last - first).days + 1):
        day = first + number * _DAY
        for slot, away in timetable.day(day):
            planned, uncovered, covered = minutes_of(slot, away, day)
            add(slot.institution, "planned_min", planned)
            add(slot.institution, "actual_min", planned - uncovered)
            add(slot.institution, "covered_min", covered)
    for row in came:
        institution = row["institution_id"]
        add(institution, "notices", 1)
        add(institution, "late_notices", _is_late(row))
        add(institution, "uncovered_absences", row["kind"] == ABSENCE)
        add(institution, "substitutions", row["kind"] == SUBSTITUTION)
    return [InstitutionPresence(institution, **sums) for institution, sums in sorted(counted.items())]


def minutes_of(slot: Slot, away: Iterable[Away], day: date) -> tuple[int, int, int]:
    """Return the planned minutes of a row on a day, those without anybody, and those with a substitute.

    The row is cut where a notice begins or ends. A day on which the clocks change has its real length.
    """
    told = list(away)
    cuts = {slot.begins, slot.ends}
    cuts |= {at for each in told for at in (each.begins, each.ends) if at and slot.begins < at < slot.ends}
    edges = sorted(cuts)
    planned = uncovered = covered = 0
    for begins, ends in pairwise(edges):
        length = _minutes(day, begins, ends)
        planned += length
        now = [each for each in told if each.covers(day, begins)]
        if any(each.substitute is not None for each in now):
            covered += length
        elif now:
            uncovered += length
    return planned, uncovered, covered


def _minutes(day: date, begins: time, ends: time) -> int:
    length = from_riga(datetime.combine(day, ends)) - from_riga(datetime.combine(day, begins))
    return int(length.total_seconds()) // 60
