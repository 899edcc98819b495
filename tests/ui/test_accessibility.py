"""This file is the place where the window is held to being readable by eye, by screen reader and by Tab.

Every check is first given a widget that is wrong, so that it is known to see.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kacdesk.app import first_run_pages
from kacdesk.core.text import use_language
from kacdesk.services import catalog, records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.ui.attachments.pictures import as_png
from kacdesk.ui.look.theme import wear
from kacdesk.ui.shell.page import Page
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import call, document, line, visit
from tests.ui import seen, standing
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands
from tests.ui.rooms import dialog_kinds, page_kinds, rooms, steps

FULL, HALF = (1366, 768), (683, 384)
"""The smallest screen there is in the centres, and the same at 200 %: half as many pixels before scaling."""

WAYS = {
    "normal": ("lv", "normal", FULL),
    "200 %": ("lv", "normal", HALF),
    "large print": ("lv", "large", FULL),
    "English": ("en", "normal", FULL),
}
EVERY_REGISTER = ("normal", "200 %")
"""The ways in which every single register is gone into: in them the words of its fields find room, or they do not."""


@pytest.fixture
def kept(context: Context) -> Context:
    """Put a record into every journal, so that there is something to open."""
    records.save(context, "visit", visit(), lines={"visit_service": [line()]})
    records.save(context, "phone_consultation", call())
    paper = records.save(context, "received_document", document()).id
    attachments.attach_content(
        context, "received_document", paper, as_png(QImage(60, 40, QImage.Format.Format_RGB32))
    )
    return context


@pytest.fixture
def as_shipped() -> Iterator[None]:
    """Give the look and the language back."""
    yield
    use_language("lv", settled=False)
    wear()


Checked = tuple[str, Callable[[QWidget], list[str]]]
CHECKS: tuple[Checked, ...] = (
    ("spoken names", seen.nameless),
    ("labels", seen.unlabelled),
    ("cut words", seen.cut),
    ("parted labels", standing.parted),
    ("place of the keyboard", standing.lost),
    ("order of Tab", standing.out_of_order),
)


@pytest.mark.parametrize("way", WAYS)
def test_every_page_and_dialog_can_be_read_heard_and_tabbed_through(
    way: str, as_shipped: None, kept: Context, open_window: OpenWindow
) -> None:
    language, letters, (width, height) = WAYS[way]
    use_language(language)
    wear(letters=letters)
    hands = open_window()
    wear(letters=letters)
    hands.window.resize(width, height)
    data = _data(kept) if language == "en" else None
    been = _hold(rooms(hands, every_register=way in EVERY_REGISTER), (width, height), data)
    if data is not None:
        assert seen.untranslated(hands.window, data, hidden=True) == []
    ours = {kind.__name__ for kind in {*page_kinds(), *dialog_kinds()}}
    assert ours - {*been, "FirstRunDialog"} == set()  # that one has a test of its own


def _hold(found: Iterable[tuple[str, QWidget]], size: tuple[int, int], data: set[str] | None) -> set[str]:
    """Run every check in every room; `data` are the words that may be Latvian on an English screen.

    Returns the kinds of pages and dialogs that were seen.
    """
    been: set[str] = set()
    faults: dict[str, list[str]] = {}
    for name, room in found:
        been |= {type(each).__name__ for each in (room, *seen.within(room, (Page, QDialog)))}
        told = [f"{words}: {fault}" for words, check in CHECKS for fault in check(room)]
        if room.width() > size[0] or room.height() > size[1]:
            told.append(f"size: {room.width()} × {room.height()}")
        if data is not None:
            told += [f"Latvian: {words}" for words in seen.untranslated(room, data)]
        for fault in told:
            faults.setdefault(fault, []).append(name)
    assert been
    if faults:
        lines = (f"{fault} [{', '.join(places[:3])}]" for fault, places in faults.items())
        pytest.fail("\n".join(lines), pytrace=False)
    return been


@pytest.mark.parametrize("way", WAYS)
def test_the_first_start_can_be_read_heard_and_tabbed_through(
    way: str, qtbot: QtBot, tmp_path: Path, as_shipped: None
) -> None:
    language, letters, size = WAYS[way]
    use_language(language)
    wear(letters=letters)
    pages = first_run_pages(tmp_path / "none", Unlock(passphrase_file=tmp_path / "words"))
    qtbot.addWidget(pages)
    pages.resize(min(pages.width(), size[0]), min(pages.height(), size[1]))
    pages.show()
    _hold(steps(pages), size, _points() if language == "en" else None)


def _points() -> set[str]:
    with (reference_data.shipped_catalogue() / "points.csv").open(encoding="utf-8-sig", newline="") as rows:
        return {cell for row in csv.reader(rows, delimiter=";") for cell in row if cell}


def _data(context: Context) -> set[str]:
    """Return the words that are data: names of services, institutions, people, the point."""
    desk = catalog.desk(context)
    options = catalog.options(context)
    rows = [option for each in options.values() for option in each]
    words = {part for option in rows for part in (option.label, option.short, option.detail)}
    people = {person.name for person in catalog.people(context)}
    return {each for each in {*words, *people, desk.point_title, "Latviešu"} if each}


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    for widget in widgets:
        box.addWidget(widget)
    return page


def _shown(qtbot: QtBot, page: QWidget) -> QWidget:
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()
    return page


def test_a_button_without_words_or_name_is_found(qtbot: QtBot) -> None:
    page = _shown(qtbot, _page(QPushButton("")))
    assert len(seen.nameless(page)) == 1
    assert len(seen.unlabelled(page)) == 1


def test_a_field_whose_label_is_not_tied_to_it_is_found(qtbot: QtBot) -> None:
    field, words = QLineEdit(), QLabel("Vārds")
    page = _shown(qtbot, _page(words, field))
    assert len(seen.unlabelled(page)) == 1
    words.setBuddy(field)
    assert seen.unlabelled(page) == []


@pytest.mark.parametrize("wrap", [False, True])
def test_words_in_too_little_room_are_found(wrap: bool, qtbot: QtBot) -> None:
    words = QLabel("Pakalpojumi apmeklējumā un vēl daudz kas cits")
    words.setWordWrap(wrap)
    page = _shown(qtbot, _page(words))
    assert seen.cut(page) == []
    words.setFixedSize(60, 16)
    QApplication.processEvents()
    assert len(seen.cut(page)) == 1


def test_a_button_in_too_little_room_is_found(qtbot: QtBot) -> None:
    button = QPushButton("Saglabāt un turpināt")
    page = _shown(qtbot, _page(button))
    assert seen.cut(page) == []
    button.setFixedWidth(50)
    QApplication.processEvents()
    assert len(seen.cut(page)) == 1


def test_a_label_that_is_left_in_the_row_above_is_found(qtbot: QtBot) -> None:
    """A label before its input in the same row, or above it, is none."""
    page, grid = QWidget(), QGridLayout()
    page.setLayout(grid)
    words, field = QLabel("Kā nosūta"), QLineEdit()
    words.setBuddy(field)
    grid.addWidget(QPushButton("Sagatavot sūtījumu"), 0, 0)
    grid.addWidget(words, 0, 1)
    grid.addWidget(field, 0, 2)
    _shown(qtbot, page)
    assert standing.parted(page) == []
    grid.addWidget(field, 1, 1)
    QApplication.processEvents()
    assert standing.parted(page) == []
    grid.addWidget(field, 1, 0)
    QApplication.processEvents()
    assert len(standing.parted(page)) == 1


def test_a_keyboard_out_of_sight_is_found(qtbot: QtBot) -> None:
    fields = [QLineEdit() for _ in range(30)]
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(_page(*fields))
    area.resize(300, 200)
    page = _shown(qtbot, _page(area))
    page.activateWindow()
    fields[-1].setFocus()
    assert len(standing.lost(page)) == 1
    area.ensureWidgetVisible(fields[-1])
    assert standing.lost(page) == []


def test_tab_that_goes_up_is_found(qtbot: QtBot) -> None:
    page, grid = QWidget(), QGridLayout()
    page.setLayout(grid)
    fields = [QLineEdit() for _ in range(3)]
    for row, field in enumerate(fields):
        grid.addWidget(field, row, 0)
    _shown(qtbot, page)
    assert standing.out_of_order(page) == []
    QWidget.setTabOrder(fields[0], fields[2])
    QWidget.setTabOrder(fields[2], fields[1])
    assert len(standing.out_of_order(page)) == 1


def test_a_latvian_word_on_an_english_screen_is_found(qtbot: QtBot) -> None:
    page = _shown(qtbot, _page(QLabel("Saglabāt"), QLabel("Save"), QLabel("Rēzekne")))
    assert seen.untranslated(page, {"Rēzekne"}) == ["Saglabāt"]


def test_a_line_says_its_number_and_a_required_field_that_it_is_required(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.window.page.add_line()
    proxy = hands.field("Veids", line=1).input.focusProxy()
    assert proxy is not None
    assert proxy.accessibleName() == "2. rinda: Veids, obligāts"


def test_a_problem_is_spoken_with_its_field(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.save()
    proxy = hands.field("Par ko").input.focusProxy()
    assert proxy is not None
    assert "Par ko" in proxy.accessibleDescription()
