"""This file is the place where what has a term becomes the rows of the first page: overdue, today, soon, uncovered."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from kacdesk.core.roster import Gap
from kacdesk.core.text import t
from kacdesk.services import standing_duties
from kacdesk.services.today import Due, Today
from kacdesk.ui.names import KEEPING, ROSTER
from kacdesk.ui.today import words
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line, Urgency

_TOGETHER = 6
"""So many things that are due are seen at once in one list."""

_PAGES = {standing_duties.KEEPING: KEEPING}
"""Register of something owed → the page on which it is done, where that is not the register's own."""


class DueBlocks:
    """The lists of the day's terms. `now` what is due today, and what is overdue while that is little · `late` what is
    overdue otherwise · `coming` what is due soon · `uncovered` open hours that nobody serves."""

    def __init__(
        self,
        open_record: Callable[[str, UUID], None],
        open_page: Callable[[str], None],
        open_day: Callable[[str, date], None],
    ) -> None:
        self._open_record = open_record
        self._open_page = open_page
        self._open_day = open_day
        self.now = Block(t("Jāpaspēj"))
        self.late = Block(t("Nokavēts"))
        self.coming = Block(t("Drīz beidzas termiņš"))
        self.uncovered = Block(t("Nesegts darba laiks"))

    def showing(self, read: Today) -> list[Callable[[], None]]:
        """Return what shows a day, list by list.

        What is overdue stands apart where it is so much that it would hide what is due today.
        """
        late = [due for due in read.dues if due.late_days(read.day)]
        apart = len(read.dues) > _TOGETHER and len(late) < len(read.dues)
        now = [due for due in read.dues if not (apart and due.late_days(read.day))]
        lists = ((self.now, now), (self.late, late if apart else []), (self.coming, read.coming))
        return [
            *(partial(self._show, block, dues, read) for block, dues in lists),
            lambda: self.uncovered.show_lines([self._gap_line(gap, read) for gap in read.gaps]),
        ]

    def _show(self, block: Block, dues: Sequence[Due], read: Today) -> None:
        block.show_lines([self._due_line(due, read) for due in dues])

    def _due_line(self, due: Due, read: Today) -> Line:
        return Line(
            (due.record or due.register, due.what, due.whose),
            words.due_words(due),
            self._opening(due),
            lead=words.due_lead(due),
            state=words.due_state(due, read.day),
            urgency=words.due_urgency(due, read.day),
        )

    def _opening(self, due: Due) -> Callable[[], None]:
        """Return what Enter does: the record is shown; of what is only owed, the page where it is begun."""
        if due.record is not None:
            return partial(self._open_record, due.register, due.record)
        return partial(self._open_page, _PAGES.get(due.register, due.register))

    def _gap_line(self, gap: Gap, read: Today) -> Line:
        return Line(
            gap.day,
            words.gap_words(gap),
            partial(self._open_day, ROSTER, gap.day),
            lead=words.short_day(gap.day),
            state=words.gap_state(gap, read.day),
            urgency=Urgency.TODAY,
        )
