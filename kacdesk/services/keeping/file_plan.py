"""This file is the place where the file plan speaks: who numbers under which index, how long a file is kept."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.keeping import CountedTo, KeepingUnit, kept_until
from kacdesk.core.text import t
from kacdesk.core.workdays import add_months
from kacdesk.services.context import Context
from kacdesk.spec.register import Status, Values
from kacdesk.store.numbers import next_numbers
from kacdesk.store.session import Unit

PLAN, VOLUMES = "file_plan", "file_volume"
_MONTHS_OF_YEAR = 12
_COUNTED = {
    "YEAR_CLOSED": CountedTo.YEAR_END,
    "LAST_ENTRY": CountedTo.DAY,
    "COMPLETION": CountedTo.DAY,
}


def numbers_for(unit: Unit, register: str, *, year: int) -> dict[str, object]:
    """Return the number columns of a new record of `year`, under the index that the file plan gives its register."""
    return next_numbers(unit, register, year=year, planned=planned_index(unit, register))


def planned_index(unit: Unit, register: str) -> str | None:
    """Return the index under which the point's file plan numbers a register today; None when it says nothing of it."""
    if PLAN not in unit.catalog:
        return None
    plan, today = unit.catalog.table(PLAN).c, clock.today_riga()
    in_force = (plan.valid_from <= today, or_(plan.valid_to.is_(None), plan.valid_to >= today))
    found: str | None = unit.connection.execute(
        select(plan.file_index)
        .where(plan.register == register, plan.numbers, plan.status != Status.VOIDED, *in_force)
        .order_by(plan.valid_from.desc(), plan.id)
        .limit(1)
    ).scalar_one_or_none()
    return found


def plan_objects(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse a second index that numbers one register at the same time."""
    register = values.get("register")
    if not values.get("numbers") or not register:
        return
    begins, ends = values.get("valid_from"), values.get("valid_to")
    table = context.catalog.table(PLAN)
    with context.store.read() as connection:
        others = connection.execute(
            select(table).where(
                table.c.register == register, table.c.numbers.is_(True), table.c.status != Status.VOIDED
            )
        ).all()
    for other in others:
        same = other.id == values.get("id") or other.file_index == values.get("file_index")
        apart = (ends is not None and ends < other.valid_from) or (
            other.valid_to is not None and begins is not None and other.valid_to < begins
        )
        if not same and not apart:
            told = t("Šo sadaļu šajā laikā jau numurē ar indeksu {index}.", index=other.file_index)
            yield Problem("numbers", told, "overlap")
            return


def volume_follows(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Return until when a closed file is kept, and by when it is made ready for the archive."""
    plan, closed = _plan_row(context, values.get("file_id")), values.get("closed_on")
    if plan is None:
        return {}
    found: dict[str, Any] = {
        "retention_class": plan["retention_class"],
        "kept_until": None,
        "archive_by": None,
    }
    if closed is None:
        return found
    begins: date = (values.get("last_on") or closed) if plan["kept_from"] == "LAST_ENTRY" else closed
    if plan["keep_count"] is not None and plan["keep_unit"] in set(KeepingUnit):
        found["kept_until"] = kept_until(
            begins,
            count=plan["keep_count"],
            unit=KeepingUnit(plan["keep_unit"]),
            counted_to=_COUNTED.get(plan["kept_from"], CountedTo.YEAR_END),
        )
    if plan["retention_class"] in ("LONG", "PERMANENT") and plan["archive_years"] is not None:
        found["archive_by"] = add_months(date(closed.year, 12, 31), plan["archive_years"] * _MONTHS_OF_YEAR)
    return found


def _plan_row(context: Context, file: UUID | None) -> Mapping[Any, Any] | None:
    table = context.catalog.table(PLAN)
    with context.store.read() as connection:
        row = connection.execute(select(table).where(table.c.id == file)).one_or_none()
    return row._mapping if row is not None else None
