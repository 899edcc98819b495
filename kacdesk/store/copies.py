"""This file is the place where encrypted copies of the desk are made on a second medium, proved, thinned and listed.

A copy is a folder with the store as it stood at one moment, under the same key, and the slots that open it; the files
of all copies lie beside them once. It counts only when it was opened and compared. The folder of a desk on the medium
is made when a person names the medium, and never again: so a medium that was pulled out is noticed, and nothing is
written to the place where it used to be.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from kacdesk.core import clock, policy
from kacdesk.core.durable import force
from kacdesk.core.errors import Refused, Unavailable, Usage
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.store import sealing, tables
from kacdesk.store.cut_off import AUTHORITY_FILE as AUTHORITY_FILE
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.old_copies import KEPT, STAMP
from kacdesk.store.search import SEARCH_PREFIX
from kacdesk.store.session import Store, one
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import damaged, translated
from kacdesk.vault.places import cloud_above
from kacdesk.vault.slot_file import SLOTS_NAME, load_slots, require_key

EVERY = timedelta(hours=1)
LATE_AFTER = timedelta(hours=4)
"""A medium may be away for so long before anybody is told."""

FILES = "files"

_UNFINISHED = ".new"


@dataclass(frozen=True)
class Copy:
    """A copy that was proved; `size` in bytes without the files."""

    path: Path
    made_at: datetime
    size: int


@dataclass(frozen=True)
class CopyState:
    """How the copies of a desk stand. `folder` None: none are made · `behind` operations not in a copy."""

    folder: Path | None
    copied_at: datetime | None
    behind: int

    def due(self, now: datetime) -> bool:
        """Say whether it is time: an hour has gone and something changed, or a new day began."""
        if self.folder is None:
            return False
        if self.copied_at is None:
            return True
        if now - self.copied_at < EVERY:
            return False
        return self.behind > 0 or clock.riga_day(self.copied_at) != clock.riga_day(now)

    def late(self, now: datetime) -> bool:
        """Say whether a person should be told that copies are not made."""
        if self.folder is None or not self.behind:
            return False
        return self.copied_at is None or now - self.copied_at > LATE_AFTER


def read_copies(store: Store) -> CopyState:
    """Read how the copies stand."""
    with store.read() as connection:
        state = one(connection, tables.sync_state)
        unsealed: int = connection.execute(select(func.count()).select_from(tables.capture)).scalar_one()
    return copy_state(state, unsealed)


def copy_state(state: Mapping[str, Any], unsealed: int) -> CopyState:
    """Return it from the row of `sync_state` and the count of operations that are not sealed yet."""
    folder = Path(state["copies_folder"]) if state["copies_folder"] else None
    behind = unsealed + max(state["next_seq"] - 1 - state["copied_seq"], 0)
    return CopyState(folder, state["copied_at"], behind)


def name_medium(store: Store, folder: Path | None) -> None:
    """Make copies to `folder` from now on, or none. Usage for a folder that is not there, Refused for our own, and for
    another than the one that IT has set."""
    set_by_it = obeyed_by(store).copies_folder
    if set_by_it not in (None, folder):
        raise policy.locked(policy.Name.COPIES_FOLDER)
    if folder is not None:
        folder = folder.expanduser().absolute()
        if not folder.is_dir():
            raise Usage(
                t("Mape “{name}” nav atrasta.", name=folder.name),
                effect=t("Kopiju vieta nav mainīta."),
                remedy=t("Pievienojiet datu nesēju un norādiet esošu mapi tajā."),
            )
        if folder.is_relative_to(store.path.parent.absolute()):
            raise Refused(
                t("Kopijas datu mapē pašā neko nepasargātu."),
                effect=t("Kopiju vieta nav mainīta."),
                remedy=t("Norādiet mapi citā diskā vai datu nesējā."),
            )
        make_home(store, folder)
    point_to(store, folder)


def make_home(store: Store, folder: Path) -> None:
    """Make this desk's folder on a medium."""
    home = folder / _home_name(store)
    with translated(home):
        home.mkdir(exist_ok=True)


def point_to(store: Store, folder: Path | None) -> None:
    """Keep where copies go from now on; none has been made there yet."""
    values = {"copies_folder": str(folder) if folder else None, "copied_at": None, "copied_seq": 0}
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(**values))


def doubts(store: Store, folder: Path) -> list[str]:
    """Return sentences on what makes a folder a poor place for copies: the same disk, a cloud."""
    found = []
    if folder.stat().st_dev == store.path.stat().st_dev:
        found.append(t("Šī mape ir tajā pašā diskā, kur dati: ja disks sabojājas, zūd abi."))
    cloud = cloud_above(folder)
    if cloud is not None:
        found.append(
            t(
                "Šo mapi programma {whose} kopē uz mākoni: dati ir šifrēti, bet nonāk ārpus iestādes.",
                whose=cloud.whose,
            )
        )
    return found


def make_copy(store: Store) -> Copy:
    """Make a copy now, prove it, note it, and thin the earlier ones.

    Unavailable when the medium is not there or full, Damaged when the copy is not what was to be copied; nothing counts
    then, and what was begun is taken away.
    """
    sealing.seal(store)
    home, now = home_of(store), clock.now_utc()
    unfinished = home / f"{now.strftime(STAMP)}{_UNFINISHED}"
    finished = unfinished.with_suffix("")
    with translated(unfinished):
        _clear(home)
        unfinished.mkdir()
        try:
            target = unfinished / store.path.name
            _vacuum_into(store, target)
            for name in (SLOTS_NAME, AUTHORITY_FILE):
                _copy_if_there(store.path.parent / name, unfinished / name)
            _copy_files(store, home / FILES)
            last_seq = _prove(store, unfinished)
            for path in unfinished.iterdir():
                force(path)
            unfinished.rename(finished)
            force(home)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(copied_seq=last_seq, copied_at=now))
    thin(store)
    return Copy(finished, now, (finished / store.path.name).stat().st_size)


def _copy_if_there(path: Path, target: Path) -> None:
    if path.exists():
        shutil.copyfile(path, target)


def list_copies(store: Store) -> list[Copy]:
    """Return the copies on the medium, the newest first; Unavailable when it is not there."""
    found = []
    home = home_of(store)
    with translated(home):
        for path in home.iterdir():
            at = made_at(path.name)
            if at is not None and (path / store.path.name).is_file():
                found.append(Copy(path, at, (path / store.path.name).stat().st_size))
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def thin(store: Store) -> None:
    """Keep every copy of today, the last of each day before, none older than 35 days but the newest of all."""
    now, days = clock.now_utc(), set()
    for place, copy in enumerate(list_copies(store)):
        day = clock.riga_day(copy.made_at)
        redundant = day in days and day != clock.riga_day(now)
        days.add(day)
        if place and (redundant or now - copy.made_at > KEPT):
            shutil.rmtree(copy.path, ignore_errors=True)
    _forget_files(store, now)


def _home_name(store: Store) -> str:
    with store.read() as connection:
        desk = one(connection, tables.desk)
    return f"kacdesk-{desk['point']}-{desk['device'].hex[-8:]}"


def home_of(store: Store) -> Path:
    """Return this desk's folder on the medium; Refused when no medium is named, Unavailable when it is away."""
    folder = read_copies(store).folder
    if folder is None:
        raise Refused(
            t("Nav norādīts, kur glabāt kopijas."),
            effect=t("Kopija nav izveidota."),
            remedy=t("Norādiet mapi otrā diskā vai datu nesējā: “kacdesk copies set MAPE”."),
        )
    home = folder / _home_name(store)
    if not home.is_dir():
        raise Unavailable(
            t("Kopiju vieta nav pieejama."),
            effect=t("Kopija nav izveidota; ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Pievienojiet kopiju datu nesēju vai norādiet citu mapi ar “kacdesk copies set”."),
        )
    return home


def _clear(home: Path) -> None:
    for left in home.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)


def _vacuum_into(store: Store, target: Path) -> None:
    """Write the store as it stands now, beside whoever writes; the new file has the same key."""
    engine = open_engine(store.path, store.key)
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is None:
                raise RuntimeError("the connection is closed")
            raw.execute("VACUUM INTO ?", (str(target),))
    finally:
        engine.dispose()


def _prove(store: Store, folder: Path) -> int:
    """Open the copy with its key, read it through, compare its stream with ours; return its last line."""
    require_key(load_slots(folder), store.key)
    path = folder / store.path.name
    engine = open_engine(path, store.key, Access(query_only=True))
    try:
        with engine.connect() as connection, connection.begin():
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
            state = one(connection, tables.sync_state)
            held = connection.execute(select(func.count()).select_from(tables.outbox)).scalar_one()
    finally:
        engine.dispose()
    last: int = state["next_seq"] - 1
    with store.read() as connection:
        ours = one(connection, tables.sync_state)
        before = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.seq <= last)
        same = held == connection.execute(before).scalar_one()
        chain = ours["chain"] if last == ours["next_seq"] - 1 else sealing.chain_at(connection, last)
    # What is searched is derived from the records and can be made anew; it does not decide.
    bad = any(words != "ok" and SEARCH_PREFIX not in words for words in found)
    if bad or not same or chain != state["chain"] or ours["stream"] != state["stream"]:
        raise damaged(path)
    return last


def _copy_files(store: Store, into: Path) -> None:
    """Bring the files that are not on the medium yet; they are encrypted already and never change."""
    source = store.path.parent / FILES
    if not source.is_dir():
        return
    into.mkdir(exist_ok=True)
    for path in sorted(source.iterdir()):
        target = into / path.name
        if path.is_file() and not (target.is_file() and target.stat().st_size == path.stat().st_size):
            beside = target.with_name(target.name + _UNFINISHED)
            shutil.copyfile(path, beside)
            force(beside)
            beside.replace(target)


def _forget_files(store: Store, now: datetime) -> None:
    """Take away the files that this desk erased, once no copy can need them."""
    source, into = store.path.parent / FILES, home_of(store) / FILES
    if not source.is_dir() or not into.is_dir():
        return
    for path in into.iterdir():
        brought = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if now - brought > KEPT and not (source / path.name).exists():
            path.unlink(missing_ok=True)


def made_at(name: str) -> datetime | None:
    """Return when the copy with this folder name was made; None when it is no name of a copy."""
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
