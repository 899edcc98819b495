"""This file is the place where a register is looked through: search, rows, what was begun and not finished."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.latvian import clock_time, counted, short_date
from kacdesk.core.text import t
from kacdesk.services import lists
from kacdesk.services.drafts import Draft
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar, purposes
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.theme import INPUT_HEIGHT, icon
from kacdesk.ui.register.table import RegisterTable

_PAUSE_MS = 120
"""How long the typing must pause before it is searched for."""

_ROW_HEIGHT = 34
_CAPS = (300, 240, 200, 180, 160, 140)
_LEAST_FOR_WIDEST = 180
"""Pixels before scaling for the column that takes the room that is left."""


class _Rows(QTableView):
    """The table; Enter opens a row.

    Signals: `opened(int)` the person wants the record of that row.
    """

    opened = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class RegisterList(QWidget):
    """The list of one register.

    Signals: `new_asked()` · `opened(UUID)` the person wants a record · `resumed(Draft)` and `discarded(Draft)`
    what is to become of something begun.
    """

    new_asked = Signal()
    opened = Signal(object)
    resumed = Signal(object)
    discarded = Signal(object)

    def __init__(self, jobs: Jobs, spec: RegisterSpec, *, new_key: str) -> None:
        super().__init__()
        self.spec = spec
        self._jobs = jobs
        self._new_key = new_key
        self.table = RegisterTable(jobs, spec, self)
        self.search = self._search_line()
        self.rows = self._rows()
        self._count = label("", "quiet")
        self._empty = label("", "empty", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._either = QStackedWidget()
        self._either.addWidget(self.rows)
        self._either.addWidget(self._empty)
        self._ask = AskBar(
            t("Kādam nolūkam rādīt personas datus?"), usual=purposes(), button=t("Rādīt"), parent=self
        )
        self._show = plain_button(t("Rādīt personas datus"), self._toggle_mask)
        self._drafts = QFrame()
        self._drafts.setProperty("part", "ask")
        self._draft_box = QVBoxLayout(self._drafts)
        self._draft_box.setContentsMargins(12, 4, 8, 4)
        self._drafts.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._sized = False
        self._build()
        self.table.loaded.connect(self._loaded)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._go_to_rows)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        if self.spec.personal:
            top.addWidget(self._show)
        if self.spec.direction is not Direction.DOWN:
            words = t("Jauns ieraksts ({key})", key=self._new_key)
            top.addWidget(main_button(words, self.new_asked.emit, icon_name="add"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self._ask)
        box.addWidget(self._drafts)
        box.addWidget(self._either, 1)
        box.addWidget(self._count)

    def _search_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setMinimumHeight(INPUT_HEIGHT)
        line.setPlaceholderText(t("Meklēt (Ctrl+F) — garumzīmes un lielie burti nav svarīgi"))
        line.setAccessibleName(t("Meklēt: {title}", title=t(self.spec.title)))
        line.setClearButtonEnabled(True)
        drawn = icon("search")
        if not drawn.isNull():
            line.addAction(drawn, QLineEdit.ActionPosition.LeadingPosition)
        return line

    def _rows(self) -> _Rows:
        rows = _Rows()
        rows.setModel(self.table)
        rows.setAccessibleName(t("Saraksts: {title}", title=t(self.spec.title)))
        rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setAlternatingRowColors(True)
        rows.setShowGrid(False)
        rows.setTabKeyNavigation(False)
        rows.setWordWrap(False)
        rows.verticalHeader().hide()
        rows.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        rows.horizontalHeader().setHighlightSections(False)
        rows.opened.connect(self._open_row)
        rows.doubleClicked.connect(lambda index: self._open_row(index.row()))
        return rows

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.table.rowCount():
            self._size_columns()
            self._sized = True

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Show what of this register was begun and not finished."""
        while self._draft_box.count():
            item = self._draft_box.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for draft in drafts:
            self._draft_box.addWidget(self._draft_row(draft))
        self._drafts.setVisible(bool(drafts))

    def focus_first(self) -> None:
        """Put the cursor where a person looks first: the rows, or the search when there are none."""
        if self.table.rowCount():
            self.rows.setFocus()
        else:
            self.search.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def select(self, record: UUID) -> None:
        """Mark a record's row, if it is loaded, so that Enter opens it."""
        if record in self.table.ids:
            self.rows.selectRow(self.table.ids.index(record))
            self.rows.setFocus()

    def hide_personal(self) -> None:
        """Hide personal data again: another person sits down, or the page is left."""
        if not self.table.masked:
            self._toggle_mask()

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = not self._ask.isHidden()
        self._ask.cancel()
        return asked

    def _draft_row(self, draft: Draft) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(label(draft_words(self.spec, draft), "label"), 1)
        layout.addWidget(plain_button(t("Atjaunot"), partial(self.resumed.emit, draft)))
        layout.addWidget(link_button(t("Izmest"), partial(self.discarded.emit, draft)))
        return row

    def _search(self) -> None:
        self.table.search(self.search.text())

    def _go_to_rows(self) -> None:
        if self.table.rowCount():
            self.rows.setFocus()

    def _open_row(self, row: int) -> None:
        self.opened.emit(self.table.ids[row])

    def _toggle_mask(self) -> None:
        if self.table.masked:
            self._ask.ask(self._unmask)
            return
        self.table.masked = True
        self._sized = False
        self._show.setText(t("Rādīt personas datus"))
        self.table.reload()

    def _unmask(self, purpose: str) -> None:
        job = self._jobs.run(
            self, lists.log_access, "list", self.spec.name, list(self.table.ids), purpose=purpose
        )
        job.then(lambda _none: self._show_all())

    def _show_all(self) -> None:
        self.table.masked = False
        self._sized = False
        self._show.setText(t("Paslēpt personas datus"))
        self.table.reload()

    def _loaded(self) -> None:
        rows = self.table.rowCount()
        self._either.setCurrentIndex(0 if rows else 1)
        self._empty.setText(self._empty_words())
        shown = counted(rows, t("ierakstu"), t("ieraksts"), t("ieraksti"))
        self._count.setText(
            t("{shown}; ritiniet, lai redzētu vairāk", shown=shown) if self.table.more else shown
        )
        if rows and not self._sized and self.isVisible():
            self._sized = True
            self._size_columns()
        if rows and not self.rows.currentIndex().isValid():
            self.rows.setCurrentIndex(self.table.index(0, 0, QModelIndex()))

    def _size_columns(self) -> None:
        """Give every column what it needs; where that is too much for the window, the widest yield first.

        Codes and numbers never yield: cut off they say nothing. Columns of masked data are not shown at all.
        """
        header = self.rows.horizontalHeader()
        widest = _widest(self.spec)
        for column, name in enumerate(self.spec.listed):
            self.rows.setColumnHidden(column, self.table.masked and name in self.spec.personal)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.rows.resizeColumnsToContents()
        needed = {
            column: self.rows.columnWidth(column)
            for column in range(self.table.columnCount())
            if not self.rows.isColumnHidden(column)
        }
        room = self.rows.viewport().width() - _LEAST_FOR_WIDEST
        for most in _CAPS:
            capped = {
                column: width if self._is_code(column) else min(most, width)
                for column, width in needed.items()
                if column != widest
            }
            if sum(capped.values()) <= room:
                break
        for column, width in capped.items():
            self.rows.setColumnWidth(column, width)
        header.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)

    def _is_code(self, column: int) -> bool:
        field = self.spec.by_name.get(self.spec.listed[column])
        return field is not None and field.kind is Kind.CODE

    def _empty_words(self) -> str:
        if self.table.text.strip():
            return t(
                "“{text}” šeit nav atrasts.\nPamēģiniet mazāk vārdu vai vārda sākumu.", text=self.table.text
            )
        if self.spec.direction is Direction.DOWN:
            return t("Šo sarakstu sūta centrālā krātuve.\nTas parādīsies pēc pirmās sazināšanās.")
        return t("Šeit vēl nav neviena ieraksta.\nNospiediet {key}, lai sāktu pirmo.", key=self._new_key)


def _widest(spec: RegisterSpec) -> int:
    """Return the column that takes the room that is left: the lines' summary, else the first plain text."""
    if "lines" in spec.listed:
        return spec.listed.index("lines")
    texts = [
        place
        for place, name in enumerate(spec.listed)
        if spec.by_name[name].kind is Kind.TEXT and not spec.by_name[name].personal
    ]
    return texts[0] if texts else len(spec.listed) - 1


def draft_words(spec: RegisterSpec, draft: Draft) -> str:
    """Return how something begun is called: when and what, without names of people."""
    words = t(
        "Iesākts {day} plkst. {time}", day=short_date(draft.begun_at.date()), time=clock_time(draft.begun_at)
    )
    return t("{words} — labojums", words=words) if draft.record else f"{words} — {t(spec.singular).lower()}"
