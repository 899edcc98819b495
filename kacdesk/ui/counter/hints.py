"""This file is the place where a form asks, while somebody types, what the rules say of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kacdesk.core.errors import DeskError
from kacdesk.services.counter import hints
from kacdesk.services.counter.hints import Hint, Sketch
from kacdesk.ui.jobs import Jobs

_PAUSE_MS = 250
"""How long the typing must pause before it is asked."""


class HintAsker(QObject):
    """Asks beside the writing lane once the typing pauses; an answer about an older state of the form is dropped."""

    def __init__(
        self, jobs: Jobs, sketch: Callable[[], Sketch], show: Callable[[list[Hint]], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._sketch = sketch
        self._show = show
        self._state = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.ask_now)

    def changed(self) -> None:
        """Hear that the form is not what it was."""
        self._state += 1
        self._pause.start()

    def stop(self) -> None:
        """Ask no more, and hear no answer that is still on its way."""
        self._state += 1
        self._pause.stop()

    def ask_now(self) -> None:
        """Ask without waiting."""
        self._pause.stop()
        asked = self._state
        job = self._jobs.read(self, hints.ask, self._sketch())
        job.then(lambda told: self._hear(told, asked), self._pass_over)

    def _hear(self, told: list[Hint], asked: int) -> None:
        if asked == self._state:
            self._show(told)

    def _pass_over(self, _error: DeskError) -> None:
        """Say nothing: a hint that could not be had is none; whatever is the matter is told at saving."""
