"""This file is the place where the real window is locked and opened, and nothing half-typed is lost or seen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from kacdesk.core import clock
from kacdesk.services import preferences, records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.people.accounts import person_called
from tests.helpers import desk
from tests.helpers.desk import CLERK, SUPERVISOR, visit
from tests.ui.at_the_door import (
    CLERKS_PIN,
    SUPERVISORS_PIN,
    Start,
    come_in,
    gate_of,
    is_in,
    words_in_sight,
)
from tests.ui.at_the_door import guarded as guarded
from tests.ui.at_the_door import start as start
from tests.ui.hands import CTRL
from tests.ui.mornings import today_of


def test_two_people_swap_with_two_keys_and_a_pin_and_nothing_of_the_first_stays(
    guarded: Context, start: Start
) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", "Jānis Bērziņš")
    hands.press(Qt.Key.Key_L, CTRL)
    hands.press(Qt.Key.Key_Down)
    hands.write(CLERKS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    hands.settle()
    assert hands.window.header.who.text() == CLERK
    assert "Bērziņš" not in words_in_sight(hands.window)
    clerk = Context(guarded.store, person_called(guarded.store, CLERK))
    assert drafts.mine(clerk) == []
    assert [draft.values["customer_name"] for draft in drafts.mine(guarded)] == ["Jānis Bērziņš"]

    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pabalstu")
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    assert [draft.values["topic"] for draft in drafts.mine(clerk)] == ["Par pabalstu"]
    page = today_of(hands)
    assert hands.window.page is page
    hands.until(lambda: "apmeklējumu" in page.begun.note)


def test_after_the_right_pin_the_same_form_with_the_same_field_is_back(
    guarded: Context, start: Start
) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_F2)
    field = hands.fill("Klients", "Jānis Bērziņš")
    line = field.input.focusProxy()
    assert isinstance(line, QLineEdit)
    line.setCursorPosition(5)
    hands.press(Qt.Key.Key_L, CTRL)
    hands.settle()
    [draft] = drafts.mine(guarded)
    assert draft.values["customer_name"] == "Jānis Bērziņš"
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.focused() is line
    hands.write("!")
    assert line.text() == "Jānis! Bērziņš"


def test_nothing_of_the_work_is_painted_while_it_is_locked(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_F2)
    field = hands.fill("Klients", "Jānis Bērziņš")
    hands.press(Qt.Key.Key_L, CTRL)
    hands.settle()
    gate_of(hands).search.setFocus()
    gate_of(hands).panel.clear()
    work = hands.window.guard.work
    assert not [each for each in [work, *work.findChildren(QWidget)] if each.isVisible()]
    assert "Bērziņš" not in hands.window.windowTitle()
    before = hands.window.grab().toImage()
    field.input.set_value("Pavisam Cits Cilvēks")
    hands.window.strip.say("Pavisam Cits Cilvēks")
    assert hands.window.grab().toImage() == before


def test_no_dialog_stands_above_the_lock_and_no_key_reaches_the_work(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.window.show_help()
    guide = hands.window.help_dialog()
    assert guide.isVisible()
    hands.window.guard.lock()
    assert not guide.isVisible()
    shown = hands.window.page
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F9):
        hands.press(key)
    for key in (Qt.Key.Key_2, Qt.Key.Key_M, Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_F):
        hands.press(key, CTRL)
    hands.settle()
    assert hands.window.page is shown
    assert not guide.isVisible()
    assert drafts.mine(guarded) == []
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_F2)
    assert hands.window.page is hands.page("visit")


def test_revealed_rows_are_masked_before_the_next_person_sees_the_list(
    guarded: Context, start: Start
) -> None:
    records.save(guarded, "visit", visit(customer_name="Jānis Bērziņš"), {"visit_service": [desk.line()]})
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.window.go_to("visit")
    hands.settle()
    hands.push("Rādīt personas datus")
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "Jānis Bērziņš" in hands.cells("visit")[0]
    seen: list[str] = []
    hands.window.guard.opened.connect(lambda _arrival: seen.extend(hands.cells("visit")[0]))
    come_in(hands, CLERK, CLERKS_PIN)
    assert "•••" in seen
    assert "Jānis Bērziņš" not in seen


def test_the_desk_locks_itself_when_nobody_touches_it(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", "Jānis Bērziņš")
    with hands.qtbot.waitSignal(hands.window.guard.closing):
        hands.window.guard.idle.watch_ms(30)
    hands.settle()
    assert not is_in(hands)
    assert "Aizslēgts plkst." in words_in_sight(hands.window)
    hands.write(SUPERVISORS_PIN)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.field("Klients").input.value() == "Jānis Bērziņš"


def test_a_key_or_the_mouse_anywhere_in_the_window_counts_as_a_touch(
    guarded: Context, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    idle, handle = hands.window.guard.idle, hands.window.windowHandle()
    at = clock.monotonic_ms()
    monkeypatch.setattr(clock, "monotonic_ms", lambda: at)
    monkeypatch.setattr(clock, "now_ms", lambda: at)
    idle.watch_ms(0)
    touches: list[Callable[[], object]] = [
        lambda: QTest.keyClick(handle, Qt.Key.Key_Shift),
        lambda: QTest.mouseMove(handle, QPoint(40, 40)),
        lambda: QTest.mouseClick(handle, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(700, 700)),
    ]  # fmt: skip
    for touch in touches:
        at += 60_000
        assert idle.quiet_ms == 60_000
        touch()
        hands.qtbot.waitUntil(lambda: idle.quiet_ms == 0)


def test_a_computer_that_slept_is_locked_when_it_wakes(
    guarded: Context, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    later = clock.now_ms() + 3_600_000
    monkeypatch.setattr(clock, "now_ms", lambda: later)
    assert hands.window.guard.idle.quiet_ms >= 3_500_000


def test_a_desk_without_pins_does_not_lock_itself_but_can_be_locked(start: Start) -> None:
    hands = start()
    hands.press(Qt.Key.Key_L, CTRL)
    assert not is_in(hands)
    assert "PIN nav jāievada" in words_in_sight(gate_of(hands))
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    assert hands.window.header.who.text() == SUPERVISOR


def test_the_desk_waits_as_long_as_it_is_set_and_never_when_so_decided(
    guarded: Context, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = start()
    waits: list[int] = []
    monkeypatch.setattr(hands.window.guard.idle, "watch", waits.append)
    come_in(hands, SUPERVISOR, SUPERVISORS_PIN)
    assert waits[-1] == 5
    for minutes in (1, 0):
        preferences.change(guarded, idle_minutes=minutes)
        hands.window.guard.refresh()
        hands.settle()
        assert waits[-1] == minutes


def test_who_no_longer_works_here_is_locked_out_at_once(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, CLERK, CLERKS_PIN)
    clerk = person_called(guarded.store, CLERK)
    records.correct(guarded, "staff", clerk.id, {"active": False}, rev=0, reason=None)
    hands.until(lambda: not is_in(hands))
    hands.settle()
    assert [gate_of(hands).people.item(row).text() for row in range(gate_of(hands).people.count())] == [
        SUPERVISOR
    ]
