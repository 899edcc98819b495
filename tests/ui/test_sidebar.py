"""This file is the place where the groups of the sidebar are folded and unfolded by hand."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.spec.register import Group
from kacdesk.ui.shell.page_tree import PageTree
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands

HEADINGS = (
    "Lūgumi un sūdzības",
    "Dokumenti",
    "Iestādes",
    "Darbinieki",
    "Kvalitāte",
    "Katalogs un noteikumi",
    "Glabāšana un dati",
)


def _tree(hands: Hands) -> PageTree:
    return hands.window.sidebar.pages


def _marked(hands: Hands) -> str:
    item = _tree(hands).currentItem()
    return item.text(0) if item is not None else ""


def _to_heading(hands: Hands, words: str) -> None:
    """Go from the first page down with the arrow until a heading."""
    _tree(hands).setFocus()
    for _ in range(40):
        if _marked(hands) == words:
            return
        hands.press(Qt.Key.Key_Down)
    raise AssertionError(f"the arrows never came to {words}: {_tree(hands).titles}")


def test_contacts_stand_on_top_and_the_groups_below_are_folded(hands: Hands) -> None:
    tree = _tree(hands)
    assert tree.titles[:3] == ["Šodien", "Apmeklējumi", "Tālruņa konsultācijas"]
    rows = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    headings = [row.text(0) for row in rows if row is not None and row.childCount()]
    assert headings == [words for words in HEADINGS if words in headings]
    assert {"Lūgumi un sūdzības", "Iestādes", "Katalogs un noteikumi"} <= set(headings)
    assert not any(tree.is_unfolded(group) for group in Group if group is not Group.CONTACTS)


def test_right_unfolds_a_group_left_folds_it_and_the_page_stays(hands: Hands) -> None:
    _to_heading(hands, "Darbinieki")
    page = hands.window.page.name
    hands.press(Qt.Key.Key_Right)
    assert _tree(hands).is_unfolded(Group.STAFF)
    hands.press(Qt.Key.Key_Left)
    assert not _tree(hands).is_unfolded(Group.STAFF)
    hands.press(Qt.Key.Key_Return)
    assert _tree(hands).is_unfolded(Group.STAFF)
    assert hands.window.page.name == page


def test_what_was_unfolded_is_so_the_next_morning(open_window: OpenWindow, context: Context) -> None:
    hands = open_window()
    _to_heading(hands, "Darbinieki")
    hands.press(Qt.Key.Key_Right)
    hands.settle()
    assert preferences.read(context).unfolded == (str(Group.STAFF),)
    hands = open_window()
    hands.settle()
    assert _tree(hands).is_unfolded(Group.STAFF)
    assert not _tree(hands).is_unfolded(Group.CATALOGUE)


def test_the_group_of_the_open_page_is_unfolded_until_another_is_open(hands: Hands) -> None:
    hands.window.go_to("calendar_day")
    tree = _tree(hands)
    assert tree.is_unfolded(Group.CATALOGUE)
    tree.toggle(Group.CATALOGUE)
    assert tree.is_unfolded(Group.CATALOGUE)
    assert _marked(hands) == "Kalendārs"
    hands.window.go_to("visit")
    assert not tree.is_unfolded(Group.CATALOGUE)


def test_a_click_on_a_heading_unfolds_it_and_the_open_page_stays_marked(hands: Hands) -> None:
    tree = _tree(hands)
    [heading] = tree.findItems("Dokumenti", Qt.MatchFlag.MatchExactly)
    tree.scrollToItem(heading)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(heading).center())
    assert tree.is_unfolded(Group.DOCUMENTS)
    assert [item.text(0) for item in tree.selectedItems()] == ["Šodien"]


def test_left_on_a_page_goes_to_its_heading(hands: Hands) -> None:
    hands.window.go_to("calendar_day")
    _tree(hands).setFocus()
    hands.press(Qt.Key.Key_Left)
    assert _marked(hands) == "Katalogs un noteikumi"
    assert hands.window.page.name == "calendar_day"


def test_a_heading_is_spoken_with_its_state(hands: Hands) -> None:
    _to_heading(hands, "Darbinieki")
    item = _tree(hands).currentItem()
    assert item is not None
    assert item.data(0, Qt.ItemDataRole.AccessibleTextRole) == "Grupa Darbinieki, aizvērta"
    hands.press(Qt.Key.Key_Right)
    assert item.data(0, Qt.ItemDataRole.AccessibleTextRole) == "Grupa Darbinieki, atvērta"
