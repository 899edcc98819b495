"""This file is the place where a register is looked through: search, rows, what was begun and not finished."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import clock_time, counted, number, short_date
from kacdesk.core.text import t
from kacdesk.services import lists
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.filters import typed_days
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar, purposes
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.theme import INPUT_HEIGHT, icon
from kacdesk.ui.register.columns import Columns
from kacdesk.ui.register.filters import FilterBar
from kacdesk.ui.register.rows import Rows
from kacdesk.ui.register.table import RegisterTable
from kacdesk.ui.register.take_out import TakeOutDialog

_PAUSE_MS = 120
"""How long the typing must pause before it is searched for."""

_FILTER_KEY = "F7"
_OUT_KEY = "Ctrl+Shift+S"
_LEAST_SEARCH = 240
_NARROWING = frozenset({Kind.CHOICE, Kind.FLAG, Kind.REFERENCE})
_MOST_TOLD = 60
"""Characters of a value that a menu still shows."""


class RegisterList(QWidget):
    """The list of one register.

    Signals: `new_asked()` · `opened(UUID)` the person wants a record · `resumed(Draft)` and `discarded(Draft)`
    what is to become of something begun · `slip_asked(UUID)` a record's slip for the customer is wanted.
    """

    new_asked = Signal()
    opened = Signal(object)
    resumed = Signal(object)
    discarded = Signal(object)
    slip_asked = Signal(object)

    def __init__(self, jobs: Jobs, spec: RegisterSpec, *, new_key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec = spec
        self._jobs = jobs
        self._new_key = new_key
        self.table = RegisterTable(jobs, spec, self)
        self.search = self._search_line()
        self._either = Stack(self)
        self.rows = Rows(self.table, t("Saraksts: {title}", title=t(spec.title)), self._either)
        self.filters = FilterBar(jobs, spec.name, self)
        self._columns = Columns(jobs, self.rows, self.table)
        self._count = label("", "quiet")
        self._empty = label("", "empty", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._either.addWidget(self.rows)
        self._either.addWidget(self._empty)
        self._ask = AskBar(
            t("Kādam nolūkam rādīt personas datus?"), usual=purposes(), button=t("Rādīt"), parent=self
        )
        self._show = plain_button(t("Rādīt personas datus"), self._toggle_mask)
        self._drafts = QFrame(self)
        self._drafts.setProperty("part", "ask")
        self._draft_box = QVBoxLayout(self._drafts)
        self._draft_box.setContentsMargins(12, 4, 8, 4)
        self._drafts.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        words = t("Jauns ieraksts ({key})", key=new_key)
        self._new = main_button(words, self.new_asked.emit, icon_name="add")
        self._only_read = label(only_read_words(spec), "quiet", wrap=True)
        self._may_write = True
        self.taken_out: TakeOutDialog | None = None
        self._sized = self._answered = self._waits_for_rows = self._chose = False
        self._build()
        self._connect()

    def _connect(self) -> None:
        self.table.loaded.connect(self._loaded)
        self.table.counted.connect(self._tell_count)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._go_to_rows)
        self.rows.opened.connect(self._open_row)
        self.rows.typed.connect(self._type)
        self.rows.copied.connect(self._tell_copied)
        self.rows.menu_asked.connect(self._show_menu)
        self.filters.changed.connect(self._narrow)
        self.filters.left.connect(self.focus_first)
        self._bind(_FILTER_KEY, self.filters.open)
        self._bind(_OUT_KEY, self.take_out)
        if self.spec.counted_from:
            self._bind("Ctrl+P", self._ask_slip)

    def _bind(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _build(self) -> None:
        top = Flow()
        top.add(self.search, stretch=1)
        words = t("Filtri ({key})", key=_FILTER_KEY)
        top.addWidget(plain_button(words, self.filters.open, icon_name="filter"))
        if self.spec.personal:
            top.addWidget(self._show)
        tip = t("Saglabāt šo sarakstu datnē ({key})", key=_OUT_KEY)
        top.addWidget(plain_button(t("Saglabāt datnē …"), self.take_out, icon_name="save", tip=tip))
        top.addWidget(self._new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self.filters)
        box.addWidget(self._ask)
        box.addWidget(self._drafts)
        box.addWidget(self._only_read)
        box.addWidget(self._either, 1)
        box.addWidget(self._count)

    def _search_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setMinimumHeight(INPUT_HEIGHT)
        line.setMinimumWidth(_LEAST_SEARCH)
        line.setPlaceholderText(t("Meklēt (Ctrl+F); var rakstīt bez garumzīmēm"))
        line.setAccessibleName(t("Meklēt: {title}", title=t(self.spec.title)))
        line.setClearButtonEnabled(True)
        drawn = icon("search")
        if not drawn.isNull():
            line.addAction(drawn, QLineEdit.ActionPosition.LeadingPosition)
        return line

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sized = False
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Size the columns anew once everything wears its letters, if they changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._sized = False
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        if not self._sized and self.isVisible() and self.table.rowCount():
            self._sized = True
            self._columns.fit()

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

    def show_may_write(self, *, may_write: bool) -> None:
        """Offer a new record, or say why there is none for whoever works now."""
        self._may_write = may_write
        self._new.setVisible(may_write)
        self._only_read.setVisible(not may_write and self.spec.supervised)

    def focus_first(self) -> None:
        """Put the cursor where a person looks first: the rows, or the search when there are none."""
        if self.table.rowCount():
            self.rows.setFocus()
        else:
            self.search.setFocus()
            self._waits_for_rows = not self._answered

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def select(self, record: UUID) -> None:
        """Mark a record's row, if it is loaded, so that Enter opens it."""
        if record in self.table.ids:
            self.rows.mark_alone(self.table.ids.index(record))
            self.rows.setFocus()

    def hide_personal(self) -> None:
        """Hide personal data again: another person sits down, or the page is left."""
        if not self.table.masked:
            self._toggle_mask()

    def cancel_question(self) -> bool:
        """Take an open question away, or the filters once nothing is searched for; False when there was neither."""
        asked = not self._ask.isHidden()
        self._ask.cancel()
        if not asked and self.isVisible() and not self.search.text() and not self.filters.isHidden():
            self.filters.leave()
            return True
        if asked:
            self.focus_first()
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

    def _narrow(self) -> None:
        self._chose = True
        self.table.narrow(self.filters.chosen)

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
        waited, self._waits_for_rows, self._answered = self._waits_for_rows, False, True
        self._either.setCurrentIndex(0 if rows else 1)
        self._empty.setText(self._empty_words())
        self._tell_count()
        if not self._sized:  # also when personal data have just been hidden: nothing of them is to be left
            self.rows.cells.forget()
        if self._sized:
            self._columns.follow(at_once=self._chose)
        self._fit()
        self._chose = False
        if rows and not self.rows.currentIndex().isValid():
            self.rows.setCurrentIndex(self.table.index(0, 0, QModelIndex()))
        if rows and waited and self.search.hasFocus() and not self.search.text():
            self.rows.setFocus()

    def _tell_count(self) -> None:
        """Say how many of how many are listed; before they are counted, only what is certain."""
        count = self.table.count
        if count is None:
            shown = _entries(self.table.rowCount())
            more = t("{shown}; ritiniet, lai redzētu vairāk", shown=shown)
            self._count.setText(more if self.table.more else shown)
        elif count.cut:
            newest = t("{shown}: tikai jaunākie atrastie; precizējiet vai pievienojiet filtru ({key})",
                       shown=_entries(count.found), key=_FILTER_KEY)  # fmt: skip
            self._count.setText(newest)
        elif count.found == count.whole:
            self._count.setText(_entries(count.whole))
        else:
            whole = t("{shown} no {whole}", shown=_entries(count.found), whole=number(count.whole))
            self._count.setText(whole)

    def _tell_copied(self, rows: int) -> None:
        self._count.setText(t("Nokopēts: {shown}", shown=_entries(rows)))

    def _type(self, letters: str) -> None:
        """Begin to search with what was typed on the rows."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(letters)

    def _ask_slip(self) -> None:
        row = self.rows.currentIndex().row()
        if 0 <= row < self.table.rowCount():
            self.slip_asked.emit(self.table.ids[row])

    def take_out(self) -> None:
        """Ask in which form the list, as it is narrowed now, is to be saved."""
        query, chosen = self.table.query, self.filters.chosen
        self.taken_out = TakeOutDialog(self._jobs, self.spec, query, chosen, parent=self.window())
        self.taken_out.finished.connect(self.taken_out.deleteLater)
        self.taken_out.show()

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu(self) -> QMenu:
        """Return the menu of the current row."""
        index = self.rows.currentIndex()
        menu = QMenu(self)
        menu.addAction(t("Atvērt\tEnter"), partial(self._open_row, index.row()))
        menu.addAction(t("Kopēt kā tekstu\tCtrl+C"), self.rows.copy)
        if self.spec.counted_from:
            menu.addAction(t("Drukāt lapiņu\tCtrl+P"), self._ask_slip)
        name, words = self.spec.listed[index.column()], self.table.cell(index.row(), index.column())
        if words and len(words) <= _MOST_TOLD and name not in self.spec.personal:
            dated = self.spec.dated is not None and name == self.spec.dated.name
            day = typed_days(words.split(" ")[0]) if dated else None
            if day is not None:
                menu.addAction(t("Rādīt tikai: {words}", words=day.words), partial(self.filters.add, day))
            elif name in self.spec.by_name and self.spec.by_name[name].kind in _NARROWING:
                narrow = partial(self.filters.add_named, name, words)
                menu.addAction(t("Rādīt tikai: {words}", words=words), narrow)
        return menu

    def _empty_words(self) -> str:
        if self.table.narrowed:
            return t("Ar šiem filtriem nekas nav atrasts.\nNoņemiet kādu no tiem vai notīriet visus (Esc).")
        if self.table.text.strip():
            return t(
                "“{text}” šeit nav atrasts.\nPamēģiniet mazāk vārdu vai vārda sākumu.", text=self.table.text
            )
        if self.spec.direction is Direction.DOWN:
            return t("Šo sarakstu sūta centrālā krātuve.\nTas parādīsies pēc pirmās apmaiņas.")
        if not self._may_write:
            return t("Šeit vēl nav neviena ieraksta.")
        return t("Šeit vēl nav neviena ieraksta.\nNospiediet {key}, lai sāktu pirmo.", key=self._new_key)


def only_read_words(spec: RegisterSpec) -> str:
    """Return why somebody who is not a supervisor only reads a register."""
    if spec.by_program:
        return t("“{title}” raksta pati programma; šo sarakstu var skatīt.", title=t(spec.title))
    return t("“{title}” maina tikai vadītājs; jūs šo sarakstu varat skatīt.", title=t(spec.title))


def _entries(count: int) -> str:
    return counted(count, t("ierakstu"), t("ieraksts"), t("ieraksti"))


def draft_words(spec: RegisterSpec, draft: Draft) -> str:
    """Return how something begun is called: when and what, without names of people."""
    words = t(
        "Iesākts {day} plkst. {time}",
        day=short_date(riga_day(draft.begun_at)),
        time=clock_time(draft.begun_at),
    )
    return t("{words} — labojums", words=words) if draft.record else f"{words} — {t(spec.singular).lower()}"
