"""This file is the place where a month is chosen, its key figures are shown and its report is written."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import month_of, number
from kacdesk.core.text import t
from kacdesk.figures.monthly import MonthlyFigures
from kacdesk.figures.period import Month
from kacdesk.services import monthly
from kacdesk.ui.errors import words
from kacdesk.ui.fields.plain import CalmCombo
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import INPUT_HEIGHT

_MONTHS_OFFERED = 36
_TILES_IN_ROW = 4


class MonthlyDialog(ReadsInOrder, QDialog):
    """The month's figures and the way to its PDF. It works beside the window, which stays usable."""

    def __init__(self, jobs: Jobs, *, point: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Mēneša pārskats"))
        self.resize(860, 640)
        self._jobs = jobs
        self._point = point
        self._figures: MonthlyFigures | None = None
        self.strip = Strip()
        self.month = self._month_choice()
        self._tiles = QGridLayout()
        self._tiles.setSpacing(10)
        self._table = self._institutions()
        self.save_button = main_button(t("Saglabāt PDF …"), self._ask_where, icon_name="print")
        self.save_button.setEnabled(False)
        self._build()
        self.month.activated.connect(lambda _index: self.count())

    def _build(self) -> None:
        words_ = label(t("Mēnesis"), "label")
        words_.setBuddy(self.month)
        top = QHBoxLayout()
        top.addWidget(words_)
        top.addWidget(self.month)
        top.addStretch(1)
        top.addWidget(self.save_button)
        top.addWidget(plain_button(t("Aizvērt"), self.reject))
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 16)
        box.setSpacing(12)
        box.addLayout(top)
        box.addWidget(self.strip)
        box.addLayout(self._tiles)
        box.addWidget(label(t("Pa iestādēm"), "heading"))
        box.addWidget(self._table, 1)

    def _month_choice(self) -> CalmCombo:
        """Return the months to choose from; the last whole one is chosen."""
        combo = CalmCombo()
        combo.setMinimumHeight(INPUT_HEIGHT)
        combo.setMinimumWidth(220)
        combo.setAccessibleName(t("Mēnesis"))
        today = today_riga()
        for back in range(_MONTHS_OFFERED):
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            combo.addItem(month_of(year, month + 1), str(Month(year, month + 1)))
        combo.setCurrentIndex(1)
        return combo

    def _institutions(self) -> QTableWidget:
        headings = [t("Iestāde"), t("Pieteikumi"), t("Konsultācijas"), t("Nosūtīti"), t("Kopā")]
        table = QTableWidget(0, len(headings))
        table.setHorizontalHeaderLabels(headings)
        table.setAccessibleName(t("Pakalpojumi pa iestādēm"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def choose(self, year: int, month: int) -> None:
        """Choose a month as a person would, and count it."""
        index = self.month.findData(str(Month(year, month)))
        if index >= 0:
            self.month.setCurrentIndex(index)
        self.count()

    def count(self) -> None:
        """Count the chosen month and show it."""
        asked = Month.parse(self.month.currentData())
        self._figures = None
        self.save_button.setEnabled(False)
        self.strip.clear()
        self._jobs.read(self, monthly.figures, asked.year, asked.month).then(self._show, self._failed)

    def save_to(self, path: Path) -> None:
        """Write the report of the month that is shown."""
        if self._figures is None:
            return
        self.save_button.setEnabled(False)
        job = self._jobs.read(self, monthly.write, self._figures, path)
        job.then(lambda _none: self._written(path), self._failed)

    def _show(self, figures: MonthlyFigures) -> None:
        if str(figures.month) != self.month.currentData():
            return
        self._figures = figures
        self.save_button.setEnabled(True)
        self.save_button.setFocus()
        self._show_tiles(figures)
        self._show_institutions(figures)
        waiting = figures.completeness.unsent
        if waiting:
            self.strip.say(
                t(
                    "Šajā mēnesī vēl nav nosūtīti ieraksti: {count}. Pārskatā tas būs norādīts.",
                    count=number(waiting),
                ),
                Tone.QUESTION,
            )

    def _show_tiles(self, figures: MonthlyFigures) -> None:
        while self._tiles.count():
            item = self._tiles.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        now, before = figures.summary, figures.previous
        told = (
            (t("Apmeklējumi"), now.visits, before.visits if before else None),
            (t("Sniegti pakalpojumi"), now.registrations, before.registrations if before else None),
            (t("Pieteikumi"), now.applications, before.applications if before else None),
            (t("Konsultācijas"), now.consultations, before.consultations if before else None),
            (t("Tālruņa zvani"), now.calls, before.calls if before else None),
            (t("Neatbildēti zvani"), now.missed_calls, before.missed_calls if before else None),
            (t("Saņemti dokumenti"), now.received_documents, before.received_documents if before else None),
            (
                t("Anulēti ieraksti"),
                figures.voided.visits
                + figures.voided.phone_consultations
                + figures.voided.received_documents,
                None,
            ),
        )
        for place, (words_, value, earlier) in enumerate(told):
            self._tiles.addWidget(
                _tile(words_, value, earlier), place // _TILES_IN_ROW, place % _TILES_IN_ROW
            )

    def _show_institutions(self, figures: MonthlyFigures) -> None:
        self._table.setRowCount(len(figures.institutions))
        for row, each in enumerate(figures.institutions):
            cells = (
                each.abbr or each.title,
                number(each.applications),
                number(each.information + each.e_consultations),
                number(each.referrals),
                number(each.total),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)

    def _ask_where(self) -> None:
        if self._figures is None:
            return
        name = t("Parskats-{point}-{month}.pdf", point=self._point, month=self._figures.month)
        chosen, _kind = QFileDialog.getSaveFileName(
            self, t("Kur saglabāt pārskatu"), str(Path.home() / name), t("PDF dokuments (*.pdf)")
        )
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(".pdf"))

    def _written(self, path: Path) -> None:
        self.save_button.setEnabled(True)
        self.strip.say(
            t("Pārskats saglabāts: {name}", name=path.name),
            Tone.DONE,
            [(t("Atvērt PDF"), partial(_open, path))],
        )

    def _failed(self, error: DeskError) -> None:
        self.save_button.setEnabled(self._figures is not None)
        self.strip.say(words(error), Tone.TROUBLE)


def _tile(words_: str, value: int, earlier: int | None) -> QFrame:
    tile = QFrame()
    tile.setProperty("part", "card")
    box = QVBoxLayout(tile)
    box.setContentsMargins(12, 8, 12, 8)
    box.setSpacing(0)
    box.addWidget(label(words_, "quiet"))
    box.addWidget(label(number(value), "figure"))
    if earlier is not None:
        box.addWidget(label(t("iepriekšējā mēnesī {count}", count=number(earlier)), "hint"))
    return tile


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
