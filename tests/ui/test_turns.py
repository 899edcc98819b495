"""Work of the window cut into turns of its event loop."""

from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.turns import Turns


@pytest.fixture
def owner() -> Iterator[QObject]:
    """Whom the pieces belong to."""
    kept = QObject()
    yield kept
    shiboken6.delete(kept)


def test_pieces_are_done_in_order_and_other_things_go_between_them(qtbot: QtBot, owner: QObject) -> None:
    turns, done, tick = Turns(owner), list[str](), QTimer(owner)
    tick.timeout.connect(lambda: done.append("tick"))
    tick.start(0)
    for name in ("one", "two", "three"):
        turns.add(partial(done.append, name))
    assert done == []
    qtbot.waitUntil(lambda: turns.are_over and "three" in done)
    tick.stop()
    assert [name for name in done if name != "tick"] == ["one", "two", "three"]
    assert "tick" in done[done.index("one") : done.index("two")]
    assert "tick" in done[done.index("two") : done.index("three")]


def test_a_piece_that_waits_for_a_person_does_not_hold_up_the_others(qtbot: QtBot, owner: QObject) -> None:
    turns, done, asking = Turns(owner), list[str](), QEventLoop()

    def ask() -> None:
        asking.exec()

    turns.add(ask)
    turns.add(partial(done.append, "meanwhile"))
    turns.add(asking.quit)
    turns.add(partial(done.append, "after"))
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == ["meanwhile", "after"]


def test_what_waits_is_forgotten_for_something_else(qtbot: QtBot, owner: QObject) -> None:
    turns, done = Turns(owner), list[str]()
    turns.add(partial(done.append, "old"))
    turns.instead([partial(done.append, "new"), partial(done.append, "newer")])
    qtbot.waitUntil(lambda: turns.are_over)
    assert done == ["new", "newer"]
    turns.add(partial(done.append, "never"))
    turns.forget()
    qtbot.wait(1)
    assert done == ["new", "newer"]


def test_a_piece_may_ask_for_more(qtbot: QtBot, owner: QObject) -> None:
    turns, done = Turns(owner), list[str]()
    turns.add(lambda: turns.add(partial(done.append, "more")))
    qtbot.waitUntil(lambda: done == ["more"])


def test_what_waits_rests_until_it_goes_on_or_is_done_at_once(qtbot: QtBot, owner: QObject) -> None:
    turns, done = Turns(owner), list[str]()
    turns.add(partial(done.append, "one"))
    turns.rest()
    turns.add(partial(done.append, "two"))
    turns.add(partial(done.append, "three"))
    qtbot.wait(1)
    assert done == []
    turns.do_next()
    qtbot.wait(1)
    assert done == ["one"]
    assert not turns.are_over
    turns.go_on()
    qtbot.waitUntil(lambda: turns.are_over)
    assert done == ["one", "two", "three"]


def test_what_a_piece_lets_be_drawn_and_the_next_piece_have_a_turn_each(qtbot: QtBot, owner: QObject) -> None:
    told: list[str] = []

    class Drawn(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 -- Qt names it
            told.append("drawn")

    widget, turns, parts = Drawn(), Turns(owner), list[list[str]]()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    qtbot.waitUntil(lambda: "drawn" in told)

    def piece() -> None:
        told.append("piece")
        widget.update()

    for _ in range(3):
        turns.add(piece)
    for _ in range(40):  # each is one turn of the loop
        told.clear()
        QCoreApplication.processEvents()
        parts.append(list(told))
    assert turns.are_over
    assert [each for each in parts if each] == [["piece"], ["drawn"]] * 3
