"""This file is the place where a paper is looked at, printed and saved: slip, stamp, a register's own papers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services import record_papers
from kacdesk.services.papers import slips
from kacdesk.services.record_acts import Act
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Job, Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.theme import INPUT_HEIGHT, Colour, colour
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.register.printing import page_picture, page_sizes, print_pages

_SHOWN, _SHOWN_SHEET = QSize(520, 440), QSize(640, 620)
"""How large a small paper and a whole sheet are shown where there is room."""

_LEAST = QSize(240, 140)
_PREVIEW_DPI = 200


class PaperKind(StrEnum):
    """Which paper: the slip with the code to ask by, or the stamp SAŅEMTS of a document."""

    SLIP = "slip"
    STAMP = "stamp"


Draw = Callable[[QObject, str], Job[bytes]]
"""Asks, for whoever waits, for the paper in a size."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is looked at: its `title`, the name of its `file`, and its `sizes` (code → words), none if there is one."""

    title: str
    file: str
    draw: Draw
    sizes: Mapping[str, str] = field(default_factory=dict)


def slip_of(jobs: Jobs, register: str, record: UUID) -> Paper:
    """Return the slip with the code to ask by."""

    def draw(owner: QObject, size: str) -> Job[bytes]:
        return jobs.read(owner, slips.slip, register, record, paper="a4" if size == "a4" else "a6")

    sizes = {"a6": t("A6 lapa"), "a4": t("80 mm josla uz A4 lapas")}
    return Paper(t("Lapiņa klientam"), "Lapina.pdf", draw, sizes)


def stamp_of(jobs: Jobs, record: UUID) -> Paper:
    """Return the stamp of a received document."""

    def draw(owner: QObject, size: str) -> Job[bytes]:
        return jobs.read(owner, slips.stamp, record, paper="label" if size == "label" else "a4")

    sizes = {"a4": t("A4 lapas augšējais stūris"), "label": t("Uzlīme 70 × 37 mm")}
    return Paper(t("Spiedogs SAŅEMTS"), "Sanemts.pdf", draw, sizes)


def paper_of(jobs: Jobs, register: str, record: UUID, act: Act) -> Paper:
    """Return a paper of the register's own; who draws one that names a person is written down."""

    def draw(owner: QObject, _size: str) -> Job[bytes]:
        return jobs.run(owner, record_papers.paper, register, record, act.name)

    return Paper(act.label, f"{act.name}.pdf", draw)


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

    def __init__(self, jobs: Jobs, paper: Paper, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._paper = paper
        self._room = parent.window().size()
        self._drawn: bytes | None = None
        self._asked = 0
        self._page = self._pages = 0
        self.setWindowTitle(paper.title)
        self.size_choice = self._choice(t("Papīrs"), paper.sizes)
        self.printers = self._choice(t("Printeris"), {name: name for name in _printers()})
        self.printers.setPlaceholderText(t("Šim datoram printera nav"))
        self.strip = Strip(self)
        self._picture = _Preview()
        self.page_words = label("", "quiet")
        self._before = link_button(t("Iepriekšējā lapa"), partial(self._turn, -1), icon_name="back")
        self._after = link_button(t("Nākamā lapa"), partial(self._turn, 1), icon_name="next")
        self.print_button = main_button(t("Drukāt (Enter)"), self.print_it, icon_name="print")
        self.save_button = plain_button(t("Saglabāt PDF …"), self._ask_where, icon_name="save")
        self._build()
        self.print_button.setDefault(True)
        self.size_choice.currentIndexChanged.connect(lambda _index: self._draw())
        self._draw()

    def _build(self) -> None:
        choices = QGridLayout()
        choices.setColumnStretch(1, 1)
        asked = [(t("Papīrs"), self.size_choice)] if self._paper.sizes else []
        for row, (name, choice) in enumerate([*asked, (t("Printeris"), self.printers)]):
            shown = label(name, "label")
            shown.setBuddy(choice)
            choices.addWidget(shown, row, 0)
            choices.addWidget(choice, row, 1)
        buttons = QWidget()
        row_of_buttons = Flow(buttons)
        for button in (self.print_button, self.save_button, plain_button(t("Aizvērt"), self.reject)):
            row_of_buttons.addWidget(button)
        self._turning = QWidget()
        turning = QHBoxLayout(self._turning)
        turning.setContentsMargins(0, 0, 0, 0)
        turning.addWidget(self._before)
        turning.addWidget(self.page_words, 1, Qt.AlignmentFlag.AlignCenter)
        turning.addWidget(self._after)
        self._turning.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(8)
        box.addWidget(self.strip)
        box.addWidget(self._picture, 1)
        box.addWidget(self._turning)
        box.addLayout(choices)
        box.addWidget(buttons)
        room = _SHOWN if self._paper.sizes else _SHOWN_SHEET
        self.resize((room + QSize(0, 160)).boundedTo(self._room))

    def _choice(self, name: str, offered: Mapping[str, str]) -> CalmCombo:
        choice = CalmCombo()
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
        size = str(self.size_choice.currentData())
        self._paper.draw(self, size).then(lambda pdf: self._take(asked, pdf), self._failed)

    def _take(self, asked: int, pdf: bytes) -> None:
        if asked == self._asked:
            self._wait(pdf)

    def _wait(self, pdf: bytes | None) -> None:
        self._drawn = pdf
        self.print_button.setEnabled(pdf is not None)
        self.save_button.setEnabled(pdf is not None)
        if pdf is not None:
            self._page, self._pages = 0, len(page_sizes(pdf))
            self._turning.setVisible(self._pages > 1)
            self._show_page()
            self.print_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._turn(step)
        else:
            super().keyPressEvent(event)

    def _turn(self, step: int) -> None:
        """Show the page before or after."""
        self._page = max(0, min(self._pages - 1, self._page + step))
        self._show_page()

    def _show_page(self) -> None:
        if self._drawn is None:
            return
        self._picture.show_page(page_picture(self._drawn, dots_per_inch=_PREVIEW_DPI, page=self._page))
        self.page_words.setText(t("{page}. lapa no {pages}", page=self._page + 1, pages=self._pages))
        self._before.setEnabled(self._page > 0)
        self._after.setEnabled(self._page < self._pages - 1)

    def _ask_where(self) -> None:
        if path := ask_where(self, self._paper.file, t("PDF dokuments (*.pdf)")):
            self.save_to(path)

    def _saved(self, path: Path) -> None:
        tell_kept(self.strip.say, path)

    def _failed(self, error: DeskError) -> None:
        self.strip.say(words(error), Tone.TROUBLE)


def _printers() -> list[str]:
    """Return the names of this computer's printers, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))
