"""This file is the place where the pages of the first start follow each other, and the desk is made at the end."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
)

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services import bringing_back, first_run
from kacdesk.services.first_run import Admission, CentralStore, Plan
from kacdesk.ui.errors import Bugs, words
from kacdesk.ui.first_run.people_step import PeopleStep
from kacdesk.ui.first_run.pin_step import PinStep
from kacdesk.ui.first_run.point_step import PointStep
from kacdesk.ui.first_run.restore_step import Bring, RestoreStep
from kacdesk.ui.first_run.settings_step import SettingsStep
from kacdesk.ui.first_run.start_step import StartStep
from kacdesk.ui.first_run.step import Step
from kacdesk.ui.first_run.summary_step import SummaryStep
from kacdesk.ui.first_run.work import Work
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.scrolling import scrolling
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import icon, look

_WIDTH, _HEIGHT = 860, 620
_LEAST_WIDTH, _LEAST_HEIGHT = 560, 340
_NARROW = 700

Make = Callable[[Plan, Admission | None], object]
"""Makes the desk and returns its open store; runs beside the pages."""


class FirstRunDialog(ReadsInOrder, QDialog):
    """Asks what a desk needs and makes it. `made` is the open store once it is there, None when nobody finished.

    Nothing is written before the last button, and then all of it or nothing.
    """

    def __init__(
        self, central: CentralStore, make: Make, bring: Bring, *, data: Path, asks_key: bool = True
    ) -> None:
        super().__init__()
        self.setWindowTitle(t("KAC žurnāls — pirmā palaišana"))
        self.setWindowIcon(icon("kacdesk"))
        self.made: object | None = None
        self._make = make
        self._making = False
        self._leaving = False
        self._bugs = Bugs()
        self.work = Work()
        self.start = StartStep(self.work, central, cut_off=bringing_back.was_cut_off(data))
        self.point = PointStep()
        self.people = PeopleStep()
        self.pin = PinStep()
        self.settings = SettingsStep(data)
        self.summary = SummaryStep(first_run.new_recovery_key())
        self.steps: tuple[Step, ...] = (
            self.start,
            self.point,
            self.people,
            self.pin,
            self.settings,
            self.summary,
        )
        self.restore = RestoreStep(self.work, bring)
        self._pages: tuple[Step, ...] = (*self.steps, self.restore)
        self._stack = QStackedWidget()
        self._marks: list[QLabel] = []
        self._wait = QProgressBar()
        self._told = label("", "hint", wrap=True)
        self.back_button = plain_button(t("Atpakaļ"), self.go_back)
        self.next_button = main_button(t("Tālāk"), self.go_on)
        self.leave_button = plain_button(t("Pārtraukt"), self.reject)
        self._build()
        if asks_key:
            self.work.run(
                first_run.keyring_opens, lambda opens: self.settings.set_keyring(opens=opens), self._refuse
            )
        for step in self._pages:
            step.waits.connect(self._waits)
        self.restore.restoring.connect(self._restoring)
        self.work.broke.connect(self._broke)
        self.resize(_WIDTH, _HEIGHT)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self._show(0)

    def _build(self) -> None:
        for step in self._pages:
            self._stack.addWidget(scrolling(step))
        self._side = QFrame()
        self._side.setProperty("part", "sidebar")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(16, 18, 24, 16)
        side.setSpacing(10)
        side.addWidget(label(t("KAC žurnāls"), "brand"))
        for place, step in enumerate(self.steps, start=1):
            mark = label(f"{place}. {step.name}", "quiet")
            self._marks.append(mark)
            side.addWidget(mark)
        self._restore_mark = label(f"2. {self.restore.name}", "heading")
        side.addWidget(self._restore_mark)
        side.addStretch(1)
        self._wait.setRange(0, 0)
        self._wait.setTextVisible(False)
        self._wait.setMaximumWidth(120)
        self._wait.setAccessibleName(t("Notiek darbs"))
        self._wait.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self._wait)
        buttons.addWidget(self._told, 1)
        for button in (self.leave_button, self.back_button, self.next_button):
            buttons.addWidget(button)
        main = QVBoxLayout()
        main.setContentsMargins(22, 18, 18, 14)
        main.addWidget(self._stack, 1)
        main.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._side)
        whole.addLayout(main, 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self.next_button)
        self.next_button.setDefault(True)

    @property
    def step(self) -> Step:
        """Return the page that is shown."""
        return self._pages[self._stack.currentIndex()]

    @property
    def told(self) -> str:
        """Return what is told beside the buttons."""
        return self._told.text()

    def go_on(self) -> None:
        """Go to the next page once this one is as it must be; from the last one, make the desk."""
        self._leaving = False
        self._told.clear()
        if self.next_button.isEnabled():
            self.step.leave(self._after)
            self._reveal()

    def go_back(self) -> None:
        """Go to the page before; what stands in this one stays."""
        self._leaving = False
        self._told.clear()
        self.step.tell("")
        self._show(0 if self.step is self.restore else self._stack.currentIndex() - 1)

    def plan(self) -> Plan:
        """Return everything that was said."""
        return Plan(
            point=self.point.point(),
            file_index=self.point.index(),
            people=self.people.people(),
            pin=self.pin.value(),
            copies=self.settings.folder(),
            idle_minutes=self.settings.idle_minutes(),
            passphrase=self.settings.phrase(),
            recovery=self.summary.key,
        )

    def reject(self) -> None:
        """Leave without a desk; asked twice, because a slip of the hand would lose what was typed."""
        if self._making:
            return
        if not self._leaving and self.made is None:
            self._leaving = True
            self._told.setText(t("Nekas nav izveidots. Lai tiešām pārtrauktu, nospiediet vēlreiz."))
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, unless the desk is being made."""
        self._leaving = True
        event.setAccepted(not self._making)
        if not self._making:
            super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(event.size().width() >= _NARROW)

    def _after(self) -> None:
        if self.step is self.restore:
            self.accept()
            return
        if self.step is self.start and self.start.restored.isChecked():
            self._show(self._pages.index(self.restore))
            return
        following = self._stack.currentIndex() + 1
        if following < len(self.steps):
            self._show(following)
            return
        self._making = True
        self._waits(t("Veido punktu; tas ilgst dažas sekundes …"))
        self.work.run(self._make, self._finish, self._refuse, self.plan(), self.start.admission)

    def _show(self, place: int) -> None:
        admission = self.start.admission
        self.point.set_admission(admission)
        self.people.set_joined(joined=admission is not None)
        supervisor = self.plan().supervisor
        self.pin.set_name(supervisor.name if supervisor else "")
        self.summary.show_facts(self.point.point().title, self._facts())
        self._stack.setCurrentIndex(place)
        last = place == len(self.steps) - 1
        self.back_button.setEnabled(place > 0)
        self._name_next(t("Izveidot un sākt darbu") if last else t("Tālāk"))
        restores = self.step is self.restore
        self._restore_mark.setVisible(restores)
        for number, mark in enumerate(self._marks):
            mark.setVisible(number == 0 or not restores)
            look(mark, part="heading" if number == place else "quiet")
        self.step.enter()

    def _facts(self) -> list[tuple[str, str]]:
        plan, admission = self.plan(), self.start.admission
        roles = {choice.code: t(choice.label).lower() for choice in first_run.ROLE}
        people = ", ".join(f"{person.name} ({roles[person.role]})" for person in plan.people)
        return [
            (t("Punkts"), f"{plan.point.title} ({plan.point.code})"),
            (
                t("Centrālā krātuve"),
                t("pieteikts; {mark}", mark=admission.fingerprint) if admission else t("strādās viens"),
            ),
            (t("Cilvēki"), people),
            (t("PIN"), t("izvēlēts") if plan.pin else t("pagaidām bez PIN")),
            (t("Kopijas"), str(plan.copies) if plan.copies else t("pagaidām nekur")),
            (t("Aizslēgšanās"), _idle_words(plan.idle_minutes)),
        ]

    def _waits(self, told: str) -> None:
        """Say that something takes time; the pages stay as they are meanwhile."""
        busy = bool(told)
        self._wait.setVisible(busy)
        self._told.setText(told)
        self._stack.setEnabled(not busy)
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy and self._stack.currentIndex() > 0)
        self.leave_button.setEnabled(not self._making)
        if self.step is self.restore:
            self._name_next(self.restore.action)
            self.back_button.setEnabled(not busy and self.made is None)
            self.leave_button.setVisible(self.made is None)

    def _name_next(self, words: str) -> None:
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)

    def _restoring(self, under_way: bool) -> None:
        """Know that a desk is being made from a copy, or that it is there: then it is the one that is opened."""
        self._making = under_way
        if self.restore.brought is not None:
            self.made = self.restore.brought.store

    def _reveal(self) -> None:
        """Let what is wrong be seen on a small screen."""
        scroll = self._stack.currentWidget()
        if self.step.told and isinstance(scroll, QScrollArea):
            QTimer.singleShot(0, scroll, lambda: scroll.ensureWidgetVisible(self.step.problem_place))

    def _finish(self, made: object) -> None:
        self.made = made
        self._making = False
        self._waits("")
        self.accept()

    def _refuse(self, error: DeskError) -> None:
        self._making = False
        self._waits("")
        self.step.tell(words(error))
        self._reveal()

    def _broke(self, error: BaseException) -> None:
        """Stay where it is after a failure that nobody foresaw, and give its number in the log."""
        self._making = False
        self._waits("")
        number = self._bugs.report(error)
        self.step.tell(
            t("To neizdevās izdarīt, un nekas nav izveidots. Paziņojiet IT numuru {number}.", number=number)
        )


def _idle_words(minutes: int) -> str:
    return t("pēc {minutes} minūtēm", minutes=minutes) if minutes else t("nekad")
