"""This file is the place where the report shows when people came: by day or month, by hour of the week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.platypus import Flowable, KeepTogether, Spacer

from kacdesk.core.latvian import NOTHING, month_short, number, weekday_name
from kacdesk.core.text import t
from kacdesk.figures.period import Period, Span
from kacdesk.figures.period_words import in_this
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.times import DayFigures
from kacdesk.reports.charts import Bar, heat_map, stacked_columns
from kacdesk.reports.sheet import text
from kacdesk.reports.tables import Cell, figures_table

_OFFICE_HOURS = range(8, 18)
"""Hours that the map always shows; others only when something happened then."""
_OFFICE_DAYS = frozenset({1, 2, 3, 4, 5})
_SATURDAY = 5
_MONDAY = date(2024, 1, 1)
_DAYS_AT_MOST = 31
"""A longer period is shown by months."""
_BESIDE, _LONG_BESIDE = 16, 12
"""So many days fit beside each other; fewer when each is named with its month."""
_LABELS_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class _Column:
    """A day or a month: `label` below its bar, `head` above its figures, `group` the year above several months.

    `counts` is None of what has not begun.
    """

    label: str
    head: str
    group: str
    quiet: bool
    counts: tuple[int, int, int, int] | None


def is_by_month(asked: Period) -> bool:
    """Say whether the period is too long to show its days."""
    return asked.length > _DAYS_AT_MOST


def days(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return the days of the period, or its months when it is longer than 31 days; nothing for one day alone."""
    asked = figures.period
    if asked.span is Span.DAY:
        return []
    by_month = is_by_month(asked)
    columns = (_months if by_month else _days)(figures.days, figures.as_of)
    tables = _tables(columns, width, by_month=by_month)
    title = t("Pa mēnešiem") if by_month else t("Pa dienām")
    if not figures.summary.visits + figures.summary.calls:
        none = t("Ne apmeklējumu, ne zvanu {in_period} nav.", in_period=in_this(asked))
        return [KeepTogether([text(title, "caption"), text(none, "note"), *tables])]
    bars = [_bar(column) for column in columns]
    picture = stacked_columns(title, bars, (t("apmeklējumi"), t("tālruņa zvani")), width=width)
    return [KeepTogether([Spacer(0, 6), picture, Spacer(0, 4), *tables[:2]]), *tables[2:]]


def _bar(column: _Column) -> Bar:
    contacts = (column.counts[0], column.counts[2]) if column.counts else ()
    return Bar(column.label, contacts, quiet=column.quiet)


def _days(rows: Sequence[DayFigures], as_of: date) -> list[_Column]:
    one_month = rows[0].day.month == rows[-1].day.month
    columns = []
    for row in rows:
        label = f"{row.day.day}" if one_month else f"{row.day.day}.{row.day.month:02}."
        head = f"{row.day.day}." if one_month else label
        counts = _counts([row]) if row.day <= as_of else None
        columns.append(_Column(label, head, "", row.day.weekday() >= _SATURDAY, counts))
    return columns


def _months(rows: Sequence[DayFigures], as_of: date) -> list[_Column]:
    months = Period(rows[0].day, rows[-1].day).months
    columns = []
    for month in months:
        first = month.first_day
        label = month_short(first.month)
        within = [row for row in rows if row.day in month]
        counts = _counts(within) if first <= as_of else None
        columns.append(_Column(label, label, str(first.year), False, counts))
    return columns


def _counts(rows: Sequence[DayFigures]) -> tuple[int, int, int, int]:
    return (
        sum(row.visits for row in rows),
        sum(row.registrations for row in rows),
        sum(row.calls for row in rows),
        sum(row.received_documents for row in rows),
    )


def _tables(columns: Sequence[_Column], width: float, *, by_month: bool) -> list[Flowable]:
    """Return the columns in tables that fit the page: days in halves, months by years."""
    if by_month:
        years = sorted({column.group for column in columns})
        parts = [[column for column in columns if column.group == year] for year in years]
    else:
        long = any("." in column.label for column in columns)
        rows = -(-len(columns) // (_LONG_BESIDE if long else _BESIDE))
        beside = -(-len(columns) // rows)
        parts = [list(columns[place : place + beside]) for place in range(0, len(columns), beside)]
    most = max(len(part) for part in parts)
    return [_table(part, most, width) for part in parts]


def _table(part: Sequence[_Column], most: int, width: float) -> Flowable:
    label, step = width * _LABELS_SHARE, width * (1 - _LABELS_SHARE) / most
    lines = (t("Apmeklējumi"), t("Reģistrācijas"), t("Tālruņa zvani"), t("Dokumenti"))
    rows: list[list[Cell]] = [
        [
            text(line, "small"),
            *[number(column.counts[place]) if column.counts else NOTHING for column in part],
        ]
        for place, line in enumerate(lines)
    ]
    heads = [[part[0].group or t("Diena"), *[column.head for column in part]]]
    return figures_table(heads, rows, widths=[label, *[step] * len(part)], size=7.2)


def hours(
    figures: ReportFigures, title: str, counts: Mapping[tuple[int, int], int], width: float
) -> list[Flowable]:
    """Return the map of hours under its title; nothing when nothing happened, which the tables say."""
    happened = [place for place, count in counts.items() if count]
    if not happened:
        return []
    shown = sorted({*_OFFICE_HOURS, *(hour for _, hour in happened)})
    in_period = {row.day.isoweekday() for row in figures.days}
    weekdays = sorted((_OFFICE_DAYS & in_period) | {weekday for weekday, _ in happened})
    rows = [(weekday, weekday_name(_MONDAY + timedelta(days=weekday - 1))) for weekday in weekdays]
    picture = heat_map(counts, rows=rows, columns=range(shown[0], shown[-1] + 1), width=width)
    return [KeepTogether([text(title, "caption"), picture])]
