"""This file is the place where the last save can be taken back for ten seconds, and is told so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services.counter import undo
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.counter.undo import UNDO_S
from kacdesk.services.records import Saved
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.hearing import Hearing
from kacdesk.ui.look.strip import Action, Strip, Tone

_LOOK_AGAIN_MS = 250


class LastSave(QObject):
    """Tells of a save with the seconds left to take it back. In a field, Ctrl+Z takes back typing as long as it can."""

    def __init__(
        self,
        jobs: Jobs,
        strip: Strip,
        *,
        open_record: Callable[[str, UUID], None],
        resume: Callable[[Draft], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._strip = strip
        self._open_record = open_record
        self._resume = resume
        self._draft: Draft | None = None
        self._has_number = False
        self._asked = False
        self._until: datetime | None = None
        self._told = ""
        self._tick = QTimer(self)
        self._tick.setInterval(_LOOK_AGAIN_MS)
        self._tick.timeout.connect(self._count_down)
        self._hearing = Hearing()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._move)

    def tell(self, saved: Saved, stood: Draft) -> None:
        """Tell that a new record is durable, and offer to take it back and to open it."""
        now = clock.now_utc()
        self._draft = stood
        self._asked = False
        self._until = now + timedelta(seconds=UNDO_S)
        self._has_number = bool(saved.number)
        number = t(", Nr. {number}", number=saved.number) if self._has_number else ""
        self._told = t("Saglabāts {time}{number}", time=clock_time(now), number=number)
        actions: list[Action] = [
            (_undo_words(UNDO_S), self.undo),
            (t("Atvērt"), partial(self._open_record, stood.register, saved.id)),
        ]
        self._strip.say(self._told, Tone.DONE, actions)
        self._tick.start()
        self._hearing.listen(QApplication.focusWidget(), self)

    def undo(self) -> None:
        """Take the last save back; after its ten seconds the service refuses, which the strip tells."""
        if self._draft is not None and not self._asked:
            self._asked = True
            job = self._jobs.run(self, undo.undo, self._draft, asked_at=clock.now_utc())
            job.then(self._undone, self._not_undone)

    def forget(self) -> None:
        """Forget the last save: another person sits down."""
        self._draft = None
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Z through to the window where the field has no typing of its own to take back."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not _can_undo_typing(watched)
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _undone(self, draft: Draft) -> None:
        self._draft = None
        self._end()
        self._resume(draft)
        numbered = t("Atsaukts: ieraksts ir anulēts, tā numuru otrreiz neizmanto. Varat turpināt rakstīt.")
        plain = t("Atsaukts: ieraksts ir anulēts. Varat turpināt rakstīt.")
        self._strip.say(numbered if self._has_number else plain, Tone.OFFER)

    def _not_undone(self, error: DeskError) -> None:
        self._asked = False
        self._strip.say(words(error), Tone.TROUBLE)

    def _count_down(self) -> None:
        left = (self._until - clock.now_utc()).total_seconds() if self._until is not None else 0
        if left > 0:
            if self._is_told:
                self._strip.rename(0, _undo_words(ceil(left)))
            return
        if self._is_told:
            self._strip.withdraw(0)
        if self._draft is not None:
            self._draft = replace(self._draft, values={}, lines={}, typed={})
        self._end()

    @property
    def _is_told(self) -> bool:
        return self._until is not None and self._strip.text == self._told

    def _end(self) -> None:
        self._until = None
        self._tick.stop()
        self._hearing.listen(None, self)

    def _move(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._until is not None:
            self._hearing.listen(now, self)


def _undo_words(seconds: int) -> str:
    return t("Atsaukt (Ctrl+Z) · {seconds} s", seconds=seconds)


def _can_undo_typing(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return isinstance(widget, QPlainTextEdit) and widget.document().isUndoAvailable()
