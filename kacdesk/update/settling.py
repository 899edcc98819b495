"""This file is the place where a taking that was cut off (power, kill) is undone before anybody opens the data.

`desk.db` is one whole store at every moment: the new one takes its name in one step, the old one gets it back in one.
"""

import logging
import shutil
from dataclasses import replace
from pathlib import Path

from kacdesk.core.durable import force_names
from kacdesk.core.errors import Unavailable
from kacdesk.core.text import later
from kacdesk.store.granted import give_back_granted
from kacdesk.store.opening import STORE_NAME
from kacdesk.update.standing import FOLDER, Standing, read_standing, write_standing
from kacdesk.vault.faults import translated
from kacdesk.vault.lock import InstanceLock

NEW = "new"
"""The copy that is brought to the new shape, in a folder of this name in `update/`."""

OLD_STORE = "old.db"
"""The store as it was before the version that is in use, in `update/`."""

TRIAL_LOCK = "trial.lock"
"""Held in `update/` by a new version while it opens the data for the first time."""

STEPS = ("copy", "bring", "compare", "swap", "prove")
MOST_TRIES = 3
CUT_OFF = later("Šīs versijas uzstādīšana tika pārtraukta vairākas reizes.")
_log = logging.getLogger(__name__)


def settle(folder: Path) -> None:
    """Undo what was cut off; where another program is at work, or the new version still runs, nothing is touched."""
    lock = InstanceLock(folder)
    try:
        lock.take()
    except Unavailable:
        return
    try:
        settle_locked(folder)
    finally:
        lock.release()


def settle_locked(folder: Path) -> None:
    """Do it for whoever holds the folder; Unavailable while a new version that was begun still runs."""
    standing = read_standing(folder)
    if standing.taking is None:
        return
    with translated(folder / STORE_NAME), InstanceLock(folder / FOLDER, name=TRIAL_LOCK):
        taking = standing.taking
        if taking.step == "back":
            finish_return(folder, standing)
            return
        _log.warning("a taking was cut off step=%s version=%s", taking.step, taking.version)
        give_back(folder, standing)
        tries = standing.tries.get(taking.version, 0) + 1
        bad = {taking.version: CUT_OFF} if tries >= MOST_TRIES else {}
        undone = replace(
            standing, taking=None, tries={**standing.tries, taking.version: tries}, bad=standing.bad | bad
        )
        write_standing(folder, undone)


def give_back(folder: Path, standing: Standing) -> None:
    """Let the old store have its name again, if the new one took it, and remove what was made."""
    home = folder / FOLDER
    taking = standing.taking
    swapped = taking is not None and (
        taking.step == "prove" or (taking.step == "swap" and not (home / NEW / STORE_NAME).exists())
    )
    if swapped and (home / OLD_STORE).exists():
        restore_name(folder)
    elif taking is not None and taking.step in ("swap", "prove"):
        (home / OLD_STORE).unlink(missing_ok=True)
    shutil.rmtree(home / NEW, ignore_errors=True)


def restore_name(folder: Path) -> None:
    """Put the old store in the place of the new one. The new one's log goes first: alone it is whole without it."""
    for ending in ("-wal", "-shm", "-journal"):
        (folder / f"{STORE_NAME}{ending}").unlink(missing_ok=True)
    (folder / FOLDER / OLD_STORE).replace(folder / STORE_NAME)
    force_names(folder)


def finish_return(folder: Path, standing: Standing) -> None:
    """End a return that was begun: from it on, the data belong to the version before."""
    taking = standing.taking
    if taking is None:
        return
    if standing.kept is not None:
        give_back_granted(folder, standing.kept.at)
    if (folder / FOLDER / OLD_STORE).exists():
        restore_name(folder)
    why = later("Pie iepriekšējās versijas atgriezās ar komandu.")
    bad = {**standing.bad, taking.before: why}
    write_standing(folder, replace(standing, version=taking.version, bad=bad, taking=None, kept=None))
