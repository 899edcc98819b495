"""This file is the place where the desk's window is put together and taken apart again, in reverse."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from kacdesk.core.errors import DeskError
from kacdesk.core.lane import Lane
from kacdesk.core.logs import log_to, stop
from kacdesk.core.settings import log_folder
from kacdesk.services import accounts, catalog
from kacdesk.services.context import Context
from kacdesk.store.opening import open_for_writing
from kacdesk.store.session import Store
from kacdesk.sync.runner import SyncRunner
from kacdesk.sync.status import SyncControl
from kacdesk.ui.errors import Bugs
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.theme import dress
from kacdesk.ui.shell.album import take_pictures
from kacdesk.ui.shell.refusal import ask_passphrase, tell_refusal
from kacdesk.ui.shell.window import MainWindow
from kacdesk.vault.slots import Unlock, WrongKey, asks_passphrase

_FIRST_ANSWERS_MS = 30_000
"""How long a self-check waits for the first answers before it gives up."""

MakeSync = Callable[[Store], SyncControl | None]
"""Starts the exchange over an open store; None for a desk that works alone."""


@dataclass(frozen=True)
class Assembled:
    """What a running window consists of."""

    window: MainWindow
    jobs: Jobs
    bugs: Bugs


def application() -> QApplication:
    """Return the one application of the process, dressed."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kacdesk")
    dress(app)
    return app


@contextmanager
def assembled(context: Context, *, sync: SyncControl | None = None) -> Iterator[Assembled]:
    """Build the window over an open store; at the end drafts are kept, lanes finished, the window destroyed."""
    application()
    with ExitStack() as stack:
        writer, reader = Lane("kacdesk-writer"), Lane("kacdesk-reader")
        stack.callback(writer.close)
        stack.callback(reader.close)
        jobs = Jobs(context, writer=writer, reader=reader)
        stack.callback(jobs.deleteLater)
        bugs = Bugs()
        desk, actor = catalog.desk(context), context.actor
        window = MainWindow(jobs, desk, actor, sync=sync, bugs=bugs)
        stack.callback(window.deleteLater)
        stack.callback(window.close)
        yield Assembled(window, jobs, bugs)


def run(folder: Path, unlock: Unlock, *, as_name: str | None, make_sync: MakeSync | None = None) -> int:
    """Open the folder's store for writing, show the window, and return the exit code when it is closed.

    Without `make_sync` the desk's own exchange runs beside the window. What keeps the store from opening is shown in
    a window of its own, because whoever started the program with a click sees no terminal, and then raised.
    """
    app = application()
    with ExitStack() as stack:
        stack.callback(stop, log_to(log_folder()))
        try:
            store = _opened(folder, unlock)
        except DeskError as error:
            tell_refusal(error)
            raise
        stack.callback(store.close)
        sync = make_sync(store) if make_sync is not None else stack.enter_context(_exchange(store))
        parts = stack.enter_context(assembled(accounts.act_as(store, as_name), sync=sync))
        stack.enter_context(_heard(parts.bugs))
        parts.window.appear()
        return app.exec()


def _opened(folder: Path, unlock: Unlock) -> Store:
    """Open the store, asking a person for the passphrase where only that opens it, until it fits or is given up."""
    if unlock.passphrase_file is not None or not asks_passphrase(folder):
        return open_for_writing(folder, unlock)
    again = False
    while (passphrase := ask_passphrase(again=again)) is not None:
        try:
            return open_for_writing(folder, Unlock(passphrase=passphrase))
        except WrongKey:
            again = True
    return open_for_writing(folder, unlock)


@contextmanager
def _heard(bugs: Bugs) -> Iterator[None]:
    """Let what nobody foresaw, and Qt's own messages, go to the log."""
    bugs.install()
    try:
        yield
    finally:
        bugs.uninstall()


@contextmanager
def _exchange(store: Store) -> Iterator[SyncControl]:
    """Run the exchange with the central store on its own thread."""
    runner = SyncRunner(store)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def build_once(store: Store) -> None:
    """Build the window over an open store, wait for its first answers and take it apart: the self-check's step."""
    with assembled(accounts.act_as(store)) as parts:
        _wait_for_first_answers(parts.window)


def pictures(folder: Path, unlock: Unlock, out: Path) -> list[Path]:
    """Build the window off screen over the folder's store and write a picture of everything in it to `out`."""
    application()
    store = open_for_writing(folder, unlock)
    try:
        with assembled(accounts.act_as(store)) as parts, _heard(parts.bugs):
            parts.window.show()
            _wait_for_first_answers(parts.window)
            return take_pictures(parts.window, parts.jobs, out)
    finally:
        store.close()


def _wait_for_first_answers(window: MainWindow) -> None:
    loop = QEventLoop()
    window.ready.connect(loop.quit)
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    late.start(_FIRST_ANSWERS_MS)
    if loop.exec() != 0:
        raise TimeoutError("the window did not get its first answers")
