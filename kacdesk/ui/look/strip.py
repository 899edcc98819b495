"""This file is the place where the window tells what happened, above the page and never in the way."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import plain_button
from kacdesk.ui.look.theme import GRID, look
from kacdesk.ui.look.wrapped import Wrapped

_BEFORE = 12
_AROUND = _BEFORE + 2 * GRID
"""Pixels before scaling that are neither words nor buttons."""


class Tone(StrEnum):
    """DONE it is done · OFFER something can be gone on with · QUESTION look again · TROUBLE it was not done."""

    DONE = "done"
    OFFER = "offer"
    QUESTION = "question"
    TROUBLE = "trouble"


Action = tuple[str, Callable[[], None]]
"""The words on a button and what it does."""


class Strip(QFrame):
    """One message with at most a few buttons, which go below where there is no room; the next one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "strip")
        self._text = Wrapped("")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[QPushButton] = []
        self._close = plain_button(t("Aizvērt"), self.clear)
        self._acts = QHBoxLayout()
        self._acts.addStretch(1)
        self._acts.addWidget(self._close)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(_BEFORE, GRID, GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._text, 1)
        self._row.addLayout(self._acts)
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
            self._acts.insertWidget(self._acts.count() - 1, button)
            self._buttons.append(button)
        self._fit()
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
            self._acts.removeWidget(button)
            button.hide()
            button.deleteLater()
            self._fit()

    def clear(self) -> None:
        """Take the message away."""
        self._drop_buttons()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the buttons below words that are longer than the room beside them, if that is the smaller part."""
        acts = self._acts.sizeHint().width()
        room = self.contentsRect().width() - acts - _AROUND
        below = acts > room and self._text.fontMetrics().horizontalAdvance(self._text.text()) > room
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if way != self._row.direction():
            self._row.setDirection(way)

    def _act(self, act: Callable[[], None]) -> None:
        self.clear()
        act()

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            self._acts.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
