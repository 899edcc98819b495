"""This file is the place where desks close a month one after another, each killed a little later than the one before.

Run as `python -m tests.journeys.closing_desk PERIOD DATA DATA …`. The first desk lives and its closing is timed; each
other one is a process of its own that is killed when a part of that time has passed. A line is printed for each:
`closed` when the desk had said so before it was killed, else `cut`.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from kacdesk.core import clock
from kacdesk.figures.period import Period
from kacdesk.services.reporting import closing
from tests.helpers.desk import opened

FROM, TO = 0.5, 1.1
"""Within these parts of the time that the first took the others are killed: it writes towards the end."""


def close(period: Period, data: Path, killed_after_s: float | None) -> float:
    """Close the month and return how long it took; a killer waits beside."""
    with opened(data) as context:
        if killed_after_s is not None:
            killer = threading.Timer(killed_after_s, os.kill, (os.getpid(), signal.SIGKILL))
            killer.daemon = True
            killer.start()
        started_ms = clock.monotonic_ms()
        closing.close(context, period)
        return (clock.monotonic_ms() - started_ms) / 1000


def in_a_process(period: Period, data: Path, killed_after_s: float) -> bool:
    """Close the month in a process of its own; say whether it had told so."""
    said, says = os.pipe()
    child = os.fork()
    if child == 0:
        close(period, data, killed_after_s)
        os.write(says, b"closed")
        signal.pause()
    os.close(says)
    with os.fdopen(said, "rb") as heard:
        told = heard.read()
    os.waitpid(child, 0)
    return told == b"closed"


def main(period: Period, first: Path, *others: Path) -> None:
    """Close one after another."""
    with opened(first) as context:
        closing.paper(context, closing.report(context, period))  # what draws is loaded at its first call
    whole = close(period, first, None)
    sys.stdout.write("closed\n")
    for number, data in enumerate(others):
        sys.stdout.flush()
        part = FROM + (TO - FROM) * number / (len(others) - 1)
        closed = in_a_process(period, data, whole * part)
        sys.stdout.write("closed\n" if closed else "cut\n")


if __name__ == "__main__":
    main(Period.parse(sys.argv[1]), *map(Path, sys.argv[2:]))
