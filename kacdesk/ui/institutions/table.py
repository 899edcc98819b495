"""This file is the place where a week of institutions is drawn: a row for each institution, a column for each day."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from kacdesk.core.latvian import weekday_short
from kacdesk.core.text import t
from kacdesk.services.institutions.institutions_today import Entry, InstitutionsToday, Standing
from kacdesk.ui.institutions.words import hours, instead
from kacdesk.ui.look.filling import filled_at_once
from kacdesk.ui.look.theme import Colour, colour

_WORKING_DAYS = 5
_LETTERS = 13
_LINES, _MOST_LINES = 9, 30
"""How many average letters a day needs, and how many lines of them the week at least and at most."""

_LOOKS = {
    Standing.NOW: (Colour.DONE, Colour.DONE_GROUND),
    Standing.LATER: (Colour.TEXT, Colour.SURFACE),
    Standing.PLANNED: (Colour.TEXT, Colour.SURFACE),
    Standing.OVER: (Colour.QUIET, Colour.SURFACE),
    Standing.AWAY: (Colour.TROUBLE, Colour.TROUBLE_GROUND),
}


_BESIDE_WORDS = 12
"""Pixels of a cell at the left and right of its words, which are in the look (`look/sheet.py`)."""


class _Cells(QStyledItemDelegate):
    """Measures a cell in the width in which its words are drawn: Qt forgets what the look leaves beside them, and a
    line that just does not fit would be cut in half."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        option.rect = option.rect.adjusted(0, 0, -_BESIDE_WORDS, 0)
        return super().sizeHint(option, index)


class PresenceTable(QTableWidget):
    """The week. The arrows go from cell to cell, Enter opens the row of the timetable or the notice that changed it.

    Signals: `opened(str, UUID)` that record is to be opened.
    """

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[date] = []
        self._rows: list[UUID] = []
        self._cells: dict[tuple[int, int], list[Entry]] = {}
        self.setAccessibleName(t("Iestādes šajā nedēļā"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(_Cells(self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(_LETTERS * self.fontMetrics().averageCharWidth())
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(False)
        self.setMinimumHeight(_LINES * self.fontMetrics().height())
        self.doubleClicked.connect(lambda _index: self._open())

    def show_week(self, told: InstitutionsToday) -> None:
        """Show a week; the cursor stays where it was, and begins on today. A weekend without anybody is left out."""
        row, column = self.currentRow(), self.currentColumn()
        by_day = dict(told.days)
        self._days = [
            day for place, (day, entries) in enumerate(told.days) if place < _WORKING_DAYS or entries
        ]
        there = {entry.institution for entries in by_day.values() for entry in entries}
        self._rows = sorted(there, key=lambda each: told.names.get(each, ""))
        self._cells = {}
        self.clearContents()
        self.setRowCount(len(self._rows))
        self.setColumnCount(len(self._days))
        self.setVerticalHeaderLabels([told.names.get(each, "") for each in self._rows])
        self.setHorizontalHeaderLabels([_heading(day, told) for day in self._days])
        with filled_at_once(self):
            for line, institution in enumerate(self._rows):
                for place, day in enumerate(self._days):
                    entries = [each for each in by_day[day] if each.institution == institution]
                    self._put(line, place, entries, told)
        self._fit()
        if self._rows and self._days:
            first = self._days.index(told.today) if told.today in self._days else 0
            self.setCurrentCell(max(0, min(row, len(self._rows) - 1)), first if column < 0 else column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Be as high as the week in other letters, once everything wears them."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Be as high as the week, up to a window of usual size: the page scrolls, not the table within it."""
        self.resizeRowsToContents()
        head, frame = self.horizontalHeader().sizeHint().height(), 2 * self.frameWidth()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        line = self.fontMetrics().height()
        self.setMinimumHeight(min(max(head + rows + frame, _LINES * line), _MOST_LINES * line))

    def cell_told(self, row: int, column: int) -> str:
        """Return what a cell says, as a screen reader speaks it."""
        item = self.item(row, column)
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _put(self, row: int, column: int, entries: list[Entry], told: InstitutionsToday) -> None:
        self._cells[row, column] = entries
        words = "\n".join(_told(entry) for entry in entries)
        item = QTableWidgetItem(words)
        shown = min((entry.standing for entry in entries), key=_weight, default=None)
        ink, ground = _LOOKS[shown] if shown is not None else (Colour.QUIET, Colour.STRIPE)
        item.setForeground(colour(ink))
        item.setBackground(colour(ground))
        item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        item.setToolTip(words)
        name, day = told.names.get(self._rows[row], ""), _heading(self._days[column], told)
        spoken = ", ".join((name, day.replace("\n", " "), words.replace("\n", ", ") or t("nav")))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.setItem(row, column, item)

    def _open(self) -> None:
        entries = self._cells.get((self.currentRow(), self.currentColumn()), [])
        if not entries:
            return
        entry = min(entries, key=lambda each: _weight(each.standing))
        if entry.notice is not None:
            self.opened.emit("institution_notice", entry.notice)
        else:
            self.opened.emit("presence", entry.slot)


def _weight(standing: Standing) -> int:
    """Return how much a standing decides the colour of a cell: an absence first."""
    order = (Standing.AWAY, Standing.NOW, Standing.LATER, Standing.PLANNED, Standing.OVER)
    return order.index(standing)


def _told(entry: Entry) -> str:
    """Return one entry of a cell: when, who, in whose place."""
    if entry.standing is Standing.AWAY:
        return t("{hours} — nebūs", hours=hours(entry.begins, entry.ends))
    parts = (hours(entry.begins, entry.ends), entry.person.name, instead(entry))
    return "\n".join(part for part in parts if part)


def _heading(day: date, told: InstitutionsToday) -> str:
    words = f"{weekday_short(day)} {day.day:02}.{day.month:02}."
    if day == told.today:
        return f"{words}\n{t('šodien')}"
    return f"{words}\n{t('brīvdiena')}" if day in told.day_off and day.weekday() < _WORKING_DAYS else words
