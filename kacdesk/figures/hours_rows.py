"""This file is the place where rows of registers become a calendar, opening hours and a roster, for pages and figures.

Rows come without what is voided.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kacdesk.core.calendar import Calendar, MovedDay
from kacdesk.core.hours import interval
from kacdesk.core.roster import Away, Person, Roster, Rostered
from kacdesk.core.schedule import LAST, Exceptional, Schedule, WeeklyHours
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from kacdesk.spec.register import Values

APPROVED, ASKED, REJECTED = "APPROVED", "ASKED", "REJECTED"
"""What was decided about an absence."""


def calendar_from(days: Iterable[Values], *, follows_moved_days: bool) -> Calendar:
    """Return the calendar of a point from its `calendar_day` rows."""
    kept = list(days)
    return Calendar(
        {row["day"]: row.get("title") or "" for row in kept if row["kind"] == "DAY_OFF"},
        tuple(
            MovedDay(row["day"], row["worked_on"], row.get("source") or "")
            for row in kept
            if row["kind"] == "MOVED"
        ),
        follows_moved_days=follows_moved_days,
    )


def settings_from(rows: Iterable[Values]) -> Values:
    """Return the settings of a point that hold: of several `point_settings` rows the newest; nothing without one."""
    return max(rows, key=lambda row: row["made_at"], default={})


def schedule_from(
    calendar: Calendar, weekly: Iterable[Values], exceptions: Iterable[Values], *, shortens: bool
) -> Schedule:
    """Return when a point is open from its `opening_hours` and `opening_exception` rows."""
    return Schedule(
        calendar,
        tuple(weekly_hours(row) for row in weekly if row["weekday"] in WEEKDAY_CODES),
        tuple(exceptional(row) for row in in_order_of_entry(exceptions)),
        shortens=shortens,
    )


def in_order_of_entry(rows: Iterable[Values]) -> list[Values]:
    """Return rows as they were entered, the first one first."""
    return sorted(rows, key=lambda row: row["made_at"])


def weekly_hours(row: Values) -> WeeklyHours:
    """Return a row of the opening hours as plain data."""
    return WeeklyHours(
        row["set_name"],
        WEEKDAY_CODES.index(row["weekday"]),
        interval(row["opens"], row["closes"]),
        row["valid_from"],
        row.get("valid_to"),
        yearly=bool(row.get("yearly")),
    )


def exceptional(row: Values) -> Exceptional:
    """Return an exception of the opening hours as plain data."""
    pairs = ((row.get("opens"), row.get("closes")), (row.get("opens_again"), row.get("closes_again")))
    hours = tuple(interval(begins, ends) for begins, ends in pairs if begins and ends)
    off_site = row["kind"] == "OFF_SITE"
    monthly = row["repeats"] == "NTH"
    return Exceptional(
        row["day"],
        row.get("until"),
        hours if row["kind"] == "OTHER_HOURS" else (),
        place=(row.get("place") or "") if off_site else "",
        elsewhere=hours if off_site else (),
        reason=row.get("reason") or "",
        nth=(LAST if row["nth"] == "LAST" else int(row["nth"])) if monthly else None,
        weekday=WEEKDAY_CODES.index(row["weekday"]) if monthly else 0,
    )


def roster_from(
    point: str,
    calendar: Calendar,
    *,
    people: Iterable[Values],
    shifts: Iterable[Values],
    absences: Iterable[Values],
    places: Mapping[UUID, str],
) -> Roster:
    """Return the roster of a point from its `staff`, `shift` and `absence` rows; `places` the codes of the points."""
    return Roster(
        {
            row["id"]: Person(
                row["id"], row.get("name") or "", row.get("employed_from"), row.get("employed_to")
            )
            for row in people
        },
        tuple(_rostered(row, point, places) for row in shifts),
        tuple(_away(row) for row in absences if row["decision"] != REJECTED),
        calendar,
        places,
    )


def _rostered(row: Mapping[str, Any], point: str, places: Mapping[UUID, str]) -> Rostered:
    place: UUID | None = row.get("place_id")
    first: date = row["day"]
    weekday = row.get("weekday")
    return Rostered(
        row["id"],
        row["staff_id"],
        interval(row["opens"], row["closes"]),
        first,
        row.get("valid_to"),
        WEEKDAY_CODES.index(weekday) if weekday in WEEKDAY_CODES else None,
        None if place is None or places.get(place) == point else place,
    )


def _away(row: Mapping[str, Any]) -> Away:
    return Away(
        row["id"],
        row["staff_id"],
        row["kind"],
        row["first_on"],
        row["last_on"],
        row.get("substitute_id"),
        row["decision"] == APPROVED,
    )
