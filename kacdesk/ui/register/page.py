"""This file is the place where the page of any register goes between its list, its form and one record."""

from collections.abc import Sequence
from functools import cached_property, partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.errors import Stale
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services import lists
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.lists import Opened
from kacdesk.services.matters import Matter
from kacdesk.services.record_acts import may_write
from kacdesk.services.records import Saved
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Job, Jobs
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.register.form import RegisterForm
from kacdesk.ui.register.left_open import Ending
from kacdesk.ui.register.list import RegisterList, only_read_words
from kacdesk.ui.register.paper import PaperKind
from kacdesk.ui.register.plans import plan_of
from kacdesk.ui.register.record_room import RecordRoom
from kacdesk.ui.register.view import RecordView
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.shortcuts import key_of


class RegisterPage(Page):
    """The page of one register.

    Signals: `saved(Saved, Draft)` a new record is durable, with what stood in the form · `edited()` something in the
    form changed · `aside_asked()` and `discarded(Draft)` what is to become of what stands in the form, or of a draft.
    """

    saved = Signal(object, object)
    edited = Signal()
    aside_asked = Signal()
    discarded = Signal(object)

    def __init__(self, jobs: Jobs, desk: Desk, spec: RegisterSpec, options: Options, actor: Actor) -> None:
        super().__init__(spec.name, t(spec.title))
        self.spec = spec
        self._jobs = jobs
        self._desk, self._actor = desk, actor
        self._options = options
        self._last: UUID | None = None
        self._mending: UUID | None = None
        self._unkept: dict[UUID, Draft] = {}
        self._parts = Stack(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._parts)
        self.list = RegisterList(jobs, spec, new_key=key_of(spec.name), parent=self._parts)
        self.list.show_may_write(may_write=self.is_writable)
        self._parts.addWidget(self.list)
        self.list.new_asked.connect(self.new)
        self.list.opened.connect(self.open)
        self.list.resumed.connect(self.resumed)
        self.list.discarded.connect(self.discarded)
        self.list.table.loaded.connect(self._mark_last)
        self.list.slip_asked.connect(lambda record: self.room.show_paper(PaperKind.SLIP, record))
        jobs.changed.connect(self._hear)

    @cached_property
    def room(self) -> RecordRoom:
        """Return where records are looked at. It is made for the first of them."""
        room = RecordRoom(self._jobs, self._desk, self.spec, self._actor, self)
        room.options = self._options
        self._parts.addWidget(room.view)
        room.view.correction_asked.connect(self.correct)
        room.view.record_asked.connect(self.record_asked)
        room.shown.connect(lambda: self._show(self.view))
        room.voided.connect(self._was_voided)
        room.begun.connect(self.draft_asked)
        room.told.connect(self.say)
        return room

    @property
    def view(self) -> RecordView:
        """Return the view of a record."""
        return self.room.view

    @cached_property
    def form(self) -> RegisterForm:
        """Return the form. It is made when it is first wanted: all of them would be half of the program's start."""
        form = RegisterForm(self._jobs, self._desk, self.spec, self._options, self._actor, self._parts)
        self._parts.addWidget(form)
        form.saved.connect(self._saved)
        form.corrected.connect(self._corrected)
        form.told.connect(lambda text, ask: self.say(text, Tone.QUESTION if ask else Tone.TROUBLE))
        form.stale.connect(self._stale)
        form.edited.connect(self.edited)
        form.aside_asked.connect(self.aside_asked)
        form.discard_asked.connect(self.throw_away)
        form.record_asked.connect(self.open)
        form.links.record_asked.connect(self.record_asked)
        form.keeper.lost.connect(self._take_back)
        form.troubled.connect(lambda error: self.say(words(error), Tone.TROUBLE))
        return form

    def prepare(self) -> None:
        """Make the form with what a new record shows, so that it stands ready; what is typed in it already stays."""
        if not self._has_form:
            self.form.ensurePolished()
            self.form.clear()

    @property
    def _has_form(self) -> bool:
        return "form" in self.__dict__

    @property
    def _has_room(self) -> bool:
        return "room" in self.__dict__

    @property
    def is_at_record(self) -> bool:
        """Say whether a record is shown."""
        return self._has_room and self.shown is self.view

    @property
    def is_open(self) -> bool:
        """Say whether a record is being entered or corrected here."""
        return self._has_form and self.form.is_open

    @property
    def is_touched(self) -> bool:
        """Say whether something was entered here that is not saved."""
        return self._has_form and self.form.is_touched

    @property
    def is_at_form(self) -> bool:
        """Say whether the form is shown."""
        return self._has_form and self.shown is self.form

    @property
    def is_writable(self) -> bool:
        """Say whether whoever works now makes and changes records here."""
        return may_write(self.spec, self._actor.role)

    @property
    def shown(self) -> QWidget | None:
        """Return the part that is shown: the list, the form or the view of a record."""
        return self._parts.currentWidget()

    @property
    def is_at_list(self) -> bool:
        """Say whether the list is shown."""
        return self.shown is self.list

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""
        self._options = options
        if self._has_room:
            self.room.options = options
        if self._has_form:
            self.form.set_options(options)

    def set_actor(self, actor: Actor) -> None:
        """Let another person go on: what the other one had begun is kept as theirs before this is called."""
        self._actor = actor
        if self._has_room:
            self.room.actor = actor
        self.list.show_may_write(may_write=self.is_writable)
        if self._has_form:
            self.form.actor = actor
            self.form.clear()
        self._unkept.clear()
        self.list.hide_personal()
        self._to_list()

    def load(self) -> None:
        self.list.table.reload()

    def enter(self) -> None:
        if self.is_at_list:
            self.list.focus_first()

    def new(self) -> None:
        """Start a new record; what stood half-filled in the form is put aside, an untouched form begins anew."""
        if not self.is_writable:
            if self.spec.supervised:
                self.say(only_read_words(self.spec), Tone.QUESTION)
            return
        if self.is_touched:
            self.park()
        self.begin(None)
        self.form.services.offer()

    def make_way(self) -> None:
        """Let the form stand in front before the page is shown for a new record: nobody would see the list."""
        if self.is_writable and not self.isVisible():
            self._parts.setCurrentWidget(self.form)

    def begin(self, draft: Draft | None) -> None:
        """Start a new record, with what another one led to or with nothing; what stood in the form is put aside."""
        if draft is not None:
            self.park()
        self.form.begin(draft)
        self._show(self.form)
        self.form.focus_first()

    def resume(self, draft: Draft, ending: Ending = Ending.AS_IT_IS) -> None:
        """Go on with something begun."""
        self.park()
        self._unkept.pop(draft.id, None)
        if draft.record is None:
            self._show(self.form)
            self.form.resume(draft, ending)
            return
        self._open_to_correct(draft.record).then(lambda opened: self._start_correction(opened, draft))

    def open(self, record: UUID) -> None:
        """Show a record, masked; what stands in the form is put aside."""
        self.park()
        self.room.open(record)

    def present(self) -> list[Draft]:
        """Return what stands in the form, and what left it but was not taken by the disk."""
        return [*([self.form.draft()] if self.is_open else []), *self._unkept.values()]

    def to_customer(self) -> None:
        name = plan_of(self.spec).customer
        if name and self.is_at_form:
            self.form.focus_field(name)

    def park(self) -> Draft | None:
        """Put what stands in the form aside, out of sight; None when nothing did, or a correction nobody touched."""
        if not self.is_open:
            return None
        draft = None
        if self.is_touched or self.form.draft().record is None:
            draft = self.form.put_aside()
        else:
            self.form.clear()
        if self.is_at_form:
            self._parts.setCurrentWidget(self.list)
        self.drafts_changed.emit()
        return draft

    def throw_away(self) -> None:
        """Throw away what stands in the form."""
        if self.is_open:
            draft = self.form.throw_away()
            self._to_list()
            self.discarded.emit(draft)

    def correct(self) -> None:
        """Change the record that is shown; opening it unmasked for that is written down."""
        opened = self.view.opened if self.is_at_record else None
        if opened is None or not self.is_writable:
            return
        if opened.is_voided:
            self.say(t("Anulētu ierakstu labot nevar."), Tone.QUESTION)
            return
        self._open_to_correct(opened.id).then(self._start_correction)

    def mend(self, matter: Matter) -> None:
        """Open the correction of a record of which the central store refused something, with that field marked."""
        if matter.record is None:
            return
        self.park()
        self._open_to_correct(matter.record).then(partial(self._start_mending, matter))

    def save(self) -> None:
        """Save what stands in the form."""
        if self.is_at_form:
            self.form.save()

    def add_line(self) -> None:
        """Add a line to what stands in the form."""
        if self.is_at_form:
            self.form.add_line()

    def search(self) -> None:
        """Go to the search; from a form its contents are kept first."""
        self.back_to_list()
        self.list.focus_search()

    def back(self) -> None:
        """Go back one step: from a correction nobody touched to its record; at the list, clear the search."""
        if self.list.cancel_question() or (self._has_room and self.view.cancel_question()):
            return
        if self.is_at_form and self.form.earlier.cancel_question():
            return
        if self.is_at_list:
            self.list.search.clear()
            self.list.focus_first()
        elif self.is_at_form and not self.is_touched and (record := self.form.draft().record) is not None:
            self.open(record)
        else:
            self.back_to_list()

    def back_to_list(self) -> None:
        """Show the list; what stands half-filled in the form is kept, and said so."""
        if self.is_at_form and self.is_touched:
            self.aside_asked.emit()
        elif not self.is_at_list:
            if self.is_open:
                self.form.clear()
            self._to_list()

    def keep(self) -> None:
        """Keep what stands half-filled in the form."""
        if self.is_open:
            self.form.leave()

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """Show the corrections that were begun; contacts that are open stand above the page."""
        standing = {draft.id for draft in self.present()}
        mine = [draft for draft in begun if draft.register == self.spec.name and draft.id not in standing]
        self.list.show_drafts([draft for draft in mine if draft.record is not None])

    def _take_back(self, draft: Draft) -> None:
        """Hold what the disk did not take; in the form, if nothing else stands in it."""
        self._unkept[draft.id] = draft
        if self.is_open:
            self.drafts_changed.emit()
        else:
            self.resume(draft)

    def _show(self, part: RegisterForm | RegisterList | RecordView) -> None:
        self._parts.setCurrentWidget(part)
        self.moved.emit()

    def _to_list(self) -> None:
        self._show(self.list)
        self.list.focus_first()
        self.drafts_changed.emit()

    def _open_to_correct(self, record: UUID) -> Job[Opened]:
        purpose = t("Ieraksta labošana")
        return self._jobs.run(self, lists.open_record, self.spec.name, record, purpose=purpose)

    def _start_correction(self, opened: Opened, draft: Draft | None = None) -> None:
        self._show(self.form)
        self.form.correct(opened, draft)

    def _was_voided(self, record: UUID) -> None:
        self._last = record
        self._to_list()
        self.say(t("Anulēts {time}. Ieraksts paliek redzams pārsvītrots.", time=_now()), Tone.DONE)

    def _saved(self, saved: Saved, stood: Draft) -> None:
        self._last = saved.id
        self._to_list()
        self.saved.emit(saved, stood)

    def _start_mending(self, matter: Matter, opened: Opened) -> None:
        self._start_correction(opened)
        self._mending = opened.id
        self.form.head.set_reason(t("Precizēts, jo krātuve nepieņēma"))
        self.form.mark(str(matter.path), matter.why)
        text = t("{why} Izlabojiet un saglabājiet (Ctrl+S): ierakstu sūtīs vēlreiz.", why=matter.why)
        self.say(text, Tone.QUESTION, [(t("Citas iespējas"), partial(self.matter_asked.emit, matter))])

    def _corrected(self, record: UUID, changed: bool) -> None:
        mended, self._mending = self._mending == record, None
        self._last = record
        self._to_list()
        told = t("Labojums saglabāts {time}", time=_now()) if changed else t("Nekas nav mainīts.")
        if mended:
            self.page_asked.emit("today")
            told = t("Labots {time}; ierakstu sūta vēlreiz.", time=_now())
        self.say(told, Tone.DONE)

    def _stale(self, error: Stale) -> None:
        record = self.form.draft().record
        if record is not None:
            self.say(words(error), Tone.QUESTION, [(t("Salīdzināt"), partial(self._rebase, record))])

    def _rebase(self, record: UUID) -> None:
        self._open_to_correct(record).then(self._compare)

    def _compare(self, opened: Opened) -> None:
        self.form.rebase(opened)
        self.say(t("Salīdziniet iezīmētos laukus un saglabājiet vēlreiz (Ctrl+S)."), Tone.QUESTION)

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        if self.spec.name in changed:
            self.list.table.reload()

    def _mark_last(self) -> None:
        if self._last is not None:
            self.list.select(self._last)
            self._last = None


def _now() -> str:
    return clock_time(clock.now_utc())
