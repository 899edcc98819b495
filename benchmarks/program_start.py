"""This file is the place where the start of the built program is measured beside the same from source, cold and warm.

    python -m benchmarks.program_start FOLDER --frozen dist/kacdesk/kacdesk

FOLDER is a filled sample (`benchmarks.store` leaves one for each size). `version` starts Python and the command line,
`status` opens the store besides, `window` lasts from the start of the process until its window stands on a screen
(Xvfb, seen from outside by xdotool, which looks every 30 ms). Cold means that the system has forgotten every file
(`/proc/sys/vm/drop_caches`, so root), the first start after the computer was switched on; from source, modules are
compiled before. What else ran meanwhile is told as the load.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import told
from tests.helpers.display import screen

_TITLE = "KAC"
_ENDS_S = 60
_LOOK_AGAIN_S = 0.03

Once = Callable[[list[str], dict[str, str]], float]


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the start of the built program.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frozen", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    programs = {"source": [sys.executable, "-m", "kacdesk"], "frozen": [str(asked.frozen.resolve())]}
    found = {}
    with tempfile.TemporaryDirectory() as compiled, screen(Path(compiled)) as shown:
        environment = {
            **os.environ,
            "PYTHONPYCACHEPREFIX": compiled,
            "DISPLAY": shown.display,
            "QT_QPA_PLATFORM": "xcb",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        data = ["--data", str(Path(compiled) / "data")]
        for what, words in (
            ("version", ["--version"]),
            ("status", [*data, "status", "--json"]),
            ("window", data),
        ):
            for name, program in programs.items():
                once = _window if what == "window" else _command
                _timed(once, [*program, *words], environment, asked.folder)  # compiled now
                for cold in (False, True):
                    times = [
                        _timed(once, [*program, *words], environment, asked.folder, cold=cold)
                        for _ in range(asked.runs)
                    ]
                    found[f"{what} {name} {'cold' if cold else 'warm'}"] = asdict(told(times))
    load = [round(each, 1) for each in os.getloadavg()]
    sys.stdout.write(json.dumps({"milliseconds": found, "load": load, "bytes": _sizes(asked.frozen)}) + "\n")


def _timed(
    once: Once, command: list[str], environment: dict[str, str], folder: Path, *, cold: bool = False
) -> float:
    """Return the milliseconds of one start over a fresh copy of the data, as an orderly end leaves them."""
    data = Path(environment["PYTHONPYCACHEPREFIX"]) / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(folder, data)
    if cold:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3")
    return once(command, environment)


def _command(command: list[str], environment: dict[str, str]) -> float:
    """Return the milliseconds of a command, from its start to its end; code 1 only asks for attention."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False, timeout=_ENDS_S)
    assert done.returncode in (0, 1)
    return (time.perf_counter() - started) * 1e3


def _window(command: list[str], environment: dict[str, str]) -> float:
    """Return the milliseconds until the window is seen; the program is ended then."""
    started = time.perf_counter()
    looking = [
        "xdotool",
        "search",
        "--onlyvisible",
        "--name",
        _TITLE,
    ]  # its --sync looks each half second only
    pause = threading.Event()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as program:
        try:
            while subprocess.run(looking, env=environment, capture_output=True, check=False).returncode:
                if time.perf_counter() - started > _ENDS_S:
                    raise TimeoutError("no window was seen")
                pause.wait(_LOOK_AGAIN_S)
            return (time.perf_counter() - started) * 1e3
        finally:
            program.terminate()


def _sizes(program: Path) -> dict[str, int]:
    """Return the bytes of the program's folder, and of its largest parts."""
    home = program.parent
    parts: dict[str, int] = {}
    for path in home.rglob("*"):
        if path.is_file() and not path.is_symlink():
            below = path.relative_to(home).parts
            part = "/".join(below[1:2] if below[0] == "_internal" else below[:1])
            parts[part] = parts.get(part, 0) + path.stat().st_size
    largest = dict(sorted(parts.items(), key=lambda part: -part[1])[:12])
    return {"all": sum(parts.values()), **largest}


if __name__ == "__main__":
    main()
