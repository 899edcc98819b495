"""This file is the place where a list is narrowed: a line to type filters into, and words to remove them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.services import filters
from kacdesk.services.filters import Filter
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import INPUT_HEIGHT
from kacdesk.ui.register.offers import OfferList

_LINE_WIDTH = 240
_PLAIN = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.KeypadModifier


def matching(offers: Sequence[Filter], text: str) -> list[Filter]:
    """Return the filters that a typed text means, best first: days in figures, then what begins with it.

    Every word must begin a word of the filter or of its name, whatever the case and garumzīmes.
    """
    typed = filters.typed_days(text)
    words, begun = fold(text).split(), fold(text.strip())
    found = [offer for offer in offers if all(_begins(offer.folded, word) for word in words)]
    if begun:
        found.sort(key=lambda offer: not offer.folded.startswith(begun))
    return [*([typed] if typed is not None else []), *found]


def _begins(words: str, beginning: str) -> bool:
    return words.startswith(beginning) or any(sign + beginning in words for sign in (" ", "-", "(", "/"))


class _Line(QLineEdit):
    """The line: hands the keys that move in the list over before it takes them itself.

    Signals: `left()` the focus went elsewhere.
    """

    left = Signal()

    def __init__(self, take: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._take = take

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape
            if event.type() is QEvent.Type.ShortcutOverride and escape:
                event.accept()  # here Esc clears; it is not yet the window's way back
                return True
            if event.type() is QEvent.Type.KeyPress and self._take(event):
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Chip(QPushButton):
    """One filter in words; pressing it, Delete or Backspace takes it away."""

    def __init__(self, chosen: Filter, remove: Callable[[Filter], None]) -> None:
        super().__init__(f"{chosen.label}  ×")
        self.setProperty("part", "plain")
        self.setMinimumHeight(INPUT_HEIGHT)
        self.setAccessibleName(t("Noņemt filtru: {words}", words=chosen.label))
        self.setToolTip(t("Noņemt šo filtru"))
        self._gone = partial(remove, chosen)
        self.clicked.connect(lambda _checked=False: self._gone())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self._gone()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """The row below the search. Down shows what there is, Enter takes the marked one, Esc clears.

    Signals: `changed()` other filters hold · `left()` the person goes back to the rows.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, jobs: Jobs, register: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: list[Filter] = []
        self._jobs = jobs
        self._register = register
        self._offers: list[Filter] = []
        self.line = _Line(self._take_key)
        self.line.setMinimumHeight(INPUT_HEIGHT)
        self.line.setFixedWidth(_LINE_WIDTH)
        self.line.setPlaceholderText(t("Dienas, iestāde, darbinieks …"))
        self.line.setAccessibleName(t("Pievienot filtru"))
        self.list = OfferList(self.line, t("Filtri, ko var pievienot"))
        self.list.taken.connect(self._take)
        self.line.textEdited.connect(lambda _text: self._show_list())
        self.line.left.connect(self.list.close_list)
        words = label(t("Filtri"), "label")
        words.setBuddy(self.line)
        self._trouble = label("", "problem", wrap=True)
        self._trouble.hide()
        self._clear = plain_button(t("Notīrīt filtrus"), self.leave)
        row = QWidget()
        self._row = Flow(row)
        for widget in (words, self.line, self._clear):
            self._row.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(row)
        box.addWidget(self._trouble)
        self._chips: list[_Chip] = []
        self._clear.hide()
        self.hide()

    def open(self) -> None:
        """Show the row and everything that can be chosen in it."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._read(self._show_list)

    def leave(self) -> None:
        """Take all filters away, and the row with them."""
        self.line.clear()
        self.hide()
        self._set([])
        self.left.emit()

    def add(self, fresh: Filter) -> None:
        """Add a filter; it takes the place of another of the same field."""
        kept = [each for each in self.chosen if each.field != fresh.field]
        self.show()
        self._set([*kept, fresh])

    def add_named(self, field: str, words: str) -> None:
        """Add the filter of a field that reads so, if there is one."""
        self._read(partial(self._add_offered, field, words))

    def _add_offered(self, field: str, words: str) -> None:
        for offer in self._offers:
            if offer.field == field and offer.words == words:
                self.add(offer)
                return

    def _read(self, then: Callable[[], None]) -> None:
        job = self._jobs.read(self, filters.offered, self._register)
        job.then(lambda offers: self._keep(offers, then))

    def _keep(self, offers: list[Filter], then: Callable[[], None]) -> None:
        self._offers = offers
        then()

    def _show_list(self) -> None:
        self._trouble.hide()
        if self.window().focusWidget() is self.line:
            self.list.offer(matching(self._offers, self.line.text()))

    def _take_key(self, event: QKeyEvent) -> bool:
        """Move in the list, choose from it, or clear; False leaves the key to the line."""
        key = event.key()
        plain = not event.modifiers() & ~_PLAIN
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and plain:
            if self.list.is_open:
                self.list.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._show_list()
            return True
        if key == Qt.Key.Key_Escape:
            self._escape()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        if key == Qt.Key.Key_Backspace and not self.line.text() and self.chosen:
            self._remove(self.chosen[-1])
            return True
        return False

    def _escape(self) -> None:
        if self.list.is_open:
            self.list.close_list()
            self.line.clear()
        else:
            self.leave()

    def _enter(self) -> None:
        if self.list.is_open:
            self.list.take_marked()
        elif self.line.text().strip():
            self._trouble.setText(
                t(
                    "Filtra “{text}” nav; spiediet bultiņu lejup, lai redzētu visus.",
                    text=self.line.text().strip(),
                )
            )
            self._trouble.show()
        else:
            self.left.emit()

    def _take(self, place: int) -> None:
        offers = matching(self._offers, self.line.text())
        self.line.clear()
        self.add(offers[place])

    def _remove(self, gone: Filter) -> None:
        self._set([each for each in self.chosen if each.field != gone.field])
        self.line.setFocus()

    def _set(self, chosen: list[Filter]) -> None:
        if [each.value for each in chosen] == [each.value for each in self.chosen]:
            return
        self.chosen = chosen
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._row.removeWidget(self._clear)
        self._chips = [_Chip(each, self._remove) for each in chosen]
        for widget in (*self._chips, self._clear):
            self._row.addWidget(widget)
        self._clear.setVisible(bool(chosen))
        before: QWidget = self.line
        for widget in (*self._chips, self._clear):
            QWidget.setTabOrder(before, widget)
            before = widget
        self.changed.emit()
