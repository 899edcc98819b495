"""This file is the place where text is broken into lines that fit, and cut where there is one line only."""

import re
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

_GAPS = re.compile(r"[ \t]+")
_CUT = "…"


@lru_cache(maxsize=1 << 14)
def text_width(text: str, font: str, size: float) -> float:
    """Return the width of a text in points; lists repeat the same words, so widths are remembered."""
    return stringWidth(text, font, size)


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Return the lines of a text no wider than `width` points; a longer word is broken, nothing is lost.

    No-break spaces hold. Blanks at a break are dropped.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        if text_width(paragraph, font, size) <= width:
            lines.append(paragraph.strip(" \t"))
            continue
        line = ""
        for word in _GAPS.split(paragraph.strip(" \t")):
            longer = f"{line} {word}" if line else word
            if text_width(longer, font, size) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            pieces = _broken(word, font, size, width)
            lines.extend(pieces[:-1])
            line = pieces[-1]
        lines.append(line)
    return lines


def _broken(word: str, font: str, size: float, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, font, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shortened(text: str, font: str, size: float, width: float) -> str:
    """Return the text, cut with an ellipsis when it is wider than `width` points."""
    if text_width(text, font, size) <= width:
        return text
    while text and text_width(text + _CUT, font, size) > width:
        text = text[:-1]
    return text.rstrip() + _CUT
