"""This file is the place where the month is counted, shown and written from the window."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from kacdesk.core.clock import today_riga
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.ui.month.dialog import MonthlyDialog
from tests.helpers.desk import line, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands


def _dialog(hands: Hands) -> MonthlyDialog:
    dialog = hands.window.monthly_dialog()
    today = today_riga()
    dialog.choose(today.year, today.month)
    hands.until(dialog.save_button.isEnabled)
    return dialog


def test_the_figures_are_shown_and_the_report_is_written(
    context: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    records.save(context, "visit", visit(), {"visit_service": [line(kind="APPLICATION", quantity=3)]})
    hands = open_window()
    dialog = _dialog(hands)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert words[words.index("Pieteikumi") + 1] == "3"
    out = tmp_path / "parskats.pdf"
    dialog.save_to(out)
    hands.settle()
    assert out.read_bytes().startswith(b"%PDF")
    assert "parskats.pdf" in dialog.strip.text


def test_a_place_that_cannot_be_written_is_told_and_nothing_breaks(hands: Hands, tmp_path: Path) -> None:
    dialog = _dialog(hands)
    blocked = tmp_path / "nav mape"
    blocked.write_text("")
    dialog.save_to(blocked / "parskats.pdf")
    hands.settle()
    assert dialog.strip.text != ""
    assert dialog.save_button.isEnabled()
