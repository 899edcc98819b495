"""This file is the place where long work of the window is cut: each piece gets a turn of the event loop of its own.

What a piece lets be laid out and drawn is dealt with in the turn after it; the next piece has the one after that.
"""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

Piece = Callable[[], object]


class Turns(QObject):
    """Does one piece in each turn of the event loop, in order; keys and whatever else came go between them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Piece] = deque()
        self._rests = self._has_passed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._come)

    @property
    def are_over(self) -> bool:
        """Say whether nothing waits for its turn."""
        return not self._waiting

    def add(self, piece: Piece) -> None:
        """Do this after all that waits already."""
        self._waiting.append(piece)
        self._ask_for_turn()

    def instead(self, pieces: Iterable[Piece]) -> None:
        """Do these; what waited is forgotten."""
        self.forget()
        for piece in pieces:
            self.add(piece)

    def forget(self) -> None:
        """Do nothing of what waits."""
        self._waiting.clear()
        self._timer.stop()

    def rest(self) -> None:
        """Leave what waits as it is until `go_on`."""
        self._rests = True
        self._timer.stop()

    def go_on(self) -> None:
        """Give what waits its turns again."""
        self._rests = False
        self._ask_for_turn()

    def do_next(self) -> None:
        """Do the next piece now, for somebody who cannot wait for its turn.

        The turn of the one after it is asked for before, as this one may wait for a person in a dialog.
        """
        if self._waiting:
            piece = self._waiting.popleft()
            self._ask_for_turn()
            piece()

    def _ask_for_turn(self) -> None:
        if self._waiting and not self._rests and not self._timer.isActive():
            self._has_passed = False
            self._timer.start()

    def _come(self) -> None:
        """Let one turn pass, in which what was done before is drawn, and do the next piece in the one after it."""
        if self._has_passed:
            self.do_next()
        else:
            self._has_passed = True
            self._timer.start()
