"""This file is the place where a document gets its number: without gaps, in the transaction of the record."""

from sqlalchemy import or_, select, update

from kacdesk.core import clock
from kacdesk.store import tables
from kacdesk.store.session import Unit


def next_numbers(unit: Unit, register: str, *, year: int) -> dict[str, object]:
    """Return the number columns of a new record of `year`; the counter commits with it or not at all.

    The number reads point-series/year/file index/sequence. It counts from 1 for each series, year and index; the
    series belongs to one stream of one desk, so two desks of a point never meet in a number. The index is that of the
    row of the file plan that numbers the register today, else the register's own, or the desk's for one without.
    """
    about = unit.connection.execute(select(tables.desk.c.series, tables.desk.c.file_index)).one()
    index = planned_index(unit, register) or unit.catalog.spec(register).file_index or about.file_index
    counter = tables.number_series
    here = (
        (counter.c.register == register)
        & (counter.c.series == about.series)
        & (counter.c.reg_year == year)
        & (counter.c.file_index == index)
    )
    sequence = unit.connection.execute(
        update(counter).where(here).values(last=counter.c.last + 1).returning(counter.c.last)
    ).scalar_one_or_none()
    if sequence is None:
        sequence = 1
        unit.connection.execute(
            counter.insert(),
            {
                "register": register,
                "series": about.series,
                "reg_year": year,
                "file_index": index,
                "last": sequence,
            },
        )
    return {
        "number": f"{unit.point}-{about.series}/{year}/{index}/{sequence}",
        "series": about.series,
        "reg_year": year,
        "file_index": index,
        "sequence": sequence,
    }


def planned_index(unit: Unit, register: str) -> str | None:
    """Return the index under which the point's file plan numbers a register today; None when it says nothing of it."""
    if "file_plan" not in unit.catalog:
        return None
    plan, today = unit.catalog.table("file_plan").c, clock.today_riga()
    in_force = (plan.valid_from <= today, or_(plan.valid_to.is_(None), plan.valid_to >= today))
    found: str | None = unit.connection.execute(
        select(plan.file_index)
        .where(plan.register == register, plan.numbers, plan.status != "voided", *in_force)
        .order_by(plan.valid_from.desc(), plan.id)
        .limit(1)
    ).scalar_one_or_none()
    return found
