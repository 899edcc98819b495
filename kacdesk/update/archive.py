"""This file is the place where an archive of one version (tar.zst) is unpacked, and nothing of it lands elsewhere.

Its signature was verified before. All the same nothing in it is believed: names, links, kinds, counts and sizes are
bounded here, because a mistake of whoever packed it must not write over anything either.
"""

import os
import sys
import tarfile
from pathlib import Path, PurePosixPath

import zstandard

from kacdesk.core.durable import force_names
from kacdesk.core.errors import Refused
from kacdesk.core.text import t

MOST_BYTES = 2 * 1024**3
MOST_FILES = 20_000
_LONGEST_NAME = 400
_LARGEST_WINDOW = 128 * 1024 * 1024
_PART_BYTES = 1024 * 1024
_RUNS, _READ = 0o755, 0o644


class BadArchive(Refused):
    """Something in the archive is not as it must be; nothing of it may be used."""

    def __init__(self, why: str) -> None:
        super().__init__(
            t("Jaunās versijas arhīvs nav derīgs ({why}).", why=why),
            effect=t("Nekas nav uzstādīts; darbojas līdzšinējā versija."),
            remedy=t("Paziņojiet to programmas izdevējam."),
        )


def unpack(archive: Path, into: Path, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> int:
    """Unpack into a new folder and return how many files there are; every file is forced to the disk.

    Raises BadArchive for names that lead out, links that do, kinds other than files, folders and links, and more than
    was said; what was unpacked until then is for the caller to remove.
    """
    into.mkdir()
    links: dict[PurePosixPath, str] = {}
    taken: set[str] = set()
    left = min(most_bytes, MOST_BYTES)
    try:
        with (
            archive.open("rb") as raw,
            zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(raw) as plain,
            tarfile.open(fileobj=plain, mode="r|") as members,
        ):
            for member in members:
                name = _safe_name(member.name)
                if name.as_posix().casefold() in taken and not member.isdir():
                    raise BadArchive("name twice")
                taken.add(name.as_posix().casefold())
                if len(taken) > min(most_files, MOST_FILES):
                    raise BadArchive("too many files")
                if member.isdir():
                    (into / name).mkdir(parents=True, exist_ok=True, mode=_RUNS)
                elif member.issym():
                    links[name] = _safe_link(name, member.linkname)
                elif member.isfile():
                    left -= member.size
                    if left < 0:
                        raise BadArchive("too large")
                    _write(members, member, into / name)
                else:
                    raise BadArchive("kind of file")
    except (tarfile.TarError, zstandard.ZstdError, EOFError) as error:
        raise BadArchive("not readable") from error
    _link(into, links)
    for folder in [into, *(path for path in into.rglob("*") if path.is_dir() and not path.is_symlink())]:
        folder.chmod(_RUNS)  # whatever the umask of who fetches: ordinary users start what lies here
        force_names(folder)
    return len(taken)


def _safe_name(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    odd = "\\" in name or ":" in name or "\0" in name or len(name) > _LONGEST_NAME
    if odd or path.is_absolute() or not path.parts or ".." in path.parts:
        raise BadArchive("name")
    return path


def _safe_link(name: PurePosixPath, target: str) -> str:
    """Return where a link leads, when that is inside and was written with `/`."""
    if PurePosixPath(target).is_absolute() or "\\" in target or ":" in target or not target:
        raise BadArchive("link")
    depth = len(name.parts) - 1
    for part in PurePosixPath(target).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            raise BadArchive("link")
    return target


def _write(members: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    stream = members.extractfile(member)
    if stream is None:
        raise BadArchive("kind of file")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        while part := stream.read(_PART_BYTES):
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    path.chmod(_RUNS if member.mode & 0o100 else _READ)


def _link(into: Path, links: dict[PurePosixPath, str]) -> None:
    """Make the links after all files, so that nothing was written through one; each leads to a file that is there."""
    if links and sys.platform == "win32":
        raise BadArchive("link")
    for name, target in links.items():
        place = into / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists() or place.is_symlink():
            raise BadArchive("name twice")
        place.symlink_to(target)
    for name in links:
        if not (into / name).resolve().is_relative_to(into.resolve()):
            raise BadArchive("link")
