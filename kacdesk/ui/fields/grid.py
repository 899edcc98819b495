"""This file is the place where fields are laid out in rows that fit the width there is."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.maker import UNITS

_UNIT_WIDTH = 190
"""The narrowest a field may become, before scaling."""

_MOST_UNITS = 4


class FieldGrid(QWidget):
    """Frames in rows of four parts, two on a narrow window, one on a very narrow one."""

    def __init__(self, frames: Sequence[FieldFrame]) -> None:
        super().__init__()
        self._frames = frames
        self._units = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lay_out(_MOST_UNITS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = event.size().width() // _UNIT_WIDTH
        self._lay_out(4 if fitting >= 4 else 2 if fitting >= 2 else 1)

    def _lay_out(self, units: int) -> None:
        if units == self._units:
            return
        self._units = units
        row = column = 0
        for frame in self._frames:
            self._grid.removeWidget(frame)
            wide = min(units, UNITS.get(frame.spec.kind, 1))
            if column + wide > units:
                row, column = row + 1, 0
            self._grid.addWidget(frame, row, column, 1, wide)
            column += wide
        for place in range(_MOST_UNITS):
            self._grid.setColumnStretch(place, 1 if place < units else 0)
            self._grid.setColumnMinimumWidth(place, 0)
