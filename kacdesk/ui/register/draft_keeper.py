"""This file is the place where an open form is kept as a draft while somebody types in it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kacdesk.core.errors import DeskError
from kacdesk.services import drafts
from kacdesk.services.drafts import Draft
from kacdesk.ui.jobs import Jobs

_KEEP_AFTER_MS = 1500
"""At most this much typing can be lost to a power cut."""


class DraftKeeper(QObject):
    """Writes the draft of one form at most every `_KEEP_AFTER_MS`, and at once when asked."""

    def __init__(self, jobs: Jobs, draft: Callable[[], Draft], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._draft = draft
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        self.kept = False

    def typed(self) -> None:
        """Hear that something changed."""
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Write the draft without waiting."""
        self._timer.stop()
        self.kept = True
        self._jobs.run(self, drafts.keep, self._draft()).then(lambda _none: None, self._failed)

    def flush(self) -> None:
        """Write what was typed since the last time, if anything was."""
        if self._timer.isActive():
            self.keep_now()

    def stop(self) -> None:
        """Write no more: the form was saved or thrown away."""
        self._timer.stop()

    def _failed(self, error: DeskError) -> None:
        self._jobs.troubled.emit(error)
