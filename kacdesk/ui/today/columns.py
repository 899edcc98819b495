"""This file is the place where the lists of the first page stand in one column or two, and the arrows go on."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kacdesk.ui.today.block import Block

_LEFT, _RIGHT = 0, 1


class Columns(QHBoxLayout):
    """Two columns of blocks; the second is empty when there is no room or nothing for it."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._gap = gap
        self._columns = (QVBoxLayout(), QVBoxLayout())
        for column in self._columns:
            column.setSpacing(gap)
            self.addLayout(column)

    @property
    def in_order(self) -> list[Block]:
        """Return the blocks as they are read: the left column, then the right one."""
        return [block for column in self._columns for block in _blocks_in(column)]

    def arrange(
        self, blocks: Sequence[Block], *, right: Sequence[Block], last: Sequence[Block], wide: bool
    ) -> None:
        """Put every block in its place. `right` says which go there when `wide`; in one column those of `last` end."""
        left_there = any(block.is_there for block in blocks if block not in right)
        two = wide and left_there and any(block.is_there for block in right)
        wanted = [(block, _RIGHT if two and block in right else _LEFT) for block in blocks]
        if not two:
            wanted.sort(key=lambda each: each[0] in last)
        standing = [
            (block, side) for side, column in enumerate(self._columns) for block in _blocks_in(column)
        ]
        if sorted(wanted, key=lambda each: each[1]) == standing:
            return
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        for block, side in wanted:
            self._columns[side].addWidget(block)
        for column in self._columns:
            column.addStretch(1)
        self.setSpacing(self._gap if two else 0)
        self.setStretch(_LEFT, 1)
        self.setStretch(_RIGHT, 1 if two else 0)

    def go_beyond(self, block: Block, step: int) -> None:
        """Go on with the arrows in the next block that has rows."""
        there = [each for each in self.in_order if each.is_there]
        place = there.index(block) + step
        if 0 <= place < len(there):
            there[place].focus_row(0 if step > 0 else -1)


def _blocks_in(column: QVBoxLayout) -> list[Block]:
    widgets = [item.widget() for place in range(column.count()) if (item := column.itemAt(place)) is not None]
    return [widget for widget in widgets if isinstance(widget, Block)]
