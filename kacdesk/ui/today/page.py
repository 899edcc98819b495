"""This file is the place where the first page is the day: begun, due, what the central store refused, done so far."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.services import today
from kacdesk.services.attention import CONFLICT, REFUSAL
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.catalogue import service_search
from kacdesk.services.catalogue.acknowledging import LIBRARY, ToKnow
from kacdesk.services.catalogue.acknowledging import REGISTER as ACKNOWLEDGED
from kacdesk.services.catalogue.service_search import Unmapped
from kacdesk.services.context import Actor, Role
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.local import pvs
from kacdesk.services.matters import Matter
from kacdesk.services.overview import Standing
from kacdesk.services.papers.held_papers import REGISTER as PAPERS
from kacdesk.services.people.opening_hours import EXCEPTIONS, HOURS
from kacdesk.services.people.roster import ABSENCES, SHIFTS
from kacdesk.services.standing_duties import CHECKS, EQUIPMENT
from kacdesk.services.today import Today
from kacdesk.ui.attention.panel import MatterPanel
from kacdesk.ui.counter.open_contacts_words import resume_question
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.scrolling import scrolling
from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.turns import Turns
from kacdesk.ui.names import PVS, TO_KNOW
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today import words
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.columns import Columns
from kacdesk.ui.today.dues import DueBlocks
from kacdesk.ui.today.empty import NothingDue
from kacdesk.ui.today.mapping import MappingPanel
from kacdesk.ui.today.row import Line, Row, Urgency

NAME = "today"

_WIDE_LETTERS = 100
"""From how many average letters in its width on the page has room for two columns."""

_GAP = 12

_UNNAMED_DAYS = 30
_SETTLE_MS = 200
_MINUTE_MS = 60_000
_FIRST_RIGHT, _FIRST_LATER = 4, 8
"""Places in the list of blocks: from where they stand at the right, and from where they can wait."""


class TodayPage(Page):
    """The page of the day. It reads itself anew after every change that concerns it, and each minute."""

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor) -> None:
        super().__init__(NAME, t("Šodien"))
        self._jobs = jobs
        self._desk = desk
        self._actor = actor
        self._options: Options = {}
        self._drafts: list[Draft] = []
        self._shown: Today | None = None
        self._standing: Standing | None = None
        self._wants_keyboard = True
        self._first_focused: Row | None = None
        self.begun = Block(t("Iesākts"))
        self._dues = DueBlocks(self.record_asked.emit, self.page_asked.emit, self.day_asked.emit)
        self.due, self.late = self._dues.now, self._dues.late
        self.coming, self.uncovered = self._dues.coming, self._dues.uncovered
        self.to_know = Block(t("Jāiepazīstas"))
        self.refused = Block(t("Krātuve nepieņēma"))
        self.disputed = Block(t("Divas vērtības"))
        self.told = Block(t("Jāizlasa"))
        self.papers = Block(t("Papīri pie mums"))
        self.unnamed = Block(t("Pakalpojumi, kuru nav sarakstā"))
        self.pvs = Block(t("Jāievada PVS"))
        self.nothing = NothingDue()
        self.blocks = (
            self.begun,
            self.due,
            self.uncovered,
            self.to_know,
            self.late,
            self.refused,
            self.disputed,
            self.told,
            self.coming,
            self.papers,
            self.unnamed,
            self.pvs,
        )
        self.panel = MatterPanel(jobs)
        self.mapping = MappingPanel(jobs, desk)
        self._day = label("", "quiet")
        self._figures = label("", "quiet", wrap=True)
        self._parts = Stack()
        self._columns = Columns(_GAP)
        self._build()
        self._turns = Turns(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.load)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        self._concerned = {spec.name for spec in desk.registers if spec.counted_from or spec.clocks}
        self._concerned |= {SHIFTS, ABSENCES, HOURS, EXCEPTIONS, LIBRARY, ACKNOWLEDGED, "catalogue_edition"}
        self._concerned |= {CHECKS, EQUIPMENT}
        jobs.changed.connect(self._hear)

    def _build(self) -> None:
        sheet = QWidget()
        head = QHBoxLayout()
        head.addWidget(label(self.title, "title"))
        head.addWidget(self._day, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(0, 0, 6, 0)
        whole.setSpacing(_GAP // 2)
        whole.addLayout(head)
        whole.addWidget(self._figures)
        whole.addWidget(self.nothing)
        whole.addLayout(self._columns)
        whole.addStretch(1)
        self._scroll = scrolling(sheet, self._parts)
        self._parts.addWidget(self._scroll)
        for panel in (self.panel, self.mapping):
            self._parts.addWidget(panel)
            panel.closed.connect(self._close_panel)
            panel.done.connect(self._panel_done)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._parts)
        for block in self.blocks:
            block.left.connect(partial(self._columns.go_beyond, block))
        self.panel.record_asked.connect(self.record_asked)
        self.panel.mend_asked.connect(self.mend_asked)
        self.panel.sync_asked.connect(self.sync_asked)
        self._arrange()

    # --- what the window asks ------------------------------------------------------------------------------------
    def load(self) -> None:
        """Read the day anew."""
        self._jobs.read(self, today.today).then(self._show)
        self._jobs.read(self, pvs.count).then(self._show_waiting)
        if self._actor.role is Role.SUPERVISOR:
            since = clock.today_riga() - timedelta(days=_UNNAMED_DAYS)
            self._jobs.read(self, service_search.unmapped, since=since).then(self._show_unnamed)
        else:
            self._show_unnamed([])

    def enter(self) -> None:
        """Put the keyboard on the first thing to do, or into the open matter."""
        open_panel = self._open_panel
        if open_panel is not None:
            open_panel.focus_first()
            return
        self._wants_keyboard = not self._focus_first()

    def set_options(self, options: Options) -> None:
        self._options = options
        self.mapping.set_options(options)
        self._show_begun()

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self._to_day()
        self.load()

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """List what was begun; what comes later than the day itself is still the first thing to go on with."""
        focused, is_new = self.window().focusWidget(), not self._drafts
        self._drafts = list(begun)
        self._show_begun()
        self._show_nothing()
        if is_new and self._first_focused is not None and focused is self._first_focused:
            self.begun.focus_row(0)

    def show_standing(self, standing: Standing) -> None:
        """Learn how far everything has got; what was refused or disputed meanwhile is read."""
        before, self._standing = self._standing, standing
        if before is None or (before.to_look_at, before.trouble) != (standing.to_look_at, standing.trouble):
            self._settle.start()
        elif before.unsent != standing.unsent:
            self._show_matters()

    def back(self) -> None:
        """Go from a matter back to the day."""
        open_panel = self._open_panel
        if open_panel is not None and not open_panel.cancel_question():
            self._close_panel()

    def save(self) -> None:
        """Give the chosen service to the words that have none."""
        if self._open_panel is self.mapping:
            self.mapping.map()

    def look_at(self, matter: Matter) -> None:
        """Show one matter with what can be done about it."""
        self.panel.show_matter(matter)
        self._show_panel(self.panel)

    @property
    def _open_panel(self) -> MatterPanel | MappingPanel | None:
        shown = self._parts.currentWidget()
        return shown if isinstance(shown, MatterPanel | MappingPanel) else None

    def _show_panel(self, panel: MatterPanel | MappingPanel) -> None:
        self._parts.setCurrentWidget(panel)
        self.moved.emit()
        panel.focus_first()

    # --- showing -------------------------------------------------------------------------------------------------
    def _show(self, read: Today) -> None:
        self._shown = read
        self._day.setText(words.day_words(read.day))
        self._figures.setText(words.contacts_words(self._desk, read.contacts))
        self._turns.instead(
            [
                self._show_begun,
                *self._dues.showing(read),
                lambda: self.to_know.show_lines([self._know_line(matter) for matter in read.to_know]),
                self._show_matters,
                partial(self._show_papers, read),
                self._shown_all,
            ]
        )

    def _shown_all(self) -> None:
        self._show_nothing()
        if self._wants_keyboard and self.isVisible():
            self._wants_keyboard = not self._focus_first()

    def _show_begun(self) -> None:
        lines = [
            Line(
                draft.id,
                words.draft_words(self._desk, draft, self._options),
                partial(self.resumed.emit, draft),
                lead=words.draft_lead(draft),
                state=words.draft_state(draft),
            )
            for draft in self._drafts
        ]
        self.begun.show_lines(lines, note=self._resume_words())

    def _resume_words(self) -> str:
        """Return the question whether to go on with what was touched last; Enter on its row says yes."""
        if not self._drafts:
            return ""
        newest = self._drafts[0]
        return resume_question(self._desk.spec(newest.register), newest, self._options)

    def _know_line(self, matter: ToKnow) -> Line:
        return Line((matter.what, matter.subject), matter.sentence, partial(self.page_asked.emit, TO_KNOW))

    def _show_matters(self) -> None:
        if self._shown is None:
            return
        by_kind: dict[str, list[Line]] = {REFUSAL: [], CONFLICT: []}
        others: list[Line] = []
        for matter in self._shown.matters:
            by_kind.get(matter.kind, others).append(self._matter_line(matter))
        self.refused.show_lines(by_kind[REFUSAL], note=self._rest_words())
        self.disputed.show_lines(
            by_kind[CONFLICT], note=t("Vienu lauku mainīja divi. Neviena vērtība nav zudusi.")
        )
        self.told.show_lines(others)
        self._arrange()

    def _matter_line(self, matter: Matter) -> Line:
        refused = matter.kind == REFUSAL
        return Line(
            matter.id,
            words.matter_words(matter),
            partial(self._open_matter, matter),
            lead=words.short_when(matter.at),
            below=matter.why,
            state=words.matter_state(matter),
            urgency=Urgency.LATE if refused and matter.can_be_mended else Urgency.TODAY,
        )

    def _rest_words(self) -> str:
        """Say that nothing else was held up by what was refused."""
        if self._standing is not None and not self._standing.unsent:
            return t("Viss pārējais ir nosūtīts un pieņemts.")
        return t("Pārējo tas nekavē: tas tiek sūtīts kā parasti.")

    def _show_papers(self, read: Today) -> None:
        papers = read.papers
        lines = [
            Line(
                paper.record,
                words.paper_words(paper),
                partial(self.record_asked.emit, PAPERS, paper.record),
                lead=words.short_day(paper.received_on),
                state=words.paper_state(paper),
            )
            for paper in papers.oldest
        ]
        if papers.count > len(papers.oldest):
            lines.append(Line("all", t("Visi saņemtie dokumenti"), partial(self.page_asked.emit, PAPERS)))
        self.papers.show_lines(lines, count=words.papers_words(papers, read.day))
        self._arrange()

    def _show_waiting(self, count: int) -> None:
        line = Line("pvs", words.pvs_words(count), partial(self.page_asked.emit, PVS))
        self.pvs.show_lines([line] if count else [], count="")
        self._arrange()

    def _show_unnamed(self, unmapped: Sequence[Unmapped]) -> None:
        """Tell how many there are; the words themselves are shown only when a supervisor asks for them."""
        lines = []
        if unmapped:
            told = t("Ierakstīti saviem vārdiem, pēdējās 30 dienās: {count}", count=number(len(unmapped)))
            lines = [Line("unnamed", told, partial(self._open_unnamed, unmapped), state=t("Piešķirt"))]
        self.unnamed.show_lines(lines, count="")
        self._arrange()

    def _open_unnamed(self, unmapped: Sequence[Unmapped]) -> None:
        self.mapping.show_texts(unmapped)
        self._show_panel(self.mapping)

    def _show_nothing(self) -> None:
        quiet = self._shown is not None and self._shown.asks_for_nothing and not self._drafts
        self.nothing.setVisible(quiet)
        self._arrange()

    def _arrange(self) -> None:
        """Stand in two columns where there is room for them."""
        room = self.width() >= _WIDE_LETTERS * self.fontMetrics().averageCharWidth()
        self._columns.arrange(
            self.blocks, right=self.blocks[_FIRST_RIGHT:], last=self.blocks[_FIRST_LATER:], wide=room
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shown is not None:
            self._settle.start()

    # --- doing ---------------------------------------------------------------------------------------------------
    def _open_matter(self, matter: Matter) -> None:
        if matter.can_be_mended:
            self.mend_asked.emit(matter)
        else:
            self.look_at(matter)

    def _panel_done(self, said: str) -> None:
        self._close_panel()
        self.say(said, Tone.DONE)
        self.load()

    def _close_panel(self) -> None:
        self._to_day()
        self._focus_first()

    def _to_day(self) -> None:
        self._parts.setCurrentIndex(0)

    def _focus_first(self) -> bool:
        """Put the keyboard on the first row, unless it is in a row already; False when there is none yet."""
        focused = self.window().focusWidget()
        if isinstance(focused, Row) and self.isAncestorOf(focused) and focused.isVisible():
            return True
        first = next((block for block in self._columns.in_order if block.is_there), None)
        if first is None:
            return self._shown is not None and self._turns.are_over
        first.focus_row(0)
        self._first_focused = first.rows[0]
        return True

    def _hear(self, changed: dict[str, object]) -> None:
        if self._concerned & changed.keys():
            self._settle.start()

    def _tick(self) -> None:
        if self.isVisible():
            self.load()
