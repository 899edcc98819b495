"""This file is the place where buttons are pressed by the keys that people press."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.figures.count import Count
from kacdesk.ui.look.buttons import fold_button, link_button, main_button, plain_button
from kacdesk.ui.report.tiles import Tile

Act = Callable[[], None]

MADE: dict[str, Callable[[Act], QPushButton]] = {
    "main": lambda act: main_button("Saglabāt", act),
    "plain": lambda act: plain_button("Atvērt", act),
    "link": lambda act: link_button("Vairāk", act),
    "fold": fold_button,
    "tile": lambda act: Tile("Apmeklējumi", Count(), "", act),
}


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", MADE)
def test_enter_presses_the_button_that_has_the_keyboard_as_space_does(
    kind: str, key: Qt.Key, qtbot: QtBot
) -> None:
    pressed: list[str] = []
    window = QWidget()
    box = QVBoxLayout(window)
    button = MADE[kind](lambda: pressed.append(kind))
    box.addWidget(plain_button("Cits", lambda: pressed.append("cits")))
    box.addWidget(button)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, key)
    assert pressed == [kind]
