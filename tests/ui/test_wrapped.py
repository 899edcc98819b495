"""This file is the place where words that wrap are held to breaking where a person would break them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.buttons import label

WORDS = "Palīdzēt ar e-pakalpojumu"
_SIGN = "\N{NON-BREAKING HYPHEN}"


def _spoken(words: QLabel) -> str:
    return QAccessible.queryAccessibleInterface(words).text(QAccessible.Text.Name)


def test_a_word_is_not_broken_behind_its_first_letter(qtbot: QtBot) -> None:
    plain, kept = QLabel(WORDS), label(WORDS, "value", wrap=True)
    plain.setWordWrap(True)
    for each in (plain, kept):
        qtbot.addWidget(each)
        each.show()
    whole = kept.fontMetrics().horizontalAdvance(WORDS.split()[-1])
    assert plain.minimumSizeHint().width() < whole <= kept.minimumSizeHint().width()


def test_what_is_read_has_the_plain_hyphen(qtbot: QtBot) -> None:
    words = label(WORDS, "value", wrap=True)
    qtbot.addWidget(words)
    assert (words.text(), _spoken(words)) == (WORDS, WORDS)
    words.setText("E-pasts vai tālrunis")
    assert (words.text(), _spoken(words)) == ("E-pasts vai tālrunis",) * 2
    words.setText("Tālrunis")
    assert (words.text(), _spoken(words)) == ("Tālrunis",) * 2


def test_what_can_be_copied_is_drawn_as_it_is(qtbot: QtBot) -> None:
    words = label(WORDS, "value", wrap=True)
    qtbot.addWidget(words)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.setSelection(0, len(WORDS))
    assert words.selectedText() == WORDS


@pytest.mark.parametrize(
    "words",
    ["Rīgas-Daugavpils ceļš", "64-522-453", "010180-12345", "<a href='x-y'>e-pasts</a>", "A – B", "-"],
)
def test_only_a_short_first_part_of_a_word_is_kept_with_it(words: str, qtbot: QtBot) -> None:
    made = label(words, "value", wrap=True)
    qtbot.addWidget(made)
    assert _SIGN not in QLabel.text(made)
