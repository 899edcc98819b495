"""This file is the place where a person chooses a page, and sees how far the records have got."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, show_words
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID, look
from kacdesk.ui.shell.badge import SyncBadge
from kacdesk.ui.shell.page_tree import PageTree
from kacdesk.ui.shell.pages import Entry

_NARROW_WINDOW, _LOW_WINDOW = 960, 560
"""Pixels before scaling under which a window counts as small."""

_LETTERS, _NARROW_LETTERS = 28, 18
"""How wide the sidebar is, in average letters."""

_ICON_SIDE, _SMALL_ICON_SIDE = 20, 16
_LEAST_LIST = 90


class Sidebar(QFrame):
    """The pages, what else there is to do, and the badge.

    Signals: `chosen(str)` the page that is wanted · `go_to_asked()` · `help_asked()`.
    """

    chosen = Signal(str)
    go_to_asked = Signal()
    help_asked = Signal()

    def __init__(
        self,
        jobs: Jobs,
        point_title: str,
        entries: Sequence[Entry],
        badge: SyncBadge,
        look_menu: QMenu,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "sidebar")
        self.badge = badge
        self.pages = PageTree(jobs, entries)
        self.pages.setMinimumHeight(_LEAST_LIST)
        self.pages.chosen.connect(self.chosen)
        self._names = (label(t("KAC žurnāls"), "brand", wrap=True), label(point_title, "quiet", wrap=True))
        self._links = {
            t("Iet uz sadaļu (Ctrl+G)"): link_button("", self.go_to_asked.emit, icon_name="compass"),
            t("Palīdzība (F1)"): link_button("", self.help_asked.emit, icon_name="help"),
            t("Izskats un valoda"): link_button("", self.show_look, icon_name="look"),
        }
        self._look_menu = look_menu
        self._build()
        self._narrow = self._low = False
        self._fit()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        box.setSpacing(GRID // 2)
        for name in self._names:
            box.addWidget(name)
        box.addWidget(self.pages, 1)
        tools = Flow(spacing=GRID // 2)
        for words, link in self._links.items():
            link.setAccessibleName(words)
            tools.addWidget(link)
        box.addLayout(tools)
        box.addWidget(self.badge)

    def set_room(self, size: QSize) -> None:
        """Take less room in a small window or one with big letters: words without icons, signs without words."""
        self._narrow = size.width() < _NARROW_WINDOW
        self._low = size.height() < _LOW_WINDOW
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self.setFixedWidth(letter * (_NARROW_LETTERS if self._narrow else _LETTERS))
        side = _SMALL_ICON_SIDE if self._narrow else _ICON_SIDE
        self.pages.setIconSize(QSize(side, side))
        for name in self._names:
            name.setVisible(not self._low)
        for words, link in self._links.items():
            bare = self._narrow or self._low
            show_words(link, "" if bare else words)
            link.setToolTip(words if bare else "")
        self.badge.set_short(short=self._narrow or self._low)
        look(self, narrow=self._narrow)
        look(self.pages)

    def show_page(self, name: str) -> None:
        """Mark the page that is open."""
        self.pages.show_page(name)

    def show_look(self) -> None:
        """Open the menu of the look beside its link."""
        link = list(self._links.values())[-1]
        self._look_menu.popup(link.mapToGlobal(QPoint(link.width(), 0)))
