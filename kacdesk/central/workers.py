"""This file is the place where several processes serve one socket: started, replaced when one dies, ended together.

They share nothing but the listening socket and the database, so that it does not matter which of them gets a request.
"""

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from types import FrameType

from kacdesk.central import logs
from kacdesk.core.errors import Unavailable
from kacdesk.core.text import t

_ENDS_S = 30.0
_LOOK_S = 1.0
_MOST_DEATHS = 5
"""So many workers may die before one has ever served; after that it is the settings that are wrong."""

Start = Callable[[int, Event], SpawnProcess]
_SPAWN = multiprocessing.get_context("spawn")


def new_worker(target: Callable[..., None], *arguments: object) -> SpawnProcess:
    """Return a process that will run `target` in a fresh interpreter."""
    return _SPAWN.Process(target=target, args=arguments, daemon=True)


def parent_gone() -> None:
    """Return when the process that started this worker has ended, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])


class Workers:
    """So many workers, each started by `start(number, ready)`, which sets `ready` when it serves."""

    def __init__(self, count: int, start: Start) -> None:
        self._start = start
        self._ready = _SPAWN.Event()
        self._stop = threading.Event()
        self._running: list[SpawnProcess] = []
        self._count = count

    def run(self, *, announce: Callable[[], None], until_eof: bool) -> None:
        """Keep the workers running until SIGTERM, SIGINT or the end of standard input; raises Unavailable.

        `announce` is called when the first of them serves.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        if until_eof:
            threading.Thread(target=self._end_with_input, name="until-eof", daemon=True).start()
        self._running = [self._start(number, self._ready) for number in range(self._count)]
        deaths, told = 0, False
        try:
            while not self._stop.is_set():
                if not told and self._ready.is_set():
                    told = True
                    announce()
                wait([worker.sentinel for worker in self._running], timeout=_LOOK_S if told else 0.05)
                deaths += self._replace_dead()
                if not told and deaths >= _MOST_DEATHS and not self._ready.is_set():
                    raise _none_serves()
        finally:
            self._end_all()

    def _replace_dead(self) -> int:
        dead = [number for number, worker in enumerate(self._running) if worker.exitcode is not None]
        for number in dead:
            if self._stop.is_set():
                break
            logs.warn("worker died", worker=number, exitcode=self._running[number].exitcode)
            self._running[number] = self._start(number, self._ready)
        return len(dead)

    def _end_all(self) -> None:
        for worker in self._running:
            worker.terminate()
        for worker in self._running:
            worker.join(_ENDS_S)
            if worker.exitcode is None:
                worker.kill()
                worker.join()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _end_with_input(self) -> None:
        sys.stdin.buffer.read()
        self._stop.set()


def _none_serves() -> Unavailable:
    return Unavailable(
        t("Neviens centrālās krātuves process nesāka pieņemt pieprasījumus."),
        effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
        remedy=t("Iemesls ir žurnālā (standarta kļūdu izvadē); novērsiet to un palaidiet vēlreiz."),
    )
