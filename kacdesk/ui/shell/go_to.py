"""This file is the place where a page is gone to, or a record begun, by a few letters of its name (Ctrl+G)."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT, icon
from kacdesk.ui.shell.pages import Entry
from kacdesk.ui.shell.places import HELP, LOOK, Place, PlaceFinder, places_of

_WIDE, _HIGH = 520, 420
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _Line(QLineEdit):
    """The line of the search: the keys that move in the list go to the list.

    Signals: `moved(QKeyEvent)` such a key.
    """

    moved = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _MOVES:
            self.moved.emit(event)
        else:
            super().keyPressEvent(event)


class GoToDialog(ReadsInOrder, QDialog):
    """The list of places. Letters find them, also with one letter wrong; Enter goes to the marked one.

    Signals: `page_asked(str)` · `new_asked(str)` a new record of that register is wanted · `help_asked()` ·
    `look_asked()` the menu of the look is wanted.
    """

    page_asked = Signal(str)
    new_asked = Signal(str)
    help_asked = Signal()
    look_asked = Signal()

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self._entries = entries
        self._window = parent
        self._finder = PlaceFinder([])
        self.setWindowTitle(t("Iet uz sadaļu"))
        self.setModal(True)
        self.line = _Line()
        self.line.setMinimumHeight(INPUT_HEIGHT)
        self.line.setPlaceholderText(t("Daži burti no sadaļas vai ieraksta veida"))
        self.line.setAccessibleName(t("Iet uz sadaļu vai sākt jaunu ierakstu"))
        self.line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setAccessibleName(t("Kurp iet"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = label(t("Tādas sadaļas nav. Pamēģiniet citu vārdu."), "quiet", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(self.line)
        box.addWidget(self.list, 1)
        box.addWidget(self._none)
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._go)
        self.line.moved.connect(self._move)
        self.list.itemClicked.connect(lambda _item: self._go())

    def appear(self, *, supervisor: bool) -> None:
        """Show the places of whoever works now, above the middle of the window."""
        self._finder = PlaceFinder(places_of(self._entries, supervisor=supervisor))
        self.line.clear()
        self._find("")
        window = self._window
        self.resize(min(_WIDE, window.width() - 4 * GRID), min(_HIGH, window.height() - 4 * GRID))
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 2 * GRID)))
        self.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    @property
    def shown(self) -> list[Place]:
        """Return the places in sight, the best first."""
        return [item.data(Qt.ItemDataRole.UserRole) for item in self._items()]

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _find(self, text: str) -> None:
        """Show what has all the words; without any, the pages as the sidebar has them and then what can be begun."""
        found = self._finder.find(text)
        self.list.clear()
        for place in found:
            words = f"{place.words}  ·  {place.near}" if place.near else place.words
            item = QListWidgetItem(icon(place.icon), words)
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._none.setVisible(not found)
        self._tell()

    def _move(self, event: QKeyEvent) -> None:
        page = event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        step = (8 if page else 1) * (1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -1)
        last = self.list.count() - 1
        if last >= 0:
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + step)))
            self._tell()

    def _tell(self) -> None:
        """Read the marked place out: the cursor stays in the line."""
        if self.list.currentRow() >= 0 and QAccessible.isActive():
            words = self.list.currentItem().text()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, words))

    def _go(self) -> None:
        if self.list.currentRow() < 0:
            return
        place: Place = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        self.accept()
        if place.page == HELP:
            self.help_asked.emit()
        elif place.page == LOOK:
            self.look_asked.emit()
        else:
            (self.new_asked if place.new else self.page_asked).emit(place.page)
