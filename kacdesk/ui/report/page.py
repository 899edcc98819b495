"""This file is the place where a supervisor counts a period, looks at its figures and their rows, and takes it out."""

from functools import cached_property, partial
from pathlib import Path
from uuid import UUID

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.figures.count import Count
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import column_head
from kacdesk.figures.report import ReportFigures
from kacdesk.services.catalog import Desk
from kacdesk.services.context import Actor, Role
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.names import REPORTS
from kacdesk.ui.report import asking
from kacdesk.ui.report.asking import Shown, Standing
from kacdesk.ui.report.front import Front
from kacdesk.ui.report.paper_view import PaperView
from kacdesk.ui.report.rows_view import RowsView
from kacdesk.ui.report.taking import Taking
from kacdesk.ui.report.waiting import Waiting
from kacdesk.ui.shell.page import Page


class ReportsPage(Page):
    """The page „Pārskati”: the period, its figures; behind them the rows of one figure, and the paper.

    Whatever takes long goes on in the jobs' thread; what is given up or asked anew meanwhile comes back unheard.
    """

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor) -> None:
        super().__init__(REPORTS, t("Pārskati"))
        self._jobs = jobs
        self._desk = desk
        self._actor = actor
        self._stale = True
        self._recounts = False
        self._save_next = False
        self._shown: Shown | None = None
        self.pdf: bytes | None = None
        self.waiting = Waiting()
        self.taking = Taking(jobs, self.waiting, self)
        self._views = Stack(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.waiting)
        box.addWidget(self._views, 1)
        self.front = Front(jobs, self.title, look=self.show_paper, save=self.save, parent=self._views)
        self._views.addWidget(self.front)
        self._connect()

    def _connect(self) -> None:
        front, closing = self.front, self.front.closing
        front.choice.chosen.connect(lambda _period: self._choose_anew())
        front.sheet.opened.connect(self.open_figure)
        closing.changed.connect(self.count)
        closing.recount_asked.connect(self.recount)
        closing.said.connect(lambda told: self.say(told, Tone.DONE))
        closing.failed.connect(self._failed)
        closing.signed.saved.connect(self.taking.tell_saved)
        self.waiting.given_up.connect(self._given_up)
        self.taking.said.connect(self.said)
        self._jobs.changed.connect(self._hear)

    @cached_property
    def rows(self) -> RowsView:
        """Return where the rows of a figure are looked at. It is made for the first of them."""
        rows = RowsView(self._jobs)
        self._views.addWidget(rows)
        rows.left.connect(self.back)
        rows.record_asked.connect(self.record_asked)
        rows.saved.connect(self.taking.tell_saved)
        rows.failed.connect(self._failed)
        return rows

    @cached_property
    def paper(self) -> PaperView:
        """Return where the paper is looked at. It is made when it is first asked for."""
        paper = PaperView(self._jobs)
        self._views.addWidget(paper)
        paper.left.connect(self.back)
        paper.print_asked.connect(self.ask_printer)
        paper.save_asked.connect(self.save)
        return paper

    @property
    def figures(self) -> ReportFigures | None:
        """Return the figures that are shown; None while they are counted."""
        return self._shown.figures if self._shown is not None else None

    # --- what the window asks ------------------------------------------------------------------------------------
    def enter(self) -> None:
        """Count what may have changed; a figure or the paper that was being looked at stays."""
        if self._stale and self._is_at(Front):
            self.count()
        self._focus()

    def load(self) -> None:
        """Count the period again."""
        if self.isVisible():
            self._show(self.front)
            self.count()

    def set_actor(self, actor: Actor) -> None:
        """Let another person begin at the figures."""
        self._actor = actor
        if "rows" in self.__dict__:
            self.rows.forget()
        self._show(self.front)
        self._stale = True

    def back(self) -> None:
        """Go back from a figure or the paper to the figures, from these to the day."""
        if self._is_at(Front):
            if not self.front.closing.cancel_question():
                self.page_asked.emit("today")
            return
        self._show(self.front)
        if self._stale:
            self.count()
        self._focus()

    def save(self) -> None:
        """Take the report out as a file, once it is counted."""
        self._save_next = self._shown is None and self.waiting.is_on
        if self._shown is not None:
            self.taking.ask_where(self._shown, self.pdf, file=self._name())

    def search(self) -> None:
        """Go to the choice of the period."""
        self._show(self.front)
        self.front.choice.span.setFocus()

    # --- counting ------------------------------------------------------------------------------------------------
    def choose(self, chosen: Period) -> None:
        """Choose a period as a person would, and count it."""
        self._show(self.front)
        self.front.choice.choose(chosen)

    def recount(self, recounts: bool) -> None:
        """Show the figures of now in place of the closed ones, or these again."""
        self._recounts = recounts
        self.front.to_top()
        self.count()

    def count(self) -> None:
        """Read how the chosen period stands, and its figures."""
        self._stale = False
        self._shown = self.pdf = None
        self.taking.stop()
        self.front.allow(False)
        chosen = self.front.choice.period
        job = self._jobs.draw(self, asking.standing, chosen)
        self.waiting.follow(t("Skaita…"), job, self._take_standing, self._failed)

    def _choose_anew(self) -> None:
        self._recounts = False
        self.moved.emit()
        self.front.begin()
        self.count()

    def _take_standing(self, standing: Standing) -> None:
        supervisor = self._actor.role is Role.SUPERVISOR
        self.front.show_standing(standing, supervisor=supervisor, recounts=self._recounts)
        job = self._jobs.draw(self, asking.read, self.front.choice.period, recount=self._recounts)
        self.waiting.follow(t("Skaita…"), job, self._take, self._not_counted)

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self.front.show_figures(shown)
        if self._save_next:
            self.save()

    def _not_counted(self, error: DeskError) -> None:
        """Tell why there are no figures; those of now can be had where the closed ones have not come."""
        self.front.clear("")
        state = self.front.closing.state
        closed = state is not None and state.closing is not None and not self._recounts
        offer = [(t("Rādīt, kā skaita tagad"), partial(self.recount, True))] if closed else []
        self.say(words(error), Tone.TROUBLE, offer)

    def open_figure(self, what: str, figure: Count) -> None:
        """Show the rows of a figure."""
        if not figure.rows:
            self.say(t("{what}. Nav neviena ieraksta.", what=what), Tone.DONE)
            return
        self.moved.emit()
        self._show(self.rows)
        about = column_head(self.front.choice.period).replace("\n", " ")
        self.rows.show_figure(what, figure, about=about, file=t("{report}-ieraksti", report=self._name()))

    # --- the paper -----------------------------------------------------------------------------------------------
    def show_paper(self) -> None:
        """Show the report as it will be printed."""
        if self._shown is None:
            return
        self.moved.emit()
        self._show(self.paper)
        self.paper.show_pdf(self.pdf)
        self.paper.pages.setFocus()
        if self.pdf is None:
            job = self._jobs.draw(self, asking.paper, self._shown)
            self.waiting.follow(t("Zīmē pārskatu…"), job, self._drawn, self._not_drawn)

    def _drawn(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.paper.show_pdf(pdf)

    def _not_drawn(self, error: DeskError) -> None:
        self._show(self.front)
        self._failed(error)

    def ask_printer(self) -> None:
        """Ask on which printer the paper is to be printed."""
        if self.pdf is not None:
            self.taking.ask_printer(self.pdf)

    def print_on(self, printer: QPrinter) -> None:
        """Print the paper that is shown."""
        if self.pdf is not None:
            self.taking.print_on(printer, self.pdf)

    def save_to(self, path: Path) -> None:
        """Write the report that is shown; the ending of the name says as what."""
        if self._shown is not None:
            self.taking.save_to(path, self._shown, self.pdf)

    def _name(self) -> str:
        return t("Parskats-{point}-{month}", point=self._desk.point, month=self.front.choice.period)

    # --- within the page -----------------------------------------------------------------------------------------
    def _given_up(self) -> None:
        """Leave what was under way: without figures say so, without a paper go back to the figures."""
        self._save_next = False
        if self._shown is None:
            self._stale = True
            self.front.clear(t("Nav saskaitīts. F5 skaita no jauna."))
        elif self._is_at(PaperView) and self.pdf is None:
            self._show(self.front)
        self._focus()

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        self._stale = self._stale or bool(changed)

    def _failed(self, error: DeskError) -> None:
        self.say(words(error), Tone.TROUBLE)

    def _is_at(self, kind: type[QWidget]) -> bool:
        return isinstance(self._views.currentWidget(), kind)

    def _show(self, view: QWidget) -> None:
        self._views.setCurrentWidget(view)

    def _focus(self) -> None:
        if self._is_at(RowsView):
            self.rows.list.setFocus()
        elif self._is_at(PaperView):
            self.paper.pages.setFocus()
        else:
            self.front.choice.span.setFocus()
