"""This file is the place where the lines of a service card are kept, so that the next service is told in the same ones.

A label that is made anew has to be styled and laid out; one that gets other words, or none, costs next to nothing.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import GRID


class CardLines:
    """Some lines of one make, under a heading if they have one; nothing is shown while there is nothing to tell.

    `listed` puts a sign before each of several things, `foot` makes what stands below the lines. Nothing is made before
    there is something to tell. Whoever holds the card lays `widgets` out, all in one column: in a column of columns Qt
    keeps heights from before.
    """

    def __init__(
        self,
        parent: QWidget,
        heading: str = "",
        *,
        part: str = "value",
        listed: bool = False,
        foot: Callable[[], QWidget] | None = None,
    ) -> None:
        self._parent = parent
        self._heading = heading
        self._part = part
        self._listed = listed
        self._foot = foot
        self._above: list[QWidget] = []
        self._lines: list[QLabel] = []
        self._rows: list[QWidget] = []
        self._below: list[QWidget] = []
        self._told: list[str] = []

    @property
    def words(self) -> list[str]:
        """Return what is told, the heading first."""
        return [self._heading, *self._told] if self._told and self._heading else self._told

    @property
    def widgets(self) -> list[QWidget]:
        """Return what the lines consist of, shown or not, from above to below."""
        return [*self._above, *self._rows, *self._below]

    def tell(self, lines: Sequence[str]) -> None:
        """Tell other lines in place of these; an empty one is left out."""
        told = [line for line in lines if line]
        if told == self._told:
            return
        if not self._rows:
            self._begin()
        while len(self._rows) < len(told):
            self._add_row()
        for line, row, words in zip(self._lines, self._rows, told, strict=False):
            line.setText(words)
            row.updateGeometry()
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(told))
        for around in (*self._above, *self._below):
            around.setVisible(bool(told))
        self._told = told

    def _begin(self) -> None:
        if self._heading:
            above = label(self._heading, "label")
            above.setContentsMargins(0, GRID // 2, 0, 0)
            self._above.append(above)
        if self._foot is not None:
            self._below.append(self._foot())
        for each in (*self._above, *self._below):
            each.setParent(self._parent)

    def _add_row(self) -> None:
        line = label("", self._part, wrap=True)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = _beside_a_sign(line) if self._listed else line
        row.setParent(self._parent)
        self._lines.append(line)
        self._rows.append(row)


def _beside_a_sign(line: QLabel) -> QWidget:
    """Return a line of a list, its words beside its sign also where they wrap."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(GRID // 2)
    box.addWidget(label("•", "quiet"), 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(line, 1)
    return row
