"""This file is the place where a form has its title, its reason and the buttons that save it or put it aside."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.ask_bar import correction_reasons
from kacdesk.ui.look.buttons import label, link_button, main_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import INPUT_HEIGHT


class FormHead(QWidget):
    """The head of a form; a correction also asks for its reason here, before anything is sent."""

    def __init__(
        self, *, save: Callable[[], None], put_aside: Callable[[], None], throw_away: Callable[[], None]
    ) -> None:
        super().__init__()
        self._title = label("", "title", wrap=True)
        self._save = main_button(t("Saglabāt (Ctrl+S)"), save)
        self._aside = link_button(t("Nolikt malā (F6)"), put_aside)
        self._discard = link_button(t("Izmest"), throw_away, tip=t("Izmest iesākto, nesaglabājot žurnālā"))
        self._reason = CalmCombo()
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
        top, acts = Flow(), QWidget()
        row = Flow(acts)
        for button in (self._aside, self._discard, self._save):
            row.add(button)
        top.add(self._title, stretch=1)
        top.add(acts)
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
        self.set_reason("")
        self._ask.hide()

    def show_correction(self, title: str, *, reason: str = "") -> None:
        """Head a correction, with the reason that was begun or an empty one."""
        self._title.setText(title)
        self.set_reason(reason)
        self._ask.show()

    def set_reason(self, reason: str) -> None:
        """Show a reason; this is no edit."""
        self._reason.setCurrentIndex(-1)
        self._reason.setEditText(reason)

    def on_reason(self, typed: Callable[[], None]) -> None:
        """Call `typed` when a person writes or chooses a reason."""
        self._reason.activated.connect(lambda _index: typed())
        line = self._reason.lineEdit()
        if line is not None:
            line.textEdited.connect(lambda _text: typed())

    def reason(self) -> str:
        """Return the reason as typed, '' when there is none."""
        return self._reason.currentText().strip()

    def focus_reason(self) -> None:
        """Put the cursor into the reason."""
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the record is on its way to the disk."""
        self._save.setEnabled(not busy)
