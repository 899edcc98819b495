"""This file is the place where the rows of a list are moved in, marked, copied and opened by keyboard."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kacdesk.ui.look.theme import Colour, colour
from kacdesk.ui.register.cells import Cells
from kacdesk.ui.register.table import Index, RegisterTable

_ROW_HEIGHT = 34
_Place = tuple[int, int, int]
"""A column, its left edge and its width in pixels."""


class Rows(QTableView):
    """The table of a list. Home and End go to the first and the last row, Enter opens, letters are for the search.

    Signals: `opened(int)` the record of that row is wanted · `typed(str)` somebody begins to search ·
    `copied(int)` so many rows are on the clipboard · `menu_asked(QPoint)` the menu of the current row, at that place of
    the screen.
    """

    opened = Signal(int)
    typed = Signal(str)
    copied = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(self, table: RegisterTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._cells = Cells()
        self.setModel(table)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    @property
    def marked(self) -> list[int]:
        """Return the marked rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def mark_alone(self, row: int) -> None:
        """Mark one row and no other, whatever key is held: a save ends while Ctrl is still down."""
        flags = QItemSelectionModel.SelectionFlag
        place = self._table.index(row, max(0, self.currentIndex().column()))
        self.selectionModel().setCurrentIndex(place, flags.ClearAndSelect | flags.Rows)

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Leave what is in sight where it is when rows come above it, unless the very first rows are looked at."""
        bar = self.verticalScrollBar()
        above = bar.value() if start < bar.value() else 0
        super().rowsInserted(parent, start, end)
        if above:
            self.updateGeometries()
            bar.setValue(above + end - start + 1)

    @property
    def cells(self) -> Cells:
        """Return what is known of texts in the font that the rows wear now."""
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1
        self._cells.wear(self.font(), self.devicePixelRatioF(), margin)
        return self._cells

    def copy(self) -> None:
        """Put the marked rows on the clipboard as text, with the columns that are shown."""
        columns = [column for column in range(self._table.columnCount()) if not self.isColumnHidden(column)]
        rows = self.marked
        if rows and columns:
            QGuiApplication.clipboard().setText(self._table.as_text(rows, columns))
            self.copied.emit(len(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Hand typed letters to the search instead of jumping to a row."""
        if search.strip():
            self.typed.emit(search)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End mean rows: nobody looks for the first cell of a row."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self._table.rowCount() - 1,
        }
        if action in ends and self._table.rowCount():
            return self._table.index(ends[action], max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu where the mouse is, or below the current row when a key was pressed."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            place = event.globalPos()
        self.menu_asked.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells as the style and the stylesheet would, without asking the model and the style for each.

        Qt asks for nine roles of every cell and lays out its words twice; that was half of what the window had to do.
        """
        area = event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        rows = range(first, last + 1 if last >= 0 else self._table.rowCount())
        painter = QPainter(self.viewport())
        marked = self._marked_among(rows)
        self._draw_grounds(painter, rows, marked)
        self._draw_words(painter, rows, marked, self._columns_in(area))
        painter.end()

    def _draw_grounds(self, painter: QPainter, rows: range, marked: set[int]) -> None:
        header, height = self.horizontalHeader(), self.rowHeight(rows.start)
        band = QRect(-header.offset(), self.rowViewportPosition(rows.start), header.length(), height)
        chosen, stripe = colour(Colour.CHOSEN), colour(Colour.STRIPE)
        for row in rows:
            if row in marked:
                painter.fillRect(band, chosen)
            elif row % 2:
                painter.fillRect(band, stripe)
            band.translate(0, height)

    def _draw_words(self, painter: QPainter, rows: range, marked: set[int], columns: list[_Place]) -> None:
        table, cells = self._table, self.cells
        height, top = self.rowHeight(rows.start), self.rowViewportPosition(rows.start)
        inset, down = cells.inset, height // 2 - cells.height // 2
        text, quiet = colour(Colour.TEXT), colour(Colour.QUIET)
        for row in rows:
            struck = table.is_voided(row)
            painter.setPen(quiet if struck and row not in marked else text)
            for column, left, width in columns:
                words = table.cell(row, column)
                if not words:
                    continue
                laid_out = cells.laid_out(words, width, struck)
                if laid_out is None:
                    self._let_style_draw(painter, row, column, is_marked=row in marked)
                else:
                    laid_out.draw(painter, QPointF(left + inset, top + down))
            top += height

    def _let_style_draw(self, painter: QPainter, row: int, column: int, *, is_marked: bool) -> None:
        index = self._table.index(row, column)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        if is_marked:
            option.state |= QStyle.StateFlag.State_Selected
        painter.save()
        self.itemDelegate().paint(painter, option, index)
        painter.restore()

    def _columns_in(self, area: QRect) -> list[_Place]:
        """Return which columns are to be drawn."""
        header = self.horizontalHeader()
        places = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(header.count())
            if not header.isSectionHidden(column)
        ]
        return [place for place in places if place[1] <= area.right() and place[1] + place[2] > area.left()]

    def _marked_among(self, rows: range) -> set[int]:
        """Return which of the rows are marked."""
        return {
            row
            for part in self.selectionModel().selection().toList()
            for row in range(max(part.top(), rows.start), min(part.bottom() + 1, rows.stop))
        }
