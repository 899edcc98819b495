"""This file is the place where what the doctor found is shown: what is to be done, and everything in a table."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kacdesk.care.finding import Finding, State
from kacdesk.core.text import later, t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.rows_table import fill, rows_table
from kacdesk.ui.look.theme import GRID

_IN_SIGHT = 40
STATES = {
    State.OK: later("kārtībā"),
    State.ATTENTION: later("jāapskata"),
    State.BAD: later("slikti"),
}
_TONES = {State.BAD: "problem", State.ATTENTION: "question"}
_URGENCY = (State.BAD, State.ATTENTION)


class ToDo(QWidget):
    """What is not in order, the worst first, each with its remedy."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._shown: list[QFrame] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show those that somebody has to do something about."""
        for frame in self._shown:
            self._column.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        wanted = [finding for state in _URGENCY for finding in findings if finding.state is state]
        self._shown = [_frame(finding) for finding in wanted]
        for frame in self._shown:
            self._column.addWidget(frame)
        self.setVisible(bool(wanted))


def _frame(finding: Finding) -> QFrame:
    frame = QFrame()
    frame.setProperty("part", "field")
    frame.setProperty("tone", _TONES[finding.state])
    frame.setAccessibleName(in_words(finding))
    column = QVBoxLayout(frame)
    column.setContentsMargins(2 * GRID, GRID, GRID, GRID)
    column.setSpacing(GRID // 2)
    column.addWidget(label(f"{finding.title}: {t(STATES[finding.state])}", "heading", wrap=True))
    column.addWidget(label(finding.told.words, "value", wrap=True))
    if finding.told.remedy:
        column.addWidget(label(finding.told.remedy, "value", wrap=True))
    return frame


class Everything(QWidget):
    """Every look in one table."""

    def __init__(self) -> None:
        super().__init__()
        heads = (t("Ko pārbauda"), t("Stāvoklis"), t("Ko redz"))
        self.table = rows_table(t("Visas pārbaudes"), heads, wide=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show them in the order in which they were looked at."""
        rows = [(each.title, t(STATES[each.state]), each.told.words) for each in findings]
        fill(self.table, rows, most_in_sight=_IN_SIGHT)


def in_words(finding: Finding) -> str:
    """Return a finding as one text, as it is copied and read aloud."""
    told = f"{finding.title}: {t(STATES[finding.state])}. {finding.told.words}"
    return f"{told} {finding.told.remedy}".strip()
