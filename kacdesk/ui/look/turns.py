"""This file is the place where long work of the window is cut: each piece gets a turn of the event loop of its own."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

Piece = Callable[[], None]


class Turns(QObject):
    """Does one piece in each turn of the event loop, in order; keys and whatever else came go between them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Piece] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def are_over(self) -> bool:
        """Say whether nothing waits for its turn."""
        return not self._waiting

    def add(self, piece: Piece) -> None:
        """Do this after all that waits already."""
        self._waiting.append(piece)
        if not self._timer.isActive():
            self._timer.start()

    def instead(self, pieces: Iterable[Piece]) -> None:
        """Do these; what waited is forgotten."""
        self.forget()
        for piece in pieces:
            self.add(piece)

    def forget(self) -> None:
        """Do nothing of what waits."""
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        """Do one piece; the turn of the next one is asked for before, as this one may wait for a person in a dialog."""
        if self._waiting:
            piece = self._waiting.popleft()
            if self._waiting:
                self._timer.start()
            piece()
