"""The first start on its real pages: alone, back and forth, given up, refused, and never half made."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.app import run
from kacdesk.core import clock
from kacdesk.core.latvian import short_date
from kacdesk.services import preferences
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts, pins
from kacdesk.store import copies, opening, tables
from kacdesk.ui.first_run.step import line_of
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import all_rows, registered
from tests.reports.pdf_reading import words_of
from tests.ui.first_run_hands import (
    PHRASE,
    QUICK,
    Pages,
    begin,
    central,
    central_data,
    is_empty,
    opened_pages,
    pages,
)
from tests.vault.test_keyrings import MemoryKeyring, memory

__all__ = ["central", "central_data", "memory", "opened_pages", "pages"]


def test_alone_a_desk_is_made_by_keys_and_nothing_before_the_last_button(
    pages: Pages, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    dialog = pages.dialog
    pages.enter()
    assert pages.is_at(dialog.point)
    dialog.point.choice.input.set_value("VILAKA")
    pages.enter()
    pages.write("Paraugs  Vaditajs")
    dialog.people.add()
    pages.write("Izdomata Darbiniece")
    pages.enter()
    pages.write("8305")
    pages.press(Qt.Key.Key_Tab)
    pages.write("8305")
    pages.enter()
    line_of(dialog.settings.copies).setText(str(tmp_path / "stick"))
    dialog.settings.idle.input.set_value("10")
    for frame in (dialog.settings.passphrase, dialog.settings.again):
        line_of(frame).setText(PHRASE)
    pages.enter()
    assert pages.is_at(dialog.summary)
    assert is_empty(pages.folder)

    store = pages.make()
    told = overview(store)
    assert (told.point, told.enrolled, told.sample) == ("VILAKA", False, False)
    assert told.point_title.startswith("Viļakas")
    assert [(person.name, person.role) for person in accounts.staff(store)] == [
        ("Paraugs Vaditajs", "SUPERVISOR"),
        ("Izdomata Darbiniece", "CLERK"),
    ]
    assert preferences.preferences_of(store).idle_minutes == 10
    assert registered(store, "deadline_rule")
    assert registered(store, "service")
    assert copies.read_copies(store).folder == tmp_path / "stick"
    supervisor = accounts.staff(store)[0]
    pins.check(store, supervisor.id, "8305")
    store.close()
    dialog.made = None
    for phrase in (PHRASE, dialog.summary.key):
        opening.open_for_writing(pages.folder, Unlock(passphrase=phrase)).close()


def test_a_point_of_ones_own_gets_a_code_by_its_name(pages: Pages) -> None:
    dialog = pages.dialog
    pages.enter()
    dialog.point.choice.input.set_value("")
    dialog.point.choice.input.edited.emit()
    line_of(dialog.point.title).setFocus()
    pages.write("Kubuļu klientu centrs")
    assert (dialog.point.point().code, dialog.point.point().title) == ("KUBULU", "Kubuļu klientu centrs")
    line_of(dialog.point.code).setText("kubuļi!")
    pages.enter()
    assert pages.is_at(dialog.point)
    assert "lielie latīņu burti" in dialog.point.code.told


def test_going_back_loses_nothing(pages: Pages) -> None:
    pages.enter()
    pages.go_through("Paraugs Vaditajs")
    before = pages.dialog.plan()
    for _ in range(5):
        pages.dialog.go_back()
    assert pages.is_at(pages.dialog.start)
    for _ in range(5):
        pages.dialog.go_on()
    assert pages.is_at(pages.dialog.summary)
    assert pages.dialog.plan() == before


def test_giving_up_asks_once_and_leaves_nothing(pages: Pages) -> None:
    pages.enter()
    pages.go_through()
    pages.press(Qt.Key.Key_Escape)
    assert pages.dialog.isVisible()
    assert pages.dialog.told == "Nekas nav izveidots. Lai tiešām pārtrauktu, nospiediet vēlreiz."
    pages.press(Qt.Key.Key_Escape)
    assert not pages.dialog.isVisible()
    assert pages.dialog.made is None
    assert is_empty(pages.folder)


def test_what_cannot_be_made_leaves_nothing_and_can_be_made_again(pages: Pages, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    pages.enter()
    line_of(pages.dialog.settings.copies).setText(str(stick))
    pages.go_through()
    stick.rmdir()
    pages.dialog.summary.kept.setChecked(True)
    pages.dialog.go_on()
    pages.until_quiet()
    assert "Mape “stick” nav atrasta." in pages.dialog.step.told
    assert is_empty(pages.folder)
    stick.mkdir()
    assert accounts.staff(pages.make())


def test_the_key_must_be_on_paper_before_the_desk_is_made(pages: Pages) -> None:
    pages.enter()
    pages.go_through()
    pages.dialog.go_on()
    assert pages.dialog.step.told == "Izdrukājiet vai pārrakstiet atjaunošanas atslēgu un to atzīmējiet."
    assert is_empty(pages.folder)


def test_the_printed_key_is_the_one_that_is_shown(pages: Pages, tmp_path: Path) -> None:
    pages.enter()
    pages.go_through()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    pages.dialog.summary.print_to(printer)
    words = words_of(tmp_path / "key.pdf")
    assert pages.dialog.summary.key in re.sub(r"\s+", "", words).replace("\u2010", "-")
    assert short_date(clock.today_riga()) in words


@pytest.mark.parametrize(
    ("pin", "again", "told"),
    [
        ("1111", "1111", "viegli uzmin"),
        ("830", "830", "par īsu"),
        ("8305", "8306", "nav vienādi"),
    ],
)
def test_a_pin_that_will_not_do_is_told(pages: Pages, pin: str, again: str, told: str) -> None:
    pages.enter()
    pages.enter()
    pages.write("Paraugs Vaditajs")
    pages.enter()
    pages.write(pin)
    pages.press(Qt.Key.Key_Tab)
    pages.write(again)
    pages.enter()
    assert pages.is_at(pages.dialog.pin)
    assert told in pages.dialog.pin.told


def test_people_without_a_supervisor_or_named_twice_are_told(pages: Pages) -> None:
    people = pages.dialog.people
    pages.enter()
    pages.enter()
    pages.enter()
    assert "vadītāju" in people.told
    pages.write("Paraugs Vaditajs")
    people.add()
    pages.write("paraugs vaditajs")
    pages.enter()
    assert "vienāds" in people.told
    people.rows[1].remove.click()
    pages.dialog.go_on()
    assert pages.is_at(pages.dialog.pin)


def test_with_a_keyring_nothing_has_to_be_typed_and_the_key_on_paper_opens_when_it_is_lost(
    memory: type[MemoryKeyring],
    opened_pages: list[Pages],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = begin(opened_pages, tmp_path / "data", qtbot)
    assert pages.dialog.settings.phrase() is None
    pages.enter()
    pages.go_through()
    pages.make().close()
    pages.dialog.made = None
    opening.open_for_writing(pages.folder, Unlock()).close()

    memory.kept.clear()
    asked = iter(["nepareiza atslēga", pages.dialog.summary.key.replace("-", "").lower()])
    monkeypatch.setattr("kacdesk.app.ask_passphrase", lambda *, again: next(asked))
    QTimer.singleShot(0, QApplication.closeAllWindows)
    assert run(pages.folder, Unlock(), as_name=None) == 0
    assert list(asked) == []
    opening.open_for_writing(pages.folder, Unlock()).close()


def test_the_program_offers_the_pages_and_ends_quietly_when_they_are_given_up(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kacdesk.app.somebody_is_there", lambda: True)
    QTimer.singleShot(0, QApplication.closeAllWindows)
    assert run(tmp_path / "data", QUICK, as_name=None) == 0
    assert is_empty(tmp_path / "data")


def test_drafts_of_nobody_are_in_a_new_desk(pages: Pages) -> None:
    pages.enter()
    pages.go_through()
    assert all_rows(pages.make(), tables.draft) == []


def test_everything_that_takes_the_keyboard_has_a_name_and_its_label(pages: Pages) -> None:
    stops = [
        each
        for each in pages.dialog.findChildren(QWidget)
        if each.window() is pages.dialog and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(stops) > 20
    assert [type(each).__name__ for each in stops if not each.accessibleName()] == []
    labelled = {each.buddy() for each in pages.dialog.findChildren(QLabel)}
    fields = [each for each in stops if isinstance(each, QLineEdit | QComboBox)]
    assert [each.accessibleName() for each in fields if each not in labelled] == []


@pytest.mark.parametrize("size", [(860, 620), (600, 360)])
def test_no_page_is_wider_than_its_window(pages: Pages, size: tuple[int, int]) -> None:
    pages.dialog.resize(*size)
    pages.enter()
    pages.go_through("Paraugs Vaditajs ar garu vardu")
    for step in pages.dialog.steps:
        scroll = step.parentWidget()
        assert scroll is not None
        assert step.minimumSizeHint().width() <= size[0] - 40, step.name
