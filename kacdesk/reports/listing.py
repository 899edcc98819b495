"""This file is the place where any register is printed as a list: A4 on its side, the heads on every page."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from kacdesk.core.latvian import counted, told_moment
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD, REGULAR, embed_fonts, printable
from kacdesk.reports.look import HAIRLINE, INK, MUTED, PANEL
from kacdesk.reports.sheet import Heading, Paper, text, write_pdf
from kacdesk.reports.wrapping import text_width, wrapped
from kacdesk.spec.field import NUMBERS
from kacdesk.spec.register import RegisterSpec

_TEXT_PT = 7.8
_LEADING = 9.6
_ABOVE, _BELOW = 2.4, 3.4
_GAP = 7.0
"""Between columns."""
_NARROWEST = 34.0
_ROWS_AT_ONCE = 500
_MOST_LINES = 30
"""A longer row goes on in a further row, so that every row fits on a page."""
LINES = "lines"
"""The column that stands for a summary of the child lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and whether it holds numbers."""

    title: str
    right: bool = False


def columns_of(spec: RegisterSpec, names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns for field names of a register; `lines` is the summary of its lines."""
    return tuple(
        Column(t("Pakalpojumi"))
        if name == LINES
        else Column(spec.by_name[name].label, spec.by_name[name].kind in NUMBERS)
        for name in names
    )


def draw_listing(
    spec: RegisterSpec,
    rows: Sequence[Sequence[str]],
    heading: Heading,
    out: Path,
    *,
    columns: Sequence[str] = (),
    filters: str = "",
    sample: bool = False,
    between: Callable[[], None] = lambda: None,
) -> None:
    """Draw rows of a register to a PDF file.

    `rows` hold the texts to print, one for each of `columns`, which are field names of the register (by default
    those of its list on the screen) · `filters` says in words what was chosen · `between` is called again and again
    and may raise, which leaves no file. Raises `Unavailable` when the file cannot be written.
    """
    names = tuple(columns) or spec.listed
    paper = Paper(spec.title, heading, sample=sample, lying=True)
    embed_fonts()
    laid = _laid_out(columns_of(spec, names), rows, paper.text_width, between)
    personal = bool(spec.personal & set(names))

    def story() -> list[Flowable]:
        top = _title_block(spec, heading, len(rows), filters=filters, personal=personal)
        return [*top, _Rows(laid, 0, len(laid.lines), between) if rows else text(t("Ierakstu nav."), "note")]

    write_pdf(paper, story, out)


def _title_block(
    spec: RegisterSpec, heading: Heading, count: int, *, filters: str, personal: bool
) -> list[Flowable]:
    facts = [counted(count, t("ierakstu"), t("ieraksts"), t("ieraksti"))]
    if filters:
        facts.append(filters)
    if heading.prepared_by:
        facts.append(t("Sagatavoja: {name}", name=heading.prepared_by))
    facts.append(t("Izveidots: {moment}", moment=told_moment(heading.generated_at)))
    place = " · ".join(part for part in (heading.centre, heading.point) if part)
    block: list[Flowable] = [
        text(heading.municipality, "overline"),
        text(spec.title, "title"),
        text(place, "subtitle"),
        Spacer(0, 3),
        text("   ·   ".join(facts), "small"),
    ]
    if personal:
        block.append(
            text(
                t("Sarakstā ir personas dati: glabājiet to drošā vietā un pēc lietošanas iznīciniet."), "note"
            )
        )
    return [*block, Spacer(0, 3 * mm)]


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[tuple[str, ...], ...]
    height: float
    ends: bool
    """Whether a hairline closes it; not when the row goes on."""


@dataclass(frozen=True, slots=True)
class _Layout:
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    head: _Line
    lines: tuple[_Line, ...]
    heights: tuple[float, ...]
    """Running sums of the heights, from 0."""


def _laid_out(
    columns: tuple[Column, ...],
    rows: Sequence[Sequence[str]],
    width: float,
    between: Callable[[], None],
) -> _Layout:
    printed = [[printable(cell) for cell in row] for row in rows]
    widths = _column_widths(columns, printed, width)
    head = _lines([column.title for column in columns], widths, BOLD)[0]
    broken: list[_Line] = []
    for place, row in enumerate(printed):
        if place % _ROWS_AT_ONCE == 0:
            between()
        broken += _lines(row, widths, REGULAR)
    lines = tuple(broken)
    return _Layout(
        columns, widths, head, lines, tuple(accumulate((line.height for line in lines), initial=0.0))
    )


def _column_widths(
    columns: tuple[Column, ...], rows: Sequence[Sequence[str]], width: float
) -> tuple[float, ...]:
    """Give every column what it asks for; if that is too much, the wide ones share what the narrow ones leave."""
    wishes = []
    for place, column in enumerate(columns):
        widest = sorted(text_width(row[place], REGULAR, _TEXT_PT) for row in rows)
        usual = widest[int(len(widest) * 0.95)] if widest else 0.0
        longest_word = max((text_width(word, BOLD, _TEXT_PT) for word in column.title.split()), default=0.0)
        wishes.append(max(usual, longest_word, _NARROWEST) + 1)
    room = width - _GAP * (len(columns) - 1)
    if sum(wishes) <= room:
        return tuple(wish * room / sum(wishes) for wish in wishes)
    given: dict[int, float] = {}
    for place in sorted(range(len(wishes)), key=wishes.__getitem__):
        fair = (room - sum(given.values())) / (len(wishes) - len(given))
        given[place] = min(wishes[place], fair)
    return tuple(given[place] for place in range(len(wishes)))


def _lines(cells: Sequence[str], widths: Sequence[float], font: str) -> list[_Line]:
    broken = [wrapped(cell, font, _TEXT_PT, width) for cell, width in zip(cells, widths, strict=True)]
    most = max((len(lines) for lines in broken), default=1)
    parts = []
    for start in range(0, most, _MOST_LINES):
        part = tuple(tuple(lines[start : start + _MOST_LINES]) for lines in broken)
        high = max(len(lines) for lines in part)
        parts.append(_Line(part, high * _LEADING + _ABOVE + _BELOW, ends=start + _MOST_LINES >= most))
    return parts


class _Rows(Flowable):
    """Some of the rows, the head above them; it splits between rows, and each part has the head again."""

    def __init__(self, layout: _Layout, start: int, end: int, between: Callable[[], None]) -> None:
        super().__init__()
        self._between = between
        self._layout = layout
        self._start = start
        self._end = end
        self.width = 0.0
        self.height = 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width and the sum of the heights."""
        heights = self._layout.heights
        self.width = aW
        self.height = self._layout.head.height + heights[self._end] - heights[self._start]
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 -- reportlab names them
        """Return what fits and what is left; nothing when not even one row fits."""
        heights = self._layout.heights
        room = heights[self._start] + aH - self._layout.head.height
        cut = bisect_right(heights, room) - 1
        if cut <= self._start:
            return []
        if cut >= self._end:
            return [self]
        ends = ((self._start, cut), (cut, self._end))
        return [_Rows(self._layout, start, end, self._between) for start, end in ends]

    def draw(self) -> None:
        """Draw head and rows."""
        self._between()
        layout, canvas = self._layout, self.canv
        y = self.height - layout.head.height
        canvas.setFillColor(PANEL)
        canvas.rect(-3, y, self.width + 6, layout.head.height, stroke=0, fill=1)
        canvas.setFillColor(MUTED)
        self._draw_line(layout.head, y, BOLD)
        canvas.setFillColor(INK)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.35)
        for line in layout.lines[self._start : self._end]:
            y -= line.height
            self._draw_line(line, y, REGULAR)
            if line.ends:
                canvas.line(0, y, self.width, y)

    def _draw_line(self, line: _Line, y: float, font: str) -> None:
        canvas = self.canv
        canvas.setFont(font, _TEXT_PT)
        x = 0.0
        for column, width, words in zip(self._layout.columns, self._layout.widths, line.cells, strict=True):
            baseline = y + line.height - _ABOVE - _TEXT_PT
            for word in words:
                if column.right:
                    canvas.drawRightString(x + width, baseline, word)
                else:
                    canvas.drawString(x, baseline, word)
                baseline -= _LEADING
            x += width + _GAP
