"""This file is the place where small tables to look at are made alike."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from kacdesk.ui.look.filling import filled_at_once
from kacdesk.ui.look.theme import GRID

_ROW_HEIGHT = 30


class RowsTable(QTableWidget):
    """A table whose column `wide` takes the room that is left; where that is too little the table scrolls instead."""

    def __init__(self, heads: Sequence[str], wide: int) -> None:
        super().__init__(0, len(heads))
        self._wide = wide

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_room()

    def share_room(self) -> None:
        """Give the wide column what the others leave."""
        header = self.horizontalHeader()
        others = sum(header.sectionSizeHint(each) for each in range(header.count()) if each != self._wide)
        others = max(others, header.length() - header.sectionSize(self._wide))
        least = header.sectionSizeHint(self._wide)
        if self.viewport().width() - others >= least:
            header.setSectionResizeMode(self._wide, QHeaderView.ResizeMode.Stretch)
        else:
            header.setSectionResizeMode(self._wide, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(self._wide, least)


def rows_table(name: str, heads: Sequence[str], *, wide: int) -> RowsTable:
    """Return an empty table to look at, its column `wide` taking the room that is left, where there is enough of it.

    `name` is read aloud.
    """
    table = RowsTable(heads, wide)
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(heads))
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.share_room()
    return table


def fill(table: RowsTable, rows: Sequence[Sequence[str]], *, most_in_sight: int) -> None:
    """Put rows of text into a table, keeping the marked row, and let it be as high as its rows, within bounds."""
    marked = max(table.currentRow(), 0)
    table.setRowCount(len(rows))
    with filled_at_once(table):
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(place, column, item)
    table.share_room()
    if rows:
        table.selectRow(min(marked, len(rows) - 1))
    table.setMinimumHeight((min(max(len(rows), 1), most_in_sight) + 1) * _ROW_HEIGHT + GRID)
