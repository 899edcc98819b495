"""This file is the place where a table of figures is drawn so that each number can be walked to and opened."""

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from kacdesk.services.reporting.table import Table
from kacdesk.ui.look.cells import Cells
from kacdesk.ui.look.painted import PaintedTable
from kacdesk.ui.look.written import Index
from kacdesk.ui.report.figures_table import FiguresTable

_ROW_HEIGHT = 28
_LEAST_TITLE = 220
_LEAST_WIDTH = 360


class FigureGrid(PaintedTable):
    """A table of figures, as high as its lines. Arrows walk from number to number, Enter or a double click opens one.

    Signals: `opened(str, Count)` the rows of a figure are wanted, with it in words · `walked(QRect)` the keyboard
    is on this part of the grid. `cells` is what the tables of a sheet know of their words together.
    """

    opened = Signal(str, object)
    walked = Signal(QRect)
    _wanted_in = ""
    """The font in which it was measured; Qt may tell of another one while the table is being made."""

    def __init__(self, table: Table, cells: Cells | None = None) -> None:
        figures = FiguresTable(table)
        super().__init__(figures, cells=cells)
        figures.setParent(self)
        self.figures = figures
        self._wanted: list[int] = []
        self.setAccessibleName(table.title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(not self.figures.is_map)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell_place(now))
        self._be_as_high_as_the_lines(scrolls=False)

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
        """Share the room anew once everything wears other letters."""
        super().changeEvent(event)
        changes = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if changes and self._wanted_in not in ("", self.font().key()):
            QTimer.singleShot(0, self, self._share_room)

    def _widths(self) -> list[int]:
        """Return what every column needs. The figures of a table never change, so they are measured once a font."""
        self.ensurePolished()
        worn = self.font().key()
        if worn != self._wanted_in:
            self._wanted_in = worn
            header, lines, cells = self.horizontalHeader(), range(len(self.figures.table.lines)), self.cells
            self._wanted = [
                max(header.sectionSizeHint(column), *(self._width_of(cells, row, column) for row in lines))
                for column in range(header.count())
            ]
        return list(self._wanted)

    def _width_of(self, cells: Cells, row: int, column: int) -> int:
        told = self.figures.written(row, column)
        return cells.wanted(told.words, told.face)

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
        for each, width in enumerate(widths):
            header.resizeSection(each, width + shares[each])
        self._be_as_high_as_the_lines(scrolls=header.length() > room)

    def _be_as_high_as_the_lines(self, *, scrolls: bool) -> None:
        """Show every line; with `scrolls` there is a bar below them."""
        self.ensurePolished()
        lines = self.horizontalHeader().sizeHint().height() + self.verticalHeader().length()
        below = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(lines + below + 2 * self.frameWidth())
