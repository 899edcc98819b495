"""This file is the place where the figures of a period stand on one sheet, in the order of the paper."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.figures.report import ReportFigures
from kacdesk.services.reporting.table import Table
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.cells import Cells
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import growing
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.look.turns import Turns
from kacdesk.ui.report.grid import FigureGrid
from kacdesk.ui.report.tiles import tiles

_ROOM_BESIDE = 3 * GRID
_ROOM_ABOVE = 6 * GRID
"""The title of a table stands above it."""

_TITLE_AND_NUMBER = 2


class FiguresSheet(QWidget):
    """The tiles and the tables of one report; empty until there is one.

    Tables are made one after another, each in a turn of the event loop of its own, while the sheet is shown.

    Signals: `opened(str, Count)` the rows of a figure are wanted, with it in words · `made()` every table stands there.
    """

    opened = Signal(str, object)
    made = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.grids: list[FigureGrid] = []
        self._titles: list[str] = []
        self._held: QWidget | None = None
        self._cells = Cells()
        self._turns = Turns(self)
        self._turns.rest()
        growing(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def is_made(self) -> bool:
        """Say whether every table stands there."""
        return self._turns.are_over

    @property
    def titles(self) -> list[str]:
        """Return the titles of the tables that hold figures, in their order."""
        return self._titles

    def clear(self) -> None:
        """Show nothing."""
        self._turns.forget()
        self.grids, self._titles = [], []
        if self._held is not None:
            self._box.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
            self._held = None

    def show_figures(self, figures: ReportFigures, tables: Sequence[Table]) -> None:
        """Show a report in place of the one before."""
        self.clear()
        self._titles = [table.title for table in tables if table.lines]
        self._held = growing(QWidget())
        self._box.addWidget(self._held)  # from the outside in: what moves is dressed anew
        column = _column(self._held)
        key_figures = QWidget()
        column.addWidget(key_figures)
        row = Flow(key_figures, even=True)
        for tile in tiles(figures, self.opened.emit):
            row.add(tile, stretch=1)
        if not _has_any(figures):
            told = t("Šajā periodā nekas nav reģistrēts. Nulles nozīmē: skaitīts, un nebija neviena.")
            column.addWidget(label(told, "quiet", wrap=True))
        for is_narrow, several in groupby(tables, key=_is_narrow):
            room = growing(QWidget())
            column.addWidget(room)
            add = (
                partial(self._add_beside, Flow(room, top=True))
                if is_narrow
                else partial(self._add_below, _column(room))
            )
            for table in several:
                self._turns.add(partial(add, table))
        self._turns.add(self.made.emit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turns.go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the tables that nobody sees until the sheet is shown again."""
        super().hideEvent(event)
        self._turns.rest()

    def _add_beside(self, row: Flow, table: Table) -> None:
        row.add(self._card(table), stretch=1)

    def _add_below(self, column: QVBoxLayout, table: Table) -> None:
        column.addWidget(self._card(table))

    def _card(self, table: Table) -> QFrame:
        parts: list[QWidget] = []
        if table.lines:
            grid = FigureGrid(table, self._cells)
            grid.opened.connect(self.opened)
            grid.walked.connect(partial(self._keep_in_sight, grid))
            self.grids.append(grid)
            parts.append(grid)
        if table.note:
            parts.append(label(table.note, "quiet", wrap=True))
        return card(table.title, *parts, wrap=True)

    # --- moving --------------------------------------------------------------------------------------------------
    def go_to(self, place: int) -> None:
        """Put the keyboard into a table and its head to the top."""
        while place >= len(self.grids) and not self._turns.are_over:
            self._turns.do_next()
        grid = self.grids[place]
        area = self._area()
        held = area.widget() if area is not None else None
        if area is not None and held is not None:
            top = grid.mapTo(held, QPoint(0, 0)).y()
            area.verticalScrollBar().setValue(top - _ROOM_ABOVE)
        grid.setFocus()

    def _keep_in_sight(self, grid: FigureGrid, place: QRect) -> None:
        """Scroll what holds the sheet so that the figure under the keyboard is seen."""
        area = self._area()
        held = area.widget() if area is not None else None
        if area is not None and held is not None:
            at = grid.mapTo(held, place.center())
            area.ensureVisible(at.x(), at.y(), 0, place.height() + _ROOM_BESIDE)

    def _area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above


def _column(held: QWidget) -> QVBoxLayout:
    """Return a layout in which things stand below each other."""
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    return column


def _has_any(figures: ReportFigures) -> bool:
    now = figures.summary
    return bool(now.visits or now.registrations or now.calls or now.received_documents)


def _is_narrow(table: Table) -> bool:
    """Say whether a table has but one number a line, so that others stand beside it."""
    return len(table.heads) == _TITLE_AND_NUMBER
