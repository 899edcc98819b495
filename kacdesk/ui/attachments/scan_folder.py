"""This file is the place where it is set into which folder the scanner puts its pages, and what becomes of them."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services.papers import scans
from kacdesk.services.preferences import Preferences
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.locked import locked_words
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.tabbing import ReadsInOrder

_WIDTH = 520


class ScanFolder(ReadsInOrder, QDialog):
    """The scanner's folder of this computer.

    Signals: `changed()` it was set anew.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.folder: Path | None = None
        self.setWindowTitle(t("Skenera mape"))
        self.strip = Strip(self)
        self.shown = label("", "value", wrap=True)
        self.remove = QCheckBox(t("Pēc pievienošanas dzēst lapu no mapes"))
        self.remove.setToolTip(t("Dzēš tikai tad, kad programmas paša kopija ir pārbaudīta."))
        self.choose_button = plain_button(t("Izvēlēties mapi …"), self._choose, icon_name="folder")
        self.forget_button = plain_button(t("Nelietot"), self.forget)
        self.locked = locked_words()
        self.locked.hide()
        self._build()
        jobs.run(self, scans.watched).then(self._show)

    def _build(self) -> None:
        acts = QWidget()
        row = Flow(acts)
        row.addWidget(main_button(t("Saglabāt"), self.save))
        row.addWidget(self.choose_button)
        row.addWidget(self.forget_button)
        row.addWidget(plain_button(t("Atcelt"), self.reject))
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(10)
        box.addWidget(self.strip)
        told = t("Programma skatās šajā mapē un jaunas lapas piedāvā pievienot ierakstam, kas ir atvērts.")
        box.addWidget(label(told, "quiet", wrap=True))
        box.addWidget(self.shown)
        box.addWidget(self.locked)
        box.addWidget(self.remove)
        box.addWidget(acts)

    def set_folder(self, folder: Path | None) -> None:
        """Take a folder; it counts once it is saved."""
        self.folder = folder
        self.shown.setText(str(folder) if folder is not None else t("Mape nav izvēlēta."))
        self._make_room()

    def _make_room(self) -> None:
        """Let the words that wrap have the height they need."""
        layout = self.layout()
        width = max(_WIDTH, self.minimumSizeHint().width())
        if layout is not None:
            self.resize(width, layout.totalHeightForWidth(width))

    def save(self) -> None:
        """Keep what is chosen."""
        job = self._jobs.run(self, scans.watch, self.folder, remove=self.remove.isChecked())
        job.then(lambda _kept: self._done(), self._failed)

    def forget(self) -> None:
        """Look into no folder any more."""
        self.set_folder(None)
        self.save()

    def _show(self, told: tuple[Preferences, bool]) -> None:
        kept, locked = told
        for button in (self.choose_button, self.forget_button):
            button.setVisible(not locked)
        self.locked.setVisible(locked)
        self.set_folder(Path(kept.scan_folder) if kept.scan_folder else None)
        self.remove.setChecked(kept.scan_removed)

    def _choose(self) -> None:
        begun = str(self.folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, t("Skenera mape"), begun)
        if chosen:
            self.set_folder(Path(chosen))

    def _done(self) -> None:
        self.changed.emit()
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.strip.say(words(error), Tone.TROUBLE)
