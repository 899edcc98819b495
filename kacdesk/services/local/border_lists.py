"""This file is the place where applications for a local border traffic permit become lists (S000 2.1(8)).

An application names the one list that it is in, so it cannot be in two. A list is open until it is approved.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select

from kacdesk.core import clock
from kacdesk.core.errors import Problem, Refused
from kacdesk.core.text import t
from kacdesk.models.registers.border_traffic import (
    ANSWERED,
    APPROVED,
    DRAFT,
    HANDED_OVER,
    LISTED,
    WAITING,
    WITHDRAWN,
)
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.local.switches import refusal
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

LISTS, APPLICATIONS = "border_traffic_list", "border_traffic_application"
_RESIDENT = "RESIDENT"
ANSWER = "BORDER_TRAFFIC_ANSWER"
"""The matter of the term within which the answer is expected."""


def judge_list(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point keeps no lists, and a list whose state misses its day."""
    state = values.get("state")
    if state == DRAFT:
        yield from refusal(context.store, LISTS, "title", on=None)
    if state in (APPROVED, HANDED_OVER, ANSWERED) and not values.get("approved_by"):
        yield Problem("approved_by", t("Norādiet, kas sarakstu apstiprināja."), "required")
    if state in (HANDED_OVER, ANSWERED) and values.get("handed_on") is None:
        yield Problem("handed_on", t("Norādiet, kad saraksts nodots robežpārstāvim."), "required")


def judge_application(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point keeps no lists, and an application on a list that is not named."""
    yield from refusal(context.store, APPLICATIONS, "person_name", on=values.get("applied_on"))
    if values.get("state") in (LISTED, "GRANTED", "DECLINED") and values.get("list_id") is None:
        yield Problem("list_id", t("Norādiet sarakstu, kurā iesniegums iekļauts."), "required")


def follow_application(_context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Fill in the day of an application, and from when a withdrawn one is kept."""
    told: dict[str, Any] = {"applied_on": values.get("applied_on") or clock.today_riga()}
    if values.get("state") == WITHDRAWN and values.get("kept_from") is None:
        told["kept_from"] = clock.today_riga()
    return told


# --- steps -----------------------------------------------------------------------------------------------------------
def gathered(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a list into which all waiting applications are taken now."""
    return {"gathered_at": clock.now_utc()}


def approved(context: Context, values: Values) -> Mapping[str, Any]:
    """Return the fields of a list that the actor approves today; Refused while nobody is on it."""
    if not values.get("included"):
        raise Refused(
            t("Sarakstā vēl nav nevienas personas."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vispirms iekļaujiet gaidošos iesniegumus."),
        )
    return {"state": APPROVED, "approved_by": context.actor.name, "approved_on": clock.today_riga()}


def handed_over(context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a list handed to the border representative today, with the day of the answer."""
    today = clock.today_riga()
    due = proposed_due(context.store, ANSWER, today)
    return {"state": HANDED_OVER, "handed_on": today, "answer_due_on": due}


def answered(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a list to which the answer came today."""
    return {"state": ANSWERED, "answered_on": clock.today_riga()}


def included(context: Context, values: Values) -> Mapping[str, Any]:
    """Return the fields of an application that is put on the open list of its neighbour; Refused without one."""
    table = context.catalog.table(LISTS)
    here = (table.c.neighbour == values["neighbour"], table.c.state == DRAFT)
    with context.store.read() as connection:
        open_ = connection.scalars(
            select(table.c.id)
            .where(*here, table.c.status != Status.VOIDED)
            .order_by(table.c.period_from.desc(), table.c.n.desc())
            .limit(1)
        ).first()
    if open_ is None:
        raise Refused(
            t("Topoša saraksta šai kaimiņvalstij nav."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Izveidojiet jaunu sarakstu sadaļā “Pierobežas satiksmes saraksti”."),
        )
    return {"state": LISTED, "list_id": open_}


def taken_out(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of an application that waits again."""
    return {"state": WAITING, "list_id": None}


# --- effects ---------------------------------------------------------------------------------------------------------
def list_effect(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Take the waiting applications into a list that asked for them; let those of a voided list wait again."""
    now = unit.row(LISTS, record)
    if now["status"] == Status.VOIDED:
        _let_wait(unit, record)
        return
    asked = now["gathered_at"] is not None and (before is None or before["gathered_at"] != now["gathered_at"])
    if asked and now["state"] == DRAFT:
        _gather(unit, now)
    if now["answered_on"] is not None and (before is None or before["answered_on"] != now["answered_on"]):
        for listed in unit.connection.scalars(select(_columns(unit).id).where(_on(unit, record))).all():
            unit.update(APPLICATIONS, listed, {"kept_from": now["answered_on"]})
    _count(unit, record)


def application_effect(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Hold an application against the list it enters or leaves, and count both lists anew."""
    now = unit.row(APPLICATIONS, record)
    was = before["list_id"] if before is not None else None
    is_ = now["list_id"] if now["status"] != Status.VOIDED else None
    if was == is_:
        return
    for changed in (each for each in (was, is_) if each is not None):
        about = unit.row(LISTS, changed)
        if about["state"] != DRAFT:
            raise Refused(
                t("Saraksts {number} ir apstiprināts; to vairs nepapildina.", number=about["number"]),
                effect=t("Nekas nav mainīts."),
                remedy=t("Iekļaujiet iesniegumu nākamajā sarakstā."),
            )
    if is_ is not None:
        _require_fitting(now, unit.row(LISTS, is_))
    for changed in (each for each in (was, is_) if each is not None):
        _count(unit, changed)


def _require_fitting(application: Values, wanted: Values) -> None:
    """Refuse an application for another neighbour, and a resident who has not lived here long enough."""
    if application["neighbour"] != wanted["neighbour"]:
        raise Refused(t("Saraksts ir citai kaimiņvalstij."), effect=t("Nekas nav mainīts."))
    if not is_entitled(application, years_needed=wanted["years_needed"]):
        raise Refused(
            t("Pierobežā jābūt deklarētam vismaz {years} gadus.", years=wanted["years_needed"]),
            effect=t("Iesniegums sarakstā nav iekļauts."),
            remedy=t("Pārbaudiet laukus “Tiesības kā” un “Cik gadus deklarēts pierobežā”."),
        )


def is_entitled(application: Values, *, years_needed: int) -> bool:
    """Say whether somebody may be on a list: family at any time, a resident after so many years."""
    return application["entitled_as"] != _RESIDENT or (application["years_resident"] or 0) >= years_needed


def _gather(unit: Unit, about: Values) -> None:
    table = unit.catalog.table(APPLICATIONS)
    of_period = table.c.applied_on.between(about["period_from"], about["period_to"])
    waiting = (table.c.state == WAITING, table.c.neighbour == about["neighbour"], of_period)
    rows = unit.connection.execute(
        select(table.c.id, table.c.entitled_as, table.c.years_resident)
        .where(*waiting, table.c.status != Status.VOIDED)
        .order_by(table.c.applied_on, table.c.n)
    ).all()
    for row in rows:
        if is_entitled(dict(row._mapping), years_needed=about["years_needed"]):
            unit.update(APPLICATIONS, row.id, {"state": LISTED, "list_id": about["id"]})


def _let_wait(unit: Unit, record: UUID) -> None:
    listed = _on(unit, record) & (_columns(unit).state == LISTED)
    for row in unit.connection.execute(select(_columns(unit).id).where(listed)).all():
        unit.update(APPLICATIONS, row.id, {"state": WAITING, "list_id": None})


def _count(unit: Unit, record: UUID) -> None:
    counted = unit.connection.execute(
        select(func.count()).select_from(unit.catalog.table(APPLICATIONS)).where(_on(unit, record))
    ).scalar_one()
    if (unit.row(LISTS, record)["included"] or 0) != counted:
        unit.update(LISTS, record, {"included": counted})


def _columns(unit: Unit) -> Any:
    table: Table = unit.catalog.table(APPLICATIONS)
    return table.c


def _on(unit: Unit, record: UUID) -> Any:
    columns = _columns(unit)
    return (columns.list_id == record) & (columns.status != Status.VOIDED)


# --- begun from another ----------------------------------------------------------------------------------------------
def application_of_visit(visit: Values) -> Mapping[str, Any]:
    """Return what an application takes over from a visit."""
    return {
        "person_name": visit.get("customer_name"),
        "contact": visit.get("customer_contact"),
        "visit_id": visit["id"],
    }
