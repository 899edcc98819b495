"""This file is the place where a supervisor or IT reads the support bundle in the window, and saves what was read."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from kacdesk.care import bundle as care
from kacdesk.care.bundle import Bundle, as_shown, bundle_of_desk
from kacdesk.core.clock import today_riga
from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.look.where_to_keep import ask_where

_LINES_IN_SIGHT = 14


class Support(QWidget):
    """The card of the support bundle.

    Signals: `said(str, Tone, actions)` for the strip.
    """

    said = Signal(str, object, object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._bundle: Bundle | None = None
        self.look_button = plain_button(t("Parādīt, kas tajā būs"), self.look, icon_name="search")
        self.save_button = plain_button(t("Saglabāt paketi…"), self.ask_where, icon_name="save")
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName(t("Atbalsta paketes saturs"))
        height = self.preview.fontMetrics().lineSpacing() * _LINES_IN_SIGHT
        self.preview.setMinimumHeight(height)
        told = label(
            t(
                "Ziņas par programmu tam, kurš meklē kļūdu: skaitļi, kodi un versijas. Ierakstu satura un personu "
                "vārdu tajā nav. Izlasiet, pirms to kādam dodat."
            ),
            "quiet",
            wrap=True,
        )
        foot = Flow(spacing=GRID)
        for button in (self.look_button, self.save_button):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(t("Atbalsta pakete"), told, foot, self.preview))
        self.clear()

    def clear(self) -> None:
        """Show no bundle."""
        self._bundle = None
        self.preview.clear()
        self.preview.hide()
        self.save_button.setEnabled(False)

    def look(self) -> None:
        """Put a bundle together and show all of it."""
        self.look_button.setEnabled(False)
        self._jobs.draw(self, bundle_of_desk).then(self._show, self._failed)

    def ask_where(self) -> None:
        """Ask where the bundle that was shown is to lie."""
        if path := ask_where(self, f"kacdesk-{today_riga().isoformat()}.zip"):
            self.save_to(path)

    def save_to(self, out: Path) -> None:
        """Save what was shown, and nothing else."""
        if self._bundle is not None:
            self._jobs.draw(self, _save, self._bundle, out).then(
                lambda _none: tell_kept(self.said.emit, out), self._failed
            )

    def _show(self, told: Bundle) -> None:
        self._bundle = told
        self.look_button.setEnabled(True)
        self.save_button.setEnabled(True)
        self.preview.setPlainText(as_shown(told))
        self.preview.show()

    def _failed(self, error: DeskError) -> None:
        self.look_button.setEnabled(True)
        self.said.emit(words(error), Tone.TROUBLE, [])


def _save(_context: Context, told: Bundle, out: Path) -> None:
    care.save(told, out)
