"""This file is the place where one row of the list under a search box is known, measured and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

from kacdesk.core.text import t
from kacdesk.services.catalog import Option
from kacdesk.ui.look.theme import Colour, colour

_PADDING = 8
_GAP = 14
_ABOVE_AND_BELOW = 11
_KEPT_WORDS = 600
"""How many pieces of text stay laid out: ten times the longest list."""


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


class RowPainter:
    """Draws a row: its digit, how many times, its name, and at the right whose it is.

    Text is laid out once for measuring and drawing, and kept: from one letter to the next the same rows come again.
    """

    def __init__(self, font: QFont) -> None:
        self._plain = QFont(font)
        self._bold = QFont(font)
        self._bold.setBold(True)
        self._italic = QFont(font)
        self._italic.setItalic(True)
        self._laid_out: dict[tuple[str, bool, bool], QStaticText] = {}
        metrics = QFontMetrics(font)
        self._digit = metrics.horizontalAdvance("0")
        self.height = metrics.height() + _ABOVE_AND_BELOW

    def widest(self, rows: Sequence[ChoiceRow], most: int) -> int:
        """Return how wide the widest row wishes to be; where that is `most` or more, the others are not measured."""
        found = 0
        for row in rows:
            found = max(found, self._width(row))
            if found >= most:
                break
        return found

    def draw(self, painter: QPainter, row: ChoiceRow, place: QRect, *, marked: bool, numbered: bool) -> None:
        """Draw a row in its place; `numbered` keeps room for a digit, so that a row without one stands in line."""
        if marked:
            painter.fillRect(place, colour(Colour.ACCENT))
        left, right = place.left() + _PADDING, place.left() + place.width() - _PADDING
        painter.setPen(colour(Colour.ON_ACCENT if marked else Colour.QUIET))
        painter.setFont(self._plain)
        if numbered:
            self._write(painter, self._text(row.number), left, place)
            left += self._digit + _GAP
        if row.detail:
            detail = self._text(row.detail)
            self._write(painter, detail, right - detail.size().width(), place)
            right -= _wide(detail) + _GAP
        painter.setPen(colour(Colour.ON_ACCENT if marked else Colour.TEXT))
        if row.times:
            times = self._text(row.times, bold=True)
            painter.setFont(self._bold)
            self._write(painter, times, left, place)
            left += _wide(times) + _GAP
        own = row.option is None
        font = self._italic if own else self._plain
        painter.setFont(font)
        told = self._text(row.text, italic=own)
        if _wide(told) > right - left:
            short = QFontMetrics(font).elidedText(row.text, Qt.TextElideMode.ElideRight, right - left)
            told = self._text(short, italic=own)
        self._write(painter, told, left, place)

    def _width(self, row: ChoiceRow) -> int:
        parts = (row.number, row.times, row.text, row.detail)
        return 2 * _PADDING + sum(_wide(self._text(part)) + _GAP for part in parts if part)

    def _text(self, words: str, *, bold: bool = False, italic: bool = False) -> QStaticText:
        key = (words, bold, italic)
        kept = self._laid_out.get(key)
        if kept is None:
            if len(self._laid_out) >= _KEPT_WORDS:
                self._laid_out.clear()
            kept = self._laid_out[key] = QStaticText(words)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(QTransform(), self._bold if bold else self._italic if italic else self._plain)
        return kept

    def _write(self, painter: QPainter, text: QStaticText, left: float, place: QRect) -> None:
        down = (place.height() - text.size().height()) / 2
        painter.drawStaticText(QPointF(left, place.top() + down), text)


def _wide(text: QStaticText) -> int:
    return round(text.size().width())
