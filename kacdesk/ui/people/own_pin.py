"""This file is the place where a person changes their own PIN, or a supervisor turns PINs on with the first one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError, Invalid
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Role
from kacdesk.services.people import pins
from kacdesk.services.people.accounts import Door
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.people.lines import Labelled, PinLine, told

_FIELD_WIDTH = 180


class OwnPin(QFrame):
    """The card of one's own PIN.

    Signals: `changed(bool)` the PIN is kept; True when it was the first one of the desk.
    """

    changed = Signal(bool)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._jobs = jobs
        self._first = self._confirmed = self._busy = False
        self._hint = label("", "quiet", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.old, self.new, self.again = PinLine(), PinLine(), PinLine()
        self._rows = [
            Labelled(t("Līdzšinējais PIN"), self.old),
            Labelled(t("Jaunais PIN"), self.new),
            Labelled(t("Jaunais PIN vēlreiz"), self.again),
        ]
        self.button = main_button("", self.submit)
        fields = Flow(spacing=GRID)
        for row in self._rows:
            row.setFixedWidth(_FIELD_WIDTH)
            fields.addWidget(row)
        self._fields = QWidget()
        self._fields.setLayout(fields)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(t("Mans PIN"), "heading"))
        for widget in (self._hint, self._fields, self.problem):
            box.addWidget(widget)
        foot = Flow(spacing=GRID)
        foot.addWidget(self.button)
        box.addLayout(foot)
        for line in (self.old, self.new, self.again):
            line.returnPressed.connect(self._next)
            line.textEdited.connect(lambda _text: self._say(""))
        self.new.textEdited.connect(lambda _text: self._forget_confirmation())

    def show_for(self, door: Door, actor: Actor) -> None:
        """Offer what this person may do: change a PIN, or turn PINs on."""
        self._first = not door.asks_pin
        may = door.asks_pin or (actor.role is Role.SUPERVISOR and actor.acting_until is None)
        self._hint.setText(self._hint_words(may=may))
        self._hint.setVisible(bool(self._hint.text()))
        self._rows[0].setVisible(not self._first)
        self._fields.setVisible(may)
        self.button.setVisible(may)
        self.button.setText(t("Ieslēgt PIN") if self._first else t("Mainīt PIN"))
        self.button.setAccessibleName(self.button.text())
        self.clear()

    def clear(self) -> None:
        """Forget what was typed."""
        for line in (self.old, self.new, self.again):
            line.clear()
        self._confirmed = False
        self._say("")

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        (self.new if self._first else self.old).setFocus()

    def submit(self) -> None:
        """Keep the new PIN."""
        if self._busy:
            return
        if self.new.text() != self.again.text():
            self._say(t("Abi jaunie PIN nav vienādi; ierakstiet tos vēlreiz."))
            self.again.clear()
            self.again.setFocus()
            return
        self._busy = True
        job = self._jobs.run(
            self, pins.change_own, self.old.text(), self.new.text(), confirmed=self._confirmed
        )
        job.then(lambda _none: self._kept(), self._failed)

    def _kept(self) -> None:
        self._busy = False
        self.clear()
        self.changed.emit(self._first)

    def _failed(self, error: DeskError) -> None:
        self._busy = False
        self._say(told(error))
        if isinstance(error, Invalid):
            self._confirmed = all(problem.code == "confirm" for problem in error.problems)
            self.new.setFocus()
        else:
            self.old.clear()
            self.focus_first()

    def _next(self) -> None:
        lines = [line for line, row in zip((self.old, self.new, self.again), self._rows, strict=True)
                 if not row.isHidden() and not line.text()]  # fmt: skip
        if lines:
            lines[0].setFocus()
        else:
            self.submit()

    def _hint_words(self, *, may: bool) -> str:
        if not may:
            return t("Šajā darbvietā PIN nelieto. To lietošanu sāk vadītājs, izvēloties savu PIN.")
        if self._first:
            return t(
                "Kad izvēlēsieties savu PIN, pierakstīties ar PIN vajadzēs visiem. Kam tā vēl nav, to izvēlas "
                "pirmajā reizē, un jūs to apstiprināt."
            )
        return ""

    def _forget_confirmation(self) -> None:
        self._confirmed = False

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.problem.setAccessibleName(text)
