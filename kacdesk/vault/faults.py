"""This file is the place where what SQLite and the file system say becomes a sentence; only it knows their codes."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from kacdesk.core.errors import Damaged, DeskError, Unavailable
from kacdesk.core.text import t

_BESIDE_BYTES = 64 * 1024
"""The index of the write-ahead log takes 32 KiB before the first page is read."""


def nothing_saved() -> str:
    """Return the sentence for work that was refused before it was written."""
    return t("Nekas nav saglabāts, iepriekš saglabātais ir neskarts.")


def refused_by_file(error: BaseException, path: Path) -> DeskError:
    """Translate one failure of the file at `path`."""
    cause: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig
    if isinstance(cause, OSError):
        return _from_system(cause, path)
    return _from_sqlite(cause, path)


def _from_system(error: OSError, path: Path) -> DeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full()
    if isinstance(error, FileNotFoundError):
        return Unavailable(
            t("Datu datne {name} nav atrasta.", name=path.name),
            effect=nothing_saved(),
            remedy=t("Pārbaudiet datu mapi (--data) vai sāciet ar “kacdesk init”."),
        )
    return no_right(path)


def no_right(path: Path) -> Unavailable:
    """Return the failure of a folder or file that may not be written."""
    return Unavailable(
        t("Datu mapē “{name}” nedrīkst rakstīt.", name=path.parent.name),
        effect=nothing_saved(),
        remedy=t("Lūdziet IT piešķirt rakstīšanas tiesības šai mapei vai norādiet citu mapi."),
    )


def disk_full() -> Unavailable:
    """Return the failure of a disk without room."""
    return Unavailable(
        t("Diskā nav vietas."),
        effect=nothing_saved(),
        remedy=t("Atbrīvojiet vietu diskā un mēģiniet vēlreiz."),
    )


def damaged(path: Path) -> Damaged:
    """Return the failure of a file whose contents are not what was written."""
    return Damaged(
        t("Datu datne {name} ir bojāta vai nav kacdesk datne.", name=path.name),
        effect=t("Programma to nav mainījusi; nosūtītie ieraksti ir centrālajā krātuvē."),
        remedy=t("Nemainiet datni, palaidiet “kacdesk doctor” un sazinieties ar IT par rezerves kopiju."),
    )


def _from_sqlite(error: BaseException, path: Path) -> DeskError:
    name = str(getattr(error, "sqlite_errorname", ""))
    words = str(error).lower()
    if "NOTADB" in name or "CORRUPT" in name or "not a database" in words or "malformed" in words:
        return damaged(path)
    if "FULL" in name or "is full" in words:
        return disk_full()
    if "READONLY" in name or "readonly" in words or "CANTOPEN" in name or "unable to open" in words:
        return no_right(path)
    if "BUSY" in name or "LOCKED" in name or "is locked" in words:
        return Unavailable(
            t("Datus šobrīd izmanto cita programma."),
            effect=nothing_saved(),
            remedy=t("Uzgaidiet dažas sekundes un mēģiniet vēlreiz."),
        )
    if ("IOERR" in name or "disk i/o" in words) and _without_room(path):
        return disk_full()
    if "IOERR" in name or "disk i/o" in words:
        return Unavailable(
            t("Disks neatbild: datus neizdevās nolasīt vai ierakstīt."),
            effect=nothing_saved(),
            remedy=t(
                "Pārbaudiet disku vai tīkla mapi un mēģiniet vēlreiz; ja atkārtojas, sazinieties ar IT."
            ),
        )
    raise error


def _without_room(path: Path) -> bool:
    """Say whether the disk has no room for what SQLite keeps beside an open file; it tells that as a failed disk."""
    try:
        return shutil.disk_usage(path.parent).free < _BESIDE_BYTES
    except OSError:
        return False


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let database and file failures inside the block leave it as DeskError; other exceptions pass as they are.

    A pipe or connection that somebody closed is no failure of the file.
    """
    try:
        yield
    except ConnectionError:
        raise
    except (DBAPIError, dbapi2.Error, OSError) as error:
        raise refused_by_file(error, path) from error
