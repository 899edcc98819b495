"""This file is the place where fields are laid out in rows that fit the width there is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.maker import UNITS
from kacdesk.ui.fields.plain import ChoiceInput

_UNIT_LETTERS = 19
"""The narrowest a field becomes as long as there is room for two in a row."""

_MOST_UNITS = 4
_AROUND_INPUT = 11
"""Pixels of a frame beside its input."""

_TO_GO_BACK = 40
"""Pixels more that a widened choice needs to become narrow again: more than a scroll bar, which the lower form takes
away and the higher one brings back, so that they would follow each other for ever."""


class FieldGrid(QWidget):
    """Frames in rows of four parts, two on a narrow window, one on a very narrow one."""

    def __init__(self, frames: Sequence[FieldFrame], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = frames
        self._units = 0
        self._widths: list[int] = []
        self._widened: set[FieldFrame] = set()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        for frame in frames:
            frame.setParent(self)  # also what is not asked for yet: without a parent it would be a window
            frame.setVisible(frame.is_asked)
        self._lay_out(_MOST_UNITS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(next((units for units in (4, 2) if self._fits(units, event.size().width())), 1))

    def minimumSizeHint(self) -> QSize:
        """Return the least of one field below the other: a wider layout must not keep the window from narrowing."""
        widest = max((frame.minimumSizeHint().width() for frame in self._shown), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def refit(self) -> None:
        """Close the gaps: other fields are asked for than before."""
        self._widths = []
        self._lay_out(self._units)
        self.updateGeometry()

    @property
    def is_asked(self) -> bool:
        """Say whether any of the fields is asked for."""
        return bool(self._shown)

    @property
    def _shown(self) -> list[FieldFrame]:
        return [frame for frame in self._frames if frame.is_asked]

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

    def _parts_of(self, frame: FieldFrame, units: int) -> int:
        """Return how many parts of a row a field takes; a choice takes two when its words need them."""
        wide = UNITS.get(frame.spec.kind, 1)
        if wide == 1 and isinstance(frame.input, ChoiceInput):
            gap = self._grid.horizontalSpacing()
            part = (self.width() - gap * (units - 1)) / units
            wished = frame.input.wished_width + _AROUND_INPUT + (_TO_GO_BACK if frame in self._widened else 0)
            wide = 1 if wished <= part else 2
            (self._widened.discard if wide == 1 else self._widened.add)(frame)
        return min(units, wide)

    def _lay_out(self, units: int) -> None:
        widths = [self._parts_of(frame, units) for frame in self._frames]
        if units == self._units and widths == self._widths:
            return
        self._units, self._widths = units, widths
        row = column = 0
        for frame, wide in zip(self._frames, widths, strict=True):
            self._grid.removeWidget(frame)
            if not frame.is_asked:
                continue
            if column + wide > units:
                row, column = row + 1, 0
            self._grid.addWidget(frame, row, column, 1, wide)
            column += wide
        for place in range(_MOST_UNITS):
            self._grid.setColumnStretch(place, 1 if place < units else 0)
            self._grid.setColumnMinimumWidth(place, 0)
