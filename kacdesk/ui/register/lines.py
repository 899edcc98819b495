"""This file is the place where the lines of a record are entered, one row of inputs each."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services.catalog import Options
from kacdesk.services.catalogue.choosing import NONE_YET, Favourites
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.grid import FieldGrid
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import bring_in_sight
from kacdesk.ui.register.plans import plan_of

_STRETCH = {Kind.TEXT: 4, Kind.REFERENCE: 4, Kind.CHOICE: 3, Kind.LONG_TEXT: 4}
_WIDEST = "service_id"
_LEAST_LETTERS = 32
_FRAME_TOP = 2
"""The upper margin of a field's frame, which the buttons beside the fields need too."""

SPARE = 3
"""So many rows that no line needs now are kept for the next: to make one takes 20 ms."""


class LineRow(QWidget):
    """One line: the frequent fields in a row, the others below when asked for.

    Signals: `edited()` · `removal_asked()` the person wants the line gone.
    """

    edited = Signal()
    removal_asked = Signal()

    def __init__(self, spec: RegisterSpec, options: Options, *, journals: Mapping[str, RegisterSpec]) -> None:
        super().__init__()
        self.beside: dict[str, Any] = {}
        """What the line carries that no field shows: its identity, and what a newer version wrote."""
        self.touched = False
        self.fields = FieldSet(spec, plan_of(spec), options, self, journals=journals)
        self.fields.edited.connect(self._touch)
        self._remove = link_button("", self.removal_asked.emit, icon_name="close")
        self._remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._unfold = link_button(t("Vairāk"), self._toggle)
        self._more = FieldGrid([self.fields.frames[each.name] for each in self.fields.more])
        self._more.setVisible(False)
        self.fields.asked.connect(self._more.refit)
        top = Flow(spacing=4, fields=True)
        for each in self.fields.first:
            frame = self.fields.frames[each.name]
            top.add(frame, stretch=_stretch(each.name, each.kind))
        self._buttons = QWidget()
        self._beside = QHBoxLayout(self._buttons)
        self._beside.setSpacing(2)
        if self.fields.more:
            self._beside.addWidget(self._unfold)
        self._beside.addWidget(self._remove)
        top.add(self._buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(top)
        box.addWidget(self._more)
        self._give_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._give_room()

    def _give_room(self) -> None:
        """Give words the least room that they need in the letters of now."""
        widest = self.fields.frames.get(_WIDEST)
        if widest is not None:
            widest.setMinimumWidth(widest.fontMetrics().averageCharWidth() * _LEAST_LETTERS)
        letters = self._unfold.fontMetrics()
        wider = max(letters.horizontalAdvance(words) for words in (t("Vairāk"), t("Mazāk")))
        self._unfold.setMinimumWidth(wider + 8)

    def show_line(self, values: Mapping[str, Any]) -> None:
        """Show a line's values, folded up; this is no edit."""
        self.beside = {name: value for name, value in values.items() if name not in self.fields.spec.by_name}
        self.touched = False
        self._fold()
        self.fields.set_values(values)

    def set_place(self, place: int) -> None:
        """Tell the line that it is the `place`-th, from 0: the first carries the headings of what all lines have."""
        where = t("{number}. rinda", number=place + 1)
        for each in self.fields.first:
            self.fields.frames[each.name].label.setVisible(place == 0 or each.when is not None)
        for frame in self.fields.frames.values():
            frame.set_place(where)
        self._remove.setAccessibleName(t("Izņemt {number}. rindu", number=place + 1))
        self._remove.setToolTip(self._remove.accessibleName())
        self._unfold.setAccessibleName(t("{number}. rinda: vairāk lauku", number=place + 1))
        self._put_buttons_beside()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_buttons_beside()

    def _put_buttons_beside(self) -> None:
        """Put the buttons beside the inputs, not their headings; in a row of their own there is no heading."""
        beside = [self.fields.frames[each.name] for each in self.fields.first]
        headed = [f for f in beside if f.y() == self._buttons.y() and not f.label.isHidden()]
        above = headed[0].label.sizeHint().height() + 2 if headed else 0
        self._beside.setContentsMargins(0, _FRAME_TOP + above, 0, 0)

    def unfold(self) -> None:
        """Show all fields."""
        self._more.setVisible(True)
        self._unfold.setText(t("Mazāk"))

    def _toggle(self) -> None:
        if self._more.isHidden():
            self.unfold()
        else:
            self._fold()

    def _fold(self) -> None:
        self._more.setVisible(False)
        self._unfold.setText(t("Vairāk"))

    def _touch(self, _name: str) -> None:
        self.touched = True
        self.edited.emit()


def _stretch(name: str, kind: Kind) -> int:
    return 9 if name == _WIDEST else _STRETCH.get(kind, 1)


class LineTable(QFrame):
    """The lines of one record in one line register.

    Signals: `edited()` a line was changed, added or removed by a person · `pointed(str, UUID | None)` a row of that
    register is marked or chosen in a line.
    """

    edited = Signal()
    pointed = Signal(str, object)
    made = Signal(object)

    def __init__(
        self,
        spec: RegisterSpec,
        options: Options,
        *,
        one_line: bool,
        journals: Mapping[str, RegisterSpec] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.spec = spec
        self._options = options
        self._journals = journals or {}
        self._one_line = one_line
        self._favourites = NONE_YET
        self.rows: list[LineRow] = []
        self._spare: list[LineRow] = []
        self.changed = False
        self._add: QPushButton = plain_button(t("Pievienot rindu (Ctrl+R)"), self.add_line, icon_name="add")
        head = QHBoxLayout()
        head.addWidget(label(t(spec.title), "heading", wrap=True), 1)
        head.addWidget(self._add)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(14, 10, 14, 12)
        self._box.setSpacing(6)
        self._box.addLayout(head)

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        self._options = options
        for row in (*self.rows, *self._spare):
            row.fields.set_options(options)

    def set_favourites(self, favourites: Favourites) -> None:
        """Take which services are likely to be named."""
        self._favourites = favourites
        for row in (*self.rows, *self._spare):
            row.fields.set_favourites(favourites)

    def offer(self) -> None:
        """Open the list of likely services if the cursor stands in the empty box of a line."""
        for row in self.rows:
            row.fields.offer()

    def settle(self) -> None:
        """Take what is marked for what was typed: the record is being saved."""
        for row in self.rows:
            row.fields.settle()

    def make_spare(self) -> None:
        """Make a row for the line that comes next, unless there are enough."""
        if len(self._spare) < SPARE:
            row = self._made()
            row.set_place(len(self.rows))
            self._spare.append(row)

    def set_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Show a record's lines; a new record's table begins with one empty line if its register wants one.

        Rows that are there are used again: to make one takes longer than the key that begins a record may take.
        """
        shown = list(lines) or ([self._defaults()] if self._one_line else [])
        for row in self.rows[len(shown) :]:
            self._take_out(row)
        there, self.rows = self.rows[: len(shown)], self.rows[: len(shown)]
        self.pointed.emit("service", None)
        for row, values in zip(there, shown, strict=False):
            row.show_line(values)
        for values in shown[len(there) :]:
            self._append(values)
        for row in self.rows:
            row.touched = bool(lines)
        self.changed = False

    @property
    def counted(self) -> list[LineRow]:
        """Return the rows that count: one that nobody touched does not, except the one that every record needs."""
        kept = [row for row in self.rows if row.touched]
        return self.rows[:1] if not kept and self._one_line else kept

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines that count."""
        return [row.fields.values() | row.beside for row in self.counted]

    def add_line(self) -> None:
        """Add an empty line and go to it."""
        self._append(self._defaults())
        self.focus_line(len(self.rows) - 1)
        self.offer()

    def focus_line(self, place: int) -> None:
        """Put the cursor where a line is begun: at its service, or its first field."""
        frames = self.rows[place].fields.frames
        frame = frames.get(_WIDEST) or next(iter(frames.values()))
        frame.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_in_sight(self.rows[place], frame)

    def troubles(self) -> list[Problem]:
        """Return what was typed but cannot be read."""
        kept = [row for row in self.rows if row.touched]
        return [
            problem
            for place, row in enumerate(kept)
            for problem in row.fields.troubles(f"{self.spec.name}[{place}].")
        ]

    def frame_for(self, place: int, name: str) -> FieldFrame | None:
        """Return where a problem of the `place`-th counted line is shown, unfolding the line if need be."""
        kept = [row for row in self.rows if row.touched] or self.rows[:1]
        if place >= len(kept):
            return None
        frame = kept[place].fields.frame_for(name)
        if frame is not None and any(each.name == name for each in kept[place].fields.more):
            kept[place].unfold()
        return frame

    def clear_problems(self) -> None:
        """Show ordinary hints everywhere."""
        for row in self.rows:
            row.fields.clear_problems()

    def _defaults(self) -> dict[str, Any]:
        return {each.name: each.default for each in self.spec.entered}

    def _append(self, values: Mapping[str, Any]) -> LineRow:
        row = self._spare.pop() if self._spare else self._made()
        row.show_line(values)
        self.rows.append(row)
        self._box.addWidget(row)
        row.show()  # at once: what is not visible yet does not take the cursor
        row.set_place(len(self.rows) - 1)
        return row

    def _made(self) -> LineRow:
        row = LineRow(self.spec, self._options, journals=self._journals)
        row.hide()
        row.setParent(self)
        self.made.emit(row.fields)
        row.fields.set_favourites(self._favourites)
        row.fields.pointed.connect(self.pointed)
        row.edited.connect(self._edit)
        row.removal_asked.connect(lambda: self._remove(row))
        return row

    def _remove(self, row: LineRow) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        self._take_out(row)
        if not self.rows and self._one_line:
            self._append(self._defaults())
        for number, left in enumerate(self.rows):
            left.set_place(number)
        if self.rows:
            self.focus_line(min(place, len(self.rows) - 1))
        else:
            self._add.setFocus()
        self._edit()

    def _take_out(self, row: LineRow) -> None:
        self._box.removeWidget(row)
        row.hide()
        if len(self._spare) < SPARE:
            row.show_line(self._defaults())  # nothing of a customer stays in it
            row.fields.clear_problems()
            self._spare.append(row)
        else:
            row.deleteLater()

    def _edit(self) -> None:
        self.changed = True
        self.edited.emit()
