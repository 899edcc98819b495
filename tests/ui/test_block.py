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
