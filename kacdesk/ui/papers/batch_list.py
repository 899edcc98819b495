"""This file is the place where batches that are not acknowledged yet are a list."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from kacdesk.core.latvian import number, short_date
from kacdesk.core.text import t
from kacdesk.services.papers.batches import Sending

_RECORD = Qt.ItemDataRole.UserRole
_ADDRESSEE_COLUMN = 1


class BatchList(QTreeWidget):
    """Batches, those that are still here and those on their way.

    Signals: `chosen_changed()` · `wanted()` Enter: the chosen batch is to be opened.
    """

    chosen_changed = Signal()
    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Sending, ...] = ()
        self._next: UUID | None = None
        self.setAccessibleName(t("Sagatavotie un ceļā esošie sūtījumi"))
        self.setHeaderLabels([t("Numurs"), t("Adresāts"), t("Papīri"), t("Stāvoklis")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(96)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_ADDRESSEE_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.currentItemChanged.connect(lambda *_: self.chosen_changed.emit())
        self.itemDoubleClicked.connect(lambda *_: self.wanted.emit())

    @property
    def chosen(self) -> Sending | None:
        """Return the batch that the keyboard is on."""
        item = self.currentItem()
        record = item.data(0, _RECORD) if item is not None else None
        return next((batch for batch in self._shown if batch.record == record), None)

    def choose_next(self, batch: UUID) -> None:
        """Let a batch be the chosen one when the list is next shown."""
        self._next = batch

    def show_batches(self, found: Sequence[Sending]) -> None:
        """Show the batches; the chosen one stays chosen."""
        chosen = self._next or (self.chosen.record if self.chosen is not None else None)
        self._next = None
        self._shown = tuple(found)
        self.blockSignals(True)
        self.clear()
        for batch in found:
            item = QTreeWidgetItem(self, [batch.number, batch.addressee, number(batch.papers), _state(batch)])
            item.setData(0, _RECORD, batch.record)
            if batch.record == chosen:
                self.setCurrentItem(item)
        first = self.topLevelItem(0)
        if self.currentItem() is None and first is not None:
            self.setCurrentItem(first)
        self.blockSignals(False)
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


def _state(batch: Sending) -> str:
    if batch.sent_on is None:
        return t("jānosūta")
    sent = t("ceļā kopš {day}", day=short_date(batch.sent_on))
    if batch.confirm_by is None:
        return sent
    return t("{sent}, apstiprinājums līdz {day}", sent=sent, day=short_date(batch.confirm_by))
