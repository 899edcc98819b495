"""A window killed with SIGKILL while somebody types in three open contacts has all three at its next start."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled
from kacdesk.core.clock import monotonic_ms
from kacdesk.services.counter import drafts
from tests.helpers.desk import opened
from tests.helpers.doomed import doomed
from tests.ui.conftest import ready
from tests.ui.mornings import today_of
from tests.ui.typing_window import NAME, TOPIC, title

ALT = Qt.KeyboardModifier.AltModifier
TYPED_FOR = 150
"""Letters, about three seconds: the draft has been written at least once and is half a pause old."""

KEPT_WITHIN_MS = 2_000

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        sys.platform == "win32", reason="a killed process keeps its files open there for a moment"
    ),
]


def _killed_while_typing(data: Path) -> tuple[list[tuple[int, int]], int]:
    """Return (moment, letters) of everything that was typed, and the moment of the kill."""
    with doomed("tests.ui.typing_window", str(data)) as (process, told):
        lines = [told.readline() for _ in range(TYPED_FOR)]
        killed_at = monotonic_ms()
        process.kill()
        lines += told.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(int(at), int(letters)) for at, letters in whole], killed_at


def test_all_three_come_back_each_to_its_own_form(data: Path, qtbot: QtBot) -> None:
    typed, killed_at = _killed_while_typing(data)
    safe = max(letters for at, letters in typed if at <= killed_at - KEPT_WITHIN_MS)
    with opened(data) as context:
        kept = {draft.register: draft for draft in drafts.mine(context)}
        assert kept.keys() == {"visit", "phone_consultation", "received_document"}
        written = str(kept["received_document"].values["title"])
        assert written == title(len(written))
        assert safe <= len(written) <= typed[-1][1] + 1
        with assembled(context) as parts:
            hands = ready(parts, qtbot)
            hands.until(lambda: len(today_of(hands).begun.rows) == 3)
            for key, register, field, words in (
                (Qt.Key.Key_1, "visit", "Klients", NAME),
                (Qt.Key.Key_2, "phone_consultation", "Temats", TOPIC),
                (Qt.Key.Key_3, "received_document", "Par ko", written),
            ):
                hands.press(key, ALT)
                hands.settle()
                assert hands.window.page is hands.page(register)
                frame = hands.field(field)
                assert frame.input.value() == words
                assert frame.input.isAncestorOf(hands.focused())
