"""This file is the place where a month is counted from the store and written as a report."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, exists, func, select

from kacdesk.core.on_demand import on_demand
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.monthly import MonthlyFigures, count_month
from kacdesk.figures.period import Month
from kacdesk.figures.plain import as_dict
from kacdesk.figures.rows import InstitutionName, MonthRows, Names, ServiceName
from kacdesk.figures.totals import Totals, count_totals
from kacdesk.models.catalog import Catalog
from kacdesk.services.catalogue.service_rows import every_service
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.store import tables
from kacdesk.store.rows import rows_of
from kacdesk.store.session import one

if TYPE_CHECKING:
    from kacdesk.reports.monthly import draw_monthly
else:
    (draw_monthly,) = on_demand("kacdesk.reports.monthly", "draw_monthly")


_CONTACTS = ("visit", "phone_consultation", "received_document")


def figures(context: Context, year: int, month: int) -> MonthlyFigures:
    """Count a month, with the month before and the same month a year ago beside it. Reads one snapshot."""
    asked = Month(year, month)
    with context.store.read() as connection:
        catalog = context.catalog
        desk, sync = one(connection, tables.desk), one(connection, tables.sync_state)
        return count_month(
            asked,
            _rows(connection, catalog, asked),
            _names(connection, catalog),
            previous=_totals(connection, catalog, asked.previous()),
            year_ago=_totals(connection, catalog, asked.year_ago()),
            completeness=Completeness(
                unsent=_unsent(connection, catalog, asked, acked=sync["acked_seq"]),
                refused=_refused(connection, catalog, asked),
                desks=(f"{desk['point']}-{desk['series']}",),
                last_contact_at=sync["contacted_at"],
            ),
            sample=desk["sample"],
        )


def write(context: Context, counted: MonthlyFigures, out: Path) -> None:
    """Draw the figures as a PDF at `out`; Unavailable when the place does not take it. Any thread."""
    draw_monthly(counted, letterhead(context), out)


def as_json(counted: MonthlyFigures) -> dict[str, Any]:
    """Return the figures as plain JSON values; the keys are documented in docs/report.md."""
    return as_dict(counted)


def _rows(connection: Connection, catalog: Catalog, month: Month) -> MonthRows:
    first, last = month.first_day, month.last_day
    contacts = {name: _of_days(connection, catalog, name, first, last) for name in _CONTACTS}
    visits, lines = catalog.table("visit"), catalog.table("visit_service")
    of_month = (
        select(*_counted_columns(catalog, "visit_service"))
        .join_from(lines, visits, lines.c.visit_id == visits.c.id)
        .where(visits.c.counted_on.between(first, last))
    )
    return MonthRows(
        visits=contacts["visit"],
        visit_services=rows_of(connection, lines, of_month),
        phone_consultations=contacts["phone_consultation"],
        received_documents=contacts["received_document"],
    )


def _of_days(
    connection: Connection, catalog: Catalog, register: str, first: date, last: date
) -> Sequence[Mapping[str, Any]]:
    table = catalog.table(register)
    statement = select(*_counted_columns(catalog, register)).where(table.c.counted_on.between(first, last))
    return rows_of(connection, table, statement)


def _counted_columns(catalog: Catalog, register: str) -> list[Column[Any]]:
    """Return what may be counted: no personal data ever reach the figures."""
    table = catalog.table(register)
    return [
        table.c.id,
        *(table.c[field.name] for field in catalog.spec(register).fields if not field.personal),
    ]


def _totals(connection: Connection, catalog: Catalog, month: Month) -> Totals | None:
    """Return the totals of another month; None when nothing was recorded up to its end."""
    tables_ = [catalog.table(name) for name in _CONTACTS]
    begun = any(
        connection.execute(select(table.c.n).where(table.c.counted_on <= month.last_day).limit(1)).first()
        is not None
        for table in tables_
    )
    return count_totals(month, _rows(connection, catalog, month)) if begun else None


def _names(connection: Connection, catalog: Catalog) -> Names:
    institution = catalog.table("institution")
    return Names(
        institutions={
            row.id: InstitutionName(row.abbr, row.title, bool(row.in_basket), row.kind)
            for row in connection.execute(select(institution))
        },
        services={
            row["id"]: ServiceName(row["title"], row["institution_id"])
            for row in every_service(connection, catalog)
        },
    )


def _unsent(connection: Connection, catalog: Catalog, month: Month, *, acked: int) -> int:
    """Count the month's records that hold a change without a receipt."""
    outbox, capture = tables.outbox.c, tables.capture.c

    def waits(name: str, record: ColumnElement[Any]) -> ColumnElement[bool]:
        sealed = exists().where(outbox.reg == name, outbox.rid == record, outbox.seq > acked)
        return sealed | exists().where(capture.rid == record)

    return _in_month(connection, catalog, month, waits)


def _refused(connection: Connection, catalog: Catalog, month: Month) -> int:
    """Count the month's records that hold a change which the central store did not apply."""
    exception = tables.exception.c

    def refused(name: str, record: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(exception.reg == name, exception.rid == record, exception.settled_at.is_(None))

    return _in_month(connection, catalog, month, refused)


def _in_month(
    connection: Connection,
    catalog: Catalog,
    month: Month,
    condition: Callable[[str, ColumnElement[Any]], ColumnElement[bool]],
) -> int:
    counted = 0
    for name in _CONTACTS:
        table = catalog.table(name)
        of_month = table.c.counted_on.between(month.first_day, month.last_day)
        statement = select(func.count()).select_from(table).where(of_month, condition(name, table.c.id))
        counted += connection.execute(statement).scalar_one()
    return counted
