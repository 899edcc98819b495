"""This file is the place where the sample starts the central store of its own, on this computer alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from kacdesk.core.errors import ExitCode, Unavailable
from kacdesk.core.text import t

_ENDS_S = 20


def _program() -> list[str]:
    """Return how `kacdesk-central` is started from here: beside the frozen program, or by this Python."""
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"kacdesk-central{suffix}"))]
    return [sys.executable, "-m", "kacdesk.central"]


def begin_anew(folder: Path) -> str:
    """Return how a person gets a whole sample again where what lies in its folder cannot be used any more."""
    return t(
        "Ja tas atkārtojas, izdzēsiet parauga mapi “{folder}” un sāciet vēlreiz: tajā viss ir izdomāts.",
        folder=folder,
    )


class EmbeddedCentral:
    """A `kacdesk-central` on loopback with an encrypted file in `folder`; it ends when this process does."""

    def __init__(self, folder: Path) -> None:
        self._database = f"sqlite:///{(folder / 'central.db').absolute().as_posix()}"
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def run(self, *arguments: str, again: bool = False) -> str:
        """Carry out one administrator's command and return what it printed.

        `again` when it may have been carried out before: that a rule refuses it now is no failure then.
        """
        done = subprocess.run(  # noqa: S603 -- our own program, no shell
            [*_program(), *arguments, *self._options()],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=_environment(),
            check=False,
        )
        if done.returncode != 0 and not (again and done.returncode == ExitCode.REFUSED):
            raise self._failed(done.stderr)
        return done.stdout.strip()

    def start(self) -> None:
        """Start serving on a free port and wait until it takes requests; `url` says where."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, no shell
            [*_program(), "serve", "--port", "0", "--until-eof", *self._options()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=_environment(),
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self.stop()
            self.run("overview", again=True)  # it went without a word; this says what it could not open
            raise self._failed("")
        self.url = json.loads(line)["listening"]

    def stop(self) -> None:
        """End it and wait."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _options(self) -> list[str]:
        return ["--database", self._database, "--key-beside-data"]

    def _failed(self, words: str) -> Unavailable:
        said = [line for line in words.splitlines() if line.strip() and not line.startswith("{")]
        return Unavailable(
            t("Parauga centrālā krātuve nesāka darbu. {words}", words=said[0][:300] if said else "").strip(),
            effect=t("Parauga ieraksti ir saglabāti."),
            remedy=begin_anew(self._folder.parent),
        )

    def __enter__(self) -> "EmbeddedCentral":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _environment() -> dict[str, str]:
    """Return this process's environment with UTF-8 pipes; no address of a real central store leaks in."""
    environment = {name: value for name, value in os.environ.items() if name != "KACDESK_DATABASE"}
    return environment | {"PYTHONIOENCODING": "utf-8"}
