"""This file is the place where it is shown that no thread but the window's destroys a piece of the window."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

_MANY = 50_000
"""Python's own collecting would have looked at all generations several times by then."""


class Circle(QObject):
    """A piece of a window that refers to itself, and tells on which thread it went."""

    def __init__(self, went: list[int]) -> None:
        super().__init__()
        self.went, self.me = went, self

    def __del__(self) -> None:
        self.went.append(threading.get_ident())


def _make_many() -> list[list[int]]:
    return [[number] for number in range(_MANY)]


def test_a_piece_of_the_window_goes_on_the_windows_own_thread(qapp: QApplication, qtbot: QtBot) -> None:
    went: list[int] = []
    Circle(went)
    with ThreadPoolExecutor(1) as lane:
        many = lane.submit(_make_many).result()
        assert went == []
        qtbot.waitUntil(lambda: went != [])
    assert went == [threading.get_ident()]
    assert len(many) == _MANY


def test_what_is_left_over_goes_while_nobody_types(qapp: QApplication, qtbot: QtBot) -> None:
    went: list[int] = []
    circle = Circle(went)
    gc.collect()
    del circle  # by now in the oldest generation
    for _ in range(12):
        gc.collect(1)
    assert went == []
    qtbot.waitUntil(lambda: went != [])


def test_python_itself_collects_nothing_while_there_is_a_window(qapp: QApplication) -> None:
    assert not gc.isenabled()
