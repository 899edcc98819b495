"""This file is the place where one person proves who they are: by a PIN, by a new one, or by a supervisor's word."""

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError, Invalid
from kacdesk.core.text import t
from kacdesk.services.context import Actor
from kacdesk.services.people import accounts
from kacdesk.services.people.accounts import Arrival, Door
from kacdesk.services.people.pins import NoPin, OneTimePin
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.people.lines import Labelled, PinLine, told
from kacdesk.ui.people.words import role_words


class Way(StrEnum):
    """How a person comes in: OPEN without a PIN · PIN · CHANGE a PIN that was given for one use · FIRST choose one."""

    OPEN = "open"
    PIN = "pin"
    CHANGE = "change"
    FIRST = "first"


class PinPanel(QWidget):
    """The fields of one person at the sign-in page.

    Signals: `entered(Arrival)` they have sat down · `stepped(int)` an arrow key chooses another person ·
    `reached(QWidget)` what must be in sight now.
    """

    entered = Signal(object)
    stepped = Signal(int)
    reached = Signal(QWidget)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._door: Door | None = None
        self._person: Actor | None = None
        self._way = Way.OPEN
        self._one_time = ""
        self._asked = Way.OPEN
        self._busy = self._confirmed = False
        self.name = label("", "record", wrap=True)
        self._role = label("", "quiet", wrap=True)
        self._hint = label("", "quiet", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.pin, self.new, self.again, self.witness_pin = PinLine(), PinLine(), PinLine(), PinLine()
        self.witness = CalmCombo()
        self.button = main_button(t("Sākt darbu"), self.submit)
        self._rows = {
            self.pin: Labelled(t("PIN"), self.pin),
            self.new: Labelled(t("Jaunais PIN"), self.new),
            self.again: Labelled(t("Jaunais PIN vēlreiz"), self.again),
            self.witness: Labelled(t("Apstiprina vadītājs"), self.witness),
            self.witness_pin: Labelled(t("Vadītāja PIN"), self.witness_pin),
        }
        self._build()
        for line in (self.pin, self.new, self.again, self.witness_pin):
            line.returnPressed.connect(self._next)
            line.stepped.connect(self.stepped)
            line.reached.connect(self.reached)
            line.textEdited.connect(lambda _text: self._say(""))
        self.new.textEdited.connect(lambda _text: self._forget_confirmation())

    def _build(self) -> None:
        self.witness.setMinimumHeight(INPUT_HEIGHT)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        for part in (self.name, self._role, self._hint, *self._rows.values()):
            box.addWidget(part)
        box.addWidget(self.problem)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)

    @property
    def way(self) -> Way:
        """Return how the person comes in."""
        return self._way

    @property
    def fields(self) -> list[QWidget]:
        """Return what there is to fill in, in order."""
        return [field for field, row in self._rows.items() if not row.isHidden()]

    def ask(self, door: Door, person: Actor | None) -> None:
        """Ask a person. What was typed stays only where the same is asked of the same person."""
        before, self._door, self._person = self._person, door, person
        way = _way_of(door, person)
        if person is not None and before is not None and person.id == before.id and way is self._asked:
            return
        self._asked = way
        self._busy = False
        self._take(way)

    def forget(self) -> None:
        """Ask nobody, so that the next one is asked anew."""
        self._person = None
        self.clear()

    def clear(self) -> None:
        """Forget what was typed."""
        for line in (self.pin, self.new, self.again, self.witness_pin):
            line.clear()
        self._one_time = ""
        self._say("")

    def focus_first(self) -> None:
        """Put the cursor where the person begins."""
        first = next(iter(self.fields), self.button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Try to come in with what stands here."""
        person = self._person
        if person is None or self._busy or not self.button.isEnabled():
            return
        if self._way in (Way.CHANGE, Way.FIRST) and self.new.text() != self.again.text():
            self._say(t("Abi jaunie PIN nav vienādi; ierakstiet tos vēlreiz."))
            self.again.clear()
            self.again.setFocus()
            return
        self._busy = True
        self._send(person)

    def _send(self, person: Actor) -> None:
        confirmed = self._confirmed
        if self._way is Way.FIRST:
            job = self._jobs.sit(
                self,
                accounts.first_pin,
                person.id,
                self.new.text(),
                witness=self.witness.currentData(),
                witness_pin=self.witness_pin.text(),
                confirmed=confirmed,
            )
        elif self._way is Way.CHANGE:
            job = self._jobs.sit(
                self,
                accounts.sign_in,
                person.id,
                pin=self._one_time,
                new=self.new.text(),
                confirmed=confirmed,
            )
        else:
            job = self._jobs.sit(self, accounts.sign_in, person.id, pin=self.pin.text())
        job.then(self._in, self._failed)

    def _in(self, arrival: Arrival) -> None:
        self._busy = False
        self.clear()
        self.entered.emit(arrival)

    def _failed(self, error: DeskError) -> None:
        self._busy = False
        if isinstance(error, OneTimePin) and self._way is Way.PIN:
            given = self.pin.text()
            self._take(Way.CHANGE)
            self._one_time = given
            self.focus_first()
        elif isinstance(error, NoPin) and self._way is Way.PIN:
            self._take(Way.FIRST)
            self.focus_first()
        elif isinstance(error, Invalid):
            self._confirmed = all(problem.code == "confirm" for problem in error.problems)
            self._say(told(error))
            self.new.setFocus()
            self.new.selectAll()
        else:
            self._say(told(error))
            last = self.witness_pin if self._way is Way.FIRST else self.fields[0]
            if isinstance(last, PinLine):
                last.clear()
            last.setFocus()

    def _take(self, way: Way) -> None:
        """Show the fields of one way in, empty."""
        self._way = way
        self._confirmed = False
        self.clear()
        person, door = self._person, self._door
        self.name.setText(person.name if person is not None else "")
        self._role.setText(role_words(person) if person is not None else "")
        self.witness.clear()
        if way is Way.FIRST and person is not None and door is not None:
            for each in accounts.witnesses(door.people, door.kept, person):
                self.witness.addItem(each.name, each.id)
        stuck = way is Way.FIRST and self.witness.count() == 0
        shown: dict[Way, tuple[QWidget, ...]] = {
            Way.OPEN: (),
            Way.PIN: (self.pin,),
            Way.CHANGE: (self.new, self.again),
            Way.FIRST: () if stuck else (self.new, self.again, self.witness, self.witness_pin),
        }
        for field, row in self._rows.items():
            row.setVisible(field in shown[way])
        self._hint.setText(self._hint_words(way, stuck=stuck))
        self._hint.setVisible(bool(self._hint.text()))
        self.button.setEnabled(person is not None and not stuck)

    def _hint_words(self, way: Way, *, stuck: bool) -> str:
        if self._person is None:
            if self._door is None or not self._door.people:
                return ""
            return t("Nav atrasta neviena persona ar šādu vārdu.")
        if stuck:
            return t("Šai personai vēl nav PIN. Vispirms lai pierakstās vadītājs.")
        return {
            Way.OPEN: t("Šajā darbvietā PIN nav jāievada; spiediet Enter."),
            Way.PIN: "",
            Way.CHANGE: t("Šis PIN bija vienreizējs. Izvēlieties savu, ko zināt tikai jūs."),
            Way.FIRST: t("Izvēlieties savu PIN; vadītājs apstiprina ar savējo, ka tas esat jūs."),
        }[way]

    def _next(self) -> None:
        """Go to the next empty field, or come in from the last."""
        empty = [field for field in self.fields if isinstance(field, PinLine) and not field.text()]
        if empty:
            empty[0].setFocus()
        else:
            self.submit()

    def _forget_confirmation(self) -> None:
        self._confirmed = False

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        if text:
            self.reached.emit(self.problem)
            self.problem.setAccessibleName(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self.problem, QAccessible.Event.Alert))


def _way_of(door: Door, person: Actor | None) -> Way:
    if person is None or not door.asks_pin:
        return Way.OPEN
    return Way.PIN if person.id in door.kept else Way.FIRST
