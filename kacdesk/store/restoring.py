"""This file is the place where a copy becomes a desk again, in a folder of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from kacdesk.core.errors import Refused, Usage
from kacdesk.core.text import t
from kacdesk.store import marks, opening
from kacdesk.store.copies import FILES, made_at
from kacdesk.store.opening import STORE_NAME
from kacdesk.vault.faults import translated
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key

_BROUGHT = "desk.brought"
"""A copy lies under this name until it is whole."""


@dataclass(frozen=True)
class Restored:
    """What a copy became: the series that its documents are numbered in from now on."""

    point: str
    series: str


def newest_copy(path: Path) -> Path:
    """Return the copy that a folder is, or the newest of those in it; Usage when there is none."""
    candidates = [path] if path.is_dir() else []
    if path.is_dir():
        candidates += [found for found in path.iterdir() if made_at(found.name) is not None]
        candidates += [
            found for home in path.glob("kacdesk-*") for found in home.iterdir() if made_at(found.name)
        ]
    whole = [one for one in candidates if (one / STORE_NAME).is_file() and (one / SLOTS_NAME).is_file()]
    if not whole:
        raise Usage(
            t("Mapē “{name}” nav kacdesk kopijas.", name=path.name),
            effect=t("Nekas nav izveidots."),
            remedy=t(
                "Norādiet kopijas mapi, kas satur datnes {store} un {slots}.",
                store=STORE_NAME,
                slots=SLOTS_NAME,
            ),
        )
    return max(whole, key=lambda one: one.name)


def restore(copy: Path, folder: Path, unlock: Unlock) -> Restored:
    """Make a new data folder from a copy and begin a new stream with a new series in it.

    What was made after the copy may exist elsewhere: a number that was printed then must not be given again, so the
    series is drawn at once and not at the first contact. Refused where there is data or the key does not fit.
    """
    if opening.exists(folder):
        raise Refused(
            t("Šajā mapē jau ir kacdesk dati."),
            effect=t("Tie nav mainīti."),
            remedy=t("Norādiet jaunu mapi aiz --data."),
        )
    obtain_key(copy, unlock)
    with translated(folder / STORE_NAME):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy / SLOTS_NAME, folder / SLOTS_NAME)
        shutil.copyfile(copy / STORE_NAME, folder / _BROUGHT)
        if (copy.parent / FILES).is_dir():
            shutil.copytree(copy.parent / FILES, folder / FILES, dirs_exist_ok=True)
        (folder / _BROUGHT).rename(folder / STORE_NAME)
    store = opening.open_for_writing(folder, unlock)
    try:
        return Restored(store.point, marks.fork(store))
    finally:
        store.close()
