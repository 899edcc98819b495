"""This file is the place where a supervisor reads who looked at personal data, and takes it out as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QLineEdit

from kacdesk.core.latvian import counted, short_moment
from kacdesk.core.text import later, t
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.keeping import looked
from kacdesk.services.keeping.looked import Look, LookQuery
from kacdesk.services.people.accounts import staff
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.ui import names
from kacdesk.ui.fields.times import DayInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.labelled import labelled
from kacdesk.ui.look.rows_table import fill, rows_table
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.shell.page import Page

NAME = names.LOOKS
_IN_SIGHT = 12
_LONGEST = 80
_SINCE = FieldSpec("since", later("No dienas"), Kind.DAY)
_UNTIL = FieldSpec("until", later("Līdz dienai"), Kind.DAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed on the page."""

    since: date | None
    until: date | None
    actor: UUID | None
    record: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The accesses found, the query that found them, None when the record is not here; and the people of the desk."""

    found: Sequence[Look]
    query: LookQuery | None
    people: Sequence[Actor]


def read_looks(context: Context, asked: Asked) -> Answer:
    """Read who looked; nothing for anybody but a supervisor."""
    people = staff(context.store)
    if context.actor.role is not Role.SUPERVISOR:
        return Answer((), None, people)
    record = looked.record_of(context, asked.record) if asked.record else None
    if asked.record and record is None:
        return Answer((), None, people)
    query = LookQuery(asked.since, asked.until, asked.actor, record)
    return Answer(looked.looks(context, query), query, people)


class LooksPage(Page):
    """The page „Kas skatījies”."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Kas skatījies"))
        self._jobs = jobs
        self._actor = actor
        self._answer: Answer | None = None
        self.since, self.until = DayInput(_SINCE), DayInput(_UNTIL)
        self.who = CalmCombo()
        self.record = QLineEdit()
        self.show_button = main_button(t("Rādīt"), self.load)
        self.export_button = plain_button(t("Saglabāt CSV…"), self.ask_where)
        self.open_button = plain_button(t("Atvērt ierakstu"), self.open_record)
        heads = (t("Laiks"), t("Kas"), t("Ko darīja"), t("Sadaļa"), t("Ieraksts"), t("Nolūks"))
        self.table = rows_table(t("Kas skatījies personas datus"), heads, wide=5)
        self.count = label("", "quiet", wrap=True)
        self.not_yours = label(t("Piekļuves žurnālu lasa vadītājs."), "value", wrap=True)
        self._build()

    def _build(self) -> None:
        for day in (self.since, self.until):
            day.line.setAccessibleName(t(day.spec.label))
        self.who.setAccessibleName(t("Darbinieks"))
        self.who.setMinimumHeight(INPUT_HEIGHT)
        self.who.addItem(t("Visi darbinieki"), None)
        self.record.setAccessibleName(t("Ieraksta numurs vai kods"))
        self.record.setPlaceholderText(t("Numurs vai kods"))
        self.record.setMinimumHeight(INPUT_HEIGHT)
        self.record.setMaxLength(_LONGEST)
        self.record.returnPressed.connect(self.load)
        asked = Flow(spacing=GRID)
        for words, part, takes in (
            (t(_SINCE.label), self.since, self.since.line),
            (t(_UNTIL.label), self.until, self.until.line),
            (t("Darbinieks"), self.who, self.who),
            (t("Ieraksts"), self.record, self.record),
        ):
            asked.addWidget(labelled(words, part, takes))
        asked.addWidget(self.show_button)
        foot = Flow(spacing=GRID)
        for button in (self.open_button, self.export_button):
            foot.addWidget(button)
        about = label(
            t("Žurnāls ir šī datora: katrs dators glabā savējo, un tas netiek nosūtīts."), "quiet", wrap=True
        )
        asking = card(t("Ko rādīt"), asked, about)
        self._scroll = sheet_of(self, asking, card(t("Piekļuves"), self.count, self.table, foot))
        scroll_in(self, self._scroll, head=[label(self.title, "title"), self.not_yours])
        self.not_yours.hide()

    # --- what the window asks ------------------------------------------------------------------------------------
    def load(self) -> None:
        """Read who looked, as it is asked for."""
        asked = Asked(
            self.since.value(), self.until.value(), self.who.currentData(), self.record.text().strip()
        )
        self._jobs.read(self, read_looks, asked).then(self._show)

    def enter(self) -> None:
        """Put the keyboard into the record that is asked for."""
        self.load()
        self.record.setFocus()

    def keep(self) -> None:
        """Leave no purposes on the screen, which may name a customer."""
        self.table.setRowCount(0)

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.keep()
        self.load()

    def search(self) -> None:
        """Go to the record that is asked for."""
        self.record.setFocus()

    # --- showing -------------------------------------------------------------------------------------------------
    def _show(self, answer: Answer) -> None:
        self._answer = answer
        supervisor = self._actor.role is Role.SUPERVISOR
        self._scroll.setVisible(supervisor)
        self.not_yours.setVisible(not supervisor)
        self._show_people(answer.people)
        rows = [
            (short_moment(each.at), each.who, each.act, each.register, each.what, each.purpose)
            for each in answer.found
        ]
        fill(self.table, rows, most_in_sight=_IN_SIGHT)
        told = counted(len(rows), t("piekļuvju"), t("piekļuve"), t("piekļuves"))
        missing = answer.query is None and bool(self.record.text().strip())
        self.count.setText(t("Šāda ieraksta šajā datorā nav.") if missing else told)
        self.export_button.setEnabled(bool(rows))
        self.open_button.setEnabled(bool(rows))

    def _show_people(self, people: Sequence[Actor]) -> None:
        for person in people:
            if self.who.findData(person.id) < 0:
                self.who.addItem(person.name, person.id)

    # --- doing ---------------------------------------------------------------------------------------------------
    def open_record(self) -> None:
        """Show the record of the marked access."""
        row = self.table.currentRow()
        if self._answer is not None and 0 <= row < len(self._answer.found):
            look = self._answer.found[row]
            if look.record is not None:
                self.record_asked.emit(look.reg, look.record)
            else:
                self.say(t("Šī piekļuve bija vairākiem ierakstiem reizē."), Tone.DONE)

    def ask_where(self) -> None:
        """Ask where to save what is shown."""
        if path := ask_where(self, "kas-skatijies.csv"):
            self.export(path)

    def export(self, path: Path) -> None:
        """Save what is shown as a CSV."""
        if self._answer is not None and self._answer.query is not None:
            job = self._jobs.read(self, looked.export_looks, self._answer.query, path)
            job.then(lambda _count: tell_kept(self.say, path))
