"""This file is the place where window tests get the real window over a real desk, off screen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kacdesk.app import Assembled, application, assembled
from kacdesk.services.context import Context
from kacdesk.sync.status import SyncControl
from kacdesk.ui.shell.window import MainWindow
from tests.helpers.desk import copy_desk, opened
from tests.ui.hands import PATIENCE_MS, Hands

OpenWindow = Callable[..., Hands]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Return the application as the program makes it, with its look."""
    return application()


@pytest.fixture
def forms_ahead() -> None:
    """Let the window make the forms of the journals before somebody wants them, as it does in real life."""


@pytest.fixture(autouse=True)
def _forms_when_wanted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each form be made when a test wants it, unless it takes `forms_ahead`: half of a window's start is theirs."""
    if "forms_ahead" not in request.fixturenames:
        monkeypatch.setattr(MainWindow, "_prepare", lambda window: window.prepared.emit())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data folder of a fresh desk that nobody has open."""
    return copy_desk(tmp_path)


@pytest.fixture
def context(data: Path) -> Iterator[Context]:
    """Open the desk for writing as its supervisor."""
    with opened(data) as desk:
        yield desk


@pytest.fixture
def hands(context: Context, qtbot: QtBot) -> Iterator[Hands]:
    """Open the window and put two hands on its keyboard."""
    with assembled(context) as parts:
        yield ready(parts, qtbot)
    destroy_closed()


@pytest.fixture
def open_window(context: Context, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open windows one after another over the same desk; each is closed when the next one opens."""
    with ExitStack() as stack:

        def open_next(sync: SyncControl | None = None) -> Hands:
            stack.pop_all().close()
            destroy_closed()
            return ready(stack.enter_context(assembled(context, sync=sync)), qtbot)

        yield open_next
    destroy_closed()


def destroy_closed() -> None:
    """Destroy what was closed, as the end of the program does: a new look would be put on all of it, too."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def ready(parts: Assembled, qtbot: QtBot) -> Hands:
    """Show the window and wait for its first answers."""
    with qtbot.waitSignal(parts.window.ready, timeout=PATIENCE_MS):
        parts.window.show()
        parts.window.activateWindow()
    hands = Hands(parts.window, parts.jobs, parts.bugs, qtbot)
    hands.settle()
    parts.window.activateWindow()  # once more: a window closed just before may have taken the keyboard with it
    qtbot.waitUntil(parts.window.isActiveWindow, timeout=PATIENCE_MS)
    return hands
