"""This file is the place where a new version does its part for the one in use: it brings a copy, and opens the data.

Both are run as processes of their own; the version in use holds the folder meanwhile and says what became of it.
"""

from collections.abc import Callable
from pathlib import Path

import kacdesk
from kacdesk.core.errors import Damaged, Refused
from kacdesk.core.text import t
from kacdesk.store import health
from kacdesk.store.opening import bring_up_to_date, open_with_key
from kacdesk.store.session import Store
from kacdesk.store.tally import Tally, tally
from kacdesk.update.settling import TRIAL_LOCK
from kacdesk.update.standing import FOLDER, read_standing
from kacdesk.vault.lock import InstanceLock


def bring(folder: Path, key: bytes) -> Tally:
    """Bring a copy to the shape of this version, look it through, and return what it holds; Damaged when not whole."""
    store = bring_up_to_date(folder, key)
    try:
        wrong = [
            f"{name}: {problem}" for name, problem in health.examine(store) if problem and name != "search"
        ]
        if wrong:
            raise Damaged(t("Pārveidotā kopija nav vesela ({name}).", name=wrong[0]))
        return _tally(store)
    finally:
        store.close()


def prove(folder: Path, key: bytes, show: Callable[[Store], None]) -> Tally:
    """Open the data as they stand, let the window come up over them, and return what they hold.

    Refused unless the version in use has just given them to this one: a process that came too late touches nothing.
    """
    with InstanceLock(folder / FOLDER, name=TRIAL_LOCK):
        taking = read_standing(folder).taking
        if taking is None or (taking.step, taking.version) != ("prove", kacdesk.__version__):
            raise Refused(t("Šai versijai dati nav nodoti."), effect=t("Nekas nav mainīts."))
        store = open_with_key(folder, key, writing=True)
        try:
            show(store)
            return _tally(store)
        finally:
            store.close()


def _tally(store: Store) -> Tally:
    with store.read() as connection:
        return tally(connection, store.catalog)
