"""How many keys the frequent contacts take, counted at the real window: Ctrl and its letter are two keys."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt

from kacdesk.services.context import Context
from kacdesk.ui.today.page import NAME as TODAY
from tests.helpers.desk import registered
from tests.ui.hands import CTRL, PLAIN, Hands

CODE = "010190-12345"
"""Made up; the window asks about the check digit, and the second Ctrl+S says that it is as the customer told it."""


@dataclass
class Counting:
    """Two hands that count what they press."""

    hands: Hands
    keys: int = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key, with Ctrl or without."""
        self.hands.press(key, modifier)
        self.hands.settle()
        self.keys += 1 if modifier == PLAIN else 2

    def write(self, text: str) -> None:
        """Type letters; each is a key."""
        self.hands.write(text)
        self.keys += len(text)

    def save(self) -> None:
        """Press Ctrl+S."""
        self.press(Qt.Key.Key_S, CTRL)


@pytest.fixture
def counting(hands: Hands) -> Counting:
    """Return hands at the idle window, which shows the day."""
    hands.window.go_to(TODAY)
    return Counting(hands)


@pytest.mark.clause("004-36")
def test_information_about_a_top_ten_service_without_a_name(counting: Counting, context: Context) -> None:
    counting.press(Qt.Key.Key_F2)
    counting.write("3")
    counting.save()

    [line] = registered(context.store, "visit_service")
    assert line["service_id"] is not None
    assert line["kind"] == "INFORMATION"
    assert counting.keys <= 4


@pytest.mark.clause("004-36")
def test_a_phone_consultation_with_its_outcome(counting: Counting, context: Context) -> None:
    counting.press(Qt.Key.Key_F3)
    counting.write("1")
    counting.press(Qt.Key.Key_Tab)
    counting.press(Qt.Key.Key_Down)
    counting.save()

    [call] = registered(context.store, "phone_consultation")
    assert call["service_id"] is not None
    assert call["outcome"] is not None
    assert counting.keys <= 6


@pytest.mark.clause("004-36")
def test_a_visit_with_two_services_and_a_personal_code(counting: Counting, context: Context) -> None:
    counting.press(Qt.Key.Key_F2)
    counting.write("1")
    counting.press(Qt.Key.Key_R, CTRL)
    counting.write("2")
    counting.press(Qt.Key.Key_K, CTRL)
    counting.write(CODE)
    counting.save()
    counting.save()

    [visit] = registered(context.store, "visit")
    assert len({line["service_id"] for line in registered(context.store, "visit_service")}) == 2
    assert visit["customer_code"] == CODE
    assert counting.keys - len(CODE) <= 11
