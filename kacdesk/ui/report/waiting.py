"""This file is the place where it is shown that something takes a while, and where it can be given up."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.ui.jobs import Job
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.flow import Flow

T = TypeVar("T")
_SHOWN_AFTER_MS = 250
"""What is done sooner is not worth a change on the screen."""

_LEAST_WIDTH = 160


class Waiting(QWidget):
    """A bar with the words for the one thing that is under way, hidden when nothing is.

    Signals: `given_up()` the person does not want it any more, or wants something else instead.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._words = label("", "quiet")
        self.bar = QProgressBar()
        self.bar.setMinimumWidth(_LEAST_WIDTH)
        self.bar.setTextVisible(False)
        self.stop_button = plain_button(t("Atcelt"), self.give_up, icon_name="close")
        row = Flow(self)
        row.addWidget(self._words)
        row.add(self.bar, stretch=1)
        row.addWidget(self.stop_button)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOWN_AFTER_MS)
        self._soon.timeout.connect(self.show)
        self.is_on = False
        self.hide()

    def follow(
        self, told: str, job: Job[T], done: Callable[[T], None], failed: Callable[[DeskError], None]
    ) -> None:
        """Show that a job is under way until its answer comes; what was under way before comes back unheard."""
        asked = self.begin(told)
        job.then(partial(self._hear, asked, done), partial(self._hear, asked, failed))

    def begin(self, told: str) -> int:
        """Say what has begun, in place of what was under way, and return its number."""
        self._asked += 1
        self.is_on = True
        self._words.setText(told)
        self.bar.setAccessibleName(told)
        self.bar.setRange(0, 0)
        self._soon.start()
        return self._asked

    def go_on(self, done: int, whole: int) -> None:
        """Show how far it is, where that is known."""
        self.bar.setRange(0, whole)
        self.bar.setValue(done)

    def end(self) -> None:
        """Say that it is over."""
        self._asked += 1
        self.is_on = False
        self._soon.stop()
        self.hide()

    def give_up(self) -> None:
        """Leave what is under way."""
        if self.is_on:
            self.end()
            self.given_up.emit()

    def _hear(self, asked: int, hear: Callable[[T], None], answer: T) -> None:
        if asked == self._asked:
            self.end()
            hear(answer)
