"""This file is the place where it is measured how long the window is ever deaf while the program works.

    python -m benchmarks.window_stalls FOLDER --changes 100000 --work counter

A person on a screen of their own (Xvfb, xdotool) works meanwhile: at the `counter` they save contacts and look into
journals, in `typing` they write into the form of a visit, with `pages` they go to every page, each of which is made
when it is first gone to, with `nothing` the window stands. FOLDER is a filled sample (`benchmarks.store` leaves one for
each size); it is enrolled to a central store of its own, to which other desks of the point have sent as many changes.
What the desk has goes up and what the others have comes down on the exchange's thread, until both together are so many,
while the month is counted and drawn again and again. The gap is by how much a turn of the window's event loop comes
later than it was asked for; a turn is asked for every 5 ms, because a loop that never rests would itself keep the other
threads from working. With `--tell 50` it is told what was done in the turns that were late by more than 50 ms.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from sqlalchemy import func, select, text

from benchmarks.exchange_desk import LoadDesk, real_lines, resealed
from benchmarks.exchange_world import opened, serving, tickets, world
from benchmarks.keyboard import Hands
from benchmarks.stall_tale import Tale
from kacdesk import app
from kacdesk.core.ids import SERIES_ALPHABET
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.services.people import accounts
from kacdesk.services.records import Saved
from kacdesk.services.reporting import counting, writing
from kacdesk.services.samples import sample
from kacdesk.store import tables
from kacdesk.store.opening import open_for_writing
from kacdesk.store.session import Store
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.runner import SyncRunner
from kacdesk.ui.catchup.page import CatchUpPage
from kacdesk.ui.collecting import collecting
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.shell.window import MainWindow
from kacdesk.vault.slots import Unlock
from kacdesk.wire.versions import point_scope
from tests.helpers.display import screen

_SENDERS = 10
_MONTH = Period.month(2026, 11)
_LOOK_AGAIN_S = 1.0
_LEAST_URGENT = 19
_TURN_MS = 5
_ACT_MS = 60
_LONG_MS = 50.0
"""The longest gap that a person does not feel."""

_PENS = ("p", "e", "n", "s")
_LOOKED_AT = ("ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "ctrl+5", "ctrl+shift+f", "ctrl+m")
"""The keys of the first pages, of the search in everything and of the reports."""

_LINES = 40
"""How many contacts of an outage are written into the catch-up grid, and no more."""

_PARTS = 10
"""Into how many parts of a millisecond gaps are told apart."""


_cursor = tables.scope_cursor
_SEEDED = select(func.count()).select_from(tables.seed_mark)
_CURSOR = select(_cursor.c.cur).where(_cursor.c.scope == point_scope(sample.POINT))


class Heart:
    """Counts by how much the turns of the event loop come late; a turn more takes no memory more.

    `longest` and `over` (those longer than a person does not feel) are told in milliseconds, as is `busiest`: the most
    processor time that the window's thread worked in one turn, whatever else it waited for.
    """

    def __init__(self) -> None:
        self.longest = self.busiest = 0.0
        self.over = 0
        self._turns: Counter[int] = Counter()
        self.before = time.perf_counter()
        self._worked = time.thread_time()
        self.tale: Tale | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to listen."""
        self.before = time.perf_counter()
        self._worked = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Listen no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        gap = max((now - self.before) * 1000 - _TURN_MS, 0.0)
        self.before = now
        before, self._worked = self._worked, time.thread_time()
        self.busiest = max(self.busiest, (self._worked - before) * 1000)
        self.longest = max(self.longest, gap)
        self.over += gap > _LONG_MS
        self._turns[int(gap * _PARTS)] += 1
        if self.tale is not None:
            self.tale.beat(now, gap)

    def share(self, share: float) -> float:
        """Return the milliseconds that this share of the gaps does not exceed, to a tenth."""
        left = share * self._turns.total()
        for part in sorted(self._turns):
            left -= self._turns[part]
            if left <= 0:
                return (part + 1) / _PARTS
        return self.longest


class Draughtsman:
    """Has the month drawn again as soon as it is drawn."""

    def __init__(self, jobs: Jobs, owner: MainWindow, out: Path) -> None:
        self._jobs, self._owner, self._out = jobs, owner, out
        self.drawn = 0

    def draw(self) -> None:
        """Have the month counted, then drawn."""
        self._jobs.draw(self._owner, counting.figures, _MONTH).then(self._write)

    def _write(self, counted: ReportFigures) -> None:
        self._jobs.draw(self._owner, writing.write_pdf, counted, self._out).then(lambda _none: self._again())

    def _again(self) -> None:
        self.drawn += 1
        self.draw()


class Waiter(threading.Thread):
    """Looks, beside everything else, how much went up and came down."""

    def __init__(self, store: Store, changes: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._until = time.perf_counter() + seconds
        self.done = threading.Event()
        self.sent = self.received = 0
        self._store, self._changes = store, changes

    def run(self) -> None:
        while self.sent + self.received < self._changes and time.perf_counter() < self._until:
            self.done.wait(_LOOK_AGAIN_S)
            with self._store.read() as connection:
                self.sent = connection.scalar(select(tables.sync_state.c.acked_seq)) or 0
                self.received = (connection.scalar(_CURSOR) or 0) + (connection.scalar(_SEEDED) or 0)
        self.done.set()


class Person:
    """Works until `done` is set, in the window's own event loop: at the counter, or from page to page.

    What is typed at the day of an outage becomes a line of the catch-up grid.

    One act of theirs each 60 ms, by a timer; their keys come from outside, as those of a person do. What QTest types is
    dealt with, and all that follows from it, within the one turn in which it is typed.
    """

    def __init__(self, window: MainWindow, hands: Hands, done: threading.Event, work: str) -> None:
        self.steps = 0
        self._window = window
        self._hands = hands
        self._done = done
        works = {
            "counter": self._at_the_counter,
            "typing": self._writing,
            "pages": self._page_by_page,
            "nothing": self._rest,
        }
        self._acts = self._all(works[work])
        self._timer = QTimer()
        self._timer.setInterval(_ACT_MS)
        self._timer.timeout.connect(lambda: next(self._acts))

    def work(self) -> int:
        """Work until it is done; return how many contacts were begun, words written, or pages gone to."""
        self._timer.start()
        app.application().exec()
        self._timer.stop()
        return self.steps

    def _all(self, work: Callable[[], Iterator[None]]) -> Iterator[None]:
        while not self._done.is_set():
            yield from work()
            self.steps += 1
        app.application().quit()
        yield

    def _at_the_counter(self) -> Iterator[None]:
        """Save a visit or a call, then look for something in a journal, at the day or at the report.

        What was not saved, because it was not known yet which service the digit means, is gone on with and saved.
        """
        yield from self._keys(*(("F3", "1", "Tab", "Down") if self.steps % 2 else ("F2", "3")))
        yield from self._keys("ctrl+s")
        yield from self._rest()
        if self._window.contacts.bar.chips:
            yield from self._keys("alt+1", "ctrl+s")
            yield from self._rest()
        yield from self._keys(_LOOKED_AT[self.steps % len(_LOOKED_AT)], "ctrl+f")
        page = self._window.page
        if not (isinstance(page, CatchUpPage) and len(page.grid.rows) > _LINES):
            yield from self._keys(*_PENS)
        yield from self._rest()
        yield from self._keys("Escape")

    def _writing(self) -> Iterator[None]:
        """Write a word into the box for services, look down its list and begin the word again."""
        if not self.steps:
            yield from self._keys("F2")
        yield from self._keys(*_PENS, "Down", "Down", "Up", "ctrl+a")
        yield from self._rest()

    def _page_by_page(self) -> Iterator[None]:
        names = list(self._window.pages)
        self._window.go_to(names[self.steps % len(names)])
        yield
        yield from self._keys("ctrl+f", *_PENS)
        yield from self._keys("Escape")
        yield from self._rest()

    def _keys(self, *keys: str) -> Iterator[None]:
        for key in keys:
            self._hands.press(key)
            yield

    def _rest(self) -> Iterator[None]:
        yield from repeat(None, 3)


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--changes", type=int, default=100_000)
    parser.add_argument(
        "--work",
        choices=("counter", "typing", "pages", "nothing"),
        default="counter",
        help="what a person does",
    )
    parser.add_argument("--seconds", type=float, default=3600, help="stop then, and say how far it came")
    parser.add_argument(
        "--tell", type=float, help="tell of turns that are so many ms late; takes a little time, too"
    )
    asked = parser.parse_args()
    template = real_lines(asked.changes // _SENDERS)
    with (
        tempfile.TemporaryDirectory(prefix="kac-stalls-") as place,
        screen(Path(place)) as shown,
        world([sample.POINT]) as cluster,
    ):
        os.environ.update(DISPLAY=shown.display, QT_QPA_PLATFORM="xcb")
        folder = Path(place) / "desk"
        shutil.copytree(asked.folder, folder)
        url = cluster.fresh("stalls")
        with serving(url) as server:
            codes = tickets(url, [sample.POINT] * (_SENDERS + 1))
            for letter, code in zip(SERIES_ALPHABET, codes[:_SENDERS], strict=False):
                lines = resealed(template, point=sample.POINT, series=letter * 3)
                sender = LoadDesk(sample.POINT, lines, series=letter * 3)
                sender.enrol(server.url, code)
                sender.drain(random.Random(1), stop=threading.Event())
            _elsewhere(server.process.pid, url)
            store = open_for_writing(folder, Unlock())
            try:
                enrol(store, codes[_SENDERS], server.url, sample=True)
                found = _measured(store, Path(place) / "month.pdf", asked)
            finally:
                store.close()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _elsewhere(server: int, url: str) -> None:
    """Let the central store have only the processor time that the desk leaves: it stands for another computer.

    The kernel gives each session a share of its own (autogroup), and each process of PostgreSQL is one: how urgent a
    session is as a whole is said apart from how urgent its threads are. What these processes start is like them.
    """
    if sys.platform != "linux":
        return
    with opened(url) as database, database.whole() as connection:
        backends = connection.scalars(
            text("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        ).all()
    postmaster = int(Path(f"/proc/{backends[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
    for process in (server, postmaster, *backends):
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setscheduler(int(thread.name), os.SCHED_IDLE, os.sched_param(0))
    for process in (postmaster, *backends):
        group = Path(f"/proc/{process}/autogroup")
        if group.exists():
            group.write_text(str(_LEAST_URGENT))


def _measured(store: Store, pdf: Path, asked: argparse.Namespace) -> dict[str, object]:
    runner = SyncRunner(store)
    heart = Heart()
    with app.assembled(accounts.act_as(store), sync=runner) as parts, Hands() as hands:
        stands = QEventLoop()
        parts.window.prepared.connect(stands.quit)
        parts.window.prepared.connect(collecting(app.application()).stay)
        parts.window.show()
        parts.window.activateWindow()
        hands.take(int(parts.window.winId()))
        stands.exec()
        draughtsman = Draughtsman(parts.jobs, parts.window, pdf)
        draughtsman.draw()
        saved: list[Saved] = []
        for register in ("visit", "phone_consultation"):
            parts.window.register_page(register).saved.connect(lambda each, _stood: saved.append(each))
        started = time.perf_counter()
        waiter = Waiter(store, asked.changes, asked.seconds)
        runner.start()
        try:
            waiter.start()
            heart.start()
            if asked.tell is not None:
                heart.tale = Tale(heart, asked.tell)
                heart.tale.start()
            steps = Person(parts.window, hands, waiter.done, asked.work).work()
            heart.stop()
        finally:
            runner.stop()
        seconds = time.perf_counter() - started
    if heart.tale is not None:
        heart.tale.end()
        sys.stderr.writelines(f"{line}\n" for line in heart.tale.told())
    return {
        "seconds": round(seconds, 1),
        "sent": waiter.sent,
        "received": waiter.received,
        "reports_drawn": draughtsman.drawn,
        "steps": steps,
        "contacts_saved": len(saved),
        "gap_ms": {"median": heart.share(0.5), "p99": heart.share(0.99), "p99.99": heart.share(0.9999)},
        "longest_ms": round(heart.longest, 1),
        "over_50_ms": heart.over,
        "longest_own_work_ms": round(heart.busiest, 1),
        "load_average": os.getloadavg() if sys.platform != "win32" else None,
    }


if __name__ == "__main__":
    main()
