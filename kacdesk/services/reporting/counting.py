"""This file is the place where the figures of a period are counted from the desk's store."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from kacdesk.core import clock
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.count import Count, Row
from kacdesk.figures.period import Period
from kacdesk.figures.reads import Reads
from kacdesk.figures.report import REPORT_READS, ReportFigures, count_report
from kacdesk.figures.rows import CONTACTS, LINES, READS, InstitutionName, Names, PeriodRows, ServiceName
from kacdesk.figures.totals import Totals, count_totals
from kacdesk.figures.trend import TrendFigures, trend_months
from kacdesk.models.catalog import Catalog
from kacdesk.models.vocabulary import APPLICATION_KINDS
from kacdesk.services.catalogue.service_rows import every_service
from kacdesk.services.context import Context
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.rows import rows_of
from kacdesk.store.session import one

_DAY = timedelta(days=1)


def figures(context: Context, period: Period, *, alone: bool = False) -> ReportFigures:
    """Count a period, with the one before and the same a year ago beside it. Reads one snapshot. Any thread.

    `alone` leaves out what is of other periods: the comparison and the trend.
    """
    with context.store.read() as connection:
        catalog = context.catalog
        desk, sync = one(connection, tables.desk), one(connection, tables.sync_state)
        begun_on = None if alone else _begun_on(connection, catalog)
        return count_report(
            period,
            read_rows(connection, catalog, REPORT_READS, period),
            _names(connection, catalog),
            points=(desk["point"],),
            previous=_totals(connection, catalog, period.previous(), begun_on),
            year_ago=_totals(connection, catalog, period.year_ago(), begun_on),
            trend=() if alone else _trend(connection, catalog, trend_months(period)),
            recorded_since=begun_on,
            completeness=Completeness(
                unsent=_unsent(connection, catalog, period, acked=sync["acked_seq"]),
                refused=_refused(connection, catalog, period),
                desks=(f"{desk['point']}-{desk['series']}",),
                last_contact_at=sync["contacted_at"],
            ),
            sample=desk["sample"],
            today=clock.today_riga(),
        )


def read_rows(connection: Connection, catalog: Catalog, reads: Iterable[Reads], period: Period) -> PeriodRows:
    """Return the records that the sections ask for, and the lines of the visits; no personal data among them."""
    rows = {each.register: _read(connection, catalog, each, period) for each in reads}
    visits, lines = catalog.table("visit"), catalog.table(LINES)
    of_period = (
        select(*_counted_columns(catalog, LINES))
        .join_from(lines, visits, lines.c.visit_id == visits.c.id)
        .where(visits.c.counted_on.between(period.first_day, period.last_day))
    )
    return rows | {LINES: rows_of(connection, lines, of_period)}


def _read(connection: Connection, catalog: Catalog, reads: Reads, period: Period) -> list[dict[str, Any]]:
    table = catalog.table(reads.register)
    kinds = {field.name: field.kind for field in catalog.spec(reads.register).fields}
    statement = select(*_counted_columns(catalog, reads.register))
    if reads.days:
        wanted = [_within(table, kinds, name, period) for name in reads.days]
        if reads.open_while:
            unended = (table.c[name].is_(None) for name in reads.unless)
            begun = and_(_begun(table, kinds, reads.days[0], period), *unended)
            for name in reads.open_while:
                still_open = (table.c[name].is_(None), _from_begin(table, kinds, name, period))
                wanted += [and_(begun, each) for each in still_open]
        statement = statement.where(or_(*wanted))
    return rows_of(connection, table, statement)


def _within(table: Table, kinds: Mapping[str, Kind], name: str, period: Period) -> ColumnElement[bool]:
    return and_(_from_begin(table, kinds, name, period), _before_end(table, kinds, name, period))


def _from_begin(table: Table, kinds: Mapping[str, Kind], name: str, period: Period) -> ColumnElement[bool]:
    column: ColumnElement[bool] = table.c[name] >= _edge(kinds.get(name), period.first_day)
    return column


def _before_end(table: Table, kinds: Mapping[str, Kind], name: str, period: Period) -> ColumnElement[bool]:
    column: ColumnElement[bool] = table.c[name] < _edge(kinds.get(name), period.last_day + _DAY)
    return column


def _begun(table: Table, kinds: Mapping[str, Kind], name: str, period: Period) -> ColumnElement[bool]:
    """Like `_before_end`, but SQLite does not walk the index of all that ever began: of the open ones there are few."""
    column = table.c[name]
    unindexed: ColumnElement[Any] = func.ifnull(column, None, type_=column.type)
    before: ColumnElement[bool] = unindexed < _edge(kinds.get(name), period.last_day + _DAY)
    return before


def _edge(kind: Kind | None, day: date) -> date | datetime:
    """Return the begin of a day in Riga, as a moment where the field holds moments."""
    return clock.from_riga(datetime.combine(day, time())) if kind is Kind.MOMENT else day


def _counted_columns(catalog: Catalog, register: str) -> list[Column[Any]]:
    """Return what may be counted: no personal data ever reach the figures."""
    table = catalog.table(register)
    fields = [table.c[field.name] for field in catalog.spec(register).fields if not field.personal]
    named = {column.name for column in fields}
    own = [table.c[name] for name in ("id", "point") if name in table.c and name not in named]
    return [*own, *fields]


def _totals(connection: Connection, catalog: Catalog, period: Period, begun_on: date | None) -> Totals | None:
    """Return the totals of another period; None when nothing was recorded up to its end."""
    if begun_on is None or period.last_day < begun_on:
        return None
    return count_totals(period, read_rows(connection, catalog, READS, period))


def _begun_on(connection: Connection, catalog: Catalog) -> date | None:
    """Return the day of the first contact that is recorded."""
    tables_of_contacts = [catalog.table(name) for name in CONTACTS]
    days = [connection.scalar(select(func.min(table.c.counted_on))) for table in tables_of_contacts]
    return min((day for day in days if day is not None), default=None)


def _trend(connection: Connection, catalog: Catalog, months: tuple[Period, ...]) -> tuple[TrendFigures, ...]:
    """Count the months of the trend in the database: more rows than a report of one month may read."""
    visits, lines, calls = (catalog.table(name) for name in ("visit", LINES, "phone_consultation"))
    first, last = months[0].first_day, months[-1].last_day

    def of_months(table: Table) -> ColumnElement[bool]:
        return and_(table.c.counted_on.between(first, last), table.c.status != Status.VOIDED)

    def by_month(table: Table, *counted: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
        return func.substr(type_coerce(table.c.counted_on, Text), 1, 7).label("month"), *counted

    applications = case((lines.c.kind.in_(APPLICATION_KINDS), lines.c.quantity), else_=0)
    asked = {
        "visits": select(*by_month(visits, func.count())).where(of_months(visits)),
        "calls": select(*by_month(calls, func.count())).where(of_months(calls)),
        "lines": select(*by_month(visits, func.sum(lines.c.quantity), func.sum(applications)))
        .join_from(visits, lines, lines.c.visit_id == visits.c.id)
        .where(of_months(visits), lines.c.status != Status.VOIDED),
    }
    found = {
        name: {row[0]: tuple(row[1:]) for row in connection.execute(statement.group_by("month"))}
        for name, statement in asked.items()
    }
    told = []
    for month in map(str, months):
        registrations, applied = found["lines"].get(month, (0, 0))
        told.append(
            TrendFigures(
                month,
                visits=found["visits"].get(month, (0,))[0],
                registrations=registrations,
                applications=applied,
                consultations=registrations - applied,
                calls=found["calls"].get(month, (0,))[0],
            )
        )
    return tuple(told)


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


def _unsent(connection: Connection, catalog: Catalog, period: Period, *, acked: int) -> Count:
    """Return the period's records that hold a change without a receipt."""
    outbox, capture = tables.outbox.c, tables.capture.c

    def waits(name: str, record: ColumnElement[Any]) -> ColumnElement[bool]:
        sealed = exists().where(outbox.reg == name, outbox.rid == record, outbox.seq > acked)
        return sealed | exists().where(capture.rid == record)

    return _in_period(connection, catalog, period, waits)


def _refused(connection: Connection, catalog: Catalog, period: Period) -> Count:
    """Return the period's records that hold a change which the central store did not apply."""
    exception = tables.exception.c

    def refused(name: str, record: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(exception.reg == name, exception.rid == record, exception.settled_at.is_(None))

    return _in_period(connection, catalog, period, refused)


def _in_period(
    connection: Connection,
    catalog: Catalog,
    period: Period,
    condition: Callable[[str, ColumnElement[Any]], ColumnElement[bool]],
) -> Count:
    found: list[Row] = []
    for name in CONTACTS:
        table = catalog.table(name)
        of_period = table.c.counted_on.between(period.first_day, period.last_day)
        statement = select(table.c.id).where(of_period, condition(name, table.c.id))
        statement = statement.order_by(
            table.c.counted_on, table.c.n
        )  # as its index has them: no row is sorted
        found += [Row(name, record) for record in connection.scalars(statement)]
    return Count(found)
