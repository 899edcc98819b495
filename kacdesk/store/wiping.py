"""This file is the place where a desk's data are destroyed for ever: the key first, then everything it opened."""

import shutil
from pathlib import Path

from kacdesk.store.copies import FILES
from kacdesk.store.cut_off import AUTHORITY_FILE, BROUGHT, STORE_NAME
from kacdesk.store.granted import FOLDER as POINTS
from kacdesk.store.old_copies import BACKUPS
from kacdesk.vault.faults import translated
from kacdesk.vault.lock import InstanceLock
from kacdesk.vault.slots import destroy_slots

_STEM = Path(STORE_NAME).stem


def wipe(folder: Path) -> None:
    """Destroy the folder's key and remove what it opened. From the first step on nobody can read any of it.

    Unavailable when a window has the desk open, or the disk refuses.
    """
    with InstanceLock(folder), translated(folder / STORE_NAME):
        destroy_slots(folder)
        for path in folder.glob(f"{_STEM}.*"):
            path.unlink(missing_ok=True)
        for name in (FILES, POINTS, BACKUPS, "update", BROUGHT):
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in ("sync.asked", "sync.answered", AUTHORITY_FILE):
            (folder / name).unlink(missing_ok=True)


def wipe_copies(home: Path) -> None:
    """Remove all copies of a desk from the medium."""
    with translated(home):
        shutil.rmtree(home)
