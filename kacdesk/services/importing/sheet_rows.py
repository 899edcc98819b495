"""This file is the place where it is said what a spreadsheet is to an import, whatever its format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from kacdesk.core.errors import Usage
from kacdesk.core.text import t

Cell = str | int | float | datetime | date | time | timedelta | None
"""What a cell holds; a CSV file has text only, an XLSX file real dates, times and numbers."""

HEADING_WITHIN = 20
"""The row of headings is looked for among so many first rows: offices put a title above it."""

_INVISIBLE = "\u00a0\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. `line` is where a person finds it: the line of a CSV file, the row of an XLSX sheet.

    `fault` is a Latvian sentence when the row as such cannot be read; its cells are then as good as could be.
    """

    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table that is open: its heading, and the rows below it, to be read once.

    `delimiter` is that of a CSV file, '' of XLSX · `epoch` is day 0 of an XLSX file's date numbers ·
    `left_unread` are other sheets whose headings fit as well.
    """

    heading: SheetRow
    rows: Iterator[SheetRow]
    delimiter: str = ""
    epoch: datetime | None = None
    left_unread: tuple[str, ...] = ()


Fits = Callable[[Sequence[Cell]], int]
"""How many columns a row would name if it were the heading; 0 when it cannot be one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best heading among the first rows of one reading of a file; the better of two is the greater."""

    score: int = 0
    row: SheetRow = field(default_factory=lambda: SheetRow(0, ()))


def find_heading(rows: Iterable[SheetRow], fits: Fits) -> Found:
    """Return the row that names the most columns, the first of equals."""
    best = Found()
    for row in islice(rows, HEADING_WITHIN):
        score = fits(row.cells)
        if score > best.score:
            best = Found(score, row)
    return best


def is_blank(cell: Cell) -> bool:
    """Say whether nothing can be seen in the cell."""
    return cell is None or (isinstance(cell, str) and not trimmed(cell))


def trimmed(text: str) -> str:
    """Return text without blanks around it, also those that cannot be seen, its line ends as \\n."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip().strip(_INVISIBLE).strip()


def unreadable(what: str, remedy: str) -> Usage:
    """Return the failure of a file that is no table; nothing has been imported then."""
    return Usage(what, effect=t("Nekas nav importēts."), remedy=remedy)
