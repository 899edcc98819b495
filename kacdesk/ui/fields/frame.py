"""This file is the place where an input stands with its label, its hint and what is wrong with it."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from kacdesk.core.text import t
from kacdesk.spec.field import SHORT_TEXTS, Kind
from kacdesk.ui.fields.plain import FieldInput
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import look

_NEARLY = 0.9
"""From which part of the allowed length on a text's length is told."""


class FieldFrame(QFrame):
    """One field of a form. `where` goes into its spoken name, e.g. "2. rinda"."""

    def __init__(self, field: FieldInput, *, where: str = "") -> None:
        super().__init__()
        self.setProperty("part", "field")
        self.input = field
        self.spec = field.spec
        self.label = label(self._label_words(), "label")
        self.label.setBuddy(field.focusProxy() or field)
        self._below = label(t(self.spec.hint) if self.spec.hint else "", "hint", wrap=True)
        if not self.spec.hint:
            self._below.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(7, 2, 4, 2)
        box.setSpacing(2)
        box.addWidget(self.label)
        box.addWidget(field)
        box.addWidget(self._below)
        box.addStretch(1)
        self.set_place(where)
        field.edited.connect(self._touched)

    def set_place(self, where: str) -> None:
        """Say where the field stands, for its spoken name."""
        spoken = t(self.spec.label) + (t(", obligāts") if self._must_be_filled else "")
        self.input.name_it(f"{where}: {spoken}" if where else spoken)

    def show_problem(self, sentence: str, *, question: bool = False) -> None:
        """Show beside the field what is wrong with it, or what to look at again."""
        tone = "question" if question else "problem"
        self._tell(sentence, tone)
        look(self, tone=tone)
        described = self.input.focusProxy() or self.input
        described.setAccessibleDescription(sentence)

    def clear_problem(self) -> None:
        """Show the ordinary hint again."""
        self._tell(t(self.spec.hint) if self.spec.hint else "", "hint")
        look(self, tone="")
        (self.input.focusProxy() or self.input).setAccessibleDescription("")

    @property
    def told(self) -> str:
        """Return the words under the input."""
        return self._below.text()

    @property
    def _must_be_filled(self) -> bool:
        return self.spec.required and self.spec.kind is not Kind.FLAG

    def _label_words(self) -> str:
        return f"{t(self.spec.label)} *" if self._must_be_filled else t(self.spec.label)

    def _tell(self, words: str, part: str) -> None:
        self._below.setText(words)
        self._below.setVisible(bool(words))
        look(self._below, part=part)

    def _touched(self) -> None:
        self.clear_problem()
        value = self.input.value()
        if self.spec.kind not in SHORT_TEXTS or not isinstance(value, str):
            return
        if len(value) > self.spec.longest:
            over = t(
                "Par garu: {count} no {longest} rakstzīmēm.", count=len(value), longest=self.spec.longest
            )
            self._tell(over, "problem")
        elif len(value) > _NEARLY * self.spec.longest:
            self._tell(
                t("{count} no {longest} rakstzīmēm", count=len(value), longest=self.spec.longest), "hint"
            )
