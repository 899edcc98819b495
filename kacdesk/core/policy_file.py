"""This file is the place where the settings of IT are read from a file that only an administrator may change."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG, S_ISVTX
from typing import TYPE_CHECKING

from kacdesk.core.on_demand import on_demand
from kacdesk.core.policy_faults import (
    Fault,
    no_authority,
    not_readable,
    not_toml,
    not_trusted,
    unknown_key,
    wrong_value,
)
from kacdesk.core.policy_keys import BY_NAME, Name, fitting

if sys.platform == "win32":
    from kacdesk.core.policy_windows import only_administrators_write

if TYPE_CHECKING:
    from tomllib import loads
else:
    (loads,) = on_demand("tomllib", "loads")

LARGEST_BYTES = 64 * 1024
ROOT = 0
_OTHERS_WRITE = 0o022
_LINE_IN_ERROR = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class Found:
    """What one source says. `values` as text, only those that fit · `broken` settings that are named with a value that
    does not · `unread` the source is there and cannot be taken at all."""

    source: str
    values: Mapping[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    unread: bool = False


def read_file(path: Path, *, owner: int | None = ROOT) -> Found | None:
    """Return what the file says, None when there is none.

    A file that others than `owner` (a user of the system; administrators on Windows) may change is not obeyed; with
    None it is a draft that nobody obeys.
    """
    source = str(path)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _unread(not_readable(source))
    if owner is not None and not is_trusted(path, owner=owner):
        return _unread(not_trusted(source))
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError):
        return _unread(not_readable(source))
    if len(raw) > LARGEST_BYTES:
        return _unread(not_readable(source))
    try:
        told = loads(text)
    except (ValueError, RecursionError) as error:
        place = _LINE_IN_ERROR.search(str(error))
        return _unread(not_toml(source, int(place[1]) if place else None))
    return sorted_out(source, told, lines=_lines(text), owner=ROOT if owner is None else owner)


def sorted_out(
    source: str, told: Mapping[str, object], *, lines: Mapping[str, int] | None = None, owner: int = ROOT
) -> Found:
    """Return which of the values fit, and a fault for each that does not."""
    values: dict[str, str] = {}
    faults: list[Fault] = []
    broken: set[str] = set()
    for name, value in told.items():
        line = (lines or {}).get(name)
        key = BY_NAME.get(name)
        if key is None:
            faults.append(unknown_key(source, name, line))
            continue
        text = fitting(key, value)
        if text is None:
            broken.add(name)
            faults.append(wrong_value(source, key, line))
        elif name == Name.CA_FILE and not _is_authority(Path(text), owner=owner):
            broken.add(name)
            faults.append(no_authority(source, key, line, text))
        else:
            values[name] = text
    return Found(source, values, frozenset(broken), tuple(faults))


def is_trusted(path: Path, *, owner: int = ROOT) -> bool:
    """Say whether only `owner` may change a file, or put another in its place; links are followed to their end."""
    try:
        whole = path.resolve(strict=True)
        if sys.platform == "win32":
            return only_administrators_write(whole) and only_administrators_write(whole.parent)
        named_in = path.absolute().parent.resolve(strict=True)
        folders = {named_in, *named_in.parents, *whole.parents}
        return S_ISREG(whole.stat().st_mode) and all(_is_owned(each, owner) for each in (whole, *folders))
    except (OSError, RuntimeError, ValueError):
        return False


def _is_owned(path: Path, owner: int) -> bool:
    """Say whether nobody else may change a file, or take one out of a folder."""
    about = path.stat()
    keeps = S_ISDIR(about.st_mode) and about.st_mode & S_ISVTX
    return about.st_uid in (owner, ROOT) and bool(keeps or not about.st_mode & _OTHERS_WRITE)


def _is_authority(path: Path, *, owner: int) -> bool:
    """Say whether a file of certificates can be read and only an administrator may change it."""
    if not is_trusted(path, owner=owner):
        return False
    try:
        with path.open("rb") as stream:
            return b"-----BEGIN CERTIFICATE-----" in stream.read(LARGEST_BYTES * 16)
    except OSError:
        return False


def _lines(text: str) -> dict[str, int]:
    """Return in which line each setting begins; for telling only."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name = re.match(r"""\s*\[*\s*["']?([\w-]+)""", line)
        if name is not None:
            found.setdefault(name[1], number)
    return found


def _unread(fault: Fault) -> Found:
    return Found(fault.source, faults=(fault,), unread=True)
