"""Rows of one kind under a heading: their words begin at one line."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line


@pytest.fixture
def block(qtbot: QtBot) -> Iterator[Block]:
    """Show a block without rows on a window."""
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    block = Block("Jāpaspēj")
    box.addWidget(block)
    window.show()
    yield block
    window.close()


def _lines(*leads: str) -> list[Line]:
    return [Line(place, f"Paraugs {place}", lambda: None, lead=lead) for place, lead in enumerate(leads)]


def test_words_begin_at_one_line_also_when_what_stands_before_them_gets_shorter(block: Block) -> None:
    block.show_lines(_lines("trešdien, 23.11.", "24.11."))
    wide = {row.lead.minimumWidth() for row in block.rows}
    block.show_lines(_lines("23.11.", "4.11."))
    narrow = {row.lead.minimumWidth() for row in block.rows}
    assert len(wide) == len(narrow) == 1
    assert narrow.pop() < wide.pop()


def test_very_many_rows_are_unfolded_some_at_a_time_with_the_keyboard_on_the_first_new_one(
    block: Block, qtbot: QtBot
) -> None:
    block.show_lines(_lines(*["24.11."] * 50))
    told = []
    while block.rows[-1].line.key == "unfold":
        told.append((len(block.rows) - 1, block.texts[-1]))
        before = len(block.rows) - 1
        block.rows[-1].line.act()
        assert block.window().focusWidget() is block.rows[before]
    assert told == [
        (6, "Vēl 44: rādīt nākamos 20"),
        (26, "Vēl 24: rādīt nākamos 20"),
        (46, "Vēl 4: rādīt visus"),
    ]
    assert [row.line.key for row in block.rows] == list(range(50))


def test_what_was_unfolded_stays_so_when_a_row_goes(block: Block) -> None:
    lines = _lines(*["24.11."] * 30)
    block.show_lines(lines)
    block.rows[-1].line.act()
    block.show_lines(lines[1:])
    assert (len(block.rows), block.texts[-1]) == (27, "Vēl 3: rādīt visus")


def test_one_row_is_not_folded(block: Block) -> None:
    block.show_lines(_lines(*["24.11."] * 7))
    assert [row.line.key for row in block.rows] == list(range(7))
