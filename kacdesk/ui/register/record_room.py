"""This file is the place where a saved record is opened and something is done with it: step, paper, void, onward."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services import lists, onward, record_acts, records, steps
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.lists import Opened
from kacdesk.services.papers.attachments import takes_files
from kacdesk.services.record_acts import Act, Beside
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.attachments.panel import AttachmentsPanel
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.register.paper import Paper, PaperDialog, PaperKind, paper_of, slip_of, stamp_of
from kacdesk.ui.register.view import RecordView


class RecordRoom(QObject):
    """What happens around the view of one record.

    Signals: `shown()` a record is read and stands in the view · `voided(UUID)` · `begun(Draft)` what was begun from
    it · `told(str, Tone)` a sentence for the strip.
    """

    shown = Signal()
    voided = Signal(object)
    begun = Signal(object)
    told = Signal(str, object)

    def __init__(self, jobs: Jobs, desk: Desk, spec: RegisterSpec, actor: Actor, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec = spec
        self.options: Options = {}
        self.actor = actor
        self._jobs = jobs
        self._page = parent
        self._purpose: str | None = None
        self._beside = Beside()
        self._done = ""
        self.view = RecordView(desk, spec)
        self.view.voided.connect(self._void)
        self.view.reveal_asked.connect(self._reveal)
        self.view.paper_asked.connect(self._show_paper)
        self.view.step_asked.connect(self._take_step)
        self.view.onward_asked.connect(self._begin)

    @property
    def record(self) -> UUID | None:
        """Return the record that stands in the view, None before the first."""
        return self.view.opened.id if self.view.opened is not None else None

    def open(self, record: UUID, *, purpose: str | None = None) -> None:
        """Read a record, masked unless a purpose is stated; the view shows it once it is read."""
        self._purpose = purpose
        job = self._jobs.run(self._page, lists.open_record, self.spec.name, record, purpose=purpose)
        job.then(self._read_beside)

    def show_paper(self, kind: PaperKind | str, record: UUID) -> None:
        """Show a paper of a record; a voided one has none, which the dialog tells."""
        if kind is PaperKind.STAMP:
            paper = stamp_of(self._jobs, record)
        elif kind is PaperKind.SLIP:
            paper = slip_of(self._jobs, self.spec.name, record)
        else:
            paper = paper_of(self._jobs, self.spec.name, record, self._act(str(kind)))
        self._look_at(paper)

    def _act(self, name: str) -> Act:
        acts = self._beside.acts
        known = (*acts.steps, *acts.papers, *acts.onward)
        return next((each for each in known if each.name == name), Act(name, name))

    def _look_at(self, paper: Paper) -> None:
        dialog = PaperDialog(self._jobs, paper, self._page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read_beside(self, opened: Opened) -> None:
        job = self._jobs.read(self._page, record_acts.beside, self.spec.name, opened.id, masked=opened.masked)
        job.then(partial(self._show, opened))

    def _show(self, opened: Opened, beside: Beside) -> None:
        self._beside = beside
        if takes_files(self.spec) and self.view.files is None:
            self._make_room_for_files()
        may_write = record_acts.may_write(self.spec, self.actor.role)
        self.view.show_record(opened, beside, self.options, may_write=may_write)
        if self.view.files is not None:
            open_ = may_write and not opened.is_voided
            self.view.files.show_record(opened.id, purpose=self._purpose, may_write=open_)
        self.shown.emit()
        self.view.focus_first()
        if self._done:
            self.told.emit(self._done, Tone.DONE)
            self._done = ""

    def _make_room_for_files(self) -> None:
        """Let records have their files; made when the first of them is shown."""
        self.view.files = AttachmentsPanel(self._jobs, self.spec)
        self.view.files.serve(self.view)

    def _reveal(self, purpose: str) -> None:
        if self.record is not None:
            self.open(self.record, purpose=purpose)

    def _show_paper(self, kind: PaperKind | str) -> None:
        if self.record is not None:
            self.show_paper(kind, self.record)

    def _take_step(self, name: str) -> None:
        opened = self.view.opened
        if opened is not None:
            job = self._jobs.run(self._page, steps.take, self.spec.name, opened.id, name, rev=opened.rev)
            job.then(lambda _rev: self._stepped(opened, self._act(name).label))

    def _stepped(self, opened: Opened, label: str) -> None:
        """Show the record as it is now, as openly as it stood there before."""
        self._done = t("{step}: ierakstīts {time}", step=label, time=_now())
        if self.record == opened.id:
            self.open(opened.id, purpose=self._purpose)

    def _begin(self, name: str) -> None:
        if self.record is not None:
            job = self._jobs.run(self._page, onward.begin, self.spec.name, self.record, name)
            job.then(self.begun.emit)

    def _void(self, reason: str) -> None:
        record = self.record
        if record is not None:
            job = self._jobs.run(self._page, records.void, self.spec.name, record, reason=reason)
            job.then(lambda _none: self.voided.emit(record), partial(self._not_voided, reason))

    def _not_voided(self, reason: str, error: DeskError) -> None:
        """Tell why it was not done, and let the words of the reason be changed."""
        self.told.emit(words(error), Tone.TROUBLE)
        self.view.ask_void(reason)


def _now() -> str:
    return clock_time(clock.now_utc())
