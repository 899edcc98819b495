"""This file is the place where a secret is typed, and where the arrows of a field choose the person above it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.services.people.pin_rules import LONGEST
from kacdesk.ui.look.buttons import label

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class StepLine(QLineEdit):
    """A line in which the up and down arrows mean a list beside it.

    Signals: `stepped(int)` one up (-1) or down (1) in the list · `reached(QWidget)` the cursor has come into it.
    """

    stepped = Signal(int)
    reached = Signal(QWidget)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


class PinLine(StepLine):
    """A line for a PIN: dots for letters, nothing learned by the keyboard, no menu to copy from."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase
        )


class Labelled(QWidget):
    """A field with its words above it, shown and hidden together."""

    def __init__(self, field_words: str, field: QWidget) -> None:
        super().__init__()
        self.words: QLabel = label(field_words, "label")
        self.words.setBuddy(field)
        field.setAccessibleName(field_words)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.words)
        box.addWidget(field)


def told(error: DeskError) -> str:
    """Return what went wrong and what to do; that nothing has begun can be seen."""
    return " ".join(part for part in (error.what, error.remedy) if part)
