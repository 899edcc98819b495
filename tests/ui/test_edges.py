"""This file is the place where the edges of things are looked at: frames, scroll bars, words in too little room."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListWidget,
    QRadioButton,
    QScrollArea,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kacdesk.services.filters import Filter
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.scrolling import EDGE, sheet_of
from kacdesk.ui.look.theme import Colour, colour
from kacdesk.ui.register.filters import FilterBar
from tests.contract.tree import name_of, python_files
from tests.ui.hands import PLAIN, Hands

WORDS = "Pieteikumi un konsultācijas pa iestādēm"


def _table() -> QTableWidget:
    table = QTableWidget(20, 2)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.selectRow(3)
    return table


def _list() -> QListWidget:
    rows = QListWidget()
    rows.addItems([WORDS] * 20)
    rows.setCurrentRow(3)
    return rows


@pytest.mark.parametrize("made", [_table, _list])
def test_the_frame_of_rows_is_whole_and_moves_nothing(
    made: Callable[[], QAbstractItemView], qtbot: QtBot
) -> None:
    window, rows = QWidget(), made()
    box, button = QVBoxLayout(window), plain_button("Tālāk", lambda: None)
    for part in (rows, button):
        box.addWidget(part)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    resting = rows.viewport().geometry()
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(rows.hasFocus)
    assert rows.viewport().geometry() == resting
    drawn = rows.grab().toImage()
    edge = {drawn.pixelColor(x, y).name() for x in (0, 1) for y in range(10, drawn.height() - 10)}
    assert edge == {colour(Colour.FOCUS).name()}


def test_a_choice_in_too_little_room_ends_in_an_ellipsis_and_tells_all_in_its_tip(qtbot: QtBot) -> None:
    choice = CalmCombo()
    choice.addItem(WORDS)
    qtbot.addWidget(choice)
    choice.show()
    choice.resize(choice.sizeHint())
    assert choice.shown_text() == WORDS
    wide = choice.grab().toImage()
    choice.resize(choice.width() - 60, choice.height())
    told = choice.shown_text()
    assert told.endswith("…")
    assert WORDS.startswith(told[:-1].rstrip())
    assert choice.toolTip() == WORDS
    assert choice.grab().toImage() != wide


def test_a_choice_of_nothing_tells_why(qtbot: QtBot) -> None:
    choice = CalmCombo()
    qtbot.addWidget(choice)
    choice.resize(400, choice.sizeHint().height())
    choice.show()
    bare = choice.grab().toImage()
    choice.setPlaceholderText("Šim datoram printera nav")
    assert choice.shown_text() == "Šim datoram printera nav"
    assert choice.grab().toImage() != bare
    choice.addItem("Birojs")
    choice.setCurrentIndex(0)
    assert choice.shown_text() == "Birojs"


def test_a_chosen_and_an_unchosen_answer_have_the_same_edge(qtbot: QtBot) -> None:
    window = QWidget()
    answers = [QRadioButton(""), QRadioButton("")]
    box = QVBoxLayout(window)
    for answer in answers:
        box.addWidget(answer)
    answers[0].setChecked(True)
    qtbot.addWidget(window)
    window.show()
    edges = []
    for answer in answers:
        drawn = answer.grab().toImage()
        middle = [drawn.pixelColor(x, drawn.height() // 2).name() for x in range(drawn.width())]
        edges.append(next(x for x, ink in enumerate(middle) if ink != colour(Colour.GROUND).name()))
        assert middle[edges[-1]] != colour(Colour.SURFACE).name()
    assert edges[0] == edges[1]


def test_the_wheel_changes_no_choice_in_passing(qtbot: QtBot) -> None:
    choice = CalmCombo()
    choice.addItems(["Pirmais", "Otrais", "Trešais"])
    qtbot.addWidget(choice)
    choice.show()
    choice.setFocus()
    here = QPointF(choice.rect().center())
    for turned in (-120, 120):
        wheel = QWheelEvent(
            here,
            QPointF(choice.mapToGlobal(choice.rect().center())),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            PLAIN,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(choice, wheel)
        assert choice.currentText() == "Pirmais"


def test_every_choice_of_the_program_is_a_calm_one() -> None:
    """A plain one is turned by the wheel that was meant for the page, and cuts its words within a letter."""
    makes = re.compile(r"(?<![\w.])QComboBox\(\)")
    assert [
        name_of(path) for path in python_files("kacdesk") if makes.search(path.read_text(encoding="utf-8"))
    ] == []


def test_cards_stand_clear_of_the_scroll_bar(qtbot: QtBot) -> None:
    made = card("Kas un kāpēc", *(label(WORDS, "value") for _ in range(40)))
    page = QWidget()
    qtbot.addWidget(page)
    area = sheet_of(page, made)
    area.resize(500, 300)
    page.show()
    assert isinstance(area, QScrollArea)
    assert isinstance(made, QFrame)
    assert area.verticalScrollBar().maximum() > 0
    right = made.mapTo(area.viewport(), made.rect().topRight()).x() + 1
    assert area.viewport().width() - right == EDGE


def test_a_short_list_of_filters_shows_all_its_rows(hands: Hands) -> None:
    bar = hands.page("visit").list.filters
    hands.window.go_to("visit")
    hands.settle()
    bar.open()
    hands.until(lambda: bar.list.is_open)
    _offer(bar, "Paraugs", "Ļoti gara pakalpojuma nosaukums " * 6)
    offered = bar.list
    assert offered.horizontalScrollBar().maximum() == 0
    assert offered.verticalScrollBar().maximum() == 0
    assert offered.viewport().height() >= 2 * offered.sizeHintForRow(0)


def _offer(bar: FilterBar, *words: str) -> None:
    bar.list.offer([Filter("status", each, "Pakalpojums", each) for each in words])
