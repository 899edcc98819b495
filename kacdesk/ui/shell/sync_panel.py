"""This file is the place where the badge tells more: what waits, why, what to do, and the button that sends at once."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.shell.badge_words import Badge

_WIDTH = 500
_SEND_KEY = "F9"


class SyncPanel(QDialog):
    """The panel beside the badge; Esc, or pressing elsewhere, closes it.

    Signals: `sync_asked()` send and receive at once · `look_asked()` the person wants to see what is to be looked at.
    """

    sync_asked = Signal()
    look_asked = Signal()

    def __init__(self, *, can_send: bool, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setWindowTitle(t("Datu apmaiņa"))
        self._can_send = can_send
        self.told: list[tuple[str, str]] = []
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._send = main_button(t("Sūtīt tūlīt (F9)"), self._ask_sync, icon_name="refresh")
        self._send.setVisible(can_send)
        self._look = plain_button(t("Rādīt, kas jāapskata"), self._ask_look)
        self._close = plain_button(t("Aizvērt"), self.reject)
        buttons = Flow()
        for button in (self._send, self._look, self._close):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(label(t("Datu apmaiņa ar centrālo krātuvi"), "heading", wrap=True))
        column.addLayout(self._grid)
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)

    def tell(self, badge: Badge, details: Sequence[tuple[str, str]], *, to_look_at: bool) -> None:
        """Show how everything stands now."""
        self.setAccessibleName(badge.words)
        self._look.setVisible(to_look_at)
        self.told = list(details)
        if self.isVisible():
            self._place()

    def open_above(self, badge: QWidget) -> None:
        """Show the panel beside the badge, whole on the screen, with the keyboard on what is usually wanted."""
        self._place()
        self.show()
        self._place()
        wanted = self._send if self._can_send else self._close
        wanted.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
        elif QKeySequence(event.keyCombination()) == QKeySequence(_SEND_KEY) and self._can_send:
            self._ask_sync()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        """Show what was told, in the lines of before as far as there are any."""
        while len(self._lines) < len(self.told):
            line = (label("", "quiet"), label("", "value", wrap=True))
            row = len(self._lines)
            self._grid.addWidget(line[0], row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line[1], row, 1)
            self._lines.append(line)
        for row, line in enumerate(self._lines):
            for part, words in zip(line, self.told[row] if row < len(self.told) else ("", ""), strict=True):
                part.setText(words)
                part.setVisible(row < len(self.told))

    def _place(self) -> None:
        """Stand with what was told last above the lower left corner of the window, where the badge is."""
        self._fill()
        badge = self.parentWidget()
        window = badge.window() if badge is not None else None
        if badge is None or window is None:
            return
        width = min(_WIDTH, window.width() - 16)
        self.setFixedWidth(width)
        self.setFixedHeight(max(self.heightForWidth(width), self.minimumSizeHint().height()))
        bottom = badge.mapToGlobal(QPoint(0, badge.height()))
        top = window.mapToGlobal(QPoint(8, 8))
        self.move(bottom.x(), max(bottom.y() - self.height(), top.y()))

    def _ask_sync(self) -> None:
        self.accept()
        self.sync_asked.emit()

    def _ask_look(self) -> None:
        self.accept()
        self.look_asked.emit()
