"""This file is the place where a sheet that may be longer than the window is made to scroll below what stays there."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from kacdesk.ui.look.theme import GRID

EDGE = 6
"""Between a sheet and its scroll bar."""


def growing(room: QWidget) -> QWidget:
    """Return what holds parts from above to below and draws nothing itself: as it grows, only what is new is drawn."""
    room.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
    return room


def scrolling(sheet: QWidget, page: QWidget | None = None) -> QScrollArea:
    """Return the sheet as a page holds it: it scrolls up and down only, and never takes the keyboard itself.

    With `page` it is there from the first. Qt asks a sheet for its size as soon as it scrolls, for which all that is on
    it is dressed; whatever moves after that is dressed anew.
    """
    sheet.setProperty("part", "sheet")
    growing(sheet)
    scroll = QScrollArea(page)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(sheet)
    return scroll


def bring_in_sight(*parts: QWidget) -> None:
    """Scroll to parts of a sheet once it has made room for them; where that is too little, the last comes in sight."""
    QTimer.singleShot(0, parts[-1], partial(_scroll_to, parts))


def _scroll_to(parts: Sequence[QWidget]) -> None:
    above = parts[-1].parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        for part in parts:
            above.ensureWidgetVisible(part)


def sheet_of(page: QWidget, *parts: QWidget, gap: int = GRID) -> QScrollArea:
    """Return parts one under another on a sheet of a page, `gap` between them, `EDGE` before the scroll bar."""
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, EDGE, 0)
    column.setSpacing(gap)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return scrolling(sheet, page)


def scroll_in(
    page: QWidget, scroll: QScrollArea, *, head: Sequence[QWidget | QLayout] = (), gap: int = GRID
) -> None:
    """Let a page consist of what scrolls, below a head that stays in sight."""
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in head:
        if isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    box.addWidget(scroll, 1)
