"""This file is the place where a row that breaks is held to knowing what has changed in it."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from kacdesk.ui.look.flow import Flow

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def room() -> QWidget:
    """Return three buttons side by side in a window that has room for them."""
    room = QWidget()
    column = QVBoxLayout(room)
    row = Flow()
    for words in ("Viens", "Divi", "Trīs"):
        row.addWidget(QPushButton(words))
    column.addLayout(row)
    column.addStretch(1)
    room.resize(600, 300)
    room.show()
    QApplication.processEvents()
    return room


def _rows(room: QWidget) -> list[list[str]]:
    """Return the words row by row, as they stand."""
    QApplication.processEvents()
    rows: dict[int, list[str]] = {}
    for each in sorted(room.findChildren(QPushButton), key=lambda each: (each.y(), each.x())):
        if each.isVisible():
            rows.setdefault(each.y(), []).append(each.text())
    return list(rows.values())


def _button(room: QWidget, words: str) -> QPushButton:
    [found] = [each for each in room.findChildren(QPushButton) if each.text() == words]
    return found


def test_a_row_breaks_where_the_window_ends(room: QWidget) -> None:
    assert _rows(room) == [["Viens", "Divi", "Trīs"]]
    first, second = _button(room, "Viens"), _button(room, "Divi")
    room.resize(first.width() + second.width() + 50, 300)
    assert _rows(room) == [["Viens", "Divi"], ["Trīs"]]


def test_longer_words_get_their_room(room: QWidget) -> None:
    words = "Tik gari vārdi, ka tiem blakus citam vietas vairs nepietiek nemaz"
    button = _button(room, "Divi")
    button.setText(words)
    room.resize(button.sizeHint().width() + 40, 300)
    assert _rows(room) == [["Viens"], [words], ["Trīs"]]
    assert button.width() >= button.sizeHint().width()


def test_what_is_hidden_leaves_its_room_to_the_others(room: QWidget) -> None:
    places = {words: _button(room, words).x() for words in ("Divi", "Trīs")}
    _button(room, "Divi").hide()
    assert _rows(room) == [["Viens", "Trīs"]]
    assert _button(room, "Trīs").x() == places["Divi"]
    _button(room, "Divi").show()
    assert _rows(room) == [["Viens", "Divi", "Trīs"]]
    assert _button(room, "Trīs").x() == places["Trīs"]


def test_a_button_more_stands_after_the_others(room: QWidget) -> None:
    column = room.layout()
    row = column.itemAt(0) if column is not None else None
    assert isinstance(row, Flow)
    row.addWidget(QPushButton("Četri"))
    assert _rows(room) == [["Viens", "Divi", "Trīs", "Četri"]]


def test_an_even_row_breaks_into_rows_of_the_same_length() -> None:
    room = QWidget()
    row = Flow(room, even=True)
    buttons = [QPushButton(f"Poga {number}") for number in range(6)]
    for button in buttons:
        row.add(button, stretch=1)
    room.show()
    wide = max(button.sizeHint().width() for button in buttons) + row.spacing()
    for fit, rows in ((6, [6]), (5, [3, 3]), (4, [3, 3]), (3, [3, 3]), (2, [2, 2, 2]), (1, [1] * 6)):
        room.resize(wide * fit, 300)
        assert [len(words) for words in _rows(room)] == rows
        assert len({button.width() for button in buttons}) == 1


def test_even_rows_of_what_does_not_divide_differ_by_one() -> None:
    room = QWidget()
    row = Flow(room, even=True)
    for number in range(7):
        row.add(QPushButton(f"Poga {number}"), stretch=1)
    room.show()
    wide = row.sizeHint().width() // 7 + row.spacing()
    room.resize(wide * 3, 300)
    assert [len(words) for words in _rows(room)] == [3, 2, 2]
