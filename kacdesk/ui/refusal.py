"""This file is the place where the program says why it cannot start."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t

_UNSEEN = frozenset({"offscreen", "minimal"})
"""Platforms without a screen: nobody could read the message, or close it."""


def refusal_box(error: DeskError) -> QMessageBox:
    """Return the message: what happened, what it means, what to do."""
    box = QMessageBox()
    box.setWindowTitle(t("KAC žurnāls"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(error.what)
    box.setInformativeText("\n".join(part for part in (error.effect, error.remedy) if part))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box


def tell_refusal(error: DeskError) -> None:
    """Show the message and wait until it is closed."""
    if QGuiApplication.platformName() not in _UNSEEN:
        refusal_box(error).exec()
