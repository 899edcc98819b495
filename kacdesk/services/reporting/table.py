"""This file is the place where it is said what a table of figures is: words, and behind each number its rows."""

from dataclasses import dataclass

from kacdesk.core.latvian import NOTHING, number
from kacdesk.figures.count import Count

_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, and what they open: the figure behind, None where there is none · `depth` 0 to 1 how deep the colour of a
    map is there, None beside maps."""

    words: str
    opens: Count | None = None
    depth: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; `level` 1 and 2 are parts of what stands above."""

    title: str
    cells: tuple[Cell, ...]
    level: int = 0
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a title. `heads` stand over the titles of the lines and over each cell · `note` is below."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


def figure(count: Count | None) -> Cell:
    """Return a figure as a cell; what nobody counts is a dash."""
    return Cell(NOTHING) if count is None else Cell(number(count), count)


def signed(change: int) -> str:
    """Return a change with its sign, zero without: "+12", "−3", "0"."""
    return f"{'+' if change > 0 else _MINUS if change < 0 else ''}{number(abs(change))}"
