"""This file is the place where the rows of a list are moved in, marked, copied and opened by keyboard."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from kacdesk.ui.look.painted import PaintedTable
from kacdesk.ui.look.written import Index
from kacdesk.ui.register.table import RegisterTable

_ROW_HEIGHT = 34


class Rows(PaintedTable):
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
        super().__init__(table, parent)
        self._table = table
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
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
