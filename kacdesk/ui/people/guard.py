"""This file is the place where the window is locked and opened: the work, or the sign-in page in its place."""

from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolTip, QWidget

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services import catalog
from kacdesk.services.catalog import Desk
from kacdesk.services.context import Actor
from kacdesk.services.people import accounts
from kacdesk.services.people.accounts import Arrival, Door
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.people.gate import Gate
from kacdesk.ui.people.idle import Idle
from kacdesk.ui.shell.shortcuts import KEYS, Act


class Guard(Stack):
    """Fills the window with the work, or with the sign-in page while nobody may see the work.

    While it is locked the work is hidden, not only covered: nothing of it is painted, none of its keys does anything.

    Signals: `closing()` what stands half-typed is to be kept now · `opened(Arrival)` the work is in sight again.
    """

    closing = Signal()
    opened = Signal(object)

    def __init__(self, work: QWidget, jobs: Jobs, desk: Desk, actor: Actor) -> None:
        super().__init__()
        self.work = work
        self.gate = Gate(jobs, point_title=desk.point_title, sample=desk.sample)
        self.idle = Idle(self)
        self._jobs = jobs
        self._actor: UUID | None = None if actor.is_nobody else actor.id
        self._door: Door | None = None
        self._left: QWidget | None = None
        self._asleep: list[QShortcut] = []
        self.addWidget(work)
        self.addWidget(self.gate)
        self.gate.entered.connect(self._let_in)
        self.idle.idle.connect(self._nobody_here)

    def begin(self, window: QMainWindow, door: Door) -> None:
        """Start to watch, once the window is built; where nobody has signed in, locked, with the names in sight."""
        key = QShortcut(QKeySequence(KEYS[Act.LOCK].sequence), window)
        key.setAutoRepeat(False)
        key.activated.connect(self.lock)
        self._key = key
        self._learn(door)
        if self._actor is None:
            self._close(why="")

    @property
    def is_locked(self) -> bool:
        """Say whether the sign-in page is shown."""
        return self.currentWidget() is self.gate

    def refresh(self) -> None:
        """Learn anew who may sit down, whether PINs are asked for and how long the desk waits."""
        self._jobs.read(self, accounts.door).then(self._learn)

    def lock(self) -> None:
        """Hide the work and ask who goes on; asked again, go to the search by name."""
        if self.is_locked:
            self.gate.go_to_search()
            return
        self._close(t("Aizslēgts plkst. {time}. Iesāktais ir paturēts.", time=_now()))
        self.refresh()

    def staff_changed(self) -> None:
        """Hold the person who sits here against the register: a role may be another one, or they have left."""
        self.refresh()
        if not self.is_locked:
            self._jobs.sit(self, accounts.refreshed).then(
                lambda _same: None, lambda _gone: self._nobody_here()
            )

    def _nobody_here(self) -> None:
        if not self.is_locked:
            self.lock()

    def _learn(self, door: Door) -> None:
        self._door = door
        self.gate.show_door(door)
        if not self.is_locked:
            self._watch()

    def _watch(self) -> None:
        """Lock by itself only where a PIN opens again."""
        asks = self._door is not None and self._door.asks_pin
        self.idle.watch(self._door.idle_minutes if self._door is not None and asks else 0)

    def _close(self, why: str) -> None:
        focused = QApplication.focusWidget()
        self._left = focused if focused is not None and self.work.isAncestorOf(focused) else None
        self.closing.emit()
        window = self.window()
        _close_what_is_above(window)
        self._asleep = [
            key for key in window.findChildren(QShortcut) if key.isEnabled() and key is not self._key
        ]
        for key in self._asleep:
            key.setEnabled(False)
        self.idle.watch(0)
        self.gate.open_for(self._actor, why)
        self.setCurrentWidget(self.gate)
        self.gate.enter()

    def _let_in(self, arrival: Arrival) -> None:
        """Open for the same person as it was left; for another one when nothing of the one before is in sight."""
        before, self._actor = self._actor, arrival.context.actor.id
        if before == self._actor:
            self._open(arrival)
            return
        self._left = None
        if QGuiApplication.clipboard().ownsClipboard():
            QGuiApplication.clipboard().clear()
        self._jobs.run(self, catalog.actor).then(partial(self._wait_for_lists, arrival))

    def _wait_for_lists(self, arrival: Arrival, _actor: Actor) -> None:
        """Wait for what the pages have asked anew: its answers come before this one."""
        self._jobs.read(self, catalog.actor).then(lambda _same: self._open(arrival))

    def _open(self, arrival: Arrival) -> None:
        for key in self._asleep:
            if shiboken6.isValid(key):
                key.setEnabled(True)
        self._asleep = []
        left, self._left = self._left, None
        self.setCurrentWidget(self.work)
        if left is not None and shiboken6.isValid(left) and left.isVisibleTo(self.work):
            left.setFocus()
        self._watch()
        self.refresh()
        self.opened.emit(arrival)


def _close_what_is_above(window: QWidget) -> None:
    """Close lists that hang open, dialogs and other windows: nothing stands above the sign-in page."""
    QToolTip.hideText()
    above = [each for each in QApplication.topLevelWidgets() if each is not window and each.isVisible()]
    for other in above:
        if not shiboken6.isValid(other):
            continue  # it went with the one before
        if isinstance(other, QDialog):
            other.reject()
        else:
            other.close()
    if above:
        window.activateWindow()  # the keyboard was in what has just gone


def _now() -> str:
    return clock_time(clock.now_utc())
