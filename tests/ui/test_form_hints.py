"""This file is the place where the rules are held to speaking beside the field, at the moment it is left."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services import deadlines, records
from kacdesk.services.context import Context
from kacdesk.services.counter import earlier
from kacdesk.services.counter.hints import Hint, Sketch
from kacdesk.store import tables
from kacdesk.ui.counter.hints import HintAsker
from tests.helpers.desk import all_rows, line, registered, visit
from tests.ui.hands import CTRL, Hands, problem_of

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
ODD_CODE, CODE = "010180-12345", "320000-12345"
CODE_FIELD = "Personas kods vai reģ. Nr."


def test_an_odd_code_is_confirmed_beside_its_field_and_saved_at_the_first_time(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    frame = hands.fill(CODE_FIELD, ODD_CODE)
    assert problem_of(frame) == ""
    hands.press(Qt.Key.Key_Tab)
    hands.until(lambda: problem_of(frame).startswith("Kontrolcipars nesakrīt"))
    hands.press(Qt.Key.Key_Tab, SHIFT)
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: problem_of(frame) == "")
    hands.save()
    [row] = registered(context.store, "visit")
    assert row["customer_code"] == ODD_CODE


def test_a_confirmed_code_that_is_changed_is_asked_about_again(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    frame = hands.fill(CODE_FIELD, ODD_CODE)
    hands.field("Klients").input.setFocus()
    hands.until(lambda: problem_of(frame) != "")
    hands.push("Salīdzināts, ir pareizi", within=frame)
    hands.until(lambda: problem_of(frame) == "")
    hands.fill(CODE_FIELD, "010180-12346")
    hands.field("Klients").input.setFocus()
    hands.until(lambda: problem_of(frame) != "")


def test_what_is_asked_at_saving_has_no_label_twice_and_is_answered_beside_its_field(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    frame = hands.fill(CODE_FIELD, ODD_CODE)
    hands.press(Qt.Key.Key_S, CTRL)
    hands.until(lambda: problem_of(frame).startswith("Kontrolcipars nesakrīt"))
    assert registered(context.store, "visit") == []
    hands.push("Salīdzināts, ir pareizi", within=frame)
    assert problem_of(frame) == ""
    hands.settle()
    assert problem_of(frame) == ""
    hands.save()
    [row] = registered(context.store, "visit")
    assert row["customer_code"] == ODD_CODE


def test_a_confirmed_code_is_not_asked_about_again_once_the_save_is_taken_back(
    hands: Hands, context: Context
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    frame = hands.fill(CODE_FIELD, ODD_CODE)
    hands.field("Klients").input.setFocus()
    hands.until(lambda: problem_of(frame) != "")
    hands.push("Salīdzināts, ir pareizi", within=frame)
    hands.until(lambda: problem_of(frame) == "")
    hands.save()
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.settle()
    assert hands.field(CODE_FIELD).input.value() == ODD_CODE
    hands.save()
    assert [row["status"] for row in registered(context.store, "visit")] == ["voided", "registered"]


def test_an_answer_about_an_older_state_of_the_form_is_dropped(hands: Hands) -> None:
    state = {"customer_code": ODD_CODE}
    shown: list[list[Hint]] = []
    asker = HintAsker(hands.jobs, lambda: Sketch("visit", dict(state)), shown.append, hands.window)
    asker.ask_now()
    state["customer_code"] = CODE
    asker.changed()
    hands.until(lambda: bool(shown))
    hands.settle()
    assert shown == [[]]


def test_a_duplicate_is_opened_from_the_field_and_the_begun_contact_waits(
    hands: Hands, context: Context
) -> None:
    table = context.catalog.table("service")
    with context.store.read() as connection:
        service = connection.scalars(select(table.c.id).where(table.c.code == "VSAA-VECUMS")).one()
    values = visit(started_at=clock.now_utc() - timedelta(minutes=2), customer_code=CODE)
    there = records.save(context, "visit", values, {"visit_service": [line(service_id=service)]}).id
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill(CODE_FIELD, CODE)
    frame = hands.field("Pakalpojums", line=0)
    hands.until(lambda: problem_of(frame) == "Pirms 2 min jau reģistrēts tāds pats.")
    hands.push("Atvērt", within=frame)
    hands.settle()
    page = hands.shown
    assert page.shown is page.view
    assert page.view.opened is not None
    assert page.view.opened.id == there
    hands.press(Qt.Key.Key_1, ALT)
    hands.settle()
    assert hands.field(CODE_FIELD).input.value() == CODE


def test_the_term_by_the_rules_stands_under_the_field_before_saving(hands: Hands, context: Context) -> None:
    deadlines.seed(context)
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums par ceļu")
    frame = hands.field("Termiņš")
    hands.until(lambda: frame.told.startswith("Tiks ierakstīts"))
    told = frame.told.split()[2]
    hands.save()
    [row] = registered(context.store, "received_document")
    assert row["due_on"].strftime("%d.%m.%Y.") == told


@pytest.mark.parametrize(("letters", "told"), [(239, ""), (240, "240 no 300 rakstzīmēm")])
def test_the_counter_appears_from_four_fifths_of_the_length(hands: Hands, letters: int, told: str) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("ā" * letters)
    assert hands.field("Par ko").told == told


def test_earlier_contacts_are_counted_for_a_purpose_and_told_without_the_person(
    hands: Hands, context: Context
) -> None:
    values = visit(customer_code=CODE, customer_name="Ķērsta Paraudziņa")
    records.save(context, "visit", values, {"visit_service": [line(outcome="SERVED")]})
    hands.press(Qt.Key.Key_F2)
    hands.fill(CODE_FIELD, CODE)
    panel = hands.shown.form.earlier
    hands.until(panel.isVisible)
    assert all_rows(context.store, tables.access_log) == []
    hands.press(Qt.Key.Key_I, CTRL)
    hands.write("Klienta jautājums")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert panel.words[0] == "Iepriekšējie kontakti: 1"
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    assert "VSAA · Apkalpots uzreiz" in panel.words[1]
    assert "Paraudziņa" not in " ".join(panel.words)
    log = [row for row in all_rows(context.store, tables.access_log) if row["reg"] == "visit"]
    assert [(row["act"], row["purpose"]) for row in log] == [
        ("count", "Klienta jautājums"),
        ("earlier", "Klienta jautājums"),
    ]


def test_another_customer_asks_for_a_purpose_anew(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.fill(CODE_FIELD, CODE)
    panel = hands.shown.form.earlier
    hands.until(panel.isVisible)
    hands.press(Qt.Key.Key_I, CTRL)
    hands.write("Klienta jautājums")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert panel.words == ["Iepriekšējie kontakti: 0"]
    panel.show_customer(earlier.Customer(None, "26123456"), apart=None)
    assert panel.words == []
    hands.fill(CODE_FIELD, "")
    hands.press(Qt.Key.Key_Backspace)
    hands.until(panel.isHidden)
