"""This file is the place where rows of one kind stand together under a heading, and the arrows go through them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.today.row import Line, Row

_SHORT = 6
"""So many rows are seen at first; the others are unfolded."""

_STEP = 20
"""So many more rows are unfolded at a time: each is a widget, and a hundred at once would keep the window waiting."""

_UNFOLD = "unfold"


class Block(QFrame):
    """One list of the page; it is not there when it is empty.

    Signals: `left(int)` the arrow went beyond its last row (1) or above its first (-1).
    """

    left = Signal(int)

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(heading)
        self.heading = heading
        self.rows: list[Row] = []
        self._lines: tuple[Line, ...] = ()
        self._seen = _SHORT
        self._count = label("", "quiet")
        self._note = label("", "hint", wrap=True)
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(label(heading, "heading"))
        top.addWidget(self._count, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._note.setContentsMargins(8, 0, 8, 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 10, 8, 8)
        whole.setSpacing(4)
        whole.addLayout(top)
        whole.addWidget(self._note)
        whole.addLayout(self._box)
        self.hide()

    @property
    def is_there(self) -> bool:
        """Say whether it has any row."""
        return bool(self._lines)

    @property
    def texts(self) -> list[str]:
        """Return the rows as they are spoken."""
        return [row.line.spoken for row in self.rows]

    @property
    def note(self) -> str:
        """Return the small words under the heading."""
        return self._note.text()

    def show_lines(self, lines: Sequence[Line], *, count: str | None = None, note: str = "") -> None:
        """Show these rows; `count` stands beside the heading, the number of rows unless it says otherwise.

        The keyboard stays on the row it was on, or goes to the one that took its place.
        """
        self._count.setText(number(len(lines)) if count is None else count)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        before, self._lines = self._lines, tuple(lines)
        if [(line.key, line.spoken) for line in before] != [(line.key, line.spoken) for line in lines]:
            self._fill()
        else:
            for row, line in zip(self.rows, self._shown(), strict=True):
                row.line = line
        self.setVisible(self.is_there)

    def focus_row(self, place: int) -> None:
        """Put the keyboard on a row, -1 for the last one."""
        if self.rows:
            row = self.rows[place if place >= 0 else len(self.rows) + place]
            self._reach(row)
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _shown(self) -> list[Line]:
        rest = len(self._lines) - self._seen
        if rest <= 1:
            return list(self._lines)
        count = number(rest)
        words = (
            t("Vēl {count}: rādīt visus", count=count)
            if rest <= _STEP + 1
            else t("Vēl {count}: rādīt nākamos {step}", count=count, step=_STEP)
        )
        return [*self._lines[: self._seen], Line(_UNFOLD, words, self._unfold)]

    def _unfold(self) -> None:
        first, self._seen = self._seen, self._seen + _STEP
        self._fill()
        self.focus_row(first)

    def _fill(self) -> None:
        focused = self.window().focusWidget()  # also while another window is in front
        place = self.rows.index(focused) if isinstance(focused, Row) and focused in self.rows else None
        key = self.rows[place].line.key if place is not None else None
        lines = self._shown()
        while len(self.rows) > len(lines):
            gone = self.rows.pop()
            self._box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for row, line in zip(self.rows, lines, strict=False):
            row.show_line(line)
        for line in lines[len(self.rows) :]:
            row = self._row(line)
            self.rows.append(row)
            self._box.addWidget(row)
            row.show()
        self._align()
        if self.rows:
            self._reach(self.rows[0])
        if place is not None and self.rows:
            same = next((at for at, row in enumerate(self.rows) if row.line.key == key), None)
            self.focus_row(min(place, len(self.rows) - 1) if same is None else same)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._align()

    def _align(self) -> None:
        """Let the words of all rows begin at one line."""
        for row in self.rows:
            row.lead.setMinimumWidth(0)
        widest = max((row.lead.sizeHint().width() for row in self.rows), default=0)
        for row in self.rows:
            row.lead.setMinimumWidth(widest)

    def _row(self, line: Line) -> Row:
        row = Row(line)
        row.moved.connect(lambda step, here=row: self._move(here, step))
        return row

    def _move(self, row: Row, step: int) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self.focus_row(place)
        else:
            self.left.emit(step)

    def _reach(self, chosen: Row) -> None:
        """Let Tab stop at this row of the block alone."""
        for row in self.rows:
            row.set_reached_by_tab(reached=row is chosen)
