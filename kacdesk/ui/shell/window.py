"""This file is the place where the pages, the sidebar, the strip and the keys become one window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from kacdesk.core import policy
from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services import catalog
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor, Role
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.matters import Matter
from kacdesk.services.people.accounts import Arrival, Door
from kacdesk.sync.status import SyncControl
from kacdesk.ui.counter.last_save import LastSave
from kacdesk.ui.counter.open_contacts import OpenContacts
from kacdesk.ui.errors import Bugs, bug_words, words
from kacdesk.ui.help.chapters import guide_chapters, keys_chapter
from kacdesk.ui.help.dialog import HelpDialog
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.menu import LookMenu
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import icon
from kacdesk.ui.look.turns import Turns
from kacdesk.ui.names import EVERYWHERE, REPORTS
from kacdesk.ui.people.access import AccessPage
from kacdesk.ui.people.guard import Guard
from kacdesk.ui.people.set_by_it import fault_words
from kacdesk.ui.privacy.daily import Daily
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.register.rehearsal import form_ahead, rows_ahead
from kacdesk.ui.shell.ahead import load_ahead
from kacdesk.ui.shell.badge import SyncBadge
from kacdesk.ui.shell.go_to import GoToDialog
from kacdesk.ui.shell.header import Header
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.pages import Pages
from kacdesk.ui.shell.shortcuts import KEYS, NEW_HERE, NEW_KEYS, Act, key_of, key_rows
from kacdesk.ui.shell.sidebar import Sidebar
from kacdesk.ui.today.page import NAME as TODAY

_WIDTH, _HEIGHT = 1366, 768
_LEAST_WIDTH, _LEAST_HEIGHT = 683, 384
"""Half of 1366 × 768: such a screen with everything twice as big."""
_LAST_DIGIT = 9


class MainWindow(ReadsInOrder, QMainWindow):
    """The window of one desk.

    Signals: `ready()` the first answers have come and everything is shown · `prepared()` the first contact of the day
    need not wait for its form any more.
    """

    ready = Signal()
    prepared = Signal()

    def __init__(
        self, jobs: Jobs, desk: Desk, actor: Actor, door: Door, *, sync: SyncControl | None, bugs: Bugs
    ) -> None:
        super().__init__()
        self.desk = desk
        self._jobs = jobs
        self._bugs = bugs
        self._actor = actor
        self._faults_told = False
        self.setWindowTitle(t("KAC žurnāls — {point}", point=desk.point_title))
        self.setWindowIcon(icon("kacdesk"))
        self.header = Header(actor, sample=desk.sample, parent=self)
        self.strip = Strip(self)
        self.badge = SyncBadge(jobs, sync, self)
        self._stack = Stack()
        self.pages = Pages(jobs, desk, actor, self._stack)
        self.contacts = OpenContacts(
            jobs,
            desk,
            self.pages,
            turning_to=self._turning_to,
            say=self.strip.say,
            day_is_shown=lambda: self.page.name == TODAY,
            parent=self,
        )
        self.last_save = LastSave(
            jobs, self.strip, open_record=self.open_record, resume=self.contacts.take_back, parent=self
        )
        self.look_menu = LookMenu(jobs, self)
        entries = tuple(self.pages.entries.values())
        self.sidebar = Sidebar(jobs, desk.point_title, entries, self.badge, self.look_menu, self)
        self.go_to_dialog = GoToDialog(entries, self)
        self._help: HelpDialog | None = None
        self._build()
        self._connect()
        self._bind_keys()
        self.resize(_WIDTH, _HEIGHT)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.show_page(next(iter(self.pages)))
        self._load()
        self.guard.begin(self, door)
        self.daily = Daily(self._jobs, self)

    def _build(self) -> None:
        """Put the window together from the outside in: a part that moves is dressed anew with all that is in it."""
        whole = QWidget()
        self.guard = Guard(whole, self._jobs, self.desk, self._actor)
        self.setCentralWidget(self.guard)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        main = QWidget()
        row.addWidget(main, 1)
        column = QVBoxLayout(main)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(10)
        column.addWidget(self.header)
        column.addWidget(self.contacts)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.sidebar.help_asked.connect(self.show_help)
        self.header.lock_asked.connect(self.guard.lock)
        self.guard.closing.connect(self._keep)
        self.guard.opened.connect(self._opened)
        self.look_menu.told.connect(self.strip.say)
        self.pages.on_made(self._welcome)
        self.badge.read.connect(self.pages.show_standing)
        self.sidebar.go_to_asked.connect(self.show_go_to)
        self.go_to_dialog.page_asked.connect(self.go_to)
        self.go_to_dialog.new_asked.connect(self.new)
        self.go_to_dialog.help_asked.connect(self.show_help)
        self.go_to_dialog.look_asked.connect(self.sidebar.show_look)
        self.badge.looked_into.connect(partial(self.go_to, TODAY))
        self._jobs.changed.connect(self._hear)
        self._jobs.troubled.connect(self.show_trouble)
        self._jobs.broke.connect(self._bugs.report)
        self._jobs.swapped.connect(self._swapped)
        self._bugs.found.connect(self._show_bug)

    def _welcome(self, page: Page) -> None:
        """Take a page that was just made into the window."""
        self._stack.addWidget(page)
        page.said.connect(self.strip.say)
        page.moved.connect(self.strip.clear)
        page.drafts_changed.connect(self._read_drafts)
        page.record_asked.connect(self.open_record)
        page.page_asked.connect(self.go_to)
        page.day_asked.connect(self._go_to_day)
        page.resumed.connect(self.contacts.resume)
        page.draft_asked.connect(self.contacts.take_over)
        page.mend_asked.connect(self._mend)
        page.matter_asked.connect(self._look_at)
        page.sync_asked.connect(self.badge.sync_now)
        if isinstance(page, AccessPage):
            page.changed.connect(self.guard.refresh)
        if isinstance(page, RegisterPage):
            page.saved.connect(self.last_save.tell)

    def _bind_keys(self) -> None:
        acts: dict[Act, Callable[[], None]] = {
            Act.HELP: self.show_help,
            Act.SEARCH: lambda: self.page.search(),
            Act.EVERYWHERE: partial(self.go_to, EVERYWHERE),
            Act.SAVE: lambda: self.page.save(),
            Act.BACK: lambda: self.page.back(),
            Act.CORRECT: lambda: self.page.correct(),
            Act.LINE: lambda: self.page.add_line(),
            Act.CUSTOMER: lambda: self.page.to_customer(),
            Act.PARK: self.contacts.park,
            Act.EARLIER: self.contacts.ask_earlier,
            Act.UNDO: self.last_save.undo,
            Act.REPORTS: partial(self.go_to, REPORTS),
            Act.SYNC: self.badge.sync_now,
            Act.REFRESH: lambda: self.page.load(),
            Act.LOOK: self.look_menu.toggle,
            Act.GO_TO: self.show_go_to,
        }
        for act, do in acts.items():
            self._bind(KEYS[act].sequence, do)
        self._bind(NEW_HERE, lambda: self.page.new())
        for spec in self.desk.pages:
            if key_of(spec.name) != NEW_HERE:
                self._bind(key_of(spec.name), partial(self.new, spec.name))
        for place, name in enumerate(list(self.pages)[:_LAST_DIGIT]):
            self._bind(f"Ctrl+{place + 1}", partial(self.go_to, name))
        for place in range(_LAST_DIGIT):
            self._bind(f"Alt+{place + 1}", partial(self.contacts.switch, place))

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

    @property
    def is_at_rest(self) -> bool:
        """Say whether no record is being entered or corrected anywhere."""
        return not any(page.is_open for page in self.pages.made if isinstance(page, RegisterPage))

    def register_page(self, register: str) -> RegisterPage:
        """Return the page of a register; KeyError when it has none."""
        return self.pages.register_page(register)

    def show_page(self, name: str) -> None:
        """Show a page; a form half-filled on another page stays there, and is kept."""
        with self._turning_to(name):
            pass

    def go_to(self, name: str) -> None:
        """Show a page and put the keyboard into it."""
        with self._turning_to(name) as page:
            page.enter()

    @contextmanager
    def _turning_to(self, name: str) -> Iterator[Page]:
        """Show a page; the block says where on it the keyboard goes, or else it goes to where it was there last."""
        page = self.pages[name]
        if self._stack.currentWidget() is not page:
            self.page.keep()
            self.strip.clear()
            self._stack.turn_to(page)
        self.sidebar.show_page(name)
        yield page
        self._stack.pass_keyboard_on()

    def _go_to_day(self, name: str, day: date) -> None:
        with self._turning_to(name) as page:
            page.show_day(day)

    def open_record(self, register: str, record: UUID) -> None:
        """Show a record on the page of its register; of a register without a page that is told."""
        if register not in self.pages:
            title = t(self.desk.spec(register).title)
            self.strip.say(t("“{title}” šajā punktā savas sadaļas nav.", title=title), Tone.QUESTION)
            return
        with self._turning_to(register) as page:
            page.open(record)

    def new(self, register: str) -> None:
        """Start a new record from anywhere."""
        self.contacts.new(register)

    def show_go_to(self) -> None:
        """Show where a person can go, to be found by a few letters."""
        self.go_to_dialog.appear(supervisor=self._actor.role is Role.SUPERVISOR)

    def help_dialog(self) -> HelpDialog:
        """Return the help: the sheet of all keys, then the guide."""
        if self._help is None:
            self._help = HelpDialog([keys_chapter(key_rows(self.desk.pages)), *guide_chapters()], self)
        return self._help

    def show_help(self) -> None:
        """Show the help beside the window."""
        self.help_dialog().appear()

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
        self.sidebar.set_room(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what stands half-filled before the window goes."""
        self._keep()
        self._jobs.close()
        event.accept()

    def _load(self) -> None:
        self._jobs.read(self, catalog.options).then(self._first_options)
        self._read_drafts()

    def _first_options(self, options: Options) -> None:
        self._take_options(options)
        self.pages.load()
        self.badge.refresh()
        self._tell_faults()
        self.ready.emit()
        self._prepare()

    def _prepare(self) -> None:
        """Make pages and forms of the journals one by one, so that the first contact of the day need not wait."""
        turns = Turns(self)
        pages = [partial(self.register_page, name) for name in NEW_KEYS]
        forms = (piece for page in pages for piece in form_ahead(page, self._stack.size))
        rows = (piece for page in pages for piece in rows_ahead(page))
        for piece in chain(forms, rows):
            turns.add(piece)
        turns.add(self._prepared)

    def _prepared(self) -> None:
        self._jobs.draw(self, load_ahead)
        self.prepared.emit()

    def _take_options(self, options: Options) -> None:
        self.contacts.set_options(options)
        self.pages.set_options(options)

    def _read_drafts(self) -> None:
        self._jobs.run(self, drafts.mine).then(self._show_drafts)

    def _show_drafts(self, begun: list[Draft]) -> None:
        self.pages.show_drafts(begun)
        self.contacts.show_drafts(begun)

    def _look_at(self, matter: Matter) -> None:
        with self._turning_to(TODAY) as page:
            page.look_at(matter)

    def _mend(self, matter: Matter) -> None:
        register = str(matter.register)
        with self._turning_to(register):
            self.register_page(register).mend(matter)

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        referred = [name for name in changed if self.desk.spec(name).counted_from is None]
        if referred:
            self._jobs.read(self, catalog.options).then(self._take_options)
        if "staff" in changed:
            self.guard.staff_changed()

    def _keep(self) -> None:
        self.pages.keep()

    def _swapped(self, actor: Actor) -> None:
        """Let another person go on: at the first page, with what they had begun, and nothing of the one before."""
        before, self._actor = self._actor, actor
        self.header.set_actor(actor)
        if actor.id == before.id:
            return
        self.contacts.forget()
        self.last_save.forget()
        self.pages.set_actor(actor)
        self.show_page(next(iter(self.pages)))
        self._read_drafts()
        self.strip.say(t("Tagad strādā {name}.", name=actor.name), Tone.DONE)

    def _opened(self, arrival: Arrival) -> None:
        """Go on after the sign-in page; a supervisor is told whose PIN was given by command meanwhile."""
        if arrival.resets:
            names = ", ".join(dict.fromkeys(reset.name for reset in arrival.resets))
            text = t(
                "PIN atjaunots ar datora komandu: {names}. Ja to nelūdzāt, ziņojiet par to IT.", names=names
            )
            self.strip.say(text, Tone.TROUBLE)
        else:
            self._tell_faults()

    def _tell_faults(self) -> None:
        """Tell a supervisor once what is wrong with IT's settings; nobody else could do anything about it."""
        told = "" if self.desk.sample or self._faults_told else fault_words(policy.in_force())
        if told and self._actor.role is Role.SUPERVISOR:
            self._faults_told = True
            self.strip.say(told, Tone.TROUBLE)

    def _show_bug(self, number: str) -> None:
        self.strip.say(bug_words(number), Tone.TROUBLE)
