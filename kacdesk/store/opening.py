"""This file is the place where a data folder becomes an open store, or is made into one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.durable import force_names
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.ids import new_id, new_series
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG, SCHEMA_VERSION, Catalog
from kacdesk.store import tables
from kacdesk.store.after_a_kill import prove_log, prove_log_for_reader
from kacdesk.store.cut_off import STORE_NAME as STORE_NAME
from kacdesk.store.cut_off import (
    UNFINISHED,
    clear_beside,
    clear_for_new,
    mark_new_key,
    require_no_cut_off_restore,
)
from kacdesk.store.files import sweep_copies
from kacdesk.store.old_copies import forget_old_copies
from kacdesk.store.pen import Pen
from kacdesk.store.session import Store
from kacdesk.store.shape import is_newest
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import damaged, disk_full, no_right, translated
from kacdesk.vault.left_log import left_behind
from kacdesk.vault.lock import InstanceLock
from kacdesk.vault.places import require_own_disk
from kacdesk.vault.slots import Unlock, has_key, is_sample, obtain_key
from kacdesk.wire.line import FIRST_CHAIN
from kacdesk.wire.signing import new_private_key

if TYPE_CHECKING:
    from kacdesk.store.migrate import migrate
else:
    (migrate,) = on_demand("kacdesk.store.migrate", "migrate")


@dataclass(frozen=True)
class PointInfo:
    """The service point that a new store is for; `type` is municipal, regional or national."""

    code: str
    title: str
    type: str
    file_index: str = "1-1"
    sample: bool = False


def exists(folder: Path) -> bool:
    """Say whether the folder holds a store."""
    return (folder / STORE_NAME).exists()


def create(
    folder: Path,
    unlock: Unlock,
    point: PointInfo,
    *,
    catalog: Catalog = CATALOG,
    versions: Path | None = None,
    prepare: Callable[[Store], object] | None = None,
) -> Store:
    """Make a new store in `folder` and open it for writing. Refused when there is one already.

    `prepare` fills the new store. The store appears only when that is done: a start that was interrupted (power cut,
    full disk) leaves none, and can be repeated. Refused, here and below, in a folder
    that is copied to a cloud or lies on a share (`vault.places`).
    """
    require_own_disk(folder)
    if exists(folder):
        raise Refused(
            t("Šajā mapē jau ir kacdesk dati."),
            effect=t("Tie nav mainīti."),
            remedy=t("Izvēlieties citu mapi (--data) vai lietojiet esošos datus."),
        )
    if unlock.beside_data and not point.sample:
        raise Refused(
            t("Atslēga datiem blakus drīkst būt tikai parauga mapē."),
            effect=t("Dati nav izveidoti."),
            remedy=t("Lietojiet sistēmas atslēgu glabātuvi vai paroles frāzi (--passphrase-file DATNE)."),
        )
    path = folder / STORE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_right(path) from error
    lock = InstanceLock(folder)
    lock.take()
    try:
        _make(folder, unlock, catalog, point, versions=versions, prepare=prepare)
        key = obtain_key(folder, unlock)
        return _open_writer(path, key, catalog, lock, versions=versions)
    except BaseException:
        lock.release()
        raise


def _make(
    folder: Path,
    unlock: Unlock,
    catalog: Catalog,
    point: PointInfo,
    *,
    versions: Path | None,
    prepare: Callable[[Store], object] | None,
) -> None:
    """Make a key and a complete store under another name, then give it its own; a failure takes both away again."""
    unfinished = folder / UNFINISHED
    clear_for_new(folder)
    if not has_key(folder):
        mark_new_key(folder)
    try:
        key = obtain_key(folder, unlock, create=True)
        store = _open_writer(unfinished, key, catalog, None, point=point, versions=versions)
        try:
            if prepare is not None:
                prepare(store)
        finally:
            store.close()
        with translated(unfinished):
            _give_name(folder)
    except BaseException:
        clear_for_new(folder)
        raise


def _give_name(folder: Path) -> None:
    """Let a complete and closed new store appear under its name."""
    unfinished = folder / UNFINISHED
    if left_behind(unfinished):
        raise disk_full()  # there was no room to bring the write-ahead log into the file
    unfinished.rename(folder / STORE_NAME)
    force_names(folder)
    clear_beside(folder)


def open_for_writing(
    folder: Path, unlock: Unlock, *, catalog: Catalog = CATALOG, versions: Path | None = None
) -> Store:
    """Open the folder's store for writing, bringing it to this version's shape first; one process at a time."""
    require_own_disk(folder)
    path = _require(folder)
    lock = InstanceLock(folder)
    lock.take()
    try:
        key = obtain_key(folder, unlock)
        prove_log(path, key)
        store = _open_writer(path, key, catalog, lock, versions=versions)
    except BaseException:
        lock.release()
        raise
    try:
        clear_beside(folder)
        sweep_copies(store)
        forget_old_copies(folder)
    except BaseException:
        store.close()
        raise
    return store


def open_again(folder: Path, key: bytes) -> Store:
    """Open a store for writing that this program had open a moment ago, with the key from then."""
    lock = InstanceLock(folder)
    lock.take()
    try:
        return _open_writer(folder / STORE_NAME, key, CATALOG, lock)
    except BaseException:
        lock.release()
        raise


def open_for_reading(folder: Path, unlock: Unlock, *, catalog: Catalog = CATALOG) -> Store:
    """Open the folder's store for reading, beside a window that writes. Its shape must be this version's."""
    require_own_disk(folder)
    path = _require(folder)
    key = obtain_key(folder, unlock)
    prove_log_for_reader(folder, path, key)
    return _open_reader(path, key, catalog)


def _open_reader(path: Path, key: bytes, catalog: Catalog) -> Store:
    reader = open_engine(path, key, Access(query_only=True, untouched=True))
    try:
        with translated(path):
            if not is_newest(reader, catalog):
                migrate(reader, path, catalog, write=False)
            return Store(
                path=path,
                catalog=catalog,
                writer=None,
                reader=reader,
                pen=Pen(),
                close=_nothing,
                append=lambda: open_engine(path, key),
                key=key,
            )
    except BaseException:
        reader.dispose()
        raise


def create_with_key(folder: Path, key: bytes, point: PointInfo, *, catalog: Catalog = CATALOG) -> Store:
    """Make a store whose key another store keeps, and open it for writing; whoever holds that one holds the lock."""
    path = folder / STORE_NAME
    with translated(path):
        folder.mkdir(parents=True, exist_ok=True)
        clear_for_new(folder)
        _open_writer(folder / UNFINISHED, key, catalog, None, point=point).close()
        _give_name(folder)
    return _open_writer(path, key, catalog, None)


def open_with_key(folder: Path, key: bytes, *, writing: bool, catalog: Catalog = CATALOG) -> Store:
    """Open a store whose key another store keeps; for writing only by whoever has that one open for writing."""
    path = folder / STORE_NAME
    if writing:
        return _open_writer(path, key, catalog, None)
    return _open_reader(path, key, catalog)


def bring_up_to_date(folder: Path, key: bytes, *, catalog: Catalog = CATALOG) -> Store:
    """Open a copy of a store for writing, bringing it to this version's shape; nobody else may know of the copy."""
    return _open_writer(folder / STORE_NAME, key, catalog, None, keep=False)


def _require(folder: Path) -> Path:
    path = folder / STORE_NAME
    require_no_cut_off_restore(folder)
    if not path.exists():
        raise Unavailable(
            t("Mapē nav kacdesk datu: {name}.", name=folder.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sāciet ar “kacdesk init --point KODS” vai norādiet pareizo mapi ar --data."),
        )
    if not has_key(folder):
        obtain_key(folder, Unlock())
    return path


def _open_writer(
    path: Path,
    key: bytes,
    catalog: Catalog,
    lock: InstanceLock | None,
    *,
    point: PointInfo | None = None,
    versions: Path | None = None,
    keep: bool = True,
) -> Store:
    pen = Pen()
    writer = open_engine(path, key, Access(create=point is not None, functions=pen.functions()))
    try:
        with translated(path):
            if versions is not None or not is_newest(writer, catalog):
                migrate(writer, path, catalog, versions=versions, new=point is not None, keep=keep)
            with writer.connect() as connection, connection.begin():
                if point is not None:
                    _introduce(connection, point)
                elif connection.execute(select(tables.desk.c.one)).first() is None:
                    raise damaged(path)
                _resume_clock(connection, pen)
        reader = open_engine(path, key, Access(query_only=True))
        close = lock.release if lock is not None else _nothing
        return Store(path=path, catalog=catalog, writer=writer, reader=reader, pen=pen, close=close, key=key)
    except BaseException:
        writer.dispose()
        raise


def _nothing() -> None:
    """Leave everything as it is."""


def _introduce(connection: Connection, point: PointInfo) -> None:
    """Write who this desk is and where its first stream begins."""
    connection.execute(
        tables.desk.insert(),
        {
            "one": 1,
            "device": new_id(),
            "point": point.code,
            "point_title": point.title,
            "point_type": point.type,
            "file_index": point.file_index,
            "series": new_series(),
            "sample": point.sample,
            "made_at": clock.now_utc(),
        },
    )
    connection.execute(
        tables.sync_state.insert(),
        {
            "one": 1,
            "stream": new_id(),
            "next_seq": 1,
            "acked_seq": 0,
            "safe_seq": 0,
            "chain": FIRST_CHAIN,
            "hlc": 0,
            "schema_version": SCHEMA_VERSION,
            "series_confirmed": False,
            "device_key": new_private_key(),
        },
    )


def _resume_clock(connection: Connection, pen: Pen) -> None:
    """Start the hybrid clock above everything this desk has stamped or seen."""
    state = connection.execute(select(tables.sync_state.c.hlc, tables.sync_state.c.clock_offset_ms)).one()
    last: Sequence[int] = connection.scalars(
        select(tables.capture.c.hlc).order_by(tables.capture.c.cid.desc()).limit(1)
    ).all()
    pen.hlc = max([state.hlc, *last])
    pen.clock_offset_ms = state.clock_offset_ms or 0


def sample_folder(folder: Path) -> bool:
    """Say whether the folder is the made-up sample, whose key lies beside its data."""
    return is_sample(folder)
