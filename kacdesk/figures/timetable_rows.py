"""This file is the place where rows of registers become the timetable of institutions, for pages and figures.

Rows come without what is voided.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from uuid import UUID

from kacdesk.core.sorting import fold
from kacdesk.core.timetable import Away, Person, Slot
from kacdesk.models.fields import NO_ONE
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from kacdesk.spec.register import Values

ABSENT, SUBSTITUTED = "C_UNCOVERED_ABSENCE", "D_SUBSTITUTION"
"""The kinds of notices of which the timetable of a day takes heed (S001 19.3, 19.4)."""


def people_from(specialists: Iterable[Values]) -> dict[UUID, Person]:
    """Return the contacts by their record."""
    return {
        row["id"]: Person(row.get("name") or "", row.get("post") or "", row.get("phone") or "")
        for row in specialists
    }


def slots_from(presence: Iterable[Values], people: Mapping[UUID, Person]) -> Iterator[Slot]:
    """Yield the rows of the timetable."""
    for row in presence:
        if row["weekday"] not in WEEKDAY_CODES:
            continue  # a day that only a newer version of the program knows
        officer: UUID | None = row.get("officer_id")
        yield Slot(
            record=row["id"],
            institution=row["institution_id"],
            officer=officer,
            person=people.get(officer, Person()) if officer is not None else Person(),
            weekday=WEEKDAY_CODES.index(row["weekday"]),
            nth=row.get("nth") or "",
            begins=time.fromisoformat(row["from_time"]),
            ends=time.fromisoformat(row["to_time"]),
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            room=row.get("room") or "",
        )


def away_from(notices: Iterable[Values], people: Mapping[UUID, Person]) -> Iterator[Away]:
    """Yield who is away or substituted; an officer told by name alone is looked for among the contacts."""
    by_name = {fold(person.name): record for record, person in people.items()}
    for row in notices:
        if row["kind"] not in (ABSENT, SUBSTITUTED):
            continue
        first: date = row["effective_from"]
        yield Away(
            record=row["id"],
            institution=row["institution_id"],
            officer=_officer(row, by_name),
            first=first,
            last=row.get("effective_to") or first,
            begins=_time(row.get("from_time")),
            ends=_time(row.get("to_time")),
            substitute=_substitute(row, people) if row["kind"] == SUBSTITUTED else None,
        )


def _officer(row: Values, by_name: Mapping[str, UUID]) -> UUID | None:
    """Return who is away, None for whoever of the institution; a name that no contact has is nobody of the contacts."""
    name = row.get("officer_name")
    known: UUID | None = row.get("officer_id") or by_name.get(fold(name or ""))
    return NO_ONE if known is None and name else known


def _substitute(row: Values, people: Mapping[UUID, Person]) -> Person:
    record: UUID | None = row.get("substitute_id")
    known = people.get(record, Person()) if record is not None else Person()
    return Person(
        row.get("substitute_name") or known.name, row.get("substitute_post") or known.post, known.phone
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
