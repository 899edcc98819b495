"""This file is the place where parts that belong together are put on one card."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID


def card(heading: str, *parts: QWidget | Flow, wrap: bool = False) -> QFrame:
    """Return parts below each other under a heading; `wrap` lets a long one break over lines."""
    made = QFrame()
    made.setProperty("part", "card")
    box = QVBoxLayout(made)
    box.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
    box.setSpacing(GRID)
    box.addWidget(label(heading, "heading", wrap=wrap))
    for part in parts:
        if isinstance(part, Flow):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return made
