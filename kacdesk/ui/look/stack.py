"""This file is the place where several pages share one room, and only the one that is shown has a say in its size."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Stack(QStackedWidget):
    """Shows one of its widgets, which gets all the room there is.

    Qt asks every widget of a stack, hidden or not, how high it would like to be, again for every layout that the stack
    stands in: with sixty pages a change of pages took a thousand questions. Here the widget that is shown is asked.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()
