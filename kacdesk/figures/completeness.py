"""This file is the place where a report says how complete its records are."""

from dataclasses import dataclass
from datetime import datetime

from kacdesk.figures.count import Count, Row, count_services
from kacdesk.figures.rows import Counting


@dataclass(frozen=True, slots=True)
class DeskContact:
    """One desk as the central store knows it; `key` is its point and series.

    `unsent` changes that the desk told of when it last called and that have not come since · `refused` lines of it that
    wait at the central store for a person · `is_silent` an admitted desk that has not called for days. These are of
    any period.
    """

    key: str
    last_contact_at: datetime | None
    unsent: int
    refused: int
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the rows themselves cannot tell; None is "not known here".

    `unsent` and `refused` records of the period with a change that waits at the desk or that the central store did not
    take · `desks` names of the desks whose records are in the figures · `last_contact_at` of this desk with
    the central store, None when there was none; of several desks the earliest · `desk_contacts` those that the central
    store knows of, empty at a desk.
    """

    unsent: Count | None = None
    refused: Count | None = None
    desks: tuple[str, ...] = ()
    last_contact_at: datetime | None = None
    desk_contacts: tuple[DeskContact, ...] = ()


@dataclass(frozen=True, slots=True)
class CompletenessFigures:
    """The completeness line: what was told (see `Completeness`) and what the rows show.

    `entered_later` visits and calls typed in after the fact · `unmapped` services in the clerk's own words ·
    `left_open` visits without an end, or whose end was never pressed.
    """

    unsent: Count | None
    refused: Count | None
    desks: tuple[str, ...]
    last_contact_at: datetime | None
    desk_contacts: tuple[DeskContact, ...]
    entered_later: Count
    unmapped: Count
    left_open: Count


def count_completeness(counting: Counting, told: Completeness) -> CompletenessFigures:
    """Count what the rows show of their own completeness and put it beside what was told."""
    contacts = (("visit", counting.visits), ("phone_consultation", counting.calls))
    return CompletenessFigures(
        unsent=told.unsent,
        refused=told.refused,
        desks=told.desks,
        last_contact_at=told.last_contact_at,
        desk_contacts=told.desk_contacts,
        entered_later=Count(
            Row(register, row["id"])
            for register, rows in contacts
            for row in rows
            if row["start_quality"] == "ENTERED_LATER"
        ),
        unmapped=count_services(
            line for line in counting.lines if line.get("service_id") is None and line.get("service_text")
        ),
        left_open=Count(
            Row("visit", visit["id"])
            for visit in counting.visits
            if visit.get("ended_at") is None or visit.get("end_quality") == "LEFT_OPEN"
        ),
    )
