"""This file is the place where the rows behind one figure are listed, however many, and lead to their records."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from kacdesk.core.latvian import counted, number
from kacdesk.core.text import t
from kacdesk.figures.count import Count, Row
from kacdesk.services.reporting import figure_rows
from kacdesk.services.reporting.figure_rows import FigureRow
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.cells import Face
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.painted import PaintedTable
from kacdesk.ui.look.theme import GRID, Colour
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.look.written import Index, Written, WrittenTable

_AT_ONCE = 200
_ROW_HEIGHT = 32
_LEAST_ABOUT = 180


class _Rows(WrittenTable):
    """The rows of a figure: how many is known at once, their words are read as they come in sight.

    Signals: `came()` words of some rows are here.
    """

    came = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._shown = 0
        self.rows: Sequence[Row] = ()
        self.told: dict[int, FigureRow | None] = {}
        self._heads = (t("Diena"), t("Ieraksts"), t("Numurs"), t("Par ko"), t("Cik ieskaitīts"))

    def show(self, rows: Sequence[Row]) -> None:
        """Take other rows, in this order."""
        self.beginResetModel()
        self._shown += 1
        self.rows, self.told = rows, {}
        self.endResetModel()
        if rows:
            self._ask(0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = Qt.ItemDataRole.DisplayRole
        return super().data(index, shown if role == Qt.ItemDataRole.ToolTipRole else role)

    def written(self, row: int, column: int) -> Written:
        """Return a cell; the words of a row that nobody has looked at are asked for."""
        if row not in self.told:
            self._ask(row)
        told = self.told.get(row)
        if told is None:
            return Written("" if column else "…")
        words = (told.day, told.title, told.number, told.about, number(told.weight))[column]
        return Written(words, Face.STRUCK, ink=Colour.QUIET) if told.is_voided else Written(words)

    def _ask(self, row: int) -> None:
        """Ask for the words of the rows around one, once."""
        first = row - row % _AT_ONCE
        part = self.rows[first : first + _AT_ONCE]
        self.told |= dict.fromkeys(range(first, first + len(part)))
        self._jobs.read(self, figure_rows.told, part).then(partial(self._take, self._shown, first, part))

    def _take(self, shown: int, first: int, part: Sequence[Row], told: Sequence[FigureRow | None]) -> None:
        if shown != self._shown:
            return
        self.told |= dict(enumerate(told, start=first))
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(part) - 1, self.columnCount() - 1))
        self.came.emit()


class _List(PaintedTable):
    """The list of rows. Signals: `opened(int)` the record of that row is wanted."""

    opened = Signal(int)

    def __init__(self, rows: _Rows) -> None:
        super().__init__(rows)
        self._rows = rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End mean rows."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self._rows.rowCount() - 1,
        }
        if action in ends and self._rows.rowCount():
            return self._rows.index(ends[action], 0)
        return super().moveCursor(action, modifiers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_room()

    def share_room(self) -> None:
        """Give what a row is about the room that the others leave."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(each) for each in range(header.count()) if each != 3)
        header.resizeSection(3, max(_LEAST_ABOUT, self.viewport().width() - others))


class RowsView(QWidget):
    """One figure and exactly the rows that it was counted from.

    Signals: `left()` the person goes back to the figures · `record_asked(str, UUID)` a record is to be opened ·
    `saved(Path)` the rows are in this file · `failed(DeskError)`.
    """

    left = Signal()
    record_asked = Signal(str, object)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._asked = 0
        self._file = self._about = ""
        self._what = label("", "heading", wrap=True)
        self._count = label("", "quiet", wrap=True)
        self.model = _Rows(jobs, self)
        self.list = self._made_list()
        self.open_button = main_button(t("Atvērt ierakstu (Enter)"), self.open_marked)
        self.save_button = plain_button(t("Saglabāt CSV…"), self._ask_where, icon_name="save")
        acts = QWidget()
        row = Flow(acts)
        row.addWidget(plain_button(t("Uz skaitļiem (Esc)"), self.left.emit, icon_name="back"))
        row.addWidget(self.open_button)
        row.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self._what)
        box.addWidget(self._count)
        box.addWidget(acts)
        box.addWidget(self.list, 1)

    def _made_list(self) -> _List:
        made = _List(self.model)
        made.setAccessibleName(t("Ieraksti, no kuriem skaitlis saskaitīts"))
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setAlternatingRowColors(True)
        made.setTabKeyNavigation(False)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = made.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(0)  # only what is in sight
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        made.opened.connect(self.open_row)
        made.doubleClicked.connect(lambda index: self.open_row(index.row()))
        self.model.came.connect(self._fit)
        return made

    def show_figure(self, what: str, figure: Count, *, about: str, file: str) -> None:
        """Show the rows of a figure `about` a period; `file` is the name proposed for them, without its ending."""
        self._asked += 1
        self._file, self._about = file, about
        self._what.setText(what)
        self._count.setText(t("Lasa ierakstus…"))
        self.model.show(())
        self._allow(False)
        self._jobs.draw(self, figure_rows.in_order, figure.rows).then(partial(self._take, self._asked))
        self.list.setFocus()

    def forget(self) -> None:
        """Leave nothing of what was shown."""
        self._asked += 1
        self.model.show(())

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows that are listed."""
        return self.model.rows

    def open_marked(self) -> None:
        """Open the record that the keyboard is on."""
        self.open_row(self.list.currentIndex().row())

    def open_row(self, row: int) -> None:
        """Open the record of a row."""
        told = self.model.told.get(row)
        if told is not None:
            register, record = told.opens
            self.record_asked.emit(register, record)

    def save_to(self, path: Path) -> None:
        """Write exactly these rows to a file, without personal data."""
        job = self._jobs.draw(self, figure_rows.write_csv, self.rows, path)
        job.then(lambda _none: self.saved.emit(path), self.failed.emit)

    def _take(self, asked: int, rows: Sequence[Row]) -> None:
        if asked != self._asked:
            return
        self.model.show(rows)
        told = counted(len(rows), t("ierakstu"), t("ieraksts"), t("ieraksti"))
        self._count.setText(f"{self._about} · {told}")
        self._allow(bool(rows))
        if rows:
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _allow(self, has_rows: bool) -> None:
        self.open_button.setEnabled(has_rows)
        self.save_button.setEnabled(has_rows)

    def _fit(self) -> None:
        """Make the columns as wide as the words that have come."""
        header = self.list.horizontalHeader()
        known = [row for row in self.model.told.values() if row is not None]
        self.list.setColumnHidden(2, not any(row.number for row in known))
        self.list.setColumnHidden(4, all(row.weight == 1 for row in self.rows))
        for column in (0, 1, 2, 4):
            self.list.resizeColumnToContents(column)
            header.resizeSection(column, max(header.sectionSize(column), header.sectionSizeHint(column)))
        self.list.share_room()

    def _ask_where(self) -> None:
        if path := ask_where(self, f"{self._file}.csv", t("CSV datne (*.csv)")):
            self.save_to(path)
