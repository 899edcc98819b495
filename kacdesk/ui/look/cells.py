"""This file is the place where the words of a table's cells are laid out once, to be measured and drawn many times."""

from enum import IntEnum
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

PADDING = 6
"""Pixels left and right of the words, as the stylesheet says of `QTableView::item`."""

_MOST_KEPT = 4000
"""Texts that are kept, some pages of a list; when there are more, all are forgotten."""

_ORIGIN = QPointF(0, 0)
_BREAKS = frozenset("\n\r\u2028\u2029")


class Face(IntEnum):
    """How the letters of a cell differ from those of its table."""

    PLAIN = 0
    BOLD = 1
    STRUCK = 2

    def of(self, font: QFont) -> QFont:
        """Return a font with this face."""
        made = QFont(font)
        if self is Face.BOLD:
            made.setBold(True)
        elif self is Face.STRUCK:
            made.setStrikeOut(True)
        return made


class Side(IntEnum):
    """Where in its cell a text stands."""

    LEFT = int(Qt.AlignmentFlag.AlignLeft)
    MIDDLE = int(Qt.AlignmentFlag.AlignHCenter)
    RIGHT = int(Qt.AlignmentFlag.AlignRight)


class Cells:
    """What is known of texts in one font; forgotten when the font or the fineness of the screen is another one.

    Tables that wear the same font may share it.
    """

    def __init__(self) -> None:
        self._worn: tuple[str, float, int] | None = None
        self._fonts: list[QFont] = []
        self._metrics: list[QFontMetricsF] = []
        self._heights: list[int] = []
        self._options = {side: _one_line(side) for side in Side}
        self._margin = 0
        self._widths: dict[tuple[str, Face], int] = {}
        self._laid_out: dict[tuple[str, int, Face, Side], QTextLayout | None] = {}

    def wear(self, font: QFont, ratio: float, margin: int) -> None:
        """Measure and lay out in this font from now on, for `ratio` dots a pixel; the style leaves `margin` pixels."""
        worn = (font.key(), ratio, margin)
        if worn == self._worn:
            return
        self._worn = worn
        self._fonts = [face.of(font) for face in Face]
        self._metrics = [QFontMetricsF(each) for each in self._fonts]
        self._heights = [ceil(each.height()) for each in self._metrics]
        self._margin = margin
        self.forget()

    def forget(self) -> None:
        """Leave nothing of any text."""
        self._widths.clear()
        self._laid_out.clear()

    @property
    def inset(self) -> int:
        """Return how far the words stand from the edge of their cell, in pixels."""
        return PADDING + self._margin

    def down(self, height: int) -> list[int]:
        """Return how far below the top of a cell of that height the words of each face begin, in pixels."""
        return [height // 2 - own // 2 for own in self._heights]

    def wanted(self, text: str, face: Face = Face.PLAIN) -> int:
        """Return how wide a cell has to be for its text, in pixels."""
        known = self._widths.get((text, face))
        if known is None:
            self._make_room()
            known = self._widths[text, face] = self._measured(text, face) + 2 * self.inset
        return known

    def laid_out(self, text: str, width: int, face: Face, side: Side) -> QTextLayout | None:
        """Return a text as it fits into a cell of that width; None for one of several lines, which Qt draws better."""
        key = (text, width, face, side)
        try:
            return self._laid_out[key]
        except KeyError:
            self._make_room()
            made = self._laid_out[key] = self._made(text, width - 2 * self.inset, face, side)
            return made

    def _make_room(self) -> None:
        if max(len(self._widths), len(self._laid_out)) >= _MOST_KEPT:
            self.forget()

    def _measured(self, text: str, face: Face) -> int:
        lines = text.splitlines() or [""]
        return ceil(max(self._metrics[face].horizontalAdvance(line) for line in lines))

    def _made(self, text: str, room: int, face: Face, side: Side) -> QTextLayout | None:
        if not _BREAKS.isdisjoint(text):
            return None
        told = self._metrics[face].elidedText(text, Qt.TextElideMode.ElideRight, room)
        made = QTextLayout(told, self._fonts[face])
        made.setCacheEnabled(True)
        made.setTextOption(self._options[side])
        made.beginLayout()
        line = made.createLine()
        line.setLineWidth(room)
        line.setPosition(_ORIGIN)
        made.endLayout()
        return made


def _one_line(side: Side) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag(side))
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option
