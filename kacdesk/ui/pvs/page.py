"""This file is the place where a person enters into PVS what waits, one registration after another."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import counted, short_date, short_moment
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Role
from kacdesk.services.local import pvs
from kacdesk.services.local.pvs import Entry, Worklist
from kacdesk.services.local.pvs_queue import Key
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import scrolling
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.pvs.card import EntryCard
from kacdesk.ui.shell.page import Page

NAME = names.PVS
_SETTINGS = "point_settings"
_CONCERNED = frozenset(
    {"visit", "phone_consultation", "delegated_application", "institution_notice", _SETTINGS}
)
_SETTLE_MS = 200
_LONGEST_NUMBER = 40
_LIST_LETTERS = 12
_LOW = 460
"""In a lower page the words of what PVS is give way to the work."""


class NumberLine(QLineEdit):
    """The number that PVS gave. Enter is done, with Ctrl without a number; the page keys go through the list.

    Signals: `done(bool)` it is entered, True when PVS gave no number · `moved(int)` another entry is wanted.
    """

    done = Signal(bool)
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(_LONGEST_NUMBER)
        self.setMinimumHeight(INPUT_HEIGHT)
        self.setAccessibleName(t("PVS numurs"))
        self.setPlaceholderText(t("PVS numurs"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Up: -1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class PvsPage(Page):
    """The worklist „Jāievada PVS”, the oldest registration first."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Jāievada PVS"))
        self._jobs = jobs
        self._actor = actor
        self._entries: tuple[Entry, ...] = ()
        self.about = label(
            t(
                "PVS ir valsts pakalpojumu vadības sistēma (pakalpojumucentri.lv). Ievadiet reģistrāciju tur un "
                "numuru, ko tā piešķir, ierakstiet šeit."
            ),
            "quiet",
            wrap=True,
        )
        self.count = label("", "quiet", wrap=True)
        self.nothing = label("", "value", wrap=True)
        self.settings = link_button(
            t("Atvērt punkta iestatījumus"), lambda: self.page_asked.emit(_SETTINGS), icon_name="next"
        )
        self.card = EntryCard()
        self.number = NumberLine()
        self.done_button = main_button(t("Ievadīts (Enter)"), partial(self.finish, bare=False))
        self.bare_button = plain_button(t("Bez numura (Ctrl+Enter)"), partial(self.finish, bare=True))
        self.skip_button = plain_button(t("Nav jāievada (Alt+X)"), self.ask_why)
        self.why = AskBar(
            t("Kāpēc PVS nav jāievada?"),
            usual=(t("Jau ievadīts ar citu ierakstu"), t("PVS to neuzskaita"), t("Reģistrēts kļūdaini")),
            button=t("Atzīmēt"),
        )
        self.waiting = QListWidget()
        self._work = QWidget()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.load)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.waiting.setAccessibleName(t("Kas vēl jāievada"))
        self.waiting.setWordWrap(True)
        self.waiting.setMinimumHeight(_LIST_LETTERS * self.fontMetrics().height())
        foot = Flow(spacing=GRID)
        for button in (self.done_button, self.bare_button, self.skip_button):
            foot.addWidget(button)
        entry = QFrame()
        entry.setProperty("part", "card")
        inside = QVBoxLayout(entry)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(GRID)
        inside.addWidget(self.number)
        inside.addLayout(foot)
        inside.addWidget(self.why)
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 6, 0)
        work.setSpacing(GRID)
        work.addWidget(entry)
        work.addWidget(self.card)
        work.addWidget(label(t("Pēc kārtas"), "heading"))
        work.addWidget(self.waiting, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(label(self.title, "title"))
        box.addWidget(self.about)
        box.addWidget(self.count)
        box.addWidget(self.nothing)
        box.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignLeft)
        self._scroll = scrolling(self._work, self)
        box.addWidget(self._scroll, 1)
        box.addStretch(0)
        self._work.hide()
        self.nothing.hide()
        self.settings.hide()

    def _connect(self) -> None:
        self.number.done.connect(lambda bare: self.finish(bare=bare))
        self.number.moved.connect(self.go)
        self.waiting.currentRowChanged.connect(self._show_entry)
        self.card.customer_asked.connect(self.reveal)
        self.card.copied.connect(lambda what: self.say(t("Nokopēts: {what}", what=what), Tone.DONE))
        self.card.opened.connect(self._open)
        skip = QShortcut(QKeySequence("Alt+X"), self)
        skip.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        skip.activated.connect(self.ask_why)
        self._jobs.changed.connect(self._hear)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the work where there is little."""
        super().resizeEvent(event)
        self.about.setVisible(event.size().height() >= _LOW)

    # --- what the window asks ------------------------------------------------------------------------------------
    def load(self) -> None:
        """Read the oldest entries anew."""
        self._jobs.read(self, pvs.page).then(self._show)

    def enter(self) -> None:
        """Put the keyboard into the number."""
        self.load()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Leave no customer on the screen or the clipboard."""
        self.card.forget_customer()

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.card.forget_customer()
        self.load()

    def back(self) -> None:
        """Take back the question why."""
        self.why.cancel()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Note that the entry stands in PVS."""
        self.finish(bare=False)

    # --- showing -------------------------------------------------------------------------------------------------
    @property
    def entry(self) -> Entry | None:
        """Return the registration that is entered now."""
        row = self.waiting.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _show(self, read: Worklist) -> None:
        before = self.entry
        self._entries = read.entries
        self.waiting.blockSignals(True)
        self.waiting.clear()
        for entry in read.entries:
            self.waiting.addItem(QListWidgetItem(_line(entry)))
        same = [
            place
            for place, entry in enumerate(read.entries)
            if before is not None and _key(entry) == _key(before)
        ]
        self.waiting.setCurrentRow(same[0] if same else 0 if read.entries else -1)
        self.waiting.blockSignals(False)
        if self.entry is not None and (before is None or not same):
            self.card.show_entry(self.entry)
        self._tell(read)

    def _tell(self, read: Worklist) -> None:
        works = self._actor.role in (Role.CLERK, Role.SUPERVISOR)
        self._work.setVisible(bool(read.entries) and works)
        self.nothing.setVisible(not read.entries or not works)
        self.settings.setVisible(read.since is None and works)
        self.count.setText(count_words(read) if read.entries else "")
        if not works:
            self.nothing.setText(t("Sarakstu izpilda tie, kas apkalpo klientus."))
        elif read.since is None:
            self.nothing.setText(
                t("Saraksts nav ieslēgts. Vadītājs to ieslēdz punkta iestatījumos, laukā “Jāievada PVS no”.")
            )
        else:
            self.nothing.setText(t("Viss ir ievadīts."))

    def _show_entry(self, _row: int) -> None:
        if self.entry is not None:
            self.why.cancel()
            self.card.show_entry(self.entry)

    def _hear(self, changed: dict[str, object]) -> None:
        if self.isVisible() and _CONCERNED & changed.keys():
            self._settle.start()

    # --- doing ---------------------------------------------------------------------------------------------------
    def go(self, step: int) -> None:
        """Go to another entry without noting anything."""
        row = min(max(self.waiting.currentRow() + step, 0), len(self._entries) - 1)
        self.waiting.setCurrentRow(row)

    def finish(self, *, bare: bool) -> None:
        """Note the number and go on with the next one."""
        entry, number = self.entry, self.number.text().strip()
        if entry is None:
            return
        if not number and not bare:
            self.say(t("Ierakstiet PVS numuru; ja PVS numuru nedod, spiediet Ctrl+Enter."), Tone.QUESTION)
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        key = _key(entry)
        self._jobs.run(self, pvs.done, key, number=number or None).then(lambda _done: self._noted(key))

    def ask_why(self) -> None:
        """Ask why the entry does not belong into PVS."""
        if self.entry is not None:
            self.why.ask(partial(self._skip, _key(self.entry)))

    def _skip(self, key: Key, reason: str) -> None:
        self._jobs.run(self, pvs.skip, key, reason=reason).then(lambda _done: self._noted(key))

    def _noted(self, key: Key) -> None:
        self.number.clear()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say(t("Atzīmēts."), Tone.DONE, [(t("Atsaukt"), partial(self._reopen, key))])
        self.load()

    def _reopen(self, key: Key) -> None:
        self._jobs.run(self, pvs.reopen, key).then(lambda _done: self.load())

    def reveal(self) -> None:
        """Show who the customer of the entry was; that somebody looked is written down."""
        entry = self.entry
        if entry is not None and entry.personal:
            asked = self._jobs.run(self, pvs.reveal, entry, purpose=t("Ievade PVS"))
            asked.then(lambda told: self._reveal(entry, told))

    def _reveal(self, entry: Entry, told: tuple[str, str]) -> None:
        if self.entry is not None and _key(self.entry) == _key(entry):
            self.card.show_customer(told)
            if not any(told):
                self.say(t("Klients nav pierakstīts."), Tone.DONE)

    def _open(self) -> None:
        if self.entry is not None:
            self.record_asked.emit(self.entry.root_register, self.entry.root)


def _key(entry: Entry) -> tuple[str, UUID]:
    return entry.register, entry.record


def _line(entry: Entry) -> str:
    what = ": ".join(part for part in (entry.institution, entry.service) if part)
    return " · ".join(part for part in (short_moment(entry.at), entry.kind, what) if part)


def count_words(read: Worklist) -> str:
    """Return how many wait and since when."""
    told = counted(read.count, t("reģistrāciju"), t("reģistrācija"), t("reģistrācijas"))
    if read.oldest is None:
        return told
    return t("Gaida {count}, vecākā no {day}", count=told, day=short_date(riga_day(read.oldest)))
