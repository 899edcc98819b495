"""This file is the place where an open form is kept as a draft while somebody types in it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kacdesk.core.errors import DeskError
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.ui.jobs import Jobs

_KEEP_AFTER_MS = 1500
"""At most this much typing can be lost to a power cut."""


class DraftKeeper(QObject):
    """Writes the draft of one form at most every `_KEEP_AFTER_MS`, and at once when asked.

    `kept` says that the draft may lie on the disk.

    Signals: `lost(Draft)` a draft that has left the form was not taken by the disk: only this still holds it.
    """

    lost = Signal(object)

    def __init__(self, jobs: Jobs, draft: Callable[[], Draft], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._draft = draft
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        self._leaving: dict[UUID, Draft] = {}
        jobs.broke.connect(self._give_all_back)
        self.kept = False

    def typed(self) -> None:
        """Hear that something changed."""
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Write the draft without waiting."""
        self._timer.stop()
        self.kept = True
        self._jobs.run(self, drafts.keep, self._draft())

    def put(self, draft: Draft) -> None:
        """Write a draft that leaves the form, and give it back by `lost` if the disk does not take it."""
        self._timer.stop()
        self._leaving[draft.id] = draft
        job = self._jobs.run(self, drafts.keep, draft)
        job.then(lambda _none: self._taken(draft), lambda error: self._give_back(draft, error))

    def stop(self) -> None:
        """Write no more: the form was saved, is being saved, or was thrown away."""
        self._timer.stop()

    def _taken(self, draft: Draft) -> None:
        self._leaving.pop(draft.id, None)

    def _give_back(self, draft: Draft, error: DeskError) -> None:
        self._leaving.pop(draft.id, None)
        self.lost.emit(draft)
        self._jobs.troubled.emit(error)

    def _give_all_back(self) -> None:
        """Give back what was on its way when something broke that nobody foresaw: it may have been this."""
        leaving, self._leaving = self._leaving, {}
        for draft in leaving.values():
            self.lost.emit(draft)
