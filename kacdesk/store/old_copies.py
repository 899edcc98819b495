"""This file is the place where copies that lie beside the data are given up after the time that any copy is kept.

They are made before the data get a new shape (`migrate`) and when a new version is taken (`kacdesk.update`). What was
erased by law must leave them too.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kacdesk.core import clock

BACKUPS = "backups"
STAMP = "%Y%m%dT%H%M%S%f"
KEPT = timedelta(days=35)
"""No copy is older: what was erased by law leaves the copies too."""


def forget_old_copies(folder: Path) -> int:
    """Remove the copies in `backups/` of a data folder, and of the points granted to it, that are older than 35 days.

    Returns how many.

    One that is in use, or may not be removed, stays until the next time.
    """
    removed = 0
    for path in [*folder.glob(f"{BACKUPS}/*-*.db"), *folder.glob(f"points/*/{BACKUPS}/*-*.db")]:
        made = copied_at(path)
        if made is not None and clock.now_utc() - made > KEPT and _removed(path):
            removed += 1
    return removed


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def copied_at(path: Path) -> datetime | None:
    """Return when a copy in `backups/` was made by its name, None for the name of something else."""
    try:
        return datetime.strptime(path.stem.rpartition("-")[2], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
