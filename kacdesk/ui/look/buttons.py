"""This file is the place where buttons and labels of one make come from."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from kacdesk.ui.look.theme import INPUT_HEIGHT, icon


def _button(words: str, act: Callable[[], None], part: str, icon_name: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("part", part)
    button.setMinimumHeight(INPUT_HEIGHT)
    drawn = icon(icon_name, light=part == "main")
    if not drawn.isNull():
        button.setIcon(drawn)
    if tip:
        button.setToolTip(tip)
    button.setAccessibleName(tip or words)
    button.clicked.connect(lambda _checked=False: act())
    return button


def main_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return the button for what is usually wanted here; a page has one."""
    return _button(words, act, "main", icon_name, tip)


def plain_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return a button for anything else."""
    return _button(words, act, "plain", icon_name, tip)


def link_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return a button that looks like text, for what is seldom wanted."""
    button = _button(words, act, "link", icon_name, tip)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def label(words: str, part: str, *, wrap: bool = False) -> QLabel:
    """Return text of one of the stylesheet's makes."""
    made = QLabel(words)
    made.setProperty("part", part)
    made.setWordWrap(wrap)
    return made
