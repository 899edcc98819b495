"""This file is the place where naming a service is held to a few keys, in the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from shiboken6 import isValid

from kacdesk.core.ids import reference_id
from kacdesk.services import preferences, records
from kacdesk.services.catalogue import service_search
from kacdesk.services.context import Context
from kacdesk.ui.fields.choices import ChoiceList
from kacdesk.ui.fields.reference import ReferenceInput
from tests.helpers.desk import call, line, registered, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands
from tests.ui.naming import box, saved_lines

pytestmark = pytest.mark.usefixtures("forms_ahead")

OLD_AGE = reference_id("service", "VSAA-VECUMS")
PASSPORT = reference_id("service", "PMLP-PASE")
RESIDENCE = reference_id("service", "BNP-DZIVESVIETA")


def _told(hands: Hands, line: int | None = 0) -> list[str]:
    return [row.spoken for row in box(hands, line).rows]


def _used(context: Context, *services: object) -> None:
    lines = [line(service_id=service, institution_id=None) for service in services]
    records.save(context, "visit", visit(), {"visit_service": lines})


def test_a_contact_about_a_likely_service_takes_three_keys(open_window: OpenWindow, context: Context) -> None:
    _used(context, OLD_AGE, OLD_AGE, PASSPORT)
    hands = open_window()
    hands.press(Qt.Key.Key_F2)
    assert _told(hands)[:2] == [
        "1 — Vecuma pensija — VSAA",
        "2 — Informācija par pasi un personas apliecību — PMLP",
    ]
    assert len(_told(hands)) == 10
    hands.write("2")
    hands.save()
    assert saved_lines(context)[-1] == (PASSPORT, None, 1)
    [*_, row] = registered(context.store, "visit_service")
    assert row["kind"] == "INFORMATION"


def test_calls_have_their_own_numbers(open_window: OpenWindow, context: Context) -> None:
    _used(context, OLD_AGE)
    records.save(context, "phone_consultation", call(service_id=PASSPORT))
    hands = open_window()
    hands.press(Qt.Key.Key_F3)
    hands.write("1")
    hands.save()
    [*_, spoken] = registered(context.store, "phone_consultation")
    assert spoken["service_id"] == PASSPORT


def test_the_numbers_follow_what_is_saved_here(hands: Hands, context: Context) -> None:
    for _ in range(2):
        hands.press(Qt.Key.Key_F2)
        hands.choose("Pakalpojums", "dzivesvietas dek", line=0)
        hands.save()
        hands.settle()
    hands.press(Qt.Key.Key_F2)
    assert _told(hands)[0] == "1 — Dzīvesvietas deklarēšana — BNP"
    hands.write("1")
    hands.save()
    assert [service for service, *_ in saved_lines(context)] == [RESIDENCE] * 3


def test_zero_is_the_tenth(hands: Hands, context: Context) -> None:
    tenth = service_search.favourites(context)["visit_service"].order[9]
    hands.press(Qt.Key.Key_F2)
    hands.write("0")
    assert box(hands).value() == tenth


def test_another_digit_corrects_the_first(hands: Hands, context: Context) -> None:
    order = service_search.favourites(context)["visit_service"].order
    hands.press(Qt.Key.Key_F2)
    hands.write("12")
    assert box(hands).value() == order[1]


@pytest.mark.parametrize("typed", ["3x vecuma pens", "12*", "088/u", "2 veidlapas"])
def test_what_is_typed_behind_a_digit_makes_it_text(hands: Hands, typed: str) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write(typed)
    assert box(hands).line.text() == typed
    assert box(hands).value() is None


def test_backspace_takes_a_digit_back(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("1")
    hands.press(Qt.Key.Key_Backspace)
    assert (box(hands).value(), box(hands).line.text()) == (None, "")
    assert len(_told(hands)) == 10


def test_the_list_that_opens_by_itself_is_in_nobodys_way(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Tab)
    assert box(hands).value() is None
    assert _told(hands) == []
    hands.press(Qt.Key.Key_F2)
    assert _told(hands) != []
    hands.press(Qt.Key.Key_Escape)
    assert hands.shown.is_at_list


def test_a_second_line_offers_them_too_and_a_correction_does_not(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("1")
    hands.press(Qt.Key.Key_R, CTRL)
    assert len(_told(hands, line=1)) == 10
    hands.write("2")
    hands.save()
    record = registered(context.store, "visit")[0]["id"]
    hands.window.open_record("visit", record)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert _told(hands, line=0) == []


@pytest.mark.parametrize("typed", ["vecuma pens x3", "3x vecuma pens", "vecuma pens *3", "vecm pens x3"])
def test_how_many_is_typed_with_the_service(hands: Hands, context: Context, typed: str) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write(typed)
    assert _told(hands)[0] == "× 3 — Vecuma pensija — VSAA"
    hands.press(Qt.Key.Key_Return)
    assert hands.field("Skaits", line=0).input.value() == 3
    hands.save()
    assert saved_lines(context) == [(OLD_AGE, None, 3)]


def test_a_call_is_one_call_whatever_is_typed(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.write("vecuma pens x3")
    assert _told(hands, line=None) == ["Nav sarakstā: “vecuma pens x3” — ierakstīt saviem vārdiem"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_what_is_in_no_list_is_taken_at_once(hands: Hands, context: Context, key: Qt.Key) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("zvejas licence x2")
    assert _told(hands) == ["× 2 — Nav sarakstā: “zvejas licence” — ierakstīt saviem vārdiem"]
    hands.press(key)
    assert box(hands).line.text() == "zvejas licence"
    hands.save()
    assert saved_lines(context) == [(None, "zvejas licence", 2)]
    assert [each.text for each in service_search.unmapped(context)] == ["zvejas licence"]


def test_ones_own_words_are_the_last_row_even_where_the_list_has_something(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("pens")
    assert _told(hands)[-1] == "Nav sarakstā: “pens” — ierakstīt saviem vārdiem"
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Return)
    hands.save()
    assert saved_lines(context) == [(None, "pens", 1)]


def test_saving_takes_what_is_marked(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("vecuma pens x2")
    hands.save()
    assert saved_lines(context) == [(OLD_AGE, None, 2)]


def test_words_about_a_call_become_its_topic(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.write("zvejas licence")
    hands.press(Qt.Key.Key_Return)
    assert hands.field("Temats").input.value() == "zvejas licence"
    assert box(hands, line=None).line.text() == ""
    hands.save()
    [spoken] = registered(context.store, "phone_consultation")
    assert (spoken["service_id"], spoken["topic"]) == (None, "zvejas licence")


def test_words_left_in_the_service_of_a_call_join_its_topic(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par ezeru")
    hands.fill("Pakalpojums", "zvejas licence")
    hands.field("Iznākums").input.setFocus()
    hands.save()
    [spoken] = registered(context.store, "phone_consultation")
    assert spoken["topic"] == "Par ezeru; zvejas licence"


def test_a_correction_of_something_else_keeps_the_words_of_a_mapped_service(
    hands: Hands, context: Context
) -> None:
    written = line(service_text="zvejas licence", institution_id=None)
    record = records.save(context, "visit", visit(), {"visit_service": [written]}).id
    service_search.map_text(context, "zvejas licence", OLD_AGE)
    hands.settle()
    hands.window.open_record("visit", record)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.fill("Skaits", "4", line=0)
    hands.shown.form.head.focus_reason()
    hands.write("Pārrakstīšanās")
    hands.save()
    assert saved_lines(context) == [(OLD_AGE, "zvejas licence", 4)]


def test_a_service_of_another_institution_than_the_chosen_one_is_still_found(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Iestāde", "NVA", line=0)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    institution = hands.field("Iestāde", line=0).input
    assert isinstance(institution, ReferenceInput)
    assert institution.line.text() == "VSAA"


def _card(hands: Hands) -> str:
    return hands.shown.form.services.card.words


def test_the_card_tells_of_the_marked_row_and_then_of_the_chosen_one(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    assert "Izvēlieties pakalpojumu" in _card(hands)
    hands.write("dzivesvietas dek")
    hands.until(lambda: "4,27 EUR" in _card(hands))
    assert "Maksājuma apliecinājums" in _card(hands)
    assert "https://latvija.gov.lv/Services/10773" in _card(hands)
    hands.press(Qt.Key.Key_Down)
    marked = box(hands).rows[1].text
    hands.until(lambda: _card(hands).startswith(marked))
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: _card(hands).startswith("Dzīvesvietas deklarēšana"))
    hands.save()
    hands.press(Qt.Key.Key_F2)
    assert "Izvēlieties pakalpojumu" in _card(hands)


def test_the_card_goes_with_the_line_the_cursor_is_in(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.press(Qt.Key.Key_R, CTRL)
    hands.choose("Pakalpojums", "pase", line=1)
    hands.until(lambda: _card(hands).startswith("Informācija par pasi"))
    hands.field("Pakalpojums", line=0).input.setFocus()
    hands.until(lambda: _card(hands).startswith("Vecuma pensija"))


def test_the_card_folds_away_by_a_key_and_stays_so(open_window: OpenWindow, context: Context) -> None:
    hands = open_window()
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    assert hands.shown.form.services.card.isVisible()
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert not hands.shown.form.services.card.isVisible()
    assert not preferences.read(context).card_shown
    hands = open_window()
    hands.press(Qt.Key.Key_F3)
    hands.settle()
    assert not hands.shown.form.services.card.isVisible()
    hands.press(Qt.Key.Key_F8)
    assert hands.shown.form.services.card.isVisible()
    hands.settle()


def test_on_a_narrow_window_the_card_lies_below_the_form(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    card, sheet = hands.shown.form.services.card, hands.field("Klients")
    hands.until(
        lambda: card.mapToGlobal(card.rect().topLeft()).x() > sheet.mapToGlobal(sheet.rect().topRight()).x()
    )
    hands.window.setMinimumSize(0, 0)
    hands.window.resize(700, 700)
    hands.until(
        lambda: card.mapToGlobal(card.rect().topLeft()).y() > sheet.mapToGlobal(sheet.rect().bottomLeft()).y()
    )
    assert card.isVisible()


def test_a_form_without_services_has_no_card(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    assert not hands.shown.form.services.card.isVisible()


def test_the_link_is_copied_and_the_browser_opens_only_when_it_is_asked(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "dzivesvietas dek", line=0)
    hands.until(lambda: "4,27 EUR" in _card(hands))
    hands.settle()
    hands.push("Kopēt saiti")
    assert QGuiApplication.clipboard().text() == "https://latvija.gov.lv/Services/10773"
    assert opened == []
    hands.push("Atvērt pārlūkā")
    assert opened == ["https://latvija.gov.lv/Services/10773"]


def test_the_list_stands_at_its_box_wherever_that_goes(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    named, shown = box(hands), hands.window.findChildren(ChoiceList)[-1]

    def stands_at_it() -> bool:
        top = named.mapToGlobal(named.rect().topLeft()).y()
        above = shown.mapToGlobal(shown.rect().topLeft()).y()
        return above in (top + named.height(), top - shown.height())

    for _ in range(2):
        hands.until(stands_at_it)  # it follows in the turn after the one in which the box moves
        hands.window.resize(hands.window.width(), hands.window.height() + 120)
        hands.settle()


def test_the_list_goes_with_the_line_that_is_taken_away_under_it(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    shown = [each for each in hands.window.findChildren(ChoiceList) if each.isVisible()]
    assert len(shown) == 1
    hands.shown.form.throw_away()
    hands.settle()
    hands.window.resize(hands.window.width(), hands.window.height() + 120)
    hands.settle()
    assert not isValid(shown[0]) or shown[0].isHidden()
