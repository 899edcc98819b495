"""This file is the place where a setting that is IT's is shown as such: it stands there, and cannot be changed."""

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from kacdesk.core.policy import set_by_it
from kacdesk.ui.look.buttons import label


def lock(whole: QWidget, *fields: QWidget) -> None:
    """Let nobody change fields, or use the buttons beside them in `whole`; whoever hears the screen is told why."""
    for field in fields:
        field.setEnabled(False)
        field.setToolTip(set_by_it())
        field.setAccessibleDescription(set_by_it())
        spoken = field.focusProxy() or field
        spoken.setAccessibleDescription(set_by_it())
        if not spoken.accessibleName().endswith(set_by_it()):
            spoken.setAccessibleName(f"{spoken.accessibleName()}, {set_by_it()}")
    for button in whole.findChildren(QPushButton):
        button.setEnabled(False)
        button.setToolTip(set_by_it())


def locked_words() -> QLabel:
    """Return the words that stand beside such a setting."""
    return label(set_by_it(), "hint")
