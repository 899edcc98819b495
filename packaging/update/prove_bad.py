"""This file is the place where the proof of updates makes bad releases of a frozen one, each bad in one way.

What is wrong shows with a real desk's data only, as it would in a release whose maker had tried it; the self-check of
all but the first goes well.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_REVISION = '''"""bad on purpose"""

from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    visits = op.get_bind().exec_driver_sql("SELECT count(*) FROM visit").scalar_one()
    if visits > 100:
        op.execute({statement!r})
'''


@dataclass(frozen=True)
class Fault:
    """A release that is bad: `step` of the taking at which it fails, `staged` whether it lies ready before that."""

    name: str
    told: str
    step: str
    make: Callable[[Path], None]
    staged: bool = True


def _without_fonts(program: Path) -> None:
    shutil.rmtree(program / "_internal" / "kacdesk" / "_resources" / "fonts")


def _migration(statement: str) -> Callable[[Path], None]:
    def make(program: Path) -> None:
        versions = program / "_internal" / "kacdesk" / "store" / "migrations" / "versions"
        head = max(path.name.partition("_")[0] for path in versions.glob("[0-9]*.py"))
        (versions / "9999_bad.py").write_text(_REVISION.format(head=head, statement=statement))

    return make


def _killed_at_proof(program: Path) -> None:
    """Let the program be another one's child, which is killed when it is to open the data."""
    real = program / "kacdesk"
    real.rename(program / "kacdesk.real")
    real.write_text(
        '#!/bin/sh\ncase "$*" in *"update prove") kill -9 $$ ;; esac\nexec "${0%/*}/kacdesk.real" "$@"\n'
    )
    real.chmod(0o755)


FAULTS = (
    Fault("check", "without its fonts", "self-check", _without_fonts, staged=False),
    Fault("migrate", "cannot migrate", "bring", _migration("INSERT INTO nowhere VALUES (1)")),
    Fault("loses", "loses a record", "bring", _migration("DELETE FROM visit WHERE n=1")),
    Fault("window", "has no window over the data", "prove", _migration("DROP TABLE preference")),
    Fault("killed", "is killed when it opens the data", "prove", _killed_at_proof),
)
