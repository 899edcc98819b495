"""This file is the place where several pages share one room, and only the one that is shown has a say in its size."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from kacdesk.ui.look.tabbing import reading_order


class Stack(QStackedWidget):
    """Shows one of its widgets, which gets all the room there is.

    Qt asks every widget of a stack, hidden or not, how high it would like to be, again for every layout that the stack
    stands in: with sixty pages a change of pages took a thousand questions. Here the widget that is shown is asked.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def setCurrentWidget(self, widget: QWidget, /) -> None:
        """Show a widget; the keyboard goes into it if it was in the one before."""
        self.turn_to(widget)
        self.pass_keyboard_on()

    def turn_to(self, widget: QWidget) -> None:
        """Show a widget. The keyboard, if it was in the one before, waits here for whoever puts it somewhere.

        Qt would let it go on by Tab from the widget that is hidden, to something that nobody wants, and then into the
        one that is shown. And it would forbid all that is in any of the pages to draw itself, and allow it again.
        """
        focused = self.window().focusWidget()
        if self.currentWidget() is not widget and self.isAncestorOf(focused):  # of nothing it is none
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        was_forbidden = self.testAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled)
        self.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled)
        super().setCurrentWidget(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, was_forbidden)

    def pass_keyboard_on(self) -> None:
        """Put the keyboard that still waits here where it was last in what is shown, or to the first stop there."""
        shown = self.currentWidget()
        if shown is not None and self.window().focusWidget() is self:
            last = shown.focusWidget()
            target = last if shown.isAncestorOf(last) else next(reading_order(shown), shown)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()
