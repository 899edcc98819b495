"""This file is the place where one report is read back from every medium in which it is handed in."""

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from kacdesk.core import clock
from kacdesk.core.latvian import NOTHING, number
from kacdesk.figures.count import Count, Row
from kacdesk.figures.labels import Unit, labels
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, from_dict, numbers, opened
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL
from kacdesk.reports.tabular import write_csv
from kacdesk.services.context import Context
from kacdesk.services.reporting.report_files import write_csv as write_report_csv
from kacdesk.services.reporting.report_files import write_xlsx
from kacdesk.services.reporting.tables import tables_of
from kacdesk.services.reporting.writing import write_pdf
from kacdesk.spec.field import FieldSpec
from kacdesk.ui.report.figures_sheet import FiguresSheet
from tests.figures.test_report_page import BLOCKS, counted_by_the_page, load_csv
from tests.helpers.desk import registered
from tests.journeys.duties_on_paper import duty_lines

Numbers = Mapping[str, int | None]
NO_SUMS = ("median_s", "ninetieth_s", "services.other_services")
"""Figures that are no sums of their rows."""
WORKBOOK = "report.xlsx"


def rows_behind(figures: ReportFigures) -> None:
    """Hold every figure against the rows that it opens."""
    behind = opened(figures)
    for key, value in numbers(figures).items():
        if value is None or key.endswith(NO_SUMS) or key not in behind:
            continue
        assert sum(row.weight for row in behind[key]) == value, key
    unopened = [key for key, value in numbers(figures).items() if value is not None and key not in behind]
    assert unopened == []


@contextmanager
def exported(context: Context, folder: Path) -> Iterator[sqlite3.Connection]:
    """Export the registers that docs/report.md counts over as CSV, and read them as somebody else would."""
    asked = " ".join(sql for _title, sql in BLOCKS)
    with closing(sqlite3.connect(":memory:")) as database:
        for spec in CATALOG.specs:
            if re.search(rf"\b{spec.name}\b", asked):
                file = folder / f"{spec.name}.csv"
                write_csv(spec, registered(context.store, spec.name), file, label=_as_it_is)
                load_csv(database, spec.name, file)
        database.commit()
        yield database


def by_plain_count(rows: sqlite3.Connection, period: Period) -> Numbers:
    """Count a period over the exported rows as docs/report.md says."""
    with closing(sqlite3.connect(":memory:")) as database:
        rows.backup(database)
        return counted_by_the_page(database, period, clock.today_riga())


def _as_it_is(_field: FieldSpec, value: Any) -> str:
    return str(value)


def by_json(figures: ReportFigures) -> ReportFigures:
    """Write the figures as JSON and read them."""
    return from_dict(json.loads(json.dumps(as_dict(figures), ensure_ascii=False)))


def by_csv(context: Context, figures: ReportFigures, folder: Path) -> Numbers:
    """Write the figures as CSV and read them, those of other periods with them."""
    out = folder / "report.csv"
    write_report_csv(context, figures, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {row["key"]: int(row["value"]) if row["value"] else None for row in rows}


@dataclass(frozen=True)
class Book:
    """What a workbook says: the value of each figure in its unit, and the sum of what its rows add to it."""

    values: Numbers
    sums: Mapping[str, int]


def by_xlsx(context: Context, figures: ReportFigures, folder: Path) -> Book:
    """Write the figures with their rows as a workbook and read it with another library."""
    out = folder / WORKBOOK
    write_xlsx(context, figures, out)
    keys = (*numbers(figures), *(f"institutions.{row.key}.consultations" for row in figures.institutions))
    units = {key: label.unit for key, label in labels(keys, figures).items()}
    values: dict[str, int | None] = {}
    sums: Counter[str] = Counter()
    for sheet in load_workbook(out).worksheets:
        heads: tuple[Any, ...] = ()
        for row in sheet.iter_rows(values_only=True):
            if "Atslēga" in row:
                heads = row
            elif "Pieskaita" in heads:
                sums[str(row[heads.index("Atslēga")])] += int(str(row[heads.index("Pieskaita")]))
            elif "Vērtība" in heads:
                key = str(row[heads.index("Atslēga")])
                values[key] = _in_unit(row[heads.index("Vērtība")], units.get(key, Unit.COUNT))
    return Book(values, sums)


def _in_unit(value: Any, unit: Unit) -> int | None:
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    times = {Unit.COUNT: 1, Unit.MINUTES: 60, Unit.CENTS: 100, Unit.SECONDS: 24 * 3600}
    return round(float(value) * times[unit])


def on_paper(context: Context, figures: ReportFigures, folder: Path) -> str:
    """Draw the report and return its words."""
    out = folder / "report.pdf"
    write_pdf(context, figures, out)
    document = PdfDocument(out)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def printed_lines(figures: ReportFigures) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the lines of the tables of sections 1 to 5 as they must stand on paper: words, then figures in order."""
    for row in figures.institutions:
        words = f"{row.abbr} {row.title}" if row.abbr else "nav sarakstā"
        parts = (row.information, row.e_consultations, row.referrals, row.stand_in.total)
        yield words, (row.applications, row.consultations, row.total, *parts)
    for words, name in SUMMARY.items():
        now, other = figures.summary, figures.previous
        value, earlier = getattr(now, name), getattr(other, name) if other is not None else None
        yield words, [count for count in (value, earlier) if count is not None]
    given = figures.services
    for place, service in enumerate(given.most_requested, start=1):
        yield f"{place}. {service.title} {service.institution}", (service.count,)
    yield "Nav sarakstā, aprakstīti saviem vārdiem", (given.free_text,)
    yield "Norādīta tikai iestāde", (given.unnamed,)
    labels = {choice.code: choice.label for choice in (*CHANNEL, *CALL_STATE)}
    for channel in figures.channels:
        yield labels[channel.channel], (channel.visits,)
    for state in figures.phone.states:
        yield labels[state.call_state], (state.own_line, state.helpline, state.total)
    for about in figures.phone.institutions:
        yield about.abbr or "nav norādīta vai nav sarakstā", (about.calls,)
    told, voided = figures.completeness, figures.voided
    yield "Ievadīti vēlāk", (told.entered_later,)
    yield "Palikuši atvērti", (told.left_open,)
    yield "Pakalpojumi ārpus saraksta", (told.unmapped,)
    yield (
        "Anulēti, nav ieskaitīti",
        (voided.visits + voided.phone_consultations + voided.received_documents,),
    )


SUMMARY = {
    "Apmeklējumi": "visits",
    "Pakalpojumu reģistrācijas": "registrations",
    "pieteikumi": "applications",
    "tostarp e-pakalpojumi citas personas vārdā": "delegated_e_services",
    "konsultācijas un informācija": "consultations",
    "tostarp e-pakalpojumu konsultācijas": "e_service_consultations",
    "tostarp e-adreses konsultācijas": "e_address_consultations",
    "tostarp nosūtīšana pie speciālista": "referrals",
    "Tālruņa zvani": "calls",
    "atbildēti": "answered_calls",
    "savienoti ar citu": "transferred_calls",
    "neatbildēti": "missed_calls",
    "atzvanīti": "called_back_calls",
    "tostarp latvija.lv palīdzības tālrunis": "helpline_calls",
    "Saņemtie dokumenti": "received_documents",
    "Izsniegtie dokumenti": "issued_documents",
}


def missing_on_paper(words: str, figures: ReportFigures, further: Iterable[str] = ()) -> list[str]:
    """Return the lines that are not on the paper with just these figures; `further` ones are looked for too."""
    stream = _stream(words)
    lines = [f"{label} {' '.join(map(number, counts))}" for label, counts in printed_lines(figures)]
    return [told for told in (*lines, *duty_lines(figures), *further) if _stream(told) not in stream]


def _stream(words: str) -> str:
    return f" {' '.join(words.split())} "


_FIRST_OF_DAY = "Apmeklējumi"


def days_on_paper(words: str) -> dict[str, list[int]]:
    """Return the figures of the days by the words of their line, in the order in which they are printed.

    Days to come have none; they must come last.
    """
    found: dict[str, list[int]] = {}
    lines = [line.strip() for line in words.splitlines()]
    for place, line in enumerate(lines):
        if re.fullmatch(r".*?( ?\d+\.)+", line) and "\n".join(lines[place + 1 : place + 2]).startswith(
            _FIRST_OF_DAY
        ):
            for below in lines[place + 1 : place + 5]:
                if told := re.fullmatch(rf"(\D+?)((?: \d+)+)(?: {NOTHING})*", below):
                    found.setdefault(told[1], []).extend(map(int, told[2].split()))
    return found


@dataclass(frozen=True)
class Screen:
    """What the sheet of the window shows: title of a table → words of a line → its cells; and all that was opened.

    `grids` title of a table → its heads, then its lines as they stand.
    """

    shown: Mapping[str, Mapping[str, Sequence[str]]]
    grids: Mapping[str, Sequence[Sequence[str]]]
    opened: frozenset[tuple[Row, ...]]


def on_screen(figures: ReportFigures) -> Screen:
    """Show the figures in the window's sheet and open every cell that can be opened by Enter: it must give just as
    many as it shows."""
    every: set[tuple[Row, ...]] = set()
    sheet = FiguresSheet()
    heard: list[tuple[str, Count]] = []
    sheet.opened.connect(lambda words, count: heard.append((words, count)))
    tables = tables_of(figures)
    sheet.show_figures(figures, tables)
    sheet.go_to(len([table for table in tables if table.lines]) - 1)
    found: dict[str, dict[str, list[str]]] = {}
    grids: dict[str, list[list[str]]] = {}
    for grid in sheet.grids:
        model = grid.figures
        table = found.setdefault(model.table.title, {})
        lines = grids.setdefault(model.table.title, [list(model.table.heads)])
        for row in range(model.rowCount()):
            cells = [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
            table[cells[0].strip()] = cells[1:]
            lines.append([cells[0].strip(), *cells[1:]])
            for column in range(1, model.columnCount()):
                cell = model.cell(model.index(row, column))
                if cell is None or cell.opens is None:
                    continue
                grid.setCurrentIndex(model.index(row, column))
                heard.clear()
                grid.keyPressEvent(_ENTER)
                ((_words, count),) = heard
                rows: Sequence[Row] = count.rows
                every.add(tuple(sorted(rows)))
                assert sum(each.weight for each in rows) == int(count)
                if re.fullmatch(r"[\d\s]+", cell.words):
                    assert cells[column] == number(sum(each.weight for each in rows))
    sheet.deleteLater()
    return Screen(found, grids, frozenset(every))


_ENTER = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)


def missing_on_screen(screen: Screen, figures: ReportFigures) -> list[str]:
    """Return the lines of the sheet that do not say what the figures do, and the figures that nothing there opens."""
    unopened = [
        key
        for key, rows in opened(figures).items()
        if rows and not key.startswith(("days.", "by_point.")) and tuple(sorted(rows)) not in screen.opened
    ]
    wanted: list[tuple[str, str, list[int | None]]] = []
    for row in figures.institutions:
        parts: list[int | None] = [row.applications, row.consultations, row.information, row.e_consultations]
        parts += [row.referrals, row.total, row.stand_in.total]
        wanted.append(("Pieteikumi un konsultācijas pa iestādēm", row.abbr or "nav sarakstā", parts))
    for words, name in SUMMARY.items():
        wanted.append(("Kopsavilkums", words, [getattr(figures.summary, name)]))
    labels = {choice.code: choice.label for choice in (*CHANNEL, *CALL_STATE)}
    for channel in figures.channels:
        counts: list[int | None] = [channel.visits, channel.applications]
        counts += [channel.consultations, channel.registrations]
        wanted.append(("Kanāli", labels[channel.channel], counts))
    for state in figures.phone.states:
        of_state: list[int | None] = [state.own_line, state.helpline, state.total]
        wanted.append(("Tālruņa konsultācijas", labels[state.call_state], of_state))
    told = figures.completeness
    wanted.append(("Datu pilnība", "Ievadīti vēlāk", [told.entered_later]))
    wanted.append(("Datu pilnība", "Pakalpojumi ārpus saraksta", [told.unmapped]))
    return unopened + [
        f"{title}: {words} {counts}"
        for title, words, counts in wanted
        if list(screen.shown[title][words][: len(counts)])
        != [number(count) for count in counts if count is not None]
    ]
