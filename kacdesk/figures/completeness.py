"""This file is the place where a month says how complete its records are."""

from dataclasses import dataclass
from datetime import datetime

from kacdesk.figures.rows import Counting, quantity


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the rows themselves cannot tell; None is "not known here".

    `unsent` and `refused` changes of the month that wait at the desk or that the central store did not
    take · `desks` names of the desks whose records are in the figures · `last_contact_at` of this desk with
    the central store, None when there was none.
    """

    unsent: int | None = None
    refused: int | None = None
    desks: tuple[str, ...] = ()
    last_contact_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompletenessFigures:
    """The completeness line: what was told (see `Completeness`) and what the rows show.

    `entered_later` visits and calls typed in after the fact · `unmapped` services in the clerk's own words ·
    `left_open` visits without an end, or whose end was never pressed.
    """

    unsent: int | None
    refused: int | None
    desks: tuple[str, ...]
    last_contact_at: datetime | None
    entered_later: int
    unmapped: int
    left_open: int


def count_completeness(counting: Counting, told: Completeness) -> CompletenessFigures:
    """Count what the rows show of their own completeness and put it beside what was told."""
    contacts = (*counting.visits, *counting.calls)
    return CompletenessFigures(
        unsent=told.unsent,
        refused=told.refused,
        desks=told.desks,
        last_contact_at=told.last_contact_at,
        entered_later=sum(contact["start_quality"] == "ENTERED_LATER" for contact in contacts),
        unmapped=quantity(
            line for line in counting.lines if line.get("service_id") is None and line.get("service_text")
        ),
        left_open=sum(
            visit.get("ended_at") is None or visit.get("end_quality") == "LEFT_OPEN"
            for visit in counting.visits
        ),
    )
