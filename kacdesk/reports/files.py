"""This file is the place where a finished file takes the place of the old one, whole or not at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kacdesk.core.durable import force_names
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.vault.slots import has_key

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})
_BAD_NAME = frozenset({errno.EINVAL, errno.ENAMETOOLONG, errno.EISDIR})
_OPEN_ELSEWHERE_WINDOWS = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows."""


@contextmanager
def written(out: Path) -> Iterator[Path]:
    """Give a new file beside `out` to write to; when the block ends well, it is flushed and becomes `out`.

    If anything fails, `out` is as it was and the new file is gone. Failures of the disk or of rights become
    `Unavailable` with three sentences; other exceptions of the block pass through. A folder of data is no place
    for papers, where one could replace the data: Refused.
    """
    folder = out.absolute().parent
    if has_key(folder):
        raise Refused(
            t("Mapē “{name}” ir programmas dati.", name=folder.name or folder),
            effect=t("Datne nav rakstīta, dati ir neskarti."),
            remedy=t("Izvēlieties citu mapi."),
        )
    part = out.with_name(f".{out.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with _told(out, replacing=False):
            part.open("xb").close()
            yield part
            _flush(part)
        with _told(out, replacing=True):
            part.replace(out)
        _flush_folder(out.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system lets a folder be opened (not on Windows)."""
    with suppress(OSError):
        force_names(folder)


@contextmanager
def _told(out: Path, *, replacing: bool) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(out, error, replacing=replacing) from error


def unwritable(out: Path, error: OSError, *, replacing: bool) -> Unavailable:
    """Return what a person is told when `out` could not be written.

    `replacing` says that the new file was ready and only taking the old one's place failed: a refusal is then
    almost always the old file being open in another program.
    """
    code = error.errno
    if _is_open_elsewhere(out, error, replacing=replacing):
        return Unavailable(
            t("Datne “{name}” ir atvērta citā programmā.", name=out.name),
            effect=t("Jaunā datne nav saglabāta; iepriekšējā ir palikusi, kāda bija."),
            remedy=t("Aizveriet datni un mēģiniet vēlreiz vai izvēlieties citu nosaukumu."),
        )
    if code in _NO_ROOM:
        return Unavailable(
            t("Datnei “{name}” nepietiek vietas diskā.", name=out.name),
            effect=t("Nekas nav saglabāts; dati programmā nav skarti."),
            remedy=t("Atbrīvojiet vietu vai izvēlieties mapi citā diskā."),
        )
    if code in _NO_FOLDER:
        return Unavailable(
            t("Mape “{folder}” nav atrodama.", folder=out.parent),
            effect=t("Nekas nav saglabāts; dati programmā nav skarti."),
            remedy=t("Pārbaudiet, vai disks ir pievienots, vai izvēlieties citu mapi."),
        )
    if code in _NO_RIGHT:
        return Unavailable(
            t("Mapē “{folder}” nav atļauts rakstīt.", folder=out.parent),
            effect=t("Nekas nav saglabāts; dati programmā nav skarti."),
            remedy=t("Izvēlieties citu mapi, piemēram, Dokumenti."),
        )
    if code in _BAD_NAME:
        return Unavailable(
            t("Datni ar nosaukumu “{name}” nevar izveidot.", name=out.name),
            effect=t("Nekas nav saglabāts; dati programmā nav skarti."),
            remedy=t("Izvēlieties citu, īsāku nosaukumu."),
        )
    return Unavailable(
        t("Datni “{name}” neizdevās saglabāt.", name=out.name),
        effect=t("Nekas nav saglabāts; dati programmā nav skarti."),
        remedy=t("Mēģiniet vēlreiz vai izvēlieties citu mapi."),
    )


def _is_open_elsewhere(out: Path, error: OSError, *, replacing: bool) -> bool:
    if error.errno in _BUSY or getattr(error, "winerror", None) in _OPEN_ELSEWHERE_WINDOWS:
        return True
    return replacing and isinstance(error, PermissionError) and out.is_file()
