"""This file is the place where the window is pictured: `python -m tests.screenshots`."""

import os
import re
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from PIL import Image

from kacdesk.app import pictures
from kacdesk.core.clock import today_riga
from kacdesk.services import preferences
from kacdesk.services.people import accounts
from kacdesk.services.samples import sample
from kacdesk.store.opening import PointInfo, create, open_for_writing
from kacdesk.ui.help.chapters import PICTURES, guide_folder
from kacdesk.ui.shell.extent import Extent
from kacdesk.vault.slots import Unlock
from tests.guides import first_start

_CONTACTS = 900
_COLOURS = 128
_WAYS = (("light", "normal", ""), ("dark", "normal", "dark"), ("light", "large", "large"))
"""Colours, letters, folder below the one asked for."""

_COMMITTED = Path(__file__).parent.parent / "docs" / "screenshots"
_GUIDE = guide_folder() / PICTURES
_UNLOCK = Unlock(beside_data=True)


def main(arguments: list[str]) -> int:
    """Write the pictures that the repository keeps, or with `--all FOLDER` those of every register there."""
    match arguments:
        case []:
            out, whole = _COMMITTED, False
        case ["--all", folder]:
            out, whole = Path(folder), True
        case _:
            sys.stderr.write("python -m tests.screenshots [--all FOLDER]\n")
            return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        point = PointInfo("BALVI", "Balvu klientu apkalpošanas centrs", "regional", sample=True)
        store = create(data, _UNLOCK, point)
        sample.fill(store, contacts=_CONTACTS, last_day=today_riga() - timedelta(days=1))
        store.close()
        taken = [path for way in _WAYS for path in _album(data, out, way, whole=whole)]
    for path in taken:
        _make_small(path)
    if not whole:
        for former in set(out.glob("**/*.png")) - set(taken):
            former.unlink()
        for name in _wanted_by_the_guide():
            shutil.copy(out / f"{name}.png", _GUIDE / f"{name}.png")
        for path in first_start.take():
            _make_small(path)
            taken.append(path)
        for name in _wanted_by_others() & {path.stem for path in out.glob("*.png")}:
            shutil.copy(out / f"{name}.png", first_start.FOLDER / f"{name}.png")
    sys.stdout.write("".join(f"{path}\n" for path in taken))
    return 0


def _album(data: Path, out: Path, way: tuple[str, str, str], *, whole: bool) -> list[Path]:
    """Take the pictures in one look, of a copy of the desk: what one album begins the next must not find."""
    look, letters, place = way
    copy = Path(shutil.copytree(data, data.with_name(f"{look}-{letters}")))
    store = open_for_writing(copy, _UNLOCK)
    preferences.change(accounts.act_as(store), look=look, print=letters)
    store.close()
    extent = Extent.WHOLE if whole else Extent.BRIEF if place else Extent.SHOWN
    return pictures(copy, _UNLOCK, out / place, extent)


def _make_small(path: Path) -> None:
    """Keep a picture in the few colours that a calm window has: a third of the bytes."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _wanted_by_others() -> set[str]:
    """Return the pictures that the guides of IT and of the central store name."""
    pages = first_start.FOLDER.parent.rglob("*.md")
    return {name for path in pages for name in re.findall(r"pictures/([\w-]+)\.png\)", path.read_text())}


def _wanted_by_the_guide() -> set[str]:
    chapters = guide_folder().glob("*.html")
    return {
        name for path in chapters for name in re.findall(r'src="pictures/([\w-]+)\.png"', path.read_text())
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
