"""This file is the place where a reason or a purpose is asked for, in the page and not in a dialog."""

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.question_bar import QuestionBar
from kacdesk.ui.look.theme import INPUT_HEIGHT

_LEAST_ANSWER = 260
"""Pixels before scaling for an answer."""


class AskBar(QuestionBar):
    """One question with usual answers to pick from; Enter answers, Esc does not. Without an answer it says so and
    stays.

    `least` is how narrow the answer may be, in pixels before scaling. What is in the bar is made when it is first
    asked: every page has such bars, and most are never seen.
    """

    def __init__(
        self,
        question: str,
        *,
        usual: Sequence[str],
        button: str,
        parent: QWidget | None = None,
        least: int = _LEAST_ANSWER,
    ) -> None:
        super().__init__(parent)
        self._question, self._usual, self._button, self._least = question, usual, button, least
        self._answered: Callable[[str], None] | None = None

    @cached_property
    def answer(self) -> CalmCombo:
        """Return where the answer is given, with the words and buttons around it."""
        answer = CalmCombo()
        answer.setEditable(True)
        answer.addItems(list(self._usual))
        answer.setMinimumHeight(INPUT_HEIGHT)
        answer.setMinimumWidth(self._least)
        words = label(self._question, "label")
        words.setBuddy(answer)
        answer.setAccessibleName(self._question)
        line = answer.lineEdit()
        if line is not None:
            line.setAccessibleName(self._question)
            line.setPlaceholderText(t("Ierakstiet vai izvēlieties"))
        answer.editTextChanged.connect(self._missing.hide)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        row = Flow()
        box.addLayout(row)
        row.addWidget(words)
        row.add(answer, stretch=1)
        row.addWidget(main_button(self._button, self._give))
        row.addWidget(plain_button(t("Atcelt"), self.cancel))
        box.addWidget(self._missing)
        return answer

    @cached_property
    def _missing(self) -> QLabel:
        words = t("Vēl nav atbildes: ierakstiet to vai izvēlieties sarakstā.")
        missing = label(words, "problem", wrap=True)
        missing.hide()
        return missing

    def ask(self, answered: Callable[[str], None]) -> None:
        """Show the question; `answered` gets the words, never empty ones."""
        self._answered = answered
        self.answer.setCurrentIndex(-1)
        self.answer.clearEditText()
        self._missing.hide()
        self._show_at(self.answer)

    def cancel(self) -> None:
        """Take the question away unanswered."""
        self._answered = None
        self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        words = self.answer.currentText().strip()
        if not words:
            self._say_missing()
            return
        answered, self._answered = self._answered, None
        self._leave()
        if answered is not None:
            answered(words)

    def _say_missing(self) -> None:
        self._missing.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._missing, QAccessible.Event.Alert))
        self.answer.setFocus()


def purposes() -> tuple[str, ...]:
    """Return why personal data are usually looked at."""
    return (
        t("Klienta apkalpošana"),
        t("Atbilde uz klienta jautājumu"),
        t("Ieraksta pārbaude"),
        t("Vadītāja kontrole"),
    )


def void_reasons() -> tuple[str, ...]:
    """Return why records are usually voided."""
    return (t("Ievadīts divreiz"), t("Ievadīts kļūdaini"), t("Klients atteicās"))


def correction_reasons() -> tuple[str, ...]:
    """Return why records are usually corrected."""
    return (t("Pārrakstīšanās"), t("Klients precizēja datus"), t("Precizēts pakalpojums"))
