"""This file is the place where the roster is a page: a week of people and days, with the open hours that stay bare."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.latvian import period
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk
from kacdesk.services.context import Actor
from kacdesk.services.counter import drafts
from kacdesk.services.people.opening_hours import EXCEPTIONS, HOURS
from kacdesk.services.people.roster import ABSENCES, SHIFTS
from kacdesk.services.people.roster_week import Week, week_of
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import scroll_in, scrolling
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.roster.table import RosterTable
from kacdesk.ui.shell.week_page import WeekPage

NAME = names.ROSTER
_CONCERNED = frozenset({"staff", "calendar_day", "point_settings", SHIFTS, ABSENCES, HOURS, EXCEPTIONS})


class RosterPage(WeekPage):
    """The page of a week's roster. Alt with the arrows goes from week to week."""

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor) -> None:
        super().__init__(NAME, t("Grafiks"))
        self._jobs = jobs
        self._desk = desk
        self._actor = actor
        self._bare: date | None = None
        self.table = RosterTable()
        self.heading = label("", "quiet")
        self.usual = label("", "quiet", wrap=True)
        self.remarks = label("", "hint", wrap=True)
        self._build()
        self.table.opened.connect(self.record_asked)
        jobs.changed.connect(self._hear)

    def _build(self) -> None:
        weeks = Flow(spacing=GRID)
        for words, keys, act in (
            (t("Iepriekšējā (Alt+bultiņa pa kreisi)"), "Alt+Left", partial(self.go, -1)),
            (t("Šī nedēļa (Alt+Home)"), "Alt+Home", self.go_to_today),
            (t("Nākamā (Alt+bultiņa pa labi)"), "Alt+Right", partial(self.go, 1)),
        ):
            weeks.addWidget(plain_button(words, act))
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        foot = Flow(spacing=GRID)
        foot.addWidget(main_button(t("Pieteikt prombūtni (Ctrl+N)"), self.new))
        for register, words in (
            (SHIFTS, t("Grafika rindas")),
            (ABSENCES, t("Prombūtnes")),
            (HOURS, t("Darba laiks")),
            (EXCEPTIONS, t("Darba laika izņēmumi")),
        ):
            foot.addWidget(link_button(words, partial(self.page_asked.emit, register)))
        head = QHBoxLayout()
        head.addWidget(label(self.title, "title"))
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addLayout(weeks)
        column.addWidget(self.table, 1)
        column.addWidget(self.usual)
        column.addWidget(self.remarks)
        column.addLayout(foot)
        scroll_in(self, scrolling(sheet, self))

    def load(self) -> None:
        """Read the week anew."""
        self._jobs.read(self, week_of, self.day).then(self._show)

    def enter(self) -> None:
        """Read it, and put the keyboard into the week."""
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_day(self, day: date) -> None:
        """Be shown at the week of a day, the cursor on what stays bare in it."""
        self._bare = day
        super().show_day(day)

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor

    def new(self) -> None:
        """Begin an absence of the chosen person on the chosen day; of the one who sits here when none is chosen."""
        day: date = self.table.chosen_day or self.day
        spec = self._desk.spec(ABSENCES)
        values = {each.name: each.default for each in spec.entered}
        chosen = {"staff_id": self.table.chosen_person or self._actor.id, "first_on": day, "last_on": day}
        self.draft_asked.emit(drafts.begin(ABSENCES, {**values, **chosen}))

    def _show(self, week: Week) -> None:
        self.heading.setText(period(week.days[0], week.days[-1]))
        self.table.show_week(week, clock.today_riga())
        if self._bare in week.days:
            self.table.go_to_bare(week.days.index(self._bare))
            self._bare = None
        self.usual.setText(t("Parasti: {hours}", hours=week.usual) if week.usual else "")
        self.usual.setVisible(bool(week.usual))
        told = [f"{remark.sentence} ({remark.source})" for remark in week.remarks]
        if not week.known_hours:
            told.append(t("Darba laiks nav ievadīts, tāpēc nevar pateikt, kas paliek nesegts."))
        elif not week.known_roster:
            told.append(t("Grafikā vēl nav nevienas rindas; ievadiet, kas kurā dienā pieņem apmeklētājus."))
        self.remarks.setText("\n".join(told))
        self.remarks.setVisible(bool(told))

    def _hear(self, changed: dict[str, object]) -> None:
        if self.isVisible() and _CONCERNED & changed.keys():
            self.load()
