"""This file is the place where the desk's window is put together and taken apart again, in reverse."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from kacdesk.core import policy
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.errors import DeskError
from kacdesk.core.lane import Lane
from kacdesk.core.logs import log_to, stop
from kacdesk.core.on_demand import on_demand
from kacdesk.core.settings import log_folder
from kacdesk.core.slices import ask_for_short_slices
from kacdesk.core.text import prefer_language
from kacdesk.services import catalog
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.preferences import preferences_of
from kacdesk.store.opening import exists, open_again, open_for_writing
from kacdesk.store.session import Store
from kacdesk.sync.runner import SyncRunner
from kacdesk.sync.status import SyncControl
from kacdesk.ui.collecting import collecting
from kacdesk.ui.errors import Bugs
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.theme import dress, speak, wear
from kacdesk.ui.qt_nulls import keep_none
from kacdesk.ui.shell.extent import Extent
from kacdesk.ui.shell.newer import Newer, take_beside
from kacdesk.ui.shell.refusal import ask_passphrase, somebody_is_there, tell_refusal
from kacdesk.ui.shell.window import MainWindow
from kacdesk.update.places import program_in, staged
from kacdesk.update.ready import offered
from kacdesk.update.standing import has_standing
from kacdesk.update.start import hand_over, is_installed
from kacdesk.vault.keyrings import NoKeyring
from kacdesk.vault.places import require_own_disk
from kacdesk.vault.slots import Unlock, WrongKey, add_slot, asks_passphrase, takes_passphrase

if TYPE_CHECKING:
    from kacdesk.services.bringing_back import bring_back
    from kacdesk.services.first_run import as_kept, make
    from kacdesk.sync.first_contact import FirstContact
    from kacdesk.ui.first_run.dialog import FirstRunDialog
    from kacdesk.ui.shell.album import take_pictures
    from kacdesk.update.returning import forget_old_store
else:
    (bring_back,) = on_demand("kacdesk.services.bringing_back", "bring_back")
    as_kept, make = on_demand("kacdesk.services.first_run", "as_kept make")
    (FirstContact,) = on_demand("kacdesk.sync.first_contact", "FirstContact")
    (forget_old_store,) = on_demand("kacdesk.update.returning", "forget_old_store")
    (FirstRunDialog,) = on_demand("kacdesk.ui.first_run.dialog", "FirstRunDialog")
    (take_pictures,) = on_demand("kacdesk.ui.shell.album", "take_pictures")

_WINDOW_COMES_UP_S = 3.0
"""For so long the exchange leaves the processor to the window."""

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
    keep_none()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kacdesk")
    collecting(app)
    WINDOW.lives_here()
    ask_for_short_slices()
    dress(app)
    return app


def set_as_kept(app: QApplication, store: Store) -> None:
    """Let the window look and speak as this desk is set; a language asked for at the start goes before."""
    kept = preferences_of(store)
    prefer_language(kept.language)
    speak(app)
    wear(look=kept.look, letters=kept.print)


@contextmanager
def assembled(context: Context, *, sync: SyncControl | None = None) -> Iterator[Assembled]:
    """Build the window over an open store; at the end drafts are kept, lanes finished, the window destroyed."""
    set_as_kept(application(), context.store)
    with ExitStack() as stack:
        writer = Lane("kacdesk-writer")
        reader, drawer = (Lane(f"kacdesk-{name}", waits_for_window=True) for name in ("reader", "drawer"))
        for lane in (writer, reader, drawer):
            stack.callback(lane.close)
        jobs = Jobs(context, writer=writer, reader=reader, drawer=drawer)
        stack.callback(jobs.deleteLater)
        bugs = Bugs()
        desk, actor = catalog.desk(context), context.actor
        window = MainWindow(jobs, desk, actor, accounts.door(context), sync=sync, bugs=bugs)
        stack.callback(window.deleteLater)
        stack.callback(window.close)
        yield Assembled(window, jobs, bugs)


def run(
    folder: Path,
    unlock: Unlock,
    *,
    as_name: str | None,
    pin: str | None = None,
    make_sync: MakeSync | None = None,
) -> int:
    """Open the folder's store for writing, show the window, and return the exit code when it is closed.

    Where the desk asks for PINs and none is given, the window begins with its sign-in page. Without `make_sync` the
    desk's own exchange runs beside the window. Where there is no store yet a person is asked to make one. What keeps
    the store from opening is shown in a window of its own, because whoever started the program with a click sees no
    terminal, and then raised. A version that lies ready is taken before the window comes up, and goes on in this one's
    place.
    """
    key: bytes | None = None
    while True:
        ended = _session(folder, unlock, key, as_name=as_name, pin=pin, make_sync=make_sync)
        if isinstance(ended, int):
            return ended
        key = ended


def _session(
    folder: Path,
    unlock: Unlock,
    key: bytes | None,
    *,
    as_name: str | None,
    pin: str | None,
    make_sync: MakeSync | None,
) -> int | bytes:
    """Run the window once; return its exit code, or the key with which it is to begin again to take a version."""
    app = application()
    with ExitStack() as stack:
        stack.callback(stop, log_to(log_folder()))
        policy.note_in_log(policy.in_force())
        try:
            require_own_disk(folder)
            begins = somebody_is_there() and not exists(folder)
            if begins and policy.in_force().closes_new_data:
                raise policy.not_known()
            store = _begun(folder, unlock) if begins else _opened(folder, unlock, key)
        except DeskError as error:
            tell_refusal(error)
            raise
        if store is None:
            return 0
        store, not_taken = _with_newest(folder, store)
        stack.callback(store.close)
        sync = make_sync(store) if make_sync is not None else stack.enter_context(_exchange(store))
        parts = stack.enter_context(assembled(accounts.arrive(store, as_name, pin=pin), sync=sync))
        stack.enter_context(_heard(parts.bugs))
        parts.window.prepared.connect(collecting(app).stay)
        newer = Newer(parts.window, partial(_newer, folder))
        again: list[bytes] = []
        newer.asked.connect(lambda: again.append(store.key))
        newer.asked.connect(parts.window.close)
        parts.window.appear()
        if not_taken is not None:
            parts.window.show_trouble(not_taken)
        code = app.exec()
        return again[0] if again else code


def _newer(folder: Path) -> str | None:
    """Return the version that could be taken, None where the program is no installed one."""
    return offered(folder) if is_installed() else None


def _with_newest(folder: Path, store: Store) -> tuple[Store, DeskError | None]:
    """Take a version that lies ready and let it begin; where it does not, go on with the store and why it did not."""
    if has_standing(folder):
        forget_old_store(folder)
    version = _newer(folder)
    if version is None:
        return store, None
    store.close()
    error = take_beside(folder, store.key, version)
    if error is None:
        hand_over(program_in(staged()[version]), sys.argv[1:])
    return open_again(folder, store.key), error


def refuse(error: DeskError) -> None:
    """Say in a window of its own why the program does not start, where a person can see it."""
    application()
    tell_refusal(error)


def first_run_pages(folder: Path, unlock: Unlock) -> FirstRunDialog:
    """Return the pages of the first start, for a folder that holds no desk yet."""
    asks_key = unlock.passphrase_file is None
    making, bringing = partial(make, folder, unlock), partial(bring_back, folder)
    return FirstRunDialog(FirstContact(), making, bringing, data=folder, asks_key=asks_key)


def _begun(folder: Path, unlock: Unlock) -> Store | None:
    """Let a person make the desk; None when it was given up, and then there is none."""
    pages = first_run_pages(folder, unlock)
    try:
        pages.exec()
        return pages.made if isinstance(pages.made, Store) else None
    finally:
        pages.work.close()
        pages.deleteLater()


def _opened(folder: Path, unlock: Unlock, key: bytes | None = None) -> Store:
    """Open the store, asking a person for the passphrase where nothing else opens it, until it fits or is given up.

    A keyring that lost its secret gets it back, once the passphrase or the recovery key was right.
    """
    if key is not None:
        return open_again(folder, key)
    if unlock.passphrase_file is not None:
        return open_for_writing(folder, unlock)
    lost: DeskError | None = None
    if not asks_passphrase(folder):
        try:
            return open_for_writing(folder, unlock)
        except (WrongKey, NoKeyring) as error:
            if not takes_passphrase(folder):
                raise
            lost = error
    again = False
    while (passphrase := ask_passphrase(again=again)) is not None:
        try:
            store = open_for_writing(folder, Unlock(passphrase=as_kept(passphrase)))
        except WrongKey:
            again = True
            continue
        if isinstance(lost, WrongKey):
            add_slot(folder, store.key, Unlock())
        return store
    if lost is not None:
        raise lost
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
    runner = SyncRunner(store, rests_s=_WINDOW_COMES_UP_S)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def build_once(store: Store) -> None:
    """Build the window over an open store, wait for its first answers and take it apart: the self-check's step."""
    with assembled(accounts.act_as(store)) as parts:
        _wait_for_first_answers(parts.window)


def prove_window(store: Store) -> None:
    """Let the window come up over an open store, on the screen where there is one; nothing can be typed meanwhile."""
    application()
    with assembled(accounts.act_as(store)) as parts, _heard(parts.bugs):
        parts.window.setEnabled(False)
        parts.window.appear()
        _wait_for_first_answers(parts.window)


def pictures(folder: Path, unlock: Unlock, out: Path, extent: Extent = Extent.BRIEF) -> list[Path]:
    """Build the window off screen over the folder's store and write pictures of what is in it to `out`."""
    application()
    store = open_for_writing(folder, unlock)
    try:
        with assembled(accounts.act_as(store)) as parts, _heard(parts.bugs):
            parts.window.show()
            _wait_for_first_answers(parts.window)
            return take_pictures(parts.window, parts.jobs, out, extent)
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
