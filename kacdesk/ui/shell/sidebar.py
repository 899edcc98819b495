"""This file is the place where a person chooses a journal, and sees how far the records have got."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label, link_button
from kacdesk.ui.look.theme import icon, look
from kacdesk.ui.shell.badge import SyncBadge
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.pages import Pages

_WIDTH, _NARROW_WIDTH = 248, 150
_ICON_SIDE = 24
_LEAST_LIST = 90
_ICONS = {
    "visit": "visit",
    "phone_consultation": "phone",
    "received_document": "document",
}


class Sidebar(QFrame):
    """The pages, what else there is to do, and the badge.

    Signals: `chosen(str)` the page that is wanted · `month_asked()` · `help_asked()`.
    """

    chosen = Signal(str)
    month_asked = Signal()
    help_asked = Signal()

    def __init__(self, point_title: str, pages: Pages, badge: SyncBadge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "sidebar")
        self.setFixedWidth(_WIDTH)
        self.badge = badge
        self.pages = QListWidget()
        self.pages.setProperty("part", "pages")
        self.pages.setIconSize(QSize(_ICON_SIDE, _ICON_SIDE))
        self.pages.setAccessibleName(t("Sadaļas"))
        self.pages.setMinimumHeight(_LEAST_LIST)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._fill(pages)
        self.pages.currentItemChanged.connect(lambda now, _before: self._choose(now))
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 14, 10, 12)
        box.setSpacing(6)
        box.addWidget(label(t("KAC žurnāls"), "brand"))
        box.addWidget(label(point_title, "quiet", wrap=True))
        box.addWidget(self.pages, 1)
        self._month = link_button(t("Mēneša pārskats (Ctrl+M)"), self.month_asked.emit)
        self._month.setIcon(icon("report"))
        help_ = link_button(t("Taustiņi (F1)"), self.help_asked.emit)
        help_.setIcon(icon("help"))
        box.addWidget(self._month)
        box.addWidget(help_)
        box.addWidget(badge)

    def set_narrow(self, *, narrow: bool) -> None:
        """Take less room on a small screen or one with big letters: smaller words, no icons."""
        self.setFixedWidth(_NARROW_WIDTH if narrow else _WIDTH)
        side = 0 if narrow else _ICON_SIDE
        self.pages.setIconSize(QSize(side, side))
        self._month.setText(t("Pārskats") if narrow else t("Mēneša pārskats (Ctrl+M)"))
        look(self, narrow=narrow)
        look(self.pages)

    def show_page(self, name: str) -> None:
        """Mark the page that is open."""
        for row in range(self.pages.count()):
            item = self.pages.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.pages.setCurrentItem(item)

    def _fill(self, pages: Pages) -> None:
        for group in pages.groups:
            if group.heading and group.pages:
                heading = QListWidgetItem(group.heading)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self.pages.addItem(heading)
            for page in group.pages:
                self._add(page)

    def _add(self, page: Page) -> None:
        drawn = icon(_ICONS.get(page.name, ""))
        item = QListWidgetItem(page.title) if drawn.isNull() else QListWidgetItem(drawn, page.title)
        item.setData(Qt.ItemDataRole.UserRole, page.name)
        item.setToolTip(page.title)
        self.pages.addItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        name = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(name, str):
            self.chosen.emit(name)
