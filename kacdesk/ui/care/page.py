"""This file is the place where everybody at the desk sees whether the computer and the program are in order."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from kacdesk.care.doctor import examine_desk
from kacdesk.care.finding import Finding, State
from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Role
from kacdesk.ui.care.findings import Everything, ToDo, in_words
from kacdesk.ui.care.support import Support
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.names import DOCTOR
from kacdesk.ui.shell.page import Page


class DoctorPage(Page):
    """The page „Darbstacijas pārbaude”. It looks when it is first shown, and again when somebody asks."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(DOCTOR, t("Darbstacijas pārbaude"))
        self._jobs = jobs
        self._findings: Sequence[Finding] = ()
        self._looking = False
        self.summary = label("", "value", wrap=True)
        self.again_button = main_button(t("Pārbaudīt vēlreiz (F5)"), self.look, icon_name="refresh")
        self.copy_button = plain_button(t("Kopēt kā tekstu"), self.copy, icon_name="copy")
        self.to_do = ToDo()
        self.everything = Everything()
        self.support = Support(jobs)
        self.support.said.connect(self.said)
        self._build()
        self.set_actor(actor)
        self.to_do.show_findings(())

    def _build(self) -> None:
        foot = Flow(spacing=GRID)
        for button in (self.again_button, self.copy_button):
            foot.addWidget(button)
        state = card(t("Vai viss kārtībā"), self.summary, foot, self.to_do)
        checked = card(t("Kas pārbaudīts"), self.everything)
        scroll_in(self, sheet_of(self, state, checked, self.support), head=[label(self.title, "title")])

    # --- what the window asks ------------------------------------------------------------------------------------
    def load(self) -> None:
        """Look again, if anybody has looked before."""
        if self._findings:
            self.look()

    def enter(self) -> None:
        """Look at the first visit; the keyboard is on looking again."""
        if not self._findings:
            self.look()
        self.again_button.setFocus()

    def set_actor(self, actor: Actor) -> None:
        """Show the support bundle to whoever leads the point or looks after its computers."""
        self.support.clear()
        self.support.setVisible(actor.role in (Role.SUPERVISOR, Role.IT))

    # --- looking -------------------------------------------------------------------------------------------------
    def look(self) -> None:
        """Look at everything; the window goes on meanwhile."""
        if self._looking:
            return
        self._looking = True
        self.summary.setText(t("Pārbauda…"))
        self._jobs.draw(self, examine_desk).then(self._show, self._failed)

    def copy(self) -> None:
        """Put everything on the clipboard as text, for a message to IT."""
        told = [self.summary.text(), *map(in_words, self._findings)]
        QGuiApplication.clipboard().setText("\n".join(told))
        self.say(t("Pārbaudes rezultāts ir nokopēts."), Tone.DONE)

    def _show(self, findings: Sequence[Finding]) -> None:
        self._looking = False
        self._findings = findings
        self.summary.setText(_summary(findings))
        self.summary.setAccessibleName(self.summary.text())
        self.to_do.show_findings(findings)
        self.everything.show_findings(findings)

    def _failed(self, error: DeskError) -> None:
        self._looking = False
        self.summary.setText(words(error))


def _summary(findings: Sequence[Finding]) -> str:
    """Return in one sentence how it stands."""
    at = short_moment(clock.now_utc())
    bad = sum(finding.state is State.BAD for finding in findings)
    open_ = sum(finding.state is State.ATTENTION for finding in findings)
    if not bad and not open_:
        return t("Pārbaudīts {at}: viss kārtībā.", at=at)
    if not bad:
        return t("Pārbaudīts {at}: jāapskata {open}, pārējais kārtībā.", at=at, open=open_)
    return t("Pārbaudīts {at}: slikti {bad}, jāapskata {open}.", at=at, bad=bad, open=open_)
