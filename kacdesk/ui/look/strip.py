"""This file is the place where the window tells what happened, above the page and never in the way."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import plain_button
from kacdesk.ui.look.theme import look


class Tone(StrEnum):
    """DONE it is done · OFFER something can be gone on with · QUESTION look again · TROUBLE it was not done."""

    DONE = "done"
    OFFER = "offer"
    QUESTION = "question"
    TROUBLE = "trouble"


Action = tuple[str, Callable[[], None]]
"""The words on a button and what it does."""


class Strip(QFrame):
    """One message with at most a few buttons; the next one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "strip")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = plain_button(t("Aizvērt"), self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is told now, '' when nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str, tone: Tone = Tone.DONE, actions: Sequence[Action] = ()) -> None:
        """Tell something; pressing one of the actions also takes the message away."""
        self._drop_buttons()
        self._text.setText(text)
        self.setAccessibleName(text)
        for words, act in actions:
            button = plain_button(words, partial(self._act, act))
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)
        look(self, tone=str(tone))
        look(self._text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def rename(self, place: int, words: str) -> None:
        """Give the `place`-th action other words, without telling the message anew."""
        if place < len(self._buttons):
            self._buttons[place].setText(words)

    def withdraw(self, place: int) -> None:
        """Take the `place`-th action away and leave the message."""
        if place < len(self._buttons):
            button = self._buttons.pop(place)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()

    def clear(self) -> None:
        """Take the message away."""
        self._drop_buttons()
        self.hide()

    def _act(self, act: Callable[[], None]) -> None:
        self.clear()
        act()

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
