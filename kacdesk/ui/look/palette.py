"""This file is the place where the colours of the window are named, for light, dark and high contrast.

A pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), edges of inputs and rings of focus
3 to 1 (1.4.11). `PAIRS` says which stand on which; tests/ui/test_look.py measures every one in every palette.
"""

from collections.abc import Mapping
from enum import StrEnum

ENOUGH_TEXT, ENOUGH_EDGE = 4.5, 3.0


class Colour(StrEnum):
    """What a colour is for; nothing in the window has one of its own. `theme.colour` tells what it is now."""

    GROUND = "ground"
    SURFACE = "surface"
    STRIPE = "stripe"
    EDGE = "edge"
    FIELD_EDGE = "field_edge"
    FOCUS = "focus"
    TEXT = "text"
    QUIET = "quiet"
    ICON = "icon"
    ACCENT = "accent"
    ACCENT_DARK = "accent_dark"
    ON_ACCENT = "on_accent"
    CHOSEN = "chosen"
    SIDEBAR = "sidebar"
    DONE = "done"
    DONE_GROUND = "done_ground"
    WAITING = "waiting"
    WAITING_GROUND = "waiting_ground"
    TROUBLE = "trouble"
    TROUBLE_GROUND = "trouble_ground"
    SAMPLE = "sample"
    SAMPLE_GROUND = "sample_ground"


Palette = Mapping[Colour, str]

LIGHT: Palette = {
    Colour.GROUND: "#f4f6f8",
    Colour.SURFACE: "#ffffff",
    Colour.STRIPE: "#f8fafb",
    Colour.EDGE: "#c3ccd6",
    Colour.FIELD_EDGE: "#778594",
    Colour.FOCUS: "#1d5a9e",
    Colour.TEXT: "#1b2430",
    Colour.QUIET: "#505b69",
    Colour.ICON: "#33475b",
    Colour.ACCENT: "#1d5a9e",
    Colour.ACCENT_DARK: "#164a83",
    Colour.ON_ACCENT: "#ffffff",
    Colour.CHOSEN: "#dce9f7",
    Colour.SIDEBAR: "#e7ecf1",
    Colour.DONE: "#1c6636",
    Colour.DONE_GROUND: "#e4f3e8",
    Colour.WAITING: "#6e4600",
    Colour.WAITING_GROUND: "#fff3d6",
    Colour.TROUBLE: "#9d2027",
    Colour.TROUBLE_GROUND: "#fcebec",
    Colour.SAMPLE: "#5b2a86",
    Colour.SAMPLE_GROUND: "#f0e6f8",
}

DARK: Palette = {
    Colour.GROUND: "#161b21",
    Colour.SURFACE: "#1e252d",
    Colour.STRIPE: "#232b34",
    Colour.EDGE: "#3b4653",
    Colour.FIELD_EDGE: "#80909f",
    Colour.FOCUS: "#8bbef5",
    Colour.TEXT: "#e6ebf0",
    Colour.QUIET: "#a9b5c1",
    Colour.ICON: "#b9c5d1",
    Colour.ACCENT: "#8bbef5",
    Colour.ACCENT_DARK: "#aed2f9",
    Colour.ON_ACCENT: "#0d1b2a",
    Colour.CHOSEN: "#2a4058",
    Colour.SIDEBAR: "#11161b",
    Colour.DONE: "#84d69f",
    Colour.DONE_GROUND: "#17301f",
    Colour.WAITING: "#f0c675",
    Colour.WAITING_GROUND: "#382b10",
    Colour.TROUBLE: "#ffa3a3",
    Colour.TROUBLE_GROUND: "#43191d",
    Colour.SAMPLE: "#d6b5f3",
    Colour.SAMPLE_GROUND: "#33214a",
}

_INK, _PAPER = "#000000", "#ffffff"

CONTRAST_LIGHT: Palette = {
    **dict.fromkeys(Colour, _PAPER),
    **dict.fromkeys(
        (Colour.EDGE, Colour.FIELD_EDGE, Colour.FOCUS, Colour.TEXT, Colour.QUIET, Colour.ICON), _INK
    ),
    **dict.fromkeys((Colour.DONE, Colour.WAITING, Colour.TROUBLE, Colour.SAMPLE), _INK),
    Colour.ACCENT: "#00307a",
    Colour.ACCENT_DARK: _INK,
    Colour.CHOSEN: "#cfe3ff",
}

CONTRAST_DARK: Palette = {
    **dict.fromkeys(Colour, _INK),
    **dict.fromkeys((Colour.EDGE, Colour.FIELD_EDGE, Colour.TEXT, Colour.QUIET, Colour.ICON), _PAPER),
    Colour.DONE: "#7dff9b",
    Colour.WAITING: "#ffe14d",
    Colour.TROUBLE: "#ffb0b0",
    Colour.SAMPLE: "#e6c8ff",
    Colour.FOCUS: "#ffe14d",
    Colour.ACCENT: "#ffe14d",
    Colour.ACCENT_DARK: _PAPER,
    Colour.CHOSEN: "#123a66",
}

PALETTES: Mapping[str, Palette] = {
    "light": LIGHT,
    "dark": DARK,
    "contrast_light": CONTRAST_LIGHT,
    "contrast_dark": CONTRAST_DARK,
}

_PLAIN_GROUNDS = (Colour.GROUND, Colour.SURFACE, Colour.STRIPE, Colour.SIDEBAR)

TEXT_ON: Mapping[Colour, tuple[Colour, ...]] = {
    Colour.TEXT: (*_PLAIN_GROUNDS, Colour.CHOSEN, Colour.WAITING_GROUND, Colour.TROUBLE_GROUND, Colour.DONE_GROUND),
    Colour.QUIET: (*_PLAIN_GROUNDS, Colour.CHOSEN, Colour.WAITING_GROUND, Colour.TROUBLE_GROUND),
    Colour.ACCENT: (*_PLAIN_GROUNDS, Colour.CHOSEN),
    Colour.ON_ACCENT: (Colour.ACCENT, Colour.ACCENT_DARK),
    Colour.DONE: (Colour.DONE_GROUND, *_PLAIN_GROUNDS),
    Colour.WAITING: (Colour.WAITING_GROUND, *_PLAIN_GROUNDS),
    Colour.TROUBLE: (Colour.TROUBLE_GROUND, *_PLAIN_GROUNDS),
    Colour.SAMPLE: (Colour.SAMPLE_GROUND,),
}  # fmt: skip
"""Ink → the grounds on which words of it are written."""

EDGE_ON: Mapping[Colour, tuple[Colour, ...]] = {
    Colour.FIELD_EDGE: (*_PLAIN_GROUNDS, Colour.WAITING_GROUND, Colour.TROUBLE_GROUND),
    Colour.FOCUS: (*_PLAIN_GROUNDS, Colour.WAITING_GROUND, Colour.TROUBLE_GROUND),
    Colour.ICON: (*_PLAIN_GROUNDS, Colour.CHOSEN),
}
"""Edge, ring or drawing → what it lies on or beside."""


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand out from each other, 1 to 21, as WCAG 2.2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
