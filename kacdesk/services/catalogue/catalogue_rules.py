"""This file is the place where the rules speak that a point must keep when it changes what services it gives."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.deadlines import due
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

_LIBRARY = "library_item"
_BINDING = frozenset({"INTERNAL_RULE", "JOB_DESCRIPTION", "TERMS", "AGREEMENT", "SAFETY"})


def judge_own(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse a code that a service of the catalogue has: it would be two services by one name."""
    table = context.catalog.table("service")
    with context.store.read() as connection:
        taken = connection.execute(select(table.c.title).where(table.c.code == values["code"])).first()
    if values["code"] and taken is not None:
        sentence = t("Šāds kods jau ir katalogā: {title}. Izvēlieties citu.", title=taken.title)
        yield Problem("code", sentence, "duplicate")


def follow_own(context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Tell by when the committee hears that a service ends (S001 16)."""
    return {"notice_by": _notice_by(context, values["valid_to"])}


def judge_here(context: Context, values: Values) -> Iterator[Problem]:
    """Keep the basket whole: a point gives all of it, and only the committee takes a service out (S001 8, 16)."""
    table = context.catalog.table("service")
    with context.store.read() as connection:
        row = connection.execute(select(table.c.in_basket).where(table.c.id == values["service_id"])).first()
    if row is None or not row.in_basket:
        return
    if values["offered"] is False:
        sentence = t("Minimālā groza pakalpojumu sniedz katrs punkts; to te izslēgt nevar.")
        yield Problem("offered", sentence, "basket")
    elif values["ends_on"] is not None and values["notified_on"] is None:
        sentence = t(
            "Minimālā groza pakalpojumu izslēdz tikai uzraudzības komiteja; norādiet, kad tai paziņots."
        )
        yield Problem("ends_on", sentence, "basket")


def follow_here(context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Tell by when the committee hears that a service is no longer given here (S001 16)."""
    return {"notice_by": _notice_by(context, values["ends_on"])}


def _notice_by(context: Context, last_day: Any) -> Any:
    """Return the last good day of notice before a service ends: it is out from the day after its last one."""
    found = due(context.store, "EXCLUSION_NOTICE", last_day + timedelta(days=1)) if last_day else None
    return found.due_on if found is not None else None


def judge_library(context: Context, values: Values) -> Iterator[Problem]:
    """Leave what binds everybody to the supervisor; forms and guidance are entered by whoever receives them."""
    binding = values["kind"] in _BINDING or values["must_know"]
    if binding and context.actor.role is not Role.SUPERVISOR:
        sentence = t("Noteikumus un to, kas jāzina visiem, ieraksta vadītājs.")
        yield Problem("kind", sentence, "role")


def follow_library(context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Tell by when the institution owes its guidance after a training (S001 15.2)."""
    trained = values["training_on"]
    found = due(context.store, "GUIDANCE_AFTER_TRAINING", trained) if trained else None
    return {"expected_by": found.due_on if found is not None else None}


def end_the_version_before(_context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Let the version that a new one replaces end the day before it begins; one that has ended already stays so."""
    row = unit.row(_LIBRARY, record)
    replaced = row["supersedes_id"]
    if before is not None or replaced is None or row["valid_from"] is None:
        return
    older = unit.row(_LIBRARY, replaced)
    last = row["valid_from"] - timedelta(days=1)
    ended = older["valid_to"] is not None and older["valid_to"] <= last
    if ended or older["status"] == Status.VOIDED:
        return
    begins = older["valid_from"]
    unit.update(_LIBRARY, replaced, {"valid_to": max(last, begins) if begins is not None else last})


def judge_acknowledgement(context: Context, values: Values) -> Iterator[Problem]:
    """Let nobody but the supervisor write that somebody else knows something."""
    person = values["staff_id"]
    if person is not None and person != context.actor.id and context.actor.role is not Role.SUPERVISOR:
        sentence = t("Par citu darbinieku iepazīšanos ieraksta tikai vadītājs.")
        yield Problem("staff_id", sentence, "role")
