"""This file is the place where the doctor has what it looks at: the folder, its key, its store, and the machine."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kacdesk.care.printers import count_printers
from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.policy import Policy, in_force
from kacdesk.core.resources import resource
from kacdesk.core.settings import log_folder, may_enter, no_entry
from kacdesk.store import health, opening
from kacdesk.store.session import Store
from kacdesk.store.signs import Signs, read_signs
from kacdesk.vault.faults import damaged
from kacdesk.vault.places import Machine
from kacdesk.vault.slots import Unlock, has_key, obtain_key

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Borders:
    """What is not ours: others are given where a check is tried out.

    `free_bytes` on the disk of a folder · `printers` how many there are, None when nobody says · `machine` where
    folders lie · `logs` where the log goes · `parts` the folder of fonts, catalogue and pictures · `now` the wall
    clock · `policy` what IT has set.
    """

    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    printers: Callable[[], int | None] = count_printers
    machine: Callable[[], Machine] = Machine
    logs: Path = field(default_factory=log_folder)
    parts: Path = field(default_factory=lambda: resource(""))
    now: Callable[[], datetime] = clock.now_utc
    policy: Callable[[], Policy] = in_force


@dataclass
class Ground:
    """What one examination stands on. `store` is given where a window has it open, and is left open then.

    `central` and `authority` are asked about before there is a desk that knows them.
    """

    folder: Path
    unlock: Unlock = field(default_factory=Unlock)
    given: Store | None = None
    central: str | None = None
    authority: Path | None = None
    borders: Borders = field(default_factory=Borders)
    _found: dict[type, object] = field(default_factory=dict)

    @cached_property
    def is_open(self) -> bool:
        """Say whether this user of the computer may look into the folder at all."""
        return self.given is not None or may_enter(self.folder)

    @property
    def has_data(self) -> bool:
        """Say whether a store or a key lies in the folder. Unavailable where nobody may look into it."""
        if not self.is_open:
            raise no_entry(self.folder)
        return opening.exists(self.folder) or has_key(self.folder)

    @cached_property
    def nearest(self) -> Path:
        """Return the folder, or the nearest one above it that is there."""
        return next(path for path in (self.folder, *self.folder.absolute().parents) if path.exists())

    @cached_property
    def key(self) -> bytes | DeskError:
        """Return the key of the data, or why there is none."""
        if self.given is not None:
            return self.given.key
        if not self.is_open:
            return no_entry(self.folder)
        try:
            return obtain_key(self.folder, self.unlock)
        except DeskError as error:
            return error

    @cached_property
    def store(self) -> Store | DeskError:
        """Return the open store, or why it does not open."""
        if self.given is not None:
            return self.given
        if not self.is_open:
            return no_entry(self.folder)
        try:
            return opening.open_for_reading(self.folder, self.unlock)
        except DeskError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- a foreign file may fail in any way; that too is a finding
            return self._strange(error)

    @cached_property
    def signs(self) -> Signs | DeskError:
        """Return by what the file is recognised, also where this program does not open it."""
        if isinstance(self.key, DeskError):
            return self.key
        try:
            return read_signs(self.folder / opening.STORE_NAME, self.key)
        except DeskError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- as above
            return self._strange(error)

    @cached_property
    def examined(self) -> dict[str, str | DeskError]:
        """Return what reading the whole file brought, by the name of the check; '' where nothing is wrong.

        A file that cannot be read on leaves the rest out; the check that failed has the failure.
        """
        found: dict[str, str | DeskError] = {}
        if isinstance(self.store, DeskError):
            return found
        try:
            for name, problem in health.examine(self.store):
                found[name] = problem
        except DeskError as error:
            _log.info("the file could not be read to its end kind=%s", type(error).__name__)
            found["reading"] = error
        return found

    def _strange(self, error: Exception) -> DeskError:
        """Return what is told of a file that is not what a store is."""
        _log.info("the file is no store of ours kind=%s", type(error).__name__)
        return damaged(self.folder / opening.STORE_NAME)

    def kept(self, kind: type[T], find: Callable[[], T]) -> T:
        """Return what was found of a kind; it is looked for once."""
        found = self.held_back(kind)
        if found is None:
            found = self._found[kind] = find()
        return found

    def held_back(self, kind: type[T]) -> T | None:
        """Return what was found of a kind, None while nobody has looked."""
        found = self._found.get(kind)
        return found if isinstance(found, kind) else None

    @contextmanager
    def held(self) -> Iterator["Ground"]:
        """Close at the end what was opened here."""
        try:
            yield self
        finally:
            opened = self.__dict__.pop("store", None)
            if isinstance(opened, Store) and opened is not self.given:
                opened.close()
