"""This file is the place where fields are laid out in rows that fit the width there is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.maker import UNITS

_UNIT_LETTERS = 19
"""The narrowest a field becomes as long as there is room for two in a row."""

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
        self._lay_out(next((units for units in (4, 2) if self._fits(units, event.size().width())), 1))

    def minimumSizeHint(self) -> QSize:
        """Return the least of one field below the other: a wider layout must not keep the window from narrowing."""
        widest = max((frame.minimumSizeHint().width() for frame in self._shown), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    @property
    def _shown(self) -> list[FieldFrame]:
        return [frame for frame in self._frames if not frame.isHidden()]

    def _fits(self, units: int, width: int) -> bool:
        gap = self._grid.horizontalSpacing()
        part = (width - gap * (units - 1)) / units
        wishes = (
            (frame.minimumSizeHint().width() - gap * (wide - 1)) / wide
            for frame in self._shown
            for wide in (min(units, UNITS.get(frame.spec.kind, 1)),)
        )
        least = self.fontMetrics().averageCharWidth() * _UNIT_LETTERS
        return part >= max(least, *wishes) if self._shown else True

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
