"""This file is the place where it is shown that no thread but the window's destroys a piece of the window."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kacdesk.ui import collecting
from kacdesk.ui.collecting import Collecting

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
    for _ in range(collecting._OLD + 2):
        gc.collect(1)
    assert went == []
    qtbot.waitUntil(lambda: went != [])


def test_python_itself_collects_nothing_while_there_is_a_window(qapp: QApplication) -> None:
    assert not gc.isenabled()


@pytest.fixture
def staying(qapp: QApplication) -> Iterator[Collecting]:
    """What collects for a window that has come up and stays."""
    own = Collecting(qapp)
    own.stay()
    yield own
    own.setParent(None)
    gc.unfreeze()


def _made_old(went: list[int]) -> None:
    circle = Circle(went)
    for _ in range(collecting._OLD + 2):
        gc.collect(1)
    del circle


def test_in_a_window_that_stays_what_lasted_is_not_looked_through_again_while_somebody_works(
    staying: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_REST_MS", 0)
    monkeypatch.setattr(collecting, "_LONG_REST_MS", 10**9)
    lasts = list(range(1000))
    went: list[int] = []
    _made_old(went)
    staying.look()
    assert went == [threading.get_ident()]
    assert gc.get_freeze_count() > 0
    assert not any(found is lasts for found in gc.get_objects())


def test_everything_has_its_turn_once_nobody_touches_the_program(
    staying: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_REST_MS", 0)
    monkeypatch.setattr(collecting, "_LONG_REST_MS", 10**9)
    went: list[int] = []
    circle = Circle(went)
    _made_old([])
    staying.look()
    del circle  # it was let alone as something that lasts, and is garbage only now
    monkeypatch.setattr(collecting, "_LONG_REST_MS", 0)
    _made_old([])
    staying.look()
    assert went == [threading.get_ident()]


def test_an_application_has_one_collector(qapp: QApplication) -> None:
    assert collecting.collecting(qapp) is collecting.collecting(qapp)
