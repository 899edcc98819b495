"""This file is the place where papers at the centre are a tree: an addressee, and below it what lies here for it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from kacdesk.core.latvian import number, short_date
from kacdesk.core.text import t
from kacdesk.services.papers.batches import PaperHere, Pile

_RECORD = Qt.ItemDataRole.UserRole
_WORDS_COLUMN, _RECEIVED_COLUMN = 1, 2
_ROOM_FOR_ALL_LETTERS = 90


class Piles(QTreeWidget):
    """Papers by addressee, with a box to tick before each paper and before each pile.

    Signals: `ticked_changed()` · `wanted()` Enter: the ticked papers are to become a batch.
    """

    ticked_changed = Signal()
    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(t("Papīri centrā pa adresātiem"))
        self.setHeaderLabels([t("Adresāts un numurs"), t("Dokuments"), t("Saņemts"), t("Termiņš")])
        self.setUniformRowHeights(True)
        self.setMinimumHeight(140)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WORDS_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(lambda *_: self.ticked_changed.emit())

    @property
    def ticked(self) -> list[UUID]:
        """Return the ticked papers, from above."""
        return [
            item.data(0, _RECORD) for item in self._papers() if item.checkState(0) is Qt.CheckState.Checked
        ]

    @property
    def pointed_at(self) -> list[UUID]:
        """Return the paper that the keyboard is on, all of a pile's when it is on the pile."""
        item = self.currentItem()
        if item is None:
            return []
        record = item.data(0, _RECORD)
        if record is not None:
            return [record]
        return [paper.data(0, _RECORD) for paper in _below(item)]

    def show_piles(self, piles: Sequence[Pile]) -> None:
        """Show the papers; what was ticked, folded and pointed at stays so as far as it is still here."""
        ticked, pointed = set(self.ticked), self.pointed_at[:1]
        folded = {item.text(0) for item in self._piles() if not item.isExpanded()}
        self.blockSignals(True)
        self.clear()
        self.addTopLevelItems([_pile_item(pile, ticked) for pile in piles])
        for item in self._piles():
            item.setFirstColumnSpanned(True)
            item.setExpanded(item.text(0) not in folded)
        for item in self._papers():
            if [item.data(0, _RECORD)] == pointed:
                self.setCurrentItem(item)
        first = self.topLevelItem(0)
        if self.currentItem() is None and first is not None:
            self.setCurrentItem(first)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out when a paper came where there is too little room for what it is."""
        super().resizeEvent(event)
        letters = self.width() / max(1, self.fontMetrics().averageCharWidth())
        self.setColumnHidden(_RECEIVED_COLUMN, letters < _ROOM_FOR_ALL_LETTERS)

    def _piles(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None:
                yield item

    def _papers(self) -> Iterator[QTreeWidgetItem]:
        for pile in self._piles():
            yield from _below(pile)


def _pile_item(pile: Pile, ticked: set[UUID]) -> QTreeWidgetItem:
    """Return a pile with its papers, which is in no list yet: a list measures itself anew with each paper."""
    title = pile.title or t("Adresāts nav norādīts")
    item = QTreeWidgetItem([f"{title} ({number(len(pile.papers))})"])
    item.addChildren([_paper_item(paper, ticked=paper.record in ticked) for paper in pile.papers])
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    return item


def _paper_item(paper: PaperHere, *, ticked: bool) -> QTreeWidgetItem:
    due = short_date(paper.due_on) if paper.due_on is not None else ""
    item = QTreeWidgetItem([paper.number, paper.what, short_date(paper.received_on), due])
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setData(0, _RECORD, paper.record)
    item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    item.setToolTip(_WORDS_COLUMN, paper.what)
    return item


def _below(pile: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for place in range(pile.childCount()):
        item = pile.child(place)
        if item is not None:
            yield item
