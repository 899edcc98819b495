"""This file is the place where the window says whose desk it is now, and that a sample is a sample."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.services.context import Actor
from kacdesk.ui.fields.plain import CalmCombo
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import INPUT_HEIGHT


class Header(QWidget):
    """The row above everything.

    Signals: `swap_asked(str)` the person of that name sits down.
    """

    swap_asked = Signal(str)

    def __init__(self, actor: Actor, *, sample: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.who = CalmCombo()
        self.who.setMinimumHeight(INPUT_HEIGHT)
        self.who.setMinimumWidth(200)
        self.who.setAccessibleName(t("Kas strādā pie šī datora"))
        self._actor = actor
        words = label(t("Strādā:"), "quiet")
        words.setBuddy(self.who)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if sample:
            row.addWidget(label(t("PARAUGS — izdomāti dati"), "sample"))
        row.addStretch(1)
        row.addWidget(words)
        row.addWidget(self.who)
        self.show_people([actor])
        self.who.activated.connect(self._choose)

    def show_people(self, people: Sequence[Actor]) -> None:
        """Offer the people who may sit down."""
        self.who.clear()
        for person in people:
            self.who.addItem(person.name, person.id)
        if self.who.findData(self._actor.id) < 0:
            self.who.addItem(self._actor.name, self._actor.id)
        self.who.setCurrentIndex(self.who.findData(self._actor.id))

    def set_actor(self, actor: Actor) -> None:
        """Show who sits down."""
        self._actor = actor
        self.who.setCurrentIndex(self.who.findData(actor.id))

    def _choose(self, index: int) -> None:
        if self.who.itemData(index) != self._actor.id:
            self.swap_asked.emit(self.who.itemText(index))
