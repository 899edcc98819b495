"""This file is the place where something that floats in a window hears that the widget it stands at has moved."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_MOVES = frozenset((QEvent.Type.Move, QEvent.Type.Resize))


class Following(QObject):
    """Follows one widget through its window. A widget does not hear when something that it lies in moves, so that is
    listened to as well.

    Signals: `moved()` it stands elsewhere or has another size, once for all that moved in a turn of the loop and before
    the window is drawn anew · `hidden()` it was hidden.
    """

    moved = Signal()
    hidden = Signal()
    _noticed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._widget: QWidget | None = None
        self._watched: list[QWidget] = []
        self._told = True
        self._noticed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def follow(self, widget: QWidget) -> None:
        """Follow a widget from now on, in place of another; all that it lies in now is listened to."""
        self.rest()
        self._widget = widget
        self._watched = _between(widget)
        for each in self._watched:
            each.installEventFilter(self)

    def rest(self) -> None:
        """Follow nothing; what was noticed in this turn is not told any more."""
        for each in self._watched:
            if isValid(each):
                each.removeEventFilter(self)
        self._watched = []
        self._widget = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES:
            if self._told:
                self._told = False
                self._noticed.emit()
        elif kind is QEvent.Type.Hide and watched is self._widget:
            self.hidden.emit()
        return False

    def _tell(self) -> None:
        self._told = True
        if self._widget is not None:
            self.moved.emit()


def _between(widget: QWidget) -> list[QWidget]:
    """Return the widget and what it lies in, up to its window: whatever moves of these moves the widget."""
    found: list[QWidget] = [widget]
    above = widget.parentWidget()
    while above is not None:
        found.append(above)
        above = above.parentWidget() if not above.isWindow() else None
    return found
