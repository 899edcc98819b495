"""This file is the place where the window says whose desk it is now, and that a sample is a sample."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kacdesk.core.text import t
from kacdesk.services.context import Actor
from kacdesk.ui.look.buttons import label, plain_button, show_words
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.people.words import role_words

_NARROW = 560
"""Pixels before scaling under which only the shortest words are shown."""


class Header(QWidget):
    """The row above everything.

    Signals: `lock_asked()` the person leaves the desk, or another one sits down.
    """

    lock_asked = Signal()

    def __init__(self, actor: Actor, *, sample: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._sample = label("", "sample")
        self._sample.setVisible(sample)
        self._role = label("", "quiet")
        self.who = plain_button("", self.lock_asked.emit, icon_name="person")
        self._actor = actor
        row = Flow(self)
        row.addWidget(self._sample)
        row.add(QWidget(), stretch=1)
        row.addWidget(self._role)
        row.addWidget(self.who)
        self.set_actor(actor)

    def set_actor(self, actor: Actor) -> None:
        """Show who sits here, and what they may do."""
        self._actor = actor
        show_words(self.who, actor.name)
        role = role_words(actor)
        self._role.setText(role)
        tip = t("Mainīt personu vai aizslēgt (Ctrl+L)")
        self.who.setToolTip(tip)
        self.who.setAccessibleName(f"{actor.name}, {role}. {tip}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what can be missed where there is little room; that somebody only stands in cannot."""
        narrow = self.width() < _NARROW
        self._sample.setText(t("PARAUGS") if narrow else t("PARAUGS — izdomāti dati"))
        self._role.setVisible(not narrow or self._actor.acting_until is not None)
