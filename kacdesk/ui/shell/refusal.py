"""This file is the place where the program asks for a passphrase at its start, or says why it cannot start."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox

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


def passphrase_dialog(*, again: bool) -> QInputDialog:
    """Return the question for the passphrase; `again` after one that did not fit."""
    dialog = QInputDialog()
    dialog.setWindowTitle(t("KAC žurnāls"))
    words = t("Ievadiet paroles frāzi vai atjaunošanas atslēgu, ar kuru atver šī punkta datus.")
    dialog.setLabelText(t("Šī paroles frāze neder. Ievadiet to vēlreiz.") if again else words)
    dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
    dialog.setOkButtonText(t("Atvērt"))
    dialog.setCancelButtonText(t("Atcelt"))
    return dialog


def somebody_is_there() -> bool:
    """Say whether there is a screen on which a person could be asked something."""
    return QGuiApplication.platformName() not in _UNSEEN


def ask_passphrase(*, again: bool) -> str | None:
    """Ask a person for the passphrase; None when nobody is there or the question was closed."""
    if not somebody_is_there():
        return None
    dialog = passphrase_dialog(again=again)
    return dialog.textValue() if dialog.exec() else None


def tell_refusal(error: DeskError) -> None:
    """Show the message and wait until it is closed."""
    if somebody_is_there():
        refusal_box(error).exec()
