"""This file is the place where a clerk shows the survey to customers and sees what was answered so far."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import counted, number, percent
from kacdesk.core.text import t
from kacdesk.services.quality import survey_answers
from kacdesk.services.quality.survey_answers import OpenSurvey
from kacdesk.ui import names
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.shell.page import Page
from kacdesk.ui.survey.asking import AskingWindow

NAME = names.SURVEY_DESK


class SurveyPage(Page):
    """The survey of today: the customer's screen, how many answered, the mean marks."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(NAME, t("Aptauja pie letes"))
        self._jobs = jobs
        self._survey: OpenSurvey | None = None
        self.asking: AskingWindow | None = None
        self._name = label("", "heading", wrap=True)
        self._count = label("", "quiet", wrap=True)
        self.open_button = main_button(t("Rādīt klientam"), self.show_to_customer)
        self.close_button = plain_button(t("Aizvērt klienta ekrānu"), self._close)
        self._paper = plain_button(t("Ievadīt papīra anketas"), lambda: self.page_asked.emit("survey_answer"))
        self._all = plain_button(t("Visas aptaujas"), lambda: self.page_asked.emit("survey"))
        self._card = QFrame()
        self._card.setProperty("part", "card")
        self._marks = QGridLayout(self._card)
        self._marks.setContentsMargins(14, 10, 14, 12)
        self._marks.setHorizontalSpacing(18)
        self._build()

    def _build(self) -> None:
        buttons = QWidget()
        row = Flow(buttons)
        for button in (self.open_button, self.close_button, self._paper, self._all):
            row.addWidget(button)
        title = label(self.title, "title")
        scroll_in(self, sheet_of(self, title, self._name, self._count, buttons, self._card, gap=10))
        self._show(None)

    @property
    def told(self) -> str:
        """Return the sentence below the name of the survey."""
        return self._count.text()

    def load(self) -> None:
        """Read which survey is open and what was answered."""
        self._jobs.read(self, survey_answers.open_survey).then(self._show, self._failed)

    def enter(self) -> None:
        """Read anew, because answers come in while other pages are looked at."""
        self.load()
        self.open_button.setFocus()

    def show_to_customer(self) -> None:
        """Open the customer's window on the second screen."""
        if self._survey is None:
            return
        if self.asking is None:
            self.asking = AskingWindow(self._survey.title, self._survey.questions)
            self.asking.answered.connect(self._take)
            self.asking.closed.connect(self._closed)
        self.asking.show_to_customer()
        self.close_button.setEnabled(True)

    def _take(self, marks: dict[str, int], remark: str) -> None:
        self._jobs.run(self, survey_answers.take, marks, remark).then(lambda _id: self._taken(), self._failed)

    def _taken(self) -> None:
        if self.asking is not None:
            self.asking.thank()
        self.load()

    def _close(self) -> None:
        if self.asking is not None:
            self.asking.close()

    def _closed(self) -> None:
        if self.asking is not None:
            self.asking.deleteLater()
            self.asking = None
        self.close_button.setEnabled(False)

    def _show(self, survey: OpenSurvey | None) -> None:
        self._survey = survey
        self.open_button.setEnabled(survey is not None)
        self.close_button.setEnabled(self.asking is not None)
        self._card.setVisible(survey is not None and bool(survey.found.answers))
        if survey is None:
            self._name.setText(t("Šodien neviena aptauja nav atvērta."))
            self._count.setText(
                t("Aptauju sāk vadītājs sadaļā “Klientu aptaujas”; vismaz reizi trijos gados.")
            )
            return
        told = counted(survey.found.answers, t("atbilžu"), t("atbilde"), t("atbildes"))
        self._name.setText(survey.title)
        self._count.setText(t("Kopā {count}, šodien {today}.", count=told, today=number(survey.today)))
        self._fill(survey)

    def _fill(self, survey: OpenSurvey) -> None:
        while (item := self._marks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        heads = (t("Jautājums"), t("Vidēji"), t("Apmierināti"), t("Atbildes"))
        for column, words_ in enumerate(heads):
            self._marks.addWidget(label(words_, "quiet"), 0, column)
        for row, each in enumerate(survey.found.marks, 1):
            mean = number(each.mean, decimals=1) if each.mean is not None else "—"
            content = percent(each.content, each.answers) if each.answers else "—"
            told = (survey.questions[each.question], mean, content, number(each.answers))
            for column, words_ in enumerate(told):
                self._marks.addWidget(
                    label(words_, "value"),
                    row,
                    column,
                    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                )
        self._marks.setColumnStretch(4, 1)

    def _failed(self, error: DeskError) -> None:
        self.say(words(error), Tone.TROUBLE)
