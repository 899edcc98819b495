"""This file is the place where pages from the scanner are found in its folder and attached to records.

A scanner writes slowly and over the network: a file is offered only once it has stopped growing and begins like a PDF
or a picture. The original is removed only if the desk is so set, and only after the kept copy was read back whole.
"""

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Refused, Usage
from kacdesk.core.policy import Name, locked
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.services.preferences import Preferences, change, locked_fields, read
from kacdesk.store import files
from kacdesk.store.files import Attachment

_ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
_STILL_FOR = timedelta(seconds=2)
"""How long a file must not have been written to; scanners write a page at a time."""

_OFFERED_FOR = timedelta(hours=12)
"""A page scanned before today's work is not offered: it belongs to somebody else's record."""

_MOST_OFFERED = 12


_PATIENCE_S = 1.0
"""A folder on another computer that does not answer must not hold up what else is read."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page from the scanner. `at` when it was written, `size` in bytes, `sha256` of what it holds."""

    path: Path
    at: datetime
    size: int
    sha256: bytes


class _Look:
    """Looks into folders on a thread of its own, which is left behind where a folder hangs."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()

    def into(self, folder: Path, now: datetime) -> list[Scan]:
        """Return what is in a folder; nothing while it does not answer."""
        found: list[Scan] = []
        with self._turn:
            if self._thread is not None and self._thread.is_alive():
                return []
            self._thread = threading.Thread(target=lambda: found.extend(_scans(folder, now)), daemon=True)
            self._thread.start()
            self._thread.join(_PATIENCE_S)
            return [] if self._thread.is_alive() else found


_look = _Look()


def waiting(context: Context) -> list[Scan]:
    """Return what has come from the scanner, is whole and belongs to no record yet, newest first.

    Nothing while no folder is set or reachable.
    """
    folder = read(context).scan_folder
    if not folder:
        return []
    found = _look.into(Path(folder), clock.now_utc())
    with context.store.read() as connection:
        place = files.folder_of(context.store)
        return [scan for scan in found if files.find_file(connection, place, scan.sha256) is None]


def _scans(folder: Path, now: datetime) -> list[Scan]:
    """Return the newest whole pages of a folder."""
    found: list[tuple[datetime, Path, int, int]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix.lower() not in _ENDINGS or path.name.startswith(".") or not path.is_file():
                continue
            about = path.stat()
            at = datetime.fromtimestamp(about.st_mtime, UTC)
            if about.st_size and _STILL_FOR <= now - at <= _OFFERED_FOR:
                found.append((at, path, about.st_size, about.st_mtime_ns))
    newest = sorted(found, reverse=True)[:_MOST_OFFERED]
    known = [(path, at, size, _sha(path, written, size)) for at, path, size, written in newest]
    return [Scan(path, at, size, sha) for path, at, size, sha in known if sha is not None]


@lru_cache(maxsize=4 * _MOST_OFFERED)
def _sha(path: Path, _written_ns: int, size: int) -> bytes | None:
    """Return the hash of a file, read once for each of its states; None when it cannot be read or grew meanwhile."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return hashlib.sha256(content).digest() if len(content) == size else None


def take(context: Context, register: str, record: UUID, scan: Scan) -> Attachment:
    """Attach a scan to a record, and remove the original if the desk is so set; fails as `attachments.attach`.

    The original stays when it cannot be removed or was written to meanwhile; the record has the file all the same.
    """
    kept = attachments.attach(context, register, record, scan.path)
    if read(context).scan_removed and attachments.kept_well(context, kept.sha256):
        with suppress(OSError):
            if hashlib.sha256(scan.path.read_bytes()).digest() == kept.sha256:
                scan.path.unlink()
    return kept


def watched(context: Context) -> tuple[Preferences, bool]:
    """Return how the desk is set, and whether IT has set the scanner's folder."""
    return read(context), Name.SCAN_FOLDER in locked_fields(context)


def watch(context: Context, folder: Path | None, *, remove: bool) -> Preferences:
    """Set where the scanner puts its pages, None for nowhere, and whether taken originals are removed.

    Where IT has set the folder only the second may change. Refused for the desk's own data folder, Usage for what is
    no folder.
    """
    if Name.SCAN_FOLDER in locked_fields(context):
        if folder is None or str(folder) != read(context).scan_folder:
            raise locked(Name.SCAN_FOLDER)
        return change(context, scan_removed=remove)
    if folder is None:
        return change(context, scan_folder="", scan_removed=False)
    if not folder.is_dir():
        raise Usage(
            t("Mapes “{name}” nav vai tā nav sasniedzama.", name=folder.name),
            effect=t("Skenera mape nav mainīta."),
            remedy=t("Izvēlieties mapi, kurā skeneris saglabā lapas."),
        )
    own = context.store.path.parent.resolve()
    chosen = folder.resolve()
    if chosen == own or own in chosen.parents:
        raise Refused(
            t("Šī ir programmas datu mape."),
            effect=t("Skenera mape nav mainīta."),
            remedy=t("Izvēlieties mapi, kurā skeneris saglabā lapas."),
        )
    return change(context, scan_folder=str(chosen), scan_removed=remove)
