"""This file is the place where a kind of field becomes a widget: value in, value out, and what cannot be read.

Times are in inputs_time.py, references in inputs_reference.py; `make_input` knows them all.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from kacdesk.core.text import t
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.ui.fields.typed import read_integer, read_money, show_money
from kacdesk.ui.look.calm_combo import BESIDE_WORDS, CalmCombo
from kacdesk.ui.look.theme import INPUT_HEIGHT

_LONG_TEXT_LINES = 3


class FieldInput(QWidget):
    """One input. Values are those of `Kind`, None when it is empty.

    Signals: `edited()` the person changed something.
    """

    edited = Signal()

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def value(self) -> Any:
        """Return the value as it stands now; None also for what cannot be read (see `trouble`)."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; this is no edit."""
        raise NotImplementedError

    def trouble(self) -> str:
        """Return in one sentence why what was typed cannot be read, or ''."""
        return ""

    def typed_text(self) -> str:
        """Return the words that cannot be read as a value, '' when there are none."""
        return ""

    def show_typed(self, text: str) -> None:
        """Show words that cannot be read; this is no edit. An input that offers only choices has no place for them."""

    def name_it(self, name: str) -> None:
        """Tell a screen reader what the input is for."""
        self.setAccessibleName(name)
        proxy = self.focusProxy()
        if proxy is not None:
            proxy.setAccessibleName(name)

    def _hold(self, widget: QWidget) -> None:
        """Make a widget the one that is typed into."""
        self._row.addWidget(widget, 1)
        self.setFocusProxy(widget)
        if not isinstance(widget, QPlainTextEdit):
            widget.setMinimumHeight(INPUT_HEIGHT)


class TextInput(FieldInput):
    """One line of text, of any kind whose form is judged at saving."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.line = QLineEdit()
        self._hold(self.line)
        self.line.textEdited.connect(self.edited)

    def value(self) -> str | None:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def typed_text(self) -> str:
        return self.line.text() if self.trouble() else ""

    def show_typed(self, text: str) -> None:
        self.line.setText(text)


class _Paragraphs(QPlainTextEdit):
    """Text of several lines; Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * _LONG_TEXT_LINES + 14
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)


class LongTextInput(FieldInput):
    """Text of several lines."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.box = _Paragraphs()
        self._hold(self.box)
        self.box.textChanged.connect(self.edited)

    def value(self) -> str | None:
        return self.box.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setPlainText("" if value is None else str(value))
        self.box.blockSignals(False)


class ReadInput(TextInput):
    """A line whose text is read into a number or an amount; `example` is what a person is shown."""

    def __init__(
        self, spec: FieldSpec, *, read: Callable[[str], int | None], show: Callable[[int], str], example: str
    ) -> None:
        super().__init__(spec)
        self._read, self._show, self._example = read, show, example
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Any:
        return self._read(self.line.text()) if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else self._show(value))

    def trouble(self) -> str:
        text = self.line.text().strip()
        if not text or self._read(text) is not None:
            return ""
        return t("“{text}” nav nolasāms; rakstiet, piemēram, {example}.", text=text, example=self._example)

    def _tidy(self) -> None:
        value = self.value()
        if value is not None:
            self.line.setText(self._show(value))


class CountInput(ReadInput):
    """A whole number; Up and Down count it, as far as the field allows."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec, read=read_integer, show=str, example="3")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        least = self.spec.least if self.spec.least is not None else -(10**15)
        most = self.spec.most if self.spec.most is not None else 10**15
        now = self.value()
        self.set_value(max(least, min(most, now + step if now is not None else least)))
        self.edited.emit()


class ChoiceInput(FieldInput):
    """A choice of a short list; the first letters find an entry. An unknown code is shown as itself and kept."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.combo = CalmCombo()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        if not spec.required:
            self.combo.addItem("", None)
        for choice in spec.choices:
            self.combo.addItem(t(choice.label), choice.code)
        self._hold(self.combo)
        self.combo.activated.connect(lambda _index: self.edited.emit())

    @property
    def wished_width(self) -> int:
        """Return how wide it is with the longest choice in sight."""
        metrics, texts = self.combo.fontMetrics(), (t(choice.label) for choice in self.spec.choices)
        return max(map(metrics.horizontalAdvance, texts), default=0) + BESIDE_WORDS

    def value(self) -> Any:
        return self.combo.currentData()

    def set_value(self, value: Any) -> None:
        index = self.combo.findData(value)
        if index < 0 and value is not None:
            self.combo.addItem(str(value), value)
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)


class FlagInput(FieldInput):
    """Yes or no. An optional flag that nobody touched stays unsaid."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self._said = spec.required
        self.box = QCheckBox(t("Jā"))
        self._hold(self.box)
        self.box.clicked.connect(self._say)

    def value(self) -> bool | None:
        return self.box.isChecked() if self._said else None

    def set_value(self, value: Any) -> None:
        self._said = value is not None or self.spec.required
        self.box.setChecked(bool(value))

    def _say(self) -> None:
        self._said = True
        self.edited.emit()


def money_input(spec: FieldSpec) -> FieldInput:
    """Return an input of an amount in euros."""
    return ReadInput(spec, read=read_money, show=show_money, example="4,27")


PLACEHOLDERS = {
    Kind.PARTY_CODE: "123456-12345",
    Kind.PHONE: "64 522 453",
    Kind.EMAIL: "vards@example.lv",
    Kind.TIME: "8:30",
}
"""What stands greyed in an empty field whose form is not obvious."""
