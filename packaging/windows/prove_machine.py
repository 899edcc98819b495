"""This file is the place where a proof gets a Windows (a folder of Wine's) and a central store outside it."""

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
UNINSTALL = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"
POLICIES = r"HKLM\SOFTWARE\Policies\kacdesk"
OWN = r"HKLM\Software\kacdesk"
_ENDS_S = 900
_FIXED_INFO = struct.pack("<I", 0xFEEF04BD)
"""Begins VS_FIXEDFILEINFO, in which the version follows after eight bytes."""


class Done:
    """How a program ended: `code` is what this system sees of it, the lowest eight bits; `out` what it printed."""

    def __init__(self, code: int, out: str, errors: str) -> None:
        self.code, self.out, self.errors = code, out, errors

    def json(self) -> dict[str, object]:
        """Return the last line of what was printed, as JSON."""
        told = json.loads(self.out.strip().splitlines()[-1])
        return told if isinstance(told, dict) else {"list": told}


class Machine:
    """A new Windows; `folder` is the Wine prefix."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = f'. "{HERE}/wine.sh"; use_wine "$1"; env | grep ^WINE'
        told = subprocess.run(
            ["bash", "-euc", made, "bash", folder], capture_output=True, text=True, check=True
        )
        wine = dict(line.split("=", 1) for line in told.stdout.splitlines())
        outside = {"DISPLAY", "WAYLAND_DISPLAY", "KACDESK_DATA", "KACDESK_DATABASE", "PYTHONPATH"}
        self._environment = {name: value for name, value in os.environ.items() if name not in outside} | wine

    @property
    def drive(self) -> Path:
        """Where drive C: lies on this system."""
        return self.folder / "drive_c"

    @property
    def program(self) -> Path:
        """Where the installed program lies."""
        return self.drive / "Program Files" / "kacdesk"

    @property
    def data(self) -> Path:
        """Where the program keeps the data of the only account."""
        return next((self.drive / "users").glob("*/AppData/Local"), self.drive / "users") / "kacdesk"

    def run(self, *words: str | Path, wait_for_all: bool = False) -> Done:
        """Run a program of Windows to its end; with `wait_for_all` until nothing of Windows runs any more."""
        done = subprocess.run(
            ["wine", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=self._environment,
            timeout=_ENDS_S,
            check=False,
        )
        if wait_for_all:
            self.wait()
        return Done(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a program of Windows that runs until its standard input is closed."""
        return subprocess.Popen(
            ["wine", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            encoding="utf-8",
        )

    def kacdesk(self, *words: str | Path) -> Done:
        """Run a command of the installed program."""
        return self.run(r"C:\Program Files\kacdesk\kacdesk.exe", *words)

    def wait(self) -> None:
        """Wait until nothing of this Windows runs: an uninstaller goes on in a copy of itself."""
        subprocess.run(["wineserver", "-w"], env=self._environment, timeout=_ENDS_S, check=True)

    def value(self, key: str, name: str) -> str | None:
        """Return a value of the registry as text, None when there is none."""
        told = self.run("reg", "query", key, "/v", name)
        found = re.search(rf"\b{re.escape(name)}\s+REG_\w+\s+(.*?)\s*$", told.out, re.MULTILINE)
        return found[1] if told.code == 0 and found else None

    def set_value(self, key: str, name: str, value: str | None) -> None:
        """Write a text into the registry; None takes the value out."""
        words = (
            ["add", key, "/v", name, "/d", value, "/f"]
            if value is not None
            else ["delete", key, "/v", name, "/f"]
        )
        self.run("reg", *words)

    def listed(self) -> list[str]:
        """Return the versions of every kacdesk that stands under Add/Remove programs."""
        told = self.run("reg", "query", UNINSTALL, "/s").out
        found = []
        for entry in re.split(r"\r?\n\r?\n", told):
            if re.search(r"DisplayName\s+REG_SZ\s+kacdesk\s*$", entry, re.MULTILINE):
                version = re.search(r"DisplayVersion\s+REG_SZ\s+(\S+)", entry)
                found.append(version[1] if version else "?")
        return found

    def windows_path(self, path: Path) -> str:
        """Return how a program of Windows calls a file of this system."""
        return "Z:" + str(path.absolute()).replace("/", "\\")


def file_version(program: Path) -> str:
    """Return the version that Windows shows for a program: from the fixed part of its version resource."""
    image = program.read_bytes()
    place = image.find(_FIXED_INFO)
    if place < 0:
        return ""
    high, low = struct.unpack_from("<II", image, place + 8)
    return f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"


class Central:
    """The central store of this checkout, on this system's loopback and outside Windows."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._options = ["--database", f"sqlite:///{folder / 'central.db'}", "--key-beside-data"]
        self._program = [str(ROOT / ".venv" / "bin" / "kacdesk-central")]
        self._server = subprocess.Popen(
            [*self._program, "serve", "--port", "0", "--until-eof", *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._server.stdout is None:
            raise SystemExit("the central store has no standard output")
        self.url = str(json.loads(self._server.stdout.readline())["listening"])
        self.run("point", "add", "BALVI", "--name", "Balvi")
        self.run("catalogue", "load", str(ROOT / "resources" / "catalogue"))

    def run(self, *words: str) -> str:
        """Carry out an administrator's command."""
        done = subprocess.run(
            [*self._program, *words, *self._options], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.stderr.write(done.stderr)
            raise SystemExit(f"kacdesk-central {words[0]} ended with {done.returncode}")
        return done.stdout

    def code(self) -> str:
        """Return a code by which one desk enrols."""
        return self.run("desk", "code", "BALVI").split()[0]

    def __enter__(self) -> "Central":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._server.stdin, self._server.stdout):
            if pipe is not None:
                pipe.close()
        self._server.wait(30)
