"""This file is the place where any register becomes rows of a table, two hundred at a time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from kacdesk.services import lists
from kacdesk.services.filters import Filter, applied
from kacdesk.services.lists import Count, ListPage
from kacdesk.spec.field import Kind
from kacdesk.spec.listing import ListQuery, Place
from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.cells import Face
from kacdesk.ui.look.theme import Colour
from kacdesk.ui.look.written import Index, Written, WrittenTable
from kacdesk.ui.register.row_changes import changes_between, span_of_differences

_PAGE_ROWS = 200
_COUNT_AFTER_MS = 250
"""The rows come first; they are counted when nobody has asked for others meanwhile."""
_LONGEST_HEADING = 12
_VOIDED, _ORDINARY = str(Status.VOIDED), str(Status.REGISTERED)


class RegisterTable(WrittenTable):
    """The rows of one register as `lists.page` tells them; late answers to an older question are dropped.

    Signals: `loaded()` the rows now answer the question asked last · `counted()` it is known how many there are.
    """

    loaded = Signal()
    counted = Signal()

    def __init__(self, jobs: Jobs, spec: RegisterSpec, parent: QObject) -> None:
        super().__init__(parent)
        self.spec = spec
        self.masked = True
        self._jobs = jobs
        self._query = ListQuery()
        self._answered: ListQuery | None = None
        self._asked = 0
        self._waiting_for_more = False
        self._headings: tuple[str, ...] = ()
        self._cells: list[tuple[str, ...]] = []
        self._ids: list[UUID] = []
        self._statuses: list[str] = []
        self._more = False
        self._end: Place | None = None
        self._count: Count | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_COUNT_AFTER_MS)
        self._pause.timeout.connect(lambda: self._ask_count())

    @property
    def text(self) -> str:
        """Return the text that is searched for."""
        return self._query.text

    @property
    def query(self) -> ListQuery:
        """Return the question that the rows answer."""
        return self._query

    @property
    def ids(self) -> list[UUID]:
        """Return the records of the rows that are loaded."""
        return self._ids

    @property
    def more(self) -> bool:
        """Say whether further rows exist that are not loaded."""
        return self._more

    @property
    def narrowed(self) -> bool:
        """Say whether filters narrow the rows."""
        return self._query.narrowed

    @property
    def count(self) -> Count | None:
        """Return how many rows there are in all; None until they are counted."""
        return self._count

    def search(self, text: str) -> None:
        """Ask for the rows that hold every word of `text`; all rows for ''."""
        self._ask(replace(self._query, text=text, limit=_PAGE_ROWS))

    def narrow(self, filters: Sequence[Filter]) -> None:
        """Ask for the rows that pass all the filters, and only these filters."""
        self._ask(applied(replace(self._query, limit=_PAGE_ROWS), filters))

    def reload(self) -> None:
        """Ask the same question again, for as many rows as are loaded."""
        rows = -(-max(1, len(self._cells)) // _PAGE_ROWS) * _PAGE_ROWS
        self._ask(replace(self._query, limit=rows))

    def cell(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        return self._cells[row][column]

    def written(self, row: int, column: int) -> Written:
        """Return a cell; those of a voided record are struck out."""
        if self.is_voided(row):
            return Written(self._cells[row][column], Face.STRUCK, ink=Colour.QUIET)
        return Written(self._cells[row][column])

    def as_text(self, rows: Sequence[int], columns: Sequence[int]) -> str:
        """Return rows as they are shown, masked where they are: tab-separated lines under a heading."""
        headings = [self._headings[column].replace("\n", " ") for column in columns]
        told = [[self._cells[row][column] for column in columns] for row in rows]
        return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in [headings, *told])

    def is_voided(self, row: int) -> bool:
        """Say whether the record of a row is voided."""
        return self._statuses[row] == _VOIDED

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self.spec.listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = Qt.ItemDataRole.DisplayRole
        return super().data(index, shown if role == Qt.ItemDataRole.ToolTipRole else role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._waiting_for_more

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._waiting_for_more = True
        asked = self._asked
        query = replace(self._query, after=self._end, limit=_PAGE_ROWS)
        job = self._jobs.read(self, lists.page, self.spec.name, query, masked=self.masked)
        job.then(lambda page: self._append(asked, page))

    def _ask(self, query: ListQuery) -> None:
        self._query = query
        self._asked += 1
        self._waiting_for_more = False
        self._pause.stop()
        asked = self._asked
        job = self._jobs.read(self, lists.page, self.spec.name, query, masked=self.masked)
        job.then(lambda page: self._replace(asked, page))

    def _replace(self, asked: int, page: ListPage) -> None:
        if asked != self._asked:
            return
        self._more, self._end = page.more, page.end
        headings = tuple(_in_two_lines(words) for words in page.headings)
        question = replace(self._query, limit=0)
        if (question, headings) != (self._answered, self._headings) or not self._take_changes(page):
            self._begin_anew(headings, page)
        self._answered = question
        self._pause.start()
        self.loaded.emit()

    def _begin_anew(self, headings: tuple[str, ...], page: ListPage) -> None:
        self.beginResetModel()
        self._headings = headings
        self._cells, self._ids, self._statuses = self._brief(page), list(page.ids), list(page.statuses)
        self._count = None
        self.endResetModel()

    def _take_changes(self, page: ListPage) -> bool:
        """Take what differs from the rows shown, so that marks and the place stay; False when too much does."""
        changes = changes_between(self._ids, page.ids)
        if changes is None:
            return False
        cells, root = self._brief(page), QModelIndex()
        for first, last in changes.gone:
            self.beginRemoveRows(root, first, last)
            for rows in (self._cells, self._ids, self._statuses):
                del rows[first : last + 1]
            self.endRemoveRows()
        for first, last in changes.come:
            self.beginInsertRows(root, first, last)
            self._cells[first:first] = cells[first : last + 1]
            self._ids[first:first] = page.ids[first : last + 1]
            self._statuses[first:first] = page.statuses[first : last + 1]
            self.endInsertRows()
        shown = list(zip(self._cells, self._statuses, strict=True))
        differing = span_of_differences(shown, list(zip(cells, page.statuses, strict=True)))
        if differing is not None:
            self._cells, self._statuses = cells, list(page.statuses)
            self.dataChanged.emit(
                self.index(differing[0], 0), self.index(differing[1], len(self._headings) - 1)
            )
        if changes.gone or changes.come or differing is not None:
            self._count = None
        return True

    def _append(self, asked: int, page: ListPage) -> None:
        if asked != self._asked:
            return
        self._waiting_for_more = False
        self._more = page.more
        if page.cells:
            self._end = page.end
            first = len(self._cells)
            self.beginInsertRows(QModelIndex(), first, first + len(page.cells) - 1)
            self._cells += self._brief(page)
            self._ids += page.ids
            self._statuses += page.statuses
            self.endInsertRows()
        self.loaded.emit()

    def _ask_count(self, before: int = 0, above: int = 0) -> None:
        """Count on from a row, `before` of the rows found being counted already."""
        asked = self._asked
        job = self._jobs.read(self, lists.count, self.spec.name, self._query, above=above)
        job.then(lambda count: self._take_count(asked, before, count))

    def _take_count(self, asked: int, before: int, count: Count) -> None:
        if asked != self._asked:
            return
        if count.upto is not None:
            self._ask_count(before + count.found, count.upto)
            return
        self._count = replace(count, found=before + count.found)
        self.counted.emit()

    def _brief(self, page: ListPage) -> list[tuple[str, ...]]:
        """Leave out what says nothing: the day of a second moment on the same day, the ordinary status."""
        moments = [place for place, name in enumerate(page.columns) if self._kind(name) is Kind.MOMENT]
        status = page.columns.index("status") if "status" in page.columns else None
        briefer = []
        for cells, state in zip(page.cells, page.statuses, strict=True):
            told = list(cells)
            for place in moments[1:]:
                day, _, time = told[place].partition(" ")
                if time and told[moments[0]].startswith(f"{day} "):
                    told[place] = time
            if status is not None and state == _ORDINARY:
                told[status] = ""
            briefer.append(tuple(told))
        return briefer

    def _kind(self, column: str) -> Kind | None:
        field = self.spec.by_name.get(column)
        return field.kind if field is not None else None


def _in_two_lines(words: str) -> str:
    """Break a long heading, so that it does not make its column wide."""
    return words.replace(" ", "\n", 1) if len(words) > _LONGEST_HEADING else words
