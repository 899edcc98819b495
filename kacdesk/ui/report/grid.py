"""This file is the place where a table of figures is drawn so that each number can be walked to and opened."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from kacdesk.core.latvian import NOTHING
from kacdesk.core.text import t
from kacdesk.services.reporting.table import Cell, Line, Table
from kacdesk.ui.look.palette import contrast
from kacdesk.ui.look.theme import Colour, colour

_ROW_HEIGHT = 28
_INDENT = "\u2003"
_LEAST_TITLE = 220
_LEAST_WIDTH = 360
_NUMBER_BEGINS = f"+\u2212{NOTHING}0123456789"
_SHALLOWEST, _DEEPEST = 0.08, 0.85

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _Figures(QAbstractTableModel):
    """The lines of one table; column 0 holds their titles."""

    def __init__(self, table: Table, parent: QObject) -> None:
        super().__init__(parent)
        self.table = table
        self._bold = QFont()
        self._bold.setBold(True)
        self.is_map = any(cell.depth is not None for line in table.lines for cell in line.cells)

    def line(self, index: Index) -> Line:
        """Return the line of a cell."""
        return self.table.lines[index.row()]

    def cell(self, index: Index) -> Cell | None:
        """Return a cell; None for a title and where a line is short."""
        cells = self.line(index).cells
        return cells[index.column() - 1] if 0 < index.column() <= len(cells) else None

    def what(self, index: Index) -> str:
        """Return in words whose figure a cell is."""
        line, head = self.line(index), self.table.heads[index.column()]
        return " · ".join(part for part in (self.table.title, line.title, head) if part)

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
            return _in_lines(self.table.heads[section]) if section else self.table.heads[0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            if section and self.is_map:
                return Qt.AlignmentFlag.AlignCenter
            return _RIGHT if section and self._is_figure(section) else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, cell = self.line(index), self.cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(index)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{self.what(index)}: {self._words(index)}" if index.column() else line.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index)
            case Qt.ItemDataRole.TextAlignmentRole:
                if cell is not None and cell.depth is not None:
                    return Qt.AlignmentFlag.AlignCenter
                return _RIGHT if index.column() and self._is_figure(index.column()) else _LEFT
            case Qt.ItemDataRole.FontRole:
                return self._bold if line.is_sum else None
            case Qt.ItemDataRole.BackgroundRole:
                return _ground(cell.depth) if cell is not None and cell.depth else None
            case Qt.ItemDataRole.ForegroundRole:
                return _ink(cell)
        return None

    def _words(self, index: Index) -> str:
        cell, line = self.cell(index), self.line(index)
        if index.column() == 0:
            return _INDENT * line.level + line.title
        return cell.words if cell is not None else ""

    def _spoken(self, index: Index) -> str:
        cell = self.cell(index)
        if cell is None:
            return self.line(index).title
        told = f"{self.line(index).title}, {self.table.heads[index.column()]}: {cell.words}"
        return t("{figure}; Enter rāda ierakstus", figure=told) if cell.opens else told

    def _is_figure(self, column: int) -> bool:
        """Say whether a column holds numbers, dashes and changes, which stand below each other by their ends."""
        cells = [line.cells[column - 1] for line in self.table.lines if len(line.cells) >= column]
        return all(cell.opens is not None or cell.words[:1] in _NUMBER_BEGINS for cell in cells)


def _in_lines(head: str) -> str:
    """Break a head at its words, so that it does not make its column wide."""
    return head.replace(" ", "\n") if len(head) > 9 else head


def _ground(depth: float) -> QColor:
    """Return the colour of a place on a map: the accent over the ground of the table."""
    over, under = colour(Colour.ACCENT), colour(Colour.SURFACE)
    share = _SHALLOWEST + (_DEEPEST - _SHALLOWEST) * depth
    parts = zip(
        (over.red(), over.green(), over.blue()), (under.red(), under.green(), under.blue()), strict=True
    )
    return QColor(*(round(one * share + other * (1 - share)) for one, other in parts))


def _ink(cell: Cell | None) -> QColor | None:
    """Return the colour of words: on a map the one that stands out from it, quiet for what opens nothing."""
    if cell is None:
        return None
    if cell.depth:
        ground = _ground(cell.depth).name()
        inks = (colour(Colour.TEXT), colour(Colour.ON_ACCENT))
        return max(inks, key=lambda ink: contrast(ink.name(), ground))
    return None if cell.opens else colour(Colour.QUIET)


class _Depths(QStyledItemDelegate):
    """Lays the colour of a map under its figures, which a stylesheet would leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            rect: QRect = option.rect
            painter.fillRect(rect.adjusted(1, 1, -1, -1), ground)
        super().paint(painter, option, index)


class FigureGrid(QTableView):
    """A table of figures, as high as its lines. Arrows walk from number to number, Enter or a double click opens one.

    Signals: `opened(str, Count)` the rows of a figure are wanted, with it in words · `walked(QRect)` the keyboard
    is on this part of the grid.
    """

    opened = Signal(str, object)
    walked = Signal(QRect)

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._wanted: list[int] | None = None
        self.figures = _Figures(table, self)
        self.setModel(self.figures)
        self.setItemDelegate(_Depths(self))
        self.setAccessibleName(table.title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(not self.figures.is_map)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell_place(now))
        self._share_room()

    def _open(self, index: Index) -> None:
        cell = self.figures.cell(index)
        if cell is not None and cell.opens is not None:
            self.opened.emit(f"{self.figures.what(index)}: {cell.words}", cell.opens)

    def _tell_place(self, index: QModelIndex) -> None:
        if self.hasFocus() and index.isValid():
            self.walked.emit(self.visualRect(index).translated(self.viewport().pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the figure the keyboard was on, the first one at the beginning."""
        index = self.currentIndex()
        if not index.isValid() and self.figures.table.lines:
            index = self.figures.index(0, 1)
        self.setCurrentIndex(index)
        super().focusInEvent(event)
        self._tell_place(index)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave nothing marked in a table that the keyboard is not in."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.selectionModel().clearSelection()

    def sizeHint(self) -> QSize:
        """Return the room in which every title and figure can be read."""
        widest = max(_LEAST_WIDTH, sum(self._widths()) + 2 * self.frameWidth())
        return QSize(widest, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wanted = None
        super().changeEvent(event)

    def _widths(self) -> list[int]:
        """Return what every column needs. The figures of a table never change, so they are measured once a font."""
        self.ensurePolished()
        if self._wanted is None:
            header = self.horizontalHeader()
            self._wanted = [
                max(self.sizeHintForColumn(each), header.sectionSizeHint(each))
                for each in range(header.count())
            ]
        return list(self._wanted)

    def _share_room(self) -> None:
        """Share the room among the columns; of too little, titles get less, and the table goes on to the side."""
        header = self.horizontalHeader()
        columns = header.count()
        if not columns:
            return
        widths = self._widths()
        room = self.viewport().width()
        spare = room - sum(widths)
        if spare < 0:
            widths[0] = max(min(widths[0], _LEAST_TITLE, room // 2), widths[0] + spare)
        shares = [
            max(0, spare) * (each + 1) // columns - max(0, spare) * each // columns for each in range(columns)
        ]
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for each, width in enumerate(widths):
            header.resizeSection(each, width + shares[each])
        over = header.length() > room
        height = (
            header.sizeHint().height() + len(self.figures.table.lines) * _ROW_HEIGHT + 2 * self.frameWidth()
        )
        self.setFixedHeight(height + (self.horizontalScrollBar().sizeHint().height() if over else 0))
