"""This file is the place where a customer answers the survey: a window of its own with nothing of the desk in it."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, main_button
from kacdesk.ui.look.scrolling import scrolling
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.theme import GRID

_MARK_SIDE = 6 * GRID
_THANKED_MS = 4000
_FORGOTTEN_MS = 60_000
"""A half-filled sheet of somebody who went away is emptied."""

_LONGEST = 2000
_WIDEST, _HIGH = 1000, 720
"""Question and marks stand near enough to be read as one line on a wide screen."""


class AskingWindow(QWidget):
    """The questions, five marks each, and a line for words; after an answer thanks, then the questions anew.

    It is shown on the second screen if there is one, over all of it.

    Signals: `answered(dict, str)` the marks by question and the words · `closed()`.
    """

    answered = Signal(object, str)
    closed = Signal()

    def __init__(self, title: str, questions: Mapping[str, str]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(t("Klientu apmierinātības aptauja"))
        self.setProperty("part", "page")
        self.marks = {name: QButtonGroup(self) for name in questions}
        self.remark = QLineEdit()
        self.remark.setMaxLength(_LONGEST)
        self.remark.setAccessibleName(t("Ko uzlabot"))
        self.send = main_button(t("Nosūtīt atbildi"), self._send)
        self._nothing = label(t("Atzīmējiet vismaz vienu vērtējumu."), "problem")
        self.parts = Stack()
        scroll = scrolling(self._sheet(title, questions))
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.parts.addWidget(scroll)
        self.parts.addWidget(self._thanks())
        box = QVBoxLayout(self)
        box.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        box.addWidget(self.parts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.begin)
        leave = QShortcut(QKeySequence("Ctrl+Shift+W"), self)
        leave.activated.connect(self.close)
        self.begin()

    def _sheet(self, title: str, questions: Mapping[str, str]) -> QWidget:
        sheet = QWidget()
        sheet.setMaximumWidth(_WIDEST)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID + GRID // 2)
        grid.setColumnStretch(0, 1)
        ends = (t("slikti"), "", "", "", t("ļoti labi"))
        for mark, words in enumerate(ends, 1):
            grid.addWidget(label(words, "quiet"), 0, mark, Qt.AlignmentFlag.AlignHCenter)
        for row, (name, question) in enumerate(questions.items(), 1):
            grid.addWidget(label(question, "record", wrap=True), row, 0)
            for mark in range(1, 6):
                grid.addWidget(self._mark(name, question, mark), row, mark, Qt.AlignmentFlag.AlignHCenter)
        asked = label(t("Ko mums uzlabot? (Vārdu un personas kodu nerakstiet.)"), "label", wrap=True)
        asked.setBuddy(self.remark)
        column = QVBoxLayout(sheet)
        column.setSpacing(GRID)
        for part in (label(t("Kā jūs vērtējat mūsu darbu?"), "title"), label(title, "quiet", wrap=True)):
            column.addWidget(part)
        column.addLayout(grid)
        for widget in (asked, self.remark, self._nothing):
            column.addWidget(widget)
        column.addWidget(self.send, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        return sheet

    def _mark(self, name: str, question: str, mark: int) -> QPushButton:
        button = QPushButton(str(mark))
        button.setProperty("part", "mark")
        button.setCheckable(True)
        button.setMinimumSize(_MARK_SIDE, _MARK_SIDE)
        button.setAccessibleName(t("{question}: {mark} no 5", question=question, mark=mark))
        self.marks[name].addButton(button, mark)
        button.clicked.connect(self._touched)
        return button

    def _thanks(self) -> QWidget:
        sheet = QWidget()
        box = QVBoxLayout(sheet)
        box.addStretch(1)
        for words, part in (
            (t("Paldies!"), "title"),
            (t("Jūsu atbilde ir saņemta. Tā ir anonīma."), "quiet"),
        ):
            box.addWidget(label(words, part, wrap=True), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return sheet

    def begin(self) -> None:
        """Show the questions with nothing marked."""
        for group in self.marks.values():
            group.setExclusive(False)
            for button in group.buttons():
                button.setChecked(False)
            group.setExclusive(True)
        self.remark.clear()
        self._nothing.hide()
        self._timer.stop()
        self.parts.setCurrentIndex(0)

    def show_to_customer(self) -> None:
        """Fill the second screen, or be an ordinary window where there is only one."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setScreen(screens[1])
            self.setGeometry(screens[1].geometry())
            self.showFullScreen()
        else:
            self.resize(QSize(_WIDEST, _HIGH).boundedTo(self.screen().availableSize()))
            self.show()

    def thank(self) -> None:
        """Say that the answer is kept, and ask the next person after a moment."""
        self.parts.setCurrentIndex(1)
        self._timer.start(_THANKED_MS)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _touched(self) -> None:
        self._nothing.hide()
        self._timer.start(_FORGOTTEN_MS)

    def _send(self) -> None:
        marks = {name: group.checkedId() for name, group in self.marks.items() if group.checkedId() > 0}
        if not marks and not self.remark.text().strip():
            self._nothing.show()
            return
        self._timer.stop()
        self.answered.emit(marks, self.remark.text().strip())
