"""This file is the place where the program's log goes to a file, bounded and without personal data."""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_NAME = "kacdesk.log"
_LARGEST_BYTES = 1024 * 1024
_KEPT_FILES = 5
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"

_PERSONAL = re.compile(
    r"\b\d{6}-?\d{5}\b"  # personal codes and registration numbers
    r"|\+?\b(?:371)?[26]\d{7}\b"  # Latvian telephone numbers
    r"|[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail addresses
)


class _Masking(logging.Formatter):
    """The last wall: log lines are written without values, and what looks personal is masked all the same."""

    def format(self, record: logging.LogRecord) -> str:
        return _PERSONAL.sub("***", super().format(record))


def log_to(folder: Path) -> logging.Handler:
    """Write the log of kacdesk into `folder`: at most six files of 1 MB. A folder without rights is passed over.

    Returns the handler, to be closed with `stop`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=_LARGEST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Masking(_FORM))
    logger = logging.getLogger("kacdesk")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the log file."""
    logging.getLogger("kacdesk").removeHandler(handler)
    handler.close()
