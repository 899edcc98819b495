"""This file is the place where the command line speaks: results on stdout, three sentences on stderr."""

import json
import os
import sys
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kacdesk.core.clock import moment_text
from kacdesk.core.errors import DeskError, Invalid


def say(text: str = "") -> None:
    """Print one line of result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """Print a value as one line of JSON; identifiers with hyphens, moments in UTC, days as YYYY-MM-DD."""
    say(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def complain(error: DeskError, *, prefix: str = "") -> None:
    """Print an error's sentences on stderr, one a line; each problem of a field on a line of its own."""
    if isinstance(error, Invalid):
        lines = [f"{problem.field}: {problem.sentence}" for problem in error.problems]
        lines += [sentence for sentence in (error.effect, error.remedy) if sentence]
    else:
        lines = list(error.sentences())
    sys.stderr.write("".join(f"{prefix}{line}\n" for line in lines))
    sys.stderr.flush()


def hush() -> None:
    """Say nothing more on stdout, because nobody reads it any more."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- kept open until exit


def note(text: str) -> None:
    """Print a remark on stderr that is no result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
