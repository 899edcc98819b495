"""This file is the place where the window lets the rules that need nobody run: once a day, a little at a time."""

from datetime import date

from PySide6.QtCore import QObject, QTimer

from kacdesk.core.clock import today_riga
from kacdesk.services.keeping import retention_run
from kacdesk.services.keeping.retention_run import Course
from kacdesk.ui.jobs import Jobs

_FIRST_MS = 120_000
"""Not while a clerk waits for the window of the morning."""
_LOOK_MS = 600_000
_BETWEEN_MS = 300
"""What is left to the person at the desk between two slices."""


class Daily(QObject):
    """Asks for slices of the automatic rules until nothing is left of the day, and looks again every ten minutes."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._done_on: date | None = None
        self._course = Course()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.go)
        self._timer.start(_FIRST_MS)

    def go(self) -> None:
        """Run one slice, unless the day is done."""
        if self._done_on == today_riga():
            self._timer.start(_LOOK_MS)
            return
        self._jobs.run(self, retention_run.run_slice, self._course).then(
            self._went, lambda _error: self._timer.start(_LOOK_MS)
        )

    def _went(self, more: bool) -> None:
        if not more:
            self._done_on, self._course = today_riga(), Course()
        self._timer.start(_BETWEEN_MS if more else _LOOK_MS)
