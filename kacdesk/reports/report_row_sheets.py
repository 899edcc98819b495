"""This file is the place where the rows behind the figures of a report, and their records, are written to sheets."""

from datetime import date, datetime
from typing import Any

from kacdesk.core.clock import riga_day
from kacdesk.core.text import t
from kacdesk.reports.cells import sheet_cells
from kacdesk.reports.report_book import Records, ReportBook
from kacdesk.reports.tabular import IDENTIFIER_WIDTH, width_of
from kacdesk.reports.workbook import Workbook
from kacdesk.reports.workbook_cells import Form, day_cell, number_cell, text_cell
from kacdesk.spec.register import RegisterSpec, Values

_AT_ONCE = 200
_COUNTED, _LABEL, _WORDS, _SHORT, _KEY = 60.0, 70.0, 34.0, 12.0, 44.0


def write_records(book: Workbook, report: ReportBook, records: Records, register: str) -> None:
    """Write the records of a register, each once, with the figures in which it is counted."""
    spec = records.spec(register)
    fields = tuple(records.fields(spec))
    names, writes = [each.name for each in fields], [sheet_cells(each, records.label) for each in fields]
    widths = [*map(width_of, fields), _COUNTED, IDENTIFIER_WIDTH]
    heads = [*(each.label for each in fields), t("Ieskaitīts skaitļos"), t("Ieraksta identifikators")]
    left = records.read(register, report.plan.records(register))
    for number in range(report.plan.sheets_of(register)):
        with book.sheet(report.title(f"records of {register}", number), widths) as sheet:
            sheet.head(heads)
            while sheet.rows < report.sheet_rows and (row := next(left, None)) is not None:
                if sheet.rows % _AT_ONCE == 0:
                    report.between()
                day = _day_of(spec, row)
                if day is not None:
                    report.days[row["id"]] = day
                values = [row.get(name) for name in names]
                cells = [
                    "" if value is None else write(value) for value, write in zip(values, writes, strict=True)
                ]
                counted = "; ".join(report.words[key] for key in report.plan.keys_of(row["id"]))
                sheet.append([*cells, text_cell(counted), text_cell(str(row["id"]))])


def write_blocks(book: Workbook, report: ReportBook, records: Records) -> None:
    """Write the rows of every figure, figure by figure, each leading to its record."""
    specs = {name: records.spec(name) for name in report.plan.registers}
    heads = (
        t("Skaitlis"),
        t("Pieskaita"),
        t("Saraksts"),
        t("Diena"),
        t("Ieraksta identifikators"),
        t("Atslēga"),
    )
    widths = (_LABEL, _SHORT, _WORDS, _SHORT, IDENTIFIER_WIDTH, _KEY)
    left = report.plan.rows()
    for number in range(max(1, report.plan.block_sheets)):
        with book.sheet(report.title("blocks", number), widths) as sheet:
            sheet.head(heads)
            while sheet.rows < report.sheet_rows and (found := next(left, None)) is not None:
                if sheet.rows % _AT_ONCE == 0:
                    report.between()
                key, row = found
                day = report.days.get(row.id)
                report.link_to_record(sheet, 5, row)
                sheet.append(
                    [
                        text_cell(report.words[key]),
                        number_cell(row.weight),
                        text_cell(t(specs[row.register].title)),
                        "" if day is None else day_cell(day),
                        text_cell(str(row.id), Form.LINK),
                        text_cell(key, Form.QUIET),
                    ]
                )


def _day_of(spec: RegisterSpec, row: Values) -> date | None:
    """Return the day of a record: the one on which it, or the record above it, counts, or by which it is listed."""
    dated: Any = row.get("counted_on") or (row.get(spec.dated.name) if spec.dated is not None else None)
    return riga_day(dated) if isinstance(dated, datetime) else dated
