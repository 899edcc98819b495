"""This file is the place where the sizes of the window are settled: one scale of type, one grid of eight pixels."""

from collections.abc import Mapping

GRID = 8
"""Pixels before scaling: distances between things are this, its half or its multiples."""

INPUT_HEIGHT = 32
"""The least height of what is pressed or typed into; large print makes it taller by itself."""

FIELD_HEIGHTS: Mapping[str, int] = {"normal": INPUT_HEIGHT, "large": INPUT_HEIGHT + GRID}

RATIO = 1.125
"""From one step of the type scale to the next, a major second: enough to tell apart, little enough for a form."""

BODY_POINTS: Mapping[str, float] = {"normal": 11, "large": 14}
"""The size of ordinary words for each choice of letters."""

STEPS: Mapping[str, int] = {"small": -1, "body": 0, "heading": 1, "record": 2, "title": 3, "display": 5}
"""Name of a size → its step on the scale. Tables take a size between small and body."""


def points(step: str, letters: str = "normal") -> float:
    """Return a size of the scale in points, in halves of a point."""
    body = BODY_POINTS[letters]
    if step == "table":
        return round((body + points("small", letters)) / 2 * 2) / 2
    return round(body * RATIO ** STEPS[step] * 2) / 2


def field_height(letters: str) -> int:
    """Return how high a field of one line is, in pixels before scaling."""
    return FIELD_HEIGHTS[letters]
