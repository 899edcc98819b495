"""This file is the place where pages are made only when somebody goes to them, and then know what the others know."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.register.rehearsal import form_ahead
from kacdesk.ui.shell.shortcuts import NEW_KEYS
from tests.helpers.desk import CLERK, SUPERVISOR, document
from tests.helpers.own_registers import SampleCheck, desk_with
from tests.ui.at_the_door import CLERKS_PIN, Start, come_in
from tests.ui.at_the_door import guarded as guarded
from tests.ui.at_the_door import start as start
from tests.ui.conftest import OpenWindow, ready
from tests.ui.hands import CTRL, Hands

CHECK = SampleCheck.__tablename__


def _made(hands: Hands) -> set[str]:
    return {page.name for page in hands.window.pages.made}


def test_at_the_start_only_the_day_and_the_journals_are_made(forms_ahead: None, hands: Hands) -> None:
    hands.until(lambda: len(hands.window.pages.made) > len(NEW_KEYS))
    assert _made(hands) == {"today", *NEW_KEYS}
    hands.window.go_to("calendar_day")
    assert _made(hands) == {"today", *NEW_KEYS, "calendar_day"}


def test_what_is_typed_before_all_forms_are_made_stays(
    forms_ahead: None, context: Context, qtbot: QtBot
) -> None:
    """On a slow computer a person begins before the window is done with getting ready."""
    with assembled(context) as parts:
        window = parts.window
        with qtbot.waitSignal(window.ready):
            window.show()
        hands = Hands(window, parts.jobs, parts.bugs, qtbot)
        for register, field in (("visit", "Klients"), ("received_document", "Par ko")):
            window.new(register)
            hands.fill(field, "Ķērsta Paraudziņa")
        with qtbot.waitSignal(window.prepared):
            assert _made(hands) >= {"visit", "received_document"}
        assert hands.field("Par ko").input.value() == "Ķērsta Paraudziņa"
        window.contacts.switch(0)
        hands.settle()
        assert hands.field("Klients").input.value() == "Ķērsta Paraudziņa"


class _Dressed(QObject):
    """Hears what is dressed: Qt looks up how, for each thing by itself, when it is first laid out or drawn."""

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self.found: list[QObject] = []
        self._form = form

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt names it
        if event.type() is QEvent.Type.Polish and isinstance(watched, QWidget):
            self.found += [watched] if self._form.isAncestorOf(watched) else []
        return False


def test_the_first_contact_finds_its_form_dressed_and_as_wide_as_it_will_be(
    forms_ahead: None, context: Context, qapp: QApplication, qtbot: QtBot
) -> None:
    with assembled(context) as parts:
        window = parts.window
        with qtbot.waitSignal(window.prepared):
            window.show()
        hands = Hands(window, parts.jobs, parts.bugs, qtbot)
        for register in NEW_KEYS:
            form = window.register_page(register).form
            assert not form.isVisible()
            width, dressed = form.width(), _Dressed(form)
            qapp.installEventFilter(dressed)
            window.new(register)
            hands.settle()
            qapp.removeEventFilter(dressed)
            assert form.isVisible()
            assert form.width() == width
            assert dressed.found == []


def test_a_contact_begun_meanwhile_is_not_rehearsed(hands: Hands) -> None:
    hands.window.new("visit")
    hands.settle()
    page = hands.window.register_page("visit")
    size = page.form.size()
    hands.window.go_to("institution")
    for piece in form_ahead(lambda: page, lambda: QSize(300, 200)):
        piece()
    assert page.form.size() == size


def test_what_a_page_is_called_is_known_before_it_is_made_and_does_not_change(hands: Hands) -> None:
    told = {name: entry.title for name, entry in hands.window.pages.entries.items()}
    assert {name: page.title for name, page in hands.window.pages.items()} == told


def test_a_page_made_later_reads_its_rows_and_knows_what_may_be_chosen(hands: Hands) -> None:
    hands.window.go_to("institution")
    hands.settle()
    assert hands.shown.list.table.rowCount() > 0
    assert hands.focused() is hands.shown.list.rows
    hands.window.new("outgoing_document")
    hands.settle()
    assert any(frame.spec.refers_to == "institution" for frame in hands.shown.form.fields.frames.values())
    hands.choose("Adresāts", "VSAA")


def test_a_page_made_later_shows_the_correction_that_was_begun(
    context: Context, open_window: OpenWindow
) -> None:
    record = records.save(
        context, "calendar_day", {"day": date(2026, 12, 28), "kind": "DAY_OFF", "title": "Paraugs"}
    ).id
    hands = open_window()
    page = hands.page("calendar_day")
    hands.window.go_to("calendar_day")
    page.open(record)
    hands.settle()
    page.correct()
    hands.settle()
    hands.fill("Nosaukums", "Cits paraugs")
    page.keep()
    hands.settle()
    hands = open_window()
    assert "calendar_day" not in _made(hands)
    hands.window.go_to("calendar_day")
    hands.settle()
    hands.push("Atjaunot", within=hands.shown.list)
    hands.settle()
    assert hands.field("Nosaukums").input.value() == "Cits paraugs"


def test_a_search_everywhere_opens_a_record_on_a_page_that_was_not_made(
    hands: Hands, context: Context
) -> None:
    hands.window.open_record("staff", context.actor.id)
    hands.settle()
    assert hands.window.page.name == "staff"
    assert hands.shown.view.opened is not None
    assert hands.shown.view.opened.values["name"] == SUPERVISOR


def test_a_page_made_after_another_person_sat_down_is_hers(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, CLERK, CLERKS_PIN)
    hands.settle()
    hands.window.go_to("staff")
    hands.settle()
    assert not hands.shown.is_writable


@pytest.fixture
def clerks(tmp_path: Path, qtbot: QtBot) -> Iterator[Hands]:
    """Open the window of a clerk over a desk with a register that only the supervisor changes."""
    with desk_with(tmp_path, SampleCheck) as context:
        records.save(context, CHECK, {"what": "Paraugs"})
        clerk = accounts.act_as(context.store, CLERK)
        with assembled(clerk) as parts:
            yield ready(parts, qtbot)


def test_a_clerk_only_reads_what_the_supervisor_keeps_and_is_told_so(clerks: Hands) -> None:
    clerks.window.go_to(CHECK)
    clerks.settle()
    page = clerks.shown
    assert "maina tikai vadītājs" in _words(page)
    clerks.press(Qt.Key.Key_N, CTRL)
    assert page.is_at_list
    assert "maina tikai vadītājs" in clerks.strip
    page.open(page.list.table.ids[0])
    clerks.settle()
    assert page.shown is page.view
    assert page.view.acts.words == []
    clerks.press(Qt.Key.Key_E, CTRL)
    assert page.shown is page.view


def test_a_supervisor_writes_there(hands: Hands, context: Context) -> None:
    hands.window.go_to("staff")
    hands.settle()
    assert "maina tikai vadītājs" not in _words(hands.shown)
    assert hands.shown.is_writable


def test_the_unseen_page_of_a_journal_hears_of_a_new_record(hands: Hands, context: Context) -> None:
    saved = records.save(context, "received_document", document())
    hands.until(lambda: hands.page("received_document").list.table.ids == [saved.id])
    assert lists.open_record(context, "received_document", saved.id, purpose=None).masked


def _words(page: RegisterPage) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())
