"""This file is the place where an installed program, before it loads anything, lets the version begin that is in use.

The installed program is the one that the system's package brought; versions that were fetched since lie beside it, and
each data folder says which of them it belongs to. Whatever is wrong with what says so, the installed program begins:
a start is never stopped here. From a checkout nothing is handed over.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import kacdesk
from kacdesk.core.on_demand import on_demand
from kacdesk.update.places import is_newer, order_of, program_in, staged, versions_folder
from kacdesk.update.standing import Standing, has_standing, read_standing

if sys.platform == "win32":
    import subprocess

if TYPE_CHECKING:
    from kacdesk.core.settings import data_folder
    from kacdesk.update.settling import settle
else:
    (data_folder,) = on_demand("kacdesk.core.settings", "data_folder")
    (settle,) = on_demand("kacdesk.update.settling", "settle")

HANDED = "KACDESK_HANDED"
"""Set in the environment of a version that was begun by another one: it never hands over again."""


def begin_version(words: Sequence[str] | None = None) -> None:
    """Hand over to the version that the data belong to; return when that is this one.

    A taking that was cut off is settled first: then the data belong to the version before it.
    """
    if not is_installed() or os.environ.get(HANDED):
        return
    words = sys.argv[1:] if words is None else words
    try:
        if not versions_folder().is_dir():
            return
        folder = _folder_of(words)
        if not has_standing(folder):
            return
        if read_standing(folder).taking is not None:
            settle(folder)
        other = wanted(read_standing(folder), kacdesk.__version__, staged())
    except Exception as error:  # noqa: BLE001 -- the installed program begins, whatever is wrong here
        sys.stderr.write(
            f"kacdesk: {type(error).__name__} before the start; version {kacdesk.__version__} begins\n"
        )
        return
    if other is not None:
        hand_over(program_in(other), words)


def is_installed() -> bool:
    """Say whether this is an installed program and no checkout."""
    return bool(getattr(sys, "frozen", False))


def wanted(standing: Standing, running: str, here: dict[str, Path]) -> Path | None:
    """Return where the version lies that the data belong to, None when the running one is right.

    Where that version is gone, the next newer one reads its data; an older one would not.
    """
    if not standing.version or not is_newer(standing.version, running):
        return None
    fitting = [
        version
        for version in here
        if order_of(version) >= order_of(standing.version) and version not in standing.bad
    ]
    return here[fitting[0]] if fitting else None


def hand_over(program: Path, words: Sequence[str]) -> None:
    """Let another program take this one's place, or run it and end as it ends; returns when it cannot be begun."""
    environment = environment_for_another()
    line = [str(program), *words]
    try:
        if sys.platform == "win32":
            sys.exit(subprocess.call(line, env=environment))  # noqa: S603 -- a version that was proved
        os.execve(program, line, environment)  # noqa: S606 -- a version that was proved
    except OSError as error:
        sys.stderr.write(f"kacdesk: {program.parent.name} did not begin ({type(error).__name__})\n")


def environment_for_another() -> dict[str, str]:
    """Return the environment in which another version begins: without what the frozen program set for itself."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("_PYI_")}
    if getattr(sys, "_MEIPASS", None) is not None and sys.platform != "win32":
        before = environment.pop("LD_LIBRARY_PATH_ORIG", None)  # what PyInstaller's start put aside
        environment.pop("LD_LIBRARY_PATH", None)
        if before:
            environment["LD_LIBRARY_PATH"] = before
    return environment | {HANDED: "1"}


def _folder_of(words: Sequence[str]) -> Path:
    """Return the data folder that a command line names."""
    given = None
    for place, word in enumerate(words):
        if word == "--data" and place + 1 < len(words):
            given = words[place + 1]
        elif word.startswith("--data="):
            given = word.partition("=")[2]
    return data_folder(given)
