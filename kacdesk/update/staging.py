"""This file is the place where a new version is fetched, unpacked, proved on this computer and laid ready for desks.

It runs as the system's owner (a timer, a scheduled task, an administrator); a desk only takes what lies ready. A cut at
any moment leaves either nothing or a whole version: what is begun has another name until its last step.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

import kacdesk
from kacdesk.core.durable import force_names
from kacdesk.core.errors import DeskError, Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.update.archive import unpack
from kacdesk.update.places import (
    PARTIAL,
    REFUSED,
    is_newer,
    order_of,
    program_in,
    staged,
    versions_folder,
)
from kacdesk.update.ready import refusals
from kacdesk.update.source import Release, Shelf, Source
from kacdesk.update.start import HANDED, environment_for_another
from kacdesk.vault.faults import disk_full, translated
from kacdesk.vault.lock import InstanceLock

STEPS = ("metadata", "download", "unpack", "self-check", "stage")
KEPT_VERSIONS = 3
_LOCK = "update.lock"
_LONGEST_CHECK_S = 900
_ROOM_BYTES = 200 * 1024 * 1024
Tell = Callable[[str], None]


class _Step(msgspec.Struct):
    """What a self-check prints of one step; of all together there is no name."""

    ok: bool
    step: str = ""


def fetch(source: Source, *, tell: Tell = lambda _step: None) -> str | None:
    """Lay the newest version of a source ready and return it, None when there is nothing newer.

    Raises Refused for what may not be trusted or did not start here (it is not fetched again), Unavailable when the
    source, the disk or the right to write is missing.
    """
    home = versions_folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        _require_writable(home)
        home.chmod(0o755)
    except OSError as error:
        raise _no_right() from error
    with InstanceLock(home, name=_LOCK), translated(home / "versions"):
        _clear(home)
        scratch = home / f"new{PARTIAL}"
        scratch.mkdir()
        try:
            return _fetch(source, home, scratch, tell)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _fetch(source: Source, home: Path, scratch: Path, tell: Tell) -> str | None:
    tell("metadata")
    shelf = Shelf(source)
    release = shelf.newest(scratch)
    if release is None or not _is_wanted(release.version):
        return None
    _require_room(home, release)
    tell("download")
    shelf.download(release, scratch / "archive")
    tell("unpack")
    tree = scratch / "tree"
    unpack(scratch / "archive", tree, most_bytes=release.unpacked_bytes, most_files=release.files)
    (scratch / "archive").unlink()
    _require_version(tree, release.version)
    tell("self-check")
    if failed := _failed_steps(tree, scratch):
        (home / f"{release.version}{REFUSED}").touch()
        raise Refused(
            t(
                "Versija {version} šajā datorā nestrādā: pašpārbaude neizdevās ({steps}).",
                version=release.version,
                steps=failed,
            ),
            effect=t("Tā nav uzstādīta un vairs netiks ņemta; darbojas līdzšinējā versija."),
            remedy=t("Paziņojiet to programmas izdevējam, norādot datora sistēmu."),
        )
    tell("stage")
    tree.rename(home / release.version)
    force_names(home)
    _thin(home)
    return release.version


def _is_wanted(version: str) -> bool:
    have = [kacdesk.__version__, *staged()]
    return version not in refusals() and all(is_newer(version, one) for one in have)


def _failed_steps(tree: Path, scratch: Path) -> str:
    """Let the new program check itself on this computer, away from anybody's data and settings.

    Returns the names of the steps that failed, or how it ended before it could say; nothing when all is well.
    """
    environment = {
        **{
            name: value
            for name, value in environment_for_another().items()
            if not name.startswith("KACDESK_")
        },
        HANDED: "1",
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(scratch),
    }
    try:
        done = subprocess.run(  # noqa: S603 -- its signature was verified
            [str(program_in(tree)), "--self-check"],
            capture_output=True,
            timeout=_LONGEST_CHECK_S,
            env=environment,
            cwd=scratch,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    if done.returncode == 0:
        return ""
    return ", ".join(_told_to_fail(done.stdout)) or f"exit {done.returncode}"


def _told_to_fail(lines: bytes) -> list[str]:
    """Return the names of the failed steps that a self-check has printed, one object of JSON a line."""
    failed = []
    for line in lines.splitlines():
        try:
            told = msgspec.json.decode(line, type=_Step)
        except msgspec.DecodeError:
            continue
        if not told.ok and told.step:
            failed.append(told.step)
    return failed


def _require_version(tree: Path, version: str) -> None:
    """Refuse an archive that holds another version than was said; a program that has none is one, too."""
    told = tree / "VERSION"
    if (
        not told.is_file()
        or told.read_text(encoding="utf-8").strip() != version
        or not program_in(tree).is_file()
    ):
        raise Refused(
            t("Arhīvā nav versijas {version}.", version=version),
            effect=t("Nekas nav uzstādīts; darbojas līdzšinējā versija."),
            remedy=t("Paziņojiet to programmas izdevējam."),
        )


def _require_room(home: Path, release: Release) -> None:
    if shutil.disk_usage(home).free < 2 * release.unpacked_bytes + _ROOM_BYTES:
        raise disk_full()


def _require_writable(home: Path) -> None:
    if not os.access(home, os.W_OK):
        raise PermissionError


def _no_right() -> DeskError:
    return Unavailable(
        t("Šajā datorā jaunas versijas sagatavo tikai IT."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Palaidiet to pašu komandu ar administratora tiesībām.")
        if sys.platform == "win32"
        else t("Palaidiet to pašu komandu ar “sudo”."),
    )


def _clear(home: Path) -> None:
    """Remove what an interrupted fetch left."""
    for left in home.glob(f"*{PARTIAL}"):
        shutil.rmtree(left, ignore_errors=True)


def _thin(home: Path) -> None:
    """Keep the newest versions. A folder is renamed before it is removed, so that no half of one can be started."""
    for version in sorted(staged(), key=order_of)[:-KEPT_VERSIONS]:
        gone = home / f"{version}{PARTIAL}"
        try:
            (home / version).rename(gone)
        except OSError:
            continue  # somebody still works with it (Windows)
        shutil.rmtree(gone, ignore_errors=True)
