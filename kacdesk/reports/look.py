"""This file is the place where the look of paper is decided: colours, sizes, styles of text and of tables."""

from functools import lru_cache
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from kacdesk.reports.fonts import BOLD, ITALIC, REGULAR, embed_fonts

INK: Final = HexColor(0x1B2430)
MUTED: Final = HexColor(0x5B6675)
HAIRLINE: Final = HexColor(0xD3D9E0)
PANEL: Final = HexColor(0xF3F5F8)
ACCENT: Final = HexColor(0x8A1F2D)
BLUE: Final = HexColor(0x2F5D7C)
SERIES: Final = (BLUE, HexColor(0x86A9C0), HexColor(0xC2A46B), HexColor(0xA9B0BA))
"""Colours of the parts of a bar, apart in grey print too."""
SAMPLE: Final = HexColor(0xB45309)
SAMPLE_PANEL: Final = HexColor(0xFDF1DC)
PALE: Final = HexColor(0x96A0AC)
WHITE: Final = HexColor(0xFFFFFF)

MARGIN: Final = 18 * mm
TOP: Final = 24 * mm
BOTTOM: Final = 20 * mm
TEXT_PT: Final = 9.0
SMALL_PT: Final = 7.5


def blend(share: float, low: Color = WHITE, high: Color = BLUE) -> Color:
    """Return the colour that lies between two, `share` of the way from 0 to 1."""
    return Color(
        low.red + (high.red - low.red) * share,
        low.green + (high.green - low.green) * share,
        low.blue + (high.blue - low.blue) * share,
    )


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    """Return the styles of running text by name."""
    embed_fonts()
    text = ParagraphStyle(
        "text",
        fontName=REGULAR,
        bulletFontName=REGULAR,
        fontSize=TEXT_PT,
        leading=12.5,
        textColor=INK,
    )
    return {
        style.name: style
        for style in (
            text,
            ParagraphStyle("name", text, embeddedHyphenation=1),
            ParagraphStyle("cell", text, fontSize=8.5, leading=10.8),
            ParagraphStyle("strong_cell", text, fontName=BOLD, fontSize=8.5, leading=10.8),
            ParagraphStyle("head", text, fontName=BOLD, fontSize=SMALL_PT, leading=9.2, textColor=MUTED),
            ParagraphStyle(
                "head_right",
                text,
                fontName=BOLD,
                fontSize=SMALL_PT,
                leading=9.2,
                textColor=MUTED,
                alignment=TA_RIGHT,
            ),
            ParagraphStyle(
                "head_centred",
                text,
                fontName=BOLD,
                fontSize=SMALL_PT,
                leading=9.2,
                textColor=MUTED,
                alignment=TA_CENTER,
            ),
            ParagraphStyle("small", text, fontSize=SMALL_PT, leading=10, textColor=MUTED),
            ParagraphStyle("note", text, fontName=ITALIC, fontSize=8, leading=10.5, textColor=MUTED),
            ParagraphStyle("overline", text, fontName=BOLD, fontSize=8.5, leading=12, textColor=ACCENT),
            ParagraphStyle("title", text, fontName=BOLD, fontSize=21, leading=27),
            ParagraphStyle("subtitle", text, fontSize=11, leading=15),
            ParagraphStyle("figure", text, fontName=BOLD, fontSize=17, leading=21),
            ParagraphStyle("label", text, fontSize=SMALL_PT + 0.5, leading=10, textColor=MUTED),
            ParagraphStyle(
                "caption", text, fontName=BOLD, fontSize=8.5, leading=12, spaceBefore=6, spaceAfter=2
            ),
            ParagraphStyle("uncounted", text, fontSize=7, leading=8.4, textColor=MUTED, alignment=TA_RIGHT),
        )
    }
