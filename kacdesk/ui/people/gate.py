"""This file is the place where somebody signs in: who, then their PIN, without the mouse."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.services.context import Actor
from kacdesk.services.people.accounts import Door
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID, icon
from kacdesk.ui.people.lines import StepLine
from kacdesk.ui.people.panel import PinPanel

_WIDTH, _HEIGHT = 640, 440
"""The most room the card takes, in pixels before scaling."""


class Gate(QWidget):
    """The sign-in page, which is the lock page too.

    Signals: `entered(Arrival)` somebody has sat down.
    """

    entered = Signal(object)

    def __init__(self, jobs: Jobs, *, point_title: str, sample: bool) -> None:
        super().__init__()
        self._door = Door((), {}, asks_pin=False, idle_minutes=0)
        self._last: UUID | None = None
        self.search = StepLine()
        self.people = QListWidget()
        self.panel = PinPanel(jobs)
        self._room = QScrollArea()
        self._why = label("", "quiet", wrap=True)
        self._build(point_title, sample=sample)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.stepped.connect(self.step)
        self.search.returnPressed.connect(self._on)
        self.people.itemActivated.connect(lambda _item: self._on())
        self.people.currentItemChanged.connect(lambda _now, _before: self._ask())
        self.panel.stepped.connect(self.step)
        self.panel.entered.connect(self.entered)
        self.panel.reached.connect(self._room.ensureWidgetVisible)

    def _build(self, point_title: str, *, sample: bool) -> None:
        self.search.setPlaceholderText(t("Meklēt pēc vārda"))
        self.search.setClearButtonEnabled(False)
        self.search.addAction(icon("search"), StepLine.ActionPosition.LeadingPosition)
        self.search.setAccessibleName(t("Meklēt personu pēc vārda"))
        self.people.setAccessibleName(t("Personas"))
        self.people.setProperty("part", "people")
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setWordWrap(True)
        who = label(t("Kas sāk darbu?"), "title")
        who.setBuddy(self.search)
        card = QFrame()
        card.setProperty("part", "card")
        card.setMaximumSize(_WIDTH, _HEIGHT)
        grid = QGridLayout(card)
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.addWidget(self.search, 0, 0)
        grid.addWidget(self.people, 1, 0)
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setWidget(self.panel)
        self.panel.setProperty("part", "sheet")
        grid.addWidget(self._room, 0, 1, 2, 1)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 5)
        middle = QVBoxLayout()
        middle.setSpacing(GRID)
        head = Flow(spacing=GRID)
        head.add(who, stretch=1)
        if sample:
            head.addWidget(label(t("PARAUGS"), "sample"))
        head.addWidget(label(point_title, "quiet"))
        middle.addStretch()
        middle.addLayout(head)
        middle.addWidget(card, 1)
        middle.addWidget(self._why)
        middle.addWidget(label(t("Bultiņas izvēlas personu; Ctrl+L meklē pēc vārda."), "hint", wrap=True))
        middle.addStretch()
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        column.setLayout(middle)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addStretch(1)
        row.addWidget(column, 20)
        row.addStretch(1)

    def show_door(self, door: Door) -> None:
        """Take who may sit down and whether PINs are asked for; what is being typed stays unless that changed."""
        if door != self._door:
            self._door = door
            self._fill(self.marked)

    def open_for(self, last: UUID | None, why: str) -> None:
        """Be shown, with the person marked who worked last; `why` says how it came to that."""
        self._last = last or self._entered_last()
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.panel.forget()
        self.search.clear()
        self._fill()

    def enter(self) -> None:
        """Put the cursor where the one who worked last, or the only one there is, goes on: into the PIN."""
        known = self._last is not None or len(self._door.people) == 1
        if self._door.asks_pin and known and self.panel.fields:
            self.panel.focus_first()
        else:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_search(self) -> None:
        """Put the cursor into the search."""
        self.panel.clear()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def step(self, by: int) -> None:
        """Mark the person above or below; the cursor stays in the kind of field it is in."""
        count = self.people.count()
        if count:
            at_search = self.search.hasFocus()
            self.people.setCurrentRow(max(0, min(count - 1, self.people.currentRow() + by)))
            if not at_search:
                self.panel.focus_first()

    @property
    def marked(self) -> Actor | None:
        """Return who is marked."""
        row = self.people.currentRow()
        chosen = self.people.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
        return next((person for person in self._door.people if person.id == chosen), None)

    def _entered_last(self) -> UUID | None:
        entered = [(kept.entered_at, who) for who, kept in self._door.kept.items() if kept.entered_at]
        return max(entered)[1] if entered else None

    def _fill(self, marked: Actor | None = None) -> None:
        """List who has every typed word in their name, those whose name begins with it first.

        Without a word `marked` stays marked, else the one who worked last.
        """
        before = marked.id if marked is not None else self._last
        wanted = fold(self.search.text()).split()
        found = [person for person in self._door.people if _fits(person, wanted)]
        if wanted:
            found.sort(key=lambda person: not fold(person.name).startswith(wanted[0]))
        self.people.blockSignals(True)
        self.people.clear()
        for person in found:
            item = QListWidgetItem(person.name)
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            self.people.addItem(item)
        ids = [person.id for person in found]
        row = ids.index(before) if before in ids and not wanted else 0
        self.people.setCurrentRow(row if found else -1)
        self.people.blockSignals(False)
        self._ask()

    def _ask(self) -> None:
        self.panel.ask(self._door, self.marked)

    def _on(self) -> None:
        """Go on with the marked person: to their PIN, or straight in where none is asked for."""
        if self.panel.fields:
            self.panel.focus_first()
        else:
            self.panel.submit()


def _fits(person: Actor, wanted: list[str]) -> bool:
    parts = fold(person.name).split()
    return all(any(part.startswith(word) for part in parts) for word in wanted)
