"""This file is the place where it is measured how long a window takes from the start of the process to its first rows.

    python -m benchmarks.cold_start FOLDER

FOLDER is a filled sample (`benchmarks.store` leaves one for each size). Every run is a process of its own, off screen;
its clock starts before Python does.
"""

import argparse
import json
import os
import subprocess
import sys
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
from kacdesk.services import accounts
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


def once(folder: Path) -> float:
    """Return the milliseconds from the start of one process to the first rows on its window."""
    started = time.time_ns()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(folder)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return (int(done.stdout) - started) / 1e6


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the start of the window.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    asked = parser.parse_args()
    once(asked.folder)
    times = told([once(asked.folder) for _ in range(asked.runs)])
    sys.stdout.write(json.dumps({"first_rows_ms": asdict(times)}) + "\n")


if __name__ == "__main__":
    main()
