"""This file is the place where a table that paints its own cells gets a twin that Qt's delegate and style draw."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from kacdesk.ui.look.painted import PaintedTable


class _Grounds(QStyledItemDelegate):
    """Lays the colour of a cell under its words, which the style leaves out where there is a stylesheet."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect.adjusted(1, 1, -1, -1), ground)
        super().paint(painter, option, index)


def by_the_style(painted: PaintedTable) -> QTableView:
    """Return a table of Qt's over the same cells, as wide and marked as the painted one is."""
    model, plain = painted.model(), QTableView()
    plain.setModel(model)
    plain.setItemDelegate(_Grounds(plain))
    plain.setSelectionBehavior(painted.selectionBehavior())
    plain.setAlternatingRowColors(painted.alternatingRowColors())
    plain.setShowGrid(False)
    plain.setWordWrap(False)
    plain.verticalHeader().hide()
    plain.verticalHeader().setDefaultSectionSize(painted.rowHeight(0))
    plain.setVerticalScrollBarPolicy(painted.verticalScrollBarPolicy())
    plain.ensurePolished()
    plain.resize(painted.size())
    for column in range(model.columnCount()):
        plain.setColumnHidden(column, painted.isColumnHidden(column))
        plain.setColumnWidth(column, painted.columnWidth(column))
    for part in painted.selectionModel().selection().toList():
        for index in part.indexes():
            plain.selectionModel().select(index, plain.selectionModel().SelectionFlag.Select)
    return plain


def points(table: QTableView, rows: int) -> list[int]:
    """Return the colour of every point of the first rows."""
    drawn = table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    part = drawn.copy(0, 0, table.horizontalHeader().length(), rows * table.rowHeight(0))
    return memoryview(part.constBits()).cast("I").tolist()
