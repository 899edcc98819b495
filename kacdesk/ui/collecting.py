"""This file is the place where garbage is collected: on the thread of the window, and on no other.

Python collects what refers to itself in a circle on whichever thread happens to make the next object. When a piece of
the window is in such a circle, a lane or the exchange would then destroy it beside Qt's own thread, and the program
falls. So Python's own collecting is off while there is a window, and this looks after it many times a second.
"""

import gc

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from kacdesk.ui.people.idle import Idle

_EVERY_MS = 25
"""Often, as what other threads make in a tenth of a second took the window up to 20 ms to look through at once."""

_YOUNG = 2_000
"""So many new objects are worth a look."""

_TURNS = 10
"""After so many looks at the younger generation the next one has its turn, as in Python's own collecting."""

_OLD = 20
"""After so many looks at the middle one the oldest has its turn, if nobody types."""

_OLD_LATEST = 4_000
"""The oldest generation waits for a person to rest, but not longer than so many looks at the middle one: an hour of
work that never stops for two seconds. After a tenth of that it took 230 ms to look through."""

_REST_MS = 2_000
_LONG_REST_MS = 60_000


class Collecting(QObject):
    """Collects what Python would have collected, on the thread it was made on; everything loaded so far is let alone.

    The oldest generation takes the longest and has its turn when nobody types. In a window that `stays`, what was not
    garbage then is let alone, too, so that it is not looked through again; until nobody has touched the program for a
    minute, when everything made since the start has its turn.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stays = self._looked_through = False
        gc.disable()
        gc.freeze()
        self._idle = Idle(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY_MS)

    def stay(self) -> None:
        """Take what is there now for as lasting as the program: its window has come up."""
        self._stays = True
        gc.freeze()

    def look(self) -> None:
        """Collect what has its turn."""
        young, middle, old = gc.get_count()
        if old >= _OLD_LATEST or (old >= _OLD and self._idle.quiet_ms >= _REST_MS):
            self._collect_all()
        elif middle >= _TURNS:
            gc.collect(1)
        elif young >= _YOUNG:
            gc.collect(0)

    def _collect_all(self) -> None:
        if not self._stays:
            gc.collect()
            return
        if self._idle.quiet_ms >= _LONG_REST_MS:
            if not self._looked_through:
                gc.unfreeze()
            self._looked_through = True
        else:
            self._looked_through = False
        gc.collect()
        gc.freeze()


def collecting(app: QApplication) -> Collecting:
    """Return what collects in this application."""
    found = app.findChild(Collecting)
    return found if found is not None else Collecting(app)
