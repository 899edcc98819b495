"""This file is the place where it is known which version a desk could take now, and which ones did not work here.

It is asked at every start of the window, so it needs only Python's own small modules.
"""

from pathlib import Path

import kacdesk
from kacdesk.core.text import later
from kacdesk.update.places import REFUSED, VERSION, is_newer, order_of, staged, versions_folder
from kacdesk.update.standing import read_standing

NOT_STARTED = later("Tās pašpārbaude šajā datorā neizdevās.")


def offered(folder: Path, *, running: str = kacdesk.__version__) -> str | None:
    """Return the newest version on this computer that is newer than the running one and not known as bad here."""
    bad = read_standing(folder).bad
    fitting = [version for version in staged() if is_newer(version, running) and version not in bad]
    return fitting[-1] if fitting else None


def refusals() -> dict[str, str]:
    """Return the versions that did not start on this computer, and why (a sentence for `t()`)."""
    found = {}
    for path in versions_folder().glob(f"*{REFUSED}"):
        version = path.name.removesuffix(REFUSED)
        if VERSION.fullmatch(version):
            found[version] = NOT_STARTED
    return found


def bad_here(folder: Path, *, running: str = kacdesk.__version__) -> dict[str, str]:
    """Return the versions newer than the running one that are not used here, oldest first, and why."""
    bad = refusals() | read_standing(folder).bad
    return {
        version: bad[version]
        for version in sorted((one for one in bad if VERSION.fullmatch(one)), key=order_of)
        if is_newer(version, running)
    }
