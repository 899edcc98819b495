"""This file is the place where any register becomes a CSV or XLSX file, row by row, without a limit of rows."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kacdesk import __version__
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.text import t
from kacdesk.reports.cells import LABELLED, Label, csv_cells, csv_words, guarded, sheet_cells
from kacdesk.reports.files import written
from kacdesk.reports.workbook import MOST_SHEET_ROWS, Workbook, workbook
from kacdesk.reports.workbook_cells import text_cell
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import Direction, RegisterSpec, Values

AUTHOR: Final = f"kacdesk {__version__}"
IDENTIFIER_WIDTH: Final = 38.0

_WIDTHS = {
    Kind.MOMENT: 17.0,
    Kind.DAY: 12.0,
    Kind.DURATION: 11.0,
    Kind.INTEGER: 9.0,
    Kind.FLAG: 9.0,
    Kind.LONG_TEXT: 50.0,
}
_USUAL_WIDTH = 24.0


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
    names, writes = zip(*_csv_columns(chosen, label), strict=True)
    pointed = spec.direction is Direction.BOTH
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(csv_columns(spec, chosen))
        for row in WINDOW.first(rows):
            get = row.get
            begins = [str(row["id"]), guarded(str(get("point") or ""))] if pointed else [str(row["id"])]
            values = [get(name) for name in names]
            cells = [
                "" if value is None else write(value) for value, write in zip(values, writes, strict=True)
            ]
            writer.writerow(begins + cells)
            count += 1
    return count


def _csv_columns(fields: Sequence[FieldSpec], label: Label) -> Iterator[tuple[str, Callable[[Any], str]]]:
    """Yield for each column the field whose value it holds, and how it is written."""
    for field in fields:
        yield field.name, csv_cells(field)
        if field.kind in LABELLED:
            yield field.name, csv_words(field, label)


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
    title = t("PARAUGS {title}", title=spec.title) if sample else spec.title
    with (
        written(out) as part,
        workbook(part, title=spec.title, creator=AUTHOR, made_at=generated_at) as book,
    ):
        return fill_sheets(book, title, chosen, rows, label=label, most_rows=sheet_rows)


def fill_sheets(
    book: Workbook,
    title: str,
    fields: Sequence[FieldSpec],
    rows: Iterable[Values],
    *,
    label: Label,
    most_rows: int = MOST_SHEET_ROWS,
) -> int:
    """Write rows to as many sheets of a workbook as they need, and return how many rows there were."""
    names = [field.name for field in fields]
    writes = [sheet_cells(field, label) for field in fields]
    widths = [*map(width_of, fields), IDENTIFIER_WIDTH]
    heads = [*(field.label for field in fields), t("Ieraksta identifikators")]
    left, count, sheets = WINDOW.first(rows), 0, 0
    row = next(left, None)
    while row is not None or not sheets:
        sheets += 1
        numbered = title if sheets == 1 else f"{title} {sheets}"
        with book.sheet(numbered, widths, most_rows=most_rows) as sheet:
            sheet.head(heads)
            while row is not None and not sheet.is_full:
                get = row.get
                values = [get(name) for name in names]
                cells = [
                    "" if value is None else write(value) for value, write in zip(values, writes, strict=True)
                ]
                sheet.append([*cells, text_cell(str(row["id"]))])
                count += 1
                row = next(left, None)
    return count


def width_of(field: FieldSpec) -> float:
    """Return how wide the column of a field is, in digits."""
    return _WIDTHS.get(field.kind, _USUAL_WIDTH)
