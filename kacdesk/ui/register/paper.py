"""This file is the place where a paper for the customer is looked at, printed and saved: the slip, the stamp."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QGridLayout, QStyle, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import later, t
from kacdesk.services import slips
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Job, Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.theme import INPUT_HEIGHT, Colour, colour
from kacdesk.ui.register.printing import page_picture, print_pages

_SHOWN = QSize(520, 440)
_LEAST = QSize(240, 140)
_PREVIEW_DPI = 200


class PaperKind(StrEnum):
    """Which paper: the slip with the code to ask by, or the stamp SAŅEMTS of a document."""

    SLIP = "slip"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class _Words:
    """What a kind of paper is called, its sizes (code → words) and how its file is called."""

    title: str
    sizes: Mapping[str, str]
    file: str


_KINDS: Mapping[PaperKind, _Words] = {
    PaperKind.SLIP: _Words(
        later("Lapiņa klientam"),
        {"a6": later("A6 lapa"), "a4": later("80 mm josla uz A4 lapas")},
        "Lapina.pdf",
    ),
    PaperKind.STAMP: _Words(
        later("SAŅEMTS zīmogs"),
        {"a4": later("A4 lapas augšējais stūris"), "label": later("Uzlīme 70 × 37 mm")},
        "Sanemts.pdf",
    ),
}


class _Preview(QWidget):
    """A page as it will be printed, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._page = QImage()
        self.setMinimumSize(_LEAST)
        self.setAccessibleName(t("Kā papīrs izskatīsies"))

    def show_page(self, page: QImage) -> None:
        """Show a page instead of the one before."""
        self._page = page
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._page.isNull():
            return
        room = self.rect().adjusted(1, 1, -1, -1)
        size = self._page.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignCenter, size, room)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sharp = self._page.scaled(
            size * self.devicePixelRatioF(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(place, sharp)
        painter.setPen(colour(Colour.EDGE))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()


class PaperDialog(QDialog):
    """One paper, as it will be printed; Enter prints it."""

    def __init__(self, jobs: Jobs, kind: PaperKind, register: str, record: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._kind = kind
        self._register = register
        self._record = record
        self._room = parent.window().size()
        self._drawn: bytes | None = None
        self._asked = 0
        self.setWindowTitle(t(_KINDS[kind].title))
        self.size_choice = self._choice(t("Papīrs"), {c: t(w) for c, w in _KINDS[kind].sizes.items()})
        self.printers = self._choice(t("Printeris"), {name: name for name in _printers()})
        self.printers.setPlaceholderText(t("Šim datoram printera nav"))
        self.strip = Strip(self)
        self._picture = _Preview()
        self.print_button = main_button(t("Drukāt (Enter)"), self.print_it, icon_name="print")
        self.save_button = plain_button(t("Saglabāt PDF …"), self._ask_where, icon_name="save")
        self._build()
        self.print_button.setDefault(True)
        self.size_choice.currentIndexChanged.connect(lambda _index: self._draw())
        self._draw()

    def _build(self) -> None:
        choices = QGridLayout()
        choices.setColumnStretch(1, 1)
        for row, (name, choice) in enumerate(
            ((t("Papīrs"), self.size_choice), (t("Printeris"), self.printers))
        ):
            shown = label(name, "label")
            shown.setBuddy(choice)
            choices.addWidget(shown, row, 0)
            choices.addWidget(choice, row, 1)
        buttons = QWidget()
        row_of_buttons = Flow(buttons)
        for button in (self.print_button, self.save_button, plain_button(t("Aizvērt"), self.reject)):
            row_of_buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(8)
        box.addWidget(self.strip)
        box.addWidget(self._picture, 1)
        box.addLayout(choices)
        box.addWidget(buttons)
        self.resize((_SHOWN + QSize(0, 160)).boundedTo(self._room))

    def _choice(self, name: str, offered: Mapping[str, str]) -> QComboBox:
        choice = QComboBox()
        choice.setMinimumHeight(INPUT_HEIGHT)
        choice.setAccessibleName(name)
        for code, shown in offered.items():
            choice.addItem(shown, code)
        return choice

    @property
    def drawn(self) -> bytes | None:
        """Return the PDF that is shown; None until it is drawn."""
        return self._drawn

    def print_it(self) -> None:
        """Print the paper on the chosen printer, in its true size."""
        if self._drawn is None:
            return
        name = self.printers.currentData()
        if name is None:
            self.strip.say(
                t("Šim datoram printera nav. Saglabājiet PDF un izdrukājiet to citur."), Tone.QUESTION
            )
            return
        printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
        if print_pages(self._drawn, printer):
            self.accept()
        else:
            self.strip.say(
                t("Printeris “{name}” papīru nepieņēma. Pārbaudiet to vai saglabājiet PDF.", name=name),
                Tone.TROUBLE,
            )

    def save_to(self, path: Path) -> None:
        """Save the paper as a file."""
        if self._drawn is not None:
            job = self._jobs.read(self, slips.keep, self._drawn, path)
            job.then(lambda _none: self._saved(path), self._failed)

    def _draw(self) -> None:
        """Ask for the paper in the chosen size; a late answer to an older choice is dropped."""
        self._asked += 1
        self._wait(None)
        asked = self._asked
        self._ask(str(self.size_choice.currentData())).then(lambda pdf: self._take(asked, pdf), self._failed)

    def _ask(self, size: str) -> Job[bytes]:
        if self._kind is PaperKind.STAMP:
            return self._jobs.read(
                self, slips.stamp, self._record, paper="label" if size == "label" else "a4"
            )
        return self._jobs.read(
            self, slips.slip, self._register, self._record, paper="a4" if size == "a4" else "a6"
        )

    def _take(self, asked: int, pdf: bytes) -> None:
        if asked == self._asked:
            self._wait(pdf)

    def _wait(self, pdf: bytes | None) -> None:
        self._drawn = pdf
        self.print_button.setEnabled(pdf is not None)
        self.save_button.setEnabled(pdf is not None)
        if pdf is not None:
            self._picture.show_page(page_picture(pdf, dots_per_inch=_PREVIEW_DPI))
            self.print_button.setFocus()

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, t("Kur saglabāt"), str(Path.home() / _KINDS[self._kind].file), t("PDF dokuments (*.pdf)")
        )
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(".pdf"))

    def _saved(self, path: Path) -> None:
        self.strip.say(t("Saglabāts: {name}", name=path.name), Tone.DONE)

    def _failed(self, error: DeskError) -> None:
        self.strip.say(words(error), Tone.TROUBLE)


def _printers() -> list[str]:
    """Return the names of this computer's printers, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))
