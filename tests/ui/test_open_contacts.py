"""This file is the place where several open contacts are held to being a key away, nameless, and never lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.people import accounts
from kacdesk.store import tables
from tests.helpers.desk import CLERK, call, hold_clock, line, registered, visit
from tests.ui.hands import Hands

ALT = Qt.KeyboardModifier.AltModifier
NAME = "Ķērsta Paraudziņa"
NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)
BACK = [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3]


def _chips(hands: Hands) -> list[tuple[str, bool]]:
    hands.window.contacts.refresh()
    return [(chip.words.partition(" ")[2], chip.served) for chip in hands.window.contacts.bar.chips]


def _words(hands: Hands) -> str:
    """Return every word that the window holds, seen or not."""
    window = hands.window
    told = [each.text() for each in window.findChildren(QLabel)]
    told += [each.text() for each in window.findChildren(QLineEdit)]
    told += [each.toPlainText() for each in window.findChildren(QPlainTextEdit)]
    for button in window.findChildren(QPushButton):
        told += [button.text(), button.accessibleName(), button.toolTip()]
    return " | ".join([*told, window.windowTitle()])


def test_parking_clears_the_customer_from_the_window_and_a_key_brings_all_back(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Klients", NAME)
    began = hands.field("Sākums").input.value()
    hands.press(Qt.Key.Key_F6)
    assert hands.shown.is_at_list
    hands.settle()
    assert NAME not in _words(hands)
    assert _chips(hands) == [("Apmeklējums · VSAA", False)]
    assert "Alt+1" in hands.strip

    hands.press(Qt.Key.Key_1, ALT)
    hands.settle()
    assert (hands.field("Klients").input.value(), hands.field("Sākums").input.value()) == (NAME, began)
    assert hands.field("Klients").input.isAncestorOf(hands.focused())
    assert _chips(hands) == [("Apmeklējums · VSAA", True)]
    assert NAME not in " ".join(
        b.accessibleName() for b in hands.window.contacts.bar.findChildren(QPushButton)
    )


def test_three_contacts_are_open_at_once_and_each_key_leads_to_its_own(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", NAME)
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pabalstu")
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums par ceļu")
    hands.settle()
    assert [words for words, _ in _chips(hands)] == ["Apmeklējums", "Zvans", "Dokuments"]
    assert [served for _, served in _chips(hands)] == [False, False, True]
    for key, register, field, words in (
        (BACK[1], "phone_consultation", "Temats", "Par pabalstu"),
        (BACK[0], "visit", "Klients", NAME),
        (BACK[2], "received_document", "Par ko", "Iesniegums par ceļu"),
    ):
        hands.press(key, ALT)
        hands.settle()
        assert hands.window.page is hands.page(register)
        assert hands.field(field).input.value() == words
        assert sum(served for _, served in _chips(hands)) == 1
    hands.save()
    assert [words for words, _ in _chips(hands)] == ["Apmeklējums", "Zvans"]
    assert len(drafts.mine(context)) == 2


def test_a_visit_begun_a_moment_ago_waits_while_the_phone_is_answered(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    began = hands.field("Sākums").input.value()
    hands.press(Qt.Key.Key_F3)
    hands.settle()
    hands.press(Qt.Key.Key_1, ALT)
    hands.settle()
    assert hands.window.page is hands.page("visit")
    assert hands.field("Sākums").input.value() == began


def test_a_call_is_measured_only_while_it_is_served(
    hands: Hands, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms = [clock.monotonic_ms()]
    monkeypatch.setattr(clock, "monotonic_ms", lambda: now_ms[0])
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pabalstu")
    now_ms[0] += 90_000
    hands.press(Qt.Key.Key_F6)
    hands.settle()
    now_ms[0] += 300_000
    hands.press(Qt.Key.Key_1, ALT)
    hands.settle()
    now_ms[0] += 10_000
    hands.save()
    [row] = registered(context.store, "phone_consultation")
    assert (row["duration_s"], row["start_quality"]) == (100, "MEASURED")


def test_escape_keeps_what_was_begun_like_parking(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert hands.shown.is_at_list
    assert _chips(hands) == [("Dokuments", False)]
    hands.push("Turpināt", within=hands.window.strip)
    hands.settle()
    assert hands.field("Par ko").input.value() == "Iesniegums"


def test_what_is_thrown_away_can_be_had_back_as_long_as_it_is_told(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    hands.push("Izmest", within=hands.shown.form)
    hands.settle()
    assert (_chips(hands), drafts.mine(context)) == ([], [])
    hands.push("Tomēr paturēt", within=hands.window.strip)
    hands.settle()
    assert hands.field("Par ko").input.value() == "Iesniegums"
    assert len(drafts.mine(context)) == 1


def test_what_the_disk_does_not_take_comes_back_into_the_form(
    hands: Hands, context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    with context.store.unit(context.actor.id) as unit:
        tables.draft.drop(unit.connection)
    hands.press(Qt.Key.Key_F6)
    hands.settle()
    assert hands.shown.shown is hands.shown.form
    assert hands.field("Par ko").input.value() == "Iesniegums"
    assert _chips(hands) == [("Dokuments", True)]
    assert hands.strip != ""


def test_nothing_of_one_clerks_contacts_stays_for_the_next(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", NAME)
    hands.window.page.keep()
    hands.settle()
    hands.jobs.swapped.emit(accounts.swap(context, CLERK).actor)
    assert NAME not in _words(hands)
    assert _chips(hands) == []
    assert len(drafts.mine(context)) == 1


def test_nine_open_contacts_stand_in_one_row_of_a_narrow_window(hands: Hands, context: Context) -> None:
    hands.window.resize(683, 384)
    for _ in range(9):
        drafts.keep(context, drafts.begin("visit", visit()))
    hands.window.contacts.show_drafts(drafts.mine(context))
    hands.settle()
    bar = hands.window.contacts.bar
    buttons = [each for each in bar.findChildren(QPushButton) if each.isVisible()]
    assert len(buttons) == 9
    assert hands.window.width() == 683
    assert all(bar.rect().contains(each.geometry()) for each in buttons)
    assert all(button.text().startswith(str(n)) for n, button in enumerate(buttons, start=1))


def _left_yesterday(context: Context, register: str, values: dict[str, Any], **more: Any) -> Draft:
    began = NOON - timedelta(hours=21)
    draft = drafts.begin(register, {**values, "started_at": began, "start_quality": "MEASURED"})
    left = replace(draft, begun_at=began, kept_at=began + timedelta(minutes=12), **more)
    drafts.keep(context, left)
    return left


def test_a_visit_left_open_yesterday_ends_only_when_a_person_says_so(
    context: Context, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, NOON)
    left = _left_yesterday(context, "visit", visit(), lines={"visit_service": [line()]})
    hands.window.contacts.show_drafts(drafts.mine(context))
    assert _chips(hands) == []
    hands.window.contacts.resume(left)
    assert hands.focused() is hands.window.contacts.left.findChildren(QPushButton)[0]
    assert registered(context.store, "visit") == []
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    hands.save()
    [row] = registered(context.store, "visit")
    assert (row["ended_at"], row["end_quality"]) == (left.kept_at, "LEFT_OPEN")
    assert hands.window.contacts.left.isHidden()


def test_another_end_is_typed_as_a_time_of_that_day(
    context: Context, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, NOON)
    left = _left_yesterday(context, "visit", visit(), lines={"visit_service": [line()]})
    hands.window.contacts.show_drafts(drafts.mine(context))
    hands.push("Citā laikā …", within=hands.window.contacts.left)
    hands.settle()
    assert hands.field("Beigas").input.isAncestorOf(hands.focused())
    hands.write("15:20")
    hands.save()
    [row] = registered(context.store, "visit")
    assert row["ended_at"] == left.begun_at + timedelta(minutes=20)


def test_a_call_left_open_keeps_what_was_measured(
    context: Context, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, NOON)
    told = call(call_state="ANSWERED", duration_s=190)
    _left_yesterday(context, "phone_consultation", told, measured_s=190, parked=True)
    hands.window.contacts.show_drafts(drafts.mine(context))
    [button] = [
        each
        for each in hands.window.contacts.left.findChildren(QPushButton)
        if each.text().startswith("Pēdējā rakstīšanas brīdī")
    ]
    assert "15:12" in button.text()
    button.click()
    hands.settle()
    hands.save()
    [row] = registered(context.store, "phone_consultation")
    assert (row["duration_s"], row["start_quality"]) == (190, "LEFT_OPEN")
