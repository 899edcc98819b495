"""This file is the place where what nobody foresaw is written down under a number, and the program goes on."""

import logging
import secrets
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t

_log = logging.getLogger("kacdesk.ui")
_NUMBER_LETTERS = "0123456789ACDEFHJKLMNPRTUVXZ"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Bugs(QObject):
    """Takes every exception that nobody foresaw.

    `found(str)` carries the number under which it stands in the log.
    """

    found = Signal(str)

    def report(self, error: BaseException) -> str:
        """Write it to the log without the words of records, tell the window, and return its number.

        The message of an exception may quote what was typed, so only kinds and places are written.
        """
        number = "".join(secrets.choice(_NUMBER_LETTERS) for _ in range(4))
        _log.error(
            "unforeseen exception number=%s kind=%s at=%s", number, type(error).__name__, _places(error)
        )
        self.found.emit(number)
        return number

    def install(self) -> None:
        """Hear of exceptions of any thread, and of Qt's own messages."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        qInstallMessageHandler(_qt_message)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)


def _places(error: BaseException) -> str:
    """Return file:line of every step that led there, the innermost last."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('kacdesk')[2] or code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places)


_OFFSCREEN_HINT = "This plugin does not support"
"""How Qt's off-screen platform begins to say what it passes over; nothing is wrong then."""


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    level = logging.DEBUG if message.startswith(_OFFSCREEN_HINT) else _LEVELS.get(kind, logging.WARNING)
    _log.log(level, "qt: %s", message)


def bug_words(number: str) -> str:
    """Return what a person reads of an unforeseen failure."""
    return t(
        "Programma šo darbību nevarēja pabeigt. Formā ievadītais paliek. Paziņojiet IT numuru {number}.",
        number=number,
    )


def words(error: DeskError) -> str:
    """Return what a person reads of a foreseen failure: what happened, what it means, what to do."""
    return " ".join(t(sentence) for sentence in error.sentences())
