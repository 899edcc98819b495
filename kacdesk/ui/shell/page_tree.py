"""This file is the place where the pages stand in their groups, which fold and unfold."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from kacdesk.core.text import t
from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.services.preferences import Preferences
from kacdesk.spec.register import Group
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.theme import icon
from kacdesk.ui.shell.groups import words_of
from kacdesk.ui.shell.pages import Entry

_NAME, _GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_FOLDS: dict[int, bool] = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
_ABOVE_AND_BELOW = 12
"""Pixels of a row that are not for its words."""

_MOST_HEIGHT = 1000
_UNFOLDED, _FOLDED = "expand", "collapsed"

_Index = QModelIndex | QPersistentModelIndex
_Selection = QItemSelectionModel.SelectionFlag


class _Rows(QStyledItemDelegate):
    """Makes a row as high as its words need in the width there is. Rows keep their words, so they are measured once."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        self._known: dict[tuple[int, int], QSize] = {}

    def forget(self) -> None:
        """Measure anew: the room is another, or the letters are."""
        self._known.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        place = (index.parent().row(), index.row())
        if place not in self._known:
            self._known[place] = self._measured(option, index)
        return self._known[place]

    def _measured(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        self.initStyleOption(option, index)
        style, width = self._tree.style(), self._tree.viewport().width()
        option.rect = QRect(0, 0, width, _MOST_HEIGHT)
        words = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, self._tree)
        beside = 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, self._tree) + 1)
        room = QRect(0, 0, max(1, words.width() - beside), _MOST_HEIGHT)
        needed = option.fontMetrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), option.text).height()
        return QSize(width, max(needed, self._tree.iconSize().height()) + _ABOVE_AND_BELOW)


class PageTree(QTreeWidget):
    """The list of pages. Groups that a person unfolds stay so at this desk; the group of the open page always is.

    The arrows go to headings too, which changes no page; Left and Right, Enter or a click fold and unfold them.

    Signals: `chosen(str)` a person wants a page.
    """

    chosen = Signal(str)

    def __init__(self, jobs: Jobs, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._jobs = jobs
        self._items: dict[str, QTreeWidgetItem] = {}
        self._headings: dict[Group, QTreeWidgetItem] = {}
        self._rows: list[QTreeWidgetItem] = []
        self._unfolded: frozenset[Group] = frozenset()
        self._told: dict[Group, bool] = {}  # what each heading shows
        self._open = ""
        self.setProperty("part", "pages")
        self.setAccessibleName(t("Sadaļas"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)  # Qt's own folding would pass by what is remembered
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(0)
        self._heights = _Rows(self)
        self.setItemDelegate(self._heights)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for entry in entries:
            self._add(entry)
        self._fold_as_kept()
        self.currentItemChanged.connect(lambda now, _before: self._choose(now))
        jobs.read(self, preferences.read).then(self._take)

    @property
    def titles(self) -> list[str]:
        """Return the words of every row, folded ones too, from above to below."""
        return [row.text(0) for row in self._rows]

    def is_unfolded(self, group: Group) -> bool:
        """Say whether the pages of a group are in sight; those on top always are."""
        heading = self._headings.get(group)
        return heading is None or heading.isExpanded()

    def show_page(self, name: str) -> None:
        """Mark the page that is open and unfold its group."""
        self._open = name
        self._fold_as_kept()
        item = self._items[name]
        self.setCurrentItem(item)
        self._show_current()

    def toggle(self, group: Group) -> None:
        """Fold or unfold a group and remember it; the group of the open page stays unfolded."""
        self._fold(group, unfolded=not self.is_unfolded(group))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        group = self._group_of(self.currentItem())
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Left and group is None:
            self._to_heading()
        elif group is not None and key in _FOLDS:
            self._fold(group, unfolded=_FOLDS[key])
        elif group is not None and key in _ENTER:
            self.toggle(group)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        group = self._group_of(self.itemAt(event.position().toPoint()))
        super().mousePressEvent(event)
        if group is not None and event.button() is Qt.MouseButton.LeftButton:
            self.toggle(group)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._heights.forget()
        self.scheduleDelayedItemsLayout()  # other words break now
        QTimer.singleShot(0, self, self._show_current)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.forget()
        super().changeEvent(event)

    def _show_current(self) -> None:
        """Bring the open page in sight, once its row has its height."""
        self.executeDelayedItemsLayout()
        item = self.currentItem()
        if item is not None:
            self.scrollToItem(item)

    def selectionCommand(
        self, index: _Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave the open page marked while the arrows stand on a heading."""
        if self._group_of(self.itemFromIndex(index)) is not None:
            return _Selection.NoUpdate
        return super().selectionCommand(index, event)

    def _add(self, entry: Entry) -> None:
        item = QTreeWidgetItem([entry.title])
        item.setIcon(0, icon(entry.icon))
        item.setData(0, _NAME, entry.name)
        item.setToolTip(0, entry.title)
        self._items[entry.name] = item
        heading = self._heading_of(entry.group)
        self._rows.append(item)
        if heading is None:
            self.addTopLevelItem(item)
        else:
            heading.addChild(item)

    def _heading_of(self, group: Group) -> QTreeWidgetItem | None:
        words = words_of(group)
        if words and group not in self._headings:
            heading = QTreeWidgetItem([words])
            heading.setData(0, _GROUP, str(group))
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            self._headings[group] = heading
            self._rows.append(heading)
            self.addTopLevelItem(heading)
        return self._headings.get(group)

    def _group_of(self, item: QTreeWidgetItem | None) -> Group | None:
        """Return the group whose heading an item is, None for a page."""
        told: Any = item.data(0, _GROUP) if item is not None else None
        return Group(told) if told else None

    def _group_of_open(self) -> Group | None:
        item = self._items.get(self._open)
        return self._group_of(item.parent()) if item is not None else None

    def _to_heading(self) -> None:
        """Go from a page to the heading above it."""
        item = self.currentItem()
        heading = item.parent() if item is not None else None
        if heading is not None:
            self.setCurrentItem(heading)

    def _fold(self, group: Group, *, unfolded: bool) -> None:
        if unfolded == self.is_unfolded(group) or (not unfolded and group is self._group_of_open()):
            return
        self._unfolded = self._unfolded | {group} if unfolded else self._unfolded - {group}
        self._fold_as_kept()
        self._jobs.run(self, _remember, sorted(self._unfolded))

    def _fold_as_kept(self) -> None:
        seen = {*self._unfolded, self._group_of_open()}
        for group, heading in self._headings.items():
            unfolded = group in seen
            if self._told.get(group) is unfolded:
                continue
            self._told[group] = unfolded
            heading.setExpanded(unfolded)
            heading.setIcon(0, icon(_UNFOLDED if unfolded else _FOLDED))
            told = t("atvērta") if unfolded else t("aizvērta")
            heading.setData(
                0,
                Qt.ItemDataRole.AccessibleTextRole,
                t("Grupa {title}, {told}", title=heading.text(0), told=told),
            )

    def _take(self, kept: Preferences) -> None:
        known = {str(group): group for group in Group}
        self._unfolded = frozenset(known[name] for name in kept.unfolded if name in known)
        self._fold_as_kept()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, _NAME) if item is not None else None
        if isinstance(name, str) and name != self._open:
            self.chosen.emit(name)


def _remember(context: Context, unfolded: Sequence[str]) -> None:
    preferences.change(context, unfolded=list(unfolded))
