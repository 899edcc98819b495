"""This file is the place where the fonts of every PDF are named and embedded."""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from kacdesk.core.errors import Damaged
from kacdesk.core.resources import resource
from kacdesk.core.text import t

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
ITALIC = "NotoSans-Italic"
BOLD_ITALIC = "NotoSans-BoldItalic"
EMBEDDED = (REGULAR, BOLD, ITALIC, BOLD_ITALIC)

_NO_GLYPH = "\ufffd"


@lru_cache(maxsize=1)
def embed_fonts() -> None:
    """Make the four cuts known to reportlab, once a process; raises `Damaged` when a file is missing."""
    for name in EMBEDDED:
        registerFont(_font(name))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


@lru_cache(maxsize=4)
def _font(name: str) -> TTFont:
    try:
        return TTFont(name, str(resource("fonts") / f"{name}.ttf"))
    except (TTFError, OSError) as error:
        raise Damaged(
            t("Programmas mapē trūkst fonta “{name}”.", name=name),
            effect=t("PDF datne nav izveidota; ieraksti nav skarti."),
            remedy=t("Uzstādiet programmu no jauna."),
        ) from error


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    return frozenset(_font(REGULAR).face.charToGlyph)


def printable(words: str) -> str:
    """Return the words with a visible sign in place of every letter that the font does not have.

    Without it such letters would vanish from the paper in silence. A blank that the font does not have (a tab, a thin
    space) becomes a plain one: PDF/A allows no sign without a glyph (ISO 19005-2, 6.2.11.8).
    """
    if words.isascii() and words.isprintable():
        return words
    composed = unicodedata.normalize("NFC", words)
    return "".join(char if char == "\n" or ord(char) in _glyphs() else _absent(char) for char in composed)


def _absent(char: str) -> str:
    return " " if char.isspace() else _NO_GLYPH
