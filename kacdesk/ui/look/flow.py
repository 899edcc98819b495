"""This file is the place where a row of words and buttons breaks into more rows when the window is narrow."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

from kacdesk.ui.look.measures import GRID

_MAIN_SHARE = 9
"""From this share on an item may take a whole row."""


class Flow(QLayout):
    """Lays widgets side by side as far as they fit, the others below; the room left in a row goes to stretched ones.

    Nothing in it is made narrower than it wishes, so no word on a button is ever cut. `fields` says that these are
    fields of a form: they wish for no more than their least, and stand at the top of their row; with `top` other
    things do, too. Heights are kept because a layout asks for them again for every layout that it stands in.
    """

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = GRID, fields: bool = False, top: bool = False
    ) -> None:
        super().__init__(parent)
        self._at_top = fields or top
        self._items: list[QLayoutItem] = []
        self._stretches: dict[QWidget, int] = {}
        self._heights: dict[int, int] = {}  # width → height, until something in it changes
        self._fields = fields
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def add(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Add a widget with its share of the room left in its row."""
        self._stretches[widget] = stretch
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), really=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        shown = [item for item in self._items if not item.isEmpty()]
        width = sum(self._wish(item, 10**6) for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = [item for item in self._items if not item.isEmpty()]
        width = max((item.minimumSize().width() for item in shown), default=0)
        return QSize(width, max((item.minimumSize().height() for item in shown), default=0))

    def _wish(self, item: QLayoutItem, room: int) -> int:
        """Return how wide an item would like to be: words that may wrap would like one line."""
        widget = item.widget()
        width = item.minimumSize().width() if self._fields else item.sizeHint().width()
        if isinstance(widget, QLabel) and widget.wordWrap():
            margins = widget.contentsMargins()
            width = (
                widget.fontMetrics().horizontalAdvance(widget.text()) + margins.left() + margins.right() + 4
            )
        return min(room, max(width, item.minimumSize().width()))

    def _share(self, item: QLayoutItem) -> int:
        widget = item.widget()
        return self._stretches.get(widget, 0) if widget is not None else 0

    def _most(self, item: QLayoutItem, width: int) -> int:
        """Return how wide an item may grow: a small field alone in its row stays a small field."""
        return width * 2 if self._fields and self._share(item) < _MAIN_SHARE else 10**6

    def _rows(self, room: int) -> list[list[tuple[QLayoutItem, int]]]:
        rows: list[list[tuple[QLayoutItem, int]]] = []
        left = 0
        for item in (each for each in self._items if not each.isEmpty()):
            width = self._wish(item, room)
            if not rows or width > left:
                rows.append([])
                left = room
            rows[-1].append((item, width))
            left -= width + self.spacing()
        return rows

    def _place(self, rect: QRect, *, really: bool) -> int:
        """Return the height needed; with `really` also put everything in its place."""
        top = rect.y()
        for row in self._rows(rect.width()):
            spare = rect.width() - sum(width for _, width in row) - self.spacing() * (len(row) - 1)
            shares = sum(self._share(item) for item, _ in row) or 1
            wide = [
                (item, min(width + spare * self._share(item) // shares, self._most(item, width)))
                for item, width in row
            ]
            height = max(_height(item, width) for item, width in wide)
            left = rect.x()
            for item, width in wide if really else ():
                own = min(height, _height(item, width))
                down = 0 if self._at_top else (height - own) // 2
                item.setGeometry(QRect(QPoint(left, top + down), QSize(width, own)))
                left += width + self.spacing()
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.y())


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
