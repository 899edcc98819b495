"""This file is the place where the signed files of a closed report are shown with their hashes, added and taken out."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.services.reporting import signed
from kacdesk.services.reporting.closing import ReportState
from kacdesk.services.reporting.signed import SignedFile
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.report import asking
from kacdesk.ui.report.confirm_bar import ConfirmBar

_HASH_PART = 8


class SignedList(QWidget):
    """The signed files beside a closed report; hidden while nothing was ever closed.

    Signals: `changed()` a file was added · `said(str)` what was done · `saved(Path)` a file was written out ·
    `failed(DeskError)`.
    """

    changed = Signal()
    said = Signal(str)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._period: Period | None = None
        self._rows: list[QWidget] = []
        self.files: tuple[SignedFile, ...] = ()
        self.labels: list[QLabel] = []
        self.add_button = plain_button(t("Pievienot parakstīto datni …"), self._ask_which, icon_name="files")
        self.anyway = ConfirmBar(button=t("Glabāt tik un tā"))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GRID)
        self._box.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addWidget(self.anyway)

    def show_files(self, state: ReportState, files: Sequence[SignedFile], *, supervisor: bool) -> None:
        """Show the files of the newest edition."""
        self._period, self.files, self.labels = state.period, tuple(files), []
        self.anyway.cancel()
        for row in self._rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(each) for each in files]
        for place, row in enumerate(self._rows):
            self._box.insertWidget(place, row)
        self.add_button.setVisible(supervisor and state.closing is not None)
        self.setVisible(bool(state.editions))

    def _row(self, file: SignedFile) -> QWidget:
        told = t(
            "Parakstītā datne {name}, pievienota {moment}. {finding} Kontrolsumma (SHA-256): {digest}",
            name=file.name,
            moment=short_moment(file.kept_at),
            finding=t("Tajā ir noslēgtais PDF.")
            if file.holds_paper
            else t("Noslēgtais PDF tajā nav atrasts."),
            digest=spaced(file.sha256),
        )
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        shown = label(told, "value", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(shown)
        self.labels.append(shown)
        save = link_button(t("Saglabāt parakstīto datni …"), partial(self._ask_where, file), icon_name="save")
        save.setEnabled(file.is_here)
        column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    # --- adding --------------------------------------------------------------------------------------------------
    def _ask_which(self) -> None:
        kinds = t("Parakstītas datnes (*.asice *.edoc *.pdf)")
        chosen, _kind = QFileDialog.getOpenFileName(
            self, t("Kura datne ir parakstīta"), str(Path.home()), kinds
        )
        if chosen:
            self.add(Path(chosen))

    def add(self, file: Path, *, anyway: bool = False) -> None:
        """Keep a signed file beside the closed report; of a doubtful one the person is asked."""
        if self._period is None:
            return
        job = self._jobs.run(self, signed.keep_signed, self._period, file, anyway=anyway)
        job.then(self._added, partial(self._declined, file, anyway))

    def _added(self, file: SignedFile) -> None:
        self.said.emit(t("Parakstītā datne pievienota: {name}", name=file.name))
        self.changed.emit()

    def _declined(self, file: Path, anyway: bool, error: DeskError) -> None:
        if isinstance(error, Refused) and not anyway:
            self.anyway.ask(words(error), partial(self.add, file, anyway=True))
        else:
            self.failed.emit(error)

    # --- taking out ----------------------------------------------------------------------------------------------
    def _ask_where(self, file: SignedFile) -> None:
        if path := ask_where(self, file.name):
            self.save_to(file, path)

    def save_to(self, file: SignedFile, path: Path) -> None:
        """Write a signed file out, as it was kept."""
        if self._period is None:
            return
        job = self._jobs.draw(self, asking.write_signed, self._period, file.sha256, path)
        job.then(lambda _none: self.saved.emit(path), self.failed.emit)


def spaced(digest: str) -> str:
    """Return a hash in parts that can be read out and that break over lines."""
    return " ".join(digest[first : first + _HASH_PART] for first in range(0, len(digest), _HASH_PART))
