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

_NO_GLYPH = "\ufffd"


@lru_cache(maxsize=1)
def embed_fonts() -> None:
    """Make the four cuts known to reportlab, once a process; raises `Damaged` when a file is missing."""
    for name in (REGULAR, BOLD, ITALIC, BOLD_ITALIC):
        registerFont(_font(name))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


@lru_cache(maxsize=4)
def _font(name: str) -> TTFont:
    try:
        return TTFont(name, str(resource("fonts") / f"{name}.ttf"))
    except (TTFError, OSError) as error:
        raise Damaged(
            t("Programmas mapē trūkst fonta “{name}”.", name=name),
            effect=t("PDF fails nav izveidots; ieraksti nav skarti."),
            remedy=t("Uzstādiet programmu no jauna."),
        ) from error


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    return frozenset(_font(REGULAR).face.charToGlyph)


def printable(words: str) -> str:
    """Return the words with a visible sign in place of every letter that the font does not have.

    Without it such letters would vanish from the paper in silence.
    """
    if words.isascii():
        return words
    glyphs = _glyphs()
    composed = unicodedata.normalize("NFC", words)
    return "".join(char if ord(char) in glyphs or char.isspace() else _NO_GLYPH for char in composed)
