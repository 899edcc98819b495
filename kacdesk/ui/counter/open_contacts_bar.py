"""This file is the place where the open contacts stand above the page, each a key away, none by its customer's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.theme import INPUT_HEIGHT, look

_BESIDE_WORDS = 28
"""Pixels before scaling that a chip needs beside its words."""

_ROUNDED = 2
"""Pixels by which a text may be wider when it is laid out than when it is measured."""

_LEAST_LETTERS = 2
"""What of its words is always seen, however many are open: the number that its key has."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An open contact as it is shown; `detail` its service, `minutes` since it began, `served` it stands in a form."""

    draft: UUID
    words: str
    detail: str
    minutes: int
    served: bool


class ContactsBar(QWidget):
    """The chips in one row, which share the room there is; hidden while nothing is open.

    Signals: `chosen(int)` the contact of that place, from 0, is wanted.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chips: tuple[Chip, ...] = ()
        self._buttons: list[_ChipButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addStretch(1)
        self.setAccessibleName(t("Atvērtie kontakti"))
        self.hide()

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show the open contacts in the order they were begun; a button stays where it is while its words change."""
        self.chips = tuple(chips)
        while len(self._buttons) > len(chips):
            gone = self._buttons.pop()
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._buttons) < len(chips):
            place = len(self._buttons)
            button = _ChipButton()
            button.clicked.connect(lambda _checked=False, place=place: self.chosen.emit(place))
            self._buttons.append(button)
            self._row.insertWidget(place, button)
        for place, (button, chip) in enumerate(zip(self._buttons, chips, strict=True)):
            button.show_chip(place, chip)
        self.setVisible(bool(chips))


class _ChipButton(QPushButton):
    """One chip, its words cut where there is no room; the whole of them is its name and its tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(True)  # Enter presses it
        self.setProperty("part", "chip")
        self.setMinimumHeight(INPUT_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._number = self._words = ""

    def show_chip(self, place: int, chip: Chip) -> None:
        """Show a contact in its place."""
        minutes = t("{count} min", count=chip.minutes) if chip.minutes else t("tikko")
        self._number = str(place + 1)
        self._words = f"{self._number}  {chip.words} · {minutes}"
        state = t("tagad apkalpo") if chip.served else t("nolikts malā")
        spoken = [t("Kontakts {number}", number=place + 1), chip.words, chip.detail, minutes, state]
        self.setAccessibleName(", ".join(part for part in spoken if part))
        tip = [f"{chip.words} · {minutes}", chip.detail, f"Alt+{place + 1}"]
        self.setToolTip("\n".join(part for part in tip if part))
        if self.property("served") != chip.served:
            look(self, served=chip.served)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self._words) + _ROUNDED + _BESIDE_WORDS
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        width = self._metrics().averageCharWidth() * _LEAST_LETTERS + _BESIDE_WORDS
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _metrics(self) -> QFontMetrics:
        """Measure letters as they are drawn: the style makes those of the contact that is served bold."""
        font = QFont(self.font())
        if self.property("served"):
            font.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(font)

    def _cut(self) -> None:
        room = max(0, self.width() - _BESIDE_WORDS)
        words = self._metrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(words if words.startswith(self._number) else self._number)
