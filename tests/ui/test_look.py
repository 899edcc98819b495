"""This file is the place where the look is held to its promises: contrast, one source of colour, live change, help."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from kacdesk.services.context import Context
from kacdesk.services.preferences import preferences_of
from kacdesk.ui.help.chapters import guide_chapters, guide_folder
from kacdesk.ui.look.icons import icon
from kacdesk.ui.look.palette import (
    EDGE_ON,
    ENOUGH_EDGE,
    ENOUGH_TEXT,
    PALETTES,
    TEXT_ON,
    Colour,
    contrast,
)
from kacdesk.ui.look.sheet import SHEET, sheet
from kacdesk.ui.look.theme import palette_name, wear, worn
from kacdesk.ui.look.wearing import Worn, put_on
from kacdesk.ui.shell.shortcuts import key_rows
from tests.contract.tree import PACKAGE, name_of, python_files
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_PAIRS = [
    (ink, ground, enough)
    for pairs, enough in ((TEXT_ON, ENOUGH_TEXT), (EDGE_ON, ENOUGH_EDGE))
    for ink, grounds in pairs.items()
    for ground in grounds
]
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = {"ink": re.compile(r"(?:^|[;\s])color:\s*@(\w+)"), "ground": re.compile(r"background:\s*@(\w+)")}


@pytest.mark.parametrize("name", PALETTES)
def test_every_pair_of_colours_stands_out_enough(name: str) -> None:
    palette = PALETTES[name]
    assert set(palette) == set(Colour)
    faint = [
        f"{ink} on {ground}: {found:.2f}"
        for ink, ground, enough in _PAIRS
        if (found := contrast(palette[ink], palette[ground])) < enough
    ]
    assert faint == []


def test_greys_that_are_too_near_do_not_stand_out() -> None:
    assert contrast("#777777", "#999999") < ENOUGH_EDGE
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_sheet_writes_only_on_grounds_that_were_measured() -> None:
    unmeasured = []
    for selector, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", SHEET)):
        inks, grounds = (_NAMED[kind].findall(body) for kind in ("ink", "ground"))
        unmeasured += [
            f"{' '.join(selector.split())}: {ink} on {ground}"
            for ink, ground in product(inks, grounds)
            if Colour(ground) not in TEXT_ON.get(Colour(ink), ()) and "disabled" not in selector
        ]
        unmeasured += [f"{selector}: {ink}" for ink in inks if Colour(ink) not in TEXT_ON]
    assert unmeasured == []


def test_colours_are_named_in_one_file_only() -> None:
    loose = [
        name_of(path)
        for path in python_files("kacdesk/ui")
        if path != PACKAGE / "ui" / "look" / "palette.py"
        and re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert loose == []


@pytest.mark.parametrize("letters", ["normal", "large"])
@pytest.mark.parametrize("name", PALETTES)
def test_the_sheet_is_whole_in_every_palette(name: str, letters: str) -> None:
    assert "@" not in sheet(PALETTES[name], letters, dark=False)


def test_an_icon_takes_the_colours_that_are_worn(qapp: QApplication) -> None:
    drawn = icon("visit")
    inks = []
    for look in ("light", "dark"):
        wear(look=look)
        picture = drawn.pixmap(QSize(64, 64)).toImage()
        dots = (picture.pixelColor(x, y) for x in range(64) for y in range(64))
        inks.append({dot.name() for dot in dots if dot.alpha() == 255})
    wear()
    assert PALETTES["light"][Colour.ICON] in inks[0]
    assert PALETTES["dark"][Colour.ICON] in inks[1]


@pytest.mark.parametrize(
    ("chosen", "dark", "high_contrast", "name"),
    [
        ("system", False, False, "light"),
        ("system", True, False, "dark"),
        ("light", True, False, "light"),
        ("dark", False, False, "dark"),
        ("system", True, True, "contrast_dark"),
        ("light", True, True, "contrast_light"),
    ],
)
def test_the_look_follows_the_system_unless_somebody_chose(
    chosen: str, dark: bool, high_contrast: bool, name: str
) -> None:
    assert palette_name(chosen, dark=dark, high_contrast=high_contrast) == name


def test_a_change_of_the_system_reaches_the_window(qapp: QApplication) -> None:
    put_on(Worn("dark"))  # as if the system had been dark until now
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert worn().name == "light"


def test_a_key_makes_the_window_dark_at_once_and_the_next_one_too(
    context: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    light = hands.window.grab().toImage().pixelColor(4, 400)
    hands.press(Qt.Key.Key_D, CTRL_ALT)
    hands.settle()
    dark = hands.window.grab().toImage().pixelColor(4, 400)
    assert light.lightness() > 200 > 60 > dark.lightness()
    assert preferences_of(context.store).look == "dark"
    wear()
    open_window()
    assert worn().name == "dark"
    wear()


def test_large_letters_are_larger_everywhere(hands: Hands) -> None:
    before = hands.window.header.who.fontMetrics().height()
    wear(letters="large")
    after = hands.window.header.who.fontMetrics().height()
    wear()
    assert after > before * 1.2


def test_every_key_of_the_window_stands_in_the_help_once(hands: Hands) -> None:
    told = [
        key for rows in key_rows(hands.window.desk.pages).values() for row in rows for key in _keys(row.keys)
    ]
    bound = {shortcut.key().toString() for shortcut in hands.window.findChildren(QShortcut)}
    assert bound - set(told) == set()
    assert [key for key in bound if told.count(key) > 1] == []


def _keys(words: str) -> list[str]:
    """Return the keys of a row of the sheet: “Ctrl+1 … Ctrl+9” are nine."""
    first, _, last = words.partition(" … ")
    if not last or not first[-1].isdigit():
        return [part.strip() for part in words.split(",")]
    stem = first[:-1]
    return [f"{stem}{digit}" for digit in range(int(first[-1]), 10)]


def test_the_guide_is_found_by_a_word_without_its_garumzimes(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F1)
    guide = hands.window.help_dialog()
    guide.search.setText("partraukum")
    titles = [guide.topics.item(row).text() for row in range(guide.topics.count())]
    assert titles[0] == "Pēc pārtraukuma"
    assert guide.text.extraSelections()
    guide.search.setText("tāda vārda nav nekur")
    assert guide.topics.count() == 0


def test_every_picture_of_the_guide_is_there_and_every_key_is_known() -> None:
    chapters = guide_chapters()
    named = {name for chapter in chapters for name in re.findall(r'src="([^"]+)"', chapter.html)}
    assert len(chapters) >= 8
    assert [name for name in named if not Path(guide_folder(), name).exists()] == []
    assert [chapter.title for chapter in chapters if "{key:" in chapter.html] == []


def test_the_menu_of_the_look_says_what_is_chosen_between(hands: Hands) -> None:
    menu = hands.window.look_menu
    headings = [
        action
        for action in menu.actions()
        if action.text() and not action.isSeparator() and not action.isCheckable()
    ]
    assert [action.text() for action in headings] == ["Krāsas", "Burti", "Valoda"]
    assert not any(action.isEnabled() for action in headings)
