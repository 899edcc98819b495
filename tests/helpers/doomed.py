"""This file is the place where tests start a program of theirs that they are going to kill."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def doomed(module: str, *words: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    """Run a module of the tests; give the process and what it prints. Whoever asked kills it; it is reaped here."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    with process.stdout as told:
        yield process, told
    process.wait()
