"""This file is the place where the columns of a list get their widths, and a person's own widths are kept."""

from dataclasses import replace
from itertools import accumulate

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView

from kacdesk.services import column_widths
from kacdesk.spec.field import Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.rows import Rows
from kacdesk.ui.register.table import RegisterTable

_CAPS = (300, 240, 200, 180, 160, 140, 120)
_LEAST_FOR_WIDEST = 140
"""Pixels before scaling for the column that takes the room that is left."""

_MEASURED = 50
"""So many rows, from the first that is seen on, say how wide a column has to be."""

_UNYIELDING = frozenset(
    {Kind.CODE, Kind.INTEGER, Kind.DURATION, Kind.MONEY, Kind.DAY, Kind.MOMENT, Kind.TIME, Kind.PHONE}
)

_STILL_MS = 600
"""So long nobody has typed before columns move."""

_KEEP_AFTER_MS = 800
"""A column is pulled in many small steps; the last one is kept."""


class Columns(QObject):
    """Gives every column what it needs, or what somebody gave it; where that is too much, the widest yield first.

    Codes, numbers and times never yield: cut off they say nothing. Columns of masked data are not shown at all.
    They stay where they are while rows come and go, as long as nothing is cut that could be shown whole.
    """

    def __init__(self, jobs: Jobs, rows: Rows, table: RegisterTable) -> None:
        super().__init__(rows)
        self._jobs = jobs
        self._rows = rows
        self._table = table
        self._given: dict[str, int] = {}
        self._pulled: dict[str, int] = {}
        self._busy = False
        self._fitted: ListQuery | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self._follow)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_KEEP_AFTER_MS)
        self._pause.timeout.connect(self.keep)
        rows.horizontalHeader().sectionResized.connect(self._resized)
        jobs.read(self, column_widths.read, table.spec.name).then(self._take)

    def fit(self) -> None:
        """Size all columns for what the rows hold now."""
        self._still.stop()
        self._fitted = replace(self._table.query, limit=0)
        self._busy = True
        try:
            self._fit()
        finally:
            self._busy = False

    def follow(self, *, at_once: bool) -> None:
        """Size columns for rows that came: at once where somebody chose what is shown, else when typing has paused."""
        if at_once:
            self._still.stop()
            self._follow()
        else:
            self._still.start()

    def keep(self) -> None:
        """Keep what somebody pulled."""
        self._pause.stop()
        if self._pulled:
            self._given |= self._pulled
            self._jobs.run(self, column_widths.keep, self._table.spec.name, self._pulled)
            self._pulled = {}

    def _follow(self) -> None:
        """Size what is cut, and everything once all rows are shown again; move nothing below somebody who scrolled."""
        if not self._rows.isVisible() or not self._table.rowCount() or self._rows.rowAt(0) > 0:
            return
        query = replace(self._table.query, limit=0)
        is_whole_again = query != self._fitted and not query.text and not query.narrowed
        header = self._rows.horizontalHeader()
        widths, _stretches = self._shared()
        if is_whole_again or any(width > header.sectionSize(column) for column, width in widths.items()):
            self.fit()

    def _take(self, given: dict[str, int]) -> None:
        self._given = given | self._given
        if given and self._table.rowCount() and self._rows.isVisible():
            self.fit()

    def _resized(self, column: int, before: int, now: int) -> None:
        by_hand = not self._busy and before > 0 and now > 0 and column != _widest(self._table.spec)
        if by_hand and column < len(self._table.spec.listed):
            self._pulled[self._table.spec.listed[column]] = now
            self._pause.start()

    def _fit(self) -> None:
        rows, spec, header = self._rows, self._table.spec, self._rows.horizontalHeader()
        widest = _widest(spec)
        for column, name in enumerate(spec.listed):
            hides = self._table.masked and name in spec.personal
            if rows.isColumnHidden(column) != hides:
                rows.setColumnHidden(column, hides)
        widths, stretches = self._shared()
        mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive
        if header.sectionResizeMode(widest) is not mode:
            header.setSectionResizeMode(widest, mode)
        for column, width in widths.items():
            if header.sectionSize(column) != width:
                header.resizeSection(column, width)

    def _shared(self) -> tuple[dict[int, int], bool]:
        """Return how wide columns are to be, and whether the widest, then not among them, takes what they leave."""
        spec = self._table.spec
        widest = _widest(spec)
        needed = self._needed()
        room = self._room()
        for most in _CAPS:
            capped = {
                column: self._width(spec, column, width, most)
                for column, width in needed.items()
                if column != widest
            }
            if sum(capped.values()) + _LEAST_FOR_WIDEST <= room:
                return capped, True
        capped[widest] = max(_LEAST_FOR_WIDEST, self._rows.horizontalHeader().sectionSizeHint(widest))
        return _whole_at_first(capped, room, widest), False

    def _room(self) -> int:
        """Return how wide the rows are, beside the scroll bar that many of them will have once they are laid out."""
        rows, bar = self._rows, self._rows.verticalScrollBar()
        high = self._table.rowCount() * rows.verticalHeader().defaultSectionSize()
        beside = bar.sizeHint().width() if high > rows.viewport().height() else 0
        return rows.maximumViewportSize().width() - beside

    def _needed(self) -> dict[int, int]:
        """Return how wide each shown column would have to be for the rows in sight and those after them."""
        rows, table, header = self._rows, self._table, self._rows.horizontalHeader()
        first = max(0, min(rows.rowAt(0), table.rowCount() - _MEASURED))
        measured = range(first, min(first + _MEASURED, table.rowCount()))
        wanted, least = rows.cells.wanted, header.minimumSectionSize()
        needed = {}
        for column in range(table.columnCount()):
            if not rows.isColumnHidden(column):
                texts = {table.cell(row, column) for row in measured}
                needed[column] = max(least, header.sectionSizeHint(column), *map(wanted, texts))
        return needed

    def _width(self, spec: RegisterSpec, column: int, needed: int, most: int) -> int:
        name = spec.listed[column]
        given = self._pulled.get(name, self._given.get(name))
        if given is not None:
            return given
        heading = self._rows.horizontalHeader().sectionSizeHint(column)
        return needed if _says_nothing_when_cut(spec, column) else max(heading, min(most, needed))


def _whole_at_first(widths: dict[int, int], room: int, widest: int) -> dict[int, int]:
    """Return widths with which rows that scroll to the side begin with whole columns: none is cut by the edge."""
    shown = sorted(widths)
    ends = zip(accumulate(widths[column] for column in shown), shown, strict=True)
    whole = {column: end for end, column in ends if end <= room}
    if not whole:
        return widths
    last = max(whole)
    takes = widest if widest in whole else last
    return widths | {takes: widths[takes] + room - whole[last]}


def _says_nothing_when_cut(spec: RegisterSpec, column: int) -> bool:
    field = spec.by_name.get(spec.listed[column])
    return field is not None and field.kind in _UNYIELDING


def _widest(spec: RegisterSpec) -> int:
    """Return the column that takes the room that is left: the lines' summary, else the first plain text."""
    if "lines" in spec.listed:
        return spec.listed.index("lines")
    texts = [
        place
        for place, name in enumerate(spec.listed)
        if spec.by_name[name].kind is Kind.TEXT and not spec.by_name[name].personal
    ]
    return texts[0] if texts else len(spec.listed) - 1
