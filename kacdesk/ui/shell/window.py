"""This file is the place where the pages, the sidebar, the strip and the keys become one window."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services import catalog, drafts
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.drafts import Draft
from kacdesk.sync.status import SyncControl
from kacdesk.ui.errors import Bugs, bug_words, words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.strip import Action, Strip, Tone
from kacdesk.ui.look.theme import icon
from kacdesk.ui.month.dialog import MonthlyDialog
from kacdesk.ui.register.list import draft_words
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.badge import SyncBadge
from kacdesk.ui.shell.header import Header
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.pages import make_pages
from kacdesk.ui.shell.shortcuts import KEYS, NEW_HERE, Act, KeySheet, key_of
from kacdesk.ui.shell.sidebar import Sidebar

_WIDTH, _HEIGHT = 1366, 768
_NARROW = 960
_LEAST_WIDTH, _LEAST_HEIGHT = 683, 384
"""Half of 1366 × 768: such a screen with everything twice as big."""
_LAST_DIGIT = 9


class MainWindow(QMainWindow):
    """The window of one desk.

    Signals: `ready()` the first answers have come and everything is shown.
    """

    ready = Signal()

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor, *, sync: SyncControl | None, bugs: Bugs) -> None:
        super().__init__()
        self.desk = desk
        self._jobs = jobs
        self._bugs = bugs
        self._offered = False
        self.setWindowTitle(t("KAC žurnāls — {point}", point=desk.point_title))
        self.setWindowIcon(icon("kacdesk"))
        self.header = Header(actor, sample=desk.sample, parent=self)
        self.strip = Strip(self)
        self.badge = SyncBadge(jobs, sync, self)
        pages = make_pages(jobs, desk, actor)
        self.pages = pages.named()
        self.sidebar = Sidebar(desk.point_title, pages, self.badge, self)
        self._stack = QStackedWidget()
        self._monthly: MonthlyDialog | None = None
        self._build()
        self._connect()
        self._bind_keys()
        self.resize(_WIDTH, _HEIGHT)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.show_page(next(iter(self.pages)))
        self._load()

    def _build(self) -> None:
        for page in self.pages.values():
            self._stack.addWidget(page)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(10)
        column.addWidget(self.header)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(main, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.sidebar.month_asked.connect(self.show_month)
        self.sidebar.help_asked.connect(self.show_keys)
        self.header.swap_asked.connect(self._swap)
        for page in self.pages.values():
            page.said.connect(self.strip.say)
            page.moved.connect(self.strip.clear)
            page.drafts_changed.connect(self._read_drafts)
            page.record_asked.connect(self.open_record)
            page.page_asked.connect(self.go_to)
            page.resumed.connect(self._resume)
        self._jobs.changed.connect(self._hear)
        self._jobs.troubled.connect(self.show_trouble)
        self._jobs.broke.connect(self._bugs.report)
        self._jobs.swapped.connect(self._swapped)
        self._bugs.found.connect(self._show_bug)

    def _bind_keys(self) -> None:
        acts: dict[Act, Callable[[], None]] = {
            Act.HELP: self.show_keys,
            Act.SEARCH: lambda: self.page.search(),
            Act.SAVE: lambda: self.page.save(),
            Act.BACK: lambda: self.page.back(),
            Act.CORRECT: lambda: self.page.correct(),
            Act.LINE: lambda: self.page.add_line(),
            Act.MONTH: self.show_month,
            Act.SYNC: self.badge.sync_now,
            Act.REFRESH: lambda: self.page.load(),
        }
        for act, do in acts.items():
            self._bind(KEYS[act].sequence, do)
        self._bind(NEW_HERE, lambda: self.page.new())
        for spec in self.desk.pages:
            if key_of(spec.name) != NEW_HERE:
                self._bind(key_of(spec.name), partial(self.new, spec.name))
        for place, name in enumerate(list(self.pages)[:_LAST_DIGIT]):
            self._bind(f"Ctrl+{place + 1}", partial(self.go_to, name))

    def _bind(self, sequence: str, do: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(do)

    @property
    def page(self) -> Page:
        """Return the page that is shown."""
        page = self._stack.currentWidget()
        if not isinstance(page, Page):
            raise TypeError("only pages are in the stack")
        return page

    def register_page(self, register: str) -> RegisterPage:
        """Return the page of a register; KeyError when it has none."""
        page = self.pages[register]
        if not isinstance(page, RegisterPage):
            raise KeyError(register)
        return page

    def show_page(self, name: str) -> None:
        """Show a page; a form half-filled on another page stays there, and is kept."""
        page = self.pages[name]
        if self._stack.currentWidget() is not page:
            self.page.keep()
            self.strip.clear()
            self._stack.setCurrentWidget(page)
        self.sidebar.show_page(name)

    def go_to(self, name: str) -> None:
        """Show a page and put the keyboard into it."""
        self.show_page(name)
        self.page.enter()

    def open_record(self, register: str, record: UUID) -> None:
        """Show a record on the page of its register."""
        self.show_page(register)
        self.pages[register].open(record)

    def new(self, register: str) -> None:
        """Start a new record from anywhere."""
        self.show_page(register)
        self.pages[register].new()

    def show_month(self) -> None:
        """Show the monthly report beside the window."""
        self.monthly_dialog().show()

    def monthly_dialog(self) -> MonthlyDialog:
        """Return the dialog of the monthly report, counting."""
        if self._monthly is None:
            self._monthly = MonthlyDialog(self._jobs, point=self.desk.point, parent=self)
        self._monthly.count()
        return self._monthly

    def key_sheet(self) -> KeySheet:
        """Return the sheet of all keys."""
        fresh = [
            (key_of(spec.name), t("Jauns ieraksts: {title}", title=t(spec.singular)))
            for spec in self.desk.pages
            if key_of(spec.name) != NEW_HERE
        ]
        return KeySheet(fresh, self)

    def show_keys(self) -> None:
        """Show the sheet of all keys."""
        sheet = self.key_sheet()
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def show_trouble(self, error: DeskError) -> None:
        """Tell of a foreseen failure: what happened, what it means, what to do."""
        self.strip.say(words(error), Tone.TROUBLE)

    def appear(self) -> None:
        """Show the window, filling a screen that has no room for it and its frame."""
        room = self.screen().availableGeometry()
        if room.width() <= _WIDTH or room.height() <= _HEIGHT:
            self.showMaximized()
        else:
            self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_narrow(narrow=event.size().width() < _NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what stands half-filled before the window goes."""
        for page in self.pages.values():
            page.keep()
        self._jobs.close()
        event.accept()

    def _load(self) -> None:
        self._jobs.read(self, catalog.options).then(self._first_options)
        self._jobs.read(self, catalog.people).then(self.header.show_people)
        self._read_drafts()
        self.badge.refresh()

    def _first_options(self, options: Options) -> None:
        self._take_options(options)
        for page in self.pages.values():
            page.load()
        self.ready.emit()

    def _take_options(self, options: Options) -> None:
        for page in self.pages.values():
            page.set_options(options)

    def _read_drafts(self) -> None:
        self._jobs.run(self, drafts.mine).then(self._show_drafts)

    def _show_drafts(self, begun: list[Draft]) -> None:
        for page in self.pages.values():
            page.show_drafts(begun)
        if not self._offered and begun:
            self._offer(begun)
        self._offered = True

    def _offer(self, begun: list[Draft]) -> None:
        """Ask, once after the start, whether to go on with what was begun and not finished."""
        newest = begun[0]
        if newest.register not in self.pages or self.pages[newest.register] is self.page:
            return  # the list that is shown offers it itself
        text = draft_words(self.desk.spec(newest.register), newest)
        if len(begun) > 1:
            text = t("{text}; kopā nepabeigti: {count}", text=text, count=len(begun))
        actions: list[Action] = [
            (t("Atjaunot"), partial(self._resume, newest)),
            (t("Izmest"), partial(self._discard, newest)),
        ]
        self.strip.say(text, Tone.OFFER, actions)

    def _resume(self, draft: Draft) -> None:
        self.show_page(draft.register)
        self.register_page(draft.register).resume(draft)

    def _discard(self, draft: Draft) -> None:
        self._jobs.run(self, drafts.discard, draft.id).then(lambda _none: self._read_drafts())

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        referred = [name for name in changed if self.desk.spec(name).counted_from is None]
        if referred:
            self._jobs.read(self, catalog.options).then(self._take_options)
        if "staff" in changed:
            self._jobs.read(self, catalog.people).then(self.header.show_people)

    def _swap(self, name: str) -> None:
        for page in self.pages.values():
            page.keep()
        self._jobs.swap(self, name)

    def _swapped(self, actor: Actor) -> None:
        self.header.set_actor(actor)
        for page in self.pages.values():
            page.set_actor(actor)
        self._read_drafts()
        self.strip.say(t("Tagad strādā {name}.", name=actor.name), Tone.DONE)

    def _show_bug(self, number: str) -> None:
        self.strip.say(bug_words(number), Tone.TROUBLE)
