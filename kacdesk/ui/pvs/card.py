"""This file is the place where one registration is shown so that it can be copied into PVS, a key for each part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout

from kacdesk.core.latvian import number, short_moment
from kacdesk.core.text import t
from kacdesk.services.local.pvs import Entry
from kacdesk.ui.look.buttons import label, link_button
from kacdesk.ui.look.theme import GRID


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to copy: the key that copies it, what it is called, its text in an entry."""

    key: str
    words: str
    text: Callable[[Entry], str]


def parts() -> tuple[Part, ...]:
    """Return what is copied of an entry, in the order in which PVS asks for it."""
    return (
        Part("Alt+I", t("Iestāde"), lambda entry: entry.institution),
        Part("Alt+P", t("Pakalpojums"), lambda entry: entry.service),
        Part("Alt+N", t("Pakalpojuma kods"), lambda entry: entry.service_code),
        Part("Alt+V", t("Veids"), lambda entry: entry.kind),
        Part("Alt+L", t("Laiks"), lambda entry: short_moment(entry.at)),
        Part("Alt+S", t("Skaits"), lambda entry: number(entry.quantity)),
        Part("Alt+A", t("Kanāls"), lambda entry: entry.channel),
        Part("Alt+D", t("Darbinieks"), lambda entry: entry.clerk),
    )


class EntryCard(QFrame):
    """The registration that is entered now. The customer is shown only when somebody asks, and only of this one.

    Signals: `copied(str)` a part is on the clipboard, with its name · `customer_asked()` who it was is wanted ·
    `opened()` the record itself is wanted.
    """

    copied = Signal(str)
    customer_asked = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._entry: Entry | None = None
        self._personal = ""
        self._headings: dict[QLabel, QLabel] = {}
        self._values: list[tuple[Part, QLabel, QPushButton]] = []
        self._customer: list[tuple[str, QLabel, QPushButton]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        for row, part in enumerate(parts()):
            value, button = self._row(row, part.words, part.key, partial(self.copy, part))
            self._values.append((part, value, button))
        below = len(self._values)
        for place, (words, key) in enumerate(((t("Klients"), "Alt+K"), (t("Klienta kods"), "Alt+C"))):
            value, button = self._row(below + place, words, key, partial(self.copy_customer, place))
            self._customer.append((words, value, button))
        self.reveal_button = link_button(
            t("Rādīt klientu (Alt+R)"), self.customer_asked.emit, icon_name="person"
        )
        self.open_button = link_button(t("Atvērt ierakstu (Alt+O)"), self.opened.emit, icon_name="next")
        self._bind("Alt+R", self.reveal_button.click)
        self._bind("Alt+O", self.open_button.click)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 8)
        box.setSpacing(4)
        box.addLayout(self._grid)
        box.addWidget(self.reveal_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _row(self, row: int, words: str, key: str, act: Callable[[], None]) -> tuple[QLabel, QPushButton]:
        value = label("", "value", wrap=True)
        button = link_button(key, act, tip=t("Kopēt: {what} ({key})", what=words, key=key))
        heading = self._headings[value] = label(words, "quiet")
        self._grid.addWidget(heading, row, 0)
        self._grid.addWidget(value, row, 1)
        self._grid.addWidget(button, row, 2)
        self._bind(key, act)
        return value, button

    def _bind(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def show_entry(self, entry: Entry) -> None:
        """Show a registration; nobody is revealed, and what was copied of the customer before leaves the clipboard."""
        self.forget_customer()
        self._entry = entry
        for part, value, button in self._values:
            told = part.text(entry)
            value.setText(told)
            self._show_row(value, button, shown=bool(told))
        self.reveal_button.setVisible(entry.personal)

    def show_customer(self, told: Sequence[str]) -> None:
        """Show who the customer was."""
        self.reveal_button.setVisible(not any(told))
        for (_words, value, button), text in zip(self._customer, told, strict=True):
            value.setText(text)
            self._show_row(value, button, shown=bool(text))

    def forget_customer(self) -> None:
        """Take the customer off the screen and off the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if self._personal and clipboard.text() == self._personal:
            clipboard.clear()
        self._personal = ""
        for _words, value, button in self._customer:
            value.setText("")
            self._show_row(value, button, shown=False)

    @property
    def texts(self) -> list[str]:
        """Return what is shown, from above to below."""
        every = [*(value for _part, value, _button in self._values)]
        every += [value for _words, value, _button in self._customer]
        return [value.text() for value in every if value.text()]

    def copy(self, part: Part) -> None:
        """Put a part on the clipboard."""
        told = part.text(self._entry) if self._entry is not None else ""
        if told and self.isVisible():
            QGuiApplication.clipboard().setText(told)
            self.copied.emit(part.words)

    def copy_customer(self, place: int) -> None:
        """Put the customer's name or code on the clipboard, once it is shown; otherwise ask for it."""
        if self._entry is None or not self.isVisible():
            return
        words, value, _button = self._customer[place]
        if not value.text():
            self.customer_asked.emit()
            return
        self._personal = value.text()
        QGuiApplication.clipboard().setText(self._personal)
        self.copied.emit(words)

    def _show_row(self, value: QLabel, button: QPushButton, *, shown: bool) -> None:
        for widget in (self._headings[value], value, button):
            widget.setVisible(shown)
