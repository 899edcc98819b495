"""This file is the place where a row of another register is found by a few letters of any of its words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QToolButton

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.services.catalog import Option
from kacdesk.spec.field import FieldSpec
from kacdesk.ui.fields.plain import FieldInput
from kacdesk.ui.look.theme import INPUT_HEIGHT, icon

_MOST_SHOWN = 60
_ROWS_SHOWN = 9
_WIDEST = 620


def matching(options: Sequence[Option], text: str, belongs: Mapping[str, UUID]) -> list[Option]:
    """Return what may be chosen for a typed text, best first.

    Every word of the text must begin a word of the option, whatever the case and garumzīmes; `belongs` keeps only
    options that refer to the same rows. An option whose label begins with the text comes first.
    """
    words = fold(text).split()
    found = [
        option
        for option in options
        if not option.retired
        and _belongs(option, belongs)
        and all(_has(option.words, word) for word in words)
    ]
    begun = fold(text.strip())
    if begun:
        found.sort(key=lambda option: not fold(option.label).startswith(begun))
    return found[:_MOST_SHOWN]


def _told(option: Option) -> str:
    return f"{option.label} — {option.detail}" if option.detail else option.label


def _belongs(option: Option, belongs: Mapping[str, UUID]) -> bool:
    return all(option.belongs.get(name, value) == value for name, value in belongs.items())


def _has(words: str, beginning: str) -> bool:
    return words.startswith(beginning) or any(
        sign + beginning in words for sign in (" ", "-", "(", "“", "/", ",")
    )


class _Line(QLineEdit):
    """The line of a reference: hands the keys that move in the list over before it takes them itself.

    Signals: `left()` the focus went elsewhere.
    """

    left = Signal()

    def __init__(self, owner: "ReferenceInput") -> None:
        super().__init__()
        self._owner = owner

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and self._owner.wants(event)
        ):
            event.accept()
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and self._owner.take_key(event)
        ):
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ReferenceInput(FieldInput):
    """Type-ahead over the rows of a register; Down opens the list, Enter or Tab takes the marked row.

    What matches nothing stays as typed: `loose_text` gives it to a field for one's own words. A `compact` one shows
    the code of what is chosen.
    """

    def __init__(
        self, spec: FieldSpec, options: Sequence[Option], *, takes_words: bool = False, compact: bool = False
    ) -> None:
        super().__init__(spec)
        self._takes_words = takes_words
        self._compact = compact
        self._options: Sequence[Option] = ()
        self._labels: dict[UUID, str] = {}
        self._belongs: dict[str, UUID] = {}
        self._chosen: UUID | None = None
        self._found: list[Option] = []
        self._list: QListView | None = None
        self._model = QStringListModel(self)
        self.line = _Line(self)
        self.line.setPlaceholderText(t("Sāciet rakstīt …"))
        self._hold(self.line)
        self._row.addWidget(self._opener())
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self._close)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Take new rows to choose from; what is chosen stays."""
        self._options = options
        self._labels = {option.id: option.short if self._compact else option.label for option in options}
        if self._chosen is not None and self.line.text() == "":
            self.set_value(self._chosen)

    def narrow(self, name: str, value: UUID | None) -> None:
        """Offer only rows that refer to `value` by the field `name`; None offers all again."""
        if value is None:
            self._belongs.pop(name, None)
        else:
            self._belongs[name] = value

    def chosen_option(self) -> Option | None:
        """Return the chosen row with all that is known of it."""
        return next((option for option in self._options if option.id == self._chosen), None)

    def value(self) -> UUID | None:
        return self._chosen

    def set_value(self, value: Any) -> None:
        self._chosen = value
        self.line.setText(self._labels.get(value, "") if value is not None else "")
        option = self.chosen_option() if value is not None else None
        self.line.setToolTip(option.label if option is not None else "")
        self.line.setCursorPosition(0)

    def set_loose_text(self, text: str) -> None:
        """Show somebody's own words for what the list does not have."""
        self._chosen = None
        self.line.setText(text)

    def loose_text(self) -> str | None:
        """Return what is typed but chosen from nowhere; None when something is chosen or nothing typed."""
        return None if self._chosen is not None else self.line.text().strip() or None

    def trouble(self) -> str:
        if self.loose_text() is None or self._takes_words:
            return ""
        return t(
            "“{text}” nav sarakstā; izvēlieties no saraksta vai izdzēsiet.", text=self.line.text().strip()
        )

    def wants(self, event: QKeyEvent) -> bool:
        """Say whether a key is for the open list and not a shortcut of the window."""
        return self.list_is_open() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def list_is_open(self) -> bool:
        """Say whether the list of choices is shown."""
        return self._list is not None and self._list.isVisible()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move in the list or choose from it; False leaves the key to the line."""
        key = event.key()
        if (
            key in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            if self.list_is_open():
                self._move(1 if key == Qt.Key.Key_Down else -1)
            else:
                self.open_list()
            return True
        if not self.list_is_open():
            return False
        if key == Qt.Key.Key_Escape:
            self._close()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_marked()
            return True
        if key == Qt.Key.Key_Tab and self.line.text().strip():
            self._choose_marked()
        return False

    def open_list(self) -> None:
        """Show what may be chosen; of a chosen row's own text nothing is filtered."""
        text = "" if self._chosen is not None else self.line.text()
        self._found = matching(self._options, text, self._belongs)
        self._model.setStringList([_told(option) for option in self._found])
        if not self._found:
            self._close()
            return
        view = self._view()
        self._place(view)
        view.setCurrentIndex(self._model.index(0, 0))
        view.show()
        view.raise_()

    def _typed(self) -> None:
        self._chosen = None
        if self.line.text().strip():
            self.open_list()
        else:
            self._close()
        self.edited.emit()

    def _move(self, step: int) -> None:
        view = self._view()
        row = max(0, min(len(self._found) - 1, view.currentIndex().row() + step))
        view.setCurrentIndex(self._model.index(row, 0))

    def _choose_marked(self) -> None:
        self._choose(self._view().currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self._found):
            self.set_value(self._found[index.row()].id)
            self.edited.emit()
        self._close()

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _opener(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("expand"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setMinimumHeight(INPUT_HEIGHT)
        button.setAccessibleName(t("Rādīt sarakstu: {label}", label=t(self.spec.label)))
        button.clicked.connect(self._toggle)
        return button

    def _toggle(self) -> None:
        if self.list_is_open():
            self._close()
        else:
            self.line.setFocus()
            self.open_list()

    def _view(self) -> QListView:
        """Return the list: a child of the window, so that the line keeps the keyboard."""
        if self._list is None or self._list.parent() is not self.window():
            view = QListView(self.window())
            view.setProperty("part", "choices")
            view.setModel(self._model)
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            view.setUniformItemSizes(True)
            view.setAccessibleName(t("Izvēle: {label}", label=t(self.spec.label)))
            view.clicked.connect(self._choose)
            self.destroyed.connect(view.deleteLater)
            self._list = view
        return self._list

    def _place(self, view: QListView) -> None:
        """Put the list under the line, or above it where there is more room."""
        window = self.window()
        below = self.mapTo(window, QPoint(0, self.height()))
        height = max(1, view.sizeHintForRow(0)) * min(_ROWS_SHOWN, len(self._found)) + 4
        width = min(
            max(self.width(), min(_WIDEST, view.sizeHintForColumn(0) + 30)), window.width() - below.x() - 8
        )
        room = window.height() - below.y() - 8
        if room >= height or room >= below.y() - self.height():
            view.setGeometry(below.x(), below.y(), width, min(height, room))
        else:
            height = min(height, below.y() - self.height())
            view.setGeometry(below.x(), below.y() - self.height() - height, width, height)

    def sizeHint(self) -> QSize:
        return QSize(220, INPUT_HEIGHT)
