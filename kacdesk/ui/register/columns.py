"""This file is the place where the columns of a list get their widths, and a person's own widths are kept."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView

from kacdesk.services import column_widths
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.rows import Rows
from kacdesk.ui.register.table import RegisterTable

_CAPS = (300, 240, 200, 180, 160, 140)
_LEAST_FOR_WIDEST = 180
"""Pixels before scaling for the column that takes the room that is left."""

_MEASURED = 50
"""So many rows, from the first that is seen on, say how wide a column has to be."""

_KEEP_AFTER_MS = 800
"""A column is pulled in many small steps; the last one is kept."""


class Columns(QObject):
    """Gives every column what it needs, or what somebody gave it; where that is too much, the widest yield first.

    Codes and numbers never yield: cut off they say nothing. Columns of masked data are not shown at all.
    """

    def __init__(self, jobs: Jobs, rows: Rows, table: RegisterTable) -> None:
        super().__init__(rows)
        self._jobs = jobs
        self._rows = rows
        self._table = table
        self._given: dict[str, int] = {}
        self._pulled: dict[str, int] = {}
        self._busy = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_KEEP_AFTER_MS)
        self._pause.timeout.connect(self.keep)
        rows.horizontalHeader().sectionResized.connect(self._resized)
        jobs.read(self, column_widths.read, table.spec.name).then(self._take)

    def fit(self) -> None:
        """Size all columns for what the rows hold now."""
        self._busy = True
        try:
            self._fit()
        finally:
            self._busy = False

    def keep(self) -> None:
        """Keep what somebody pulled."""
        self._pause.stop()
        if self._pulled:
            self._given |= self._pulled
            self._jobs.run(self, column_widths.keep, self._table.spec.name, self._pulled)
            self._pulled = {}

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
        needed = self._needed()
        room = rows.viewport().width() - _LEAST_FOR_WIDEST
        for most in _CAPS:
            capped = {
                column: self._width(spec, column, width, most)
                for column, width in needed.items()
                if column != widest
            }
            if sum(capped.values()) <= room:
                break
        stretches = sum(capped.values()) <= room
        mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive
        if not stretches:  # too narrow for all of them: the rows scroll to the side, and no heading is cut
            capped[widest] = _LEAST_FOR_WIDEST
        if header.sectionResizeMode(widest) is not mode:
            header.setSectionResizeMode(widest, mode)
        for column, width in capped.items():
            if header.sectionSize(column) != width:
                header.resizeSection(column, width)

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
        given = self._given.get(spec.listed[column])
        if given is not None:
            return given
        return needed if _is_code(spec, column) else min(most, needed)


def _is_code(spec: RegisterSpec, column: int) -> bool:
    field = spec.by_name.get(spec.listed[column])
    return field is not None and field.kind is Kind.CODE


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
