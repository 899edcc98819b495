"""This file is the place where an outage is caught up with: a day, its contacts line by line, all of them saved."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import DeskError, Invalid
from kacdesk.core.latvian import counted, short_date
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.counter import catch_up, outage_sheet
from kacdesk.services.counter.catch_up_line import FIELDS, Line, problem_of_day
from kacdesk.services.records import Saved
from kacdesk.ui import names
from kacdesk.ui.catchup.grid import LineGrid
from kacdesk.ui.errors import words
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.times import DayInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.shell.page import Page

NAME = names.CATCH_UP
_KEEP_AFTER_MS = 1500
"""At most this much typing can be lost to a power cut."""

_LOW = 460
"""In a lower page the words above the grid give way to it."""

_DAY_WIDTH = 230


class CatchUpPage(Page):
    """The grid of one day. Lines of other days wait in the store and are told of above it."""

    def __init__(self, jobs: Jobs, desk: Desk) -> None:
        super().__init__(NAME, t("Pēc pārtraukuma"))
        self._jobs = jobs
        self._desk = desk
        self._shown = today_riga()
        self._elsewhere: Counter[date] = Counter()
        self._unkept: set[UUID] = set()
        self._waiting: list[UUID] = []
        self._saving: UUID | None = None
        self._saved = self._refused = 0
        self.day = FieldFrame(DayInput(FIELDS["day"]))
        self.grid = LineGrid()
        self._count = label("", "quiet")
        self.save_button = main_button(t("Saglabāt visus (Ctrl+S)"), self.save, icon_name="save")
        self.print_button = plain_button(
            t("Drukāt lapu pārtraukumam"),
            self._ask_where,
            icon_name="print",
            tip=t("Lapa, uz kuras rakstīt ar roku, kad dators nestrādā"),
        )
        self._other = self._others_bar()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._keep_now)
        self._build()
        self.day.input.set_value(self._shown)
        self.grid.set_next(self.save_button)
        self.grid.set_lines(self._shown, ())
        self._connect()

    def _build(self) -> None:
        self.day.setMaximumWidth(_DAY_WIDTH)
        hint = t("Viena rinda ir viens kontakts. Enter iet tālāk; pakalpojumu var rakstīt arī ar lapas kodu.")
        self._words = (label(t("Pēc pārtraukuma"), "title"), label(hint, "quiet", wrap=True))
        above = QHBoxLayout()
        above.setSpacing(10)
        above.addWidget(self.day)
        above.addStretch(1)
        above.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignBottom)
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        below.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for line in self._words:
            box.addWidget(line)
        box.addLayout(above)
        box.addWidget(self._other)
        box.addWidget(self.grid, 1)
        box.addLayout(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the grid where there is little."""
        super().resizeEvent(event)
        for line in self._words:
            line.setVisible(event.size().height() >= _LOW)

    def _others_bar(self) -> QFrame:
        bar = QFrame()
        self._other_words = label("", "hint")
        self._show_other = link_button("", self._go_to_other)
        self._move_other = link_button("", self._bring_other)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._other_words)
        row.addWidget(self._show_other)
        row.addWidget(self._move_other)
        row.addStretch(1)
        bar.hide()
        return bar

    def _connect(self) -> None:
        field = self.day.input
        if isinstance(field, DayInput):
            field.line.editingFinished.connect(self._day_typed)
            field.line.returnPressed.connect(self._day_entered)
        self.grid.edited.connect(self._touched)
        self.grid.removed.connect(self._removed)
        self.grid.counted.connect(self._tell_count)
        self._jobs.broke.connect(lambda _error: self._stop())
        for sequence, act in (("Ctrl+D", self.grid.copy_line), ("Ctrl+Del", self.grid.take_out)):
            QShortcut(QKeySequence(sequence), self).activated.connect(act)

    def load(self) -> None:
        """Read the lines that are not saved; what is typed was kept before."""
        self._keep_now()
        self._jobs.run(self, catch_up.lines).then(self._show_lines)

    def enter(self) -> None:
        self.grid.begin()

    def keep(self) -> None:
        self._keep_now()

    def set_options(self, options: Options) -> None:
        self.grid.set_services(options.get("service", ()))

    def set_actor(self, actor: Actor) -> None:
        """Show the lines of the person who goes on; nothing of the one before stays on the screen."""
        self._stop()
        self._unkept.clear()
        self.grid.set_lines(self._shown, ())
        self._jobs.run(self, catch_up.lines).then(self._show_lines)

    def search(self) -> None:
        self.grid.begin()

    def new(self) -> None:
        self.grid.begin()

    def add_line(self) -> None:
        self.grid.begin()

    def save(self) -> None:
        """Save every line as a record of its own, one after another; what is refused stays with its reason."""
        lines = self.grid.lines()
        if self._saving is not None:
            return
        if not lines:
            self.say(t("Nav nevienas rindas, ko saglabāt."), Tone.QUESTION)
            return
        self._unkept |= {line.id for line in lines}
        self._keep_now()
        self._saved = self._refused = 0
        self._waiting = [line.id for line in lines]
        self.grid.setEnabled(False)
        self.save_button.setEnabled(False)
        self._save_next()

    def save_sheet_to(self, path: Path) -> None:
        """Write the paper sheet for an outage."""
        self.print_button.setEnabled(False)
        self._jobs.read(self, outage_sheet.write, path).then(self._written, self._not_written)

    def _save_next(self) -> None:
        if not self._waiting:
            self._all_saved()
            return
        self._saving = self._waiting.pop(0)
        done = self._saved + self._refused
        self._count.setText(t("Saglabā {done} no {all} …", done=done + 1, all=done + 1 + len(self._waiting)))
        self._jobs.run(self, catch_up.save, self._saving).then(self._one_saved, self._one_refused)

    def _one_saved(self, saved: Saved) -> None:
        if self._saving is None:
            return
        self._saved += 1
        self.grid.remove(saved.id)
        self._save_next()

    def _one_refused(self, error: DeskError) -> None:
        if self._saving is None:
            return
        self._refused += 1
        if not isinstance(error, Invalid):  # the disk is full or gone: nothing else will be saved either
            self._stop()
            self.say(words(error), Tone.TROUBLE)
            return
        self.grid.show_problems(self._saving, error.problems)
        self._save_next()

    def _all_saved(self) -> None:
        self._stop()
        if self._saved:
            many = counted(self._saved, t("kontaktu"), t("kontakts"), t("kontakti"))
            told = t("Saglabāts: {many}, atzīmēti kā ievadīti vēlāk.", many=many)
        else:
            told = t("Neviena rinda nav saglabāta.")
        if self._refused:
            stay = counted(self._refused, t("rindu"), t("rinda"), t("rindas"))
            told += " " + t("Paliek {stay}; iemesls ir zem katras.", stay=stay)
        self.say(told, Tone.QUESTION if self._refused else Tone.DONE)
        refused = next((row for row in self.grid.rows if row.told), None)
        if refused is not None:
            refused.go_to("time")
        else:
            self.grid.begin()

    def _stop(self) -> None:
        """End saving where it is: what is not saved stays in the grid."""
        self._waiting, self._saving = [], None
        self.grid.setEnabled(True)
        self.save_button.setEnabled(True)
        self._tell_count()

    def _touched(self, line: UUID) -> None:
        self._unkept.add(line)
        if not self._timer.isActive():
            self._timer.start()

    def _keep_now(self) -> None:
        """Write what was typed since the last time."""
        self._timer.stop()
        rows = [row for line in self._unkept if (row := self.grid.row_of(line)) is not None]
        self._unkept.clear()
        if rows:
            self._jobs.run(self, catch_up.keep, [row.line() for row in rows])

    def _removed(self, line: Line) -> None:
        self._unkept.discard(line.id)
        self._jobs.run(self, catch_up.drop, line.id)
        if not line.is_empty:
            self.say(t("Rinda izņemta."), Tone.DONE, [(t("Atsaukt"), partial(self.grid.put_back, line))])

    def _show_lines(self, lines: Sequence[Line]) -> None:
        """Show what was kept; from the last day that has any when nothing stands here."""
        days = Counter(line.day for line in lines)
        if lines and not days[self._shown] and not self.grid.lines():
            self._shown = max(days)
            self.day.input.set_value(self._shown)
        self._take_in(lines)

    def _day_typed(self) -> None:
        day = self.day.input.value()
        problem = problem_of_day(day)
        if day == self._shown:
            return
        if problem is not None:
            self.day.show_problem(self.day.input.trouble() or problem.sentence)
            return
        self._go_to_day(day)

    def _day_entered(self) -> None:
        """Go on to the lines, once the day may be."""
        self._day_typed()
        if self.day.input.value() == self._shown:
            self.grid.begin()

    def _go_to_day(self, day: date) -> None:
        self._keep_now()
        self._shown = day
        self.day.input.set_value(day)
        self.day.clear_problem()
        self.grid.set_lines(day, ())
        self._jobs.run(self, catch_up.lines).then(self._show_lines_of_day)

    def _show_lines_of_day(self, lines: Sequence[Line]) -> None:
        if self._take_in(lines):
            self.grid.begin()

    def _take_in(self, lines: Sequence[Line]) -> bool:
        """Show the lines of this day beside what was typed before the answer came; say whether there were any."""
        typed = self.grid.lines()
        known = {line.id for line in typed}
        here = [line for line in lines if line.day == self._shown and line.id not in known]
        self._elsewhere = Counter(line.day for line in lines if line.day != self._shown)
        if here:
            self.grid.set_lines(self._shown, [*here, *typed])
        self._tell_others()
        return bool(here)

    def _go_to_other(self) -> None:
        self._go_to_day(max(self._elsewhere))

    def _bring_other(self) -> None:
        self._keep_now()
        moved = catch_up.move
        self._jobs.run(self, moved, since=max(self._elsewhere), to=self._shown).then(self._show_lines)

    def _tell_others(self) -> None:
        self._other.setVisible(bool(self._elsewhere))
        if not self._elsewhere:
            return
        day = max(self._elsewhere)
        many = counted(
            self._elsewhere[day], t("nesaglabātu rindu"), t("nesaglabāta rinda"), t("nesaglabātas rindas")
        )
        self._other_words.setText(t("Dienā {day} ir {many}.", day=short_date(day), many=many))
        for button, told in (
            (self._show_other, t("Rādīt tās")),
            (self._move_other, t("Pārcelt uz {day}", day=short_date(self._shown))),
        ):
            button.setText(told)
            button.setAccessibleName(f"{self._other_words.text()} {told}")

    def _tell_count(self) -> None:
        lines = len(self.grid.lines())
        told = counted(lines, t("rindu"), t("rinda"), t("rindas"))
        self._count.setText(t("Nesaglabāts: {told}", told=told) if lines else t("Nesaglabātu rindu nav."))

    def _ask_where(self) -> None:
        name = t("Lapa-partraukumam-{point}.pdf", point=self._desk.point)
        if path := ask_where(self, name, t("PDF dokuments (*.pdf)"), title=t("Kur saglabāt lapu")):
            self.save_sheet_to(path)

    def _written(self, path: Path) -> None:
        self.print_button.setEnabled(True)
        told = t("Lapa saglabāta: {name}. Izdrukājiet to laikus un turiet pie rokas.", name=path.name)
        tell_kept(self.say, path, told, opening=t("Atvērt un drukāt"))

    def _not_written(self, error: DeskError) -> None:
        self.print_button.setEnabled(True)
        self.say(words(error), Tone.TROUBLE)
