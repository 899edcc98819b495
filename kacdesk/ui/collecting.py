"""This file is the place where garbage is collected: on the thread of the window, and on no other.

Python collects what refers to itself in a circle on whichever thread happens to make the next object. When a piece of
the window is in such a circle, a lane or the exchange would then destroy it beside Qt's own thread, and the program
falls. So Python's own collecting is off while there is a window, and this looks after it many times a second.
"""

import gc

from PySide6.QtCore import QObject, QTimer

from kacdesk.ui.people.idle import Idle

_EVERY_MS = 100
_YOUNG = 2_000
"""So many new objects are worth a look."""

_TURNS = 10
"""After so many looks at the younger generation the next one has its turn, as in Python's own collecting."""

_OLD_LATEST = 100
"""The oldest generation waits for a person to rest, but not longer than so many looks at the middle one."""

_REST_MS = 2_000


class Collecting(QObject):
    """Collects what Python would have collected, on the thread it was made on; everything loaded so far is let alone.

    The oldest generation takes the longest and has its turn when nobody types.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._idle = Idle(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY_MS)

    def look(self) -> None:
        """Collect what has its turn."""
        young, middle, old = gc.get_count()
        if old >= _OLD_LATEST or (old >= _TURNS and self._idle.quiet_ms >= _REST_MS):
            gc.collect()
        elif middle >= _TURNS:
            gc.collect(1)
        elif young >= _YOUNG:
            gc.collect(0)
