"""This file is the place where it is shown that what happened can be read above the page, however narrow that is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.strip import Strip

SAVED = "Saglabāts 10:15, dokumenta numurs KUL-A/2026/000123."


def _shown(strip: Strip) -> list[QPushButton]:
    shown = [each for each in strip.findChildren(QPushButton) if each.isVisible()]
    return sorted(shown, key=lambda each: (each.y(), each.x()))


def _say(strip: Strip, told: str, width: int, qtbot: QtBot) -> None:
    strip.say(told, actions=[("Atsaukt (10)", strip.clear), ("Drukāt lapiņu", strip.clear)])
    strip.resize(width, strip.heightForWidth(width))
    qtbot.waitUntil(lambda: len(_shown(strip)) == 3)
    strip.resize(width, strip.heightForWidth(width))
    qtbot.wait(0)


@pytest.mark.parametrize(
    ("told", "width", "beside"), [(SAVED, 1100, True), (SAVED, 470, False), ("Saglabāts 10:15", 470, True)]
)
def test_buttons_stand_beside_the_words_or_below_them(
    told: str, width: int, beside: bool, qtbot: QtBot
) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show()
    _say(strip, told, width, qtbot)
    [words], buttons = strip.findChildren(QLabel), _shown(strip)
    assert [each.text() for each in buttons] == ["Atsaukt (10)", "Drukāt lapiņu", "Aizvērt"]
    assert all((each.y() < words.geometry().bottom()) is beside for each in buttons)
    assert words.width() >= words.fontMetrics().horizontalAdvance(told), "no number is broken over lines"


def test_what_was_offered_before_is_not_offered_again(qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show()
    _say(strip, SAVED, 1100, qtbot)
    strip.say("Cits vēstījums", actions=[("Atvērt", strip.clear)])
    qtbot.waitUntil(lambda: [each.text() for each in _shown(strip)] == ["Atvērt", "Aizvērt"])
    [act, _close] = _shown(strip)
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    assert strip.text == ""
