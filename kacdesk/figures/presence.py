"""This file is the place where the presence of institutions is counted: hours planned and kept, notices, their terms.

S001 19.1-19.4; S003 26.1.9bis (a change of hours is placed in PVS and told to the ministry within two working days).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from uuid import UUID

from kacdesk.core.calendar import Calendar
from kacdesk.core.hours import minutes_of as minute_of
from kacdesk.core.sorting import latvian_key
from kacdesk.core.timetable import Away, Slot, Timetable
from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.count import Count, Row, count, together
from kacdesk.figures.hours_rows import calendar_from, settings_from
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting, Names
from kacdesk.figures.timetable_rows import ABSENT, SUBSTITUTED, away_from, people_from, slots_from
from kacdesk.spec.register import Values

_SLOT, _NOTICE = "presence", "institution_notice"
_WITH_A_TERM: Final = frozenset({"A_ASSIGNED_OFFICER", "B_HOURS_CHANGE"})

READS: Final = (
    Reads(_SLOT),
    Reads("specialist"),
    Reads("calendar_day"),
    Reads("point_settings"),
    Reads(
        _NOTICE,
        days=("effective_from", "effective_to", "received_at", "post_by"),
        open_while=("effective_to",),
    ),
)


@dataclass(frozen=True, slots=True)
class InstitutionPresence:
    """One institution in the period, `key` and `abbr` as in the section by institution.

    Times in minutes, over the days up to the end: `planned_min` by the timetable, `actual_min` less the absences that
    nobody covered, `covered_min` the part of it in which a substitute was there.
    """

    key: str
    abbr: str
    planned_min: Count
    actual_min: Count
    covered_min: Count
    notices: Count
    late_notices: Count


@dataclass(frozen=True, slots=True)
class PresenceFigures:
    """The whole centre in the period; the times are the sums over `institutions`.

    `notices` received in it, `late_notices` those of them that came after their last day (S001 19.1, 19.2), and of
    both kinds without a term: `absences` without a substitute and `substitutions` · `to_be_posted` notices whose two
    working days ended in it, `not_posted` and `ministry_not_told` those of them that were late or were not done at all.
    """

    institutions: tuple[InstitutionPresence, ...]
    planned_min: Count
    actual_min: Count
    covered_min: Count
    notices: Count
    late_notices: Count
    absences: Count
    substitutions: Count
    to_be_posted: Count
    not_posted: Count
    ministry_not_told: Count


def count_presence(counting: Counting, names: Names, end: AtEnd) -> PresenceFigures:
    """Count the presence of institutions in a period."""
    notices = counting.living(_NOTICE)
    came = [row for row in notices if end.is_within(row["received_at"])]
    posting = [row for row in notices if end.is_within(row.get("post_by"))]
    institutions = tuple(_by_institution(_hours(counting, end), came, names))
    return PresenceFigures(
        institutions=institutions,
        planned_min=together(row.planned_min for row in institutions),
        actual_min=together(row.actual_min for row in institutions),
        covered_min=together(row.covered_min for row in institutions),
        notices=count(_NOTICE, came),
        late_notices=count(_NOTICE, (row for row in came if _is_late(row))),
        absences=count(_NOTICE, (row for row in came if row["kind"] == ABSENT)),
        substitutions=count(_NOTICE, (row for row in came if row["kind"] == SUBSTITUTED)),
        to_be_posted=count(_NOTICE, posting),
        not_posted=count(_NOTICE, (row for row in posting if _is_overrun(row, "posted_on", end))),
        ministry_not_told=count(
            _NOTICE, (row for row in posting if _is_overrun(row, "ministry_informed_on", end))
        ),
    )


def _is_late(row: Values) -> bool:
    return row["kind"] in _WITH_A_TERM and row.get("in_time") is False


def _is_overrun(row: Values, name: str, end: AtEnd) -> bool:
    """Say whether something was not done by its last day, though that day is over."""
    due: date = row["post_by"]
    done: date | None = row.get(name)
    return due <= end.over and (done is None or done > due)


class _Hours:
    """What rows add to the minutes of one institution: of the timetable, of the absences, of the substitutes."""

    def __init__(self) -> None:
        self.planned: defaultdict[UUID, int] = defaultdict(int)
        self.uncovered: defaultdict[UUID, int] = defaultdict(int)
        self.covered: defaultdict[UUID, int] = defaultdict(int)

    def add(self, slot: Slot, away: Iterable[Away], day: date) -> None:
        """Count a row of the timetable on a day."""
        self.planned[slot.record] += _length(slot)
        for notice, uncovered, covered in absent_minutes(slot, away, day):
            self.uncovered[notice] += uncovered
            self.covered[notice] += covered

    def figures(self) -> tuple[Count, Count, Count]:
        """Return the minutes planned, kept and covered."""
        planned = [Row(_SLOT, record, minutes) for record, minutes in self.planned.items() if minutes]
        lost = [Row(_NOTICE, record, -minutes) for record, minutes in self.uncovered.items() if minutes]
        covered = [Row(_NOTICE, record, minutes) for record, minutes in self.covered.items() if minutes]
        return Count(planned), Count([*planned, *lost]), Count(covered)


def _hours(counting: Counting, end: AtEnd) -> Mapping[UUID, _Hours]:
    """Count the minutes of each institution, every point by its own timetable and calendar."""
    found: defaultdict[UUID, _Hours] = defaultdict(_Hours)
    for point in sorted({row.get("point") or "" for row in counting.living(_SLOT)}):
        timetable = _timetable(counting, point)
        for day in end.days:
            for slot, away in timetable.day(day):
                found[slot.institution].add(slot, away, day)
    return found


def _timetable(counting: Counting, point: str) -> Timetable:
    def of(register: str) -> list[Values]:
        return [row for row in counting.living(register) if (row.get("point") or "") == point]

    people = people_from(of("specialist"))
    return Timetable(
        tuple(slots_from(of(_SLOT), people)),
        tuple(away_from(of(_NOTICE), people)),
        calendar=calendar_of_point(of("calendar_day"), of("point_settings")),
    )


def calendar_of_point(days: Iterable[Values], settings: Iterable[Values]) -> Calendar:
    """Return the calendar of a point; without settings it follows the days that the Cabinet moved."""
    follows = settings_from(settings).get("follows_moved_days")
    return calendar_from(days, follows_moved_days=follows is not False)


def absent_minutes(slot: Slot, away: Iterable[Away], day: date) -> list[tuple[UUID, int, int]]:
    """Return the notices that touch a row on a day, each with the minutes that nobody and that a substitute was there.

    Minutes are those of the wall clock. Where notices overlap, each counts once: as covered when anybody stands in.
    """
    told = list(away)
    edges = {slot.begins, slot.ends}
    edges |= {at for each in told for at in (each.begins, each.ends) if at and slot.begins < at < slot.ends}
    cuts = sorted(edges)
    found = []
    for begins, ends in pairwise(cuts):
        now = [each for each in told if each.covers(day, begins)]
        if not now:
            continue
        length = minute_of(ends) - minute_of(begins)
        covering = next((each for each in now if each.substitute is not None), None)
        found.append((now[0].record, length, 0) if covering is None else (covering.record, 0, length))
    return found


def _length(slot: Slot) -> int:
    return minute_of(slot.ends) - minute_of(slot.begins)


def _by_institution(
    hours: Mapping[UUID, _Hours], came: Iterable[Values], names: Names
) -> Iterable[InstitutionPresence]:
    notices: defaultdict[UUID, list[Values]] = defaultdict(list)
    for row in came:
        notices[row["institution_id"]].append(row)
    found = []
    for key in {**hours, **notices}:
        planned, actual, covered = hours[key].figures() if key in hours else (Count(), Count(), Count())
        name = names.institutions.get(key)
        found.append(
            InstitutionPresence(
                str(key),
                name.abbr if name is not None else "",
                planned,
                actual,
                covered,
                count(_NOTICE, notices.get(key, ())),
                count(_NOTICE, (row for row in notices.get(key, ()) if _is_late(row))),
            )
        )
    return sorted(found, key=lambda row: (not row.abbr, latvian_key(row.abbr), row.key))
