"""This file is the place where a whole visit is logged without a mouse."""

from PySide6.QtCore import Qt

from kacdesk.services.context import Context
from tests.helpers.desk import registered
from tests.ui.hands import CTRL, Hands


def test_a_visit_with_two_services_is_logged_by_keys_alone(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("vecuma pens")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_R, CTRL)
    hands.write("bezdarbn")
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Return)
    hands.save()

    [visit] = registered(context.store, "visit")
    lines = registered(context.store, "visit_service")
    services = context.catalog.table("service")
    with context.store.read() as connection:
        codes = {row.id: row.code for row in connection.execute(services.select())}
    assert [codes[line["service_id"]] for line in lines] == ["VSAA-VECUMS", "VSAA-BEZDARBS"]
    assert all(line["institution_id"] is not None for line in lines)
    assert (visit["start_quality"], visit["end_quality"]) == ("MEASURED", "MEASURED")
    assert visit["started_at"] <= visit["ended_at"]
    assert visit["clerk_id"] == context.actor.id
    assert hands.strip.startswith("Saglabāts ")
    assert hands.shown.is_at_list


def test_a_phone_consultation_takes_a_handful_of_keys_and_its_length_is_measured(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.write("vecuma pens")
    hands.press(Qt.Key.Key_Return)
    hands.save()

    [call] = registered(context.store, "phone_consultation")
    assert call["service_id"] is not None
    assert call["duration_s"] is not None
    assert call["duration_s"] < 60


def test_a_document_gets_its_number_and_the_strip_says_it(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums par ceļa uzturēšanu")
    hands.save()

    [document] = registered(context.store, "received_document")
    assert document["title"] == "Iesniegums par ceļa uzturēšanu"
    assert document["number"] in hands.strip


def test_enter_opens_the_marked_record_and_escape_goes_back(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    hands.save()
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    page = hands.shown
    assert page.shown is page.view
    hands.press(Qt.Key.Key_Escape)
    assert page.is_at_list


def test_escape_closes_the_open_choice_before_it_leaves_the_form(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("pens")
    hands.press(Qt.Key.Key_Escape)
    assert not hands.shown.is_at_list
    hands.press(Qt.Key.Key_Escape)
    assert hands.shown.is_at_list
