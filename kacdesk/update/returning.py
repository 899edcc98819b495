"""This file is the place where a desk goes back by hand to the version before, while nothing was entered since."""

from dataclasses import replace
from pathlib import Path

import kacdesk
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.store.old_copies import KEPT
from kacdesk.store.opening import STORE_NAME
from kacdesk.store.tally import differing, tally
from kacdesk.update.alone import alone
from kacdesk.update.settling import OLD_STORE, settle_locked
from kacdesk.update.standing import FOLDER, Taking, read_standing, write_standing
from kacdesk.vault.faults import translated
from kacdesk.vault.lock import InstanceLock


def go_back(folder: Path, key: bytes) -> str:
    """Give the data back to the version before and return it, as long as nothing was entered since.

    Refused when something was, or nothing was kept.
    """
    with InstanceLock(folder):
        settle_locked(folder)
        standing = read_standing(folder)
        path, old = folder / STORE_NAME, folder / FOLDER / OLD_STORE
        if standing.kept is None or not old.exists():
            raise Refused(
                t("Iepriekšējās versijas dati vairs nav saglabāti."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Agrāku stāvokli atjauno no kopijas: “kacdesk restore KOPIJA”."),
            )
        with translated(path):
            with alone(path, key) as engine, engine.connect() as connection, connection.begin():
                now = tally(connection, CATALOG)
            if differing(standing.kept.tally, now):
                raise Refused(
                    t("Pēc versijas maiņas dati jau ir mainījušies."),
                    effect=t("Nekas nav mainīts; atgriežoties šīs izmaiņas zustu."),
                    remedy=t("Ja jāatgriežas tik un tā, atjaunojiet no kopijas: “kacdesk restore KOPIJA”."),
                )
            before = standing.kept.version
            begun = replace(standing, taking=Taking("back", kacdesk.__version__, before))
            write_standing(folder, begun)
            settle_locked(folder)
    return before


def forget_old_store(folder: Path) -> None:
    """Give up the store of the version before when it is older than any copy may be; the way back ends with it."""
    standing = read_standing(folder)
    if standing.kept is None or standing.taking is not None:
        return
    old = folder / FOLDER / OLD_STORE
    limit = clock.moment_text(clock.now_utc() - KEPT)
    if standing.kept.at < limit:
        with translated(old):
            old.unlink(missing_ok=True)
            write_standing(folder, replace(standing, kept=None))
