"""This file is the place where an input stands behind its label."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import GRID


def labelled(words: str, part: QWidget, takes: QWidget) -> QWidget:
    """Return an input with its label before it; `takes` is what has the keyboard in it."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    told = label(words, "label")
    told.setBuddy(takes)
    row.addWidget(told)
    row.addWidget(part, 1)
    return both
