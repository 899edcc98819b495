"""This file is the place where a week of the roster is drawn: a row for each person, a column for each day."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from kacdesk.core.hours import told_intervals
from kacdesk.core.latvian import weekday_short
from kacdesk.core.roster import Gap
from kacdesk.core.text import t
from kacdesk.services.people.roster_week import Cell, State, Week
from kacdesk.ui.look.filling import filled_at_once
from kacdesk.ui.look.theme import Colour, colour

_SPLIT = "; "
_LINES = 11
"""How many lines of letters the week needs in a low window."""

_BESIDE_WORDS = 20
"""Pixels of a cell beside its words."""

_LOOKS = {
    State.NONE: (Colour.QUIET, Colour.SURFACE),
    State.ON_DUTY: (Colour.TEXT, Colour.SURFACE),
    State.ELSEWHERE: (Colour.QUIET, Colour.STRIPE),
    State.AWAY: (Colour.QUIET, Colour.STRIPE),
    State.ASKED: (Colour.WAITING, Colour.WAITING_GROUND),
}
_TELLING = Qt.ItemDataRole.UserRole
"""Whether a cell's own colours tell something that has to be seen under the cursor too."""

_FRAME = 3
"""Pixels of the frame around such a cell when the cursor is there."""

_OPEN, _BELOW = 0, 1
"""The first row tells when the point is open; the people follow, and then what is bare."""


class _CellPainter(QStyledItemDelegate):
    """Draws the ground of each cell, which the stylesheet leaves out.

    The cursor is a frame around a cell whose colours tell something: its own ground would cover them.
    """

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        at_cursor = bool(option.state & QStyle.StateFlag.State_Selected)
        framed = at_cursor and bool(index.data(_TELLING))
        if framed or not at_cursor:
            painter.fillRect(option.rect, index.data(Qt.ItemDataRole.BackgroundRole))
        if not framed:
            super().paint(painter, option, index)
            return
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, option, index)
        pen = QPen(colour(Colour.FOCUS), _FRAME)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.save()
        painter.setPen(pen)
        painter.drawRect(option.rect.adjusted(_FRAME // 2, _FRAME // 2, -_FRAME + 1, -_FRAME + 1))
        painter.restore()


class RosterTable(QTableWidget):
    """The week. The arrows go from cell to cell, Enter opens the record in which a cell stands.

    Signals: `opened(str, UUID)` that record is to be opened.
    """

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._week: Week | None = None
        self._names: list[str] = []
        self.setAccessibleName(t("Nedēļas grafiks"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_CellPainter(self))
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setShowGrid(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setMinimumHeight(_LINES * self.fontMetrics().height())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda _index: self._open())

    @property
    def chosen_day(self) -> date | None:
        """Return the day of the cell with the cursor."""
        return self._week.days[self.currentColumn()] if self._week and self.currentColumn() >= 0 else None

    @property
    def chosen_person(self) -> UUID | None:
        """Return the person of the row with the cursor, None in the rows of the point itself."""
        place = self.currentRow() - _BELOW
        if self._week is None or not 0 <= place < len(self._week.people):
            return None
        return self._week.people[place].person

    def show_week(self, week: Week, today: date) -> None:
        """Show a week; the cursor stays where it was, and begins on today."""
        row, column = self.currentRow(), self.currentColumn()
        self._week = week
        self.setRowCount(len(week.people) + _BELOW + 1)
        self.setColumnCount(len(week.days))
        self.setHorizontalHeaderLabels([_heading(day, today) for day in week.days])
        self._names = [t("Atvērts"), *(person.name for person in week.people), t("Bez darbinieka")]
        last = self.rowCount() - 1
        with filled_at_once(self):
            self._fill(week, last)
        self._share_room()
        if column < 0:
            days = list(week.days)
            row, column = _BELOW, days.index(today) if today in days else 0
        self.setCurrentCell(max(0, min(row, last)), column)

    def _fill(self, week: Week, last: int) -> None:
        for place, hours in enumerate(week.hours):
            words = hours.replace(_SPLIT, "\n")
            self._put(_OPEN, place, words, Colour.QUIET, Colour.STRIPE, self._names[_OPEN])
        for line, person in enumerate(week.people, start=_BELOW):
            for place, cell in enumerate(person.cells):
                self._put(line, place, cell.text, *_LOOKS[cell.state], person.name)
        for place, gap in enumerate(week.gaps):
            self._put_gap(last, place, gap, self._names[last])

    def go_to_bare(self, place: int) -> None:
        """Put the cursor on what stays bare on the `place`-th day."""
        self.setCurrentCell(self.rowCount() - 1, place)

    def cell_told(self, row: int, column: int) -> str:
        """Return what a cell says, as a screen reader speaks it."""
        item = self.item(row, column)
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        """Share the room anew once everything wears its letters, if they changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._share_room)

    def _share_room(self) -> None:
        """Give each day what its longest word needs, and all as much as each other where there is room for it.

        Where there is not, names stand one word under another; where even that is too little the week scrolls.
        """
        if self._week is None:
            return
        needed = self._needed()
        for names in (self._names, [name.replace(" ", "\n") for name in self._names]):
            self.setVerticalHeaderLabels(names)
            beside = self.verticalHeader().sizeHint().width() + 2 * self.frameWidth()
            room = self.width() - beside - self.verticalScrollBar().sizeHint().width()
            if sum(needed) <= room:
                break
        room = self.width() - beside
        for column, width in enumerate(_levelled(needed, room)):
            self.horizontalHeader().resizeSection(column, width)
        self.resizeRowsToContents()

    def _needed(self) -> list[int]:
        """Return how wide each day has to be for its heading and for the longest word in it."""
        self.ensurePolished()
        header, wide = self.horizontalHeader(), self.fontMetrics().horizontalAdvance
        return [
            max(
                header.sectionSizeHint(column),
                _BESIDE_WORDS + max(map(wide, self._words_of(column)), default=0),
            )
            for column in range(self.columnCount())
        ]

    def _words_of(self, column: int) -> list[str]:
        items = (self.item(row, column) for row in range(self.rowCount()))
        return [word for item in items if item is not None for word in item.text().split()]

    def _put_gap(self, row: int, column: int, gap: Gap | None, heading: str) -> None:
        if gap is None:
            self._put(row, column, "", Colour.QUIET, Colour.STRIPE, heading)
            return
        words = told_intervals(gap.intervals).replace(", ", "\n")
        self._put(row, column, words, Colour.TROUBLE, Colour.TROUBLE_GROUND, heading)

    def _put(self, row: int, column: int, words: str, ink: Colour, ground: Colour, heading: str) -> None:
        item = QTableWidgetItem(words)
        item.setForeground(colour(ink))
        item.setBackground(colour(ground))
        item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        item.setData(_TELLING, ground in (Colour.TROUBLE_GROUND, Colour.WAITING_GROUND))
        item.setToolTip(words)
        head = self.horizontalHeaderItem(column)
        day = head.text().replace("\n", " ") if head is not None else ""
        spoken = ", ".join((heading, day, words.replace("\n", ", ") or t("nekas")))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.setItem(row, column, item)

    def _open(self) -> None:
        cell = self._cell()
        if cell is not None and cell.record is not None:
            self.opened.emit(cell.register, cell.record)

    def _cell(self) -> Cell | None:
        place = self.currentRow() - _BELOW
        if self._week is None or not 0 <= place < len(self._week.people) or self.currentColumn() < 0:
            return None
        return self._week.people[place].cells[self.currentColumn()]


def _levelled(needed: list[int], room: int) -> list[int]:
    """Return widths that fill the room: each as much as the others, but for those that need more."""
    widths = list(needed)
    given: set[int] = set()
    while len(given) < len(needed):
        left = room - sum(needed[each] for each in given)
        share, over = divmod(max(0, left), len(needed) - len(given))
        larger = {each for each in range(len(needed)) if each not in given and needed[each] > share}
        if not larger:
            for place, each in enumerate(each for each in range(len(needed)) if each not in given):
                widths[each] = share + (place < over)
            break
        given |= larger
    return widths


def _heading(day: date, today: date) -> str:
    told = f"{weekday_short(day)} {day.day:02}.{day.month:02}."
    return f"{told}\n{t('šodien')}" if day == today else told
