"""This file is the place where the window is pictured: `python -m tests.screenshots docs/screenshots`."""

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
from kacdesk.services import accounts, preferences, sample
from kacdesk.store.opening import PointInfo, create, open_for_writing
from kacdesk.ui.help.chapters import PICTURES, guide_folder
from kacdesk.vault.slots import Unlock

_CONTACTS = 900
_COLOURS = 128
_WAYS = (("light", "normal", ""), ("dark", "normal", "dark"), ("light", "large", "large"))
"""Colours, letters, folder below the one asked for."""

_GUIDE = guide_folder() / PICTURES
_UNLOCK = Unlock(beside_data=True)


def main(arguments: list[str]) -> int:
    """Fill a made-up store, build the window over it off screen, and write every picture to the folder."""
    if len(arguments) != 1:
        sys.stderr.write("python -m tests.screenshots FOLDER\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        point = PointInfo("BALVI", "Balvu klientu apkalpošanas centrs", "regional", sample=True)
        store = create(folder, _UNLOCK, point)
        sample.fill(store, contacts=_CONTACTS, last_day=today_riga() - timedelta(days=1))
        store.close()
        out = Path(arguments[0])
        taken = [
            path for look, letters, place in _WAYS for path in _album(folder, out / place, look, letters)
        ]
    for path in taken:
        _make_small(path)
    for path in taken:
        name = path.stem.partition("-")[2]
        if path.parent == out and name in _wanted_by_the_guide():
            shutil.copy(path, _GUIDE / f"{name}.png")
    sys.stdout.write("".join(f"{path}\n" for path in taken))
    return 0


def _album(folder: Path, out: Path, look: str, letters: str) -> list[Path]:
    """Take all pictures in one look, of a copy of the desk: what one album begins the next must not find."""
    copy = Path(shutil.copytree(folder, folder.with_name(f"{look}-{letters}")))
    store = open_for_writing(copy, _UNLOCK)
    preferences.change(accounts.act_as(store), look=look, print=letters)
    store.close()
    for former in out.glob("[0-9][0-9]-*.png"):
        former.unlink()
    return pictures(copy, _UNLOCK, out)


def _make_small(path: Path) -> None:
    """Keep a picture in the few colours that a calm window has: a third of the bytes."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _wanted_by_the_guide() -> set[str]:
    chapters = guide_folder().glob("*.html")
    return {
        name for path in chapters for name in re.findall(r'src="pictures/([\w-]+)\.png"', path.read_text())
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
