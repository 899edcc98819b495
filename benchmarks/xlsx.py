"""This file is the place where it is measured how long a list takes to become a file, and whether the window waits.

    python -m benchmarks.xlsx FOLDER --rows 100000

FOLDER is a filled sample (`benchmarks.store` leaves one for each size). Its visits, from so many days back that there
are that many rows, are written in every form, each by a process of its own, whose largest memory is told; CSV is the
baseline: the same rows, read in the same way. The list on paper has a fifth of the rows. Then the XLSX is written once
more from an open window, in which a person goes between pages and types meanwhile.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from sqlalchemy import select

from benchmarks.window_stalls import Heart
from kacdesk import app
from kacdesk.services import exports
from kacdesk.services.context import Context
from kacdesk.services.exports import ExportReport, Format
from kacdesk.services.people import accounts
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening
from kacdesk.ui.shell.window import MainWindow
from kacdesk.vault.slots import Unlock

_UNLOCK = Unlock(beside_data=True)
_FORMS: tuple[Format, ...] = ("csv", "xlsx", "pdf")
_JOURNALS = ("visit", "phone_consultation", "received_document")
_PURPOSE = "Mērījums"
_PAPER_SHARE = 5
_WITHOUT_MS = 10_000
"""So long a person works in the window while nothing is written, for comparison."""

_ACT_MS = 120
_WORD = "pens"
_ACTS_IN_JOURNAL = 12

_LINES_A_VISIT = 1.12
"""Of the sample."""


def since_rows(context: Context, rows: int) -> date:
    """Return the day from which on the visits have at least so many lines."""
    table = context.catalog.table("visit")
    newest = select(table.c.counted_on).order_by(table.c.counted_on.desc()).offset(int(rows / _LINES_A_VISIT))
    with context.store.read() as connection:
        day: date | None = connection.scalar(newest.limit(1))
    if day is None:
        raise SystemExit("the folder has too few visits")
    return day - timedelta(days=1)


def written(context: Context, form: Format, out: Path, rows: int) -> ExportReport:
    """Write the visits in a form, personal columns included."""
    query = ListQuery(since=since_rows(context, rows))
    return exports.export(context, "visit", query, format=form, out=out, purpose=_PURPOSE)


def measure_one(folder: Path, form: Format, rows: int) -> dict[str, Any]:
    """Write one file in this process and return what it took."""
    store = opening.open_for_reading(folder, _UNLOCK)
    try:
        context = accounts.act_as(store)
        with tempfile.TemporaryDirectory(prefix="kac-xlsx-") as place:
            out = Path(place) / f"visits.{form}"
            started, used = time.perf_counter(), time.process_time()
            done = written(context, form, out, rows)
            seconds, processor = time.perf_counter() - started, time.process_time() - used
            size = out.stat().st_size
    finally:
        store.close()
    return {
        "form": form,
        "rows": done.rows,
        "seconds": round(seconds, 2),
        "processor_s": round(processor, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "file_mb": round(size / 1e6, 1),
    }


def in_a_child(folder: Path, form: Format, rows: int) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.xlsx", str(folder), "--rows", str(rows), "--form", form]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


class Pulse(Heart):
    """Counts by how much a timer of 50 ms comes too late: the window rests between, as it does at a desk."""

    _EVERY_MS = 50

    def __init__(self) -> None:
        super().__init__()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(self._EVERY_MS)

    def _beat(self) -> None:
        self.before += self._EVERY_MS / 1000
        super()._beat()


class Person:
    """Goes between the journals, types into their search and scrolls, an act each `_ACT_MS`.

    Everything comes from timers of the event loop: `QTest` waits without letting other threads work.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.acts = 0
        self._timer = QTimer()
        self._timer.setInterval(_ACT_MS)
        self._timer.timeout.connect(self._act)

    def start(self) -> None:
        """Begin to work."""
        self._timer.start()

    def stop(self) -> None:
        """Work no more."""
        self._timer.stop()

    def _act(self) -> None:
        turn, act = divmod(self.acts, _ACTS_IN_JOURNAL)
        name = _JOURNALS[turn % len(_JOURNALS)]
        journal = self._window.register_page(name).list
        self.acts += 1
        if act == 0:
            self._window.go_to(name)
        elif act <= len(_WORD):
            journal.search.setText(_WORD[:act])
        elif act == len(_WORD) + 1:
            journal.search.clear()
        else:
            QTest.keyClick(journal.rows, Qt.Key.Key_PageDown)


def stalls(folder: Path, rows: int) -> dict[str, Any]:
    """Write the XLSX on the window's own thread for long work while a person works in the window."""
    store = opening.open_for_writing(folder, _UNLOCK)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="kac-xlsx-") as place,
            app.assembled(accounts.act_as(store)) as parts,
        ):
            parts.window.show()
            app._wait_for_first_answers(parts.window)
            person, loop = Person(parts.window), QEventLoop()
            first, idle, writing = Pulse(), Pulse(), Pulse()
            person.start()
            for pulse in (first, idle):  # pages are made when they are first gone to: that is not measured
                pulse.start()
                QTimer.singleShot(_WITHOUT_MS, loop.quit)
                loop.exec()
                pulse.stop()
            out, before, started = Path(place) / "visits.xlsx", person.acts, time.perf_counter()
            job = parts.jobs.draw(parts.window, written, "xlsx", out, rows)
            job.then(lambda _report: loop.quit())
            writing.start()
            loop.exec()
            writing.stop()
            seconds = time.perf_counter() - started
            person.stop()
    finally:
        store.close()
    return {
        "seconds": round(seconds, 1),
        "acts": person.acts - before,
        "idle": _late(idle),
        "writing": _late(writing),
    }


def _late(heart: Heart) -> dict[str, float]:
    return {
        "median_ms": heart.share(0.5),
        "p99_ms": heart.share(0.99),
        "p99.9_ms": heart.share(0.999),
        "longest_ms": round(heart.longest, 1),
        "over_50_ms": heart.over,
    }


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--form", choices=_FORMS, help="write one file in this process")
    parser.add_argument("--no-window", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.form:
        sys.stdout.write(json.dumps(measure_one(asked.folder, asked.form, asked.rows)))
        return
    share = {"pdf": _PAPER_SHARE}
    found = {form: in_a_child(asked.folder, form, asked.rows // share.get(form, 1)) for form in _FORMS}
    told: dict[str, Any] = {
        "files": list(found.values()),
        "xlsx_to_csv": round(found["xlsx"]["processor_s"] / found["csv"]["processor_s"], 2),
    }
    if not asked.no_window:
        told["window"] = stalls(asked.folder, asked.rows)
    told["load_average"] = os.getloadavg() if sys.platform != "win32" else None
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
