"""This file is the place where it is laid down on which row of which sheet the records of every figure stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kacdesk.figures.count import Row


@dataclass(frozen=True, slots=True)
class Place:
    """A row of one of the sheets that hold a long list: which of these sheets, from 0, and which row, from 1."""

    sheet: int
    row: int


class RowPlan:
    """The rows behind the figures, figure by figure, and the records, register by register, each once.

    Figures that rest on the very same rows (a median and what was measured) share them. `sheet_rows` is what fits on a
    sheet, its head included; what does not goes to a further one.
    """

    def __init__(self, opened: Mapping[str, Sequence[Row]], *, sheet_rows: int) -> None:
        self.opened = {key: rows for key, rows in opened.items() if rows}
        self._on_sheet = sheet_rows - 1
        self._first: dict[str, int] = {}
        self._records: dict[str, dict[UUID, int]] = {}
        self._keys: dict[UUID, list[str]] = {}
        self._blocks: dict[str, Sequence[Row]] = {}
        count = 0
        blocks: dict[int, int] = {}
        for key, rows in self.opened.items():
            if id(rows) in blocks:
                self._first[key] = blocks[id(rows)]
                continue
            self._first[key] = blocks[id(rows)] = count
            self._blocks[key] = rows
            count += len(rows)
            for row in rows:
                records = self._records.setdefault(row.register, {})
                records.setdefault(row.id, len(records))
        for key, rows in self.opened.items():
            for record in dict.fromkeys(row.id for row in rows):
                self._keys.setdefault(record, []).append(key)

    @property
    def registers(self) -> tuple[str, ...]:
        """Return the registers whose records were counted, in the order in which they were met."""
        return tuple(self._records)

    def records(self, register: str) -> list[UUID]:
        """Return the records of a register in the order of their sheet."""
        return list(self._records[register])

    def keys_of(self, record: UUID) -> Sequence[str]:
        """Return in which figures a record is counted."""
        return self._keys.get(record, ())

    def sheets_of(self, register: str) -> int:
        """Return how many sheets the records of a register take."""
        return -(-len(self._records[register]) // self._on_sheet)

    @property
    def block_sheets(self) -> int:
        """Return how many sheets the rows of the figures take."""
        return -(-sum(map(len, self._blocks.values())) // self._on_sheet)

    def begins(self, key: str) -> Place | None:
        """Return where the rows of a figure begin; None when it has none."""
        first = self._first.get(key)
        return None if first is None else self._place(first)

    def stands(self, row: Row) -> Place:
        """Return where the record of a row stands among those of its register."""
        return self._place(self._records[row.register][row.id])

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield the rows of all figures one after another, each with the first figure that has it."""
        for key, rows in self._blocks.items():
            for row in rows:
                yield key, row

    def _place(self, number: int) -> Place:
        sheet, row = divmod(number, self._on_sheet)
        return Place(sheet, row + 2)
