"""This file is the place where the front of the reports is put together: the period, its figures, how it stands."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.latvian import number, period
from kacdesk.core.text import t
from kacdesk.services.reporting.closing import ReportState
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.labelled import labelled
from kacdesk.ui.look.scrolling import scrolling
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.report.asking import Shown, Standing
from kacdesk.ui.report.closing_card import ClosingCard
from kacdesk.ui.report.figures_sheet import FiguresSheet
from kacdesk.ui.report.period_choice import PeriodChoice

_TITLES_WIDTH = 350


class Front(QWidget):
    """What is seen first: the choice of the period, what can be done, the figures, and below them the closing."""

    def __init__(
        self, jobs: Jobs, title: str, *, look: Callable[[], None], save: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.choice = PeriodChoice()
        self.about = label("", "quiet", wrap=True)
        self.look_button = main_button(t("Skatīt un drukāt"), look, icon_name="report")
        self.save_button = plain_button(t("Saglabāt …"), save, icon_name="save")
        self.closing_button = plain_button(t("Slēgšana …"), self.go_to_closing, icon_name="lock")
        self.tables = CalmCombo()
        self.sheet = FiguresSheet()
        self.closing = ClosingCard(jobs)
        self._build(title)
        self.tables.activated.connect(self.sheet.go_to)
        self.closing.asked.connect(self._show_question)
        self.closing.changed.connect(self._come_back)
        self.sheet.made.connect(self._made)
        self._comes_back = False
        self.begin()

    def _build(self, title: str) -> None:
        """Put it together from the outside in: a part that moves is dressed anew with all that is in it."""
        self.tables.setMinimumHeight(INPUT_HEIGHT)
        self.tables.setMinimumWidth(_TITLES_WIDTH)
        self.tables.setAccessibleName(t("Iet uz tabulu"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(GRID)
        self._area = scrolling(inner, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._area)
        acts = QWidget()
        for widget in (label(title, "title"), self.choice, self.about, acts, self.sheet, self.closing):
            column.addWidget(widget)
        column.addStretch(1)
        row = Flow(acts)
        for button in (self.look_button, self.save_button, self.closing_button):
            row.addWidget(button)
        row.add(labelled(t("Iet uz"), self.tables, self.tables), stretch=1)

    # --- showing -------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Know nothing of the period that is chosen now, from the top."""
        self.closing.forget()
        self.closing_button.hide()
        self.allow(False)
        self.to_top()

    def allow(self, has_figures: bool) -> None:
        """Offer what can be done with figures, where there are some."""
        for part in (self.look_button, self.save_button, self.tables):
            part.setEnabled(has_figures)

    def show_standing(self, standing: Standing, *, supervisor: bool, recounts: bool) -> None:
        """Show how the report stands."""
        self.closing.show_standing(standing, supervisor=supervisor, recounts=recounts)
        self.closing_button.setVisible(standing.state.is_whole)

    def show_figures(self, shown: Shown) -> None:
        """Show the figures."""
        self.about.setText(_about(shown, self.closing.state))
        self.sheet.show_figures(shown.figures, shown.tables)
        self.tables.clear()
        self.tables.addItems(self.sheet.titles)
        self.allow(True)

    def clear(self, told: str) -> None:
        """Show no figures, and say why."""
        self.about.setText(told)
        self.sheet.clear()
        self.tables.clear()

    # --- moving --------------------------------------------------------------------------------------------------
    def go_to_closing(self) -> None:
        """Show how the report stands, with the keyboard on what can be done about it."""
        self._to_bottom()
        self.closing.focus()

    def to_top(self) -> None:
        """Show the beginning."""
        self._area.verticalScrollBar().setValue(0)

    def _come_back(self) -> None:
        """Stay at the closing when what was done there has been read anew."""
        self._comes_back = True

    def _made(self) -> None:
        if self._comes_back:
            self._comes_back = False
            self.go_to_closing()

    def _show_question(self) -> None:
        """Bring what is asked into sight, once it has its place."""
        QTimer.singleShot(0, self, self._to_bottom)

    def _to_bottom(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.maximum())


def _about(shown: Shown, state: ReportState | None) -> str:
    """Return what the figures are of, whether they are closed, and what is still missing in them."""
    asked = shown.figures.period
    told = [t("Periods: {period}.", period=period(asked.first_day, asked.last_day))]
    holds = state.closing if state is not None else None
    if holds is not None and shown.closed:
        told.append(t("Noslēgts, {edition}. redakcija.", edition=holds.edition))
    elif holds is not None:
        told.append(t("Šī brīža skaitļi, nevis noslēgtie."))
    elif state is not None and state.may_be_closed:
        told.append(t("Vēl nav noslēgts."))
    if shown.figures.corrections:
        told.append(t("Ir labojumi par jau noslēgtiem pārskatiem."))
    waiting = shown.figures.completeness.unsent
    if waiting and not shown.closed:
        told.append(
            t("Vēl nav nosūtīti ieraksti: {count}; pārskatā tas būs norādīts.", count=number(waiting))
        )
    told.append(t("Enter vai dubultklikšķis uz skaitļa rāda ierakstus, no kuriem tas saskaitīts."))
    return " ".join(told)
