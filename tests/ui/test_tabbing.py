"""This file is the place where Tab is held to the reading order in both directions, round the window and back."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.tabbing import ReadsInOrder, reading_order


class _Window(ReadsInOrder, QWidget):
    """A window with a sheet that scrolls and is stopped at itself, a hidden field, and a date of several widgets."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        below = QHBoxLayout()
        self.last = QPushButton("Saglabāt")
        below.addWidget(QDateEdit(QDate(2026, 3, 2)))
        below.addWidget(self.last)
        grid = QGridLayout()
        grid.addWidget(QLineEdit("otrā rinda"), 1, 0)
        grid.addWidget(QLineEdit("pirmā rinda"), 0, 0)
        sheet = QWidget()
        inside = QVBoxLayout(sheet)
        inside.addWidget(QPushButton("Sarakstā"))
        self.hidden = QLineEdit("paslēpts")
        inside.addWidget(self.hidden)
        inside.addWidget(QPushButton("Zem paslēptā"))
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        column.addLayout(grid)
        column.addWidget(scroll)
        column.addLayout(below)
        self.hidden.hide()


@pytest.fixture
def window(qtbot: QtBot) -> _Window:
    """Show the window with the keyboard on nothing."""
    shown = _Window()
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def _round(window: _Window, *, forward: bool) -> list[QWidget]:
    """Return where Tab goes from the first thing on, once round."""
    found: list[QWidget] = []
    while window.focusNextPrevChild(forward):
        now = QApplication.focusWidget()
        if now is None or now in found:
            break
        found.append(now)
    return found


@pytest.mark.parametrize("forward", [True, False])
def test_tab_goes_round_in_reading_order(window: _Window, forward: bool) -> None:
    order = list(reading_order(window))
    assert len(order) == 7
    order[-1 if forward else 0].setFocus()
    assert _round(window, forward=forward) == (order if forward else order[::-1])


@pytest.mark.parametrize("forward", [True, False])
def test_from_what_only_a_click_reaches_tab_begins_at_an_end(window: _Window, forward: bool) -> None:
    order = list(reading_order(window))
    window.last.setFocus()
    window.last.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    window.focusNextPrevChild(forward)
    assert QApplication.focusWidget() is (order[0] if forward else order[-2])


def test_a_window_without_anything_to_stop_at_leaves_tab_alone(qtbot: QtBot) -> None:
    class Empty(ReadsInOrder, QWidget):
        pass

    empty = Empty()
    qtbot.addWidget(empty)
    empty.show()
    assert not empty.focusNextPrevChild(True)
