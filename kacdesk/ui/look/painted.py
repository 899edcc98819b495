"""This file is the place where the cells of a table are painted, without asking the model and the style for each.

Qt asks for nine roles of every cell and lays out its words twice; that was half of what the window had to do.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView, QWidget

from kacdesk.ui.look.cells import Cells
from kacdesk.ui.look.theme import Colour, colour
from kacdesk.ui.look.written import WrittenTable

_Place = tuple[int, int, int]
"""A column, its left edge and its width in pixels."""

_Marked = Mapping[int, Sequence[range]]
"""A row with the columns in it that are marked."""


class PaintedTable(QTableView):
    """A table that paints its own cells as the style and the stylesheet would. All of its rows are equally high.

    `cells` may be shared with other tables that wear the same font.
    """

    def __init__(
        self, written: WrittenTable, parent: QWidget | None = None, *, cells: Cells | None = None
    ) -> None:
        super().__init__(parent)
        self._written = written
        self._cells = Cells() if cells is None else cells
        self.setModel(written)
        self.setShowGrid(False)
        self.setWordWrap(False)

    @property
    def cells(self) -> Cells:
        """Return what is known of texts in the font that the table wears now."""
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1
        self._cells.wear(self.font(), self.devicePixelRatioF(), margin)
        return self._cells

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells that are to be seen."""
        area = event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        rows = range(first, last + 1 if last >= 0 else self._written.rowCount())
        marked = self._marked_among(rows)
        painter = QPainter(self.viewport())
        self._draw_grounds(painter, rows, marked)
        self._draw_words(painter, rows, marked, self._columns_in(area))
        painter.end()

    def _draw_grounds(self, painter: QPainter, rows: range, marked: _Marked) -> None:
        header, height = self.horizontalHeader(), self.rowHeight(rows.start)
        band = QRect(-header.offset(), self.rowViewportPosition(rows.start), header.length(), height)
        chosen, stripe, stripes = colour(Colour.CHOSEN), colour(Colour.STRIPE), self.alternatingRowColors()
        for row in rows:
            if stripes and row % 2:
                painter.fillRect(band, stripe)
            for columns in marked.get(row, ()):
                left = header.sectionViewportPosition(columns[0])
                right = header.sectionViewportPosition(columns[-1]) + header.sectionSize(columns[-1])
                painter.fillRect(QRect(left, band.top(), right - left, height), chosen)
            band.translate(0, height)

    def _draw_words(self, painter: QPainter, rows: range, marked: _Marked, columns: Sequence[_Place]) -> None:
        written, cells = self._written.written, self.cells
        height, top = self.rowHeight(rows.start), self.rowViewportPosition(rows.start)
        inset, down = cells.inset, cells.down(height)
        worn: Colour | None = None
        for row in rows:
            here = marked.get(row, ())
            for column, left, width in columns:
                words, face, side, ink, ground = written(row, column)
                is_marked = bool(here) and any(column in each for each in here)
                if is_marked:
                    ink, ground = Colour.TEXT, None
                if ground is not None:
                    painter.fillRect(left + 1, top + 1, width - 2, height - 2, ground)
                if not words:
                    continue
                if ink is not worn:
                    worn = ink
                    painter.setPen(colour(ink))
                laid_out = cells.laid_out(words, width, face, side)
                if laid_out is None:
                    self._let_style_draw(painter, row, column, is_marked=is_marked)
                else:
                    laid_out.draw(painter, QPointF(left + inset, top + down[face]))
            top += height

    def _let_style_draw(self, painter: QPainter, row: int, column: int, *, is_marked: bool) -> None:
        index = self._written.index(row, column)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        if is_marked:
            option.state |= QStyle.StateFlag.State_Selected
        painter.save()
        self.itemDelegate().paint(painter, option, index)
        painter.restore()

    def _columns_in(self, area: QRect) -> list[_Place]:
        """Return which columns are to be drawn."""
        header = self.horizontalHeader()
        places = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(header.count())
            if not header.isSectionHidden(column)
        ]
        return [place for place in places if place[1] <= area.right() and place[1] + place[2] > area.left()]

    def _marked_among(self, rows: range) -> _Marked:
        """Return what of the rows is marked."""
        marked: dict[int, list[range]] = {}
        for part in self.selectionModel().selection().toList():
            columns = range(part.left(), part.right() + 1)
            for row in range(max(part.top(), rows.start), min(part.bottom() + 1, rows.stop)):
                marked.setdefault(row, []).append(columns)
        return marked
