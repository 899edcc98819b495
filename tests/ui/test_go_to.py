"""This file is the place where pages are gone to, and records begun, by a few letters after Ctrl+G."""

import pytest
from PySide6.QtCore import Qt

from kacdesk.services.context import Context
from kacdesk.ui.shell.go_to import GoToDialog
from kacdesk.ui.shell.places import HELP, LOOK, OTHER_NAMES
from tests.helpers.desk import CLERK
from tests.ui.at_the_door import CLERKS_PIN, Start, come_in
from tests.ui.at_the_door import guarded as guarded
from tests.ui.at_the_door import start as start
from tests.ui.hands import CTRL, Hands


def _asked(hands: Hands, letters: str = "") -> GoToDialog:
    hands.press(Qt.Key.Key_G, CTRL)
    dialog = hands.window.go_to_dialog
    hands.until(dialog.line.hasFocus)
    hands.write(letters)
    return dialog


def test_letters_and_enter_go_to_the_page(hands: Hands) -> None:
    dialog = _asked(hands, "kalend")
    assert dialog.shown[0].page == "calendar_day"
    hands.press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert hands.window.page.name == "calendar_day"


def test_case_garumzimes_and_one_wrong_letter_do_not_matter(hands: Hands) -> None:
    dialog = _asked(hands, "KALENDERS")
    assert [place.page for place in dialog.shown][:1] == ["calendar_day"]
    dialog.reject()


def test_a_page_is_found_by_the_words_of_its_group(hands: Hands) -> None:
    dialog = _asked(hands, "darbinieki")
    assert {"staff", "access"} <= {place.page for place in dialog.shown}
    dialog.reject()


def test_jauns_begins_a_record_of_a_page_that_was_not_made(hands: Hands) -> None:
    dialog = _asked(hands, "jauns darbinieks")
    assert dialog.shown[0].new
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.window.page.name == "staff"
    assert hands.shown.is_at_form


def test_the_arrows_choose_another_one(hands: Hands) -> None:
    dialog = _asked(hands)
    names = [place.page for place in dialog.shown]
    assert names[: len(hands.window.pages)] == list(hands.window.pages)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert hands.window.page.name == names[1]


def test_what_does_not_exist_is_told_and_esc_goes_back(hands: Hands) -> None:
    dialog = _asked(hands, "qqqqqq")
    assert dialog.shown == []
    hands.press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    hands.press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert hands.window.page.name == "today"


def test_a_clerk_is_not_offered_to_begin_what_the_supervisor_keeps(guarded: Context, start: Start) -> None:
    hands = start()
    come_in(hands, CLERK, CLERKS_PIN)
    hands.settle()
    dialog = _asked(hands, "jauns")
    begun = {place.page for place in dialog.shown if place.new}
    assert "visit" in begun
    assert not {"staff", "calendar_day"} & begun
    dialog.reject()


@pytest.mark.parametrize(
    ("letters", "page"),
    [
        ("datora", "doctor"),
        ("datoram", "equipment"),
        ("atskaite", "reports"),
        ("parole", "access"),
        ("zvani", "phone_consultation"),
        ("traukuma", "catch_up"),
        ("nomenklaturas", "file_plan"),
        ("izska", LOOK),
        ("pamācība", HELP),
    ],
)
def test_a_page_is_found_by_an_inner_part_another_ending_or_what_people_call_it(
    hands: Hands, letters: str, page: str
) -> None:
    dialog = _asked(hands, letters)
    assert page in [place.page for place in dialog.shown][:4]
    dialog.reject()


def test_the_look_is_chosen_from_the_list_too(hands: Hands) -> None:
    _asked(hands, "izska")
    hands.press(Qt.Key.Key_Return)
    hands.until(hands.window.look_menu.isVisible)
    hands.window.look_menu.close()


def test_every_other_name_belongs_to_a_page(hands: Hands) -> None:
    assert set(OTHER_NAMES) <= set(hands.window.pages)
