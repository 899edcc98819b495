"""This file is the place where a form asks only for what the other fields ask for, in cards with headings."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.links import Link
from kacdesk.ui.fields.link import LinkInput
from kacdesk.ui.register.form_sheet import FormSheet
from tests.helpers.desk import registered, visit
from tests.helpers.own_registers import SampleRequest, desk_with
from tests.ui import seen
from tests.ui.conftest import ready
from tests.ui.hands import CTRL, Hands, problem_of

REQUEST = SampleRequest.__tablename__


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Context]:
    with desk_with(tmp_path, SampleRequest) as context:
        yield context


@pytest.fixture
def hands(own: Context, qtbot: QtBot) -> Iterator[Hands]:
    with assembled(own) as parts:
        hands = ready(parts, qtbot)
        hands.window.new(REQUEST)
        hands.settle()
        yield hands


def _choose_way(hands: Hands, words: str) -> None:
    """Choose how to answer, by the keyboard as a person does."""
    combo = hands.field("Kā atbildēt").input.focusProxy()
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    hands.press(Qt.Key.Key_Home)
    while combo.currentText() != words:
        hands.press(Qt.Key.Key_Down)


def _headings(hands: Hands) -> list[str]:
    labels = hands.shown.form.findChildren(QLabel)
    return [each.text() for each in labels if each.property("part") == "heading" and each.isVisible()]


def test_a_field_appears_and_goes_at_once_with_the_one_that_asks_for_it(hands: Hands) -> None:
    assert not hands.field("Adrese").isVisible()
    _choose_way(hands, "Pa pastu")
    assert hands.field("Adrese").isVisible()
    assert hands.field("Adrese").label.text() == "Adrese *"
    _choose_way(hands, "Personīgi")
    assert not hands.field("Adrese").isVisible()


def test_a_field_that_asks_for_others_takes_them_with_it(hands: Hands) -> None:
    _choose_way(hands, "Pa pastu")
    assert not hands.field("Saņemšanas apliecinājums").isVisible()
    hands.field("Ierakstīti").input.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert hands.field("Saņemšanas apliecinājums").isVisible()
    _choose_way(hands, "Personīgi")
    assert not hands.field("Saņemšanas apliecinājums").isVisible()


def test_what_is_hidden_has_no_value_and_comes_back_while_the_form_is_open(
    hands: Hands, own: Context
) -> None:
    hands.fill("Būtība", "Paraugs par ceļu")
    _choose_way(hands, "Pa pastu")
    hands.fill("Adrese", "Parauga iela 1")
    _choose_way(hands, "Personīgi")
    assert hands.shown.form.fields.values()["address"] is None
    _choose_way(hands, "Pa pastu")
    assert hands.field("Adrese").input.value() == "Parauga iela 1"
    _choose_way(hands, "Personīgi")
    hands.save()
    [row] = registered(own.store, REQUEST)
    assert (row["way"], row["address"]) == ("PERSON", None)


def test_a_needed_field_stops_the_saving_only_while_it_is_asked_for(hands: Hands, own: Context) -> None:
    hands.fill("Būtība", "Paraugs")
    _choose_way(hands, "Pa pastu")
    hands.save()
    assert problem_of(hands.field("Adrese")) == "Aizpildiet lauku “Adrese”."
    assert hands.focused() is hands.field("Adrese").input.focusProxy()
    _choose_way(hands, "Personīgi")
    hands.save()
    assert len(registered(own.store, REQUEST)) == 1


def test_each_section_is_a_card_with_its_heading_and_nothing_is_folded_away(hands: Hands) -> None:
    assert _headings(hands) == ["Ko lūdz", "Atbilde"]
    _choose_way(hands, "Pa pastu")
    hands.field("Ierakstīti").input.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert _headings(hands) == ["Ko lūdz", "Atbilde", "Apliecinājums"]
    buttons = [each.text() for each in hands.shown.form.findChildren(QPushButton) if each.isVisible()]
    assert not [words for words in buttons if words.startswith("+ Vairāk")]


def test_the_moment_of_a_new_record_is_now(hands: Hands) -> None:
    assert hands.field("Lūgts").input.value() is not None


def _link(hands: Hands) -> LinkInput:
    field = hands.field("Apmeklējums").input
    assert isinstance(field, LinkInput)
    return field


def test_the_long_name_of_what_is_linked_goes_on_in_the_next_line(hands: Hands) -> None:
    hands.window.resize(683, 384)
    link = _link(hands)
    there = uuid4()
    link.set_value(there)
    hands.settle()
    link.show_name(Link("visit", there, "Sūdzība, jautājums vai priekšlikums · BALVI-ALR/2026/1-6/1 · " * 2))
    hands.settle()
    [sheet] = hands.shown.form.findChildren(FormSheet)
    assert sheet.horizontalScrollBar().maximum() == 0
    assert seen.cut(hands.window) == []


def test_a_code_typed_links_the_visit_it_names(hands: Hands, own: Context) -> None:
    there = records.save(own, "visit", visit()).id
    hands.window.pages.register_page("visit").open(there)
    hands.settle()
    opened = hands.page("visit").view.opened
    assert opened is not None
    hands.window.new(REQUEST)
    hands.fill("Apmeklējums", opened.code)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: _link(hands).value() == there)
    assert _link(hands).words.startswith("Apmeklējums · ")
    hands.fill("Būtība", "Paraugs")
    hands.save()
    [row] = registered(own.store, REQUEST)
    assert row["visit_id"] == there


def test_a_code_that_names_nothing_is_told_beside_the_field_and_not_saved(hands: Hands, own: Context) -> None:
    hands.fill("Būtība", "Paraugs")
    hands.fill("Apmeklējums", "nav tāda")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: "nav atrasts" in problem_of(hands.field("Apmeklējums")))
    hands.save()
    assert registered(own.store, REQUEST) == []
    assert "nav atrasts" in problem_of(hands.field("Apmeklējums"))


def test_a_link_is_opened_from_form_and_view_and_taken_away(hands: Hands, own: Context) -> None:
    there = records.save(own, "visit", visit()).id
    record = records.save(
        own, REQUEST, {"asked_at": visit()["started_at"], "subject": "Paraugs", "visit_id": there}
    ).id
    page = hands.page(REQUEST)
    page.open(record)
    hands.settle()
    hands.window.show_page(REQUEST)
    words = _linked_words(hands)
    hands.push(words, within=page.view)
    hands.settle()
    assert hands.window.page.name == "visit"
    assert hands.shown.view.opened is not None
    assert hands.shown.view.opened.id == there
    hands.window.show_page(REQUEST)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert _link(hands).words == words
    _link(hands).remove_button.click()
    assert _link(hands).value() is None
    assert hands.focused() is _link(hands).line


def _linked_words(hands: Hands) -> str:
    buttons = [each.text() for each in hands.shown.view.findChildren(QPushButton) if each.isVisible()]
    [words] = [each for each in buttons if each.startswith("Apmeklējums · ")]
    return words
