"""This file is the place where a record of any register is entered or corrected."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Invalid, Problem, Stale
from kacdesk.core.text import t
from kacdesk.services import drafts
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.drafts import Draft
from kacdesk.services.lists import Opened
from kacdesk.services.records import Saved
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.grid import FieldGrid
from kacdesk.ui.fields.problem_paths import at_line
from kacdesk.ui.fields.times import DurationInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import link_button
from kacdesk.ui.register.draft_keeper import DraftKeeper
from kacdesk.ui.register.form_head import FormHead
from kacdesk.ui.register.lines import LineTable
from kacdesk.ui.register.plans import LEFT_OPEN, plan_of

_LEFT_AFTER = timedelta(minutes=10)
"""A draft last touched longer ago than this was left open: its end is when somebody last typed."""


class RegisterForm(QWidget):
    """The form of one register. One widget is used again and again: `begin`, `resume` or `correct` fills it.

    Signals: `saved(Saved)` a new record is durable · `corrected(UUID)` a saved one was changed ·
    `told(str, bool)` a sentence for the strip, True when it is only a question · `troubled(DeskError)` a failure
    that belongs to no field · `stale(Stale)` somebody else changed the record meanwhile.
    """

    saved = Signal(object)
    corrected = Signal(object)
    told = Signal(str, bool)
    troubled = Signal(object)
    stale = Signal(object)

    def __init__(self, jobs: Jobs, desk: Desk, spec: RegisterSpec, options: Options, actor: Actor) -> None:
        super().__init__()
        self.spec = spec
        self.actor = actor
        self._jobs = jobs
        self._plan = plan_of(spec)
        self._original: dict[str, Any] = {}
        self._draft = drafts.begin(spec.name)
        self._touched = self._saving = False
        self._confirmed: frozenset[str] = frozenset()
        self.keeper = DraftKeeper(jobs, self.draft, self)
        self.fields = FieldSet(spec, self._plan, options, self)
        self.tables = {
            name: LineTable(desk.spec(name), options, one_line=self._plan.one_line) for name in spec.children
        }
        self.head = FormHead(self.save)
        self._unfold = link_button("", self._toggle)
        self._more = FieldGrid([self.fields.frames[each.name] for each in self.fields.more])
        self._build()
        self.fields.edited.connect(self._edit)
        for table in self.tables.values():
            table.edited.connect(lambda: self._edit(""))

    def _build(self) -> None:
        sheet = QWidget()
        sheet.setProperty("part", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        column.addWidget(_card(FieldGrid([self.fields.frames[each.name] for each in self.fields.first])))
        for table in self.tables.values():
            column.addWidget(table)
        self._rest = _card(self._unfold, self._more)
        column.addWidget(self._rest)
        if not self.fields.more:
            self._rest.hide()
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(sheet)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.head)
        box.addWidget(self._scroll, 1)
        self._show_more(shown=False)

    @property
    def is_touched(self) -> bool:
        """Say whether something was entered that is not saved."""
        return self._touched

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        self.fields.set_options(options)
        for table in self.tables.values():
            table.set_options(options)

    def begin(self) -> None:
        """Start a new record: its time runs from now."""
        values = {each.name: each.default for each in self.spec.entered}
        if self.spec.counted_from:
            values[self.spec.counted_from] = clock.now_utc()  # type: ignore[assignment]  # a moment, not a default
        if "clerk_id" in values:
            values["clerk_id"] = self.actor.id  # type: ignore[assignment]  # a row, not a default
        self._fill(drafts.begin(self.spec.name, values))
        self.head.show_new(t("Jauns ieraksts: {title}", title=t(self.spec.singular)))
        duration = self._plan.stopwatch and self.fields.frames[self._plan.stopwatch].input
        if isinstance(duration, DurationInput):
            duration.run()

    def resume(self, draft: Draft) -> None:
        """Go on with the draft of a new record; a visit that was left open ends when somebody last typed in it."""
        self._fill(draft)
        self._touched = True
        self.keeper.kept = True
        self.head.show_new(t("Iesākts ieraksts: {title}", title=t(self.spec.singular)))
        ending = self._plan.ends_on_save
        if ending and draft.values.get(ending) is None and clock.now_utc() - draft.kept_at > _LEFT_AFTER:
            left = {**draft.values, ending: draft.kept_at, self._plan.timed[ending]: LEFT_OPEN}
            self.fields.set_values(left)

    def correct(self, opened: Opened, draft: Draft | None = None) -> None:
        """Change a saved record, which must be unmasked; with a draft go on with what was begun."""
        begun = draft or drafts.begin(self.spec.name)
        self._fill(replace(begun, values=opened.values, lines=opened.lines, record=opened.id, rev=opened.rev))
        self.head.show_correction(t("Labojums: {title}", title=t(self.spec.singular)))
        if draft is not None:
            self._touched = True
            self.keeper.kept = True
            self.fields.set_values({**opened.values, **draft.values})
            for name, table in self.tables.items():
                table.set_lines(draft.lines.get(name, ()))
                table.changed = True

    def rebase(self, opened: Opened) -> None:
        """Take in what somebody else changed: their value where this form did not touch the field."""
        mine = self.fields.values()
        merged = dict(opened.values)
        differing = [name for name in self.fields.frames if mine[name] != self._original.get(name)]
        merged |= {name: mine[name] for name in differing}
        original, self._original = self._original, dict(opened.values)
        self._draft = replace(self._draft, rev=opened.rev)
        self.fields.set_values(merged)
        for name in differing:
            if opened.values.get(name) != original.get(name):
                self.fields.frames[name].show_problem(
                    t("Kāds cits šo lauku ir mainījis; saglabājot paliks jūsu vērtība."), question=True
                )

    def draft(self) -> Draft:
        """Return what stands in the form now."""
        lines = {name: table.lines() for name, table in self.tables.items()}
        return replace(self._draft, values=self.fields.values(), lines=lines, kept_at=clock.now_utc())

    def focus_first(self) -> None:
        """Put the cursor where the work begins: at the first line if there is one, else the first empty field."""
        table = next(iter(self.tables.values()), None)
        if table is not None and table.rows:
            table.focus_line(0)
            return
        frames = [self.fields.frames[each.name] for each in self.fields.first]
        empty = [frame for frame in frames if frame.input.value() is None and frame.isVisibleTo(self)]
        (empty or frames)[0].input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_line(self) -> None:
        """Add a line to the first table there is."""
        for table in list(self.tables.values())[:1]:
            table.add_line()

    def save(self) -> None:
        """Save what was entered; the form keeps everything until it is durable."""
        if self._saving:
            return
        self._clear_problems()
        troubles = self.fields.troubles() + [p for table in self.tables.values() for p in table.troubles()]
        if self._draft.record is not None and self._needs_reason() and not self.head.reason():
            self.told.emit(t("Ierakstiet, kāpēc labojat; labojums vēl nav saglabāts."), True)
            self.head.focus_reason()
            return
        if troubles:
            self._show_problems(troubles)
            return
        self._set_saving(saving=True)
        if self._draft.record is None:
            ready = replace(self.draft(), values=self.fields.finished())
            job = self._jobs.run(self, drafts.save, ready, confirmed=self._confirmed)
            job.then(self._saved, self._failed)
        else:
            ready = replace(self.draft(), values=self._changes())
            lines_changed = any(table.changed for table in self.tables.values())
            reason = self.head.reason() or None
            correcting = self._jobs.run(
                self,
                drafts.correct,
                ready,
                lines_changed=lines_changed,
                reason=reason,
                confirmed=self._confirmed,
            )
            correcting.then(lambda _rev: self._was_corrected(), self._failed)

    def leave(self) -> Draft | None:
        """Leave the form: what was entered is kept as a draft, which is returned; None when nothing was."""
        self.keeper.flush()
        return self.draft() if self._touched else None

    def throw_away(self) -> None:
        """Forget what was entered."""
        self.keeper.stop()
        if self.keeper.kept:
            self._jobs.run(self._jobs, drafts.discard, self._draft.id)
        self._touched = False

    def _fill(self, draft: Draft) -> None:
        self.keeper.stop()
        self.keeper.kept = False
        self._draft = draft
        self._touched = False
        self._confirmed = frozenset()
        self._original = dict(draft.values)
        self._set_saving(saving=False)
        self.fields.set_values(draft.values)
        for name, table in self.tables.items():
            table.set_lines(draft.lines.get(name, ()))
        self._show_more(shown=False)
        self._scroll.verticalScrollBar().setValue(0)

    def _changes(self) -> dict[str, Any]:
        now = self.fields.values()
        return {name: value for name, value in now.items() if value != self._original.get(name)}

    def _needs_reason(self) -> bool:
        changed = any(not self.spec.by_name[name].progress for name in self._changes())
        return changed or any(table.changed for table in self.tables.values())

    def _edit(self, name: str) -> None:
        self._touched = True
        self._confirmed -= {name}
        self.keeper.typed()

    def _saved(self, saved: Saved) -> None:
        self._end()
        self.saved.emit(saved)

    def _was_corrected(self) -> None:
        record = self._draft.record
        self._end()
        self.corrected.emit(record)

    def _end(self) -> None:
        self.keeper.stop()
        self._set_saving(saving=False)
        self._touched = False

    def _failed(self, error: DeskError) -> None:
        self._set_saving(saving=False)
        if isinstance(error, Invalid):
            self._show_problems(error.problems)
        elif isinstance(error, Stale):
            self.stale.emit(error)
        else:
            self.troubled.emit(error)

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        self.head.set_busy(busy=saving)

    def _clear_problems(self) -> None:
        self.fields.clear_problems()
        for table in self.tables.values():
            table.clear_problems()

    def _show_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        """Put every sentence beside its field and the cursor into the first."""
        question = all(problem.code == "confirm" for problem in problems)
        if question:
            self._confirmed |= {problem.field for problem in problems}
        homeless: list[str] = []
        first: FieldFrame | None = None
        for problem in problems:
            frame = self._frame_for(problem.field)
            if frame is None:
                homeless.append(problem.sentence)
            else:
                frame.show_problem(problem.sentence, question=question)
                first = first or frame
        if question:
            words = t("Pārbaudiet iezīmēto. Ja ir pareizi, saglabājiet vēlreiz (Ctrl+S).")
        else:
            words = t("Vēl nav saglabāts: {count} — skatiet pie laukiem.", count=_places(len(problems)))
        self.told.emit(" ".join([words, *homeless]), question)
        if first is not None:
            first.input.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(first)

    def _frame_for(self, path: str) -> FieldFrame | None:
        line = at_line(path)
        if line is not None and line.register in self.tables:
            return self.tables[line.register].frame_for(line.place, line.field)
        if any(each.name == path for each in self.fields.more):
            self._show_more(shown=True)
        return self.fields.frame_for(path)

    def _toggle(self) -> None:
        self._show_more(shown=self._more.isHidden())

    def _show_more(self, *, shown: bool) -> None:
        self._more.setVisible(shown)
        self._unfold.setText(
            t("– Mazāk lauku") if shown else t("+ Vairāk lauku: {names}", names=self._rest_names())
        )
        self._unfold.setAccessibleName(t("Mazāk lauku") if shown else t("Vairāk lauku"))

    def _rest_names(self) -> str:
        names = [t(each.label).lower() if i else t(each.label) for i, each in enumerate(self.fields.more)]
        return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("part", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(10, 8, 10, 10)
    for widget in widgets:
        box.addWidget(widget)
    return card


def _places(count: int) -> str:
    return t("viens lauks jāizlabo") if count == 1 else t("jāizlabo lauki ({count})", count=count)
