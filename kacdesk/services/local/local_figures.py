"""This file is the place where the municipality's own services at the centre are counted over a period.

Reporting 5.5 no. 9: declared residence, certificates, the border list, rural consultations; and what was paid. Nothing
here tells of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select

from kacdesk.core import clock
from kacdesk.core.on_demand import on_demand
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context
from kacdesk.services.local import border_lists, payments, residence, rural
from kacdesk.services.references import current_references
from kacdesk.spec.register import Status

if TYPE_CHECKING:
    from kacdesk.reports.payment_day import PaidFor
else:
    (PaidFor,) = on_demand("kacdesk.reports.payment_day", "PaidFor")


@dataclass(frozen=True, slots=True)
class LocalFigures:
    """The days from `first` to `last` in Riga, voided records left out.

    `declarations` taken in, by state · `certificates` by kind · `border_applications` taken in and `border_lists`
    approved · `rural` consultations, with `rural_seconds` altogether · `paid` by what it was for, most money first.
    """

    first: date
    last: date
    declarations: Mapping[str, int]
    certificates: Mapping[str, int]
    border_applications: int
    border_lists: int
    rural: int
    rural_seconds: int
    paid: tuple[PaidFor, ...]

    @property
    def paid_cents(self) -> int:
        """Return all that was paid, in cents."""
        return sum(row.total for row in self.paid)


def local_figures(context: Context, first: date, last: date) -> LocalFigures:
    """Count a period; both days are included."""
    catalog, names = context.catalog, current_references(context.store)
    with context.store.read() as connection:
        rural_count, rural_seconds = _rural(connection, catalog, first, last)
        return LocalFigures(
            first,
            last,
            declarations=_by(connection, catalog, residence.DECLARATION, "declared_on", "state", first, last),
            certificates=_by(connection, catalog, residence.CERTIFICATE, "issued_on", "kind", first, last),
            border_applications=_count(
                connection, catalog, border_lists.APPLICATIONS, "applied_on", first, last
            ),
            border_lists=_count(connection, catalog, border_lists.LISTS, "approved_on", first, last),
            rural=rural_count,
            rural_seconds=rural_seconds,
            paid=tuple(payments.sums(payments.paid_between(connection, catalog, first, last, names))),
        )


def _by(
    connection: Connection, catalog: Catalog, register: str, day: str, name: str, first: date, last: date
) -> Mapping[str, int]:
    columns = catalog.table(register).c
    kept = _of_days(columns[day], first, last) & (columns.status != Status.VOIDED)
    rows = connection.execute(select(columns[name], func.count()).where(kept).group_by(columns[name]))
    return {row[0]: row[1] for row in rows}


def _count(connection: Connection, catalog: Catalog, register: str, day: str, first: date, last: date) -> int:
    columns = catalog.table(register).c
    kept = _of_days(columns[day], first, last) & (columns.status != Status.VOIDED)
    return connection.execute(select(func.count()).where(kept)).scalar_one()


def _rural(connection: Connection, catalog: Catalog, first: date, last: date) -> tuple[int, int]:
    columns = catalog.table(rural.CONSULTATION).c
    begins, ends = (
        clock.from_riga(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1))
    )
    kept = (columns.started_at >= begins, columns.started_at < ends, columns.status != Status.VOIDED)
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(columns.duration_s), 0)).where(*kept)
    ).one()
    return row[0], row[1]


def _of_days(column: ColumnElement[date], first: date, last: date) -> ColumnElement[bool]:
    return column.between(first, last)
