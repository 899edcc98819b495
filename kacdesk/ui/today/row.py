"""This file is the place where one thing to do stands in a line: when, what, how urgent. Enter opens it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout

from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import GRID, look


class Urgency(StrEnum):
    """NONE · TODAY it should be done today · LATE it should have been done."""

    NONE = ""
    TODAY = "waiting"
    LATE = "trouble"


@dataclass(frozen=True)
class Line:
    """What a row shows. `key` is what stays the same when the words change · `lead` when or by when · `below` a
    second, smaller line · `state` stands at the right, in the colour of `urgency`."""

    key: Hashable
    words: str
    act: Callable[[], None]
    lead: str = ""
    below: str = ""
    state: str = ""
    urgency: Urgency = Urgency.NONE

    @property
    def spoken(self) -> str:
        """Return the whole row as one text, for a screen reader and for comparing."""
        return ", ".join(part for part in (self.lead, self.words, self.state, self.below) if part)


class Row(QPushButton):
    """One row. Only one of a block is reached by Tab; the arrows go on from it.

    Signals: `moved(int)` the person goes 1 down or -1 up.
    """

    moved = Signal(int)

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.setProperty("part", "row")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.lead, self._state = label("", "lead"), label("", "state")
        self._words, self._below = label("", "line", wrap=True), label("", "hint", wrap=True)
        self._build()
        self.show_line(line)
        self.set_reached_by_tab(reached=False)
        self.clicked.connect(lambda _checked=False: self.line.act())

    def _build(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._words)
        texts.addWidget(self._below)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(12)
        row.addWidget(self.lead, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        for part in (self.lead, self._words, self._below, self._state):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_line(self, line: Line) -> None:
        """Show a line, in place of another one if there was one."""
        self.line = line
        self.setAccessibleName(line.spoken)
        self._words.setText(line.words)
        self.lead.setMinimumWidth(0)  # a label remembers how wide it would be with its words, and with this
        for part, words in ((self.lead, line.lead), (self._below, line.below), (self._state, line.state)):
            part.setText(words)
            part.setVisible(bool(words))
        look(self._state, tone=str(line.urgency))
        self._grow()

    def set_reached_by_tab(self, *, reached: bool) -> None:
        """Say whether Tab stops here; a click and the arrows always do."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self, 0, GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # words of one width are as high as they were
            self._grow()

    def _grow(self) -> None:
        """Be as high as the words need in the width there is."""
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
        layout = self.layout()
        if layout is not None:  # it laid out what it had before the height was known
            layout.invalidate()
            layout.activate()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalMinimumSize() if layout is not None else super().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1
