"""This file is the place where it is settled where the versions of a computer lie, and which of them may be started.

It is read at every start before anything else, so it needs only Python's own small modules.
"""

import os
import re
import sys
from pathlib import Path

if sys.platform == "win32":
    from kacdesk.core.policy_windows import only_administrators_write, program_data

VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){1,3}")
PARTIAL = ".partial"
"""What is not whole yet has this ending, and is no version."""

REFUSED = ".refused"
"""A version that did not start on this computer leaves a file with this ending, so that it is not fetched again."""

_OTHERS_MAY_WRITE = 0o022
_OF_THE_PACKAGE = (Path("/usr/lib/kacdesk"), Path("/var/lib/kacdesk"))
"""Where Debian's package and the versions that were fetched after it lie."""


def state_folder() -> Path:
    """Return the folder that is the computer's and no user's, where the system has its place for it.

    KACDESK_STATE names another one for a proof. A program that a package installed does not ask it: an environment is
    the user's.
    """
    given = os.environ.get("KACDESK_STATE")
    if given and not is_of_a_package(Path(sys.executable)):
        return Path(given)
    if sys.platform == "win32":
        return program_data() / "kacdesk"
    return Path("/var/lib/kacdesk")


def is_of_a_package(program: Path) -> bool:
    """Say whether the running `program` was put on this computer by its package, or fetched for that one."""
    if not getattr(sys, "frozen", False):
        return False
    return sys.platform == "win32" or any(program.is_relative_to(folder) for folder in _OF_THE_PACKAGE)


def versions_folder() -> Path:
    """Return where fetched versions lie, a folder for each."""
    return state_folder() / "versions"


def program_in(folder: Path) -> Path:
    """Return the program of a version."""
    return folder / ("kacdesk.exe" if sys.platform == "win32" else "kacdesk")


def order_of(version: str) -> tuple[int, ...]:
    """Return what versions are compared by; ValueError for what is none."""
    if not VERSION.fullmatch(version):
        raise ValueError(f"no version: {version[:20]!r}")
    return tuple(int(part) for part in version.split("."))


def is_newer(version: str, than: str) -> bool:
    """Say whether a version is newer than another one."""
    return order_of(version) > order_of(than)


def staged() -> dict[str, Path]:
    """Return the versions that lie ready on this computer, the oldest first, and where.

    Only a folder that nobody but its owner, and that the system's owner or this user, may write counts.
    """
    found = {}
    try:
        entries = sorted(os.scandir(versions_folder()), key=lambda entry: entry.name)
    except OSError:
        return {}
    for entry in entries:
        if VERSION.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            folder = Path(entry.path)
            if _is_ours(folder) and _is_ours(program_in(folder)):
                found[entry.name] = folder
    return dict(sorted(found.items(), key=lambda one: order_of(one[0])))


def _is_ours(path: Path) -> bool:
    """Say whether nobody else could have put this here: what lies here is run by everybody of this computer."""
    try:
        if sys.platform == "win32":
            return only_administrators_write(path, adding=False)
        about = path.stat()
        return about.st_uid in (0, os.getuid()) and not about.st_mode & _OTHERS_MAY_WRITE
    except OSError:
        return False
