"""This file is the place where tests have hands on the pages of a first start, and a central store to enrol at."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kacdesk.app import first_run_pages
from kacdesk.central.database import Database, open_database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.models.catalog import CATALOG
from kacdesk.services.overview import overview
from kacdesk.store import opening
from kacdesk.store.session import Store
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import trust_of
from kacdesk.ui.first_run.dialog import FirstRunDialog
from kacdesk.ui.first_run.step import Step, line_of
from kacdesk.vault.slots import Unlock
from tests.helpers.thread_server import Served, served

QUICK = Unlock(cost=(1024, 1))
PHRASE = "pieci nejauši vārdi te"
LONGEST_MS = 60_000


class Pages:
    """Two hands on the pages of a first start."""

    def __init__(self, dialog: FirstRunDialog, folder: Path, qtbot: QtBot) -> None:
        self.dialog, self.folder, self._qtbot = dialog, folder, qtbot

    def write(self, words: str) -> None:
        """Type where the keyboard is."""
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                line = QApplication.focusWidget()
                assert line is not None
                QApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.dialog, key)

    def enter(self) -> None:
        """Press Enter, which goes on."""
        self.press(Qt.Key.Key_Return)

    def is_at(self, step: Step) -> bool:
        """Say whether a page is the one that is shown."""
        return self.dialog.step is step

    def until_quiet(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self.dialog.next_button.isEnabled, timeout=LONGEST_MS)

    def join(self, url: str, code: str) -> None:
        """Ask with a code on the first page."""
        start = self.dialog.start
        start.joined.setChecked(True)
        line_of(start.address).setText(url)
        line_of(start.code).setText(code)
        line_of(start.code).setFocus()
        self.enter()
        self.until_quiet()

    def go_through(self, name: str = "Paraugs Vadītājs") -> None:
        """Fill in the pages after the first one and stop at the last."""
        assert self.is_at(self.dialog.point)
        self.enter()
        self.write(name)
        self.enter()
        self.enter()
        if self.dialog.settings.phrase() is not None:
            for frame in (self.dialog.settings.passphrase, self.dialog.settings.again):
                line_of(frame).setText(PHRASE)
        self.enter()
        assert self.is_at(self.dialog.summary), self.dialog.step.told

    def make(self) -> Store:
        """Keep the key and press the last button; return the open store."""
        self.dialog.summary.kept.setChecked(True)
        self.dialog.go_on()
        self._qtbot.waitUntil(lambda: self.dialog.made is not None, timeout=LONGEST_MS)
        assert isinstance(self.dialog.made, Store)
        return self.dialog.made


@pytest.fixture
def opened_pages(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[list[Pages]]:
    """The pages that a test opened; closed in the end, with what they made."""
    made: list[Pages] = []
    yield made
    for pages in made:
        if isinstance(pages.dialog.made, Store):
            pages.dialog.made.close()
        pages.dialog.work.close()
        pages.dialog.deleteLater()


def begin(opened: list[Pages], folder: Path, qtbot: QtBot) -> Pages:
    """Open the pages for a folder."""
    dialog = first_run_pages(folder, QUICK)
    pages = Pages(dialog, folder, qtbot)
    opened.append(pages)
    with qtbot.waitExposed(dialog):
        dialog.show()
        dialog.activateWindow()
    asked: list[object] = []
    dialog.work.run(lambda: True, asked.append, asked.append)
    qtbot.waitUntil(lambda: bool(asked))
    dialog.step.enter()
    return pages


@pytest.fixture
def pages(opened_pages: list[Pages], qtbot: QtBot, tmp_path: Path) -> Pages:
    """The pages for a folder without a desk."""
    return begin(opened_pages, tmp_path / "data", qtbot)


@pytest.fixture
def central_data(file_url: str) -> Iterator[Database]:
    """The central store's data, with two points."""
    database = open_database(file_url, unlock=Unlock(beside_data=True))
    yield database
    database.close()


@pytest.fixture
def central(central_data: Database) -> Iterator[Served]:
    """A real central store behind a real socket."""
    with served(build_app(SqlStore(central_data, CATALOG))) as server:
        yield server


def exchange(store: Store) -> None:
    """Run one cycle with the central store that the desk was enrolled at."""
    address = overview(store).central_url
    assert address is not None
    transport = Transport(address, trust_of(store))
    try:
        assert run_cycle(store, transport, Engine(random.Random(7))).trouble is None
    finally:
        transport.close()


def is_empty(folder: Path) -> bool:
    """Say whether nothing of a desk is in a folder: an empty lock may be."""
    left = [path.name for path in folder.iterdir()] if folder.exists() else []
    return not opening.exists(folder) and not [name for name in left if name.startswith(("desk", "key"))]
