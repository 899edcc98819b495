"""This file is the place where the page of any register goes between its list, its form and one record."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.errors import Stale
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services import drafts, lists, records
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.drafts import Draft
from kacdesk.services.lists import HistoryEntry, Opened
from kacdesk.services.records import Saved
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.strip import Action, Tone
from kacdesk.ui.register.form import RegisterForm
from kacdesk.ui.register.list import RegisterList
from kacdesk.ui.register.view import RecordView
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.shortcuts import key_of


class RegisterPage(Page):
    """The page of one register."""

    def __init__(self, jobs: Jobs, desk: Desk, spec: RegisterSpec, options: Options, actor: Actor) -> None:
        super().__init__(spec.name, t(spec.title))
        self.spec = spec
        self._jobs = jobs
        self._options = options
        self._last: UUID | None = None
        self.list = RegisterList(jobs, spec, new_key=key_of(spec.name))
        self.view = RecordView(desk, spec)
        self.form = RegisterForm(jobs, desk, spec, options, actor)
        self._parts = QStackedWidget()
        for part in (self.list, self.view, self.form):
            self._parts.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._parts)
        self.list.new_asked.connect(self.new)
        self.list.opened.connect(self.open)
        self.list.resumed.connect(self.resume)
        self.list.discarded.connect(self._discard)
        self.list.table.loaded.connect(self._mark_last)
        self.view.correction_asked.connect(self.correct)
        self.view.voided.connect(self._void)
        self.view.reveal_asked.connect(self._reveal)
        self.form.saved.connect(self._saved)
        self.form.corrected.connect(self._corrected)
        self.form.told.connect(self._form_told)
        self.form.stale.connect(self._stale)
        self.form.troubled.connect(lambda error: self.say(words(error), Tone.TROUBLE))
        jobs.changed.connect(self._hear)

    @property
    def is_writable(self) -> bool:
        """Say whether records are made here."""
        return self.spec.direction is not Direction.DOWN

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
        self.form.set_options(options)

    def set_actor(self, actor: Actor) -> None:
        """Let another person go on: what the other one had begun is kept as theirs before this is called."""
        self.form.actor = actor
        self.list.hide_personal()
        self._to_list()

    def load(self) -> None:
        self.list.table.reload()

    def enter(self) -> None:
        if self.is_at_list:
            self.list.focus_first()

    def new(self) -> None:
        """Start a new record; what stood half-filled in the form is kept as a draft."""
        if not self.is_writable:
            return
        self._park()
        self.form.begin()
        self._show(self.form)
        self.form.focus_first()

    def resume(self, draft: Draft) -> None:
        """Go on with something begun."""
        self._park()
        if draft.record is None:
            self.form.resume(draft)
            self._show(self.form)
            self.form.focus_first()
            return
        purpose = t("Ieraksta labošana")
        job = self._jobs.run(self, lists.open_record, self.spec.name, draft.record, purpose=purpose)
        job.then(lambda opened: self._start_correction(opened, draft))

    def open(self, record: UUID) -> None:
        """Show a record, masked."""
        self._open(record, purpose=None)

    def correct(self) -> None:
        """Change the record that is shown; opening it unmasked for that is written down."""
        opened = self.view.opened
        if self.shown is not self.view or opened is None or not self.is_writable:
            return
        purpose = t("Ieraksta labošana")
        job = self._jobs.run(self, lists.open_record, self.spec.name, opened.id, purpose=purpose)
        job.then(self._start_correction)

    def save(self) -> None:
        """Save what stands in the form."""
        if self.shown is self.form:
            self.form.save()

    def add_line(self) -> None:
        """Add a line to what stands in the form."""
        if self.shown is self.form:
            self.form.add_line()

    def search(self) -> None:
        """Go to the search; from a form its contents are kept first."""
        self.back_to_list()
        self.list.focus_search()

    def back(self) -> None:
        """Go back one step; at the list, clear the search."""
        if self.list.cancel_question() or self.view.cancel_question():
            return
        if self.is_at_list:
            self.list.search.clear()
            self.list.focus_first()
        else:
            self.back_to_list()

    def back_to_list(self) -> None:
        """Show the list; what stands half-filled in the form is kept, and said so."""
        if self.is_at_list:
            return
        left = self.form.leave() if self.shown is self.form else None
        self._to_list()
        if left is not None:
            time = clock_time(clock.now_utc())
            actions: list[Action] = [
                (t("Turpināt"), partial(self.resume, left)),
                (t("Izmest"), partial(self._discard, left)),
            ]
            self.say(
                t("Iesāktais paturēts plkst. {time}; tas nav saglabāts žurnālā.", time=time),
                Tone.OFFER,
                actions,
            )

    def keep(self) -> None:
        """Keep what stands half-filled in the form."""
        if self.shown is self.form:
            self.form.leave()

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """Show what of this register was begun, except what stands in the form now."""
        self.list.show_drafts([draft for draft in begun if draft.register == self.spec.name])

    def _park(self) -> None:
        if self.shown is self.form and self.form.leave() is not None:
            self.drafts_changed.emit()

    def _show(self, part: RegisterForm | RegisterList | RecordView) -> None:
        self._parts.setCurrentWidget(part)
        self.moved.emit()

    def _to_list(self) -> None:
        self._show(self.list)
        self.list.focus_first()
        self.drafts_changed.emit()

    def _form_told(self, text: str, question: bool) -> None:
        self.say(text, Tone.QUESTION if question else Tone.TROUBLE)

    def _open(self, record: UUID, *, purpose: str | None) -> None:
        job = self._jobs.run(self, lists.open_record, self.spec.name, record, purpose=purpose)
        job.then(self._read_history)

    def _read_history(self, opened: Opened) -> None:
        if not self.is_writable:
            self._show_record(opened, [])
            return
        job = self._jobs.read(self, lists.history, self.spec.name, opened.id, masked=opened.masked)
        job.then(partial(self._show_record, opened))

    def _show_record(self, opened: Opened, history: list[HistoryEntry]) -> None:
        self.view.show_record(opened, history, self._options)
        self._show(self.view)
        self.view.focus_first()

    def _start_correction(self, opened: Opened, draft: Draft | None = None) -> None:
        self.form.correct(opened, draft)
        self._show(self.form)
        self.form.head.focus_reason()

    def _reveal(self, purpose: str) -> None:
        if self.view.opened is not None:
            self._open(self.view.opened.id, purpose=purpose)

    def _void(self, reason: str) -> None:
        opened = self.view.opened
        if opened is not None:
            job = self._jobs.run(self, records.void, self.spec.name, opened.id, reason=reason)
            job.then(lambda _none: self._was_voided(opened.id))

    def _was_voided(self, record: UUID) -> None:
        self._last = record
        self._to_list()
        self.say(t("Anulēts {time}. Ieraksts paliek redzams pārsvītrots.", time=_now()), Tone.DONE)

    def _saved(self, saved: Saved) -> None:
        self._last = saved.id
        self._to_list()
        number = t(", Nr. {number}", number=saved.number) if saved.number else ""
        actions: list[Action] = [(t("Atvērt"), partial(self.open, saved.id))]
        self.say(t("Saglabāts {time}{number}", time=_now(), number=number), Tone.DONE, actions)

    def _corrected(self, record: UUID) -> None:
        self._last = record
        self._to_list()
        self.say(t("Labojums saglabāts {time}", time=_now()), Tone.DONE)

    def _stale(self, error: Stale) -> None:
        record = self.form.draft().record
        if record is None:
            return
        actions: list[Action] = [(t("Salīdzināt"), partial(self._rebase, record))]
        self.say(words(error), Tone.QUESTION, actions)

    def _rebase(self, record: UUID) -> None:
        purpose = t("Ieraksta labošana")
        job = self._jobs.run(self, lists.open_record, self.spec.name, record, purpose=purpose)
        job.then(self._compare)

    def _compare(self, opened: Opened) -> None:
        self.form.rebase(opened)
        self.say(t("Salīdziniet iezīmētos laukus un saglabājiet vēlreiz (Ctrl+S)."), Tone.QUESTION)

    def _discard(self, draft: Draft) -> None:
        self._jobs.run(self, drafts.discard, draft.id).then(lambda _none: self.drafts_changed.emit())

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        if self.spec.name in changed:
            self.list.table.reload()

    def _mark_last(self) -> None:
        if self._last is not None:
            self.list.select(self._last)
            self._last = None


def _now() -> str:
    return clock_time(clock.now_utc())
