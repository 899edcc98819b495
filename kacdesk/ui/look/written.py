"""This file is the place where a table says of a cell at once what stands in it and how it looks."""

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from kacdesk.ui.look.cells import Face, Side
from kacdesk.ui.look.theme import Colour, colour

Index = QModelIndex | QPersistentModelIndex

UPRIGHT = {side: Qt.AlignmentFlag(side) | Qt.AlignmentFlag.AlignVCenter for side in Side}
"""How Qt is told of a side."""


class Written(NamedTuple):
    """The words of a cell, their letters and colour; `ground` is the colour under them, None for that of the row."""

    words: str
    face: Face = Face.PLAIN
    side: Side = Side.LEFT
    ink: Colour = Colour.TEXT
    ground: QColor | None = None


class WrittenTable(QAbstractTableModel):
    """A table of cells. `written` says what whoever paints asks, `data` tells Qt the same in its own parts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faces = {face: face.of(QFont()) for face in Face}

    def written(self, row: int, column: int) -> Written:
        """Return what stands in a cell."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        told = self.written(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return told.words
            case Qt.ItemDataRole.FontRole:
                return self._faces[told.face] if told.face else None
            case Qt.ItemDataRole.ForegroundRole:
                return None if told.ink is Colour.TEXT else colour(told.ink)
            case Qt.ItemDataRole.BackgroundRole:
                return told.ground
            case Qt.ItemDataRole.TextAlignmentRole:
                return UPRIGHT[told.side]
        return None
