"""A command that an installer or a task waits for asks nobody who is not there, and comes to an end."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.cli.doctor import BEFORE_INSTALL_S
from kacdesk.cli.main import run
from kacdesk.cli.terminal import somebody_answers
from kacdesk.core.text import use_language
from tests.cli.provoked import PHRASE, Bench
from tests.contract.tree import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the terminal here is one of POSIX")

HANGING = """
import sys
from kacdesk.cli import doctor
from kacdesk.cli.main import run
doctor.BEFORE_INSTALL_S = 0.2
sys.exit(run(sys.argv[1:]))
"""
STUCK = """
import ctypes
from kacdesk.cli import time_limit
from kacdesk.core.errors import Unavailable
time_limit._GRACE_S = 0.1
with time_limit.ended_after(0.1, Unavailable("nobody can say this", effect="", remedy="")):
    ctypes.PyDLL(None).sleep(60)
"""
"""Python's own lock is held while it sleeps, so that no thread of Python runs."""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let standard input be a real terminal, at which nobody types."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield
    os.close(ours)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what a person was asked, who answers with the passphrase."""
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return PHRASE

    monkeypatch.setattr("getpass.getpass", answer)
    return questions


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the folder of a desk that only a passphrase opens."""
    yield Bench(tmp_path, monkeypatch).real_desk()
    use_language("lv")


@pytest.mark.usefixtures("terminal")
def test_a_person_is_asked_at_a_terminal_and_never_by_what_an_installer_runs(
    data: str, asked: list[str]
) -> None:
    assert somebody_answers()
    assert run(["--data", data, "status"]) == 0
    assert len(asked) == 1
    assert run(["--data", data, "doctor", "--before-install"]) == 0
    assert len(asked) == 1


@pytest.mark.parametrize("given", ["nothing", "a file", "closed"])
def test_nobody_is_asked_where_there_is_no_terminal(
    given: str, data: str, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.txt").write_text(PHRASE, encoding="utf-8")
    place = tmp_path / "in.txt" if given == "a file" else Path(os.devnull)
    with place.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", None if given == "closed" else stream)
        assert not somebody_answers()
        assert run(["--data", data, "status"]) == 3
    assert asked == []


def test_the_look_before_an_installation_ends_also_when_the_line_hangs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        central = f"http://127.0.0.1:{silent.getsockname()[1]}"
        words = ["--data", tmp_path / "none", "doctor", "--before-install", "--central", central]
        done = _python(HANGING, *map(str, words))
    assert done.returncode == 4
    assert "Datora pārbaude nebeidzās" in done.stderr
    assert "most recent call first" in done.stderr  # where it stood, for whoever mends it


def test_what_hangs_below_python_ends_too() -> None:
    done = _python(STUCK)
    assert done.returncode == 1
    assert "Timeout" in done.stderr


def test_every_installer_waits_longer_than_the_program_does() -> None:
    setup = (ROOT / "packaging" / "windows" / "setup.nsi").read_text(encoding="utf-8")
    debian = (ROOT / "packaging" / "debian" / "kacdesk" / "postinst").read_text(encoding="utf-8")
    [windows_ms] = [line.split()[3] for line in setup.splitlines() if "/ifndef DOCTOR_ENDS_MS" in line]
    [debian_s] = [
        line.split(" timeout -k 10 ")[1].split()[0] for line in debian.splitlines() if " timeout " in line
    ]
    assert int(windows_ms) > 1000 * (BEFORE_INSTALL_S + 30)
    assert int(debian_s) > BEFORE_INSTALL_S + 30


def _python(script: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
