"""This file is the place where what a start or a restore that was killed left in a folder is known and taken away.

Both make the store under other names, and its own name is given last: a folder with `desk.db` holds a whole desk.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from kacdesk.core.errors import Unavailable
from kacdesk.core.text import t
from kacdesk.vault.faults import translated
from kacdesk.vault.keyrings import NoKeyring
from kacdesk.vault.lock import InstanceLock
from kacdesk.vault.slots import SLOTS_NAME, destroy_slots

STORE_NAME = "desk.db"
UNFINISHED = "desk.new"
"""A new store is made under this name and gets its own only when it is complete."""

BROUGHT = "restoring"
"""A copy lies in a folder of this name until it is a desk of its own."""

AUTHORITY_FILE = "central-ca.pem"
"""Whom the desk trusts on the line (`sync.trust`), in the data folder; it goes with a copy."""

_NEW_KEY = f"{UNFINISHED}-key"
"""Lies there while the key of the folder is that of a store which is only being made."""


def restore_cut_off(folder: Path) -> bool:
    """Say whether a restore into this folder was begun and not ended; it may be under way."""
    return (folder / BROUGHT).is_dir() and not (folder / STORE_NAME).exists()


def require_no_cut_off_restore(folder: Path) -> None:
    """Raise Unavailable where a restore was not ended, other words where it is under way."""
    if not restore_cut_off(folder):
        return
    with InstanceLock(folder):
        raise Unavailable(
            t("Atjaunošana no kopijas mapē “{name}” tika pārtraukta.", name=folder.name),
            effect=t("Šajā mapē datu vēl nav; kopija ir neskarta."),
            remedy=t(
                "Sāciet atjaunošanu vēlreiz: “kacdesk --data MAPE restore KOPIJA” vai kacdesk logā, izvēloties to pašu "
                "kopiju."
            ),
        )


def mark_new_key(folder: Path) -> None:
    """Note that the key which is made next is of no use until its store has its name."""
    with translated(folder / STORE_NAME):
        (folder / _NEW_KEY).touch()


def clear_for_new(folder: Path) -> None:
    """Take away what keeps a new store from being made: an unfinished one, and a key that opens nothing.

    The key of a copy that was on its way goes too, the copy has it; a key that was there before stays.
    """
    if (folder / STORE_NAME).exists():
        return
    with translated(folder / UNFINISHED):
        if (folder / _NEW_KEY).exists():
            with suppress(NoKeyring):
                destroy_slots(folder)
        brought = folder / BROUGHT
        if (brought / STORE_NAME).exists() and not (brought / SLOTS_NAME).exists():
            for name in (SLOTS_NAME, AUTHORITY_FILE):
                (folder / name).unlink(missing_ok=True)
    clear_beside(folder)


def clear_beside(folder: Path) -> None:
    """Take away what lies beside a store, or in place of one, from a start or a restore that was killed."""
    with translated(folder / UNFINISHED):
        for left in [*folder.glob(UNFINISHED), *folder.glob(f"{UNFINISHED}-*")]:
            left.unlink(missing_ok=True)
        if (folder / BROUGHT).is_dir():
            shutil.rmtree(folder / BROUGHT, ignore_errors=True)
