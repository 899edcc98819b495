"""This file is the place where each cell of paper, window and workbook is held against the figure that belongs there.

`every_medium` reads the media back and looks for lines and keys; here it is the place of a figure that counts: the
day, the hour, the column, the period before.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from kacdesk.core.latvian import (
    NOTHING,
    duration,
    month_of,
    number,
    percent,
    short_date,
    weekday_name,
    weekday_short,
)
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import column_head
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.times import DayFigures
from kacdesk.figures.totals import Totals
from tests.journeys.every_medium import SUMMARY

_MAPS = {
    "Apmeklējumi pa nedēļas dienām un stundām": "visits",
    "Zvani pa nedēļas dienām un stundām": "calls",
}
_A_MONDAY = date(2026, 1, 5)
_WEEKDAYS = {weekday_name(_A_MONDAY + timedelta(days=place)): place + 1 for place in range(7)}
_HOUR = re.compile(r"(\d\d)–\d\d")
_TREND = (
    ("Pieteikumi", "applications"),
    ("Konsultācijas", "consultations"),
    ("Apmeklējumi", "visits"),
    ("Tālruņa zvani", "calls"),
)
Hours = Mapping[str, Mapping[tuple[int, int], int]]
Grid = Sequence[Sequence[str]]


def others(figures: ReportFigures) -> list[tuple[str, Period, Totals | None]]:
    """Return what the summary is compared with: the member, its period, its totals."""
    asked = figures.period
    return [
        ("previous", asked.previous(), figures.previous),
        ("year_ago", asked.year_ago(), figures.year_ago),
    ]


def of_other_periods(figures: ReportFigures) -> dict[str, int | None]:
    """Return the totals of other periods by their keys in files."""
    return {
        f"{name}.{member.name}": _value(getattr(totals, member.name))
        for name, _period, totals in others(figures)
        if totals is not None
        for member in fields(totals)
    }


def _value(count: int | None) -> int | None:
    return None if count is None else int(count)


# --- maps of hours -----------------------------------------------------------------------------------------------
def hours_counted(figures: ReportFigures) -> Hours:
    """Return what the maps must show, hours without anything left out."""
    return {
        title: {
            (row.weekday, row.hour): int(getattr(row, name)) for row in figures.hours if getattr(row, name)
        }
        for title, name in _MAPS.items()
    }


def hours_on_paper(words: str) -> Hours:
    """Return the figures of the maps that are printed, by the weekday before them and the hour above them."""
    lines = [line.strip() for line in words.splitlines()]
    found: dict[str, dict[tuple[int, int], int]] = {title: {} for title in _MAPS}
    for place, line in enumerate(lines):
        if line not in _MAPS:
            continue
        hours = [int(hour) for hour in _HOUR.findall(lines[place + 1])]
        for below in lines[place + 2 : place + 9]:
            weekday, *cells = below.split()
            if weekday not in _WEEKDAYS:
                break
            found[line] |= _of_line(weekday, hours, cells)
    return found


def hours_on_screen(grids: Mapping[str, Grid]) -> Hours:
    """Return the figures of the maps that are shown."""
    found: dict[str, dict[tuple[int, int], int]] = {title: {} for title in _MAPS}
    for title in _MAPS:
        heads, *lines = grids.get(title) or [[""]]
        hours = [int(hour) for head in heads for hour in _HOUR.findall(head)]
        for weekday, *cells in lines:
            found[title] |= _of_line(weekday, hours, cells)
    return found


def _of_line(weekday: str, hours: Sequence[int], cells: Sequence[str]) -> dict[tuple[int, int], int]:
    assert len(hours) == len(cells)
    return {
        (_WEEKDAYS[weekday], hour): int(cell) for hour, cell in zip(hours, cells, strict=True) if int(cell)
    }


# --- what is compared --------------------------------------------------------------------------------------------
def compared_lines(figures: ReportFigures) -> Iterator[str]:
    """Yield the lines of the summary and of the trend as they must be printed, with what they are compared with."""
    beside = others(figures)
    if beside[0][1] == beside[1][1]:
        beside.pop()
    for words, name in SUMMARY.items():
        now = _value(getattr(figures.summary, name))
        if now is None:
            continue
        cells = [cell for _name, _period, totals in beside for cell in _change(now, totals, name)]
        yield " ".join([words, number(now), *filter(None, cells)])
    months = [(Period.parse(month.month).first_day, month) for month in figures.trend]
    begun = [day for day, month in months if month.visits or month.registrations or month.calls]
    for words, name in _TREND if begun else ():
        told = (
            number(getattr(month, name)) if begun[0] <= day <= figures.as_of else NOTHING
            for day, month in months
        )
        yield " ".join([words, *told])


def _change(now: int, totals: Totals | None, name: str) -> tuple[str, str]:
    """Return the figure of another period and the change since, as both paper and window say it."""
    earlier = None if totals is None else _value(getattr(totals, name))
    if earlier is None:
        return NOTHING, ""
    sign = "+" if now > earlier else "\u2212" if now < earlier else ""
    change = f"{sign}{number(abs(now - earlier))}"
    share = percent(abs(now - earlier), earlier)
    if not earlier or share == percent(0, earlier):
        return number(earlier), change
    return number(earlier), f"{change} ({sign}{share})"


# --- the window --------------------------------------------------------------------------------------------------
def wrong_on_screen(grids: Mapping[str, Grid], figures: ReportFigures) -> list[str]:
    """Return the lines that do not stand in their table, in their order, with just these cells."""
    shown = {title: [list(line) for line in lines[1:]] for title, lines in grids.items()}
    summary = {line[0]: line for line in shown["Kopsavilkums"]}
    wanted = {title: list(lines) for title, lines in _screen_lines(figures).items()}
    wrong = [
        f"{title}: {lines} <> {shown.get(title)}"
        for title, lines in wanted.items()
        if shown.get(title, [])[: len(lines)] != lines
    ]
    for words, name in SUMMARY.items():
        now = _value(getattr(figures.summary, name))
        if now is not None:
            line = [
                words,
                number(now),
                *(each for _n, _p, of in others(figures) for each in _change(now, of, name)),
            ]
            wrong += [f"{line} <> {summary.get(words)}"] if summary.get(words) != line else []
    return wrong


def _screen_lines(figures: ReportFigures) -> dict[str, Iterable[list[str]]]:
    by_month = figures.period.length > 31
    total = figures.summary.registrations
    return {
        "Pa pakalpojumiem": (
            [row.title, row.institution, number(row.count), percent(row.count, total)]
            for row in figures.services.most_requested
        ),
        "Zvani pa iestādēm": (
            [row.abbr or "nav norādīta vai nav sarakstā", number(row.calls)]
            for row in figures.phone.institutions
        ),
        "Pa mēnešiem" if by_month else "Pa dienām": _time_lines(figures, by_month=by_month),
    }


def _time_lines(figures: ReportFigures, *, by_month: bool) -> Iterator[list[str]]:
    groups: dict[tuple[str, date], list[DayFigures]] = {}
    for row in figures.days:
        first = row.day.replace(day=1) if by_month else row.day
        words = (
            month_of(first.year, first.month)
            if by_month
            else f"{short_date(row.day)} {weekday_short(row.day)}"
        )
        groups.setdefault((words, first), []).append(row)
    for (words, first), rows in groups.items():
        counts = [
            sum(int(getattr(row, name)) for row in rows)
            for name in ("visits", "registrations", "calls", "received_documents")
        ]
        yield [words, *(number(count) if first <= figures.as_of else NOTHING for count in counts)]


# --- the workbook ------------------------------------------------------------------------------------------------
Placed = Counter[tuple[str, str, Any]]


def misplaced_in_sections(workbook: Path, figures: ReportFigures) -> dict[str, Placed]:
    """Return by sheet what stands elsewhere than the sheet of all figures says: words of line, of column, value."""
    book = load_workbook(workbook)
    first, *sheets = book.worksheets
    asked = figures.period
    heads = {name: column_head(period) for name, period, _totals in others(figures)}
    expected: dict[str, Placed] = {}
    lines = first.iter_rows(values_only=True)
    for row in lines:
        if row[0] == "Sadaļa":
            break
    for section, line, column, value, key in lines:
        name = str(key).partition(".")[0]
        if name in heads:
            expected["Kopsavilkums"][(str(column), heads[name], value)] += 1
        else:
            place = (str(line), str(column)) if line else (str(column), column_head(asked))
            expected.setdefault(str(section), Counter())[(*place, value)] += 1
    found = [_placed(sheet.iter_rows(values_only=True)) for sheet in sheets[: len(expected)]]
    return {
        name: (wanted - there) + (there - wanted)
        for (name, wanted), there in zip(expected.items(), found, strict=True)
        if wanted != there
    }


def _placed(rows: Iterator[tuple[Any, ...]]) -> Placed:
    found: Placed = Counter()
    heads: tuple[Any, ...] = ()
    for row in rows:
        if row[0] is None:
            heads = ()
        elif not heads:
            heads = row
        else:
            found.update(
                (str(row[0]), str(head), value)
                for head, value in zip(heads[1:], row[1:], strict=True)
                if head is not None and value is not None
            )
    return found


# --- the rows themselves -----------------------------------------------------------------------------------------
_MONTHS = """
SELECT month, sum(visits), sum(registrations), sum(applications), sum(calls) FROM (
  SELECT substr(counted_on, 1, 7) AS month, 1 AS visits, 0 AS registrations, 0 AS applications, 0 AS calls
  FROM visit WHERE status <> 'voided'
  UNION ALL
  SELECT substr(visit.counted_on, 1, 7), 0, line.quantity,
    CASE WHEN line.kind IN ('APPLICATION', 'DELEGATED_E_SERVICE', 'DOCUMENT_ISSUE') THEN line.quantity ELSE 0 END, 0
  FROM visit_service AS line JOIN visit ON visit.id = line.visit_id
  WHERE line.status <> 'voided' AND visit.status <> 'voided'
  UNION ALL
  SELECT substr(counted_on, 1, 7), 0, 0, 0, 1 FROM phone_consultation WHERE status <> 'voided')
GROUP BY month
"""


def first_day_by_plain_count(database: sqlite3.Connection) -> date | None:
    """Return the day of the first contact among the exported rows."""
    contacts = ("visit", "phone_consultation", "received_document")
    days = [database.execute(f"SELECT min(counted_on) FROM {name}").fetchone()[0] for name in contacts]
    return min((date.fromisoformat(day) for day in days if day), default=None)


def months_by_plain_count(database: sqlite3.Connection, figures: ReportFigures) -> list[tuple[str, ...]]:
    """Return the months of the trend as they are counted over the exported rows, as `months_of_trend` tells them."""
    counted = {row[0]: tuple(map(int, row[1:])) for row in database.execute(_MONTHS)}
    return [(each.month, *map(str, counted.get(each.month, (0, 0, 0, 0)))) for each in figures.trend]


def months_of_trend(figures: ReportFigures) -> list[tuple[str, ...]]:
    """Return month, visits, registrations, applications and calls of the trend."""
    return [
        (each.month, *map(str, (each.visits, each.registrations, each.applications, each.calls)))
        for each in figures.trend
    ]


def times_on_paper(figures: ReportFigures) -> Iterator[str]:
    """Yield how long visits and calls took, as it must be printed."""
    for handling, many in ((figures.handling, "deviņi"), (figures.phone.handling, "deviņas")):
        if handling.median_s is not None and handling.ninetieth_s is not None:
            yield (
                f"puse ilga ne vairāk kā {duration(handling.median_s)}, {many} no desmit — "
                f"ne vairāk kā {duration(handling.ninetieth_s)}."
            )
