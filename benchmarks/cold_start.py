"""This file is the place where it is measured how long a window takes from the start of the process to its first rows.

    python -m benchmarks.cold_start FOLDER

FOLDER is a filled sample (`benchmarks.store` leaves one for each size). Every run is a process of its own, off screen;
its clock starts before Python does. Modules are read compiled, as they are in an installed program. Beside the clock
stands the processor time of the whole process, which a busy machine changes less.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import told

_RUN = """
import gc, sys, time
gc.disable()
from kacdesk.cli.main import run
from kacdesk.cli.window import window_program
from pathlib import Path
from kacdesk.services.people import accounts
from kacdesk.store.opening import open_for_writing
from kacdesk.vault.slots import Unlock
app = window_program()
app.application()
store = open_for_writing(Path(sys.argv[1]), Unlock())
with app.assembled(accounts.act_as(store)) as parts:
    parts.window.show()
    app._wait_for_first_answers(parts.window)
    print(time.time_ns())
store.close()
"""


def once(folder: Path, compiled: Path) -> tuple[float, float]:
    """Return the milliseconds from the start of one process to the first rows on its window, and those of processor."""
    before, started = _processor_s(), time.time_ns()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return (int(done.stdout) - started) / 1e6, (_processor_s() - before) * 1e3


def _processor_s() -> float:
    """Return the seconds of processor that all processes started from here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the start of the window.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as compiled:
        once(asked.folder, Path(compiled))
        found = [once(asked.folder, Path(compiled)) for _ in range(asked.runs)]
    first_rows, processor = (asdict(told(list(times))) for times in zip(*found, strict=True))
    sys.stdout.write(json.dumps({"first_rows_ms": first_rows, "processor_ms": processor}) + "\n")


if __name__ == "__main__":
    main()
