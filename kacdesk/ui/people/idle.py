"""This file is the place where it is noticed that nobody touches the keyboard or the mouse."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from kacdesk.core import clock

_MINUTE_MS = 60_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
    }
)


class Idle(QObject):
    """Listens to the windows of the program, not to every widget in them: a few events a second at most.

    Signals: `idle()` nobody has touched anything for as long as was set.
    """

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._limit_ms = 0
        self._touch()
        self._heard: list[QWindow] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._listen)
        self._listen(QGuiApplication.focusWindow())

    def watch(self, minutes: int) -> None:
        """Say `idle` after so many minutes; 0 for never."""
        self.watch_ms(minutes * _MINUTE_MS)

    def watch_ms(self, limit_ms: int) -> None:
        """Say `idle` after so many milliseconds without a touch, counted from now; 0 for never."""
        self._limit_ms = limit_ms
        self._touch()
        self._timer.stop()
        if limit_ms:
            self._timer.start(limit_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touch()
        return False

    def _touch(self) -> None:
        self._touched_ms, self._touched_wall_ms = clock.monotonic_ms(), clock.now_ms()

    def _listen(self, window: QWindow | None) -> None:
        """Listen to a window from when it is used first; a dialog that is gone is forgotten."""
        if window is None or window in self._heard:
            return
        self._heard.append(window)
        window.installEventFilter(self)
        window.destroyed.connect(lambda _gone=None, window=window: self._heard.remove(window))

    @property
    def quiet_ms(self) -> int:
        """Return how long nothing was touched, by the clock that runs while the computer sleeps too."""
        return max(clock.monotonic_ms() - self._touched_ms, clock.now_ms() - self._touched_wall_ms)

    def _look(self) -> None:
        left = self._limit_ms - self.quiet_ms
        if left <= 0:
            self.idle.emit()
        else:
            self._timer.start(left)
