"""This file is the place where a row of a sheet becomes XML in one go, in a sheet of the library that writes workbooks.

The library lays each cell of a row by and asks later of every one what it may be. Most rows of a list are texts and
numbers in which nothing has to be escaped: those are written here letter for letter as the library writes them, which
`tests/reports/test_workbook_rows.py` holds against each other. Every other row is left to it.
"""

from collections.abc import Sequence
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kacdesk.reports.workbook_cells import Cell

_LONGEST_PLAIN: Final = 16_383
"""Letters of all texts of a row: with no more, none can be longer than a cell takes, whatever its letters are."""

_ESCAPED: Final = ("&", "<", ">", "_x")
"""What XML has other signs for, and the beginning of Excel's own way to write a control character."""


class RowSheet(Worksheet):  # type: ignore[misc]  # the library tells no types
    """A sheet of a workbook in `constant_memory` that takes whole rows; all else is the library's."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[str] = []
        self._begins: dict[Format | None, tuple[str, str]] = {}

    def write_plain(self, row: int, cells: Sequence[Cell], looks: Sequence[Format | None]) -> int:
        """Write a row counted from 0, below all rows before, and return how many letters it took.

        `looks` are the formats by form. 0 says that nothing was written, because the row holds a link or something
        that has to be escaped: then the library's own calls write it, cell by cell.
        """
        if row <= self.previous_row:
            return 0
        self._write_single_row(row)  # what the library holds of the row before
        if len(self._columns) < len(cells):
            self._columns = [xl_col_to_name(column) for column in range(len(cells))]
        begins, number = self._begins, row + 1
        parts, texts, places = [f'<row r="{number}">'], [""], []
        for place, cell in enumerate(cells):
            if not cell:
                continue
            places.append(place)
            value, form = cell
            look = looks[form]
            if look not in begins:
                begins[look] = _begins_of(look)
            if isinstance(value, str):
                texts.append(value)
                begin = begins[look][0]
                parts.append(f'<c r="{self._columns[place]}{number}{begin}{value}</t></is></c>')
            else:
                begin = begins[look][1]
                parts.append(f'<c r="{self._columns[place]}{number}{begin}{value:.16G}</v></c>')
        if not places or not _is_plain(texts):
            return 0
        if self._check_dimensions(row, places[0]) or self._check_dimensions(row, places[-1]):
            return 0
        parts.append("</row>")
        written = "".join(parts)
        self.fh.write(written)
        return len(written)


def _begins_of(look: Format | None) -> tuple[str, str]:
    """Return what stands between the place of a cell and its value: of a text, of a number."""
    style = "" if look is None else f' s="{look._get_xf_index()}"'
    return f'"{style} t="inlineStr"><is><t>', f'"{style}><v>'


def _is_plain(texts: Sequence[str]) -> bool:
    """Say whether the texts stand in XML as they are; the first of them is empty."""
    joined = "|".join(texts).replace("\n", " ") + "|"
    return (
        len(joined) <= _LONGEST_PLAIN
        and joined.isprintable()
        and "| " not in joined
        and " |" not in joined
        and not any(sign in joined for sign in _ESCAPED)
    )
