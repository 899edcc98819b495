"""This file is the place where tests make versions: programs of their own that run this checkout under another number.

Such a program counts as installed. One may have a migration more, or a fault, as a bad release would.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import kacdesk
from kacdesk.store.migrate import MIGRATIONS
from tests.update.forking import Killer

ROOT = Path(kacdesk.__file__).parent.parent
OLD, NEW, NEWER = kacdesk.__version__, "7.1.0", "7.2.0"

_PROGRAM = """#!{python}
import os, signal, sys
sys.path.insert(0, {root!r})
sys.frozen = True
import kacdesk
kacdesk.__version__ = {version!r}
if sys.argv[1:] == ["--self-check"]:
    sys.exit({self_check})
{fault}
if {migrations!r}:
    from pathlib import Path
    import kacdesk.store.migrate, kacdesk.store.shape
    kacdesk.store.migrate.MIGRATIONS = Path({migrations!r})
    kacdesk.store.shape._VERSIONS = Path({migrations!r}) / "versions"
from kacdesk.__main__ import run
sys.exit(run())
"""

_REVISION = '''"""made later"""

from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE made_later (x TEXT) STRICT")
    {more}
'''

CRASHES_WITH_THE_DATA = 'if "prove" in sys.argv: os.kill(os.getpid(), signal.SIGKILL)'
LOSES_A_VISIT = 'op.execute("DELETE FROM visit WHERE n=(SELECT max(n) FROM visit)")'
CANNOT_MIGRATE = 'op.execute("INSERT INTO nowhere VALUES (1)")'


@dataclass(frozen=True)
class Machine:
    """A computer: its state folder with versions, and the program that the package brought.

    `killer` begins processes of that program which are to be killed.
    """

    state: Path
    installed: Path
    killer: Killer | None = None

    def program(self, version: str) -> Path:
        """Return the program of a staged version."""
        return self.state / "versions" / version / "kacdesk"

    def run(self, *words: str, program: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """Run a command line of the installed program, or of another one, to its end."""
        if program is None and self.killer is not None:
            return self.killer.run(words, self.environment())
        return subprocess.run(
            [str(program or self.installed), *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environment(),
            timeout=120,
            check=False,
        )

    def kill_at(self, step: str, *words: str) -> list[str]:
        """Run a command that tells its steps, kill it and all it began at one of them, and return the steps told."""
        assert self.killer is not None
        return self.killer.kill_at(step, words, self.environment())

    def environment(self) -> dict[str, str]:
        """Return the environment in which the computer's programs run."""
        return {**os.environ, "KACDESK_STATE": str(self.state), "PYTHONIOENCODING": "utf-8"}

    def add(self, version: str, *, migration: str | None = None, fault: str = "") -> Path:
        """Let a version lie ready; `migration` is one more statement of its own migration, None for no migration."""
        return write_program(self.state / "versions" / version, version, migration=migration, fault=fault)


def machine(folder: Path, killer: Killer | None = None) -> Machine:
    """Return a computer with this version installed, and nothing fetched yet."""
    installed = write_program(folder / "installed", OLD)
    (folder / "state" / "versions").mkdir(parents=True)
    return Machine(folder / "state", installed, killer)


def later_migrations(folder: Path, statement: str) -> Path:
    """Write our migrations and one more below `folder`, and return where."""
    tree = shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    head = max(path.name.partition("_")[0] for path in (tree / "versions").glob("[0-9]*.py"))
    (tree / "versions" / "9001_made_later.py").write_text(_REVISION.format(head=head, more=statement))
    return Path(tree)


def write_program(
    folder: Path, version: str, *, migration: str | None = None, fault: str = "", self_check: int = 0
) -> Path:
    """Write a program that says it is `version`, and return it."""
    folder.mkdir(parents=True)
    migrations = ""
    if migration is not None:
        migrations = str(later_migrations(folder, migration))
    program = folder / "kacdesk"
    program.write_text(
        _PROGRAM.format(
            python=sys.executable,
            root=str(ROOT),
            version=version,
            self_check=self_check,
            fault=fault,
            migrations=migrations,
        )
    )
    program.chmod(0o755)
    (folder / "VERSION").write_text(version + "\n")
    return program
