"""This file is the place where tests start a real server process and speak to it over a real socket."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    """A server process, the address it said it listens at, and that of its metrics if it has any."""

    process: "subprocess.Popen[str]"
    url: str
    metrics_url: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def running_server(
    arguments: Sequence[str], *, module: str = "kacdesk.central", log: Path | None = None
) -> Iterator[Running]:
    """Start `python -m module arguments…`, wait until it tells its address, end it with SIGTERM.

    What it writes to standard error goes to `log`.
    """
    with (log or Path(os.devnull)).open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
    if process.stdout is None:
        raise RuntimeError("no standard output")
    with process.stdout as told:
        line = told.readline()
        if not line:
            raise RuntimeError(f"the server ended with {process.wait()}")
        try:
            address = json.loads(line)
            yield Running(process, address["listening"], address.get("metrics"))
        finally:
            process.terminate()
            process.wait(timeout=30)


def ask(running: Running, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send one request on a connection of its own, without any retry; raises urllib3's HTTPError."""
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        got = pool.request(method, running.url + path, body=body, headers=dict(headers), decode_content=False)
        return Answer(got.status, got.headers, got.data)
