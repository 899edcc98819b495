"""This file is the place where one search looks through all registers of the desk, and leads to what it finds."""

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
)

from kacdesk.core.text import t
from kacdesk.services import everywhere
from kacdesk.services.context import Actor
from kacdesk.services.everywhere import Found, Hit
from kacdesk.spec.register import Status
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.theme import INPUT_HEIGHT, Colour, colour, icon
from kacdesk.ui.shell.page import Page

NAME = names.EVERYWHERE
_PAUSE_MS = 150
_FIRST_HITS, _MORE_HITS = 20, 200
"""Records of a register that are shown, before and after a person asks for more of them."""

_ROW_HEIGHT = 32
_FIRST_WIDTH = 200
Index = QModelIndex | QPersistentModelIndex


class _Hits(QAbstractTableModel):
    """What was found, one row each, under a row that names the register."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[tuple[Found, Hit | None]] = []
        self._bold, self._struck = QFont(), QFont()
        self._bold.setBold(True)
        self._struck.setStrikeOut(True)

    def show(self, found: list[Found]) -> None:
        """Take what is shown from now on."""
        self.beginResetModel()
        self.rows = [(each, hit) for each in found for hit in (None, *each.hits)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found, hit = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if hit is None:
                return _heading(found) if index.column() == 0 else ""
            return hit.first if index.column() == 0 else hit.about
        if role == Qt.ItemDataRole.FontRole and hit is None:
            return self._bold
        if hit is not None and hit.status == Status.VOIDED:
            if role == Qt.ItemDataRole.FontRole:
                return self._struck
            if role == Qt.ItemDataRole.ForegroundRole:
                return colour(Colour.QUIET)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the arrows pass over the names of registers, unless there is more behind one."""
        found, hit = self.rows[index.row()]
        if hit is None and not found.more:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _heading(found: Found) -> str:
    if not found.more:
        return f"{found.title} ({len(found.hits)})"
    return t("{title} (pirmie {count}; Enter rāda vairāk)", title=found.title, count=len(found.hits))


class _List(QTableView):
    """The list of hits.

    Signals: `opened(int)` what that row names is wanted · `typed(str)` somebody goes on searching.
    """

    opened = Signal(int)
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Hand typed letters to the search instead of jumping to a row."""
        if search.strip():
            self.typed.emit(search)


class EverywherePage(Page):
    """The page of the search over everything. Personal data are searched but not shown; the record itself asks why."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(NAME, t("Meklēt visur"))
        self._jobs = jobs
        self._asked = 0
        self._limit = _FIRST_HITS
        self.line = QLineEdit()
        self.line.setMinimumHeight(INPUT_HEIGHT)
        self.line.setPlaceholderText(t("Meklēt visos žurnālos un sarakstos — arī lapiņas kodu"))
        self.line.setAccessibleName(t("Meklēt visur"))
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.hits = _Hits(self)
        self.list = self._made_list()
        self._none = label("", "empty", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._either = Stack()
        self._either.addWidget(self.list)
        self._either.addWidget(self._none)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.line)
        box.addWidget(self._either, 1)
        self.line.textChanged.connect(self._start)
        self.line.returnPressed.connect(self._go_to_hits)
        jobs.changed.connect(self._hear)
        self._show([])

    def _made_list(self) -> _List:
        made = _List()
        made.setModel(self.hits)
        made.setAccessibleName(t("Atrastais visos žurnālos un sarakstos"))
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setShowGrid(False)
        made.setTabKeyNavigation(False)
        made.setWordWrap(False)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        made.horizontalHeader().hide()
        made.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        made.setColumnWidth(0, _FIRST_WIDTH)
        made.opened.connect(self._open)
        made.typed.connect(self._type)
        made.doubleClicked.connect(lambda index: self._open(index.row()))
        return made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.line.text().strip():
            self._ask()

    def enter(self) -> None:
        self.search()

    def search(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def back(self) -> None:
        """Clear the search."""
        self.line.clear()
        self.line.setFocus()

    def set_actor(self, actor: Actor) -> None:
        """Let the next person begin with an empty search."""
        self.line.clear()

    def _start(self) -> None:
        self._limit = _FIRST_HITS
        self._pause.start()

    def _hear(self, _changed: object) -> None:
        if self.isVisible() and self.line.text().strip():
            self._pause.start()

    def _ask(self) -> None:
        self._asked += 1
        job = self._jobs.read(self, everywhere.search, self.line.text(), limit=self._limit)
        job.then(partial(self._take, self._asked))

    def _take(self, asked: int, found: list[Found]) -> None:
        if asked == self._asked:
            self._show(found)

    def _show(self, found: list[Found]) -> None:
        before = self._marked()
        self.hits.show(found)
        text = self.line.text().strip()
        self._none.setText(
            t("“{text}” nekur nav atrasts.\nPamēģiniet mazāk vārdu vai vārda sākumu.", text=text)
            if text
            else t("Ierakstiet vārdu, numuru vai lapiņas kodu.\nTiek meklēts visos žurnālos un sarakstos.")
        )
        self._either.setCurrentWidget(self.list if found else self._none)
        self.list.clearSpans()
        for row, (_, hit) in enumerate(self.hits.rows):
            if hit is None:
                self.list.setSpan(row, 0, 1, 2)
        places = [row for row, (_, hit) in enumerate(self.hits.rows) if hit is not None]
        if places:
            same = [row for row in places if self._key(row) == before]
            self.list.setCurrentIndex(self.hits.index((same or places)[0], 0))

    def _key(self, row: int) -> object:
        _, hit = self.hits.rows[row]
        return hit.id if hit is not None else None

    def _marked(self) -> object:
        row = self.list.currentIndex().row()
        return self._key(row) if 0 <= row < len(self.hits.rows) else None

    def _go_to_hits(self) -> None:
        if self.hits.rows:
            self.list.setFocus()

    def _type(self, letters: str) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.insert(letters)

    def _open(self, row: int) -> None:
        found, hit = self.hits.rows[row]
        if hit is not None:
            self.record_asked.emit(found.register, hit.id)
        elif found.more:
            self._limit = _MORE_HITS
            self._ask()
