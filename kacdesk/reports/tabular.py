"""This file is the place where any register becomes a CSV or XLSX file, row by row, without a limit of rows."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from kacdesk import __version__
from kacdesk.core.clock import riga_time
from kacdesk.core.text import t
from kacdesk.reports.cells import LABELLED, Label, csv_cell, guarded, xlsx_value
from kacdesk.reports.files import written
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import Direction, RegisterSpec, Values

Sheet = Any
"""A write-only sheet of openpyxl, whose stubs do not know that it has a filter."""

MOST_SHEET_ROWS = 1_048_576
"""What Excel can hold on one sheet, the head included; further rows go to a further sheet."""

_WIDTHS = {
    Kind.MOMENT: 17.0,
    Kind.DAY: 12.0,
    Kind.DURATION: 11.0,
    Kind.INTEGER: 9.0,
    Kind.FLAG: 9.0,
    Kind.LONG_TEXT: 50.0,
}
_USUAL_WIDTH = 24.0
_LONGEST_SHEET_TITLE = 31
_NOT_IN_A_SHEET_TITLE = str.maketrans("", "", "[]:*?/\\'")


def csv_columns(spec: RegisterSpec, fields: Sequence[FieldSpec] = ()) -> tuple[str, ...]:
    """Return the heads of a register's CSV file: stable names, in the order of the register.

    A choice or reference has two columns: `name` with what is stored and `name_label` with its words.
    """
    names = ["id", "point"] if spec.direction is Direction.BOTH else ["id"]
    for field in fields or spec.fields:
        names.append(field.name)
        if field.kind in LABELLED:
            names.append(f"{field.name}_label")
    return tuple(names)


def write_csv(
    spec: RegisterSpec,
    rows: Iterable[Values],
    out: Path,
    *,
    label: Label,
    fields: Sequence[FieldSpec] = (),
) -> int:
    """Write a register as CSV and return the number of rows; `fields` leaves others out, default is all.

    UTF-8 with a byte order mark, `;` between cells, CRLF between rows. Raises `Unavailable` when the file cannot
    be written.
    """
    count = 0
    chosen = tuple(fields) or spec.fields
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(csv_columns(spec, chosen))
        for row in rows:
            writer.writerow(_csv_row(spec, chosen, row, label))
            count += 1
    return count


def _csv_row(spec: RegisterSpec, fields: Sequence[FieldSpec], row: Values, label: Label) -> list[str]:
    cells = [str(row["id"])]
    if spec.direction is Direction.BOTH:
        cells.append(guarded(str(row.get("point") or "")))
    for field in fields:
        value = row.get(field.name)
        cells.append(csv_cell(field, value))
        if field.kind in LABELLED:
            cells.append("" if value is None else guarded(label(field, value)))
    return cells


def write_xlsx(
    spec: RegisterSpec,
    rows: Iterable[Values],
    out: Path,
    *,
    label: Label,
    generated_at: datetime,
    fields: Sequence[FieldSpec] = (),
    sample: bool = False,
    sheet_rows: int = MOST_SHEET_ROWS,
) -> int:
    """Write a register as XLSX and return the number of rows; `fields` leaves others out, default is all.

    Heads are the Latvian labels; the last column is the identifier. Text is always text, so that nothing in it
    is run as a formula. Raises `Unavailable` when the file cannot be written.
    """
    chosen = tuple(fields) or spec.fields
    book = Workbook(write_only=True)
    book.properties.title = spec.title
    book.properties.creator = f"kacdesk {__version__}"
    book.properties.created = book.properties.modified = riga_time(generated_at).replace(tzinfo=None)
    title = t("PARAUGS {title}", title=spec.title) if sample else spec.title
    with written(out) as part:
        try:
            count = _fill(book, title, chosen, rows, label=label, most=sheet_rows - 1)
            book.save(part)
        finally:
            _tidy_away(book)
    return count


def _fill(
    book: Workbook,
    title: str,
    fields: Sequence[FieldSpec],
    rows: Iterable[Values],
    *,
    label: Label,
    most: int,
) -> int:
    """Write the rows to sheets of at most `most` rows under the head; return how many there were."""
    sheet, on_sheet, count = _begin_sheet(book, title, fields), 0, 0
    for row in rows:
        if on_sheet == most:
            _end_sheet(sheet, fields, on_sheet)
            sheet, on_sheet = _begin_sheet(book, f"{title} {count // most + 1}", fields), 0
        sheet.append([*(_cell(sheet, field, row.get(field.name), label) for field in fields), str(row["id"])])
        on_sheet += 1
        count += 1
    _end_sheet(sheet, fields, on_sheet)
    return count


def _tidy_away(book: Workbook) -> None:
    """Remove the sheets that openpyxl keeps as plain files in the temporary folder until the program ends.

    After a success there are none left; after a failure they would hold personal data.
    """
    for sheet in book.worksheets:
        opened: Any = sheet
        with suppress(OSError):
            if not opened.closed:
                opened.close()
            opened._writer.cleanup()


def _begin_sheet(book: Workbook, title: str, fields: Sequence[FieldSpec]) -> Sheet:
    sheet = book.create_sheet(title.translate(_NOT_IN_A_SHEET_TITLE)[:_LONGEST_SHEET_TITLE])
    for place, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(field.kind, _USUAL_WIDTH)
    sheet.column_dimensions[get_column_letter(len(fields) + 1)].width = 38
    sheet.freeze_panes = "A2"
    sheet.append(
        [_head(sheet, title) for title in (*(field.label for field in fields), t("Ieraksta identifikators"))]
    )
    return sheet


def _end_sheet(sheet: Sheet, fields: Sequence[FieldSpec], rows: int) -> None:
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields) + 1)}{rows + 1}"


def _head(sheet: Sheet, title: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="F3F5F8")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Sheet, field: FieldSpec, value: object, label: Label) -> Cell | None:
    shown, number_format = xlsx_value(field, value, label)
    if shown is None:
        return None
    cell: Cell = WriteOnlyCell(sheet, shown)  # type: ignore[arg-type]  # the stub forgets days without a time
    if isinstance(shown, str):
        cell.data_type = "s"
    else:
        cell.number_format = number_format
    return cell
