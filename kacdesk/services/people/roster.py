"""This file is the place where the roster of the point is read, and which open hours of the coming days stay bare."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Table, or_, select

from kacdesk.core import clock
from kacdesk.core.roster import Gap, Roster
from kacdesk.figures.hours_rows import roster_from
from kacdesk.services.deadlines import calendar_of
from kacdesk.services.people.opening_hours import schedule_of
from kacdesk.spec.register import Status
from kacdesk.store.rows import rows_of
from kacdesk.store.session import Store

SHIFTS = "shift"
ABSENCES = "absence"
LOOKED_AHEAD_DAYS = 14
"""For so many days, today included, a supervisor is told which open hours nobody serves."""

_DAY = timedelta(days=1)


def days_of(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both included."""
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def roster_of(store: Store, first: date, last: date) -> Roster:
    """Return the roster of the days from the first to the last."""
    catalog = store.catalog
    staff, shifts, absences = (catalog.table(name) for name in ("staff", SHIFTS, ABSENCES))
    points = catalog.table("service_point")
    here = select(shifts).where(
        _kept(shifts),
        shifts.c.day <= last,
        or_(shifts.c.repeats == "WEEKLY", shifts.c.day >= first),
        or_(shifts.c.valid_to.is_(None), shifts.c.valid_to >= first),
    )
    away = (
        select(absences)
        .where(_kept(absences), absences.c.first_on <= last, absences.c.last_on >= first)
        .order_by(absences.c.first_on)
    )
    at_work = select(staff).where(_kept(staff), staff.c.active.is_(True)).order_by(staff.c.n)
    with store.read() as connection:
        return roster_from(
            store.point,
            calendar_of(store),
            people=rows_of(connection, staff, at_work),
            shifts=rows_of(connection, shifts, here),
            absences=rows_of(connection, absences, away),
            places={row.id: row.code for row in connection.execute(select(points.c.id, points.c.code))},
        )


def coming_gaps(store: Store) -> list[Gap]:
    """Return the open hours of today and the days after it that nobody serves, as far as the roster tells."""
    first = clock.today_riga()
    last = first + (LOOKED_AHEAD_DAYS - 1) * _DAY
    roster = roster_of(store, first, last)
    return roster.gaps(schedule_of(store), days_of(first, last)) if roster.is_known else []


def _kept(table: Table) -> ColumnElement[bool]:
    return table.c.status != Status.VOIDED
