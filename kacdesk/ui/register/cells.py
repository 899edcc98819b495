"""This file is the place where the words of a list's cells are laid out once, to be measured and drawn many times."""

from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

PADDING = 6
"""Pixels left and right of the words, as the stylesheet says of `QTableView::item`."""

_MOST_KEPT = 4000
"""Texts that are kept, some pages of a list; when there are more, all are forgotten."""

_ORIGIN = QPointF(0, 0)
_BREAKS = frozenset("\n\r\u2028\u2029")


class Cells:
    """What is known of texts in one font; forgotten when the font or the fineness of the screen is another one."""

    def __init__(self) -> None:
        self._worn: tuple[str, float, int] | None = None
        self._fonts: dict[bool, QFont] = {}
        self._metrics = QFontMetricsF(QFont())
        self._option = _one_line()
        self._margin = 0
        self._height = 0
        self._widths: dict[str, int] = {}
        self._laid_out: dict[tuple[str, int, bool], QTextLayout | None] = {}

    def wear(self, font: QFont, ratio: float, margin: int) -> None:
        """Measure and lay out in this font from now on, for `ratio` dots a pixel; the style leaves `margin` pixels."""
        worn = (font.key(), ratio, margin)
        if worn == self._worn:
            return
        self._worn = worn
        struck = QFont(font)
        struck.setStrikeOut(True)
        self._fonts = {False: QFont(font), True: struck}
        self._metrics = QFontMetricsF(font)
        self._margin = margin
        self._height = ceil(self._metrics.height())
        self.forget()

    def forget(self) -> None:
        """Leave nothing of any text."""
        self._widths.clear()
        self._laid_out.clear()

    @property
    def inset(self) -> int:
        """Return how far the words stand from the edge of their cell, in pixels."""
        return PADDING + self._margin

    @property
    def height(self) -> int:
        """Return how high a line of words is, in pixels."""
        return self._height

    def wanted(self, text: str) -> int:
        """Return how wide a cell has to be for its text, in pixels."""
        known = self._widths.get(text)
        if known is None:
            self._make_room()
            known = self._widths[text] = self._measured(text) + 2 * self.inset
        return known

    def laid_out(self, text: str, width: int, struck: bool) -> QTextLayout | None:
        """Return a text as it fits into a cell of that width; None for one of several lines, which Qt draws better."""
        key = (text, width, struck)
        try:
            return self._laid_out[key]
        except KeyError:
            self._make_room()
            made = self._laid_out[key] = self._made(text, width - 2 * self.inset, struck=struck)
            return made

    def _make_room(self) -> None:
        if max(len(self._widths), len(self._laid_out)) >= _MOST_KEPT:
            self.forget()

    def _measured(self, text: str) -> int:
        lines = text.splitlines() or [""]
        return ceil(max(self._metrics.horizontalAdvance(line) for line in lines))

    def _made(self, text: str, room: int, *, struck: bool) -> QTextLayout | None:
        if not _BREAKS.isdisjoint(text):
            return None
        told = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        made = QTextLayout(told, self._fonts[struck])
        made.setCacheEnabled(True)
        made.setTextOption(self._option)
        made.beginLayout()
        line = made.createLine()
        line.setLineWidth(room)
        line.setPosition(_ORIGIN)
        made.endLayout()
        return made


def _one_line() -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option
