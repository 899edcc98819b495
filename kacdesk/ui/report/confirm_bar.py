"""This file is the place where something that should be thought over is confirmed, in the page and not in a dialog."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.question_bar import QuestionBar
from kacdesk.ui.look.theme import GRID


class ConfirmBar(QuestionBar):
    """A question with one answer that does it and one that does not; the keyboard stands on the first."""

    def __init__(self, *, button: str) -> None:
        super().__init__()
        self._act: Callable[[], None] | None = None
        self._words = label("", "value", wrap=True)
        self.yes = main_button(button, self._do)
        row = Flow()
        row.addWidget(self.yes)
        row.addWidget(plain_button(t("Atcelt"), self.cancel))
        box = QVBoxLayout(self)
        box.setContentsMargins(12, GRID, 12, GRID)
        box.addWidget(self._words)
        box.addLayout(row)

    def ask(self, question: str, act: Callable[[], None]) -> None:
        """Show the question; `act` is what is done when it is confirmed."""
        self._act = act
        self._words.setText(question)
        self.setAccessibleName(question)
        self.yes.setAccessibleDescription(question)
        self._show_at(self.yes)

    def cancel(self) -> None:
        """Take the question away."""
        self._act = None
        self._leave()

    def _do(self) -> None:
        act, self._act = self._act, None
        self._leave()
        if act is not None:
            act()
