"""This file is the place where an XLSX file becomes rows, streamed, whatever else is wrong with the workbook."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.services.importing.sheet_rows import (
    Cell,
    Fits,
    Found,
    Sheet,
    SheetRow,
    find_heading,
    is_blank,
    unreadable,
)

LARGEST_UNPACKED_BYTES = 2 << 30
"""A full sheet of a million rows unpacks to a few hundred MiB; a file that claims more is a trap."""

LAST_ROW = 1_048_576
"""The last row of a sheet (Excel's own limit)."""

_TAKEN_AT_ONCE = 500
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What openpyxl raises from deep inside when a workbook is damaged; broken XML is a SyntaxError of either parser."""

_ERROR_WORDS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
_OPEN_DOCUMENT = "mimetype"


def read_xlsx(file: BinaryIO, path: Path, fits: Fits) -> Sheet:
    """Return the table of the first sheet whose heading names the most columns; raises Usage for a broken file.

    A part of the workbook that breaks later raises Usage while the rows are read.
    """
    _require_sound(file, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = list(book.worksheets)
        except _BROKEN as error:
            raise _broken(path) from error
    found = [(find_heading(_rows(sheet, path), fits), sheet) for sheet in sheets]
    best, chosen = max(found, key=lambda pair: pair[0].score, default=(Found(), None))
    if chosen is None or not best.score:
        return Sheet(best.row, iter(()))
    others = tuple(str(sheet.title) for other, sheet in found if other.score and sheet is not chosen)
    below = (row for row in _rows(chosen, path) if row.line > best.row.line)
    return Sheet(best.row, below, epoch=book.epoch, left_unread=others)


def _require_sound(file: BinaryIO, path: Path) -> None:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                raise _broken(path)
            if _OPEN_DOCUMENT in names:
                raise unreadable(
                    t("Datne “{name}” ir OpenDocument tabula, ko programma nelasa.", name=path.name),
                    t("Atveriet to un saglabājiet kā XLSX vai CSV, tad importējiet vēlreiz."),
                )
            if archive.testzip() is not None:
                raise _broken(path)
    except (*_BROKEN, OSError) as error:
        raise _broken(path) from error


def _broken(path: Path) -> Usage:
    return unreadable(
        t("Datne “{name}” ir bojāta vai nav Excel tabula (XLSX).", name=path.name),
        t("Atveriet to Excel vai LibreOffice, saglabājiet no jauna kā XLSX vai CSV un importējiet vēlreiz."),
    )


def _rows(sheet: Any, path: Path) -> Iterator[SheetRow]:
    """Yield the rows that are not blank; `sheet` is openpyxl's read-only sheet, which its types do not name."""
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    while batch := _next(rows, path):
        for line, cells in batch:
            if (any(cells) or 0 in cells) and not all(map(is_blank, cells)):
                yield _row(line, cells)


def _next(rows: Iterator[tuple[int, tuple[Any, ...]]], path: Path) -> list[tuple[int, tuple[Any, ...]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            batch = list(islice(rows, _TAKEN_AT_ONCE))
        except _BROKEN as error:
            raise _broken(path) from error
    if batch and batch[-1][0] > LAST_ROW:
        raise _broken(path)
    return batch


def _row(line: int, cells: tuple[Cell, ...]) -> SheetRow:
    if _ERROR_WORDS.isdisjoint(cell for cell in cells if isinstance(cell, str)):
        return SheetRow(line, cells)
    fault = t("Rindā ir Excel formulas kļūda (piemēram, #N/A); ierakstiet šūnā vērtību.")
    return SheetRow(line, cells, fault)
