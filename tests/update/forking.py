"""This file is the place where a program that has everything loaded begins processes, some to be killed at a step.

A process that is forked from it does what the installed program does with its words, in a group of its own with all
that it begins; loading the program anew for each of them would take most of the time of these tests. Run as
`python -m tests.update.forking`; it takes a line of JSON for each process and answers with the steps it told.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kacdesk.update.source
import kacdesk.update.staging
import kacdesk.update.taking
from kacdesk.cli.main import run
from kacdesk.update.start import begin_version

_ROOT = Path(kacdesk.__file__).parent.parent


class Killer:
    """The program, seen from a test."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.update.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )

    def kill_at(self, step: str, words: Sequence[str], environment: dict[str, str]) -> list[str]:
        """Run a command that tells its steps, kill it and all it began at one of them, and return the steps told."""
        return list(self._ask(step, words, environment))

    def run(self, words: Sequence[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        code, out, err = self._ask(None, words, environment)
        return subprocess.CompletedProcess(list(words), code, out, err)

    def _ask(self, step: str | None, words: Sequence[str], environment: dict[str, str]) -> list[Any]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        asked = {"step": step, "words": list(words), "environment": environment}
        self._program.stdin.write(json.dumps(asked) + "\n")
        self._program.stdin.flush()
        return list(json.loads(self._program.stdout.readline()))

    def end(self) -> None:
        """Let the program end."""
        self._program.communicate()


def main() -> None:
    """Answer until nothing more is asked."""
    sys.frozen = True  # type: ignore[attr-defined]  # as in an installed program
    for line in sys.stdin:
        asked = json.loads(line)
        words, environment = asked["words"], asked["environment"]
        told = _killed_at(asked["step"], words, environment) if asked["step"] else _ended(words, environment)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _killed_at(step: str, words: list[str], environment: dict[str, str]) -> list[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _begin(words, environment, writing, sys.stderr.fileno())
    os.close(writing)
    told: list[str] = []
    with os.fdopen(reading) as lines:
        for line in lines:
            told.append(json.loads(line).get("step", ""))
            if told[-1] == step:
                break
        os.killpg(child, signal.SIGKILL)
        lines.read()  # ends when the last of them has gone, with the locks they held
    os.waitpid(child, 0)
    return told


def _ended(words: list[str], environment: dict[str, str]) -> list[int | str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _begin(words, environment, out.fileno(), err.fileno())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode())
    return [code, *said]


def _begin(words: list[str], environment: dict[str, str], told_to: int, complained_to: int) -> None:
    """Be the installed program from its first line on, until the end."""
    os.setsid()
    os.dup2(told_to, sys.stdout.fileno())
    os.dup2(complained_to, sys.stderr.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.environ.clear()
    os.environ.update(environment)
    code = 1
    try:
        begin_version(words)
        code = run(words)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
