"""This file is the place where a record of any register is entered or corrected."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Invalid, Problem, Stale
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.counter.earlier import customer_of
from kacdesk.services.counter.hints import Hint, Sketch
from kacdesk.services.lists import Opened
from kacdesk.services.records import Saved
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.counter.earlier import EarlierContacts
from kacdesk.ui.counter.hints import HintAsker
from kacdesk.ui.counter.service_side import ServiceSide
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.problem_paths import at_line
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.draft_keeper import DraftKeeper
from kacdesk.ui.register.form_contents import FormContents
from kacdesk.ui.register.form_head import FormHead
from kacdesk.ui.register.form_problems import tell_problems
from kacdesk.ui.register.form_sheet import FormSheet
from kacdesk.ui.register.left_open import Ending, going_on
from kacdesk.ui.register.lines import LineTable
from kacdesk.ui.register.link_asker import LinkAsker
from kacdesk.ui.register.plans import begins_at, plan_of


class RegisterForm(QWidget):
    """The form of one register. One widget is used again and again: `begin`, `resume` or `correct` fills it.

    Signals: `saved(Saved, Draft)` a new record is durable, with what stood in the form · `corrected(UUID, bool)` a
    saved one was gone through, True when it is different now · `told(str, bool)` a sentence for the strip, True when it
    is only a question · `troubled(DeskError)` a failure that belongs to no field · `stale(Stale)` somebody else changed
    the record meanwhile · `edited()` · `aside_asked()` and `discard_asked()` what the head's buttons ask ·
    `record_asked(UUID)` a record of this register that a hint speaks of.
    """

    saved = Signal(object, object)
    corrected = Signal(object, bool)
    told = Signal(str, bool)
    troubled = Signal(object)
    stale = Signal(object)
    edited = Signal()
    aside_asked = Signal()
    discard_asked = Signal()
    record_asked = Signal(object)

    def __init__(
        self, jobs: Jobs, desk: Desk, spec: RegisterSpec, options: Options, actor: Actor, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.actor = actor
        self._jobs = jobs
        self._plan = plan_of(spec)
        self._original: dict[str, Any] = {}
        self._draft = drafts.begin(spec.name)
        self._typed_at = self._draft.kept_at
        self._touched = self._saving = self._open = False
        self._confirmed: frozenset[str] = frozenset()
        self.keeper = DraftKeeper(jobs, self.draft, self)
        journals = desk.journals
        self.fields = FieldSet(spec, self._plan, options, self, journals=journals)
        self.tables = {
            name: LineTable(desk.spec(name), options, one_line=self._plan.one_line, journals=journals)
            for name in spec.children
        }
        self.links = LinkAsker(jobs, self)
        self.links.join(self.fields)
        self.contents = FormContents(spec, self._plan, self.fields, self.tables)
        self.head = FormHead(
            save=self.save, put_aside=self.aside_asked.emit, throw_away=self.discard_asked.emit
        )
        self.earlier = EarlierContacts(jobs, desk)
        self._hints = HintAsker(jobs, self._sketch, self._show_hints, self)
        lines = self.tables.values()
        self.services = ServiceSide(jobs, (self.fields, *lines), self)
        self._sheet = FormSheet(
            self.fields, lines, [self.earlier], self.services, lines_first=self._plan.one_line
        )
        self.services.hold(self._sheet)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.head)
        box.addWidget(self.services, 1)
        self.fields.edited.connect(self._edit)
        self.head.on_reason(lambda: self._edit(""))
        for table in self.tables.values():
            table.edited.connect(lambda: self._edit(""))
            table.made.connect(self.links.join)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    @property
    def is_touched(self) -> bool:
        """Say whether something was entered that is not saved."""
        return self._touched

    @property
    def is_open(self) -> bool:
        """Say whether a record is being entered or corrected here."""
        return self._open

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        self.fields.set_options(options)
        for table in self.tables.values():
            table.set_options(options)

    def begin(self, draft: Draft | None = None) -> None:
        """Start a new record: its time runs from now. A draft brings what is known already from another record."""
        values: dict[str, Any] = {each.name: each.default for each in self.spec.entered}
        if "clerk_id" in values:
            values["clerk_id"] = self.actor.id
        values |= draft.values if draft is not None else {}
        moment = begins_at(self.spec)
        if moment and values[moment] is None:
            values[moment] = clock.now_utc()
        self._fill(replace(draft or drafts.begin(self.spec.name), values=values))
        for link in self.fields.links:
            if link.value() is not None:  # a person should see where it came from
                self._sheet.reveal(link.spec.name)
        self.head.show_new(t("Jauns ieraksts: {title}", title=t(self.spec.singular)))
        stopwatch = self.contents.stopwatch
        if stopwatch is not None:
            stopwatch.run()

    def resume(self, draft: Draft, ending: Ending = Ending.AS_IT_IS) -> None:
        """Go on with the draft of a new record, the cursor where it was."""
        on = going_on(self.spec, draft, ending, now=clock.now_utc())
        self._fill(replace(draft, values={**draft.values, **on.values}))
        self._touched = self.keeper.kept = True
        self.head.show_new(t("Iesākts ieraksts: {title}", title=t(self.spec.singular)))
        if on.run_from_s is not None and self.contents.stopwatch is not None:
            self.contents.stopwatch.run(from_s=on.run_from_s)
        if on.caret:
            self.contents.assume_day(on.caret, clock.riga_day(draft.begun_at))
        if not self.focus_field(on.caret or draft.caret):
            self.focus_first()
        if on.words:
            self.told.emit(on.words, True)

    def correct(self, opened: Opened, draft: Draft | None = None) -> None:
        """Change a saved record, which must be unmasked; with a draft go on with what was begun."""
        begun = draft or drafts.begin(self.spec.name)
        self._fill(
            replace(
                begun, values=opened.values, lines=opened.lines, record=opened.id, rev=opened.rev, typed={}
            )
        )
        self.head.show_correction(
            t("Labojums: {title}", title=t(self.spec.singular)), reason=draft.reason if draft else ""
        )
        if draft is None:
            self.head.focus_reason()
            return
        self._touched = self.keeper.kept = True
        self.contents.show(replace(draft, values={**opened.values, **draft.values}))
        for table in self.tables.values():
            table.changed = True
        if not self.focus_field(draft.caret):
            self.head.focus_reason()

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
        stopwatch = self.contents.stopwatch
        return replace(
            self._draft,
            values=self.contents.kept_values(),
            lines=self.contents.kept_lines(),
            kept_at=self._typed_at,
            typed=self.contents.typed(),
            caret=self.contents.path_of(self.focusWidget()),
            reason=self.head.reason(),
            measured_s=stopwatch.measured_s if stopwatch is not None else None,
            parked=False,
            confirmed=self._confirmed,
        )

    def focus_first(self) -> None:
        """Put the cursor where the work begins."""
        self.contents.focus_first()

    def focus_back(self) -> None:
        """Put the cursor where it was in the form."""
        if not self.focus_field(self.contents.path_of(self.focusWidget())):
            self.focus_first()

    def focus_field(self, path: str) -> bool:
        """Put the cursor into a field, unfolding it; False when the form has none of that path."""
        return bool(path) and self._frame_for(path) is not None and self.contents.focus(path)

    def add_line(self) -> None:
        """Add a line to the first table there is."""
        for table in list(self.tables.values())[:1]:
            table.add_line()

    def save(self) -> None:
        """Save what was entered; the form keeps everything until it is durable."""
        if self._saving:
            return
        self.services.settle()
        self._clear_problems()
        troubles = self.contents.troubles()
        if self._draft.record is not None and self._needs_reason() and not self.head.reason():
            self.told.emit(t("Ierakstiet, kāpēc labojat; labojums vēl nav saglabāts."), True)
            self.head.focus_reason()
            return
        if troubles:
            self._show_problems(troubles)
            return
        self._set_saving(saving=True)
        self.keeper.stop()  # a draft written after the save would be one of a finished record
        stands = self.draft()
        if self._draft.record is None:
            ready = replace(stands, values=self.fields.finished())
            job = self._jobs.run(self, drafts.save, ready)
            job.then(lambda saved: self._saved(saved, stands), self._failed)
        else:
            ready = replace(stands, values=self._changes())
            lines_changed = self.contents.lines_changed
            reason = self.head.reason() or None
            correcting = self._jobs.run(
                self,
                drafts.correct,
                ready,
                lines_changed=lines_changed,
                reason=reason,
            )
            correcting.then(self._was_corrected, self._failed)

    def mark(self, path: str, sentence: str) -> None:
        """Mark one field with what is wrong with it and put the cursor there."""
        self._show_problems([Problem(path, sentence, "refused")])

    def leave(self) -> Draft | None:
        """Keep what was entered as a draft, which is returned; None when nothing was. It stays in the form."""
        if not self._touched or self._saving:
            return None
        self.keeper.keep_now()
        return self.draft()

    def put_aside(self) -> Draft:
        """Empty the form at once and return what stood in it, which is kept; what the disk does not take comes back."""
        draft = replace(self.draft(), parked=True)
        self.keeper.put(draft)
        self.clear()
        return draft

    def throw_away(self) -> Draft:
        """Forget what was entered; it is returned, so that a person may think better of it."""
        draft = self.draft()
        if self.keeper.kept:
            self._jobs.run(self._jobs, drafts.discard, draft.id)
        self.clear()
        return draft

    def clear(self) -> None:
        """Empty the form: nothing of a customer stays in it."""
        self._fill(drafts.begin(self.spec.name))
        self.head.show_new("")
        self._end()

    def _fill(self, draft: Draft) -> None:
        self.keeper.stop()
        self.keeper.kept = False
        self._hints.stop()
        self._draft = draft
        self._typed_at = draft.kept_at
        self._touched = False
        self._open = True
        self._confirmed = draft.confirmed
        self._original = dict(draft.values)
        self._set_saving(saving=False)
        self.contents.show(draft)
        self.earlier.show_customer(None, apart=None)
        self._sheet.begin()
        self._hints.changed()

    def _changes(self) -> dict[str, Any]:
        now = self.fields.values()
        return {name: value for name, value in now.items() if value != self._original.get(name)}

    def _needs_reason(self) -> bool:
        changed = any(not self.spec.by_name[name].progress for name in self._changes())
        return changed or self.contents.lines_changed

    def _edit(self, name: str) -> None:
        self._touched = True
        self._typed_at = clock.now_utc()
        self._confirmed = frozenset(
            path for path in self._confirmed if path != name and at_line(path) is None
        )
        self.keeper.typed()
        self._hints.changed()
        self.edited.emit()

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Judge a field once it is left."""
        if self._open and any(each is not None and self.isAncestorOf(each) for each in (before, now)):
            self._hints.changed()

    def _sketch(self) -> Sketch:
        values = self.contents.values()
        customer = customer_of(self.spec, values) if self.spec.counted_from else None
        self.earlier.show_customer(customer, apart=self._draft.record)
        return Sketch(
            self.spec.name,
            values,
            self.contents.lines(),
            self._draft.record,
            self.contents.path_of(QApplication.focusWidget()),
        )

    def _show_hints(self, hints: list[Hint]) -> None:
        unanswered = [each for each in hints if not (each.confirmable and each.path in self._confirmed)]
        self.contents.show_hints(unanswered, self._answer)

    def _answer(self, hint: Hint) -> None:
        """Hear that a person compared what was asked about, or wants to see the record it speaks of."""
        if hint.record is not None:
            self.record_asked.emit(hint.record)
            return
        self._confirmed |= {hint.path}
        self._hints.changed()
        self._hints.ask_now()

    def _saved(self, saved: Saved, stood: Draft) -> None:
        self.clear()
        self.saved.emit(saved, stood)

    def _was_corrected(self, rev: int) -> None:
        record, before = self._draft.record, self._draft.rev
        self.clear()
        self.corrected.emit(record, rev != before)

    def _end(self) -> None:
        self.keeper.stop()
        self._hints.stop()
        self._touched = self._open = False

    def _failed(self, error: DeskError) -> None:
        self._set_saving(saving=False)
        self.keeper.typed()
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
        self.contents.clear_problems()

    def _show_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        """Put every sentence beside its field and the cursor into the first."""
        told = tell_problems(problems, self._frame_for)
        if told.question:
            self._confirmed |= {problem.field for problem in problems}
        self.told.emit(told.words, told.question)
        if told.first is not None:
            told.first.input.setFocus(Qt.FocusReason.OtherFocusReason)
            self._sheet.ensureWidgetVisible(told.first)

    def _frame_for(self, path: str) -> FieldFrame | None:
        self._sheet.reveal(path)
        return self.contents.frame_for(path)
