"""This file is the place where one contact of the catch-up grid is typed, in one row."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kacdesk.core.errors import Problem
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services.counter.catch_up_line import FIELDS, Line, problem_of_time, read_clock
from kacdesk.ui.catchup.service_cell import ServiceCell, Services
from kacdesk.ui.fields.plain import ChoiceInput, FieldInput, TextInput
from kacdesk.ui.look.buttons import label, link_button
from kacdesk.ui.look.theme import INPUT_HEIGHT, look

_COLUMNS = ("time", "service", "way", "done", "count", "note")
_STRETCH = {"time": 2, "service": 9, "way": 4, "done": 5, "count": 1, "note": 6}
_WIDTHS = {"time": 74, "count": 62, "way": 118, "done": 118, "service": 150, "note": 92}
"""The narrowest a column may be, before scaling."""

_SECOND_LINE = {"way": 1, "done": 2, "count": 3, "note": 4}
"""Where the columns stand that go into a second line on a narrow window."""

_EXAMPLES = {"time": "9:15", "count": "1"}
"""What stands greyed in an empty cell whose form is not obvious."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineRow(QWidget):
    """One line of the grid. Its `Line` is what was typed, whether it can be read or not.

    Signals: `edited()` · `finished()` Enter at the end of what must be said · `stepped(int, str)` to the row above or
    below (-1, 1) in the same column · `removal_asked()`.
    """

    edited = Signal()
    finished = Signal()
    stepped = Signal(int, str)
    removal_asked = Signal()

    def __init__(self, line: Line, services: Services) -> None:
        super().__init__()
        self._line = line
        self.service = ServiceCell(FIELDS["service"], services)
        self.cells: dict[str, FieldInput] = {
            name: self.service
            if name == "service"
            else (ChoiceInput if FIELDS[name].choices else TextInput)(FIELDS[name])
            for name in _COLUMNS
        }
        for name, example in _EXAMPLES.items():
            self._text(name).setPlaceholderText(example)
        self._place = label("", "quiet")
        self._heads = {name: label(t(FIELDS[name].label), "label") for name in _COLUMNS}
        for name, head in self._heads.items():
            head.setToolTip(t(FIELDS[name].hint))
        self._remove = link_button("", self.removal_asked.emit, icon_name="close")
        self._told = label("", "problem", wrap=True)
        self._told.hide()
        self._build()
        self._fill(line)
        for name, cell in self.cells.items():
            cell.edited.connect(partial(self._touch, name))
        self._text("time").editingFinished.connect(self._tidy_time)
        self.service.counted.connect(self._take_count)
        self.service.count_asked.connect(lambda: self.go_to("count"))

    def _build(self) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(5)
        self._grid.setVerticalSpacing(2)
        self._units = {name: self._unit(name) for name in _COLUMNS}
        self._place.setMinimumSize(26, INPUT_HEIGHT)
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below = QHBoxLayout()
        below.setContentsMargins(36, 0, 0, 2)
        below.addWidget(self._told)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 1, 0, 1)
        box.setSpacing(1)
        box.addLayout(self._grid)
        box.addLayout(below)
        self._narrow: bool | None = None
        self.set_narrow(narrow=False)

    def _unit(self, name: str) -> QFrame:
        """Return a cell with its heading, which only the first row shows."""
        unit, cell = QFrame(), self.cells[name]
        unit.setProperty("part", "field")
        box = QVBoxLayout(unit)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self._heads[name])
        box.addWidget(cell)
        self._heads[name].setBuddy(cell.focusProxy() or cell)
        unit.setMinimumWidth(_WIDTHS[name])
        return unit

    def set_narrow(self, *, narrow: bool) -> None:
        """Stand in two lines where one would be too tight."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for widget in (self._place, *self._units.values(), self._remove):
            self._grid.removeWidget(widget)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._grid.addWidget(self._place, 0, 0, bottom)
        for place, name in enumerate(_COLUMNS, start=1):
            second = _SECOND_LINE.get(name) if narrow else None
            if second is not None:
                self._grid.addWidget(self._units[name], 1, second, 1, 3 if name == "note" else 1)
            elif narrow:
                self._grid.addWidget(self._units[name], 0, place, 1, 1 if name == "time" else 5)
            else:
                self._grid.addWidget(self._units[name], 0, place)
            self._grid.setColumnStretch(place, 1 if narrow else _STRETCH[name])
        self._grid.addWidget(self._remove, 0, 7, bottom)  # last, because Tab goes in the order of adding

    def set_place(self, place: int) -> None:
        """Tell the row that it is the `place`-th, from 0; the first one carries the headings."""
        if self._place.text() == f"{place + 1}.":
            return
        self._place.setText(f"{place + 1}.")
        where = t("{number}. rinda", number=place + 1)
        for name, cell in self.cells.items():
            self._heads[name].setVisible(place == 0)
            cell.name_it(f"{where}: {t(FIELDS[name].label)}")
        self._remove.setAccessibleName(t("Izņemt {number}. rindu", number=place + 1))
        self._remove.setToolTip(self._remove.accessibleName())

    def set_services(self, services: Services) -> None:
        """Take the services that may be chosen now."""
        self.service.set_services(services)

    @property
    def id(self) -> UUID:
        """Return the identity of the line, which becomes the record's."""
        return self._line.id

    def line(self) -> Line:
        """Return the line as it stands."""
        return self._line.changed(
            time=self._text("time").text(),
            service=self.service.value(),
            words=self.service.loose_text() or "",
            way=self.cells["way"].value(),
            done=self.cells["done"].value(),
            count=self._text("count").text(),
            note=self._text("note").text(),
        )

    def take_way(self, way: str) -> None:
        """Let an empty line begin with the way of the line before it; this is no edit."""
        self.cells["way"].set_value(way)

    @property
    def last_stop(self) -> QWidget:
        """Return where Tab leaves the row."""
        return self._remove

    @property
    def cell_here(self) -> str:
        """Return the cell that has the keyboard, the first when none has it."""
        here = self.focusWidget()
        return next((name for name, cell in self.cells.items() if cell.isAncestorOf(here)), "time")

    def cell_at(self, widget: QObject) -> str:
        """Return the cell in which a widget takes the keyboard, '' when there is none."""
        return next((name for name in _COLUMNS if self._focus_of(name) is widget), "")

    def go_to(self, name: str, *, mark: bool = True) -> None:
        """Put the keyboard into a column, its words marked so that typing replaces them, else behind them."""
        widget = self._focus_of(name)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(widget, QLineEdit):
            if mark:
                widget.selectAll()
            else:
                widget.end(False)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell under the row what keeps it from being saved, and mark the cells."""
        self._tell(" ".join(dict.fromkeys(problem.sentence for problem in problems)), "problem")
        wrong = {problem.field for problem in problems}
        for name, cell in self.cells.items():
            sentence = " ".join(each.sentence for each in problems if each.field == name)
            self._focus_of(name).setAccessibleDescription(sentence)
            look(self._units[name], tone="problem" if name in wrong else "")
            cell.setToolTip(sentence)

    @property
    def told(self) -> str:
        """Return what is told under the row."""
        return self._told.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move in the grid before the cell with the keyboard does."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        name = self.cell_at(watched)
        if event.key() in _ENTER:
            if name == "service" and self.service.list_is_open():
                self.service.take_key(event)
            self._go_on(name)
            return True
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        moves = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if step and (moves or name in ("time", "count", "note")):
            self.stepped.emit(step, name)
            return True
        return super().eventFilter(watched, event)

    def _go_on(self, name: str) -> None:
        """Go to the first thing that is still to be said, or finish the row."""
        line = self.line()
        if not line.time.strip() and name != "time":
            self.go_to("time")
        elif name == "time" or not (line.service or line.words):
            self.go_to("service")
        else:
            self.finished.emit()

    def _fill(self, line: Line) -> None:
        for name in ("time", "count", "note"):
            self._text(name).setText(getattr(line, name))
        self.cells["way"].set_value(line.way)
        self.cells["done"].set_value(line.done)
        if line.service is not None:
            self.service.set_value(line.service)
        elif line.words:
            self.service.set_loose_text(line.words)

    def _text(self, name: str) -> QLineEdit:
        cell = self.cells[name]
        if not isinstance(cell, TextInput):
            raise TypeError(name)
        return cell.line

    def _focus_of(self, name: str) -> QWidget:
        cell = self.cells[name]
        return cell.focusProxy() or cell

    def _take_count(self, count: int) -> None:
        """Write how many were typed together with the service."""
        self._text("count").setText(str(count))

    def _touch(self, _name: str) -> None:
        self.show_problems(())
        if self.service.hint():
            self._tell(self.service.hint(), "question")
        self.edited.emit()

    def _tidy_time(self) -> None:
        """Write the time as a clock shows it, and say at once what is wrong with it."""
        line = self.line()
        at = read_clock(line.time)
        if at is not None:
            self._text("time").setText(clock_time(at))
        problem = problem_of_time(line) if line.time.strip() else None
        if problem is not None:
            self.show_problems([problem])

    def _tell(self, words: str, part: str) -> None:
        self._told.setText(words)
        self._told.setVisible(bool(words))
        look(self._told, part=part)
