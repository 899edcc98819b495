"""This file is the place where people sign in at the real window, by keyboard alone."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import pins
from kacdesk.services.people.accounts import person_called
from kacdesk.store.session import row_of
from kacdesk.ui.people.access import AccessPage
from tests.helpers import desk
from tests.helpers.desk import CLERK, SUPERVISOR
from tests.ui.at_the_door import (
    CLERKS_PIN,
    SUPERVISORS_PIN,
    Start,
    come_in,
    gate_of,
    is_in,
    try_in_vain,
    words_in_sight,
)
from tests.ui.at_the_door import guarded as guarded
from tests.ui.at_the_door import start as start
from tests.ui.hands import CTRL, Hands


def test_a_desk_without_pins_opens_straight_away(start: Start) -> None:
    hands = start()
    assert is_in(hands)
    assert hands.window.header.who.text() == SUPERVISOR


def test_with_pins_the_window_begins_with_the_question_who_works(guarded: Context, start: Start) -> None:
    hands = start()
    assert not is_in(hands)
    assert not hands.window.guard.work.isVisible()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("izdo")
    assert gate_of(hands).marked == person_called(guarded.store, CLERK)
    hands.press(Qt.Key.Key_Return)
    hands.write(CLERKS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.window.header.who.text() == CLERK
    assert CLERK in hands.strip


def test_who_worked_last_only_types_the_pin(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands = start()
    assert gate_of(hands).marked == guarded.actor
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.window.header.who.text() == SUPERVISOR


def test_wrong_pins_wait_and_the_wait_is_still_there_after_a_restart(
    guarded: Context, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("para")
    hands.press(Qt.Key.Key_Return)
    assert "Mēģiniet vēlreiz" in try_in_vain(hands, "0000")
    try_in_vain(hands, "0000")
    assert "Nākamo reizi mēģiniet pēc plkst." in try_in_vain(hands, "0000")

    held = desk.hold_clock(monkeypatch.setattr, clock.now_utc())
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("para")
    hands.press(Qt.Key.Key_Return)
    assert "vēl nevar mēģināt" in try_in_vain(hands, SUPERVISORS_PIN)
    held.at += timedelta(seconds=5)
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))


def test_a_pin_for_one_use_is_changed_on_the_spot(guarded: Context, start: Start) -> None:
    given = pins.give(guarded, person_called(guarded.store, CLERK))
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("izdo")
    hands.press(Qt.Key.Key_Return)
    assert try_in_vain(hands, given) == ""
    panel = gate_of(hands).panel
    assert panel.fields == [panel.new, panel.again]
    hands.write("5937")
    hands.press(Qt.Key.Key_Return)
    assert "nav vienādi" in try_in_vain(hands, "5938")
    assert "viegli uzminēt" in retyped(hands, "1111")
    assert "izskatās pēc dzimšanas" in retyped(hands, "1987")
    panel.submit()
    hands.until(lambda: is_in(hands))
    assert hands.window.header.who.text() == CLERK
    pins.check(guarded.store, person_called(guarded.store, CLERK).id, "1987")


def test_who_has_no_pin_chooses_one_and_a_supervisor_confirms_it(guarded: Context, start: Start) -> None:
    records.save(guarded, "staff", {"name": "Trešā Darbiniece", "role": "CLERK", "active": True})
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("treš")
    hands.press(Qt.Key.Key_Return)
    for secret in ("5937", "5937"):
        hands.write(secret)
        hands.press(Qt.Key.Key_Return)
    assert "PIN neder" in try_in_vain(hands, "0000")
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.window.header.who.text() == "Trešā Darbiniece"


def test_a_supervisor_is_told_of_a_pin_that_was_given_by_command(guarded: Context, start: Start) -> None:
    pins.reset(guarded.store, person_called(guarded.store, CLERK))
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    assert CLERK in hands.strip
    assert "datora komandu" in hands.strip
    hands.window.strip.clear()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    assert "datora komandu" not in hands.strip


def test_who_stands_in_is_shown_with_the_last_day(context: Context, start: Start) -> None:
    clerk, today = person_called(context.store, CLERK), clock.today_riga()
    changes = {"acting_from": today, "acting_to": today}
    records.correct(context, "staff", clerk.id, changes, rev=0, reason="atvaļinājums")
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert f"vadītāja p. i. līdz {today.day:02}.{today.month:02}." in words_in_sight(hands.window.header)


def test_every_field_of_the_sign_in_page_has_a_name_and_words_that_lead_to_it(
    guarded: Context, start: Start
) -> None:
    hands = start()
    gate = gate_of(hands)
    led = {each.buddy() for each in gate.findChildren(QLabel) if each.buddy() is not None}
    for field in (gate.search, *gate.panel.findChildren(QLineEdit), gate.panel.witness):
        assert field.accessibleName()
        assert field in led
    assert gate.people.accessibleName()


def test_pins_are_turned_on_and_given_in_the_window(context: Context, start: Start) -> None:
    hands = start()
    hands.window.go_to("access")
    hands.settle()
    for _ in range(2):
        hands.write(SUPERVISORS_PIN)
        hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "PIN ir ieslēgti" in hands.strip
    hands.settle()
    access = hands.window.pages["access"]
    assert isinstance(access, AccessPage)
    access.people.selectRow(1)
    hands.push("Dot vienreizēju PIN")
    hands.settle()
    given = "".join(letter for letter in access.given.text() if letter.isdigit())
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    assert given not in words_in_sight(hands.window)
    with pytest.raises(pins.OneTimePin):
        pins.check(context.store, person_called(context.store, CLERK).id, given)


def retyped(hands: Hands, pin: str) -> str:
    """Type another new PIN twice, and return what is said of it."""
    panel = gate_of(hands).panel
    for line in (panel.new, panel.again):
        line.setFocus()
        hands.press(Qt.Key.Key_A, CTRL)
        hands.write(pin)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    return panel.problem.text()


def test_who_works_alone_types_the_pin_at_once(context: Context, start: Start) -> None:
    clerk = person_called(context.store, CLERK)
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, "staff", clerk.id)
    records.correct(context, "staff", clerk.id, {"active": False}, rev=row["rev"], reason=None)
    pins.change_own(context, "", SUPERVISORS_PIN)
    hands = start()
    assert not is_in(hands)
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: is_in(hands))
