"""This file is the place where a report leaves the program: as a file, and through a printer."""

from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.report import asking
from kacdesk.ui.report.asking import Shown
from kacdesk.ui.report.print_run import PrintRun
from kacdesk.ui.report.waiting import Waiting


class Taking(QObject):
    """Saves and prints what a page shows, and tells what became of it.

    Signals: `said(str, Tone, actions)` for the strip.
    """

    said = Signal(str, object, object)

    def __init__(self, jobs: Jobs, waiting: Waiting, page: QWidget) -> None:
        super().__init__(page)
        self._jobs = jobs
        self._waiting = waiting
        self._page = page
        self._run: PrintRun | None = None
        self._stop_writing = Event()
        waiting.given_up.connect(self.stop)

    # --- files ---------------------------------------------------------------------------------------------------
    def ask_where(self, shown: Shown, pdf: bytes | None, *, file: str) -> None:
        """Ask where the report is to be kept, and as what; `file` is the name proposed, without its ending."""
        if path := ask_where(self._page, f"{file}.pdf", *_kinds(), title=t("Kur saglabāt pārskatu")):
            self.save_to(path, shown, pdf)

    def save_to(self, path: Path, shown: Shown, pdf: bytes | None) -> None:
        """Write the report; the ending of the name says as what."""
        self.stop()
        self._stop_writing = Event()
        job = self._jobs.draw(self, asking.write, shown, pdf, path, self._stop_writing)
        told = t("Raksta {name}…", name=path.name)
        self._waiting.follow(told, job, lambda _none: self.tell_saved(path), self.tell_failed)

    def tell_saved(self, path: Path) -> None:
        """Tell that a file is there, and offer to look at it."""
        tell_kept(self.said.emit, path)

    def tell_failed(self, error: DeskError) -> None:
        """Tell what was not done, and why."""
        self.said.emit(words(error), Tone.TROUBLE, [])

    # --- the printer ---------------------------------------------------------------------------------------------
    def ask_printer(self, pdf: bytes) -> None:
        """Ask on which printer, which pages and how many."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)  # the dialog does not keep it
        dialog = QPrintDialog(printer, self._page)
        dialog.setWindowTitle(t("Drukāt pārskatu"))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer, pdf)

    def print_on(self, printer: QPrinter, pdf: bytes) -> None:
        """Print a paper."""
        self.stop()
        self._waiting.begin(t("Drukā…"))
        self._run = PrintRun(self._jobs, pdf, printer, self)
        self._run.went_on.connect(self._waiting.go_on)
        self._run.ended.connect(self._printed)
        self._run.begin()

    def stop(self) -> None:
        """Leave no half of a file, and hand no further pages to the printer; what it has it prints."""
        self._stop_writing.set()
        if self._run is not None:
            self._run.stop()
            self._run = None

    def _printed(self, done: bool) -> None:
        if self._run is None:
            return  # given up
        self._run.deleteLater()
        self._run = None
        self._waiting.end()
        if done:
            self.said.emit(t("Pārskats nodots printerim."), Tone.DONE, [])
        else:
            told = t("Printeris pārskatu nepieņēma. Pārbaudiet to vai saglabājiet PDF.")
            self.said.emit(told, Tone.TROUBLE, [])


def _kinds() -> tuple[str, ...]:
    """Return the kinds of files, as the dialog offers them."""
    return (
        t("PDF dokuments (*.pdf)"),
        t("Excel tabula (*.xlsx)"),
        t("CSV datne (*.csv)"),
        t("JSON datne (*.json)"),
    )
