"""This file is the place where a line shows below itself what can be chosen, without giving the keyboard away."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView

from kacdesk.services.filters import Filter

_ROWS_SHOWN = 10
_WIDEST = 700
_EDGE = 8
_BESIDE_WORDS = 30


class OfferList(QListView):
    """The list below a line; a child of the window, made where it is first shown.

    Signals: `taken(int)` the offer at that place was chosen.
    """

    taken = Signal(int)

    def __init__(self, line: QLineEdit, name: str) -> None:
        super().__init__(line)
        self._line = line
        self._offers = QStringListModel(self)
        self.setModel(self._offers)
        self.setProperty("part", "choices")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(name)
        self.clicked.connect(self._choose)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Say whether the list is shown."""
        return self.isVisible()

    def offer(self, offers: Sequence[Filter]) -> None:
        """Show what can be chosen, the first one marked; nothing closes the list."""
        self._offers.setStringList([offer.label for offer in offers])
        if not offers:
            self.close_list()
            return
        if self.parent() is not self._line.window():
            self.setParent(self._line.window())
            self._line.destroyed.connect(self.deleteLater)
        self._place(len(offers))
        self.setCurrentIndex(self._offers.index(0, 0))
        self.show()
        self.raise_()

    def close_list(self) -> None:
        """Take the list away; nothing is chosen."""
        self.hide()

    def step(self, step: int) -> None:
        """Mark the next or the previous offer."""
        row = max(0, min(self._offers.rowCount() - 1, self.currentIndex().row() + step))
        self.setCurrentIndex(self._offers.index(row, 0))

    def take_marked(self) -> None:
        """Choose the marked offer."""
        self._choose(self.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        self.close_list()
        if index.isValid():
            self.taken.emit(index.row())

    def _place(self, count: int) -> None:
        window, line = self._line.window(), self._line
        below = line.mapTo(window, QPoint(0, line.height()))
        height = max(1, self.sizeHintForRow(0)) * min(_ROWS_SHOWN, count) + 2 * self.frameWidth()
        wanted = max(line.width(), min(_WIDEST, self.sizeHintForColumn(0) + _BESIDE_WORDS))
        room = window.height() - below.y() - _EDGE
        self.setGeometry(
            below.x(), below.y(), min(wanted, window.width() - below.x() - _EDGE), min(height, room)
        )
