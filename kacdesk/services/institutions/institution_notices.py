"""This file is the place where a notice of an institution gets its terms, and where it is said what is done with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import later, t
from kacdesk.models.fields import NO_ONE
from kacdesk.services.context import Context
from kacdesk.services.deadlines import due
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.step import Step
from kacdesk.spec.register import Values

OFFICER, HOURS = "A_ASSIGNED_OFFICER", "B_HOURS_CHANGE"
ABSENCE, SUBSTITUTION = "C_UNCOVERED_ABSENCE", "D_SUBSTITUTION"

_BEFORE = {OFFICER: "OFFICER_NOTICE", HOURS: "HOURS_NOTICE"}
"""Kind → the matter of its term before the day on which it takes effect (S001 19.1, 19.2). The notices of absence and
substitution have none that could be counted (19.3, 19.4)."""

_POSTING = "HOURS_POSTING"
"""Placing the notice in PVS and telling the ministry (S003 26.1.9bis speaks of changed hours only)."""


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Fill by when the notice had to come, whether it did, and by when it is to be placed in PVS."""
    received = riga_day(values["received_at"])
    kind, effective = str(values["kind"]), values["effective_from"]
    matter = _BEFORE.get(kind)
    needed = due(context.store, matter, effective) if matter is not None else None
    posting = due(context.store, _POSTING, received) if kind == HOURS else None
    followed: dict[str, Any] = {
        "required_by": needed.due_on if needed is not None else None,
        "in_time": received <= needed.due_on if needed is not None else None,
        "post_by": posting.due_on if posting is not None else None,
    }
    return {**followed, **(_named(context, values) if new else {})}


def _named(context: Context, values: Values) -> Mapping[str, Any]:
    """Return name and post of the people chosen from the contacts, where nobody typed them."""
    filled: dict[str, Any] = {}
    people = centre_of(context.store).people
    for who in ("officer", "substitute"):
        person = people.get(values.get(f"{who}_id") or NO_ONE)
        if person is None:
            continue
        for part, known in (("name", person.name), ("post", person.post)):
            if not values.get(f"{who}_{part}") and known:
                filled[f"{who}_{part}"] = known
    return filled


def judge(context: Context, values: Values) -> Iterable[Problem]:
    """Refuse days on which something was done that lie before the notice came, or in the future."""
    received, today = riga_day(values["received_at"]), clock.today_riga()
    if received > today:
        yield Problem("received_at", t("Paziņojums nevar būt saņemts nākotnē; pārbaudiet datumu."), "future")
    for name in ("posted_on", "ministry_informed_on"):
        day = values.get(name)
        if day is None:
            continue
        if day < received:
            yield Problem(name, t("Šī diena ir pirms paziņojuma saņemšanas; pārbaudiet."), "order")
        elif day > today:
            yield Problem(name, t("Šī diena ir nākotnē; ierakstiet, kad tas ir izdarīts."), "future")


def _today(field: str) -> Any:
    return lambda _context, _values: {field: clock.today_riga()}


def _open(field: str, *kinds: str) -> Any:
    return lambda values: values.get("kind") in kinds and values.get(field) is None


STEPS = (
    Step("posted", later("Ievietots PVS"), _open("posted_on", HOURS), _today("posted_on")),
    Step(
        "ministry-informed",
        later("Ministrija informēta"),
        _open("ministry_informed_on", HOURS),
        _today("ministry_informed_on"),
    ),
    Step(
        "timetable-changed",
        later("Grafiks izmainīts"),
        _open("timetable_changed_on", OFFICER, HOURS),
        _today("timetable_changed_on"),
    ),
)


def changes_timetable(values: Values) -> bool:
    """Say whether a notice is one after which the timetable has another row."""
    return values.get("kind") in (OFFICER, HOURS)


def names_a_new_person(values: Values) -> bool:
    """Say whether the officer of a notice does not stand in the contacts yet."""
    return values.get("kind") == OFFICER and values.get("officer_id") is None


def presence_of(values: Values) -> Mapping[str, Any]:
    """Carry a notice into a new row of the timetable."""
    return {
        "institution_id": values["institution_id"],
        "officer_id": values["officer_id"],
        "valid_from": values["effective_from"],
        "valid_to": values["effective_to"],
        "note": values["hours_text"],
    }


def specialist_of(values: Values) -> Mapping[str, Any]:
    """Carry the officer of a notice into the contacts."""
    return {
        "institution_id": values["institution_id"],
        "name": values["officer_name"],
        "post": values["officer_post"],
        "valid_from": values["effective_from"],
    }
