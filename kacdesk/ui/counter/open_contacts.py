"""This file is the place where several contacts are open at once: begun, put aside, switched to, none ever lost."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.ui.counter.open_contacts_bar import Chip, ContactsBar
from kacdesk.ui.counter.open_contacts_left import LeftOpenBar
from kacdesk.ui.counter.open_contacts_words import contact_words, resume_question, service_of
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.strip import Action, Tone
from kacdesk.ui.register.left_open import Ending, was_left_open
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.pages import Pages

_SOON_MS = 50
"""Several changes of one moment are shown once."""

_MINUTES_PASS_MS = 15_000

Say = Callable[[str, Tone, Sequence[Action]], None]


class OpenContacts(QWidget):
    """What is open at this desk: chips for the contacts of today, questions about those left open before.

    A form is one per register; beginning or going on with a contact puts aside whatever stands in the other forms.
    `turning_to` shows a page while a block says where on it the keyboard goes.
    `day_is_shown` says whether the page of the day is in sight, which asks itself about what was begun.
    """

    def __init__(
        self,
        jobs: Jobs,
        desk: Desk,
        pages: Pages,
        *,
        turning_to: Callable[[str], AbstractContextManager[Page]],
        say: Say,
        day_is_shown: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk = desk
        self._all = pages
        self._pages: dict[str, RegisterPage] = {}
        self._turning_to = turning_to
        self._say = say
        self._day_is_shown = day_is_shown
        self._options: Options = {}
        self._kept: list[Draft] = []
        self._open: list[Draft] = []
        self._read = self._asked = False
        self.bar = ContactsBar()
        self.left = LeftOpenBar()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.bar)
        box.addWidget(self.left)
        self._soon = _timer(self, _SOON_MS, self.refresh)
        self._soon.setSingleShot(True)
        self._minutes = _timer(self, _MINUTES_PASS_MS, self.refresh)
        self._minutes.start()
        self.bar.chosen.connect(self.switch)
        self.left.answered.connect(self.resume)
        self.left.discarded.connect(self.discard)
        pages.on_made(self._know)
        self.hide()

    def set_options(self, options: Options) -> None:
        """Take the names of institutions and services."""
        self._options = options
        self.refresh()
        self._ask_once()

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """Learn what the person has begun and not finished; the first time, ask whether to go on with the newest."""
        self._kept = list(begun)
        self._read = True
        self.refresh()
        self._ask_once()

    def forget(self) -> None:
        """Forget whose contacts these were: another person sits down, who is asked about her own."""
        self._kept, self._read, self._asked = [], False, False
        self.refresh()

    def new(self, register: str) -> None:
        """Begin a contact from anywhere; what was open is put aside."""
        page = self._all.register_page(register)
        page.make_way()
        with self._turning_to(register):
            page.new()

    def park(self) -> None:
        """Put aside what is being served: the form is empty at once, and a key brings it back."""
        page = self._serving
        draft = page.park() if page is not None else None
        if page is None or draft is None:
            return
        page.enter()
        self._kept = [draft, *(each for each in self._kept if each.id != draft.id)]
        self.refresh()
        name = contact_words(self._desk.spec(draft.register), draft, self._options)
        place = next((place for place, each in enumerate(self._open) if each.id == draft.id), None)
        actions: list[Action] = [
            (t("Turpināt"), partial(self.resume, draft)),
            (t("Izmest"), partial(self.discard, draft)),
        ]
        if place is None:
            words = t("Nolikts malā: {name}. Žurnālā tas vēl nav saglabāts.", name=name)
        else:
            words = t("Nolikts malā: {name}. Atpakaļ — Alt+{number}.", name=name, number=place + 1)
        self._say(words, Tone.OFFER, actions)

    def ask_earlier(self) -> None:
        """Ask for what purpose the earlier contacts of the customer in the form are looked at."""
        page = self._serving
        if page is not None and page.isVisible():
            page.form.earlier.ask()

    def switch(self, place: int) -> None:
        """Go on with the open contact of that place, from 0; nothing happens where there is none."""
        if place < len(self._open):
            self.resume(self._open[place])

    def resume(self, draft: Draft, ending: Ending = Ending.AS_IT_IS) -> None:
        """Go on with something begun; of one left open on an earlier day it is asked first when it ended."""
        page = self._all.of_register(draft.register)
        if page is None:
            return
        if page.is_open and page.form.draft().id == draft.id:
            with self._turning_to(draft.register):
                page.form.focus_back()
            return
        if ending is Ending.AS_IT_IS and self._was_left(draft):
            self.park()
            self.refresh()
            self.left.focus_first()
            return
        unkept = next((each for each in page.present() if each.id == draft.id), None)
        if unkept is not None:
            self._go_on(unkept, ending)
            return
        self._jobs.run(self, drafts.reopen, draft.id).then(partial(self._go_on, ending=ending))

    def take_back(self, draft: Draft) -> None:
        """Go on with what was saved a moment ago and taken back; a form begun since, and still empty, gives way."""
        page = self._serving
        if page is not None and not page.is_touched:
            page.form.clear()
        self._go_on(draft)

    def take_over(self, draft: Draft) -> None:
        """Go on with what another record led to; it is kept once something is typed."""
        page = self._all.of_register(draft.register)
        if page is not None:
            with self._turning_to(draft.register):
                page.begin(draft)

    def discard(self, draft: Draft) -> None:
        """Throw a draft away; for as long as it is told, it can be had back."""
        self._kept = [each for each in self._kept if each.id != draft.id]
        self.refresh()
        self._jobs.run(self, drafts.discard, draft.id).then(lambda _none: self._discarded(draft))

    def refresh(self) -> None:
        """Show what is open as it is now."""
        self._soon.stop()
        present = {draft.id: draft for page in self._pages.values() for draft in page.present()}
        everything = {draft.id: draft for draft in self._kept} | present
        asked = [draft for draft in everything.values() if draft.id not in present and self._was_left(draft)]
        put_by = {draft.id for draft in asked}
        self._open = sorted(
            (draft for draft in everything.values() if draft.record is None and draft.id not in put_by),
            key=lambda draft: (draft.begun_at, draft.id),
        )
        served = {page.form.draft().id for page in self._pages.values() if page.is_open}
        self.bar.show_chips([self._chip(draft, served) for draft in self._open])
        self.left.show_left([(draft, self._name(draft)) for draft in asked])
        self.left.setVisible(bool(asked) and not served)  # not in the way while somebody is served
        self.setVisible(bool(self._open or (asked and not served)))

    @property
    def _serving(self) -> RegisterPage | None:
        """Return the page in whose form something stands, the one that is seen before one that is not."""
        serving = [page for page in self._pages.values() if page.is_open]
        return next((page for page in serving if page.isVisible()), next(iter(serving), None))

    def _know(self, page: Page) -> None:
        """Hear of the contacts of a page that was just made."""
        if not isinstance(page, RegisterPage):
            return
        self._pages[page.spec.name] = page
        page.moved.connect(partial(self._moved, page))
        page.edited.connect(self._soon.start)
        page.aside_asked.connect(self.park)
        page.discarded.connect(self.discard)

    def _moved(self, page: RegisterPage) -> None:
        if page.is_at_form:
            for other in self._pages.values():
                if other is not page:
                    other.park()
        self._soon.start()

    def _go_on(self, draft: Draft, ending: Ending = Ending.AS_IT_IS) -> None:
        page = self._all.of_register(draft.register)
        if page is not None:
            with self._turning_to(draft.register):
                page.resume(draft, ending)

    def _discarded(self, draft: Draft) -> None:
        self._all[draft.register].drafts_changed.emit()
        words = t("Izmests: {name}.", name=self._name(draft))
        self._say(words, Tone.DONE, [(t("Tomēr paturēt"), partial(self._restore, draft))])

    def _restore(self, draft: Draft) -> None:
        self._jobs.run(self, drafts.keep, draft).then(lambda _none: self._go_on(draft))

    def _ask_once(self) -> None:
        """Ask, once after the start, whether to go on with what was touched last; the page of the day asks itself."""
        if self._asked or not self._read or not self._options:
            return
        self._asked = True
        standing = {draft.id for page in self._pages.values() for draft in page.present()}
        begun = [
            draft
            for draft in self._kept
            if draft.register in self._all and draft.id not in standing and not self._was_left(draft)
        ]
        if not begun or self._day_is_shown():
            return
        newest = begun[0]
        words = resume_question(self._desk.spec(newest.register), newest, self._options)
        if len(begun) > 1:
            words = t("{question} Kopā atvērti: {count}.", question=words, count=len(begun))
        actions: list[Action] = [
            (t("Atjaunot"), partial(self.resume, newest)),
            (t("Izmest"), partial(self.discard, newest)),
        ]
        self._say(words, Tone.OFFER, actions)

    def _chip(self, draft: Draft, served: set[UUID]) -> Chip:
        minutes = int((clock.now_utc() - draft.begun_at).total_seconds() // 60)
        return Chip(
            draft.id, self._name(draft), service_of(draft, self._options), max(0, minutes), draft.id in served
        )

    def _name(self, draft: Draft) -> str:
        return contact_words(self._desk.spec(draft.register), draft, self._options)

    def _was_left(self, draft: Draft) -> bool:
        return was_left_open(self._desk.spec(draft.register), draft, now=clock.now_utc())


def _timer(parent: QObject, interval_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
