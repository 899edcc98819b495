"""This file is the place where the rows of the catch-up grid stand and the keyboard goes through them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.errors import Problem
from kacdesk.services.catalog import Option
from kacdesk.services.counter.catch_up_line import Line
from kacdesk.ui.catchup.line_row import LineRow
from kacdesk.ui.catchup.service_cell import Services
from kacdesk.ui.look.hearing import Hearing
from kacdesk.ui.look.turns import Turns

_NARROW = 760
"""A narrower grid has its rows in two lines."""

_EDGE = 40
"""How much is seen beyond the row that has the keyboard."""


class LineGrid(QScrollArea):
    """The lines of one day; the last one is always empty and waits.

    Signals: `edited(UUID)` what stands in a line changed · `removed(Line)` a person took a line out · `counted()` there
    are more or fewer lines.
    """

    edited = Signal(object)
    removed = Signal(object)
    counted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LineRow] = []
        self._services = Services()
        self._day: date | None = None
        self._turns = Turns(self)
        self._next: QWidget | None = None
        self._hearing = Hearing()
        self._sheet = QWidget()
        self._sheet.setProperty("part", "sheet")
        self._box = QVBoxLayout(self._sheet)
        self._box.setContentsMargins(0, 0, 8, 8)
        self._box.setSpacing(1)
        self._box.addStretch(1)
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def set_services(self, services: Sequence[Option]) -> None:
        """Take the services that may be chosen now."""
        self._services = Services(services)
        for row in self.rows:
            row.set_services(self._services)

    def set_next(self, widget: QWidget) -> None:
        """Say where Tab goes after the last row."""
        self._next = widget

    def set_lines(self, day: date, lines: Sequence[Line]) -> None:
        """Show the lines of a day in the place of what is shown; rows are made one at a time, between other things.

        The keyboard stays in its line and cell, if that line is still there.
        """
        typed_in = self._typed_in()
        self._day = day
        for row in self.rows:
            self._take_away(row)
        self.rows = []
        self._turns.instead(partial(self._append, line) for line in lines)
        self._turns.add(self._end)
        self._turns.do_next()
        if typed_in is not None:
            line, cell = typed_in
            again = self.row_of(line)
            if again is None:
                self.begin()
            else:
                again.go_to(cell, mark=False)

    def _typed_in(self) -> tuple[UUID, str] | None:
        """Return line and cell with the keyboard, None when it is elsewhere."""
        here = QApplication.focusWidget()
        row = self._here() if here is not None and self.isAncestorOf(here) else None
        return None if row is None else (row.id, row.cell_here)

    def _end(self) -> None:
        self._wait_for_more()
        self.counted.emit()

    def _complete(self) -> None:
        """Make the rows that are still to come: somebody needs them now."""
        while not self._turns.are_over:
            self._turns.do_next()
        self._wait_for_more()

    def lines(self) -> list[Line]:
        """Return the lines with anything in them, from the top."""
        self._complete()
        return [line for row in self.rows if not (line := row.line()).is_empty]

    def row_of(self, line: UUID) -> LineRow | None:
        """Return the row of a line, None when it is not shown."""
        self._complete()
        return next((row for row in self.rows if row.id == line), None)

    def begin(self) -> None:
        """Put the keyboard where the next contact is typed."""
        self._complete()
        self.rows[-1].go_to("time")

    def put_back(self, line: Line) -> None:
        """Show a line again that was taken out."""
        self._complete()
        self._replace_last(line).go_to("time")

    def remove(self, line: UUID) -> None:
        """Take a row away that is saved, without asking."""
        row = self.row_of(line)
        if row is not None:
            self.rows.remove(row)
            self._take_away(row)
            self._wait_for_more()
            self.counted.emit()

    def show_problems(self, line: UUID, problems: Sequence[Problem]) -> None:
        """Tell beside a line why it was refused."""
        row = self.row_of(line)
        if row is not None:
            row.show_problems(problems)

    def copy_line(self) -> None:
        """Begin a line like the one with the keyboard: the same service at another time."""
        self._complete()
        row = self._here()
        if row is None or row.line().is_empty:
            return
        told = row.line()
        again = Line(day=told.day, service=told.service, words=told.words, way=told.way, done=told.done)
        self._replace_last(again).go_to("time")

    def take_out(self) -> None:
        """Take out the line with the keyboard."""
        row = self._here()
        if row is not None:
            self._removed(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows:
            row.set_narrow(narrow=self._is_narrow)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _NARROW

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Let the row with the keyboard hear the keys of its cell, and be seen."""
        row = self._row_around(now)
        if row is None or now is None or not row.cell_at(now):
            self._hearing.listen(None, self)
            return
        self._hearing.listen(now, row)
        self._reveal(row)

    def _here(self) -> LineRow | None:
        return self._row_around(self.focusWidget())

    def _row_around(self, widget: QWidget | None) -> LineRow | None:
        """Return the row that a widget is in; to ask each of forty rows took ten milliseconds at every change."""
        while widget is not None and widget is not self:
            if isinstance(widget, LineRow):
                return widget if widget in self.rows else None
            widget = widget.parentWidget()
        return None

    def _append(self, line: Line) -> LineRow:
        """Put a row at the end: Tab goes through rows in the order in which they came."""
        row = LineRow(line, self._services)
        row.set_narrow(narrow=self._is_narrow)
        row.edited.connect(partial(self._edited, row))
        row.finished.connect(partial(self._finished, row))
        row.stepped.connect(partial(self._step, row))
        row.removal_asked.connect(partial(self._removed, row))
        self.rows.append(row)
        self._box.insertWidget(len(self.rows) - 1, row)
        row.set_place(len(self.rows) - 1)
        if self._next is not None:
            QWidget.setTabOrder(row.last_stop, self._next)
        return row

    def _replace_last(self, line: Line) -> LineRow:
        """Put a line in the place of the empty one at the end, and an empty one after it."""
        self._take_away(self.rows.pop())
        row = self._append(line)
        self._wait_for_more()
        self.edited.emit(line.id)
        self.counted.emit()
        return row

    def _wait_for_more(self) -> None:
        """Have an empty line at the end; it comes by the way of the line before it."""
        if self._day is not None and (not self.rows or not self.rows[-1].line().is_empty):
            way = self.rows[-1].line().way if self.rows else Line(day=self._day).way
            self._append(Line(day=self._day, way=way))
        self._number()

    def _number(self) -> None:
        for place, row in enumerate(self.rows):
            row.set_place(place)

    def _edited(self, row: LineRow) -> None:
        self.edited.emit(row.id)
        if row is self.rows[-1] and self._turns.are_over:
            self._wait_for_more()
            self.counted.emit()

    def _finished(self, row: LineRow) -> None:
        """Go to the next line; an empty one takes over how somebody came."""
        self._complete()
        following = self.rows[self.rows.index(row) + 1]
        if following.line().is_empty:
            following.take_way(row.line().way)
        following.go_to("time")

    def _step(self, row: LineRow, step: int, name: str) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self.rows[place].go_to(name)

    def _removed(self, row: LineRow) -> None:
        line = row.line()
        place = self.rows.index(row)
        if line.is_empty and row is self.rows[-1]:
            return
        self.remove(row.id)
        self.rows[min(place, len(self.rows) - 1)].go_to("time")
        self.removed.emit(line)

    def _take_away(self, row: LineRow) -> None:
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _reveal(self, row: LineRow) -> None:
        """Let a row be seen once its place is known."""
        QTimer.singleShot(0, row, lambda: self.ensureWidgetVisible(row, 0, _EDGE))
