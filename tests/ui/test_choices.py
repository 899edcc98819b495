"""This file is the place where the list under a search box is held to drawing its rows where Qt looks for them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.fields.choice_rows import ChoiceRow
from kacdesk.ui.fields.choices import ChoiceList
from kacdesk.ui.look.theme import Colour, colour, wear

WORDS = ("viens", "divi", "trīs", "četri")


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[QLineEdit]:
    """Show a box on a sheet that scrolls in a window, the keyboard in it."""
    window, sheet = QWidget(), QWidget()
    column = QVBoxLayout(sheet)
    made = QLineEdit()
    column.addSpacing(60)
    column.addWidget(made)
    column.addSpacing(900)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(sheet)
    QVBoxLayout(window).addWidget(scroll)
    window.resize(700, 500)
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    yield made
    window.close()


@pytest.fixture
def shown(box: QLineEdit) -> ChoiceList:
    """Open the list under it with the first row marked."""
    made = ChoiceList(box.window(), "Izvēle")
    made.show_rows([ChoiceRow(None, words=words) for words in WORDS], mark_first=True)
    made.show_under(box)
    QApplication.processEvents()
    return made


@pytest.fixture
def large_letters() -> Iterator[None]:
    """Give the letters back after the test."""
    yield
    wear()


def _marked_band(shown: ChoiceList) -> tuple[int, int]:
    """Return from which line to which the list is drawn as marked."""
    QApplication.processEvents()
    drawn = shown.viewport().grab().toImage()
    lines = [y for y in range(drawn.height()) if drawn.pixelColor(2, y) == colour(Colour.ACCENT)]
    assert lines == list(range(lines[0], lines[-1] + 1))
    return lines[0], lines[-1]


@pytest.mark.parametrize("row", range(len(WORDS)))
def test_the_marked_row_is_drawn_where_a_click_finds_it(shown: ChoiceList, row: int) -> None:
    taken: list[int] = []
    shown.taken.connect(taken.append)
    shown.mark(row)
    top, bottom = _marked_band(shown)
    for y in (top, bottom):
        QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    assert taken == [row, row]
    if row:
        QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, top - 1))
        assert taken[-1] == row - 1


@pytest.mark.usefixtures("large_letters")
def test_an_open_list_grows_with_the_letters(shown: ChoiceList) -> None:
    shown.mark(len(WORDS) - 1)
    height, (top, bottom) = shown.height(), _marked_band(shown)
    wear(letters="large")
    larger_top, larger_bottom = _marked_band(shown)
    assert shown.height() > height
    assert larger_bottom - larger_top > bottom - top
    assert larger_bottom == shown.viewport().height() - 1


def test_a_scrolled_box_takes_its_list_along(shown: ChoiceList, box: QLineEdit) -> None:
    [scroll] = box.window().findChildren(QScrollArea)
    for value in (40, 10):
        scroll.verticalScrollBar().setValue(value)
        QApplication.processEvents()
        assert shown.geometry().topLeft() == box.mapTo(box.window(), QPoint(0, box.height()))


def test_a_hidden_box_takes_its_list_along(shown: ChoiceList, box: QLineEdit) -> None:
    box.hide()
    assert shown.isHidden()


def test_a_long_row_stays_within_the_window(shown: ChoiceList, box: QLineEdit) -> None:
    shown.show_rows([ChoiceRow(None, words="ļoti gari vārdi " * 30)], mark_first=True)
    shown.show_under(box)
    QApplication.processEvents()
    assert shown.geometry().right() < box.window().width()
    assert shown.visualRect(shown.currentIndex()).width() == shown.viewport().width()
