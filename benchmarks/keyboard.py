"""This file is the place where a benchmark gets hands at the keyboard that do not wait: xdotool."""

import subprocess
from types import TracebackType


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
