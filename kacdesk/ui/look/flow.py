"""This file is the place where a row of words and buttons breaks into more rows when the window is narrow."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

from kacdesk.ui.look.measures import GRID

_MAIN_SHARE = 9
"""From this share on an item may take a whole row."""

_ALL_ROOM = 10**6


@dataclass(frozen=True, slots=True)
class _Wish:
    """How wide an item that is shown would like to be, how wide and high it has to be, and how high it would be."""

    item: QLayoutItem
    width: int
    least: QSize
    height: int
    share: int


_Row = list[tuple[_Wish, int]]
"""Items that stand side by side, each with the width it has to have."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything stands at one width, counted from the upper left corner, and how high it is together."""

    places: tuple[tuple[QLayoutItem, QRect], ...]
    height: int


class Flow(QLayout):
    """Lays widgets side by side as far as they fit, the others below; the room left in a row goes to stretched ones.

    Nothing in it is made narrower than it wishes, so no word on a button is ever cut. `fields` says that these are
    fields of a form: they wish for no more than their least, and stand at the top of their row; with `top` other
    things do, too. With `even` the rows have as many as each other, so that none is left alone. What was worked out is
    kept until something in it changes: a layout is asked again for every layout that it stands in.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        spacing: int = GRID,
        fields: bool = False,
        top: bool = False,
        even: bool = False,
    ) -> None:
        super().__init__(parent)
        self._at_top = fields or top
        self._even = even
        self._items: list[QLayoutItem] = []
        self._stretches: dict[QWidget, int] = {}
        self._known: list[_Wish] | None = None
        self._plans: dict[int, _Plan] = {}  # by the width
        self._fields = fields
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def add(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Add a widget with its share of the room left in its row."""
        self._stretches[widget] = stretch
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self._forget()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._plan(width).height

    def invalidate(self) -> None:
        self._forget()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        for item, place in self._plan(rect.width()).places:
            item.setGeometry(place.translated(rect.topLeft()))

    def sizeHint(self) -> QSize:
        shown = self._wishes()
        width = sum(wish.width for wish in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((wish.height for wish in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._wishes()
        return QSize(
            max((wish.least.width() for wish in shown), default=0),
            max((wish.least.height() for wish in shown), default=0),
        )

    def _forget(self) -> None:
        self._known = None
        self._plans.clear()

    def _wishes(self) -> list[_Wish]:
        """Return what the items wish for that are shown."""
        if self._known is None:
            self._known = [self._wish(item) for item in self._items if not item.isEmpty()]
        return self._known

    def _wish(self, item: QLayoutItem) -> _Wish:
        """Return what an item wishes for: words that may wrap would like one line."""
        widget, hint, least = item.widget(), item.sizeHint(), item.minimumSize()
        width = least.width() if self._fields else hint.width()
        if isinstance(widget, QLabel) and widget.wordWrap():
            margins = widget.contentsMargins()
            width = (
                widget.fontMetrics().horizontalAdvance(widget.text()) + margins.left() + margins.right() + 4
            )
        share = self._stretches.get(widget, 0) if widget is not None else 0
        return _Wish(item, min(_ALL_ROOM, max(width, least.width())), least, hint.height(), share)

    def _most(self, wish: _Wish, width: int) -> int:
        """Return how wide an item may grow: a small field alone in its row stays a small field."""
        return width * 2 if self._fields and wish.share < _MAIN_SHARE else _ALL_ROOM

    def _rows(self, room: int) -> list[_Row]:
        full = self._full_rows(room)
        placed = [each for row in full for each in row] if self._even else []
        for count in range(len(full), len(placed)):
            rows = _evenly(placed, count)
            if all(self._wanted(row) <= room for row in rows):
                return rows
        return full

    def _wanted(self, row: _Row) -> int:
        return sum(width for _, width in row) + self.spacing() * (len(row) - 1)

    def _full_rows(self, room: int) -> list[_Row]:
        rows: list[_Row] = []
        left = 0
        for wish in self._wishes():
            width = min(room, wish.width)
            if not rows or width > left:
                rows.append([])
                left = room
            rows[-1].append((wish, width))
            left -= width + self.spacing()
        return rows

    def _plan(self, room: int) -> _Plan:
        if room not in self._plans:
            self._plans[room] = self._planned(room)
        return self._plans[room]

    def _planned(self, room: int) -> _Plan:
        places: list[tuple[QLayoutItem, QRect]] = []
        top = 0
        for row in self._rows(room):
            wide = self._widths(row, room)
            own = [_height(wish, width) for (wish, _), width in zip(row, wide, strict=True)]
            height, left = max(own), 0
            for (wish, _), width, high in zip(row, wide, own, strict=True):
                down = 0 if self._at_top else (height - high) // 2
                places.append((wish.item, QRect(left, top + down, width, high)))
                left += width + self.spacing()
            top += height + self.spacing()
        return _Plan(tuple(places), max(0, top - self.spacing()))

    def _widths(self, row: _Row, room: int) -> list[int]:
        spare = room - self._wanted(row)
        shares = sum(wish.share for wish, _ in row) or 1
        equal = (room - self.spacing() * (len(row) - 1)) // len(row)
        if self._even and all(width <= equal for _, width in row):
            return [equal] * len(row)
        return [min(width + spare * wish.share // shares, self._most(wish, width)) for wish, width in row]


def _evenly(placed: _Row, count: int) -> list[_Row]:
    """Return them in so many rows, of which none has two more than another."""
    ends = [ceil(len(placed) * row / count) for row in range(count + 1)]
    return [placed[first:end] for first, end in pairwise(ends)]


def _height(wish: _Wish, width: int) -> int:
    return wish.item.heightForWidth(width) if wish.item.hasHeightForWidth() else wish.height
