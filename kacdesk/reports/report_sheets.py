"""This file is the place where a report becomes a workbook: its figures, its sections, and the rows behind each figure.

Every figure leads to the block of its rows, every row to its record. Nothing of the report is counted here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from kacdesk.core.text import t
from kacdesk.figures.labels import labels
from kacdesk.figures.period_words import column_head, report_title
from kacdesk.figures.report import ReportFigures
from kacdesk.reports.files import written
from kacdesk.reports.report_book import Records, ReportBook, typed
from kacdesk.reports.report_row_sheets import write_blocks, write_records
from kacdesk.reports.report_tables import OTHER_PERIODS, ListTable, Section, Told
from kacdesk.reports.tabular import AUTHOR
from kacdesk.reports.workbook import Sheet, Workbook, workbook
from kacdesk.reports.workbook_cells import Form, number_cell, text_cell

_WORDS, _LABEL, _NUMBER, _KEY = 34.0, 52.0, 16.0, 44.0

MOST_REPORT_ROWS: Final = 500_000
"""Of one sheet; their words make them long, and a part of the archive must stay under 2 GiB."""


def write_report_sheets(
    figures: ReportFigures,
    out: Path,
    *,
    about: Sequence[str],
    made_at: datetime,
    records: Records | None = None,
    between: Callable[[], None] = lambda: None,
    sheet_rows: int = MOST_REPORT_ROWS,
) -> None:
    """Write a report as XLSX; without `records` its figures lead nowhere.

    `about` are lines under the title: whose report it is, by whom · `between` is called again and again and may raise,
    which leaves no file. Raises `Unavailable` when the file cannot be written.
    """
    report = ReportBook(figures, records, between=between, sheet_rows=sheet_rows)
    title = report_title(figures.period)
    with written(out) as part, workbook(part, title=title, creator=AUTHOR, made_at=made_at) as book:
        _write_figures(book, report, title, about)
        for section in report.sections:
            between()
            _write_section(book, report, section)
        _write_corrections(book, report)
        if records is not None:
            for register in report.plan.registers:
                write_records(book, report, records, register)
            write_blocks(book, report, records)


def _write_figures(book: Workbook, report: ReportBook, title: str, about: Sequence[str]) -> None:
    """Write the sheet with every figure, its words and its key."""
    lines = [t("PARAUGS — izdomāti dati")] if report.figures.sample else []
    lines += [line for line in about if line]
    widths = [_WORDS, _WORDS, _LABEL, _NUMBER, _KEY]
    with book.sheet(report.title("figures"), widths, head_rows=len(lines) + 2) as sheet:
        sheet.append([text_cell(title, Form.TITLE)])
        for line in lines:
            sheet.append([text_cell(line, Form.QUIET)])
        sheet.head([t("Sadaļa"), t("Rinda"), t("Skaitlis"), t("Vērtība"), t("Atslēga")])
        for each in report.told:
            sheet.append(
                [
                    text_cell(each.label.section_words),
                    text_cell(each.label.row_words),
                    text_cell(each.label.words),
                    report.value(sheet, each, column=4),
                    text_cell(each.key, Form.QUIET),
                ]
            )


def _write_section(book: Workbook, report: ReportBook, section: Section) -> None:
    """Write a section: the figures that stand alone above its lists; one table alone has filters."""
    beside = _beside(report) if section.name == "summary" else []
    columns = max([1 + len(beside), *(len(table.columns) for table in section.lists)])
    alone = bool(section.singles) + len(section.lists) == 1
    widths = [_LABEL, *[_NUMBER] * columns]
    with book.sheet(report.title(section.name), widths, head_rows=int(alone), filtered=alone) as sheet:
        if section.singles:
            heads = [column_head(report.figures.period), *(words for words, _told in beside)]
            sheet.head([section.words, *heads])
            for each in section.singles:
                row = [each, *(of.get(each.label.measure) for _words, of in beside)]
                cells = [report.value(sheet, told, column=place) for place, told in enumerate(row, start=2)]
                sheet.append([text_cell(each.label.words), *cells])
        for place, table in enumerate(section.lists):
            if place or section.singles:
                sheet.append([])
            _write_list(report, sheet, table)


def _beside(report: ReportBook) -> list[tuple[str, Mapping[str, Told]]]:
    """Return what the summary is compared with: the head of the column, and the figures by name."""
    period = report.figures.period
    heads = (column_head(period.previous()), column_head(period.year_ago()))
    return [
        (head, {each.label.measure: each for each in report.told if each.label.section == name})
        for head, name in zip(heads, OTHER_PERIODS, strict=True)
    ]


def _write_list(report: ReportBook, sheet: Sheet, table: ListTable) -> None:
    sheet.head([table.heading, *table.columns])
    for words, row in table.rows:
        cells = [report.value(sheet, told, column=place) for place, told in enumerate(row, start=2)]
        sheet.append([text_cell(words), *cells])


def _write_corrections(book: Workbook, report: ReportBook) -> None:
    """Write what has changed in periods that were closed before."""
    changes = [(each, change) for each in report.figures.corrections for change in each.changed]
    if not changes:
        return
    words = labels([change.key for _each, change in changes], report.figures)
    widths = [_NUMBER, _NUMBER, _LABEL, _NUMBER, _NUMBER, _NUMBER, _KEY]
    with book.sheet(report.title("corrections"), widths) as sheet:
        sheet.head(
            [t("Periods"), t("Redakcija"), t("Skaitlis"), t("Bija"), t("Ir"), t("Izmaiņa"), t("Atslēga")]
        )
        for each, change in changes:
            label = words[change.key]
            values = (change.was, change.now, (change.now or 0) - (change.was or 0))
            sheet.append(
                [
                    text_cell(each.period),
                    number_cell(each.edition),
                    text_cell(label.whole),
                    *("" if value is None else typed(value, label.unit) for value in values),
                    text_cell(change.key, Form.QUIET),
                ]
            )
