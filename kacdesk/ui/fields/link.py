"""This file is the place where a field refers to one record of a journal: named, opened, taken away, or found anew."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kacdesk.core.text import t
from kacdesk.services.links import Link
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.plain import FieldInput
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import INPUT_HEIGHT


class _Line(QLineEdit):
    """Where a number or a code is typed; Enter looks it up.

    Signals: `entered()`.
    """

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class LinkInput(FieldInput):
    """A record that is linked. It comes with the record that led here; a person may also type its number or code.

    How it is named is told by whoever owns the form, who hears the signals.

    Signals: `name_asked(UUID)` the name of that record is wanted · `search_asked(str)` the record of that number or
    code is wanted · `record_asked(str, UUID)` the linked record is to be opened.
    """

    name_asked = Signal(object)
    search_asked = Signal(str)
    record_asked = Signal(str, object)

    def __init__(self, spec: FieldSpec, journal: RegisterSpec) -> None:
        super().__init__(spec)
        self._record: UUID | None = None
        self._why = ""
        self.line = _Line()
        self.line.setPlaceholderText(_example(journal))
        self.line.setReadOnly(not _is_findable(journal))
        self._hold(self.line)
        self._chip = QWidget()
        row = Flow(self._chip, spacing=4)
        self._words = label("", "value", wrap=True)
        self.open_button = link_button(t("Atvērt"), self._open, icon_name="link")
        self.remove_button = plain_button(t("Noņemt"), self._remove, icon_name="remove")
        for widget in (self._words, self.open_button, self.remove_button):
            row.addWidget(widget)
        self._row.addWidget(self._chip, 1)
        self.line.textEdited.connect(self._typed)
        self.line.entered.connect(self._search)
        self.line.editingFinished.connect(self._search)
        self._show()

    @property
    def words(self) -> str:
        """Return the name of the linked record as it is shown."""
        return self._words.text()

    def value(self) -> UUID | None:
        return self._record

    def set_value(self, value: Any) -> None:
        self._record = value if isinstance(value, UUID) else None
        self._why = ""
        self.line.clear()
        self._words.setText("…" if self._record is not None else "")
        self._show()
        if self._record is not None:
            self.name_asked.emit(self._record)

    def show_name(self, link: Link) -> None:
        """Show how the linked record is named; a late answer about another one is dropped."""
        if link.record == self._record:
            self._words.setText(link.words)
            self.open_button.setVisible(link.here)
            self.open_button.setAccessibleName(t("Atvērt: {words}", words=link.words))
            self.remove_button.setAccessibleName(t("Noņemt saiti: {words}", words=link.words))

    def take(self, link: Link) -> None:
        """Link the record that was found for what a person typed."""
        had_cursor = self.line.hasFocus()
        self.set_value(link.record)
        self.show_name(link)
        if had_cursor:
            self.remove_button.setFocus()
        self.edited.emit()

    def show_not_found(self, why: str) -> None:
        """Hold that nothing was found for what was typed."""
        self._why = why

    def trouble(self) -> str:
        text = self.line.text().strip()
        if self._record is not None or not text:
            return ""
        return self._why or t("“{text}” vēl nav atrasts; nospiediet Enter.", text=text)

    def typed_text(self) -> str:
        return self.line.text().strip() if self._record is None else ""

    def show_typed(self, text: str) -> None:
        self.line.setText(text)

    def name_it(self, name: str) -> None:
        super().name_it(name)
        self._chip.setAccessibleName(name)

    def _show(self) -> None:
        linked = self._record is not None
        self.line.setVisible(not linked)
        self._chip.setVisible(linked)
        self.open_button.setVisible(linked)
        self.line.setMinimumHeight(INPUT_HEIGHT)

    def _typed(self) -> None:
        self._why = ""
        self.edited.emit()

    def _search(self) -> None:
        text = self.line.text().strip()
        if text and self._record is None:
            self.search_asked.emit(text)

    def _open(self) -> None:
        if self._record is not None:
            self.record_asked.emit(self.spec.refers_to or "", self._record)

    def _remove(self) -> None:
        self.set_value(None)
        self.line.setFocus()
        self.edited.emit()


def _is_findable(journal: RegisterSpec) -> bool:
    """Say whether a person can know a record of the journal by something that she can type."""
    return journal.numbered or journal.counted_from is not None


def _example(journal: RegisterSpec) -> str:
    if not _is_findable(journal):
        return t("Piesaista no paša ieraksta")
    if journal.counted_from is None:
        return t("Numurs")
    return t("Numurs vai lapiņas kods") if journal.numbered else t("Kods no lapiņas")
