"""This file is the place where it is seen that a data folder lies where a database is spoilt: in a cloud or on a share.

A program that copies files to a cloud takes the database and its log at different moments, and may put back an old one;
a share does not keep two computers apart. Both have cost other projects their data (zotero#865, #4860, #3493). Among
the kinds of share 9p is not: some virtual machines have their own disk by it.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from kacdesk.core.errors import Refused
from kacdesk.core.settings import usual_data_folder
from kacdesk.core.text import t

if sys.platform == "win32":
    import ctypes

_REMOTE = 4
"""DRIVE_REMOTE of Windows' GetDriveTypeW."""

_SHARED_KINDS = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "davfs", "vboxsf", "prl_fs",
        "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "fuse.smbnetfs", "fuse.curlftpfs",
        "fuse.glusterfs", "fuse.ceph", "fuse.vmhgfs-fuse", "fuse.onedriver", "fuse.google-drive-ocamlfuse",
    }
)  # fmt: skip
_CLOUD_KINDS = {
    "fuse.onedriver": "OneDrive",
    "fuse.google-drive-ocamlfuse": "Google Drive",
    "fuse.rclone": "rclone",
}
"""Which of them are clouds, and whose."""

_CLOUDS: tuple[tuple[str, str], ...] = (
    (r"onedrive( ?- ?.+)?", "OneDrive"),
    (r"dropbox( ?[(-].+)?", "Dropbox"),
    (r"google ?drive( ?[(-].+)?|drivefs", "Google Drive"),
    (r"icloud ?drive|mobile documents", "iCloud"),
    (r"cloudstorage", "CloudStorage"),
    (r"nextcloud\d*", "Nextcloud"),
    (r"owncloud", "ownCloud"),
    (r"megasync|mega", "MEGA"),
    (r"pcloud ?drive", "pCloud"),
    (r"yandex\.?disk", "Yandex.Disk"),
    (r"box sync", "Box"),
    (r"synologydrive", "Synology Drive"),
)
"""How a part of a path is called, in small letters, and whose it is."""

_ROOTS = frozenset({"my drive", "mans disks", "mój dysk", "meine ablage", "мой диск"})
"""The first folder of the drive that Google Drive makes on Windows."""

_MARKS: tuple[tuple[str, str], ...] = (
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".stfolder", "Syncthing"),
)
"""What lies in the topmost folder that such a program copies, whatever that folder is called."""

_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


@dataclass(frozen=True)
class BadPlace:
    """Why a folder is no place for data: `kind`, and whose it is: a program of a cloud, a kind of share."""

    kind: Literal["cloud", "share"]
    whose: str


@dataclass(frozen=True)
class Machine:
    """What the system tells of its folders; another one is given where this is tried out.

    `mounts` the text of /proc/self/mountinfo, '' where there is none · `drive_kind` Windows' kind of a drive by its
    root, None on other systems.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    mounts: str = field(default_factory=lambda: _mounts())
    drive_kind: Callable[[str], int] | None = field(default_factory=lambda: _drive_kind())


def bad_place(folder: Path, machine: Machine | None = None) -> BadPlace | None:
    """Return why data must not lie in a folder, which need not be there yet; None for a folder on a disk of its own."""
    machine = machine or Machine()
    ways = _ways(folder)
    for way in ways:
        found = share_of(way, machine) or cloud_of(way, machine.environment)
        if found is not None:
            return found
    return next(filter(None, (_marked(way) for way in ways)), None)


def cloud_above(folder: Path, machine: Machine | None = None) -> BadPlace | None:
    """Return which program copies a folder to a cloud, None where none is known; a share is no harm here.

    For what is written once and closed, such as copies: it is not spoilt there, but it leaves the office.
    """
    machine = machine or Machine()
    ways = _ways(folder)
    for way in ways:
        mounted = _CLOUD_KINDS.get(_kind_of_mount(str(way), machine.mounts))
        found = BadPlace("cloud", mounted) if mounted else cloud_of(way, machine.environment)
        if found is not None:
            return found
    return next(filter(None, (_marked(way) for way in ways)), None)


def require_own_disk(folder: Path) -> None:
    """Refuse a data folder that a program copies to a cloud, or that lies on a share."""
    found = bad_place(folder)
    if found is not None:
        raise refused(folder, found)


def refused(folder: Path, found: BadPlace) -> Refused:
    """Return what a person is told about a folder that is no place for data."""
    if found.kind == "cloud":
        what = t("Datu mapi “{name}” programma {whose} kopē uz mākoni.", name=folder.name, whose=found.whose)
        effect = t("Šāda kopēšana datubāzi sabojā, tāpēc dati nav izveidoti un nav atvērti.")
    else:
        what = t("Datu mape “{name}” ir tīkla mapē ({whose}).", name=folder.name, whose=found.whose)
        effect = t(
            "Tīkla mapē divi datori vienlaikus datubāzi sabojā, tāpēc dati nav izveidoti un nav atvērti."
        )
    usual = usual_data_folder()
    if bad_place(usual) is not None:
        remedy = t("Lūdziet IT norādīt mapi šī datora diskā (--data vai KACDESK_DATA).")
    else:
        remedy = t(
            "Norādiet mapi šī datora diskā, piemēram, “{folder}”; ja dati jau ir, aizveriet kacdesk un pārvietojiet "
            "uz turieni visu mapi.",
            folder=usual,
        )
    return Refused(what, effect=effect, remedy=remedy)


def share_of(path: PurePath, machine: Machine) -> BadPlace | None:
    """Return whose share a path lies on, None for a disk of this computer."""
    text = str(path)
    if text.startswith("\\\\?\\UNC\\") or (
        text.startswith("\\\\") and not text.startswith(("\\\\?", "\\\\."))
    ):
        return BadPlace("share", "\\\\")
    if machine.drive_kind is not None and path.drive and machine.drive_kind(f"{path.drive}\\") == _REMOTE:
        return BadPlace("share", path.drive)
    kind = _kind_of_mount(text, machine.mounts)
    return BadPlace("share", kind) if kind in _SHARED_KINDS else None


def cloud_of(path: PurePath, environment: Mapping[str, str]) -> BadPlace | None:
    """Return which program copies a path to a cloud, as far as its names tell."""
    for name in _VARIABLES:
        named = environment.get(name)
        if named and path.is_relative_to(type(path)(named)):
            return BadPlace("cloud", "OneDrive")
    parts = [part.casefold() for part in path.parts]
    if path.drive and len(parts) > 1 and parts[1] in _ROOTS:
        return BadPlace("cloud", "Google Drive")
    for pattern, whose in _CLOUDS:
        if any(re.fullmatch(pattern, part) for part in parts):
            return BadPlace("cloud", whose)
    return None


def _ways(folder: Path) -> list[Path]:
    """Return how a folder is reached: as it is named, and where links lead."""
    named = folder.expanduser().absolute()
    try:
        led = named.resolve()
    except (OSError, RuntimeError):
        return [named]
    return [named] if led == named else [named, led]


def _marked(path: Path) -> BadPlace | None:
    for folder in (path, *path.parents):
        for mark, whose in _MARKS:
            try:
                if (folder / mark).exists():
                    return BadPlace("cloud", whose)
            except OSError:
                continue
    return None


def _kind_of_mount(path: str, mounts: str) -> str:
    """Return the kind of file system a path lies on, by the innermost of what is mounted; '' where that is not told."""
    best, kind = "", ""
    for place, told in _mounted(mounts.splitlines()):
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, told
    return kind


def _mounted(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield place and kind of each line of mountinfo; blanks in a place are written as octal numbers."""
    for line in lines:
        before, _, after = line.partition(" - ")
        columns, told = before.split(" "), after.split(" ")
        if len(columns) > 4:
            yield re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), columns[4]), told[0]


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _drive_kind() -> Callable[[str], int] | None:
    if sys.platform == "win32":
        return lambda root: int(ctypes.windll.kernel32.GetDriveTypeW(root))
    else:  # noqa: RET505 -- the two ends of a question about the system
        return None
