"""This file is the place where the list under a search box is drawn: what may be chosen, numbered or counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from kacdesk.core.text import t
from kacdesk.services.catalog import Option
from kacdesk.ui.look.theme import Colour, colour

_ROWS_SHOWN = 11
_WIDEST = 640
_PADDING = 8
_GAP = 14
_EDGE = 8
"""How far the list stays from the edge of the window."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One row: an option, or `words` of one's own when there is none. `number` is the digit that takes it at once,
    `count` how many times it will be entered."""

    option: Option | None
    words: str = ""
    number: str = ""
    count: int | None = None

    @property
    def text(self) -> str:
        """Return the row as it is read, without its number."""
        if self.option is None:
            return t("Nav sarakstā: “{words}” — ierakstīt saviem vārdiem", words=self.words)
        return self.option.label

    @property
    def times(self) -> str:
        """Return "× 3", '' when nothing was said of a number."""
        return f"× {self.count}" if self.count else ""

    @property
    def detail(self) -> str:
        """Return whose it is."""
        return self.option.detail if self.option is not None else ""

    @property
    def spoken(self) -> str:
        """Return the whole row in words."""
        return " — ".join(part for part in (self.number, self.times, self.text, self.detail) if part)


class _Rows(QAbstractListModel):
    """The rows as Qt asks for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ChoiceRow] = []

    def take(self, rows: Sequence[ChoiceRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.rows) if parent is None or not parent.isValid() else 0

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].spoken
        return None


class _RowPainter(QStyledItemDelegate):
    """Draws a row: its digit, how many times, its name, and at the right whose it is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row, metrics = _row_at(index), option.fontMetrics
        wide = sum(
            metrics.horizontalAdvance(part) + _GAP
            for part in (row.number, row.times, row.text, row.detail)
            if part
        )
        return QSize(wide + 2 * _PADDING, metrics.height() + 11)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = _row_at(index)
        self.initStyleOption(option, index)
        option.text = ""
        widget: QWidget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = colour(Colour.ON_ACCENT if marked else Colour.TEXT)
        quiet = colour(Colour.ON_ACCENT if marked else Colour.QUIET)
        room: QRect = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.save()
        font = QFont(option.font)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(quiet)
        if _is_numbered(index):
            painter.drawText(room, _LEFT, row.number)
            room.setLeft(room.left() + metrics.horizontalAdvance("0") + _GAP)
        if row.detail:
            painter.drawText(room, _RIGHT, row.detail)
            room.setRight(room.right() - metrics.horizontalAdvance(row.detail) - _GAP)
        painter.setPen(ink)
        if row.times:
            font.setBold(True)
            painter.setFont(font)
            painter.drawText(room, _LEFT, row.times)
            room.setLeft(room.left() + QFontMetrics(font).horizontalAdvance(row.times) + _GAP)
            font.setBold(False)
        if row.option is None:
            font.setItalic(True)
        painter.setFont(font)
        told = QFontMetrics(font).elidedText(row.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, told)
        painter.restore()


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _row_at(index: _Index) -> ChoiceRow:
    model = index.model()
    if not isinstance(model, _Rows):
        raise TypeError("the list draws its own rows only")
    return model.rows[index.row()]


def _between(box: QWidget) -> list[QWidget]:
    """Return the box and what it lies in, up to its window: whatever moves of these moves the box."""
    found: list[QWidget] = [box]
    above = box.parentWidget()
    while above is not None:
        found.append(above)
        above = above.parentWidget() if not above.isWindow() else None
    return found


def _is_numbered(index: _Index) -> bool:
    """Say whether the rows have digits, so that those without one stand under the others."""
    model = index.model()
    return isinstance(model, _Rows) and bool(model.rows[0].number)


class ChoiceList(QListView):
    """The list under a search box: a child of the window, so that the box keeps the keyboard.

    Signals: `pointed(int)` another row is marked, -1 for none · `taken(int)` a row was clicked.
    """

    pointed = Signal(int)
    taken = Signal(int)

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self._rows = _Rows(self)
        self._box: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setProperty("part", "choices")
        self.setModel(self._rows)
        self.setItemDelegate(_RowPainter(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self.taken.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.pointed.emit(now.row()))
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
            self._watched = _between(box)
            for widget in self._watched:
                widget.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._watched = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self._box is not None:
            self._place()
        if event.type() is QEvent.Type.Hide and watched is self._box:
            self.hide()
        return super().eventFilter(watched, event)

    def _forget(self) -> None:
        """Go with the box when its line was taken away while the list was open."""
        if self._box is None or isValid(self._box):
            return
        self._box = None
        self._watched = [widget for widget in self._watched if isValid(widget)]
        self.hide()

    def _place(self) -> None:
        box = self._box
        if box is None or not self.rows:
            return
        window = box.window()
        below = box.mapTo(window, QPoint(0, box.height()))
        shown = min(_ROWS_SHOWN, len(self.rows))
        wanted = self.sizeHintForRow(0) * shown + 2 * self.frameWidth()
        under = window.height() - below.y() - _EDGE
        over = below.y() - box.height() - _EDGE
        goes_under = under >= min(wanted, over)
        height = min(wanted, under if goes_under else over)
        top = below.y() if goes_under else below.y() - box.height() - height
        wide = self.sizeHintForColumn(0) + 2 * self.frameWidth()
        if len(self.rows) > shown or height < wanted:
            wide += self.verticalScrollBar().sizeHint().width()
        width = min(max(box.width(), min(_WIDEST, wide)), window.width() - 2 * _EDGE)
        left = max(_EDGE, min(below.x(), window.width() - width - _EDGE))
        self.setGeometry(left, top, width, height)
