"""This file is the place where a report over one or several points is counted from what the central store holds.

The counting is `kacdesk.figures`, the same as on a desk; here records are read for it, each point behind its own fence
and as of one moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from kacdesk.central.completeness import completeness_of, together
from kacdesk.central.database import Database
from kacdesk.central.record_rows import Asked, read_names, read_periods
from kacdesk.central.snapshots import Source, snapshot_of
from kacdesk.central.tables import POINT, RECORD
from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Missing
from kacdesk.core.sorting import latvian_key
from kacdesk.core.text import t
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.period import Period
from kacdesk.figures.report import REPORT_READS, ReportFigures, count_report
from kacdesk.figures.rows import CONTACTS, READS, Names, PeriodRows
from kacdesk.figures.totals import Totals, count_totals, totals_together
from kacdesk.figures.trend import TrendFigures, trend_months, trend_of, trend_together
from kacdesk.models.catalog import Catalog
from kacdesk.spec.register import Direction
from kacdesk.wire.versions import REFERENCE_POINT


@dataclass(frozen=True, slots=True)
class _OfPoint:
    """What one point has to say: the rows of the period, the totals of those that it is compared with."""

    rows: PeriodRows
    totals: dict[Period, Totals]
    trend: tuple[TrendFigures, ...]
    begun_on: date | None
    names: Names
    told: Completeness


def find_points(connection: Connection, codes: Sequence[str] = ()) -> dict[str, str]:
    """Return code → name of the points asked for, in Latvian order; all of them when none is. Raises Missing."""
    titles = {row.point: row.name for row in connection.execute(select(POINT.c.point, POINT.c.name))}
    unknown = [code for code in codes if code not in titles]
    if unknown or not titles:
        raise Missing(
            t("Punkta “{code}” centrālajā krātuvē nav.", code=unknown[0])
            if unknown
            else t("Centrālajā krātuvē vēl nav neviena punkta."),
            effect=t("Pārskats nav izveidots."),
            remedy=t("Pārbaudiet punkta kodu; punktus pievieno ar “kacdesk-central point add”."),
        )
    chosen = set(codes) or titles.keys()
    return {code: titles[code] for code in sorted(chosen, key=lambda code: (latvian_key(titles[code]), code))}


def municipality_of(connection: Connection, database: Database, catalog: Catalog) -> str:
    """Return the name of the municipality in the catalogue, '' when it names none."""
    institutions = read_names(connection, database, catalog, REFERENCE_POINT).institutions.values()
    return min((name.title for name in institutions if name.kind == "municipality"), default="")


def count_points(
    source: Source, catalog: Catalog, period: Period, points: dict[str, str], *, sample: bool, now_ms: int
) -> ReportFigures:
    """Count a period over points (code → name), with the one before and the same a year ago beside it."""
    counted = [_read_point(source, catalog, point, period, now_ms=now_ms) for point in points]
    compared = (period.previous(), period.year_ago())
    begun = min((each.begun_on for each in counted if each.begun_on is not None), default=None)
    previous, year_ago = (
        totals_together(each.totals[other] for each in counted)
        if begun is not None and begun <= other.last_day
        else None
        for other in compared
    )
    return count_report(
        period,
        _rows_together(catalog, (each.rows for each in counted)),
        _names_together(each.names for each in counted),
        points=tuple(points),
        point_titles=points,
        previous=previous,
        year_ago=year_ago,
        trend=trend_together(each.trend for each in counted),
        recorded_since=begun,
        completeness=together([each.told for each in counted]),
        sample=sample,
        today=riga_day(datetime.fromtimestamp(now_ms / 1000, UTC)),
    )


def _read_point(source: Source, catalog: Catalog, point: str, period: Period, *, now_ms: int) -> _OfPoint:
    months, compared = trend_months(period), (period.previous(), period.year_ago())
    asked: Asked = {**dict.fromkeys((*months, *compared), READS), period: REPORT_READS}
    with snapshot_of(source, point) as connection:
        rows = read_periods(connection, source.database, catalog, point, asked)
        return _OfPoint(
            rows=rows[period],
            totals={other: count_totals(other, rows[other]) for other in compared},
            trend=trend_of((month, count_totals(month, rows[month])) for month in months),
            begun_on=_begun_on(connection, point),
            names=read_names(connection, source.database, catalog, point),
            told=completeness_of(connection, point, period, rows[period], now_ms=now_ms),
        )


def _begun_on(connection: Connection, point: str) -> date | None:
    """Return the day of the first contact that is recorded."""
    day = func.min(RECORD.c.f["counted_on"].as_string())
    first = connection.scalar(select(day).where(RECORD.c.point == point, RECORD.c.reg.in_(CONTACTS)))
    return None if first is None else date.fromisoformat(first)


def _rows_together(catalog: Catalog, points: Iterable[PeriodRows]) -> PeriodRows:
    """Return the rows of points as one; what belongs to no point is the same in each of them."""
    found: dict[str, list[Any]] = {}
    for rows in points:
        for register, of_point in rows.items():
            if register not in found or catalog.spec(register).direction is not Direction.DOWN:
                found.setdefault(register, []).extend(of_point)
    return found


def _names_together(points: Iterable[Names]) -> Names:
    found = Names({}, {})
    for names in points:
        found = Names({**found.institutions, **names.institutions}, {**found.services, **names.services})
    return found
