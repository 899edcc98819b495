"""This file is the place where a form has its title, its reason and the button that saves it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.ask_bar import correction_reasons
from kacdesk.ui.look.buttons import label, main_button
from kacdesk.ui.look.theme import INPUT_HEIGHT


class FormHead(QWidget):
    """The head of a form; a correction also asks for its reason here, before anything is sent."""

    def __init__(self, save: Callable[[], None]) -> None:
        super().__init__()
        self._title = label("", "title")
        self._save = main_button(t("Saglabāt (Ctrl+S)"), save)
        self._reason = QComboBox()
        self._reason.setEditable(True)
        self._reason.addItems(list(correction_reasons()))
        self._reason.setMinimumHeight(INPUT_HEIGHT)
        words = label(t("Labojuma iemesls *"), "label")
        words.setBuddy(self._reason)
        self._reason.setAccessibleName(t("Labojuma iemesls, obligāts"))
        line = self._reason.lineEdit()
        if line is not None:
            line.setAccessibleName(t("Labojuma iemesls, obligāts"))
            line.setPlaceholderText(t("Kāpēc labojat — ierakstiet vai izvēlieties"))
        self._ask = QFrame()
        self._ask.setProperty("part", "ask")
        asked = QHBoxLayout(self._ask)
        asked.setContentsMargins(12, 8, 12, 8)
        asked.addWidget(words)
        asked.addWidget(self._reason, 1)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(top)
        box.addWidget(self._ask)

    @property
    def title(self) -> str:
        """Return the title as it is shown."""
        return self._title.text()

    def show_new(self, title: str) -> None:
        """Head a new record."""
        self._title.setText(title)
        self._ask.hide()

    def show_correction(self, title: str) -> None:
        """Head a correction, with an empty reason."""
        self._title.setText(title)
        self._reason.setCurrentIndex(-1)
        self._reason.clearEditText()
        self._ask.show()

    def reason(self) -> str:
        """Return the reason as typed, '' when there is none."""
        return self._reason.currentText().strip()

    def focus_reason(self) -> None:
        """Put the cursor into the reason."""
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the record is on its way to the disk."""
        self._save.setEnabled(not busy)
