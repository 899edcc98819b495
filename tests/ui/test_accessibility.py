"""This file is the place where the window is held to being readable by eye and by screen reader."""

from itertools import product

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from kacdesk.ui.look.theme import Colour
from tests.ui.hands import Hands

FOCUSABLE = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3."""

GROUNDS_OF = {
    Colour.TEXT: (Colour.GROUND, Colour.SURFACE, Colour.STRIPE, Colour.CHOSEN, Colour.SIDEBAR),
    Colour.QUIET: (Colour.GROUND, Colour.SURFACE, Colour.STRIPE, Colour.SIDEBAR),
    Colour.ACCENT: (Colour.SURFACE, Colour.SIDEBAR),
    Colour.ON_ACCENT: (Colour.ACCENT, Colour.ACCENT_DARK),
    Colour.DONE: (Colour.DONE_GROUND,),
    Colour.WAITING: (Colour.WAITING_GROUND, Colour.SURFACE),
    Colour.TROUBLE: (Colour.TROUBLE_GROUND, Colour.SURFACE),
    Colour.SAMPLE: (Colour.SAMPLE_GROUND,),
}


def _nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, FOCUSABLE) or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        if _belongs_to_combo(widget):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        if not name.strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def _belongs_to_combo(widget: QWidget) -> bool:
    """Say whether it is a part of a choice, which carries the name itself; its line is typed into and has its own."""
    above: QObject | None = widget.parent()
    while isinstance(above, QWidget):
        if isinstance(above, QComboBox):
            return not isinstance(widget, QLineEdit)
        above = above.parent()
    return False


def test_every_input_and_button_of_every_page_has_a_spoken_name(hands: Hands) -> None:
    for name, page in hands.window.pages.items():
        hands.window.show_page(name)
        page.new()
    assert _nameless(hands.window) == []


def test_a_line_says_its_number_and_a_required_field_that_it_is_required(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.window.page.add_line()
    proxy = hands.field("Veids", line=1).input.focusProxy()
    assert proxy is not None
    assert proxy.accessibleName() == "2. rinda: Veids, obligāts"


def test_a_problem_is_spoken_with_its_field(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.save()
    proxy = hands.field("Par ko").input.focusProxy()
    assert proxy is not None
    assert "Par ko" in proxy.accessibleDescription()


def test_the_monthly_dialog_and_the_key_sheet_have_names(hands: Hands) -> None:
    assert _nameless(hands.window.monthly_dialog()) == []
    assert _nameless(hands.window.key_sheet()) == []
    hands.settle()


@pytest.mark.parametrize(
    ("ink", "ground"), [pair for ink, grounds in GROUNDS_OF.items() for pair in product([ink], grounds)]
)
def test_text_stands_out_from_its_ground(ink: Colour, ground: Colour) -> None:
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH


def _luminance(colour: Colour) -> float:
    rgb = QColor(colour)
    parts = (rgb.redF(), rgb.greenF(), rgb.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
