"""The window takes a version that lies ready, offers one that came later, and never over a record that is open."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from kacdesk.app import run
from kacdesk.ui.shell.newer import Newer
from kacdesk.ui.shell.window import MainWindow
from kacdesk.update.ready import offered
from kacdesk.update.standing import read_standing
from tests.helpers.desk import BESIDE, CLERK
from tests.ui.hands import Hands
from tests.update.made_versions import CANNOT_MIGRATE, NEW, Machine, machine

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up versions are scripts that POSIX starts"
)
OFFER = f"Jaunā kacdesk versija {NEW} ir gatava"


@pytest.fixture
def newer(hands: Hands) -> Newer:
    """Return what watches beside the open window, where a version lies ready."""
    return Newer(hands.window, lambda: NEW)


@pytest.fixture
def asked(newer: Newer) -> list[bool]:
    """Return how often the window was asked to end."""
    told: list[bool] = []
    newer.asked.connect(lambda: told.append(True))
    return told


def test_a_version_is_offered_and_the_window_ends_when_a_person_says_so(
    hands: Hands, newer: Newer, asked: list[bool]
) -> None:
    newer.look()
    assert hands.strip.startswith(OFFER)
    assert asked == []
    hands.push("Pārstartēt tagad")
    assert asked == [True]


def test_while_a_record_is_open_nothing_is_offered_and_nothing_ends(
    hands: Hands, newer: Newer, asked: list[bool]
) -> None:
    newer.look()
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    assert not hands.window.is_at_rest
    newer.look()
    assert asked == []
    newer._go()
    assert "Vispirms saglabājiet" in hands.strip
    assert asked == []


def test_where_nobody_sits_the_window_ends_by_itself(hands: Hands, newer: Newer, asked: list[bool]) -> None:
    hands.window.guard.lock()
    newer.look()
    assert asked == [True]


def test_where_nothing_lies_ready_nothing_is_said(hands: Hands) -> None:
    Newer(hands.window, lambda: None).look()
    assert hands.strip == ""


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a computer on which this process counts as the installed program."""
    made = machine(tmp_path / "computer")
    monkeypatch.setenv("KACDESK_STATE", str(made.state))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return made


@pytest.fixture
def told(qapp: QApplication) -> Iterator[list[str]]:
    """Close the program's window as soon as it is there, and return what its strip said."""
    said: list[str] = []

    def look() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                said.append(window.strip.text)
                window.close()

    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    yield said
    timer.stop()


@posix
def test_a_version_that_does_not_work_lets_the_window_come_up_and_say_so(
    computer: Machine, data: Path, told: list[str]
) -> None:
    computer.add(NEW, migration=CANNOT_MIGRATE)
    assert run(data, BESIDE, as_name=CLERK, make_sync=lambda _store: None) == 0
    assert [f"versija {NEW} šajā datorā nedarbojas" in words for words in told] == [True]
    assert offered(data) is None


@posix
def test_a_version_that_works_begins_in_this_ones_place(
    computer: Machine, data: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.add(NEW)
    begun: list[str] = []

    def begin(program: Path, words: Sequence[str]) -> None:
        begun.append(program.parent.name)

    monkeypatch.setattr("kacdesk.app.hand_over", begin)  # it would end this process
    assert run(data, BESIDE, as_name=CLERK, make_sync=lambda _store: None) == 0
    assert begun == [NEW]
    assert read_standing(data).version == NEW
