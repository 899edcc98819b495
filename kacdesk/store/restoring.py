"""This file is the place where a copy becomes a desk again, in a folder of its own."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kacdesk.core.errors import Refused, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.store import marks, opening
from kacdesk.store.copies import AUTHORITY_FILE, FILES, made_at
from kacdesk.store.opening import STORE_NAME
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import disk_full, translated
from kacdesk.vault.left_log import left_behind
from kacdesk.vault.places import require_own_disk
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key

BROUGHT = "restoring"
"""A copy lies in a folder of this name until it is a desk of its own."""


@dataclass(frozen=True)
class Restored:
    """What a copy became: the series that its documents are numbered in from now on."""

    point: str
    series: str


@dataclass(frozen=True)
class Contents:
    """What a copy holds: whose it is, how many records, when the last change in it was made (None for none)."""

    point: str
    title: str
    records: int
    last_at: datetime | None


def all_copies(path: Path) -> list[Path]:
    """Return the copies that a folder is or holds, also in the folders of desks in it; the newest first.

    Usage when there is none.
    """
    whole = []
    if path.is_dir():
        with translated(path / STORE_NAME):
            candidates = [path, *path.iterdir()]
            for home in path.glob("kacdesk-*"):
                candidates += home.iterdir() if home.is_dir() else ()
        named = [one for one in candidates if one == path or made_at(one.name) is not None]
        whole = [one for one in named if (one / STORE_NAME).is_file() and (one / SLOTS_NAME).is_file()]
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
    return sorted(whole, key=lambda one: one.name, reverse=True)


def newest_copy(path: Path) -> Path:
    """Return the copy that a folder is, or the newest of those in it; Usage when there is none."""
    return all_copies(path)[0]


def look_into(copy: Path, unlock: Unlock) -> Contents:
    """Say what a copy holds, without changing a byte of it; Refused when the key does not fit.

    A copy that a newer version made can be looked into, too: only what every version has is read.
    """
    path = copy / STORE_NAME
    engine = open_engine(path, obtain_key(copy, unlock), Access(query_only=True, untouched=True, alone=True))
    try:
        with translated(path), engine.connect() as connection, connection.begin():
            here = {
                row[0]
                for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
            }
            point, title = connection.exec_driver_sql("SELECT point,point_title FROM desk").one()
            roots = [spec.name for spec in CATALOG.captured if spec.parent is None and spec.name in here]
            records = sum(
                int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in roots
            )
            last = connection.exec_driver_sql("SELECT max(at) FROM change_log").scalar_one()
    finally:
        engine.dispose()
    return Contents(point, title, records, datetime.fromtimestamp(last / 1000, UTC) if last else None)


def restore(copy: Path, folder: Path, unlock: Unlock) -> Restored:
    """Make a new data folder from a copy and begin a new stream with a new series in it.

    What was made after the copy may exist elsewhere: a number that was printed then must not be given again, so the
    series is drawn at once and not at the first contact, before the store has its name. Refused where there is data,
    the key does not fit or a newer version made the copy; whatever fails, and a kill, leaves no desk behind.
    """
    require_own_disk(folder)
    if opening.exists(folder):
        raise Refused(
            t("Šajā mapē jau ir kacdesk dati."),
            effect=t("Tie nav mainīti."),
            remedy=t("Norādiet jaunu mapi aiz --data."),
        )
    obtain_key(copy, unlock)
    brought = folder / BROUGHT
    with translated(folder / STORE_NAME):
        shutil.rmtree(brought, ignore_errors=True)
        brought.mkdir(parents=True)
        try:
            for name in (SLOTS_NAME, STORE_NAME):
                shutil.copyfile(copy / name, brought / name)
            done = _begin_anew(brought, unlock)
            if (copy.parent / FILES).is_dir():
                shutil.copytree(copy.parent / FILES, folder / FILES, dirs_exist_ok=True)
            if (copy / AUTHORITY_FILE).is_file():
                shutil.copyfile(copy / AUTHORITY_FILE, folder / AUTHORITY_FILE)
            (brought / SLOTS_NAME).replace(folder / SLOTS_NAME)
            (brought / STORE_NAME).replace(folder / STORE_NAME)
        finally:
            shutil.rmtree(brought, ignore_errors=True)
    return done


def _begin_anew(brought: Path, unlock: Unlock) -> Restored:
    """Begin a new stream with a new series in a store that is nobody's desk yet."""
    store = opening.open_for_writing(brought, unlock)
    try:
        done = Restored(store.point, marks.fork(store))
    finally:
        store.close()
    if left_behind(brought / STORE_NAME):
        raise disk_full()
    return done
