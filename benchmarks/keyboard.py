"""This file is the place where a benchmark gets a screen of its own and hands at its keyboard: Xvfb and xdotool."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

_SIZE = "1366x768x24"


@contextmanager
def screen() -> Iterator[str]:
    """Give a screen without a window manager, and the name of its display."""
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", _SIZE, "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            with os.fdopen(read) as told_by:
                yield f":{told_by.readline().strip()}"
        finally:
            server.terminate()
            os.close(write)


class Hands:
    """Types into the window that `take` gave the keyboard. No method waits for the key to arrive."""

    def __init__(self) -> None:
        self._xdotool = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True)

    def __enter__(self) -> "Hands":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._xdotool.communicate()

    def take(self, window: int) -> None:
        """Give the keyboard to a window of that number."""
        self._do(f"windowfocus {window}")

    def press(self, key: str) -> None:
        """Press a key, named as X names it (`F2`, `ctrl+s`, `Return`)."""
        self._do(f"key {key}")

    def _do(self, words: str) -> None:
        told = self._xdotool.stdin
        assert told is not None
        told.write(words + "\n")
        told.flush()
