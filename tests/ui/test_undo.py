"""This file is the place where the last save is taken back from the window, by key, for ten seconds."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kacdesk.services.context import Context
from tests.helpers.desk import hold_clock, registered
from tests.ui.hands import CTRL, Hands

NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


def _save_document(hands: Hands, title: str = "Iesniegums par ceļu") -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write(title)
    hands.save()


def _undo_buttons(hands: Hands) -> list[str]:
    buttons = hands.window.strip.findChildren(QPushButton)
    return [each.text() for each in buttons if each.isVisible() and each.text().startswith("Atsaukt")]


def test_the_key_takes_the_save_back_and_the_form_stands_as_it_was(hands: Hands, context: Context) -> None:
    _save_document(hands)
    assert _undo_buttons(hands)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    [row] = registered(context.store, "received_document")
    assert row["status"] == "voided"
    assert hands.field("Par ko").input.value() == "Iesniegums par ceļu"
    assert "Atsaukts" in hands.strip
    hands.save()
    numbers = [row["sequence"] for row in registered(context.store, "received_document")]
    assert numbers[1] == numbers[0] + 1


def test_a_number_is_spoken_of_only_where_there_was_one(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pabalstu")
    hands.save()
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert hands.strip == "Atsaukts: ieraksts ir anulēts. Varat turpināt rakstīt."


def test_it_also_works_from_the_next_form_while_nothing_is_typed_there(
    hands: Hands, context: Context
) -> None:
    _save_document(hands)
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", "")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert registered(context.store, "received_document")[0]["status"] == "voided"
    assert hands.window.page is hands.page("received_document")


def test_in_a_field_the_key_takes_back_typing_first(hands: Hands, context: Context) -> None:
    _save_document(hands)
    hands.press(Qt.Key.Key_F2)
    frame = hands.fill("Klients", "Ķērsta")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert frame.input.value() != "Ķērsta"
    assert registered(context.store, "received_document")[0]["status"] == "registered"


def test_the_key_pressed_twice_in_a_hurry_takes_back_once_and_says_so(hands: Hands) -> None:
    _save_document(hands)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert hands.strip.startswith("Atsaukts")
    assert hands.field("Par ko").input.value() == "Iesniegums par ceļu"


def test_the_seconds_are_counted_down_and_then_it_is_refused_with_a_sentence(
    hands: Hands, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_clock(monkeypatch.setattr, NOON)
    _save_document(hands)
    held.at += timedelta(seconds=7)
    hands.until(lambda: _undo_buttons(hands) == ["Atsaukt (Ctrl+Z) · 3 s"])
    held.at += timedelta(seconds=4)
    hands.until(lambda: _undo_buttons(hands) == [])
    assert hands.strip.startswith("Saglabāts")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert "10 sekunžu laikā" in hands.strip
    assert "anulējiet" in hands.strip
    assert registered(context.store, "received_document")[0]["status"] == "registered"
