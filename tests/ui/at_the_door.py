"""This file is the place where tests stand at the sign-in page of the real window: a desk with PINs, and keys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled
from kacdesk.services.context import Context
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.accounts import person_called
from kacdesk.ui.people.gate import Gate
from tests.helpers.desk import CLERK
from tests.ui.conftest import ready
from tests.ui.hands import CTRL, Hands

SUPERVISORS_PIN, CLERKS_PIN = "7305", "4826"
Start = Callable[[], Hands]


@pytest.fixture
def guarded(context: Context) -> Context:
    """Return a desk whose supervisor and clerk have PINs."""
    pins.change_own(context, "", SUPERVISORS_PIN)
    clerk = person_called(context.store, CLERK)
    witness = context.actor.id
    accounts.first_pin(context, clerk.id, CLERKS_PIN, witness=witness, witness_pin=SUPERVISORS_PIN)
    return context


@pytest.fixture
def start(context: Context, qtbot: QtBot) -> Iterator[Start]:
    """Start the window as the program does, again and again over the same desk."""
    with ExitStack() as stack:

        def start_next() -> Hands:
            stack.pop_all().close()
            return ready(stack.enter_context(assembled(accounts.arrive(context.store))), qtbot)

        yield start_next


def gate_of(hands: Hands) -> Gate:
    return hands.window.guard.gate


def is_in(hands: Hands) -> bool:
    return not hands.window.guard.is_locked


def come_in(hands: Hands, name: str, pin: str) -> None:
    """Choose a person by the first letters of the name, type the PIN, and wait until the work is in sight."""
    if is_in(hands):
        hands.press(Qt.Key.Key_L, CTRL)
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write(name[:4])
    hands.press(Qt.Key.Key_Return)
    hands.write(pin)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: is_in(hands))
    hands.settle()


def try_in_vain(hands: Hands, pin: str) -> str:
    """Type a PIN that does not fit, and return what is said."""
    panel = gate_of(hands).panel
    hands.write(pin)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert not is_in(hands)
    return panel.problem.text()


def words_in_sight(root: QWidget) -> str:
    """Return every word that is painted in labels and fields."""
    seen = [each.text() for each in root.findChildren(QLabel) if each.isVisible()]
    return " ".join(seen + [each.text() for each in root.findChildren(QLineEdit) if each.isVisible()])
