"""This file is the place where the program's fonts are tried: they open, and have the letters of Latvian."""

import struct
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFError, TTFont

from kacdesk.reports.fonts import EMBEDDED

LETTERS = "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽaz09“”„–—€"


def unfit_fonts(folder: Path) -> list[str]:
    """Return the fonts of a folder that are missing, unreadable, or lack one of `LETTERS`."""
    return [name for name in EMBEDDED if not _fits(folder / f"{name}.ttf")]


def _fits(path: Path) -> bool:
    try:
        glyphs = TTFont(path.stem, str(path)).face.charToGlyph
    except (TTFError, struct.error, OSError, ValueError, KeyError, IndexError, TypeError):
        return False  # a spoilt file fails wherever reportlab happens to be in it
    return all(ord(letter) in glyphs for letter in LETTERS)
