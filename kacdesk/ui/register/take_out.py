"""This file is the place where a list is taken out of the program: what of it, in which form, and where to."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import counted
from kacdesk.core.text import later, t
from kacdesk.services import exports
from kacdesk.services.exports import ExportReport, Format, GivenUp, Offer
from kacdesk.services.filters import DAYS, Filter, applied
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.errors import words
from kacdesk.ui.fields.times import DayInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import purposes
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.labelled import labelled
from kacdesk.ui.look.scrolling import sheet_of
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import INPUT_HEIGHT
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.report.waiting import Waiting

_FORMS: tuple[tuple[Format, str, str], ...] = (
    ("pdf", later("PDF — drukāšanai un lasīšanai"), later("PDF dokuments (*.pdf)")),
    (
        "xlsx",
        later("XLSX — tabula ar filtriem, katrs pakalpojums savā rindā"),
        later("Excel tabula (*.xlsx)"),
    ),
    ("csv", later("CSV — citai programmai, visas kolonnas ar kodiem"), later("CSV datne (*.csv)")),
)
_WIDTH, _HEIGHT = 760, 600
"""Pixels before scaling, if the screen has them; in a lower window the cards scroll."""

_SINCE = FieldSpec("since", later("No dienas"), Kind.DAY)
_UNTIL = FieldSpec("until", later("Līdz dienai"), Kind.DAY)


class _Course(QObject):
    """How far a file is, told from the thread that writes it.

    Signals: `went_on(int, int)` so many records of so many were read.
    """

    went_on = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.stopped = threading.Event()


class TakeOutDialog(ReadsInOrder, QDialog):
    """The rows of a list as a file. It works beside the window, which stays usable."""

    def __init__(
        self, jobs: Jobs, spec: RegisterSpec, query: ListQuery, chosen: Sequence[Filter], *, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Saglabāt sarakstu datnē: {title}", title=t(spec.title)))
        self.resize(min(_WIDTH, parent.width()), min(_HEIGHT, parent.height()))
        self._jobs = jobs
        self._spec = spec
        self._filters = [each for each in chosen if each.field != DAYS]
        self._query = applied(query, self._filters)
        self._course: _Course | None = None
        self.strip = Strip()
        self.since, self.until = DayInput(_SINCE), DayInput(_UNTIL)
        self.since.set_value(query.since)
        self.until.set_value(query.until)
        self.forms = QButtonGroup(self)
        self.personal = QCheckBox(t("Ar personas datiem"))
        self.purpose = CalmCombo()
        self._purpose_field = labelled(
            t("Kādam nolūkam vajadzīgi personas dati?"), self.purpose, self.purpose
        )
        self._without = label("", "quiet", wrap=True)
        self.waiting = Waiting()
        self.save_button = main_button(t("Saglabāt …"), self._ask_where)
        self._build()
        self._connect()
        jobs.read(self, exports.offer, spec.name).then(self._take_offer, self._failed)

    def _build(self) -> None:
        for each in (self.since, self.until):
            each.line.setAccessibleName(t(each.spec.label))
        self.purpose.setEditable(True)
        self.purpose.addItems(list(purposes()))
        self.purpose.setCurrentIndex(-1)
        self.purpose.setMinimumHeight(INPUT_HEIGHT)
        self.purpose.setAccessibleName(t("Kādam nolūkam vajadzīgi personas dati?"))
        line = self.purpose.lineEdit()
        if line is not None:
            line.setPlaceholderText(t("Ierakstiet vai izvēlieties"))
            line.setAccessibleName(t("Kādam nolūkam vajadzīgi personas dati?"))
        days = Flow()
        for day in (self.since, self.until):
            days.addWidget(labelled(t(day.spec.label), day, day.line))
        what = [label(self._narrowed_words(), "value", wrap=True)]
        forms = []
        for place, (form, told, _files) in enumerate(_FORMS):
            button = QRadioButton(t(told))
            button.setChecked(place == 0)
            button.setProperty("form", form)
            self.forms.addButton(button, place)
            forms.append(button)
        for part in (self.personal, self._purpose_field, self._without):
            part.hide()
        foot = Flow()
        foot.addWidget(self.save_button)
        foot.addWidget(plain_button(t("Aizvērt"), self.reject))
        sheet = sheet_of(
            self,
            card(t("Kas datnē būs"), *what, *([days] if self._spec.dated is not None else [])),
            card(t("Kāda datne"), *forms),
            card(t("Personas dati"), self.personal, self._purpose_field, self._without),
            gap=12,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 16)
        box.setSpacing(12)
        box.addWidget(self.strip)
        box.addWidget(sheet, 1)
        box.addWidget(self.waiting)
        box.addLayout(foot)

    def _connect(self) -> None:
        self.personal.toggled.connect(self._purpose_field.setVisible)
        self.waiting.given_up.connect(self.give_up)
        self.finished.connect(lambda _result: self.give_up())

    def _narrowed_words(self) -> str:
        """Return what narrows the list besides its days."""
        told = [each.label for each in self._filters]
        if self._query.text.strip():
            told.append(t("meklēts: {text}", text=self._query.text.strip()))
        if not told:
            return t("Visi saraksta ieraksti, arī anulētie ar savu stāvokli.")
        return t("Tikai ieraksti, kas atbilst filtriem: {filters}.", filters="; ".join(told))

    def _take_offer(self, offer: Offer) -> None:
        """Offer personal data to whoever may take them out, and say to others why there will be none."""
        self.personal.setVisible(offer.holds_personal and offer.may_take)
        self._without.setVisible(not self.personal.isVisibleTo(self))
        self._without.setText(
            t("Personas datu datnē nebūs; sarakstu ar tiem saglabā vadītājs.")
            if offer.holds_personal
            else t("Šajā sarakstā personas datu nav.")
        )

    @property
    def form(self) -> Format:
        """Return the chosen form of the file."""
        return _FORMS[self.forms.checkedId()][0]

    def choose(self, form: Format) -> None:
        """Choose a form as a person would."""
        self.forms.button([each for each, _told, _files in _FORMS].index(form)).setChecked(True)

    def _asked(self) -> ListQuery | None:
        """Return what is asked for; None, with the words for it, when something is missing."""
        since, until = self.since.value(), self.until.value()
        trouble = self.since.trouble() or self.until.trouble()
        if not trouble and since is not None and until is not None and until < since:
            trouble = t("Perioda beigas ir pirms tā sākuma.")
        if not trouble and self.personal.isChecked() and not self.purpose.currentText().strip():
            trouble = t("Norādiet, kādam nolūkam vajadzīgi personas dati; tas tiks pierakstīts.")
        if trouble:
            self.strip.say(trouble, Tone.QUESTION)
            return None
        return replace(self._query, since=since, until=until)

    def _ask_where(self) -> None:
        if self._asked() is None:
            return
        files = _FORMS[self.forms.checkedId()][2]
        name = f"{self._spec.title}-{today_riga().isoformat()}.{self.form}".replace(" ", "-")
        if path := ask_where(self, name, t(files), title=t("Kur saglabāt sarakstu")):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the file; the window goes on meanwhile."""
        query = self._asked()
        if query is None or self.waiting.is_on:
            return
        self.strip.clear()
        self.save_button.setEnabled(False)
        self._course = course = _Course(self)
        course.went_on.connect(self.waiting.go_on)
        self.waiting.begin(t("Raksta datni “{name}” …", name=path.name))
        job = self._jobs.draw(
            self,
            exports.export,
            self._spec.name,
            query,
            format=self.form,
            out=path,
            purpose=self.purpose.currentText() if self.personal.isChecked() else None,
            told="; ".join(
                [*filter(None, [exports.days_in_words(query)]), *(each.label for each in self._filters)]
            ),
            progress=course.went_on.emit,
            stop=course.stopped.is_set,
        )
        job.then(self._written, self._failed)

    def give_up(self) -> None:
        """Leave the file that is being written; nothing of it stays."""
        if self._course is not None:
            self._course.stopped.set()

    def _written(self, done: ExportReport) -> None:
        self._ended()
        rows = counted(done.rows, t("rindu"), t("rinda"), t("rindas"))
        told = t("Saglabāts: {name} ({rows}).", name=done.path.name, rows=rows)
        tell_kept(self.strip.say, done.path, told)

    def _failed(self, error: DeskError) -> None:
        self._ended()
        self.strip.say(words(error), Tone.DONE if isinstance(error, GivenUp) else Tone.TROUBLE)

    def _ended(self) -> None:
        self._course = None
        self.waiting.end()
        self.save_button.setEnabled(True)
