"""This file is the place where a sheet that may be longer than the window is made to scroll."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolling(sheet: QWidget) -> QScrollArea:
    """Return the sheet as a page holds it: it scrolls up and down only, and never takes the keyboard itself."""
    sheet.setProperty("part", "sheet")
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(sheet)
    return scroll
