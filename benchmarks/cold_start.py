"""This file is the place where it is measured how long a window takes until it is seen, has its rows and takes words.

    python -m benchmarks.cold_start FOLDER [--cold]

FOLDER is a filled sample (`benchmarks.store` leaves one for each size). Every run is a process of its own on a screen
(Xvfb); its clock starts before Python does. `painted` is the first picture of the window, `rows` what the first page
shows, `typed` a letter in the form of a visit that was begun (F2) as soon as the window was painted. Modules are read
compiled, as they are in an installed program. With `--cold` the system has forgotten every file before each run
(`/proc/sys/vm/drop_caches`, so root), as after the computer was switched on. Beside the clock stands the processor time
of the whole process, which a busy machine changes less.
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
from tests.helpers.display import screen

_RUN = """
import gc, json, sys, time
gc.disable()
from kacdesk.cli.main import run
from kacdesk.cli.window import window_program
from pathlib import Path
from kacdesk.services.people import accounts
from kacdesk.store.opening import open_for_writing
from kacdesk.vault.slots import Unlock
app = window_program()
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
program = app.application()
store = open_for_writing(Path(sys.argv[1]), Unlock())
told = {}

class Painted(QObject):
    def eventFilter(self, window, event):
        if event.type() is QEvent.Type.Paint and "painted" not in told:
            told["painted"] = 0
            QTimer.singleShot(0, after_paint)
        return False

def after_paint():
    told["painted"] = time.time_ns()
    parts.window.new("visit")
    program.processEvents()
    box = program.focusWidget()
    QTest.keyClicks(box, "p")
    assert box.text() == "p"
    told["typed"] = time.time_ns()
    if "rows" in told:
        seen.quit()

def rows():
    told["rows"] = time.time_ns()
    if "typed" in told:
        seen.quit()

with app.assembled(accounts.act_as(store)) as parts:
    seen, painted = QEventLoop(), Painted()
    parts.window.installEventFilter(painted)
    parts.window.ready.connect(rows)
    parts.window.show()
    parts.window.activateWindow()
    seen.exec()
    print(json.dumps(told))
store.close()
"""

Times = dict[str, float]


def once(folder: Path, compiled: Path, display: str) -> Times:
    """Return the milliseconds from the start of one process to each thing that is told, and those of processor."""
    before, started = _processor_s(), time.time_ns()
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPYCACHEPREFIX": str(compiled),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = {name: (moment - started) / 1e6 for name, moment in json.loads(done.stdout).items()}
    return {**told, "processor": (_processor_s() - before) * 1e3}


def _processor_s() -> float:
    """Return the seconds of processor that all processes started from here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the start of the window.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument(
        "--cold", action="store_true", help="let the system forget every file before each run"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as compiled, screen(Path(compiled)) as shown:
        once(asked.folder, Path(compiled), shown.display)
        found = []
        for _ in range(asked.runs):
            if asked.cold:
                os.sync()
                Path("/proc/sys/vm/drop_caches").write_text("3")
            found.append(once(asked.folder, Path(compiled), shown.display))
    told_ms = {name: asdict(told([each[name] for each in found])) for name in found[0]}
    sys.stdout.write(json.dumps(told_ms) + "\n")


if __name__ == "__main__":
    main()
