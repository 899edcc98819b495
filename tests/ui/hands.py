"""This file is the place where tests press keys, type Latvian letters and find fields by what a person sees."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.services import catalog
from kacdesk.ui.errors import Bugs
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 30_000


@dataclass
class Hands:
    """Two hands on the keyboard of one window."""

    window: MainWindow
    jobs: Jobs
    bugs: Bugs
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until every question asked so far is answered, and those that follow from the answers."""
        for _ in range(3):
            answered: list[object] = []
            self.jobs.run(self.window, catalog.actor).then(answered.append)
            self.jobs.read(self.window, catalog.actor).then(answered.append)
            self.jobs.draw(self.window, catalog.actor).then(answered.append)
            self.until(partial(_holds_all, answered))

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window work until something is true; a slow machine is not a wrong program."""
        self.qtbot.waitUntil(true, timeout=PATIENCE_MS)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the cursor is."""
        QTest.keyClick(self.focused(), key, modifier)

    def write(self, text: str) -> None:
        """Type a text where the cursor is; also letters that QTest cannot type."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focused(), QKeyEvent(kind, 0, PLAIN, letter))

    def focused(self) -> QWidget:
        """Return where the cursor is."""
        return QApplication.focusWidget() or self.window

    def page(self, register: str) -> RegisterPage:
        """Return a page, whether it is shown or not."""
        return self.window.register_page(register)

    @property
    def shown(self) -> RegisterPage:
        """Return the page of a register that is shown."""
        assert isinstance(self.window.page, RegisterPage)
        return self.window.page

    def field(self, name: str, *, line: int | None = None) -> FieldFrame:
        """Find a field of the open form by the words above it."""
        form = self.shown.form
        fields = form.fields if line is None else next(iter(form.tables.values())).rows[line].fields
        found = [frame for frame in fields.frames.values() if frame.label.text().rstrip(" *") == name]
        assert len(found) == 1, f"{name}: {[frame.label.text() for frame in fields.frames.values()]}"
        return found[0]

    def fill(self, name: str, text: str, *, line: int | None = None) -> FieldFrame:
        """Go to a field and type over what is there."""
        frame = self.field(name, line=line)
        frame.input.setFocus()
        self.press(Qt.Key.Key_A, CTRL)
        self.write(text)
        return frame

    def choose(self, name: str, text: str, *, line: int | None = None) -> None:
        """Type into a field with a list and take what is marked in it."""
        frame = self.fill(name, text, line=line)
        assert isinstance(frame.input, ReferenceInput)
        assert frame.input.list_is_open()
        self.press(Qt.Key.Key_Return)

    def push(self, words: str, *, within: QWidget | None = None) -> None:
        """Push the visible button with these words, in the window or a part of it."""
        buttons = (within or self.window).findChildren(QPushButton)
        found = [each for each in buttons if each.text() == words and each.isVisible()]
        assert len(found) == 1, f"{words}: {len(found)}"
        found[0].click()

    def save(self) -> None:
        """Press Ctrl+S and wait for the answer."""
        self.press(Qt.Key.Key_S, CTRL)
        self.settle()

    @property
    def strip(self) -> str:
        """Return what the strip says."""
        return self.window.strip.text

    def cells(self, register: str) -> list[list[str]]:
        """Return the rows of a list as they are shown."""
        table = self.page(register).list.table
        return [
            [str(table.data(table.index(row, column))) for column in range(table.columnCount())]
            for row in range(table.rowCount())
        ]


def _holds_all(answers: list[object]) -> bool:
    return len(answers) == 3


def problem_of(frame: FieldFrame) -> str:
    """Return the problem told beside a field, '' when there is none."""
    tone: Any = frame.property("tone")
    return frame.told if tone in ("problem", "question") else ""
