"""This file is the place where "Iestādes šodien" is a page: who is here now, who comes, who does not, the week."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time, short_date, weekday_name
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk
from kacdesk.services.context import Actor
from kacdesk.services.counter import drafts
from kacdesk.services.institutions.institutions_today import Entry, InstitutionsToday, NoticeDue, gather
from kacdesk.ui import names
from kacdesk.ui.institutions import words
from kacdesk.ui.institutions.table import PresenceTable
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.scrolling import bring_in_sight, scroll_in, scrolling
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.shell.week_page import WEEK, WeekPage
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line

NAME = names.INSTITUTIONS
_NOTICES = "institution_notice"
_REFERRALS = "referral"
_AGAIN_MS = 60_000
"""Somebody comes and goes while nobody saves anything: the page looks again each minute while it is seen."""

_CONCERNED = frozenset(
    {"presence", "local_presence", _NOTICES, "specialist", "point_settings", "presence_norm", "calendar_day"}
)


class InstitutionsPage(WeekPage):
    """The page. Alt with the arrows goes from week to week; Enter on a person begins a referral to him."""

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor) -> None:
        super().__init__(NAME, t("Iestādes šodien"))
        self._jobs = jobs
        self._desk = desk
        self._actor = actor
        self._focus_wanted = False
        self.heading = label("", "quiet")
        self.rule = label("", "hint", wrap=True)
        self.check = label("", "hint", wrap=True)
        self.nobody = label("", "quiet", wrap=True)
        self.now = Block(t("Tagad pieņem"))
        self.later = Block(t("Šodien vēl būs"))
        self.away = Block(t("Šodien nebūs"))
        self.notices = Block(t("Paziņojumi"))
        self.table = PresenceTable()
        self._build()
        self.table.opened.connect(self.record_asked)
        jobs.changed.connect(self._hear)
        self._clock = QTimer(self)
        self._clock.setInterval(_AGAIN_MS)
        self._clock.timeout.connect(self._look_again)
        self._clock.start()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the lists of the page from the top."""
        return (self.now, self.later, self.away, self.notices)

    def _build(self) -> None:
        head = Flow(spacing=GRID)
        head.addWidget(label(self.title, "title"))
        head.addWidget(self.heading)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.nobody)
        for block in self.blocks:
            column.addWidget(block)
            block.left.connect(partial(self._leave, block))
        column.addWidget(self.rule)
        column.addLayout(self._weeks())
        column.addWidget(self.table, 1)
        column.addWidget(self.check)
        column.addLayout(self._foot())
        scroll_in(self, scrolling(sheet, self))

    def _weeks(self) -> Flow:
        weeks = Flow(spacing=GRID)
        for told, keys, act in (
            (t("Iepriekšējā nedēļa (Alt+bultiņa pa kreisi)"), "Alt+Left", partial(self.go, -1)),
            (t("Šī nedēļa (Alt+Home)"), "Alt+Home", self.go_to_today),
            (t("Nākamā nedēļa (Alt+bultiņa pa labi)"), "Alt+Right", partial(self.go, 1)),
        ):
            weeks.addWidget(plain_button(told, act))
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        return weeks

    def _foot(self) -> Flow:
        foot = Flow(spacing=GRID)
        foot.addWidget(main_button(t("Jauns iestādes paziņojums (Ctrl+N)"), self.new))
        for register, told in (
            ("presence", t("Klātbūtnes grafiks")),
            ("local_presence", t("Iestādes šajā centrā")),
            (_NOTICES, t("Paziņojumi")),
            ("specialist", t("Kontakti")),
        ):
            foot.addWidget(link_button(told, partial(self.page_asked.emit, register)))
        return foot

    def load(self) -> None:
        """Read it anew."""
        self._jobs.read(self, gather, week_of=self.day).then(self._show)

    def enter(self) -> None:
        """Read it, and put the keyboard on the first row, else into the week."""
        self._focus_wanted = True
        self.load()

    def _focus(self) -> None:
        self._focus_wanted = False
        there = next((block for block in self.blocks if block.is_there), None)
        if there is not None:
            there.focus_row(0)
        else:
            self._focus_week()

    def _focus_week(self) -> None:
        """Put the keyboard into the week, which a low window may have out of sight."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_in_sight(self.table)

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor

    def new(self) -> None:
        """Begin a notice of an institution, received now."""
        spec = self._desk.spec(_NOTICES)
        values = {each.name: each.default for each in spec.entered}
        self.draft_asked.emit(drafts.begin(_NOTICES, values | {"received_at": clock.now_utc()}))

    def _show(self, told: InstitutionsToday) -> None:
        moment = f"{weekday_name(told.today)}, {short_date(told.today)} {clock_time(told.at)}"
        self.heading.setText(moment)
        this_week = told.monday <= told.today < told.monday + WEEK
        self.now.show_lines([self._line(each, words.until(each)) for each in told.now])
        self.later.show_lines([self._line(each, "") for each in told.later])
        self.away.show_lines([self._absent(each) for each in told.away])
        self.notices.show_lines([self._notice(each, told) for each in told.notices])
        self.nobody.setText(_nobody(told) if this_week else "")
        self.rule.setText(words.rule(told))
        self.check.setText(words.week(told))
        for part in (self.nobody, self.rule, self.check):
            part.setVisible(bool(part.text()))
        self.table.show_week(told)
        if self._focus_wanted:
            self._focus()

    def _line(self, entry: Entry, state: str) -> Line:
        who = words.person(entry)
        return Line(
            (entry.slot, "person"),
            f"{entry.name} — {who}" if who else entry.name,
            self._refer(entry),
            lead=words.hours(entry.begins, entry.ends),
            below=words.instead(entry),
            state=state,
        )

    def _refer(self, entry: Entry) -> Callable[[], None]:
        """Return what begins a referral to whoever receives in a row of the timetable."""

        def begin() -> None:
            spec = self._desk.spec(_REFERRALS)
            values = {each.name: each.default for each in spec.entered}
            told = {
                "sent_at": clock.now_utc(),
                "reason": "OFFICIAL_PRESENT",
                "institution_id": entry.institution,
                "specialist_id": entry.officer,
                "to_name": entry.person.name or None,
                "to_post": entry.person.post or None,
                "to_place": entry.room or None,
                "to_phone": entry.person.phone or None,
                "to_hours": words.hours(entry.begins, entry.ends),
                "clerk_id": self._actor.id,
            }
            self.draft_asked.emit(drafts.begin(_REFERRALS, {**values, **told}))

        return begin

    def _absent(self, entry: Entry) -> Line:
        act = partial(self.record_asked.emit, _NOTICES, entry.notice)
        return Line(
            (entry.slot, "away"),
            entry.name if not entry.person.name else f"{entry.name} — {entry.person.name}",
            act,
            lead=words.hours(entry.begins, entry.ends),
            below=t("Prombūtne bez aizvietotāja: iestādes pakalpojumus sniedz centrs."),
        )

    def _notice(self, due: NoticeDue, told: InstitutionsToday) -> Line:
        state = t("līdz {day}", day=short_date(due.post_by)) if due.post_by and words.to_do(due) else ""
        return Line(
            (due.record, "notice"),
            f"{due.name} — {words.notice(self._desk, due)}",
            partial(self.record_asked.emit, _NOTICES, due.record),
            below=words.to_do(due),
            state=state,
            urgency=words.urgency(due, told.today),
        )

    def _leave(self, block: Block, step: int) -> None:
        """Go on with the arrows from one list to the next one that has rows, and at the end into the week."""
        there = [each for each in self.blocks if each.is_there]
        place = there.index(block) + step
        if 0 <= place < len(there):
            there[place].focus_row(0 if step > 0 else -1)
        elif step > 0:
            self._focus_week()

    def _look_again(self) -> None:
        if self.isVisible():
            self.load()

    def _hear(self, changed: dict[str, object]) -> None:
        if self.isVisible() and _CONCERNED & changed.keys():
            self.load()


def _nobody(told: InstitutionsToday) -> str:
    """Say in words why nobody is here, '' when somebody is or will be."""
    if told.now or told.later:
        return ""
    if told.today in told.day_off:
        return t("Šodien ir brīvdiena: iestāžu darbinieki centrā nepieņem.")
    if not any(entries for _, entries in told.days):
        return t(
            "Grafikā šai nedēļai nav nevienas iestādes. Vadītājs to ievada sadaļā “Iestāžu klātbūtnes grafiks”."
        )
    return t("Šobrīd neviens iestādes darbinieks centrā nepieņem.")
