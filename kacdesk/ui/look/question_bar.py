"""This file is the place where a question that stands in the page takes the keyboard and gives it back."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget


class QuestionBar(QFrame):
    """A question in the page, seen only while it is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "ask")
        self._from: QWidget | None = None
        self.hide()

    def _show_at(self, keyboard: QWidget) -> None:
        """Show the question and give it the keyboard; where that was is kept in mind, also when it is asked again."""
        held: QWidget | None = self.window().focusWidget()
        if held is not None and not self.isAncestorOf(held):
            self._from = held
        self.show()
        keyboard.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        """Hide the question; the keyboard, if it is still here, goes back to where it came from."""
        if self.isHidden():
            return
        back, self._from = self._from, None
        held: QWidget | None = self.window().focusWidget()
        here = held is not None and self.isAncestorOf(held)
        if here and back is not None and shiboken6.isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
