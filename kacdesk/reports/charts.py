"""This file is the place where figures become quiet vector pictures: stacked bars, days, a map of hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from kacdesk.core.courtesy import WINDOW
from kacdesk.core.latvian import number
from kacdesk.reports.fonts import BOLD, REGULAR
from kacdesk.reports.look import INK, MUTED, PALE, PANEL, SERIES, WHITE, blend
from kacdesk.reports.wrapping import shortened

Anchor = Literal["start", "middle", "end"]

_LABEL_PT, _TITLE_PT, _SMALL_PT = 7.5, 8.5, 6.5
_LEGEND_HEIGHT = 18
_BAR_ROW, _CLOSE_BAR_ROW = 13.0, 10.0
_MANY_BARS = 10
"""More bars than these stand closer together."""
_DARK_FROM = 0.72
"""From this share of the deepest colour on, white figures are read better than dark ones."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or column: its label and its parts, in the order of the legend; `quiet` labels are grey.

    No parts at all: nothing is known of it, which is not 0.
    """

    label: str
    parts: tuple[int, ...]
    quiet: bool = False

    @property
    def total(self) -> int:
        """Return the sum of the parts."""
        return sum(self.parts)


def stacked_bars(
    title: str, bars: Sequence[Bar], legend: Sequence[str], *, width: float, label_width: float = 62
) -> Drawing:
    """Return lying bars, one a row, each with its label before and its sum behind."""
    step = _BAR_ROW if len(bars) <= _MANY_BARS else _CLOSE_BAR_ROW
    height = _LEGEND_HEIGHT + step * len(bars) + 2
    drawing = Drawing(width, height)
    _legend(drawing, title, legend, y=height - 10)
    most = max((bar.total for bar in bars), default=0)
    room = width - label_width - 40
    for place, bar in enumerate(bars):
        y = height - _LEGEND_HEIGHT - (place + 1) * step + 2
        label = shortened(bar.label, REGULAR, _LABEL_PT, label_width - 8)
        drawing.add(_text(label_width - 6, y + 1.2, label, anchor="end", color=MUTED if bar.quiet else INK))
        x = label_width
        for part, color in zip(bar.parts, SERIES, strict=False):
            length = room * part / most if most else 0
            if length:
                drawing.add(_rect(x, y, length, step - 3.5, color))
            x += length
        drawing.add(_text(x + 4, y + 1.2, number(bar.total), color=INK if bar.total else MUTED))
    drawing.add(_line(label_width, 2, label_width, height - _LEGEND_HEIGHT + 2))
    return drawing


def stacked_columns(
    title: str,
    bars: Sequence[Bar],
    legend: Sequence[str],
    *,
    width: float,
    height: float = 90,
    before: float = 0,
) -> Drawing:
    """Return standing columns, each with its label below and its sum above.

    `before` points stay free at the left, for the labels of a table below · where columns stand too close, only every
    second, third … has its label and none its sum.
    """
    drawing = Drawing(width, height)
    _legend(drawing, title, legend, y=height - 10)
    most = max((bar.total for bar in bars), default=0)
    floor = 14.0 if any(bar.label for bar in bars) else 2.0
    room = height - _LEGEND_HEIGHT - floor - 12
    step = (width - before) / max(len(bars), 1)
    widest = max((stringWidth(number(bar.total), REGULAR, _SMALL_PT) for bar in bars), default=0)
    every = (
        ceil(max((stringWidth(bar.label, REGULAR, _SMALL_PT) for bar in bars), default=0) / (step * 0.98))
        or 1
    )
    for place, bar in enumerate(bars):
        middle, y = before + (place + 0.5) * step, floor
        for part, color in zip(bar.parts, SERIES, strict=False):
            length = room * part / most if most else 0
            if length:
                drawing.add(_rect(middle - step * 0.34, y, step * 0.68, length, color))
            y += length
        color = INK if bar.total else PALE
        if widest < step and bar.parts:
            drawing.add(
                _text(middle, y + 2.5, number(bar.total), anchor="middle", size=_SMALL_PT, color=color)
            )
        label_color = PALE if bar.quiet and not bar.total else MUTED
        if bar.label and place % every == 0:
            drawing.add(_text(middle, 4, bar.label, anchor="middle", size=_SMALL_PT, color=label_color))
    drawing.add(_line(before, floor, width, floor))
    return drawing


def heat_map(
    counts: Mapping[tuple[int, int], int],
    *,
    rows: Sequence[tuple[int, str]],
    columns: Sequence[int],
    width: float,
) -> Drawing:
    """Return a map of weekdays by hours: `counts` by (weekday, hour); deeper is more, the figure inside.

    `rows` the weekdays shown, each with its name.
    """
    label_width, cell_height = 62.0, 15.0
    height = cell_height * len(rows) + 14
    drawing = Drawing(width, height)
    cell_width = (width - label_width) / max(len(columns), 1)
    most = max(counts.values(), default=0)
    for place, hour in enumerate(columns):
        middle = label_width + (place + 0.5) * cell_width
        drawing.add(
            _text(
                middle, height - 9, f"{hour:02}–{hour + 1:02}", anchor="middle", size=_SMALL_PT, color=MUTED
            )
        )
    for row, (weekday, label) in enumerate(rows):
        y = height - 14 - (row + 1) * cell_height
        drawing.add(_text(label_width - 6, y + 4.5, label, anchor="end"))
        for place, hour in enumerate(columns):
            count = counts.get((weekday, hour), 0)
            share = count / most if most else 0.0
            x = label_width + place * cell_width
            fill = blend(0.08 + 0.92 * share) if count else PANEL
            drawing.add(_rect(x + 0.6, y + 0.6, cell_width - 1.2, cell_height - 1.2, fill))
            color = MUTED if not count else WHITE if share >= _DARK_FROM else INK
            drawing.add(
                _text(x + cell_width / 2, y + 4.8, number(count), anchor="middle", size=7, color=color)
            )
    return drawing


def _legend(drawing: Drawing, title: str, words: Sequence[str], *, y: float) -> None:
    drawing.add(_text(0, y, title, size=_TITLE_PT, bold=True))
    x = stringWidth(title, BOLD, _TITLE_PT) + 22
    for label, color in zip(words, SERIES, strict=False):
        drawing.add(_rect(x, y - 0.5, 7, 7, color))
        drawing.add(_text(x + 10, y + 0.3, label, color=MUTED))
        x += 10 + stringWidth(label, REGULAR, _LABEL_PT) + 14


def _rect(x: float, y: float, width: float, height: float, color: Color) -> Rect:
    WINDOW.let_pass()
    rect = Rect(x, y, width, height)
    rect.fillColor = color
    rect.strokeColor = None
    return rect


def _line(x1: float, y1: float, x2: float, y2: float) -> Line:
    return Line(x1, y1, x2, y2, strokeColor=MUTED, strokeWidth=0.6)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: Anchor = "start",
    size: float = _LABEL_PT,
    color: Color = INK,
    bold: bool = False,
) -> String:
    WINDOW.let_pass()
    string = String(x, y, words, fontName=BOLD if bold else REGULAR, fontSize=size, fillColor=color)
    string.textAnchor = anchor
    return string
