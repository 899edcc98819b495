"""A desk is brought back from a copy on the pages of the first start: chosen, opened, looked into, and made."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kacdesk.services import records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.people import accounts
from kacdesk.store import copies, opening
from kacdesk.store.cut_off import BROUGHT
from kacdesk.store.opening import PointInfo
from kacdesk.store.session import Store
from kacdesk.ui.first_run.step import line_of
from kacdesk.vault.slots import Unlock, add_slot
from tests.helpers.desk import SUPERVISOR, line, registered, visit
from tests.ui.first_run_hands import PHRASE, QUICK, Pages, begin, is_empty, opened_pages
from tests.vault.test_keyrings import MemoryKeyring, memory

__all__ = ["memory", "opened_pages"]

KEY = Unlock(passphrase=PHRASE, cost=QUICK.cost)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a medium with two copies of a desk, the newer one with a visit more; the desk itself is lost."""
    medium = tmp_path / "stick"
    medium.mkdir()
    store = opening.create(
        tmp_path / "lost", KEY, PointInfo(code="BALVI", title="Izdomāts punkts", type="regional")
    )
    context = accounts.add_first_person(store, SUPERVISOR)
    reference_data.load(store, reference_data.shipped_catalogue())
    copies.name_medium(store, medium)
    for _ in range(2):
        records.save(context, "visit", visit(), {"visit_service": [line()]})
        copies.make_copy(store)
    store.close()
    return medium


def at_copies(pages: Pages, stick: Path) -> None:
    """Choose to restore and name the medium."""
    pages.dialog.start.restored.setChecked(True)
    pages.enter()
    assert pages.is_at(pages.dialog.restore)
    line_of(pages.dialog.restore.folder).setText(str(stick))
    pages.dialog.go_on()
    pages.until_quiet()
    pages.until_quiet()


@pytest.fixture
def pages(opened_pages: list[Pages], qtbot: QtBot, tmp_path: Path) -> Pages:
    """The pages for a folder without a desk."""
    return begin(opened_pages, tmp_path / "data", qtbot)


def test_a_lost_desk_is_brought_back_with_a_new_series_and_works_on(
    pages: Pages, stick: Path, qtbot: QtBot
) -> None:
    restore = pages.dialog.restore
    at_copies(pages, stick)
    qtbot.waitUntil(restore.phrase.isVisible)
    assert restore.copies.count() == 2
    assert restore.action == "Tālāk"

    line_of(restore.phrase).setText("nepareiza frāze šeit")
    pages.dialog.go_on()
    pages.until_quiet()
    assert "neder" in restore.told
    assert is_empty(pages.folder)

    line_of(restore.phrase).setText(PHRASE)
    pages.dialog.go_on()
    pages.until_quiet()
    assert "Izdomāts punkts (BALVI), ierakstu skaits: " in restore.inside.text()
    newer = restore.inside.text()
    assert restore.action == "Atjaunot"
    assert is_empty(pages.folder)

    pages.dialog.go_on()
    pages.until_quiet()
    store = pages.dialog.made
    assert isinstance(store, Store)
    assert restore.brought is not None
    assert f"jauna sērija {restore.brought.series}" in restore.inside.text()
    assert newer != restore.inside.text()
    assert not pages.dialog.back_button.isEnabled()
    assert not pages.dialog.leave_button.isVisible()
    assert len(registered(store, "visit")) == 2
    records.save(accounts.act_as(store), "visit", visit(), {"visit_service": [line()]})
    assert len(registered(store, "visit")) == 3
    pages.press(Qt.Key.Key_Return)
    assert not pages.dialog.isVisible()


def test_an_older_copy_can_be_chosen(pages: Pages, stick: Path, qtbot: QtBot) -> None:
    at_copies(pages, stick)
    restore = pages.dialog.restore
    restore.copies.setCurrentRow(1)
    pages.until_quiet()
    qtbot.waitUntil(restore.phrase.isVisible)
    line_of(restore.phrase).setText(PHRASE)
    for _ in range(2):
        pages.dialog.go_on()
        pages.until_quiet()
    store = pages.dialog.made
    assert isinstance(store, Store)
    assert len(registered(store, "visit")) == 1


def test_where_the_keyring_opens_the_copy_nothing_is_asked(
    memory: type[MemoryKeyring], opened_pages: list[Pages], stick: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    store = opening.open_for_writing(tmp_path / "lost", KEY)
    add_slot(tmp_path / "lost", store.key, Unlock())
    copies.make_copy(store)
    store.close()
    pages = begin(opened_pages, tmp_path / "data", qtbot)
    at_copies(pages, stick)
    restore = pages.dialog.restore
    qtbot.waitUntil(lambda: restore.is_read)
    assert not restore.phrase.isVisible()
    pages.dialog.go_on()
    pages.until_quiet()
    assert isinstance(pages.dialog.made, Store)


def test_a_folder_without_copies_is_told_and_one_can_go_back(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    at_copies(pages, tmp_path / "empty")
    assert "nav kacdesk kopijas" in pages.dialog.restore.told
    pages.dialog.go_back()
    assert pages.is_at(pages.dialog.start)
    pages.dialog.start.alone.setChecked(True)
    pages.enter()
    assert pages.is_at(pages.dialog.point)
    assert is_empty(pages.folder)


def test_a_restore_that_was_cut_off_is_told_and_offered_again(
    opened_pages: list[Pages], stick: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "data" / BROUGHT).mkdir(parents=True)
    pages = begin(opened_pages, tmp_path / "data", qtbot)
    start, restore = pages.dialog.start, pages.dialog.restore
    assert start.noted.isVisible()
    assert "tika pārtraukta" in start.noted.text()
    assert start.restored.isChecked()
    at_copies(pages, stick)
    line_of(restore.phrase).setText(PHRASE)
    for _ in range(2):
        pages.dialog.go_on()
        pages.until_quiet()
    assert isinstance(pages.dialog.made, Store)
    assert len(registered(pages.dialog.made, "visit")) == 2
    assert not (tmp_path / "data" / BROUGHT).exists()
