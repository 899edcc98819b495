"""This file is the place where a row of another register is found by a few letters of any of its words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from kacdesk.core.text import t
from kacdesk.services.catalog import Choices, Option
from kacdesk.services.catalogue.choosing import COMING, NONE_YET, TEN, Favourites, Typed, matching, typed
from kacdesk.spec.field import FieldSpec
from kacdesk.ui.fields.choice_rows import ChoiceRow
from kacdesk.ui.fields.choices import ChoiceList
from kacdesk.ui.fields.plain import FieldInput
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import INPUT_HEIGHT, icon

_DIGITS = "1234567890"
"""The keys that take the first ten of the numbered list, in their order."""

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
_TYPING = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class _Line(QLineEdit):
    """The line of a reference: hands the keys that move in the list over before it takes them itself.

    It hears them only while it has the keyboard: what else comes to it, as it is shown or drawn, is Qt's matter alone.

    Signals: `entered()` the cursor came · `left()` it went elsewhere.
    """

    entered = Signal()
    left = Signal()

    def __init__(self, owner: "ReferenceInput") -> None:
        super().__init__()
        self._owner = owner

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._owner.wants(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self._owner.take_key(event):
                return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        super().focusOutEvent(event)
        self.left.emit()


class ReferenceInput(FieldInput):
    """Type-ahead over the rows of a register; Down opens the list, Enter or Tab takes the marked row.

    With favourites the list of an empty box is numbered, and a digit takes its row at once; whatever is typed after
    that digit makes it text again, so that "3x" and "088/u" can be typed too. A digit typed while the favourites
    are `COMING` waits for them. What matches nothing stays as typed when the field `takes_words`: `loose_text` gives it
    to a field for one's own words. One that `counts` reads "x3" out of what is typed. A `compact` one shows the code of
    what is chosen.

    Signals: `pointed(UUID | None)` a row is marked or chosen, for whoever tells more of it · `counted(int)` how many
    times was typed with it · `worded(str)` a person took her own words.
    """

    pointed = Signal(object)
    counted = Signal(int)
    worded = Signal(str)

    def __init__(
        self,
        spec: FieldSpec,
        options: Sequence[Option],
        *,
        takes_words: bool = False,
        counts: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__(spec)
        self._takes_words = takes_words
        self._counts = counts
        self._compact = compact
        self._options = Choices(())
        self._favourites = NONE_YET
        self._belongs: dict[str, UUID] = {}
        self._chosen: UUID | None = None
        self._digits = self._early = ""
        self._moved = self._offered = False
        self._list: ChoiceList | None = None
        self.line = _Line(self)
        self.line.setPlaceholderText(t("Sāciet rakstīt …"))
        self._hold(self.line)
        self._own = label(t("saviem vārdiem"), "hint")
        self._own.hide()
        self._row.addWidget(self._own)
        opener = self.line.addAction(icon("expand"), QLineEdit.ActionPosition.TrailingPosition)
        opener.setText(t("Rādīt sarakstu: {label}", label=t(spec.label)))
        opener.triggered.connect(self._toggle)
        self.line.textEdited.connect(self._typed)
        self.line.entered.connect(lambda: self.pointed.emit(self._chosen))
        self.line.left.connect(self._leave)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Take new rows to choose from; what is chosen stays."""
        self._options = options if isinstance(options, Choices) else Choices(options)
        if self._chosen is not None and self.line.text() == "":
            self.set_value(self._chosen)

    def set_favourites(self, favourites: Favourites) -> None:
        """Take what is likely to be chosen, by which the list is ordered and the empty box numbered from now on."""
        self._favourites = favourites
        if self._early and not favourites.order:
            return  # the digits stand for nothing: `trouble` says so, and nobody's words are made of them
        digits, self._early = self._early, ""
        if digits and self._chosen is None and self.line.text().strip() == digits:
            for digit in digits:
                self._take_number(digit)

    def narrow(self, name: str, value: UUID | None) -> None:
        """Offer first of all rows that refer to `value` by the field `name`; None offers all again."""
        if value is None:
            self._belongs.pop(name, None)
        else:
            self._belongs[name] = value

    def chosen_option(self) -> Option | None:
        """Return the chosen row with all that is known of it."""
        return self._options.by_id.get(self._chosen) if self._chosen is not None else None

    def value(self) -> UUID | None:
        return self._chosen

    def set_value(self, value: Any) -> None:
        self._close()
        self._chosen = value
        self._early = ""
        option = self.chosen_option()
        shown = "" if option is None else option.short if self._compact else option.label
        self.line.setText(shown)
        self.line.setToolTip(option.label if option is not None else "")
        self.line.setCursorPosition(0)
        self._show_own(own=False)
        self.pointed.emit(value)

    def set_loose_text(self, text: str) -> None:
        """Show somebody's own words for what the list does not have."""
        self._chosen = None
        self.line.setText(text)
        self.line.setToolTip(t("{text} — saviem vārdiem", text=text) if self._takes_words else text)
        self._show_own(own=bool(text) and self._takes_words)

    def loose_text(self) -> str | None:
        """Return what is typed but chosen from nowhere; None when something is chosen or nothing typed."""
        return None if self._chosen is not None else self.line.text().strip() or None

    def trouble(self) -> str:
        if self.loose_text() is None or (self._takes_words and not self._early):
            return ""
        return t(
            "“{text}” nav sarakstā; izvēlieties no saraksta vai izdzēsiet.", text=self.line.text().strip()
        )

    def settle(self) -> None:
        """Take what is marked for what was typed, as Enter does: the form is being saved."""
        if self.list_is_open() and self._is_marked():
            self._take_marked()
        self._close()

    def wants(self, event: QKeyEvent) -> bool:
        """Say whether a key is for the open list and not a shortcut of the window."""
        if not self.list_is_open():
            return False
        if event.key() == Qt.Key.Key_Escape:
            return not self._offered  # nobody asked for that list, so nobody has to close it
        return event.key() in _ENTER

    def list_is_open(self) -> bool:
        """Say whether the list of choices is shown."""
        return self._list is not None and self._list.isVisible()

    @property
    def rows(self) -> list[ChoiceRow]:
        """Return the rows of the open list."""
        return self._list.rows if self._list is not None and self._list.isVisible() else []

    def take_key(self, event: QKeyEvent) -> bool:
        """Move in the list or choose from it; False leaves the key to the line."""
        if self._take_digit(event):
            return True
        key = Qt.Key(event.key())
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(_STEPS[key])
            return True
        if not self.list_is_open():
            return False
        if key == Qt.Key.Key_Escape:
            self._close()
            return True
        if key in _ENTER:
            self._take_marked()
            return True
        if key == Qt.Key.Key_Tab and self._is_marked():
            self._take_marked()
        return False

    def open_list(self) -> None:
        """Show what may be chosen; of a chosen row's own text nothing is filtered."""
        self._show(mark_first=True, offered=False)

    def offer(self) -> None:
        """Show the numbered list of an empty box without marking anything in it: nobody has asked for it."""
        if self._favourites.order and not self.line.text():
            self._show(mark_first=False, offered=True)

    def _show(self, *, mark_first: bool, offered: bool) -> None:
        rows = self._rows_for(Typed("") if self._chosen is not None else self._read())
        if offered:
            rows = rows[:TEN]
        if not rows:
            self._close()
            return
        self._moved, self._offered = False, offered
        view, was_open = self._view(), self.list_is_open()
        view.show_rows(rows, mark_first=mark_first)
        view.show_under(self)
        if not was_open:
            self._point(view.marked)

    def _read(self) -> Typed:
        return typed(self.line.text()) if self._counts else Typed(self.line.text().strip())

    def _rows_for(self, told: Typed) -> list[ChoiceRow]:
        found = matching(self._options, told.words, self._belongs, self._favourites)
        numbers = list(_DIGITS) if self._favourites.order and not told.words else []
        rows = [
            ChoiceRow(
                option,
                number=numbers[place] if place < len(numbers) else "",
                count=None if place else told.count,
            )
            for place, option in enumerate(found)
        ]
        if self._takes_words and told.words:
            rows.append(ChoiceRow(None, words=told.words, count=None if found else told.count))
        return rows

    def _take_digit(self, event: QKeyEvent) -> bool:
        """Take a row by its digit; what is typed behind that digit shows that it was meant as text."""
        text = event.text()
        if event.modifiers() & ~_TYPING or event.key() in _HELD:
            return False
        is_number = len(text) == 1 and text in _DIGITS and (self._digits or self._is_numbered())
        if is_number and self._take_number(text):
            return True
        if not self._digits:
            return False
        if event.key() == Qt.Key.Key_Backspace or (text and text.isprintable()):
            self._chosen = None
            self.line.setText(self._digits + text if text.isprintable() else "")
            self._typed()
            return True
        self._digits = ""
        return False

    def _take_number(self, digit: str) -> bool:
        row = _DIGITS.index(digit)
        offered = matching(self._options, "", self._belongs, self._favourites)[:TEN]
        if row >= len(offered):
            return False
        self._digits += digit
        self._choose(ChoiceRow(offered[row]))
        return True

    def _is_numbered(self) -> bool:
        return self.list_is_open() and not self.line.text() and bool(self._favourites.order)

    def _typed(self) -> None:
        self._chosen = None
        self._digits = ""
        self._early = self._early_digits()
        self._show_own(own=False)
        if self._early:
            self._close()  # nothing in a list of other words may be taken for what the digits mean
        elif self.line.text().strip():
            self._show(mark_first=bool(self._read().words), offered=False)
        else:
            self._close()
            self.offer()
        self.edited.emit()

    def _early_digits(self) -> str:
        """Return the digits that are all there is, while it is not known yet which rows they stand for."""
        text = self.line.text()
        return text if self._favourites is COMING and set(text) <= set(_DIGITS) else ""

    def _step(self, step: int) -> None:
        if not self.list_is_open():
            self.open_list()
            return
        view = self._view()
        self._moved, self._offered = True, False
        view.mark(0 if view.marked < 0 else (view.marked + step) % len(view.rows))

    def _is_marked(self) -> bool:
        """Say whether a person meant the marked row: typed for it or went to it."""
        typed_for_it = self._chosen is None and bool(self.line.text().strip())
        return self._view().marked >= 0 and (self._moved or typed_for_it)

    def _take_marked(self) -> None:
        row = self._view().marked
        if row >= 0:
            self._choose(self._view().rows[row])
        self._close()

    def _choose(self, row: ChoiceRow) -> None:
        count = self._read().count if self._chosen is None else None
        if row.option is not None:
            self.set_value(row.option.id)
        else:
            self.set_loose_text(row.words)
        self._close()
        if count is not None:
            self.counted.emit(count)
        self.edited.emit()
        if row.option is None:
            self.worded.emit(row.words)

    def _leave(self) -> None:
        """Keep what was typed and not chosen as words of one's own, its number apart."""
        self._digits = ""
        self._close()
        told = self._read()
        if self._chosen is None and told.words and self._takes_words:
            self.set_loose_text(told.words)
            if told.count is not None:
                self.counted.emit(told.count)

    def _close(self) -> None:
        self._offered = False
        if self._list is not None and self._list.isVisible():
            self._list.hide()
            self.pointed.emit(self._chosen)

    def _point(self, row: int) -> None:
        if not self.list_is_open() or row < 0:
            return
        marked = self._view().rows[row]
        self.pointed.emit(marked.option.id if marked.option is not None else None)
        if QAccessible.isActive():  # the cursor stays in the box, so nobody would read the row out
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, marked.spoken))

    def _show_own(self, *, own: bool) -> None:
        """Set a clerk's own words off from the names of the list."""
        font = self.line.font()
        if font.italic() != own:
            font.setItalic(own)
            self.line.setFont(font)
        self._own.setVisible(own and not self._compact)

    def _toggle(self) -> None:
        if self.list_is_open():
            self._close()
        else:
            self.line.setFocus()
            self.open_list()

    def _view(self) -> ChoiceList:
        if self._list is None or self._list.parent() is not self.window():
            view = ChoiceList(self.window(), t("Izvēle: {label}", label=t(self.spec.label)))
            view.taken.connect(lambda row: self._choose(view.rows[row]))
            view.pointed.connect(self._point)
            self.destroyed.connect(view.deleteLater)
            self._list = view
        return self._list

    def sizeHint(self) -> QSize:
        return QSize(220, INPUT_HEIGHT)
