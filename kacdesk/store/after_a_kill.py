"""This file is the place where what a killed program left is held against its store, before the store is used."""

from pathlib import Path

from kacdesk.core.errors import Damaged, Unavailable
from kacdesk.store.search import SEARCH_PREFIX
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import damaged, translated
from kacdesk.vault.left_log import left_behind, log_of, require_whole_log
from kacdesk.vault.lock import InstanceLock

_LOOKED_THROUGH_BYTES = 256 * 1024 * 1024


def prove_log(path: Path, key: bytes) -> None:
    """Raise Damaged when the write-ahead log beside a store is broken or of another day; the caller holds the lock.

    A log of another day (the file alone was put back from a backup, the log of the crash still lay there) would be
    brought into the file as soon as it is opened as usual, and spoil it. Nothing is touched here. Larger files are
    not read through, only compared: a start after a crash may take some seconds, not a minute; `doctor` does it.
    """
    if not left_behind(path):
        return
    require_whole_log(path)
    try:
        before = _changes_in(path, key, Access(query_only=True, untouched=True, alone=True))
    except Damaged:
        before = 0  # a power cut may have torn a page of the file that the log still has whole
    after = _changes_in(path, key, Access(query_only=True, untouched=True), look_through=True)
    if after < before:
        raise damaged(log_of(path))


def prove_log_for_reader(folder: Path, path: Path, key: bytes) -> None:
    """Do the same for a reader, unless a program has the store open, which has done it."""
    if not left_behind(path):
        return
    lock = InstanceLock(folder)
    try:
        lock.take()
    except Unavailable:
        return
    try:
        prove_log(path, key)
    finally:
        lock.release()


def _changes_in(path: Path, key: bytes, access: Access, *, look_through: bool = False) -> int:
    """Return how many changes were ever logged; the count only grows, and stands on one page."""
    engine = open_engine(path, key, access)
    try:
        with translated(path), engine.connect() as connection, connection.begin():
            if look_through and path.stat().st_size <= _LOOKED_THROUGH_BYTES:
                found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
                if any(words != "ok" and SEARCH_PREFIX not in words for words in found):
                    raise damaged(path)
            last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name='change_log'")
            return int(last.scalar_one_or_none() or 0)
    finally:
        engine.dispose()
