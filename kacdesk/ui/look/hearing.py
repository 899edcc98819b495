"""This file is the place where keys of the widget with the keyboard are heard before it takes them."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class Hearing:
    """Lets one event filter hear one widget at a time.

    Of a filter on many widgets, or on the application, Qt asks about every event of all of them: a page that is shown
    has thousands.
    """

    def __init__(self) -> None:
        self._heard: tuple[QWidget, QObject] | None = None

    def listen(self, widget: QWidget | None, by: QObject) -> None:
        """Let `by` hear this widget from now on, in place of whatever was heard before; None for nothing."""
        if self._heard is not None and all(map(isValid, self._heard)):
            heard, before = self._heard
            heard.removeEventFilter(before)
        self._heard = None if widget is None else (widget, by)
        if widget is not None:
            widget.installEventFilter(by)
