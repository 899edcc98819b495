"""This file is the place where the sample point gets its settings, opening hours, roster, absences and publications."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.core.workdays import next_working_day
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.services.people import accounts

_BEGAN = date(2026, 1, 5)
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")
_LATE = "TUE"
_LUNCH = ("12:00", "12:30")


def make(context: Context) -> None:
    """Save them near the day that is today."""
    _settings(context)
    for register, values in (*_hours(), *_exceptions(), *_publications()):
        records.save(context, register, values)
    people = [person.id for person in accounts.staff(context.store)]
    for values in _shifts(people):
        records.save(context, "shift", values)
    _absences(context, people)


def _settings(context: Context) -> None:
    table = context.catalog.table("point_settings")
    with context.store.read() as connection:
        row = connection.execute(table.select()).mappings().one()
    changes = {
        "border_traffic": True,
        "municipality_address": "Parauga iela 1, Balvi",
        "contest_address": "Parauga novada dome, Parauga iela 1, Balvi",
        "access_recipient": "Izdomātā ministrija",
    }
    records.correct(context, "point_settings", row["id"], changes, rev=row["rev"], reason="Paraugam")


def _hours() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Open with a break for lunch, on Tuesdays until seven."""
    for weekday in _WEEKDAYS:
        closes = {_LATE: "19:00", "FRI": "15:30"}.get(weekday, "17:00")
        for begins, ends in (("08:30", _LUNCH[0]), (_LUNCH[1], closes)):
            row = {"set_name": "Pamata", "weekday": weekday, "opens": begins, "closes": ends}
            yield "opening_hours", row | {"valid_from": _BEGAN, "source": "Izdomāts rīkojums Nr. 1"}


def _exceptions() -> Iterator[tuple[str, Mapping[str, Any]]]:
    first = {"kind": "OTHER_HOURS", "repeats": "NTH", "nth": "2", "weekday": "WED", "day": _BEGAN}
    yield (
        "opening_exception",
        first | {"opens": "13:00", "closes": "17:00", "reason": "Metodiskā diena no rīta"},
    )
    away = clock.today_riga() + timedelta(days=20)
    yield (
        "opening_exception",
        {
            "kind": "OFF_SITE",
            "repeats": "ONCE",
            "day": away,
            "opens": "10:00",
            "closes": "14:00",
            "place": "Izdomātā pagasta pārvalde",
            "reason": "Apkalpošana ārpus telpām",
        },
    )


def _publications() -> Iterator[tuple[str, Mapping[str, Any]]]:
    today = clock.today_riga()
    for what, place, days in (
        ("HOURS_WEBSITE", "paraugs.example/darba-laiks", 0),
        ("HOURS_PORTAL", "Portāla centra lapa", 30),
        ("SERVICES_WEBSITE", "paraugs.example/pakalpojumi", 60),
        ("REMOTE_WEBSITE", "paraugs.example/sazina", 75),
    ):
        yield "publication", {"what": what, "place": place, "review_on": today + timedelta(days=days)}


def _shifts(people: list[UUID]) -> Iterator[Mapping[str, Any]]:
    """Let two be here each day; the last one serves another point on Thursdays."""
    for person in people[1:]:
        for weekday in _WEEKDAYS:
            row = {"staff_id": person, "weekday": weekday, "day": _BEGAN, "repeats": "WEEKLY"}
            late = person == people[1] and weekday == _LATE
            row |= {"opens": "08:30", "closes": "19:00" if late else "17:00"}
            if person == people[-1] and weekday == "THU":
                row["place_id"] = reference_id("service_point", "RUGAJI")
            yield row


def _absences(context: Context, people: list[UUID]) -> None:
    today = clock.today_riga()
    first = next_working_day(deadlines.calendar_of(context.store), today + timedelta(days=5))
    other = next_working_day(deadlines.calendar_of(context.store), today + timedelta(days=9))
    trained = {"staff_id": people[-1], "kind": "TRAINING", "first_on": first, "last_on": first}
    approved = records.save(context, "absence", trained | {"substitute_id": people[0]})
    steps.take(context, "absence", approved.id, "approve")
    leave = {"staff_id": people[1], "kind": "LEAVE", "first_on": other, "last_on": other + timedelta(days=6)}
    left_bare = records.save(context, "absence", leave)
    steps.take(context, "absence", left_bare.id, "approve")
    trip = {"staff_id": people[-1], "kind": "TRIP", "first_on": other + timedelta(days=2)}
    records.save(
        context, "absence", trip | {"last_on": other + timedelta(days=2), "substitute_id": people[0]}
    )
