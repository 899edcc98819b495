"""This file is the place where a figure is a number that knows the rows it was counted from."""

from collections.abc import Iterable
from typing import NamedTuple, Self
from uuid import UUID

from kacdesk.core.courtesy import WINDOW
from kacdesk.spec.register import Values


class Row(NamedTuple):
    """One record's part in a figure: a service line ×3 weighs 3, minutes weigh as many as the record stands for."""

    register: str
    id: UUID
    weight: int = 1


class Count(int):
    """A figure: its value is the sum of the weights of its `rows`, in the order in which they were counted.

    A figure that was read back from a file has its value and no rows (`told`).
    """

    rows: tuple[Row, ...]

    def __new__(cls, rows: Iterable[Row] = ()) -> Self:
        """Count rows, letting the window pass first."""
        WINDOW.let_pass()
        counted = tuple(rows)
        made = super().__new__(cls, sum(row.weight for row in counted))
        made.rows = counted
        return made

    @classmethod
    def told(cls, value: int) -> Self:
        """Return a figure whose rows are not known here."""
        made = super().__new__(cls, value)
        made.rows = ()
        return made

    def __deepcopy__(self, memo: object) -> Self:
        """Return the figure itself: it does not change."""
        return self


def count(register: str, rows: Iterable[Values]) -> Count:
    """Count records of a register, each as one."""
    return Count(Row(register, row["id"]) for row in rows)


def count_services(lines: Iterable[Values]) -> Count:
    """Count service lines by how many services they stand for: a line of ×3 is three."""
    return Count(Row("visit_service", line["id"], line["quantity"]) for line in lines)


def together(counts: Iterable[Count]) -> Count:
    """Return the sum of figures, with the rows of all of them."""
    return Count(row for each in counts for row in each.rows)
