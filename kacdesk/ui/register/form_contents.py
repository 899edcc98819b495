"""This file is the place where everything that stands in a form, fields and lines, is read and put back as a whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kacdesk.core.errors import Problem
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.counter.hints import Hint
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.problem_paths import at_line
from kacdesk.ui.fields.times import DurationInput, MomentInput
from kacdesk.ui.look.scrolling import bring_in_sight
from kacdesk.ui.register.lines import LineTable
from kacdesk.ui.register.plans import FormPlan


class FormContents:
    """The fields and the line tables of one form. Paths are those of problems: `title`, `visit_service[0].kind`."""

    def __init__(
        self, spec: RegisterSpec, plan: FormPlan, fields: FieldSet, tables: Mapping[str, LineTable]
    ) -> None:
        self.spec = spec
        self._plan = plan
        self.fields = fields
        self.tables = tables
        self._unknown_values: dict[str, Any] = {}
        self._unknown_lines: dict[str, Any] = {}

    @property
    def stopwatch(self) -> DurationInput | None:
        """Return the field that measures while the form is open, None where the plan has none."""
        field = self._plan.stopwatch and self.fields.frames[self._plan.stopwatch].input
        return field if isinstance(field, DurationInput) else None

    @property
    def lines_changed(self) -> bool:
        """Say whether a person changed, added or removed a line."""
        return any(table.changed for table in self.tables.values())

    def show(self, draft: Draft) -> None:
        """Put a draft into the fields, words that cannot be read included; what no field shows is remembered."""
        self._unknown_values = {
            name: value for name, value in draft.values.items() if name not in self.spec.by_name
        }
        self._unknown_lines = {name: rows for name, rows in draft.lines.items() if name not in self.tables}
        self.fields.set_values(draft.values)
        for name, table in self.tables.items():
            table.set_lines(draft.lines.get(name, ()))
        self.show_typed(draft.typed)

    def show_typed(self, typed: Mapping[str, str]) -> None:
        """Put words back that cannot be read as values."""
        for path, words in typed.items():
            line = at_line(path)
            if line is None:
                self.fields.show_typed(path, words)
                continue
            rows = self.tables[line.register].counted if line.register in self.tables else []
            if line.place < len(rows):
                rows[line.place].fields.show_typed(line.field, words)

    def values(self) -> dict[str, Any]:
        """Return the values of the record as they stand."""
        return self.fields.values()

    def lines(self) -> dict[str, list[dict[str, Any]]]:
        """Return the lines as they stand."""
        return {name: table.lines() for name, table in self.tables.items()}

    def kept_values(self) -> dict[str, Any]:
        """Return the values with what a newer version wrote beside them."""
        return self._unknown_values | self.values()

    def kept_lines(self) -> dict[str, list[dict[str, Any]]]:
        """Return the lines with those of registers that only a newer version has."""
        return self._unknown_lines | self.lines()

    def typed(self) -> dict[str, str]:
        """Return the words that cannot be read, by path."""
        told = self.fields.typed()
        for path, fields in self._rows():
            told |= fields.typed(path)
        return told

    def troubles(self) -> list[Problem]:
        """Return what was typed but cannot be read."""
        return self.fields.troubles() + [p for table in self.tables.values() for p in table.troubles()]

    def path_of(self, widget: QWidget | None) -> str:
        """Return the path of the field that holds a widget, '' when none does."""
        name = self.fields.name_of(widget)
        if name:
            return name
        return next((path + name for path, fields in self._rows() if (name := fields.name_of(widget))), "")

    def frame_for(self, path: str) -> FieldFrame | None:
        """Return where something about a path is shown, None when that is nowhere."""
        line = at_line(path)
        if line is None:
            return self.fields.frame_for(path)
        return (
            self.tables[line.register].frame_for(line.place, line.field)
            if line.register in self.tables
            else None
        )

    def show_hints(self, hints: Sequence[Hint], answered: Callable[[Hint], None]) -> None:
        """Show beside every field what is said of it now, and nothing beside the others."""
        frames: dict[int, tuple[FieldFrame, list[Hint]]] = {
            id(frame): (frame, []) for frame in self._frames()
        }
        for hint in hints:
            frame = self.frame_for(hint.path)
            if frame is not None:
                frames[id(frame)][1].append(hint)
        for frame, told in frames.values():
            frame.show_hints(told, answered)

    def clear_problems(self) -> None:
        """Take away what was wrong everywhere."""
        self.fields.clear_problems()
        for table in self.tables.values():
            table.clear_problems()

    def assume_day(self, path: str, day: date) -> None:
        """Take a time that is typed into a field without a day for one of that day."""
        frame = self.frame_for(path)
        if frame is not None and isinstance(frame.input, MomentInput):
            frame.input.assume_day(day)

    def focus(self, path: str) -> bool:
        """Put the cursor into a field; False when there is none of that path."""
        frame = self.frame_for(path) if path else None
        if frame is not None:
            frame.input.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_in_sight(frame)
        return frame is not None

    def focus_first(self) -> None:
        """Put the cursor where the work begins: at the first line if there is one, else the first empty field."""
        table = next(iter(self.tables.values()), None)
        if table is not None and table.rows:
            table.focus_line(0)
            return
        frames = [self.fields.frames[each.name] for each in self.fields.first]
        empty = [frame for frame in frames if frame.input.value() is None and not frame.isHidden()]
        first = (empty or frames)[0]
        first.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_in_sight(first)

    def _rows(self) -> Iterator[tuple[str, FieldSet]]:
        """Yield every line that counts with what its paths begin with."""
        for name, table in self.tables.items():
            for place, row in enumerate(table.counted):
                yield f"{name}[{place}].", row.fields

    def _frames(self) -> Iterator[FieldFrame]:
        yield from self.fields.frames.values()
        for table in self.tables.values():
            for row in table.rows:
                yield from row.fields.frames.values()
