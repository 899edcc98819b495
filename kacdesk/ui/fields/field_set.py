"""This file is the place where the inputs of one record, or of one line, work together."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.services.catalog import Options
from kacdesk.services.catalogue.choosing import Favourites
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.link import LinkInput
from kacdesk.ui.fields.maker import make_input
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.register.plans import EDITED, ENTERED_LATER, MEASURED, FormPlan, laid_out


class FieldSet(QObject):
    """The fields of a register with their frames, by name; whoever owns it lays the frames out.

    A chosen row fills the fields it determines (a service its institution) and narrows the others. The quality of
    a time follows from whether a person edited it.

    A field that another one asks for stands there only while it does; otherwise it has no value. `journals` are the
    registers whose records are linked, not chosen from a list.

    Signals: `edited(str)` a person changed the field of that name · `pointed(str, UUID | None)` a row of that register
    is marked or chosen · `asked()` other fields are asked for than before.
    """

    edited = Signal(str)
    pointed = Signal(str, object)
    asked = Signal()

    def __init__(
        self,
        spec: RegisterSpec,
        plan: FormPlan,
        options: Options,
        parent: QObject,
        *,
        journals: Mapping[str, RegisterSpec] | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.plan = plan
        self.first, self.more = laid_out(spec, plan)
        self.frames: dict[str, FieldFrame] = {}
        self._hidden: dict[str, Any] = {}
        for each in (*self.first, *self.more):
            made = make_input(
                each,
                options,
                takes_words=each.name in plan.own_words or each.name in plan.words_into,
                counts=each.name in plan.counted_by,
                compact=spec.parent is not None,
                linked=(journals or {}).get(each.refers_to or ""),
            )
            self.frames[each.name] = FieldFrame(made)
            made.edited.connect(lambda name=each.name: self._changed(name))
            if isinstance(made, ReferenceInput):
                self._join(made)
        self._ask()

    @property
    def links(self) -> list[LinkInput]:
        """Return the inputs of records of journals."""
        return [frame.input for frame in self.frames.values() if isinstance(frame.input, LinkInput)]

    def _join(self, reference: ReferenceInput) -> None:
        """Let what is typed into a reference reach the fields beside it."""
        name = reference.spec.name
        reference.pointed.connect(partial(self.pointed.emit, reference.spec.refers_to or ""))
        reference.counted.connect(partial(self._count, name))
        reference.worded.connect(partial(self._take_words, name))

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        for frame in self.frames.values():
            if isinstance(frame.input, ReferenceInput):
                frame.input.set_options(options.get(frame.spec.refers_to or "", ()))

    def set_favourites(self, favourites: Favourites) -> None:
        """Take which services are likely to be named."""
        for frame in self.frames.values():
            if isinstance(frame.input, ReferenceInput) and frame.spec.refers_to == "service":
                frame.input.set_favourites(favourites)

    def offer(self) -> None:
        """Open the list of likely services if the cursor stands in its empty box."""
        for frame in self.frames.values():
            field = frame.input
            if isinstance(field, ReferenceInput) and field.window().focusWidget() is field.line:
                field.offer()

    def settle(self) -> None:
        """Take what is marked for what was typed into a reference: the record is being saved."""
        for frame in self.frames.values():
            if isinstance(frame.input, ReferenceInput):
                frame.input.settle()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show a record's values; this is no edit."""
        self._hidden = {name: values.get(name) for name in self.plan.unseen}
        for name, frame in self.frames.items():
            frame.input.set_value(values.get(name))
            frame.reset()
        for reference, text in self.plan.own_words.items():
            own = values.get(text)
            frame = self.frames[reference]
            if own and values.get(reference) is None and isinstance(frame.input, ReferenceInput):
                frame.input.set_loose_text(str(own))
        for name in self.frames:
            self._narrow_by(name)
        self._ask()

    def values(self) -> dict[str, Any]:
        """Return the values as they stand, those of unseen fields too."""
        values = {
            name: frame.input.value() if frame.is_asked else None for name, frame in self.frames.items()
        }
        values |= self._hidden
        for reference, text in self.plan.own_words.items():
            field = self.frames[reference].input
            if isinstance(field, ReferenceInput) and field.loose_text():
                values[text] = field.loose_text()
        for reference, text in self.plan.words_into.items():
            field = self.frames[reference].input
            if isinstance(field, ReferenceInput) and (words := field.loose_text()):
                values[text] = _joined(values[text], words)
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
            if frame.is_asked and (sentence := frame.input.trouble())
        ]

    def typed(self, path: str = "") -> dict[str, str]:
        """Return the words that cannot be read, by the path of their field."""
        told = {name: _words_in(frame) for name, frame in self.frames.items() if frame.is_asked}
        return {path + name: words for name, words in told.items() if words}

    def show_typed(self, name: str, words: str) -> None:
        """Show words that could not be read when they were typed; this is no edit."""
        frame = self.frames.get(name)
        if frame is None:
            return
        if isinstance(frame.input, ReferenceInput):
            frame.input.set_loose_text(words)
        else:
            frame.input.show_typed(words)

    def name_of(self, within: QWidget | None) -> str:
        """Return the field whose input holds a widget, '' when none does."""
        return next(
            (name for name, frame in self.frames.items() if within and frame.input.isAncestorOf(within)), ""
        )

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
        self._ask()
        self.edited.emit(name)

    def _ask(self) -> None:
        """Show the fields that are asked for as the others stand now; one that is not shown asks for no other."""
        before = {name for name, frame in self.frames.items() if frame.is_asked}
        now: set[str] = set()
        while True:
            values = {name: self.frames[name].input.value() for name in now} | self._hidden
            found = {name for name, frame in self.frames.items() if frame.spec.is_asked(values)}
            if found <= now:
                break
            now |= found
        for name in before ^ now:
            self.frames[name].show_asked(asked=name in now)
        if before != now:
            self.asked.emit()

    def _count(self, name: str, count: int) -> None:
        """Set the number that was typed with a reference."""
        counted = self.plan.counted_by.get(name)
        if counted is not None and counted in self.frames:
            self.frames[counted].input.set_value(count)
            self._changed(counted)

    def _take_words(self, name: str, words: str) -> None:
        """Move the words that a reference has no row for to the field that is for them."""
        text = self.plan.words_into.get(name)
        if text is None:
            return
        frame = self.frames[text]
        frame.input.set_value(_joined(frame.input.value(), words))
        self.frames[name].input.set_value(None)
        frame.clear_problem()
        self._changed(text)

    def _fill_from(self, name: str) -> None:
        """Fill what the chosen row determines."""
        field = self.frames[name].input
        if not isinstance(field, ReferenceInput) or (option := field.chosen_option()) is None:
            return
        for other, value in option.belongs.items():
            frame = self.frames.get(other)
            if frame is not None and other != name:
                frame.input.set_value(value)
                frame.clear_problem()
                field.narrow(other, None)

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


def _joined(before: str | None, words: str) -> str:
    return f"{before}; {words}" if before else words


def _words_in(frame: FieldFrame) -> str:
    field = frame.input
    if isinstance(field, ReferenceInput):
        return (field.loose_text() or "") if field.trouble() else ""
    return field.typed_text()
