"""This file is the place where a table of figures becomes cells, each with its words, its colour and what it opens."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from kacdesk.core.latvian import NOTHING
from kacdesk.core.text import t
from kacdesk.services.reporting.table import Cell, Line, Table
from kacdesk.ui.look.cells import Face, Side
from kacdesk.ui.look.palette import PALETTES, contrast
from kacdesk.ui.look.theme import Colour, worn
from kacdesk.ui.look.written import UPRIGHT, Index, Written, WrittenTable

_INDENT = "\u2003"
_NUMBER_BEGINS = f"+\u2212{NOTHING}0123456789"
_SHALLOWEST, _DEEPEST = 0.08, 0.85
_LONG_HEAD = 9
_PLACES_KEPT = 1000


class FiguresTable(WrittenTable):
    """The lines of one table; column 0 holds their titles."""

    def __init__(self, table: Table, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.is_map = any(cell.depth is not None for line in table.lines for cell in line.cells)
        self._sides = [_side(table.lines, column) for column in range(len(table.heads))]
        self._heads = [table.heads[0], *map(_in_lines, table.heads[1:])] if table.heads else []
        self._head_sides = [
            UPRIGHT[Side.MIDDLE if self.is_map and column else side]
            for column, side in enumerate(self._sides)
        ]

    def line(self, index: Index) -> Line:
        """Return the line of a cell."""
        return self.table.lines[index.row()]

    def cell(self, index: Index) -> Cell | None:
        """Return a cell; None for a title and where a line is short."""
        return self._cell(index.row(), index.column())

    def what(self, index: Index) -> str:
        """Return in words whose figure a cell is."""
        line, head = self.line(index), self.table.heads[index.column()]
        return " · ".join(part for part in (self.table.title, line.title, head) if part)

    def written(self, row: int, column: int) -> Written:
        """Return a cell: figures stand below each other by their ends, quiet is what opens nothing."""
        line, cell = self.table.lines[row], self._cell(row, column)
        face = Face.BOLD if line.is_sum else Face.PLAIN
        if cell is None:
            words = "" if column else _INDENT * line.level + line.title
            return Written(words, face, self._sides[column])
        if cell.depth is not None:
            ground, ink = _on_map(cell.depth, worn().name) if cell.depth else (None, _ink(cell))
            return Written(cell.words, face, Side.MIDDLE, ink, ground)
        return Written(cell.words, face, self._sides[column], _ink(cell))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self.table.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self.table.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._head_sides[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role == Qt.ItemDataRole.ToolTipRole:
            return self._told(index)
        if index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index)
        return super().data(index, role)

    def _cell(self, row: int, column: int) -> Cell | None:
        cells = self.table.lines[row].cells
        return cells[column - 1] if 0 < column <= len(cells) else None

    def _told(self, index: Index) -> str:
        if index.column() == 0:
            return self.line(index).title
        return f"{self.what(index)}: {self.written(index.row(), index.column()).words}"

    def _spoken(self, index: Index) -> str:
        cell = self.cell(index)
        if cell is None:
            return self.line(index).title
        told = f"{self.line(index).title}, {self.table.heads[index.column()]}: {cell.words}"
        return t("{figure}; Enter rāda ierakstus", figure=told) if cell.opens else told


def _side(lines: Sequence[Line], column: int) -> Side:
    """Return where the words of a column stand: numbers, dashes and changes at its end."""
    cells = [line.cells[column - 1] for line in lines if 0 < column <= len(line.cells)]
    is_figure = all(cell.opens is not None or cell.words[:1] in _NUMBER_BEGINS for cell in cells)
    return Side.RIGHT if column and is_figure else Side.LEFT


def _in_lines(head: str) -> str:
    """Break a head at its words, so that it does not make its column wide."""
    return head.replace(" ", "\n") if len(head) > _LONG_HEAD else head


def _ink(cell: Cell) -> Colour:
    return Colour.TEXT if cell.opens else Colour.QUIET


@lru_cache(_PLACES_KEPT)
def _on_map(depth: float, palette: str) -> tuple[QColor, Colour]:
    """Return the ground of a place on a map, the accent over that of the table, and the ink that stands out from it."""
    colours = PALETTES[palette]
    over, under = QColor(colours[Colour.ACCENT]), QColor(colours[Colour.SURFACE])
    share = _SHALLOWEST + (_DEEPEST - _SHALLOWEST) * depth
    parts = zip(
        (over.red(), over.green(), over.blue()), (under.red(), under.green(), under.blue()), strict=True
    )
    ground = QColor(*(round(one * share + other * (1 - share)) for one, other in parts))
    inks = (Colour.TEXT, Colour.ON_ACCENT)
    return ground, max(inks, key=lambda ink: contrast(colours[ink], ground.name()))
