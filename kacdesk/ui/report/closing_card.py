"""This file is the place where it stands whether a report is closed, and where the supervisor closes or opens it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.figures.period import Period, Span
from kacdesk.figures.period_words import after_about
from kacdesk.services.reporting import closing
from kacdesk.services.reporting.closing import Closing, ReportState
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar
from kacdesk.ui.look.buttons import label, plain_button, show_words
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.report.asking import Standing
from kacdesk.ui.report.confirm_bar import ConfirmBar
from kacdesk.ui.report.signed_list import SignedList, spaced


class ClosingCard(QWidget):
    """Open or closed, in which edition, by whom, under which hash; hidden for a period that cannot be closed.

    Signals: `changed()` the report was closed, opened again or got a signed file · `recount_asked(bool)` the figures of
    now are wanted instead of the closed ones, or these again · `said(str)` what was done · `failed(DeskError)` ·
    `asked()` a question stands there now.
    """

    changed = Signal()
    recount_asked = Signal(bool)
    said = Signal(str)
    failed = Signal(object)
    asked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._standing: Standing | None = None
        self._recounts = False
        self.words = label("", "value", wrap=True)
        self.hash = label("", "quiet", wrap=True)
        self.editions = label("", "quiet", wrap=True)
        for words in (self.words, self.hash, self.editions):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = plain_button("", self._ask_to_close, icon_name="lock")
        self.reopen_button = plain_button(t("Atvērt no jauna …"), self._ask_why, icon_name="undo")
        self.recount_button = plain_button("", self._turn, icon_name="refresh")
        self.confirm = ConfirmBar(button=t("Slēgt"))
        self.why = AskBar(
            t("Kāpēc pārskats jāatver no jauna?"),
            usual=(t("Saņemti nokavēti ieraksti"), t("Atrasta kļūda ierakstos")),
            button=t("Atvērt"),
        )
        self.signed = SignedList(jobs)
        self._build()
        self.signed.changed.connect(self.changed)
        self.signed.said.connect(self.said)
        self.signed.failed.connect(self.failed)
        self.hide()

    def _build(self) -> None:
        acts = QWidget()
        row = Flow(acts)
        for button in (self.close_button, self.reopen_button, self.recount_button):
            row.addWidget(button)
        parts = (self.words, self.hash, acts, self.confirm, self.why, self.editions, self.signed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(card(t("Slēgšana"), *parts))

    @property
    def state(self) -> ReportState | None:
        """Return how the report stands; None until it is known."""
        return self._standing.state if self._standing is not None else None

    def focus(self) -> None:
        """Put the keyboard on the first thing that can be done here."""
        buttons = (self.close_button, self.reopen_button, self.recount_button, self.signed.add_button)
        first = next((each for each in buttons if each.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus()

    def cancel_question(self) -> bool:
        """Take an open question away and say whether there was one."""
        asked = not (self.confirm.isHidden() and self.why.isHidden())
        self.confirm.cancel()
        self.why.cancel()
        return asked

    def forget(self) -> None:
        """Know nothing until it is read anew."""
        self.cancel_question()
        self._standing = None
        self.hide()

    def show_standing(self, standing: Standing, *, supervisor: bool, recounts: bool) -> None:
        """Show how the report stands; what only the supervisor does is offered to her."""
        self.cancel_question()
        self._standing, self._recounts = standing, recounts
        state = standing.state
        holds = state.closing
        self.words.setText(_state_words(state, recounts=recounts))
        self.hash.setText(_hashes(holds) if holds is not None else "")
        self.hash.setVisible(holds is not None)
        self.editions.setText("\n".join(_history(state)))
        self.editions.setVisible(bool(self.editions.text()))
        show_words(self.close_button, _close_words(state.period))
        self.close_button.setAccessibleName(_close_words(state.period))
        self.close_button.setVisible(supervisor and state.may_be_closed)
        self.reopen_button.setVisible(supervisor and holds is not None)
        show_words(self.recount_button, t("Rādīt noslēgto") if recounts else t("Rādīt, kā skaita tagad"))
        self.recount_button.setAccessibleName(self.recount_button.text())
        self.recount_button.setVisible(holds is not None)
        self.signed.show_files(state, standing.signed, supervisor=supervisor)
        self.setVisible(state.is_whole)

    # --- closing and opening -------------------------------------------------------------------------------------
    def _ask_to_close(self) -> None:
        if self.state is not None:
            self.why.cancel()
            period = after_about(self.state.period)
            told = t(
                "Slēgt pārskatu par {period}? Skaitļi, ieraksti aiz tiem un papīrs paliks tādi, kādi ir tagad; "
                "vēlākus labojumus rādīs nākamais pārskats.",
                period=period,
            )
            self.confirm.ask(told, self.close_it)
            self.asked.emit()

    def close_it(self) -> None:
        """Close the report that is shown."""
        if self.state is not None:
            job = self._jobs.draw(self, closing.close, self.state.period)
            job.then(partial(self._done, t("Pārskats noslēgts.")), self.failed.emit)

    def _ask_why(self) -> None:
        self.confirm.cancel()
        self.why.ask(self.reopen)
        self.asked.emit()

    def reopen(self, reason: str) -> None:
        """Open the report again."""
        if self.state is not None:
            job = self._jobs.run(self, closing.reopen, self.state.period, reason=reason)
            job.then(
                partial(self._done, t("Pārskats atvērts no jauna; slēdzot to, tapīs nākamā redakcija.")),
                self.failed.emit,
            )

    def _turn(self) -> None:
        self.recount_asked.emit(not self._recounts)

    def _done(self, told: str, _closing: Closing) -> None:
        self.said.emit(told)
        self.changed.emit()


def _close_words(period: Period) -> str:
    return {
        Span.QUARTER: t("Slēgt ceturksni …"),
        Span.YEAR: t("Slēgt gadu …"),
    }.get(period.span, t("Slēgt mēnesi …"))


def _state_words(state: ReportState, *, recounts: bool) -> str:
    holds = state.closing
    if holds is not None:
        told = t(
            "Noslēgts {moment}, slēdza {name}; {edition}. redakcija.",
            moment=short_moment(holds.closed_at),
            name=holds.closed_by,
            edition=holds.edition,
        )
        sent = t("Ir centrālajā krātuvē.") if holds.is_sent else t("Centrālajā krātuvē vēl nav.")
        shown = t("Zemāk ir šī brīža skaitļi, nevis noslēgtie.") if recounts else ""
        return " ".join(part for part in (told, sent, shown) if part)
    if state.editions:
        return t(
            "Atvērts no jauna; pēdējā noslēgtā ir {edition}. redakcija.", edition=state.editions[0].edition
        )
    if not state.is_over:
        return t("Atvērts: periods vēl nav beidzies.")
    return t("Atvērts.")


def _hashes(holds: Closing) -> str:
    return t(
        "Skaitļu kontrolsumma (SHA-256): {figures}\nPapīra kontrolsumma: {paper}",
        figures=spaced(holds.hash),
        paper=spaced(holds.paper_hash),
    )


def _history(state: ReportState) -> list[str]:
    """Return what became of the editions before, and whether another desk closed the same otherwise."""
    told = [
        t(
            "{edition}. redakcija: slēdza {name} {moment}; atvēra {other} {again}: {reason}",
            edition=each.edition,
            name=each.closed_by,
            moment=short_moment(each.closed_at),
            other=each.reopened_by,
            again=short_moment(each.reopened_at),
            reason=each.reason,
        )
        for each in state.editions
        if each.is_open_again and each.reopened_at is not None
    ]
    told += [
        t(
            "Uzmanību: cita darbvieta to pašu noslēdza ar citiem skaitļiem ({name}, {moment}).",
            name=each.closed_by,
            moment=short_moment(each.closed_at),
        )
        for each in state.disagreeing
    ]
    return told
