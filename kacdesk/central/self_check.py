"""This file is the place where the central store, as it was installed, proves that all of it is there and works.

Each step starts the installed program itself, as an administrator does, over a store that is thrown away.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import create_mock_engine

from kacdesk.central.console import say_json
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode
from kacdesk.core.resources import resource
from kacdesk.core.steps import Step, go_through
from kacdesk.core.text import t

if TYPE_CHECKING:
    from kacdesk.central.console import Commands

_ENDS_S = 60
_POINT = "PARAUGS"


def add_commands(commands: "Commands") -> None:
    """Add `self-check`."""
    words = t("pārbauda pašu programmu un beidz")
    commands.add_parser("self-check", help=words, description=words).set_defaults(work=self_check)


def self_check(_: argparse.Namespace) -> ExitCode:
    """Migrate an embedded store, load the catalogue, serve, draw a report, back up; look for PostgreSQL's library.

    Prints a line of JSON for each step and one for all; the steps go on after a failure.
    """
    return go_through(_steps, prefix="kacdesk-central-check-", say_json=say_json)


def _steps(folder: Path) -> Iterator[Step]:
    day, copy = clock.today_riga().isoformat(), folder / "copy"
    report, workbook = folder / "report.pdf", folder / "report.xlsx"
    yield "postgresql", _postgresql
    yield "migrate", lambda: _run(folder, "migrate")
    yield "point", lambda: _run(folder, "point", "add", _POINT)
    yield "catalogue", lambda: _run(folder, "catalogue", "load", str(resource("catalogue")))
    yield "serve", lambda: _serve(folder)
    yield "report", lambda: _written(_run(folder, "report", day, "--out", str(report)), report)
    yield "workbook", lambda: _written(_run(folder, "report", day, "--out", str(workbook)), workbook)
    yield "backup", lambda: _written(_run(folder, "backup", "make", "--out", str(copy)), copy)


def _postgresql() -> str:
    """Tell which libpq is used: the program's own, never one that the system happens to have."""
    if psycopg.pq.__impl__ != "binary":
        raise RuntimeError(f"psycopg uses the {psycopg.pq.__impl__} implementation")
    create_mock_engine("postgresql+psycopg://", lambda *_: None)  # the dialect is there
    return f"libpq {psycopg.pq.version()}"


def _command(*words: str) -> list[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kacdesk.central"]
    return [*program, *words]


def _store(folder: Path) -> list[str]:
    return ["--database", f"sqlite:///{(folder / 'data' / 'central.db').as_posix()}", "--key-beside-data"]


def _run(folder: Path, *words: str) -> str:
    """Carry out one command and return the last line it said; code 1 only asks for a person's attention."""
    done = subprocess.run(  # noqa: S603 -- our own program, no shell
        _command(*words, *_store(folder)),
        capture_output=True,
        encoding="utf-8",
        env=_environment(),
        timeout=_ENDS_S,
        check=False,
    )
    if done.returncode not in (ExitCode.DONE, ExitCode.ATTENTION):
        raise RuntimeError(done.stderr.strip()[-300:] or f"code {done.returncode}")
    return (done.stdout.strip().splitlines() or [""])[-1]


def _written(told: str, path: Path) -> str:
    return f"{told} ({path.stat().st_size} bytes)"


def _serve(folder: Path) -> str:
    """Serve on a free port of this computer and ask whether it is ready; it ends with its standard input."""
    with _served(folder) as url:
        place = urlsplit(url)
        asking = http.client.HTTPConnection(str(place.hostname), place.port, timeout=_ENDS_S)
        try:
            asking.request("GET", "/readyz")
            answer = asking.getresponse()
            told = answer.read().decode()
        finally:
            asking.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"/readyz: {answer.status} {told}")
    return told


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    program = subprocess.Popen(  # noqa: S603 -- our own program, no shell
        _command("serve", "--port", "0", "--until-eof", *_store(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=_environment(),
    )
    try:
        line = program.stdout.readline() if program.stdout else ""
        yield json.loads(line)["listening"]
    finally:
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                pipe.close()
        program.wait(_ENDS_S)


def _environment() -> dict[str, str]:
    """Return this process's environment with UTF-8 pipes and without the address of a real store."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KACDESK_")}
    return environment | {"PYTHONIOENCODING": "utf-8"}
