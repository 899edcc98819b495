"""This file is the place where something is done with a shown record: a step, a paper, a record begun from it."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QMenu

from kacdesk.models.catalog import CATALOG
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.ui.fields.link import LinkInput
from kacdesk.ui.register.act_bar import ONWARD_KEY, STEP_KEY
from kacdesk.ui.register.paper import PaperDialog
from kacdesk.ui.shell.shortcuts import key_rows
from tests.helpers.desk import an_hour_ago, document, line, registered, visit
from tests.services.requests import delegated
from tests.ui.hands import CTRL, Hands

PERSON = "Izdomātā Iesniedzēja"


@pytest.fixture
def paper(context: Context) -> UUID:
    """Return a received document that is still here."""
    return records.save(context, "received_document", document(submitter_name=PERSON)).id


def _open(hands: Hands, register: str, record: UUID) -> None:
    hands.window.show_page(register)
    hands.page(register).open(record)
    hands.settle()


def test_f10_takes_the_next_step_and_shows_the_record_as_it_is_then(
    hands: Hands, context: Context, paper: UUID
) -> None:
    _open(hands, "received_document", paper)
    first = hands.shown.view.acts.words[0]
    assert first.endswith("(F10)")
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    assert first.removesuffix(" (F10)") in hands.strip
    assert hands.shown.view.acts.words[0] != first
    opened = hands.shown.view.opened
    assert opened is not None
    assert opened.rev > 0


def test_f10_never_takes_back_what_was_asked_for_and_says_what_is_to_be_written_first(
    hands: Hands, context: Context
) -> None:
    deadlines.seed(context)
    there = records.save(
        context, "delegated_application", delegated(context, identity_checked_at=an_hour_ago())
    ).id
    _open(hands, "delegated_application", there)
    for words in ("Portālā identificējos kā pilnvarotā persona (F10)", "Apliecinājums parakstīts (F10)"):
        assert hands.shown.view.acts.words[0] == words
        hands.press(Qt.Key.Key_F10)
        hands.settle()
    assert "Vispirms pierakstiet, kādus datus persona apliecina" in hands.strip
    assert registered(context.store, "delegated_application")[0]["state"] == "IN_PORTAL"
    assert "Persona atsauca" in hands.shown.view.acts.words


def test_what_is_not_usual_has_a_button_and_not_the_key(hands: Hands, context: Context, paper: UUID) -> None:
    for step in ("copied", "handed_on", "confirmed", "answered"):
        steps.take(context, "received_document", paper, step)
    _open(hands, "received_document", paper)
    assert hands.shown.view.acts.words[0] == "Atkal centrā"
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    assert registered(context.store, "received_document")[0]["custody"] == "ACKNOWLEDGED"


def test_a_step_by_its_button_changes_the_record_and_stands_in_its_history(
    hands: Hands, context: Context, paper: UUID
) -> None:
    _open(hands, "received_document", paper)
    hands.push("Atdots iesniedzējam", within=hands.shown.view)
    hands.settle()
    [row] = registered(context.store, "received_document")
    assert row["custody"] == "RETURNED"
    assert "Atdots iesniedzējam" not in hands.shown.view.acts.words


def test_what_was_shown_openly_stays_so_after_a_step(hands: Hands, paper: UUID) -> None:
    _open(hands, "received_document", paper)
    hands.shown.room.open(paper, purpose="Klienta apkalpošana")
    hands.settle()
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    opened = hands.shown.view.opened
    assert opened is not None
    assert opened.values["submitter_name"] == PERSON


def test_a_record_changed_meanwhile_is_not_stepped_over(hands: Hands, context: Context, paper: UUID) -> None:
    _open(hands, "received_document", paper)
    opened = hands.shown.view.opened
    assert opened is not None
    changed = {"title": "Cits paraugs"}
    records.correct(context, "received_document", paper, changed, rev=opened.rev, reason="paraugs")
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    assert "mainīja kāds cits" in hands.strip


def test_a_voided_record_offers_nothing(hands: Hands, context: Context, paper: UUID) -> None:
    records.void(context, "received_document", paper, reason="divreiz")
    _open(hands, "received_document", paper)
    assert hands.shown.view.acts.words == ["Rādīt personas datus"]


def test_a_reason_that_is_too_long_is_refused_and_its_words_stay(
    hands: Hands, context: Context, paper: UUID
) -> None:
    _open(hands, "received_document", paper)
    hands.push("Anulēt", within=hands.shown.view)
    why = "Klients atteicās " * 40
    hands.write(why)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "Ieraksts nav anulēts." in hands.strip
    answer = hands.focused()
    assert isinstance(answer, QComboBox)
    assert answer.currentText() == why.strip()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.write("Ievadīts divreiz")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    [row] = registered(context.store, "received_document")
    assert (row["status"], row["void_reason"]) == ("voided", "Ievadīts divreiz")


def test_the_key_does_not_open_a_voided_record_to_be_corrected(
    hands: Hands, context: Context, paper: UUID
) -> None:
    records.void(context, "received_document", paper, reason="divreiz")
    _open(hands, "received_document", paper)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert not hands.shown.is_at_form
    assert hands.strip == "Anulētu ierakstu labot nevar."


def test_the_key_for_a_paper_says_that_a_voided_record_has_none(
    hands: Hands, context: Context, paper: UUID
) -> None:
    records.void(context, "received_document", paper, reason="divreiz")
    _open(hands, "received_document", paper)
    hands.press(Qt.Key.Key_P, CTRL)
    hands.settle()
    [dialog] = [each for each in hands.window.findChildren(PaperDialog) if each.isVisible()]
    assert "papīru par to vairs neizsniedz" in dialog.strip.text
    dialog.reject()


def test_a_paper_of_the_register_is_shown_and_can_be_turned_over(hands: Hands, paper: UUID) -> None:
    _open(hands, "received_document", paper)
    hands.push("Dokumenta ceļš", within=hands.shown.view)
    [dialog] = [each for each in hands.window.findChildren(PaperDialog) if each.isVisible()]
    hands.until(lambda: dialog.drawn is not None)
    assert dialog.windowTitle() == "Dokumenta ceļš"
    assert dialog.page_words.text() == "1. lapa no 1"
    assert dialog.size_choice.count() == 0
    dialog.reject()


def test_f11_lets_choose_what_is_begun_and_the_new_form_knows_where_it_came_from(
    hands: Hands, context: Context
) -> None:
    there = records.save(context, "visit", visit(customer_name=PERSON), {"visit_service": [line()]}).id
    _open(hands, "visit", there)
    hands.press(Qt.Key.Key_F11)
    [menu] = [each for each in hands.shown.view.findChildren(QMenu) if each.isVisible()]
    [action] = [each for each in menu.actions() if each.text() == "Pieņemt dokumentu"]
    action.trigger()
    menu.close()
    hands.window.activateWindow()  # off screen nobody gives the keyboard back that the menu had
    hands.until(hands.window.isActiveWindow)
    hands.settle()
    assert hands.window.page.name == "received_document"
    assert hands.shown.is_at_form
    link = hands.field("Apmeklējums").input
    assert isinstance(link, LinkInput)
    assert link.value() == there
    assert link.words.startswith("Apmeklējums · ")
    hands.fill("Par ko", "Paraugs par pabalstu")
    hands.save()
    assert hands.strip.startswith("Saglabāts")
    [row] = registered(context.store, "received_document")
    assert row["visit_id"] == there


def test_what_was_begun_from_a_record_and_left_leaves_nothing_behind(hands: Hands, context: Context) -> None:
    there = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    _open(hands, "visit", there)
    hands.shown.view.onward_asked.emit("document")
    hands.settle()
    assert hands.shown.is_at_form
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert not hands.shown.is_open
    assert registered(context.store, "received_document") == []


def test_what_stood_half_filled_is_put_aside_for_what_is_begun(hands: Hands, context: Context) -> None:
    there = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    hands.window.new("received_document")
    hands.fill("Par ko", "Pirmais paraugs")
    _open(hands, "visit", there)
    hands.shown.view.onward_asked.emit("document")
    hands.settle()
    assert hands.field("Par ko").input.value() is None
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hands.settle()
    assert hands.field("Par ko").input.value() == "Pirmais paraugs"


def test_the_keys_stand_in_the_help() -> None:
    shown = {row.keys for rows in key_rows(CATALOG.specs).values() for row in rows}
    assert {STEP_KEY, ONWARD_KEY, "Ctrl+G"} <= shown
