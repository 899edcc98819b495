"""This file is the place where rejected rows are written as they came, with the reason, to be mended and come again."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kacdesk.reports.files import written
from kacdesk.services.importing.import_cells import as_text
from kacdesk.services.importing.import_words import FAULT_HEADING
from kacdesk.services.importing.sheet_rows import Cell, SheetRow

_XLSX = ".xlsx"
_USUAL_DELIMITER = ";"


class _Writer(Protocol):
    def write(self, cells: Sequence[Cell]) -> None: ...
    def finish(self) -> None: ...


class _Csv:
    def __init__(self, path: Path, stack: ExitStack, delimiter: str) -> None:
        file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        self._writer = csv.writer(file, delimiter=delimiter)
        self._file = file

    def write(self, cells: Sequence[Cell]) -> None:
        # text goes out as it came in: it must come back the same
        self._writer.writerow([cell if isinstance(cell, str) else as_text(cell) for cell in cells])

    def finish(self) -> None:
        self._file.flush()


class _Xlsx:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet()

    def write(self, cells: Sequence[Cell]) -> None:
        self._sheet.append([self._cell(cell) for cell in cells])

    def _cell(self, value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # a text that begins with "=" stays a text
        return cell

    def finish(self) -> None:
        self._book.save(self._path)


class Rejects:
    """Writes the rows of one import that were rejected; no row, no file. `path` None writes nothing.

    The file appears when the block ends well; a failed import leaves an older file of that name as it was.
    """

    def __init__(
        self, path: Path | None, heading: SheetRow, *, delimiter: str, fault_index: int | None
    ) -> None:
        self._path = path
        self._heading = heading
        self._delimiter = delimiter or _USUAL_DELIMITER
        self._at = fault_index if fault_index is not None else len(heading.cells)
        self._stack = ExitStack()
        self._writer: _Writer | None = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None and error is None:
            try:
                self._writer.finish()
            except BaseException as failed:
                self._stack.__exit__(type(failed), failed, failed.__traceback__)
                raise
        self._stack.__exit__(kind, error, trace)

    @property
    def file(self) -> Path | None:
        """Return the file when there is a rejected row."""
        return self._path if self._writer is not None else None

    def add(self, row: SheetRow, reason: str) -> None:
        """Write one rejected row."""
        if self._path is None:
            return
        if self._writer is None:
            part = self._stack.enter_context(written(self._path))
            self._writer = (
                _Xlsx(part)
                if self._path.suffix.lower() == _XLSX
                else _Csv(part, self._stack, self._delimiter)
            )
            self._writer.write(self._with_fault(self._heading.cells, FAULT_HEADING))
        self._writer.write(self._with_fault(row.cells, reason))

    def _with_fault(self, cells: Sequence[Cell], fault: str) -> list[Cell]:
        """Put the fault into its column; cells beyond the heading follow it."""
        filled = [*cells, *[None] * (self._at - len(cells))]
        if self._at < len(self._heading.cells):
            filled[self._at : self._at + 1] = [fault]
        else:
            filled.insert(self._at, fault)
        return filled
