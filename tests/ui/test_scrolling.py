"""Sheets that are longer than the window."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.scrolling import scrolling


class Part(QWidget):
    """A part of a sheet that knows how often it was drawn."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self.drawn = 0

    def event(self, event: QEvent) -> bool:
        self.drawn += event.type() is QEvent.Type.Paint
        return super().event(event)


def test_a_sheet_that_grows_draws_only_what_is_new(qtbot: QtBot) -> None:
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    first, second = Part(50), Part(900)
    column.addWidget(first)
    column.addStretch(1)
    area = scrolling(sheet)
    qtbot.addWidget(area)
    area.resize(300, 300)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.show()
    qtbot.waitUntil(lambda: first.drawn > 0)
    before = first.drawn
    column.insertWidget(1, second)
    qtbot.waitUntil(lambda: second.drawn > 0)
    assert sheet.height() > area.height()
    assert first.drawn == before
