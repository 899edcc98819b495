"""This file is the place where a copy becomes a desk again, in a folder of its own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kacdesk.core.durable import force, force_names
from kacdesk.core.errors import Refused, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.store import marks, opening
from kacdesk.store.copies import FILES, made_at
from kacdesk.store.cut_off import AUTHORITY_FILE, BROUGHT, STORE_NAME, clear_for_new
from kacdesk.store.session import Store
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import disk_full, translated
from kacdesk.vault.left_log import left_behind
from kacdesk.vault.lock import InstanceLock
from kacdesk.vault.places import require_own_disk
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key

STEPS = ("bring", "begin", "key", "trust", "files", "store", "done")
"""What is told before it is done: the copy is brought, begins anew, and gets its names one by one, the store last."""

Tell = Callable[[str], None]


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


def restore(
    copy: Path,
    folder: Path,
    unlock: Unlock,
    *,
    prepare: Callable[[Store], object] | None = None,
    tell: Tell | None = None,
) -> Restored:
    """Make a new data folder from a copy and begin a new stream with a new series in it.

    What was made after the copy may exist elsewhere: a number that was printed then must not be given again, so the
    series is drawn at once and not at the first contact, before the store has its name. `prepare` may add a way to its
    key meanwhile. Refused where there is data, the key does not fit or a newer version made the copy; whatever fails,
    and a kill at any step (told by `tell`), leaves no desk behind, or the whole one.
    """
    require_own_disk(folder)
    if opening.exists(folder):
        raise Refused(
            t("Šajā mapē jau ir kacdesk dati."),
            effect=t("Tie nav mainīti."),
            remedy=t("Norādiet jaunu mapi aiz --data."),
        )
    obtain_key(copy, unlock)
    tell, brought = tell or _nobody, folder / BROUGHT
    with translated(folder / STORE_NAME):
        folder.mkdir(parents=True, exist_ok=True)
    with InstanceLock(folder), translated(folder / STORE_NAME):
        clear_for_new(folder)
        brought.mkdir()
        try:
            tell("bring")
            _bring(copy, brought)
            tell("begin")
            done = _begin_anew(brought, unlock, prepare)
            _give_names(brought, folder, tell)
        finally:
            shutil.rmtree(brought, ignore_errors=True)
    return done


def _nobody(_step: str) -> None:
    """Tell a step to nobody."""


def _bring(copy: Path, brought: Path) -> None:
    """Bring all that a desk consists of, and force it to the disk; the key comes before the store."""
    for name in (SLOTS_NAME, STORE_NAME, AUTHORITY_FILE):
        if name != AUTHORITY_FILE or (copy / name).is_file():
            _copied(copy / name, brought / name)
    files = copy.parent / FILES
    if files.is_dir():
        (brought / FILES).mkdir()
        for path in files.iterdir():
            if path.is_file():
                _copied(path, brought / FILES / path.name)
        force_names(brought / FILES)


def _copied(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
    force(target)


def _give_names(brought: Path, folder: Path, tell: Tell) -> None:
    """Let what was brought have its names in the data folder, each by one step; with the last it is a desk."""
    tell("key")
    (brought / SLOTS_NAME).replace(folder / SLOTS_NAME)
    tell("trust")
    if (brought / AUTHORITY_FILE).is_file():
        (brought / AUTHORITY_FILE).replace(folder / AUTHORITY_FILE)
    tell("files")
    if (brought / FILES).is_dir():
        (folder / FILES).mkdir(exist_ok=True)
        for path in (brought / FILES).iterdir():
            path.replace(folder / FILES / path.name)
        force_names(folder / FILES)
    force_names(folder)
    tell("store")
    (brought / STORE_NAME).replace(folder / STORE_NAME)
    force_names(folder)
    tell("done")


def _begin_anew(brought: Path, unlock: Unlock, prepare: Callable[[Store], object] | None) -> Restored:
    """Begin a new stream with a new series in a store that is nobody's desk yet."""
    store = opening.open_for_writing(brought, unlock)
    try:
        done = Restored(store.point, marks.fork(store))
        if prepare is not None:
            prepare(store)
    finally:
        store.close()
    if left_behind(brought / STORE_NAME):
        raise disk_full()
    return done
