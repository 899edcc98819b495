"""This file is the place where an input stands with its label and the one sentence that is told of it now."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from kacdesk.core.policy import set_by_it
from kacdesk.core.text import t
from kacdesk.services.counter.hints import Hint, beside
from kacdesk.spec.field import SHORT_TEXTS, Kind
from kacdesk.ui.fields.plain import FieldInput
from kacdesk.ui.look.buttons import label, link_button
from kacdesk.ui.look.locked import lock
from kacdesk.ui.look.theme import look

_NEARLY = 0.8
"""From which part of the allowed length on a text's length is told."""


class FieldFrame(QFrame):
    """One field of a form. `where` goes into its spoken name, e.g. "2. rinda"; `is_asked`: it belongs there now;
    `is_locked`: IT has set it.

    Below the input stands one sentence: what is wrong, else that the text is too long, else what is to be looked at
    again, else the length of a long text, else what is good to know, else the field's ordinary hint.
    """

    def __init__(self, field: FieldInput, *, where: str = "") -> None:
        super().__init__()
        self.setProperty("part", "field")
        self.input = field
        self.spec = field.spec
        self._problem: tuple[str, str] | None = None
        self._hints: tuple[Hint, ...] = ()
        self._answered: Callable[[Hint], None] | None = None
        self._length: tuple[str, str] | None = None
        self.is_asked = True
        self.is_locked = False
        self.label = label(self._label_words(), "label")
        self.label.setBuddy(field.focusProxy() or field)
        self._below = label("", "hint", wrap=True)
        self._act = link_button("", self._answer)
        box = QVBoxLayout(self)
        box.setContentsMargins(7, 2, 4, 2)
        box.setSpacing(2)
        box.addWidget(self.label)
        box.addWidget(field)
        box.addWidget(self._below)
        box.addWidget(self._act)
        box.addStretch(1)
        self.set_place(where)
        self._tell()
        field.edited.connect(self._touched)

    def set_place(self, where: str) -> None:
        """Say where the field stands, for its spoken name."""
        spoken = t(self.spec.label) + (t(", obligāts") if self._must_be_filled else "")
        self.input.name_it(f"{where}: {spoken}" if where else spoken)

    def show_asked(self, *, asked: bool) -> None:
        """Take the field into the form, or out of it because another field says that it is not asked for."""
        self.is_asked = asked
        self.setVisible(asked)

    def lock(self) -> None:
        """Let nobody change the field, because IT has set it."""
        self.is_locked = True
        lock(self, self.input)
        self._tell()

    def show_problem(self, sentence: str, *, question: bool = False) -> None:
        """Show beside the field what is wrong with it, or what to look at again: saving once more confirms that."""
        self._problem = (beside(self.spec, sentence), "question" if question else "problem")
        self._tell()

    def clear_problem(self) -> None:
        """Take what was wrong away."""
        self._problem = None
        self._tell()

    def show_hints(self, hints: Sequence[Hint], answered: Callable[[Hint], None] | None = None) -> None:
        """Show what the rules say of the field as it stands, the more urgent first; nothing takes it away.

        `answered` hears that a person says it is right, or wants to open the record it speaks of.
        """
        self._answered = answered
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._tell()

    def reset(self) -> None:
        """Show only the ordinary hint: the field holds another record's value now."""
        self._problem, self._hints, self._length = None, (), None
        self._tell()

    @property
    def told(self) -> str:
        """Return the words under the input."""
        return self._below.text()

    @property
    def _must_be_filled(self) -> bool:
        return self.spec.needed or (self.spec.required and self.spec.kind is not Kind.FLAG)

    @property
    def _hint(self) -> Hint | None:
        """Return the hint that is shown; a problem that was told at saving stands before it."""
        return next(iter(self._hints), None) if self._problem is None else None

    def _label_words(self) -> str:
        return f"{t(self.spec.label)} *" if self._must_be_filled else t(self.spec.label)

    def _tell(self) -> None:
        words, part = self._words()
        self._below.setText(words)
        self._below.setVisible(bool(words))
        look(self._below, part=part)
        asked = part in ("problem", "question")
        look(self, tone=part if asked and (self._problem or self._hints) else "")
        (self.input.focusProxy() or self.input).setAccessibleDescription(
            words if asked or self.is_locked else ""
        )
        answer = self._answer_words() if part == "question" else ""
        self._act.setText(answer)
        self._act.setAccessibleName(f"{t(self.spec.label)}: {answer}")
        self._act.setVisible(bool(answer))

    def _words(self) -> tuple[str, str]:
        hint = self._hint
        if self._problem is not None:
            return self._problem
        if self.is_locked:
            return set_by_it(), "hint"
        if self._length is not None and self._length[1] == "problem":
            return self._length
        if hint is not None and hint.asks:
            return hint.sentence, "question"
        if self._length is not None:
            return self._length
        return (hint.sentence if hint is not None else t(self.spec.hint)), "hint"

    def _answer_words(self) -> str:
        """Return what a question beside the field can be answered with, asked by a save or by a hint."""
        hint = self._hint
        if hint is not None and hint.record is not None:
            return t("Atvērt")
        confirmable = self._is_asked_at_saving or (hint is not None and hint.confirmable)
        return t("Salīdzināts, ir pareizi") if confirmable else ""

    @property
    def _is_asked_at_saving(self) -> bool:
        return self._problem is not None and self._problem[1] == "question"

    def _answer(self) -> None:
        if self._is_asked_at_saving:
            self.clear_problem()
            self.input.setFocus()
        hint = self._hint
        if hint is None or self._answered is None:
            return
        if hint.confirmable:
            self.input.setFocus()
        self._answered(hint)

    def _touched(self) -> None:
        self._problem, self._hints = None, ()
        self._length = self._length_words()
        self._tell()

    def _length_words(self) -> tuple[str, str] | None:
        value = self.input.value()
        if self.spec.kind not in SHORT_TEXTS or not isinstance(value, str):
            return None
        longest = self.spec.longest
        if len(value) > longest:
            over = t("Par garu: {count} no {longest} rakstzīmēm.", count=len(value), longest=longest)
            return over, "problem"
        if len(value) >= _NEARLY * longest:
            return t("{count} no {longest} rakstzīmēm", count=len(value), longest=longest), "hint"
        return None
