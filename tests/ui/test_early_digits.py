"""This file is the place where a digit typed before the list of likely services is there keeps its meaning."""

import pytest
from PySide6.QtCore import Qt

from kacdesk.services.catalogue import service_search
from kacdesk.services.catalogue.choosing import COMING, NONE_YET
from kacdesk.services.context import Context
from tests.ui.hands import CTRL, Hands, problem_of
from tests.ui.naming import box, saved_lines

pytestmark = pytest.mark.usefixtures("forms_ahead")


def favourites_come_late(hands: Hands, begin: Qt.Key = Qt.Key.Key_F2) -> None:
    """Let the form stand as on a slow computer: which services are likely was asked and not answered yet."""
    services = hands.shown.form.services
    for part in services._parts:
        part.set_favourites(COMING)
    hands.press(Qt.Key.Key_Escape)
    hands.press(begin)
    services.read_favourites()


@pytest.mark.parametrize("digits", ["2", "12"])
def test_a_digit_typed_before_the_list_is_there_takes_its_service(
    digits: str, hands: Hands, context: Context
) -> None:
    order = service_search.favourites(context)["visit_service"].order
    hands.press(Qt.Key.Key_F2)
    favourites_come_late(hands)
    hands.write(digits)
    assert box(hands).value() is None
    hands.settle()
    assert box(hands).value() == order[1]
    hands.write(" veidlapas")
    assert box(hands).line.text() == f"{digits} veidlapas"


def test_a_digit_of_a_call_does_not_become_its_subject_before_the_list_is_there(
    hands: Hands, context: Context
) -> None:
    first = service_search.favourites(context)["phone_consultation"].order[0]
    hands.press(Qt.Key.Key_F3)
    favourites_come_late(hands, Qt.Key.Key_F3)
    hands.write("1")
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("Temats").input.value() is None
    hands.settle()
    assert box(hands, None).value() == first
    assert hands.field("Temats").input.value() is None


def test_a_digit_that_stands_for_nothing_is_asked_about(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    parts = hands.shown.form.services._parts
    for part in parts:
        part.set_favourites(COMING)
    hands.write("1")
    for part in parts:
        part.set_favourites(NONE_YET)
    assert box(hands).value() is None
    hands.press(Qt.Key.Key_S, CTRL)
    assert not hands.shown.is_at_list
    assert "“1” nav sarakstā" in problem_of(hands.field("Pakalpojums", line=0))


def test_a_digit_is_not_saved_as_words_before_its_service_is_known(hands: Hands, context: Context) -> None:
    order = service_search.favourites(context)["visit_service"].order
    hands.press(Qt.Key.Key_F2)
    favourites_come_late(hands)
    hands.write("1")
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_S, CTRL)
    assert not hands.shown.is_at_list
    hands.settle()
    hands.save()
    assert saved_lines(context) == [(order[0], None, 1)]


def test_words_typed_before_the_list_is_there_stay_words(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    favourites_come_late(hands)
    hands.write("2 veidlapas")
    hands.settle()
    assert box(hands).line.text() == "2 veidlapas"
    hands.save()
    assert saved_lines(context) == [(None, "2 veidlapas", 1)]
