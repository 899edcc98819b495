"""This file is the place where words that wrap are held to breaking where a person would break them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.buttons import label

WORDS = "Palīdzēt ar e-pakalpojumu"
_JOINER = "\N{WORD JOINER}"
NUMBER = "BALVI-CPU/2026/1-1/97"


def _spoken(words: QLabel) -> str:
    return QAccessible.queryAccessibleInterface(words).text(QAccessible.Text.Name)


@pytest.mark.parametrize("selectable", [False, True])
@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (WORDS, "e-pakalpojumu"),
        (f"Reģistrēt {NUMBER} rīt", NUMBER),
        ("Kods RZ8-7FX-XQB", "RZ8-7FX-XQB"),
        ("<b>Kods</b> RZ8-7FX-XQB", "RZ8-7FX-XQB"),
    ],
)
def test_neither_a_short_first_part_nor_a_number_is_broken(
    words: str, whole: str, selectable: bool, qtbot: QtBot
) -> None:
    plain, kept = QLabel(words), label(words, "value", wrap=True)
    if selectable:
        kept.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    plain.setWordWrap(True)
    for each in (plain, kept):
        qtbot.addWidget(each)
        each.show()
    needed = kept.fontMetrics().horizontalAdvance(whole)
    assert plain.minimumSizeHint().width() < needed <= kept.minimumSizeHint().width()


def test_what_is_read_has_the_plain_hyphen(qtbot: QtBot) -> None:
    words = label(WORDS, "value", wrap=True)
    qtbot.addWidget(words)
    assert (words.text(), _spoken(words)) == (WORDS, WORDS)
    words.setText("E-pasts vai tālrunis")
    assert (words.text(), _spoken(words)) == ("E-pasts vai tālrunis",) * 2
    words.setText("Tālrunis")
    assert (words.text(), _spoken(words)) == ("Tālrunis",) * 2


def _selectable(words: str, qtbot: QtBot) -> QLabel:
    made = label(words, "value", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    qtbot.addWidget(made)
    made.resize(400, 60)
    made.show()
    made.setFocus()
    return made


def test_what_is_copied_by_key_is_plain(qtbot: QtBot) -> None:
    words = _selectable(NUMBER, qtbot)
    words.setSelection(0, len(QLabel.text(words)))
    QTest.keyClick(words, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert (words.selectedText(), QGuiApplication.clipboard().text()) == (NUMBER, NUMBER)


def test_what_is_copied_by_the_menu_is_plain(qtbot: QtBot) -> None:
    words = _selectable(NUMBER, qtbot)
    QGuiApplication.clipboard().clear()
    words.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5)))
    menu = words.findChild(QMenu)
    assert menu is not None
    copying, everything = menu.actions()
    assert not copying.isEnabled()
    everything.trigger()
    copying.setEnabled(True)
    copying.trigger()
    assert QGuiApplication.clipboard().text() == NUMBER


def test_a_selection_is_not_dragged_away(qtbot: QtBot) -> None:
    words = _selectable(NUMBER, qtbot)
    words.setSelection(0, len(QLabel.text(words)))
    QTest.mousePress(words, Qt.MouseButton.LeftButton, pos=QPoint(20, words.height() // 2))
    assert not words.hasSelectedText()


def test_marked_up_words_are_spoken_without_their_marks(qtbot: QtBot) -> None:
    words = label("Rakstiet uz <a href='x-y/1'>e-pastu</a>", "value", wrap=True)
    qtbot.addWidget(words)
    assert _spoken(words) == "Rakstiet uz e-pastu"
    assert "'x-y/1'" in QLabel.text(words)


@pytest.mark.parametrize(
    "words", ["Rīgas-Daugavpils ceļš", "paraugs.example/darba-laiks", "A – B", "-", "VSAA/PMLP", "2-" * 30]
)
def test_other_words_break_as_ever(words: str, qtbot: QtBot) -> None:
    made = label(words, "value", wrap=True)
    qtbot.addWidget(made)
    assert _JOINER not in QLabel.text(made)
