"""This file is the place where PINs are changed and given, and where it is set when the desk locks itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
)

from kacdesk.core.latvian import short_moment
from kacdesk.core.policy import Name
from kacdesk.core.text import t
from kacdesk.services import preferences
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.accounts import Door
from kacdesk.services.people.pins import Kept
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.locked import lock, locked_words
from kacdesk.ui.look.rows_table import fill, rows_table
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.people.own_pin import OwnPin
from kacdesk.ui.people.set_by_it import SetByIt
from kacdesk.ui.people.words import role_words
from kacdesk.ui.shell.page import Page

NAME = "access"
_USUAL_MINUTES = (1, 2, 3, 5, 10, 15, 30, 60, 0)
_ROWS_IN_SIGHT = 6


class AccessPage(Page):
    """The page of PINs and of the lock.

    Signals: `changed()` who may sign in how, or when the desk locks itself, is another now.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Piekļuve"))
        self._jobs = jobs
        self._actor = actor
        self._door: Door | None = None
        self.own = OwnPin(jobs)
        heads = (t("Vārds, uzvārds"), t("Loma"), t("PIN"), t("Pierakstījās"))
        self.people = rows_table(t("Darbinieku PIN"), heads, wide=0)
        self.given = label("", "heading", wrap=True)
        self._give = plain_button(t("Dot vienreizēju PIN"), self.give)
        self.minutes = CalmCombo()
        self.keep_button = plain_button(t("Saglabāt"), self.keep_minutes)
        self.minutes_locked = locked_words()
        self.set_by_it = SetByIt()
        self._staff = self._card_of_staff()
        self._build()
        self.own.changed.connect(self._own_changed)

    def _build(self) -> None:
        sheet = sheet_of(self, self.own, self._staff, self._card_of_lock(), self.set_by_it)
        scroll_in(self, sheet, head=[label(self.title, "title")])

    def _card_of_staff(self) -> QFrame:
        words = t("Kas PIN aizmirsis, tam iedodiet vienreizēju; pirmajā reizē tas jānomaina.")
        foot = Flow(spacing=GRID)
        foot.addWidget(self._give)
        foot.addWidget(link_button(t("Lomas un vadītāja p. i."), lambda: self.page_asked.emit("staff")))
        return card(t("Darbinieki"), label(words, "quiet", wrap=True), self.people, self.given, foot)

    def _card_of_lock(self) -> QFrame:
        self.minutes.setMinimumHeight(INPUT_HEIGHT)
        for minutes in _USUAL_MINUTES:
            self._offer(minutes)
        words = label(t("Aizslēgt, ja neviens nepieskaras tastatūrai un pelei:"), "value", wrap=True)
        words.setBuddy(self.minutes)
        self.minutes.setAccessibleName(t("Pēc cik minūtēm aizslēgt"))
        row = Flow(spacing=GRID)
        row.addWidget(self.minutes)
        row.addWidget(self.keep_button)
        row.addWidget(self.minutes_locked)
        return card(t("Aizslēgšanās"), words, row)

    def load(self) -> None:
        self._jobs.read(self, accounts.door).then(self._show)

    def enter(self) -> None:
        self.load()
        self._focus_first()

    def _focus_first(self) -> None:
        if self.own.button.isVisible():
            self.own.focus_first()
        else:
            self.minutes.setFocus()

    def keep(self) -> None:
        """Keep nothing: what is typed here is secret."""
        self.own.clear()
        self._tell("")

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.keep()
        self.load()

    def save(self) -> None:
        if self._typing_own():
            self.own.submit()
        else:
            self.keep_minutes()

    def _typing_own(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.own.isAncestorOf(focused)

    def give(self) -> None:
        """Give the marked person a PIN for one use."""
        row = self.people.currentRow()
        if self._door is None or row < 0:
            return
        person = self._door.people[row]
        self._tell("")
        self._jobs.run(self, pins.give, person).then(lambda pin: self._given(person, pin))

    def keep_minutes(self) -> None:
        """Set after how long the desk locks itself; what IT has set stays."""
        if not self.minutes.isEnabled():
            self.say(f"{self.minutes.accessibleName()}.", Tone.QUESTION)
            return
        self._jobs.run(self, _set_idle, self.minutes.currentData()).then(self._minutes_kept)

    def _show(self, door: Door) -> None:
        is_first = self._door is None
        if self._door != door:
            self._fill(door)
        if not self._typing_own() or self._door is None:
            self.own.show_for(door, self._actor)
        self._door = door
        self._staff.setVisible(door.asks_pin and self._actor.role is Role.SUPERVISOR)
        locked = door.set_by_it.locks(Name.IDLE_MINUTES)
        if locked or not self.minutes.hasFocus():
            self._show_minutes(door.idle_minutes)
        if locked:
            lock(self.keep_button, self.minutes)
        self.keep_button.setVisible(not locked)
        self.minutes_locked.setVisible(locked)
        self.set_by_it.tell(door.set_by_it)
        if is_first and self.isVisible():
            self._focus_first()  # which field that is was not known when the page was entered

    def _fill(self, door: Door) -> None:
        rows = [_told(person, door.kept.get(person.id)) for person in door.people]
        fill(self.people, rows, most_in_sight=_ROWS_IN_SIGHT)

    def _own_changed(self, first: bool) -> None:
        if first:
            self.say(t("PIN ir ieslēgti. Ar Ctrl+L ekrānu aizslēdz, un pie darba nāk nākamais."), Tone.DONE)
        else:
            self.say(t("Jūsu PIN ir nomainīts."), Tone.DONE)
        self._door = None
        self.load()
        self.changed.emit()

    def _given(self, person: Actor, pin: str) -> None:
        self._tell(
            t(
                "Vienreizējais PIN: {pin}. Pasakiet to tikai vienam cilvēkam: {name}.",
                pin=pin,
                name=person.name,
            )
        )
        self.load()
        self.changed.emit()

    def _minutes_kept(self, minutes: int) -> None:
        self._show_minutes(minutes)
        words = t("Darbvieta aizslēgsies pēc {minutes} min.", minutes=minutes)
        self.say(words if minutes else t("Darbvieta pati neaizslēgsies."), Tone.DONE)
        self.changed.emit()

    def _show_minutes(self, minutes: int) -> None:
        if self.minutes.findData(minutes) < 0:
            self._offer(minutes)
        self.minutes.setCurrentIndex(self.minutes.findData(minutes))

    def _offer(self, minutes: int) -> None:
        self.minutes.addItem(t("{minutes} min", minutes=minutes) if minutes else t("nekad"), minutes)

    def _tell(self, text: str) -> None:
        self.given.setText(text)
        self.given.setVisible(bool(text))


def _set_idle(context: Context, minutes: int) -> int:
    return preferences.change(context, idle_minutes=minutes).idle_minutes


def _told(person: Actor, kept: Kept | None) -> tuple[str, ...]:
    entered = short_moment(kept.entered_at) if kept is not None and kept.entered_at else ""
    return person.name, role_words(person), _pin_words(kept), entered


def _pin_words(kept: Kept | None) -> str:
    if kept is None:
        return t("vēl nav")
    return t("vienreizējs, nav lietots") if kept.one_time else t("ir kopš {at}", at=short_moment(kept.set_at))
