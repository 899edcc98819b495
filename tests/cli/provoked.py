"""This file is the place where a failure is really provoked, so that docs/errors.md tells what a person reads."""

import io
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.cli.output import complain
from kacdesk.core.errors import DeskError
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.session import Store
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import Unlock, obtain_key
from tests.helpers import desk

PHRASE = "zilonis upe lapa sniegs"
CHEAP = (1024, 1)


@dataclass
class Bench:
    """The folder in which one failure is provoked, and what is needed for it.

    `meanwhile` is held while the command runs · `words` are those of the command · `hidden` says what stands in the
    table for words that are different every time.
    """

    folder: Path
    patch: pytest.MonkeyPatch
    meanwhile: AbstractContextManager[object] = field(default_factory=nullcontext)
    words: Sequence[str] = ()
    hidden: dict[str, str] = field(default_factory=dict)

    def desk(self) -> str:
        """Put a fresh sample desk into the folder `desk`; return its path."""
        return str(desk.copy_desk(self.folder))

    @property
    def data(self) -> Path:
        """Return where `desk` puts the data."""
        return self.folder / "desk"

    def file(self, name: str, content: bytes | str = b"", *, mode: int = 0o600) -> str:
        """Write a file; return its path."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return str(path)

    def phrase(self, words: str = PHRASE) -> str:
        """Write a passphrase file; return its path."""
        return self.file("phrase.txt", words)

    def real_desk(self) -> str:
        """Make a store with a passphrase, as real ones are; return its path."""
        real = opening.PointInfo("BALVI", "Balvi", "regional")
        unlock = Unlock(passphrase=PHRASE, cost=CHEAP)
        opening.create(self.data, unlock, real, prepare=_with_a_person).close()
        return str(self.data)

    def hold_writer(self) -> None:
        """Let somebody else have the desk open for writing while the command runs."""
        self.desk()
        self.meanwhile = desk.opened(self.data)

    def alter(self, statement: str) -> None:
        """Change the desk's file behind the program's back."""
        engine = open_engine(self.data / "desk.db", obtain_key(self.data, desk.BESIDE))
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(statement)
        engine.dispose()

    def overwrite(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of a file of the desk."""
        path = self.data / name
        path.write_bytes(change(path.read_bytes()))

    def shown(self) -> str:
        """Return the command as it is written in the table."""
        words = (f'"{word}"' if " " in word or not word else word for word in self.words)
        return self.without_places(" ".join(["kacdesk", *words]))

    def without_places(self, text: str) -> str:
        """Return a text with names in the place of what is different every time."""
        for word, shown in self.hidden.items():
            text = text.replace(word, shown)
        return text.replace(f"{self.folder}{os.sep}", "")


def _with_a_person(store: Store) -> None:
    accounts.add_first_person(store, desk.SUPERVISOR)


@dataclass(frozen=True)
class Told:
    """What came of it: the line of the table without the words that a person wrote for it."""

    command: str
    sentences: tuple[str, ...]
    code: int


Command = Callable[[Bench], Sequence[str]]
Action = Callable[[Bench, Context], object]


@dataclass(frozen=True)
class Situation:
    """One way to fail.

    `gloss` says in English what the Latvian sentences say · `command` prepares it and returns the words of the command
    line · `action` stands for what happens inside a window: it is done on an open desk, and `said` names it.
    """

    name: str
    gloss: str
    command: Command | None = None
    action: Action | None = None
    said: str = ""

    def provoke(self, folder: Path, patch: pytest.MonkeyPatch) -> Told:
        """Let it happen in an empty folder and return what was said on stderr, and the exit code."""
        bench = Bench(folder, patch)
        heard = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(heard):
            code = self._fail(bench)
        sentences = tuple(bench.without_places(line) for line in heard.getvalue().splitlines())
        return Told(self.said or bench.shown(), sentences, code)

    def _fail(self, bench: Bench) -> int:
        if self.command is not None:
            bench.words = self.command(bench)
            with bench.meanwhile:
                return run(bench.words)
        if self.action is None:
            raise ValueError(f"{self.name} has neither command nor action")
        try:
            with desk.opened(Path(bench.desk())) as context:
                self.action(bench, context)
        except DeskError as error:
            complain(error)
            return int(error.exit_code)
        return 0
