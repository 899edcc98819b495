"""This file is the place where a supervisor sees whose time is over, lets it be forgotten, and draws up acts."""

from dataclasses import dataclass, replace
from functools import partial

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import counted, number, short_date
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.keeping import destruction_acts, retention_run
from kacdesk.services.keeping.retention_due import DueRecord, DueRule, due, due_records
from kacdesk.services.keeping.retention_rules import DESTROY, KeepingRule
from kacdesk.services.keeping.retention_run import Course, Run
from kacdesk.services.keeping.retention_words import rule_words
from kacdesk.services.records import Saved
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.rows_table import fill, rows_table
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.shell.page import Page

NAME = names.KEEPING
_RULES_IN_SIGHT, _RECORDS_IN_SIGHT = 8, 5


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page shows: the rules in force with their words, and the files of the file plan that are due."""

    rules: tuple[tuple[DueRule, str], ...]
    volumes: int


def read_kept(context: Context) -> Kept:
    """Read what is due today."""
    rules = tuple((each, rule_words(context.catalog, each.rule).words) for each in due(context, today_riga()))
    first = tuple(sorted(rules, key=lambda each: each[0].count == 0))
    return Kept(first, len(destruction_acts.due_volumes(context)))


def _first_records(context: Context, rule: KeepingRule) -> list[DueRecord]:
    return due_records(context, rule, today_riga())


class KeepingPage(Page):
    """The page „Glabāšana”: rules, what is due by them, and the acts."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Glabāšana"))
        self._jobs = jobs
        self._actor = actor
        self._kept: Kept | None = None
        self._due: list[DueRecord] = []
        self._asked = False
        self._running: KeepingRule | None = None
        self._done = 0
        self._course = Course()
        heads = (t("Sadaļa"), t("Termiņš beidzies"), t("Vecākais"), t("Kas to dara"), t("Noteikums"))
        self.rules = rows_table(t("Glabāšanas noteikumi"), heads, wide=4)
        self.words = label("", "quiet", wrap=True)
        self.run_button = main_button(t("Dzēst un sastādīt aktu"), self.run)
        self.sure_button = plain_button(t("Jā, dzēst neatgriezeniski"), self.run_now)
        about = (t("Numurs vai kods"), t("Sākums"), t("Jāglabā līdz"), t("Kāpēc vēl ne"))
        self.records = rows_table(t("Ieraksti, kuru termiņš beidzies"), about, wide=3)
        self.open_button = plain_button(t("Atvērt ierakstu"), self.open_record)
        self.hold_button = plain_button(t("Apturēt dzēšanu"), self.hold)
        self.volumes = label("", "value", wrap=True)
        self.volumes_button = plain_button(t("Sastādīt aktu par lietām"), self.draw_up_volumes)
        self.not_yours = label(t("Glabāšanas termiņus pārvalda vadītājs."), "value", wrap=True)
        self._build()
        self.rules.currentCellChanged.connect(lambda *_: self._show_rule())

    def _build(self) -> None:
        act = Flow(spacing=GRID)
        for button in (self.run_button, self.sure_button):
            act.addWidget(button)
        record = Flow(spacing=GRID)
        for button in (self.open_button, self.hold_button):
            record.addWidget(button)
        links = Flow(spacing=GRID)
        for words, page in (
            (t("Iznīcināšanas akti"), "destruction_act"),
            (t("Glabāšanas termiņi"), "retention_rule"),
            (t("Apturētās dzēšanas"), "retention_hold"),
            (t("Nodošana arhīvā"), "archive_transfer"),
        ):
            links.addWidget(link_button(words, partial(self.page_asked.emit, page)))
        self._scroll = sheet_of(
            self,
            card(t("Personas dati un papīri"), self.rules, self.words, act),
            card(t("Ko tas skar"), self.records, record),
            card(t("Lietas un akti"), self.volumes, self.volumes_button, links),
        )
        scroll_in(self, self._scroll, head=[label(self.title, "title"), self.not_yours])
        self.sure_button.hide()
        self.not_yours.hide()

    # --- what the window asks ------------------------------------------------------------------------------------
    def load(self) -> None:
        """Read what is due."""
        self._jobs.read(self, read_kept).then(self._show)

    def enter(self) -> None:
        """Put the keyboard into the rules."""
        self.load()
        self.rules.setFocus()

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.load()

    def back(self) -> None:
        """Take back the question whether to forget."""
        self._ask(False)

    # --- showing -------------------------------------------------------------------------------------------------
    def _show(self, kept: Kept) -> None:
        self._kept = kept
        supervisor = self._actor.role is Role.SUPERVISOR
        self._scroll.setVisible(supervisor)
        self.not_yours.setVisible(not supervisor)
        rows = [
            (
                each.title,
                number(each.count),
                short_date(each.oldest) if each.oldest else "",
                t("programma pati") if each.rule.automatic else t("vadītājs"),
                each.rule.wrong or words,
            )
            for each, words in kept.rules
        ]
        fill(self.rules, rows, most_in_sight=_RULES_IN_SIGHT)
        volumes = counted(kept.volumes, t("lietu"), t("lieta"), t("lietas"))
        self.volumes.setText(t("Īslaicīgi glabājamo lietu termiņš beidzies: {count}.", count=volumes))
        self.volumes_button.setVisible(kept.volumes > 0)
        self._show_rule()

    @property
    def rule(self) -> KeepingRule | None:
        """Return the rule that is marked."""
        row = self.rules.currentRow()
        if self._kept is None or not 0 <= row < len(self._kept.rules):
            return None
        return self._kept.rules[row][0].rule

    def _show_rule(self) -> None:
        self._ask(False)
        row, rule = self.rules.currentRow(), self.rule
        if self._kept is None or rule is None or self._running is not None:
            return
        each, words = self._kept.rules[row]
        self.words.setText(rule.wrong or words)
        destroys = rule.action == DESTROY
        self.run_button.setText(t("Sastādīt iznīcināšanas aktu") if destroys else t("Dzēst un sastādīt aktu"))
        self.run_button.setEnabled(each.count > 0 and not rule.wrong)
        self._jobs.read(self, _first_records, rule).then(self._show_records)

    def _show_records(self, found: list[DueRecord]) -> None:
        self._due = found
        rows = [
            (each.number, short_date(each.started_on), short_date(each.kept_until), each.held)
            for each in found
        ]
        fill(self.records, rows, most_in_sight=_RECORDS_IN_SIGHT)
        self.open_button.setEnabled(bool(found))
        self.hold_button.setEnabled(bool(found))

    def _ask(self, asked: bool) -> None:
        self._asked = asked
        self.sure_button.setVisible(asked)

    # --- doing ---------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Ask before anything is forgotten; an act over papers destroys nothing yet, and is drawn up at once."""
        rule = self.rule
        if self._running is not None:
            self._running = None  # what is begun is finished; the act stays open for the next run
            return
        if rule is None:
            return
        if rule.action == DESTROY:
            self._jobs.run(self, destruction_acts.draw_up, rule).then(self._drawn_up)
            return
        self._ask(True)
        self.sure_button.setFocus()
        self.say(
            t("Personas datus un pievienotās datnes pēc tam atjaunot nevar. Skaitļi pārskatos nemainīsies."),
            Tone.QUESTION,
        )

    def run_now(self) -> None:
        """Carry out the marked rule."""
        rule = self.rule
        if rule is None or not self._asked:
            return
        self._ask(False)
        self._done, self._course = 0, Course()
        self._running = rule
        self.run_button.setText(t("Pārtraukt"))
        self._go_on()

    def _go_on(self) -> None:
        if self._running is not None:
            job = self._jobs.run(self, retention_run.run_rule_slice, self._running.id, self._course)
            job.then(self._ran, self._failed)

    def _failed(self, error: DeskError) -> None:
        self._running = None
        self.say(str(error), Tone.TROUBLE)
        self.load()

    def _ran(self, done: Run) -> None:
        self._done += done.records
        if done.stopped and self._running is not None:
            self.words.setText(t("Dzēsti: {count}. Darbu citur var turpināt.", count=number(self._done)))
            self._go_on()
            return
        self._running = None
        done = replace(done, records=self._done)
        count = counted(done.records, t("ierakstu"), t("ieraksts"), t("ieraksti"))
        acts = ", ".join(done.acts) or t("akta nav")
        self.say(t("Personas dati dzēsti: {count}. Akts: {acts}", count=count, acts=acts), Tone.DONE)
        self.load()

    def draw_up_volumes(self) -> None:
        """Draw up an act over the files that are due."""
        self._jobs.run(self, destruction_acts.draw_up_volumes).then(self._drawn_up)

    def _drawn_up(self, saved: Saved) -> None:
        words = t(
            "Akts {number} sastādīts. Izdrukājiet, apstipriniet un iznīciniet papīrus.", number=saved.number
        )
        self.say(words, Tone.DONE)
        self.record_asked.emit("destruction_act", saved.id)

    def open_record(self) -> None:
        """Show the marked record."""
        row = self.records.currentRow()
        if 0 <= row < len(self._due):
            self.record_asked.emit(self._due[row].register, self._due[row].record)

    def hold(self) -> None:
        """Hold back the forgetting of the marked record; why is written into the hold afterwards."""
        row = self.records.currentRow()
        if 0 <= row < len(self._due):
            each = self._due[row]
            asked = self._jobs.run(self, retention_run.hold, each.register, each.record, reason="OTHER")
            asked.then(lambda held: self.record_asked.emit("retention_hold", held))
