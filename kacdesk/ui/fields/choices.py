"""This file is the place where the list under a search box stands: what may be chosen, numbered or counted."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from shiboken6 import isValid

from kacdesk.ui.fields.choice_rows import ChoiceRow, RowPainter
from kacdesk.ui.look.following import Following

_ROWS_SHOWN = 11
_WIDEST = 640
_EDGE = 8
"""How far the list stays from the edge of the window."""

_OTHER_LETTERS = (QEvent.Type.FontChange, QEvent.Type.StyleChange)
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """The rows as Qt asks for them. All are as high as `row_height`; how wide they are drawn is the list's matter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ChoiceRow] = []
        self.row_height = 1

    def take(self, rows: Sequence[ChoiceRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.rows) if parent is None or not parent.isValid() else 0

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].spoken
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(1, self.row_height)
        return None


class ChoiceList(QListView):
    """The list under a search box: a child of the window, so that the box keeps the keyboard.

    It draws its rows itself and knows their sizes: Qt would ask for each part of each row, at every letter typed.

    Signals: `pointed(int)` another row is marked, -1 for none · `taken(int)` a row was clicked.
    """

    pointed = Signal(int)
    taken = Signal(int)

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self._rows = _Rows(self)
        self._box: QWidget | None = None
        self._following = Following(self)
        self._painter: RowPainter | None = None
        self._widest = 0
        self.setProperty("part", "choices")
        self.setModel(self._rows)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self.taken.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.pointed.emit(now.row()))
        self._following.moved.connect(self._place)
        self._following.hidden.connect(self.hide)
        self.hide()

    @property
    def rows(self) -> list[ChoiceRow]:
        """Return the rows that are shown."""
        return self._rows.rows

    @property
    def marked(self) -> int:
        """Return which row is marked, -1 for none."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[ChoiceRow], *, mark_first: bool) -> None:
        """Show other rows in the place of these."""
        self._widest = 0
        self._rows.take(rows)
        self.mark(0 if mark_first else -1)

    def mark(self, row: int) -> None:
        """Mark a row, none with -1."""
        self.setCurrentIndex(self._rows.index(row, 0))
        if row < 0:
            self.scrollToTop()

    def show_under(self, box: QWidget) -> None:
        """Show the list under the box, or above it where there is more room; it goes where the box goes."""
        if box is not self._box:
            self._box = box
            box.destroyed.connect(self._forget)
        if not self.isVisible():
            self.ensurePolished()  # only then it has the letters by which its rows are measured
            self._following.follow(box)
        self._place()
        self.show()
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._following.rest()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _OTHER_LETTERS:
            self._painter = None
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        drawn, view, asked = self._drawn(), self.viewport(), event.rect()
        above, numbered = self.verticalOffset(), self._is_numbered()
        first = max(0, (asked.top() + above) // drawn.height)
        last = min(len(self.rows) - 1, (asked.bottom() + above) // drawn.height)
        marked = self.marked
        painter = QPainter(view)
        for row in range(first, last + 1):
            place = QRect(0, row * drawn.height - above, view.width(), drawn.height)
            drawn.draw(painter, self.rows[row], place, marked=row == marked, numbered=numbered)
        painter.end()

    def _is_numbered(self) -> bool:
        return bool(self.rows and self.rows[0].number)

    def _drawn(self) -> RowPainter:
        """Return who draws the rows, in the letters of now."""
        if self._painter is None:
            self._painter = RowPainter(self.font())
            self._rows.row_height = self._painter.height
            self._widest = 0
            self.scheduleDelayedItemsLayout()
        return self._painter

    def _forget(self) -> None:
        """Go with the box when its line was taken away while the list was open."""
        if self._box is None or isValid(self._box):
            return
        self._box = None
        self.hide()

    def _place(self) -> None:
        box = self._box
        if box is None or not self.rows:
            return
        window, drawn = box.window(), self._drawn()
        self._widest = self._widest or drawn.widest(self.rows, _WIDEST)
        below = box.mapTo(window, QPoint(0, box.height()))
        shown = min(_ROWS_SHOWN, len(self.rows))
        wanted = drawn.height * shown + 2 * self.frameWidth()
        under = window.height() - below.y() - _EDGE
        over = below.y() - box.height() - _EDGE
        goes_under = under >= min(wanted, over)
        height = min(wanted, under if goes_under else over)
        top = below.y() if goes_under else below.y() - box.height() - height
        wide = self._widest + 2 * self.frameWidth()
        if len(self.rows) > shown or height < wanted:
            wide += self.verticalScrollBar().sizeHint().width()
        width = min(max(box.width(), min(_WIDEST, wide)), window.width() - 2 * _EDGE)
        left = max(_EDGE, min(below.x(), window.width() - width - _EDGE))
        self.setGeometry(left, top, width, height)
