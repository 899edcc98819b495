"""This file is the place where tests get a screen of their own and hands at its keyboard: Xvfb and xdotool."""

import hashlib
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_WAIT_S = 60.0
_LOOK_AGAIN_S = 0.05
_BETWEEN_KEYS_MS = "12"
_REMAPPED_MS = "400"
"""A letter that no key has is put on a spare one for so long; a window that looks later does not know what it was."""

_LETTERS = re.compile(r"([ -~]+)|(.)")
_STILL = 5
_ROW_BYTES = 4096
_PAGE_ROWS = 150
"""A cursor and a field's frame touch fewer pieces of a picture of 1366 × 768 points, another page touches more."""

_NEVER = threading.Event()
NEEDED = ("Xvfb", "xdotool")


def missing() -> list[str]:
    """Return the programs that this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


@dataclass(frozen=True)
class Screen:
    """An X display without a window manager. Keys go to the window that `take` gave the keyboard.

    `picture` is the file in which the screen's pixels stand as they are now.
    """

    display: str
    picture: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """Return what a program needs to open its window here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}

    def take(self, title: str) -> None:
        """Wait for a window whose title has these words, and give it the keyboard."""
        until(lambda: bool(self._windows(title)), f"no window “{title}”")
        window = self._windows(title)[-1]
        self._xdotool("windowfocus", "--sync", window)

    def has(self, title: str) -> bool:
        """Say whether a window with these words in its title is shown."""
        return bool(self._windows(title))

    def press(self, *keys: str) -> None:
        """Press keys one after another, each named as X names it (`F2`, `ctrl+s`, `Return`); see what comes of each."""
        for key in keys:
            self._xdotool("key", key)
            self.rest()

    def press_for_another_page(self, key: str) -> None:
        """Press a key that brings another page, however long that takes: more changes than where a cursor blinks."""
        before = self._rows()
        self._xdotool("key", key)
        until(
            lambda: sum(row != was for row, was in zip(self._rows(), before, strict=True)) > _PAGE_ROWS,
            f"no other page after {key}",
        )
        self.rest()

    def type(self, text: str) -> None:
        """Type a text as a person does, letter by letter, and see what comes of it."""
        for plain, other in _LETTERS.findall(text):
            if plain:
                self._xdotool("type", "--delay", _BETWEEN_KEYS_MS, plain)
            else:
                self._xdotool("type", "--delay", _REMAPPED_MS, other)
        self.rest()

    def rest(self) -> None:
        """Wait until the picture stands still, for shorter than a cursor blinks."""
        before, same, end = b"", 0, time.monotonic() + _WAIT_S
        while same < _STILL:
            if time.monotonic() > end:
                raise TimeoutError("the picture did not come to rest")
            _NEVER.wait(_LOOK_AGAIN_S)
            now = hashlib.sha256(self.picture.read_bytes()).digest()
            before, same = now, same + 1 if now == before else 0

    def _rows(self) -> list[bytes]:
        picture = self.picture.read_bytes()
        return [picture[place : place + _ROW_BYTES] for place in range(0, len(picture), _ROW_BYTES)]

    def _windows(self, title: str) -> list[str]:
        found = self._run("search", "--onlyvisible", "--name", title)
        return found.stdout.split() if found.returncode == 0 else []

    def _xdotool(self, *words: str) -> None:
        self._run(*words).check_returncode()

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["xdotool", *words],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
            check=False,
        )


@contextmanager
def screen(folder: Path, width: int = 1366, height: int = 768) -> Iterator[Screen]:
    """Start a screen, whose pixels lie in `folder`, and end it with the block."""
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    words += ["-fbdir", str(folder)]
    process = subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield Screen(f":{number}", folder / "Xvfb_screen0")
    finally:
        process.terminate()
        process.wait(timeout=_WAIT_S)


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is true; TimeoutError with `what` when it never is."""
    end = time.monotonic() + _WAIT_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        _NEVER.wait(_LOOK_AGAIN_S)
