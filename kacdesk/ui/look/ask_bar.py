"""This file is the place where a reason or a purpose is asked for, in the page and not in a dialog."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import INPUT_HEIGHT


class AskBar(QFrame):
    """One question with usual answers to pick from; Enter answers, Esc does not."""

    def __init__(
        self, question: str, *, usual: Sequence[str], button: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "ask")
        self._answered: Callable[[str], None] | None = None
        self.answer = QComboBox()
        self.answer.setEditable(True)
        self.answer.addItems(list(usual))
        self.answer.setMinimumHeight(INPUT_HEIGHT)
        self.answer.setMinimumWidth(260)
        words = label(question, "label")
        words.setBuddy(self.answer)
        self.answer.setAccessibleName(question)
        line = self.answer.lineEdit()
        if line is not None:
            line.setAccessibleName(question)
            line.setPlaceholderText(t("Ierakstiet vai izvēlieties"))
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        row = Flow()
        box.addLayout(row)
        row.addWidget(words)
        row.add(self.answer, stretch=1)
        row.addWidget(main_button(button, self._give))
        row.addWidget(plain_button(t("Atcelt"), self.cancel))
        self.hide()

    def ask(self, answered: Callable[[str], None]) -> None:
        """Show the question; `answered` gets the words, never empty ones."""
        self._answered = answered
        self.answer.setCurrentIndex(-1)
        self.answer.clearEditText()
        self.show()
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        """Take the question away unanswered."""
        self._answered = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        words = self.answer.currentText().strip()
        if not words:
            self.answer.setFocus()
            return
        answered, self._answered = self._answered, None
        self.hide()
        if answered is not None:
            answered(words)


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
