"""This file is the place where a command that an installer waits for gets an end, whatever it hangs in."""

import faulthandler
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kacdesk.cli.output import complain
from kacdesk.core.errors import DeskError

_GRACE_S = 20.0
"""So much later the process is ended from below Python, if it hangs where Python itself cannot run on."""


@contextmanager
def ended_after(seconds: float, error: DeskError) -> Iterator[None]:
    """End the whole process when what is inside takes longer: the error's sentences, where it stood, its exit code.

    Nothing is tidied up then, so it is only for what changes nothing.
    """
    at_last = threading.Timer(seconds, _end, (error,))
    at_last.daemon = True
    where = _stderr()
    if where is not None:
        faulthandler.dump_traceback_later(seconds + _GRACE_S, exit=True, file=where)
    at_last.start()
    try:
        yield
    finally:
        at_last.cancel()
        faulthandler.cancel_dump_traceback_later()


def _end(error: DeskError) -> None:
    complain(error)
    where = _stderr()
    if where is not None:
        faulthandler.dump_traceback(file=where)
    os._exit(int(error.exit_code))


def _stderr() -> int | None:
    """Return the system's number of standard error, None where there is none."""
    return sys.__stderr__.fileno() if sys.__stderr__ is not None else None
