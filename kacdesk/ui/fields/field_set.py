"""This file is the place where the inputs of one record, or of one line, work together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.services.catalog import Options
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.maker import make_input
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.register.plans import EDITED, ENTERED_LATER, MEASURED, FormPlan, laid_out


class FieldSet(QObject):
    """The fields of a register with their frames, by name; whoever owns it lays the frames out.

    A chosen row fills the fields it determines (a service its institution) and narrows the others. The quality of
    a time follows from whether a person edited it.

    Signals: `edited(str)` a person changed the field of that name.
    """

    edited = Signal(str)

    def __init__(self, spec: RegisterSpec, plan: FormPlan, options: Options, parent: QObject) -> None:
        super().__init__(parent)
        self.spec = spec
        self.plan = plan
        self.first, self.more = laid_out(spec, plan)
        self.frames: dict[str, FieldFrame] = {}
        self._hidden: dict[str, Any] = {}
        for each in (*self.first, *self.more):
            made = make_input(
                each, options, takes_words=each.name in plan.own_words, compact=spec.parent is not None
            )
            self.frames[each.name] = FieldFrame(made)
            made.edited.connect(lambda name=each.name: self._changed(name))

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        for frame in self.frames.values():
            if isinstance(frame.input, ReferenceInput):
                frame.input.set_options(options.get(frame.spec.refers_to or "", ()))

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show a record's values; this is no edit."""
        self._hidden = {name: values.get(name) for name in self.plan.unseen}
        for name, frame in self.frames.items():
            frame.input.set_value(values.get(name))
            frame.clear_problem()
        for reference, text in self.plan.own_words.items():
            own = values.get(text)
            frame = self.frames[reference]
            if own and values.get(reference) is None and isinstance(frame.input, ReferenceInput):
                frame.input.set_loose_text(str(own))
        for name in self.frames:
            self._narrow_by(name)

    def values(self) -> dict[str, Any]:
        """Return the values as they stand, those of unseen fields too."""
        values = {name: frame.input.value() for name, frame in self.frames.items()}
        values |= self._hidden
        for reference, text in self.plan.own_words.items():
            field = self.frames[reference].input
            if isinstance(field, ReferenceInput) and (field.value() is not None or field.loose_text()):
                values[text] = field.loose_text()
        for moment, quality in self.plan.timed.items():
            if values.get(moment) is None:
                values[quality] = None if not self.spec.by_name[quality].required else MEASURED
        return values

    def finished(self) -> dict[str, Any]:
        """Return the values for saving: what is measured until the end gets its end now."""
        values = self.values()
        ending = self.plan.ends_on_save
        started = values.get(self.spec.counted_from or "")
        now = clock.now_utc()
        if not ending or values.get(ending) is not None or not isinstance(started, datetime) or started > now:
            return values
        if clock.riga_day(started) == clock.today_riga():
            values |= {ending: now, self.plan.timed[ending]: MEASURED}
        return values

    def troubles(self, path: str = "") -> list[Problem]:
        """Return what was typed but cannot be read."""
        return [
            Problem(path + name, sentence, "unreadable")
            for name, frame in self.frames.items()
            if (sentence := frame.input.trouble())
        ]

    def frame_for(self, name: str) -> FieldFrame | None:
        """Return the frame in which a problem of the field is shown; unseen fields have a visible neighbour."""
        neighbours = {
            hidden: shown for shown, hidden in (*self.plan.timed.items(), *self.plan.own_words.items())
        }
        return self.frames.get(neighbours.get(name, name))

    def clear_problems(self) -> None:
        """Show ordinary hints everywhere."""
        for frame in self.frames.values():
            frame.clear_problem()

    def _changed(self, name: str) -> None:
        quality = self.plan.timed.get(name)
        if quality is not None:
            moment = self.frames[name].input.value()
            late = isinstance(moment, datetime) and clock.riga_day(moment) < clock.today_riga()
            self._hidden[quality] = ENTERED_LATER if late else EDITED
        words = self.plan.own_words.get(name)
        if words is not None:
            self._hidden[words] = None
        self._fill_from(name)
        self._narrow_by(name)
        self.edited.emit(name)

    def _fill_from(self, name: str) -> None:
        """Fill what the chosen row determines."""
        field = self.frames[name].input
        option = field.chosen_option() if isinstance(field, ReferenceInput) else None
        if option is None:
            return
        for other, value in option.belongs.items():
            frame = self.frames.get(other)
            if frame is not None and other != name:
                frame.input.set_value(value)
                frame.clear_problem()

    def _narrow_by(self, name: str) -> None:
        """Let the other references offer only what goes with this one."""
        field = self.frames[name].input
        if not isinstance(field, ReferenceInput):
            return
        for other, frame in self.frames.items():
            if other == name or not isinstance(frame.input, ReferenceInput):
                continue
            frame.input.narrow(name, field.value())
            option = frame.input.chosen_option()
            wanted = option.belongs.get(name) if option is not None else None
            if wanted is not None and field.value() is not None and wanted != field.value():
                frame.input.set_value(None)
