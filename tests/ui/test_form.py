"""This file is the place where forms are held to losing nothing and saying beside each field what is wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from kacdesk.services.context import Context
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.look.strip import Tone
from tests.helpers.desk import registered
from tests.ui.hands import Hands, problem_of


def test_a_problem_stands_beside_its_field_and_everything_typed_stays(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", "Ķērsta Paraudziņa")
    hands.fill("Personas kods vai reģ. Nr.", "12")
    hands.save()

    assert problem_of(hands.field("Personas kods vai reģ. Nr.")) != ""
    assert problem_of(hands.field("Klients")) == ""
    assert "pakalpojumu vai iestādi" in problem_of(hands.field("Pakalpojums", line=0))
    assert "Vēl nav saglabāts" in hands.strip
    assert hands.field("Klients").input.value() == "Ķērsta Paraudziņa"
    assert registered(context.store, "visit") == []


def test_the_cursor_goes_to_the_first_problem(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.fill("Termiņš", "2026")
    hands.field("Par ko").input.setFocus()
    hands.save()
    assert hands.field("Termiņš").input.isAncestorOf(hands.focused())


@pytest.mark.parametrize("width", [683, 800, 1366])
def test_the_buttons_of_a_form_stand_together(width: int, hands: Hands) -> None:
    hands.window.resize(width, 384)
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    words = ("Nolikt malā (F6)", "Izmest", "Saglabāt (Ctrl+S)")
    buttons = [each for each in hands.shown.form.findChildren(QPushButton) if each.text() in words]
    assert {each.text() for each in buttons} == set(words)
    middles = [each.mapTo(hands.window, each.rect().center()).y() for each in buttons]
    assert max(middles) - min(middles) <= 2


def test_a_message_does_not_push_the_field_with_the_keyboard_out_of_sight(hands: Hands) -> None:
    hands.window.resize(683, 384)
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    field = hands.field("Dokumenta veids").input
    field.setFocus()
    assert _is_in_sight(field)
    hands.window.strip.say("Vēl nav saglabāts: jāizlabo lauki (2) — skatiet pie laukiem.", Tone.QUESTION)
    hands.settle()
    assert _is_in_sight(field)


def _is_in_sight(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect() == part.rect()


def test_a_problem_under_the_fold_unfolds_it(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Pārstāvis", "Izdomātais Pārstāvis")
    hands.save()
    frame = hands.field("Pārstāvības pamats")
    assert problem_of(frame) != ""
    assert frame.isVisible()


def test_editing_the_field_takes_its_problem_away(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.save()
    assert problem_of(hands.field("Par ko")) != ""
    hands.fill("Par ko", "Iesniegums")
    assert problem_of(hands.field("Par ko")) == ""


def test_a_service_that_is_in_no_list_is_kept_in_ones_own_words(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("Zvejas licence kaimiņu ezerā")
    hands.save()
    [line] = registered(context.store, "visit_service")
    assert (line["service_id"], line["service_text"]) == (None, "Zvejas licence kaimiņu ezerā")


def test_a_chosen_service_brings_its_institution(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    institution = hands.field("Iestāde", line=0).input
    assert isinstance(institution, ReferenceInput)
    assert institution.line.text() == "VSAA"


def test_an_institution_narrows_the_services(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Iestāde", "NVA", line=0)
    service = hands.field("Pakalpojums", line=0).input
    assert isinstance(service, ReferenceInput)
    service.setFocus()
    hands.write("konsult")
    *listed, own_words = service.rows
    assert {row.detail for row in listed} == {"NVA"}
    assert own_words.option is None


def test_an_edited_start_is_marked_as_edited(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Sākums", "00:01")
    hands.save()
    [visit] = registered(context.store, "visit")
    assert visit["start_quality"] == "EDITED"


def test_a_start_on_an_earlier_day_is_entered_later_and_has_no_made_up_end(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Sākums", "02.03.2026. 10:15")
    hands.save()
    [visit] = registered(context.store, "visit")
    assert (visit["start_quality"], visit["ended_at"]) == ("ENTERED_LATER", None)


def test_what_is_odd_but_allowed_is_asked_once_and_then_saved(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Personas kods vai reģ. Nr.", "010180-12345")
    hands.save()
    assert "Kontrolcipars" in problem_of(hands.field("Personas kods vai reģ. Nr."))
    assert registered(context.store, "visit") == []
    hands.save()
    [visit] = registered(context.store, "visit")
    assert visit["customer_code"] == "010180-12345"


def test_lines_nobody_touched_are_not_saved(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.window.page.add_line()
    hands.window.page.add_line()
    hands.save()
    assert len(registered(context.store, "visit_service")) == 1


def test_the_problem_of_the_second_line_stands_in_the_second_line(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.window.page.add_line()
    hands.fill("Skaits", "0", line=1)
    hands.save()
    assert problem_of(hands.field("Skaits", line=0)) == ""
    assert problem_of(hands.field("Skaits", line=1)) != ""


def test_up_and_down_count_a_number(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    quantity = hands.field("Skaits", line=0).input
    quantity.setFocus()
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Down)
    assert quantity.value() == 2


def test_the_length_of_a_text_is_told_while_typing(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    frame = hands.field("Par ko")
    frame.input.setFocus()
    hands.write("ā" * 280)
    assert frame.told == "280 no 300 rakstzīmēm"
    hands.write("ē" * 30)
    assert frame.told.startswith("Par garu")


@pytest.mark.parametrize("typed", ["Xyzzy", "vecumaa"])
def test_a_reference_that_is_in_no_list_is_told_beside_it(hands: Hands, typed: str) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pensiju")
    hands.fill("Iestāde", typed)
    hands.save()
    assert "nav sarakstā" in problem_of(hands.field("Iestāde"))
