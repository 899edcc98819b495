"""This file is the place where the real program runs with a wall clock that is wrong.

Run as `python -m tests.reliability.shifted_clock MILLISECONDS ARGUMENTS…`: everything of kacdesk reads the time in
`core.clock`, so shifting it there is shifting it for the whole process.
"""

import sys
from datetime import datetime, timedelta

from kacdesk.cli.main import run
from kacdesk.core import clock


def shift(milliseconds: int) -> None:
    """Let the program's clock be wrong by so much from now on."""
    right_ms, right_utc = clock.now_ms, clock.now_utc

    def wrong_ms() -> int:
        return right_ms() + milliseconds

    def wrong_utc() -> datetime:
        return right_utc() + timedelta(milliseconds=milliseconds)

    clock.now_ms, clock.now_utc = wrong_ms, wrong_utc


if __name__ == "__main__":
    shift(int(sys.argv[1]))
    sys.exit(run(sys.argv[2:]))
