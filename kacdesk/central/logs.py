"""This file is the place where the central store writes its log: one JSON object a line, and never a value of a record.

Nobody else in this package uses `logging`. What is told is an event with identifiers, counts and codes; what a library
tells is cut down to its own words, without what it filled in.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

_log = logging.getLogger("kacdesk.central")
Fact = str | int | float | bool | None


@dataclass
class Trace:
    """What is known of the request that is being answered: its name in the log, and what its work noted."""

    request: str
    facts: dict[str, Fact] = field(default_factory=dict)


_trace: ContextVar[Trace | None] = ContextVar("kac_trace", default=None)


@contextmanager
def tracing(request: str) -> Iterator[Trace]:
    """Let what is logged and noted until the block ends belong to one request, also on a thread it hands work to."""
    trace = Trace(request)
    token = _trace.set(trace)
    try:
        yield trace
    finally:
        _trace.reset(token)


def note(**facts: Fact) -> None:
    """Add identifiers, counts or codes to the line that the running request will get."""
    trace = _trace.get()
    if trace is not None:
        trace.facts.update(facts)


def tell(event: str, **facts: Fact) -> None:
    """Log what went as it should."""
    _write(logging.INFO, event, facts)


def warn(event: str, **facts: Fact) -> None:
    """Log what we coped with."""
    _write(logging.WARNING, event, facts)


def failed(event: str, error: BaseException, **facts: Fact) -> None:
    """Log what we did not cope with: the kind of the failure and where it arose, never what it says."""
    _write(logging.ERROR, event, {**facts, **_place_of(error)})


@contextmanager
def written_as_json() -> Iterator[None]:
    """Write the log to standard error as JSON lines until the block ends; libraries from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root, own = logging.getLogger(), logging.getLogger("kacdesk")
    before = own.level
    root.addHandler(handler)
    own.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        own.setLevel(before)


class JsonLines(logging.Formatter):
    """One JSON object a line. Of a line that is not ours only the unfilled text and the kind of its failure stay."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Fact] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            told |= {"event": str(getattr(record, "event", "")), **facts}
        else:
            told |= {"event": "library", "name": record.name, "text": str(record.msg).strip()}
            if record.exc_info and record.exc_info[1]:
                told |= _place_of(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def _write(level: int, event: str, facts: dict[str, Fact]) -> None:
    trace = _trace.get()
    told = {"request": trace.request, **facts} if trace is not None else facts
    words = " ".join(f"{name}={value}" for name, value in told.items())
    _log.log(level, "%s %s", event, words, extra={"event": event, "facts": told})


def _place_of(error: BaseException) -> dict[str, Fact]:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return {"kind": type(error).__name__, "at": where}
