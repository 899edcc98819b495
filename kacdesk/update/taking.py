"""This file is the place where the data of a desk are taken over by a new version, or stay with the one they have.

Copy → the new program brings the copy to its shape → compare → swap → the new program opens its window over the data.
The version that is in use does this, and goes on when any of it fails. Nothing can be entered meanwhile: the folder's
lock is held. Each step is written down before it is begun, so that a cut at any moment is settled at the next start.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import kacdesk
from kacdesk.core import clock
from kacdesk.core.durable import force, force_names
from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.store.migrate import write_copy
from kacdesk.store.opening import STORE_NAME
from kacdesk.store.tally import Tally, differing, tally
from kacdesk.update.alone import alone
from kacdesk.update.children import ask_program
from kacdesk.update.places import program_in, staged
from kacdesk.update.settling import NEW, OLD_STORE, give_back, settle_locked
from kacdesk.update.standing import (
    FOLDER,
    Kept,
    Taking,
    at_step,
    read_standing,
    write_standing,
)
from kacdesk.vault.faults import disk_full, translated
from kacdesk.vault.left_log import left_behind
from kacdesk.vault.lock import InstanceLock

Tell = Callable[[str], None]
"""Called with the name of each step before it is begun."""

_ROOM = 3
"""So many times the store's size must be free: the copy, its new shape while it is made, and its log."""


class NotTaken(DeskError):
    """A version was tried and given up; the one before goes on with the data as they were."""


def take(folder: Path, key: bytes, version: str, *, tell: Tell = lambda _step: None) -> None:
    """Let a staged version take the data over; from then on it is the one that begins.

    Raises NotTaken when it does not work here (it is not tried again), Unavailable when it cannot be tried now: another
    program has the data open, no room on the disk. In every case the data are as before.
    """
    program = program_in(staged()[version]) if version in staged() else None
    if program is None:
        raise Refused(
            t("Versija {version} šajā datorā nav sagatavota.", version=version),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sagatavotās versijas rāda “kacdesk update”."),
        )
    with InstanceLock(folder):
        settle_locked(folder)
        _require_room(folder)
        with translated(folder / STORE_NAME):
            _Try(folder, key, version, program, tell).run()


class _Try:
    """One try of one version; whoever makes it holds the folder."""

    def __init__(self, folder: Path, key: bytes, version: str, program: Path, tell: Tell) -> None:
        self._folder, self._key, self._version, self._program = folder, key, version, program
        self._path, self._home = folder / STORE_NAME, folder / FOLDER
        self._tell = tell
        self._standing = read_standing(folder)
        self._taking = Taking("copy", kacdesk.__version__, version)

    def run(self) -> None:
        """Take all steps, or undo those that were taken and raise."""
        self._standing = replace(self._standing, taking=self._taking)
        try:
            self._step("copy")
            before = self._copy()
            self._step("bring")
            after = self._ask("bring", self._home / NEW)
            self._step("compare")
            self._compare(before, after)
            self._standing = replace(
                self._standing, kept=None
            )  # the way back to an earlier version ends here
            self._step("swap")
            self._swap()
            self._step("prove")
            proved = self._ask("prove", self._folder)
        except _Failed as failure:
            self._give_up(bad={self._version: failure.why})
            raise self._not_taken(failure.why) from failure
        except BaseException:
            self._give_up(bad={})
            raise
        self._step("done")
        shutil.rmtree(self._home / NEW, ignore_errors=True)
        kept = Kept(kacdesk.__version__, clock.moment_text(clock.now_utc()), proved)
        tries = {name: count for name, count in self._standing.tries.items() if name != self._version}
        bad = {name: why for name, why in self._standing.bad.items() if name != self._version}
        done = replace(self._standing, version=self._version, bad=bad, tries=tries, taking=None, kept=kept)
        write_standing(self._folder, done)

    def _step(self, name: str) -> None:
        if name != "done":
            (self._home / NEW).mkdir(parents=True, exist_ok=True)
            self._standing = at_step(self._standing, name)
            write_standing(self._folder, self._standing)
        self._tell(name)

    def _copy(self) -> Tally:
        """Bring the log into the file, count what is in it, and write a verified copy of it."""
        with alone(self._path, self._key) as engine:
            with engine.connect() as connection, connection.begin():
                before = tally(connection, CATALOG)
            write_copy(engine, self._path, self._home / NEW / STORE_NAME)
        return before

    def _ask(self, what: str, folder: Path) -> Tally:
        """Let the new program do its part; what it says went wrong is why the version is bad here."""
        answer = ask_program(self._program, what, folder, self._key)
        if not answer.ok:
            raise _Failed(answer.told)
        return answer.tally

    def _compare(self, before: Tally, after: Tally) -> None:
        copy = self._home / NEW / STORE_NAME
        lost = differing(before, after)
        if lost or left_behind(copy):
            raise _Failed(t("Pēc pārveidošanas dati nav tādi paši: {names}.", names=", ".join(lost[:5])))
        for path in (copy, self._home / NEW):
            force(path)

    def _swap(self) -> None:
        """Keep the store under a second name, then give its name to the new one; each is one step."""
        old = self._home / OLD_STORE
        old.unlink(missing_ok=True)
        try:
            os.link(self._path, old)
        except OSError:  # a disk without second names
            shutil.copyfile(self._path, old)
            force(old)
        force_names(self._home)
        (self._home / NEW / STORE_NAME).replace(self._path)
        force_names(self._folder)

    def _give_up(self, bad: dict[str, str]) -> None:
        give_back(self._folder, self._standing)
        standing = replace(self._standing, taking=None, bad=self._standing.bad | bad)
        write_standing(self._folder, standing)

    def _not_taken(self, why: str) -> NotTaken:
        return NotTaken(
            t("Jaunā versija {version} šajā datorā nedarbojas: {why}", version=self._version, why=why),
            effect=t(
                "Darbu turpina versija {version}; visi ieraksti ir tādi, kādi tie bija.",
                version=kacdesk.__version__,
            ),
            remedy=t("Paziņojiet to IT; šī versija vairs netiks piedāvāta."),
        )


class _Failed(Exception):
    """The new version does not work here; `why` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _require_room(folder: Path) -> None:
    with translated(folder / STORE_NAME):
        if shutil.disk_usage(folder).free < _ROOM * (folder / STORE_NAME).stat().st_size:
            raise disk_full()
