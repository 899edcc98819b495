"""This file is the place where the proof of updates has its computer: installed and fetched versions, a desk, its data.

Started by root, only fetching is done as root; the desk is an ordinary user's, as on a real computer.
"""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kacdesk.store.search import SEARCH_PREFIX
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import Unlock, obtain_key

HERE = Path(__file__).parent
NOBODY = 65534
PLATFORM = f"linux-{os.uname().machine}"
_ENDS_S = 280
# The number of the schema, SQLite's own tables, and the index for searching, which is made anew from the records.
_NOT_COMPARED = ("alembic_version", "sqlite_", SEARCH_PREFIX)


@dataclass(frozen=True)
class Done:
    """How a command ended; `killed` when this proof did it. `steps` are those it told before."""

    code: int
    out: str
    errors: str

    @property
    def told(self) -> dict[str, Any]:
        """Return the last line of JSON that it printed, nothing when there is none."""
        lines = [line for line in self.out.splitlines() if line.startswith("{")]
        return dict(json.loads(lines[-1])) if lines else {}

    @property
    def steps(self) -> list[str]:
        """Return the steps that it told."""
        lines = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [line["step"] for line in lines if "step" in line]


@dataclass
class Computer:
    """A computer: `installed` is the program that its package brought, `state` the folder of fetched versions."""

    installed: Path
    state: Path
    home: Path
    _users: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in (self.state, self.home):
            folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.home, NOBODY, NOBODY)
            self._users = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    @property
    def environment(self) -> dict[str, str]:
        """Return what its programs are given: nothing of whoever runs the proof."""
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "KACDESK_STATE": str(self.state),
            "KACDESK_LANGUAGE": "en",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def start(self, *words: str, as_root: bool = False, typed: bool = False) -> "subprocess.Popen[str]":
        """Begin a command of the installed program, in a group of its own."""
        return subprocess.Popen(
            [str(self.installed), *words],
            stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=self.environment,
            start_new_session=True,
            **({} if as_root else self._users),
        )

    def run(self, *words: str, as_root: bool = False, typed: str | None = None) -> Done:
        """Run a command of the installed program to its end."""
        with self.start(*words, as_root=as_root, typed=typed is not None) as process:
            out, errors = process.communicate(typed, _ENDS_S)
        return Done(process.returncode, out, errors)

    def kill_at(self, step: str, *words: str, as_root: bool = False, alone: bool = False) -> Done:
        """Run a command that tells its steps and kill it at one: all it began too, or with `alone` only itself."""
        told = []
        with self.start(*words, as_root=as_root) as process:
            if process.stdout is None or process.stderr is None:
                raise SystemExit("a process has no pipes")
            for line in process.stdout:
                told.append(line)
                if json.loads(line).get("step") == step:
                    break
            (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
            if not alone:  # the ends of these pipes are also held by what it began
                process.stdout.read()
            process.wait(_ENDS_S)
            process.stdout.close()
            process.stderr.close()
        return Done(process.returncode, "".join(told), "")

    def kill_after(self, seconds: float, *words: str) -> bool:
        """Run a command and kill it with all it began after some seconds; say whether it was still running."""
        with self.start(*words) as process:
            try:
                process.communicate(timeout=seconds)
                return False
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return True

    def put(self, source: Path, name: str) -> Path:
        """Lay a copy of a file or folder into the desk's home and return where."""
        target = self.home / name
        shutil.rmtree(target, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
            target.chmod(0o600)
        if os.geteuid() == 0:
            for path in (target, *target.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        return target


def program_of(pid: int) -> Path:
    """Return which program a process is."""
    return Path(f"/proc/{pid}/exe").readlink()


def key_of(data: Path, phrase: Path) -> bytes:
    """Return the key of a data folder."""
    return obtain_key(data, Unlock(passphrase_file=phrase))


Held = dict[str, tuple[tuple[str, ...], int, str]]
"""Table → its columns, how many rows, and the checksum of every value of every row."""


def everything(data: Path, key: bytes, like: Held | None = None) -> Held:
    """Read every row of every table of the data, from a copy, without anything of the program's own counting.

    `like` is what was read before: of its tables only the columns that they had then.
    """
    held: Held = {}
    with tempfile.TemporaryDirectory() as scratch:
        for path in data.glob("desk.db*"):
            shutil.copyfile(path, Path(scratch) / path.name)
        engine = open_engine(Path(scratch) / "desk.db", key)
        with engine.connect() as connection, connection.begin():
            tables = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1"
            )
            for (table,) in tables.all():
                if table.startswith(_NOT_COMPARED) or (like is not None and table not in like):
                    continue
                rows = connection.exec_driver_sql(f"PRAGMA table_info('{table}')").all()
                columns = like[table][0] if like is not None else tuple(sorted(row[1] for row in rows))
                named = ",".join(f'"{column}"' for column in columns)
                lines = sorted(
                    repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT {named} FROM {table}")
                )
                held[table] = (columns, len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
        engine.dispose()
    return held


def files_beside(data: Path) -> dict[str, str]:
    """Return the checksum of every attached file that lies beside the store."""
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((data / "files").rglob("*"))
        if path.is_file()
    }


def differing(before: Held, after: Held) -> list[str]:
    """Return the tables whose rows are not what they were."""
    return sorted(name for name, told in before.items() if after.get(name) != told)


class Central:
    """A central store of a frozen version, in one encrypted file, on this computer's loopback."""

    def __init__(self, program: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._program = str(program)
        self._options = ["--database", f"sqlite:///{folder / 'central.db'}", "--key-beside-data"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._server: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> str:
        """Carry out an administrator's command."""
        done = subprocess.run(
            [self._program, *words, *self._options], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"kacdesk-central {words[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def serve(self) -> None:
        """Begin to serve; returns when it listens."""
        self._server = subprocess.Popen(
            [self._program, "serve", "--port", str(self._port), "--until-eof", *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._server.stdout is None or not self._server.stdout.readline():
            sys.exit("the central store did not begin")

    def end(self) -> None:
        """End it, if it was begun."""
        if self._server is not None:
            self._server.communicate()
            self._server = None


def sign(*words: str | Path) -> None:
    """Run the release maker's tool."""
    done = subprocess.run(
        [sys.executable, str(HERE / "repository.py"), *map(str, words)], capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"repository.py {words[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
