"""This file is the place where tests get a desk that is in order for the doctor, so that one thing can be broken."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from kacdesk.care.doctor import CHECKS
from kacdesk.care.finding import State, Told
from kacdesk.care.ground import Borders, Ground
from kacdesk.core.policy import NOTHING
from kacdesk.core.resources import resource
from kacdesk.store import opening
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.places import Machine
from kacdesk.vault.slots import obtain_key
from tests.helpers import desk

PLENTY = 100 * 2**30
_MEMORY = Path("/dev/shm")  # noqa: S108 -- a file system of its own on every Linux
BY_NAME = {check.name: check for check in CHECKS}


@dataclass
class Bench:
    """A folder with a desk in it, and the machine around it: what is not ours (disk, printers, clock) is given."""

    folder: Path
    patch: pytest.MonkeyPatch
    borders: dict[str, Any] = field(default_factory=dict)
    medium: Path | None = None

    def __post_init__(self) -> None:
        self.data = desk.copy_desk(self.folder)
        (self.folder / "logs").mkdir()
        self.borders |= {
            "free_bytes": lambda _folder: PLENTY,
            "printers": lambda: 1,
            "machine": lambda: Machine({}, "", None),
            "logs": self.folder / "logs",
            "parts": resource(""),
            "policy": lambda: NOTHING,
        }

    def other_disk(self) -> Path:
        """Return a folder on another disk than the data; the test is left out where the system has none."""
        if self.medium is None:
            if not _MEMORY.is_dir() or _MEMORY.stat().st_dev == self.folder.stat().st_dev:
                pytest.skip("there is no second disk")
            self.medium = Path(tempfile.mkdtemp(prefix="kac-medium-", dir=_MEMORY))
        return self.medium

    def clear(self) -> None:
        """Take away what lies outside the test's own folder."""
        if self.medium is not None:
            shutil.rmtree(self.medium, ignore_errors=True)

    def ground(self, **more: Any) -> Ground:
        """Return what the doctor looks at, seen anew."""
        return replace(Ground(self.data, desk.BESIDE, borders=Borders(**self.borders)), **more)

    def alter(self, *statements: str) -> None:
        """Change the desk's file behind the program's back."""
        engine = open_engine(self.data / opening.STORE_NAME, obtain_key(self.data, desk.BESIDE))
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.commit()
        engine.dispose()

    def as_program(self, *statements: str) -> None:
        """Change rows as what comes from the central store does: nothing is captured."""
        with desk.opened(self.data) as context, context.store.unit(context.actor.id, applying=True) as unit:
            for statement in statements:
                unit.connection.exec_driver_sql(statement)

    def overwrite(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of a file of the desk."""
        path = self.data / name
        path.write_bytes(change(path.read_bytes()))


def look(name: str, ground: Ground) -> Told:
    """Carry out one look and close what it opened."""
    with ground.held():
        return BY_NAME[name].look(ground)


@dataclass(frozen=True)
class Break:
    """One way in which a look turns red: `do` breaks the thing for real and returns what is then looked at.

    `ready` sets up what is in order before, where a fresh desk has none of it.
    """

    check: str
    detail: str
    state: State
    do: Callable[[Bench], Ground]
    ready: Callable[[Bench], None] = lambda _bench: None

    @property
    def label(self) -> str:
        """Return how the test is called."""
        return f"{self.check}-{self.detail}"
