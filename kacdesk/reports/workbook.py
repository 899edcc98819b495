"""This file is the place where sheets become an XLSX file, row after row, with few of them in memory."""

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kacdesk.reports.workbook_cells import Cell, Form, text_cell
from kacdesk.reports.workbook_rows import RowSheet

MOST_SHEET_ROWS: Final = 1_048_576
"""What Excel can hold on one sheet, the head included."""

_MOST_SHEET_BYTES: Final = 1 << 30
"""A larger sheet opens on no usual computer, and an archive without 64-bit sizes takes no part over 2 GiB."""

_CELL_BYTES: Final = 48
"""About what a cell takes in the file beside its text."""

_MOST_LINKS: Final = 65_530
"""What Excel takes on one sheet."""

_LONGEST_TITLE = 31
_NOT_IN_A_TITLE = str.maketrans("", "", "[]:*?/\\'")
_A4 = 9

_GREY: Final = {"font_color": "#5B6472"}
_LINKED: Final = {"font_color": "#0B57A4", "underline": 1}
_HOURS: Final = '#,##0.0" h"'
_FORMS: Final[Mapping[Form, Mapping[str, Any]]] = {
    Form.PLAIN: {},
    Form.HEAD: {"bold": True, "bg_color": "#F3F5F8", "text_wrap": True, "valign": "top"},
    Form.WHOLE: {"num_format": "0"},
    Form.DAY: {"num_format": "dd.mm.yyyy"},
    Form.MOMENT: {"num_format": "dd.mm.yyyy hh:mm"},
    Form.DURATION: {"num_format": "[h]:mm:ss"},
    Form.MONEY: {"num_format": "#,##0.00"},
    Form.TITLE: {"bold": True, "font_size": 14},
    Form.QUIET: _GREY,
    Form.LINK: _LINKED,
    Form.LINKED_NUMBER: {"num_format": "#,##0", **_LINKED},
    Form.GROUPED: {"num_format": "#,##0"},
    Form.BOLD: {"bold": True},
    Form.HOURS: {"num_format": _HOURS},
    Form.LINKED_DURATION: {"num_format": "[h]:mm:ss", **_LINKED},
    Form.LINKED_MONEY: {"num_format": "#,##0.00", **_LINKED},
    Form.LINKED_HOURS: {"num_format": _HOURS, **_LINKED},
}


@dataclass(frozen=True, slots=True)
class Link:
    """From a cell, by its row and column counted from 1, to a cell of another sheet of the file."""

    row: int
    column: int
    sheet: str
    cell: str = "A1"
    words: str = ""


class Sheet:
    """A sheet that is being written, from its head downwards; rows are counted from 1, the head included."""

    def __init__(
        self, sheet: RowSheet, title: str, looks: Sequence[Format | None], *, width: int, most_rows: int
    ) -> None:
        self.title = title
        self.rows = 0
        self._sheet = sheet
        self._looks = looks
        self._width = width
        self._most_rows = most_rows
        self._bytes = 0
        self._links = 0

    @property
    def is_full(self) -> bool:
        """Say whether a further row has to go to a further sheet."""
        return self.rows >= self._most_rows or self._bytes >= _MOST_SHEET_BYTES

    def append(self, cells: Iterable[Cell]) -> None:
        """Add a row; an empty cell is ''. What there is beyond the widths is left out."""
        row, looks = self.rows, self._looks
        self.rows += 1
        shown = list(cells)[: self._width]
        written = self._sheet.write_plain(row, shown, looks)
        if written:
            self._bytes += written
            return
        for column, cell in enumerate(shown):
            if not cell:
                continue
            value, form = cell
            self._bytes += _CELL_BYTES
            if isinstance(value, str):
                self._bytes += len(value)
                self._sheet.write_string(row, column, value, looks[form])
            else:
                self._sheet.write_number(row, column, value, looks[form])

    def head(self, titles: Iterable[str]) -> None:
        """Add a row of heads."""
        self.append(text_cell(title, Form.HEAD) for title in titles)

    def link(self, link: Link) -> None:
        """Let a cell of the next row lead to another sheet; what is more than a sheet can hold stays a mere cell."""
        if link.row <= self.rows:
            raise ValueError("the row is written already")
        if self._links < _MOST_LINKS:
            self._links += 1
            place = f"internal:{in_quotes(link.sheet)}!{link.cell}"
            self._sheet.write_url(link.row - 1, link.column - 1, place, self._looks[Form.LINK], link.words)


class Workbook:
    """An XLSX file that is being written at `path`, sheet after sheet.

    `title`, `creator` and the moment `made_at` are told in its properties. The rows run through `aside`, a folder that
    nobody else may read.
    """

    def __init__(self, path: Path, aside: Path, *, title: str, creator: str, made_at: datetime) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(aside)})
        made = made_at.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": title, "author": creator, "created": made})
        self._looks = [self._book.add_format(dict(_FORMS[form])) if _FORMS[form] else None for form in Form]
        self._titles: list[str] = []

    @contextmanager
    def sheet(
        self,
        title: str,
        widths: Sequence[float],
        *,
        head_rows: int = 1,
        filtered: bool = True,
        most_rows: int = MOST_SHEET_ROWS,
    ) -> Iterator[Sheet]:
        """Write a sheet; its head rows stay in sight and on every printed page, and the last of them has filters.

        `widths` of its columns are in digits of the usual letter. The title is cut to what Excel takes; `Sheet.title`
        is what it became.
        """
        self._titles.append(free_title(title, self._titles))
        inner = self._book.add_worksheet(self._titles[-1], RowSheet)
        for column, width in enumerate(widths):
            inner.set_column(column, column, width)
        _for_paper(inner)
        if head_rows:
            inner.freeze_panes(head_rows, 0)
            inner.repeat_rows(0, head_rows - 1)
        sheet = Sheet(inner, self._titles[-1], self._looks, width=len(widths), most_rows=most_rows)
        yield sheet
        if filtered and head_rows:
            inner.autofilter(head_rows - 1, 0, max(sheet.rows, head_rows) - 1, len(widths) - 1)

    def close(self) -> None:
        """End the file; OSError when the place does not take it."""
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error

    def abandon(self) -> None:
        """Let go of the rows laid aside, so that their folder can be taken away; there is no workbook."""
        self._book.fileclosed = 1  # it would be written when the object goes
        for sheet in self._book.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()


def _for_paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P/&N")


@contextmanager
def workbook(path: Path, *, title: str, creator: str, made_at: datetime) -> Iterator[Workbook]:
    """Write a workbook; when the block fails, what is at `path` is no workbook.

    Rows wait beside it meanwhile, where only this person may read, and are gone at the end.
    """
    with tempfile.TemporaryDirectory(prefix=".kacdesk-", dir=path.parent) as aside:
        book = Workbook(path, Path(aside), title=title, creator=creator, made_at=made_at)
        try:
            yield book
            book.close()
        finally:
            book.abandon()


def free_title(title: str, taken: Collection[str]) -> str:
    """Return a title that Excel takes and no sheet has yet, whatever the case of its letters."""
    held = {each.casefold() for each in taken}
    clean = title.translate(_NOT_IN_A_TITLE).strip() or "1"
    found, number = clean[:_LONGEST_TITLE].strip(), 1
    while found.casefold() in held:
        number += 1
        found = f"{clean[: _LONGEST_TITLE - len(str(number)) - 1].strip()} {number}"
    return found


def in_quotes(title: str) -> str:
    """Return a sheet's title as references have it."""
    return "'" + title.replace("'", "''") + "'"
