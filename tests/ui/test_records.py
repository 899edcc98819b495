"""This file is the place where saved records are read, corrected, voided and revealed from the window."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.papers import batches
from kacdesk.store import tables
from kacdesk.ui.look.ask_bar import AskBar
from tests.helpers.desk import all_rows, document, line, registered, visit
from tests.ui.hands import CTRL, Hands, problem_of


@pytest.fixture
def saved(context: Context) -> UUID:
    """Return a visit of a made-up customer that is already there."""
    values = visit(customer_name="Jānis Bērziņš", customer_contact="janis@piemers.example")
    return records.save(context, "visit", values, {"visit_service": [line()]}).id


def _open(hands: Hands, register: str, record: UUID) -> None:
    hands.window.show_page(register)
    hands.page(register).open(record)
    hands.settle()


def _words(hands: Hands) -> str:
    return " | ".join(label.text() for label in hands.shown.view.findChildren(QLabel))


def _questions(hands: Hands) -> list[AskBar]:
    return [each for each in hands.shown.view.findChildren(AskBar) if each.isVisible()]


def _shown(part: QWidget) -> str:
    return " | ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_a_phone_reads_as_it_is_said(hands: Hands, context: Context) -> None:
    partner = {
        "name": "Paraugs Inspektors",
        "unit": "Nodaļa (paraugs)",
        "place": "2. stāvs",
        "phone": "+37164522453",
    }
    _open(hands, "specialist", records.save(context, "specialist", partner).id)
    assert "64 522 453" in _words(hands)


def test_a_record_is_masked_until_a_purpose_is_given_which_is_written_down(
    saved: UUID, hands: Hands, context: Context
) -> None:
    _open(hands, "visit", saved)
    assert "•••" in _words(hands)
    assert "Bērziņš" not in _words(hands)
    hands.push("Rādīt personas datus")
    hands.write("Klienta jautājums")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "Jānis Bērziņš" in _words(hands)
    [access] = all_rows(context.store, tables.access_log)
    assert (access["rid"], access["purpose"]) == (saved, "Klienta jautājums")


def test_the_history_is_masked_with_the_record(saved: UUID, hands: Hands, context: Context) -> None:
    records.correct(
        context, "visit", saved, {"customer_name": "Jānis Ozoliņš"}, rev=0, reason="Pārrakstīšanās"
    )
    _open(hands, "visit", saved)
    assert "Pārrakstīšanās" in _words(hands)
    assert "Ozoliņš" not in _words(hands)


def test_in_a_small_window_what_happened_has_the_width_of_the_card(saved: UUID, hands: Hands) -> None:
    hands.window.resize(683, 384)
    _open(hands, "visit", saved)
    told = [each for each in hands.shown.view.findChildren(QLabel) if "Izveidots: pakalpojuma" in each.text()]
    assert [each.width() > hands.shown.view.width() * 0.75 for each in told] == [True]


def test_esc_leads_from_a_question_back_to_what_it_was_about(saved: UUID, hands: Hands) -> None:
    _open(hands, "visit", saved)
    there = hands.focused()
    hands.push("Anulēt", within=hands.shown.view)
    hands.press(Qt.Key.Key_Escape)
    assert hands.focused() is there
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert hands.shown.is_at_list
    hands.push("Rādīt personas datus", within=hands.shown)
    hands.press(Qt.Key.Key_Escape)
    assert hands.shown.list.isAncestorOf(hands.focused())


@pytest.mark.parametrize("leaves", ["Atcelt", "Esc"])
def test_a_question_that_is_left_gives_the_keyboard_back(leaves: str, saved: UUID, hands: Hands) -> None:
    _open(hands, "visit", saved)
    there = hands.focused()
    hands.push("Rādīt personas datus", within=hands.shown.view)
    [bar] = _questions(hands)
    assert bar.isAncestorOf(hands.focused())
    if leaves == "Esc":
        hands.press(Qt.Key.Key_Escape)
    else:
        hands.push(leaves, within=bar)
    assert (_questions(hands), hands.focused()) == ([], there)


def test_enter_without_an_answer_is_answered_in_words(saved: UUID, hands: Hands) -> None:
    _open(hands, "visit", saved)
    hands.push("Anulēt", within=hands.shown.view)
    hands.write("  ")
    hands.press(Qt.Key.Key_Return)
    [bar] = _questions(hands)
    assert "Vēl nav atbildes" in _shown(bar)
    assert bar.isAncestorOf(hands.focused())
    hands.write("I")
    assert "Vēl nav atbildes" not in _shown(bar)


def test_in_a_small_window_a_refused_reason_stands_there_with_its_buttons(saved: UUID, hands: Hands) -> None:
    hands.window.resize(683, 384)
    _open(hands, "visit", saved)
    hands.shown.view.ask_void()
    hands.write("Klients atteicās " * 40)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    [bar] = _questions(hands)
    assert bar.height() >= bar.heightForWidth(bar.width())


def test_voiding_asks_why_and_the_row_stays_struck_through(
    saved: UUID, hands: Hands, context: Context
) -> None:
    _open(hands, "visit", saved)
    hands.push("Anulēt")
    hands.press(Qt.Key.Key_Return)
    assert registered(context.store, "visit")[0]["status"] == "registered", "no reason was given yet"
    hands.write("Ievadīts divreiz")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    [row] = registered(context.store, "visit")
    assert (row["status"], row["void_reason"]) == ("voided", "Ievadīts divreiz")
    table = hands.page("visit").list.table
    assert table.is_voided(0)
    assert table.data(table.index(0, 0), Qt.ItemDataRole.FontRole).strikeOut()
    assert "Anulēts" in hands.strip


def test_a_correction_needs_a_reason_in_the_form_itself(saved: UUID, hands: Hands, context: Context) -> None:
    _open(hands, "visit", saved)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.fill("Klients", "Jānis Ozoliņš")
    hands.save()
    assert "kāpēc labojat" in hands.strip
    assert registered(context.store, "visit")[0]["customer_name"] == "Jānis Bērziņš"
    hands.write("Pārrakstīšanās")
    hands.save()
    [row] = registered(context.store, "visit")
    assert (row["customer_name"], row["status"]) == ("Jānis Ozoliņš", "corrected")
    assert row["customer_contact"] == "janis@piemers.example"


def test_a_correction_that_changes_nothing_is_not_told_as_one(
    saved: UUID, hands: Hands, context: Context
) -> None:
    _open(hands, "visit", saved)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.save()
    assert "Nekas nav mainīts" in hands.strip
    [row] = registered(context.store, "visit")
    assert (row["rev"], row["status"]) == (0, "registered")


def test_a_correction_that_was_only_looked_at_leads_back_to_its_record(
    saved: UUID, hands: Hands, context: Context
) -> None:
    _open(hands, "visit", saved)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    page = hands.page("visit")
    assert page.is_at_form
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert page.is_at_record
    assert page.view.opened is not None
    assert (page.view.opened.id, page.view.opened.masked) == (saved, True)
    assert drafts.mine(context) == []
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert page.is_at_list


def test_where_a_paper_went_is_progress_and_needs_no_reason(hands: Hands, context: Context) -> None:
    record = records.save(context, "received_document", document()).id
    _open(hands, "received_document", record)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    custody = hands.field("Kur atrodas").input
    custody.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.save()
    [row] = registered(context.store, "received_document")
    assert (row["custody"], row["status"]) == ("RETURNED", "registered")


def test_a_line_added_to_a_saved_visit_leaves_the_others_alone(
    saved: UUID, hands: Hands, context: Context
) -> None:
    [before] = registered(context.store, "visit_service")
    _open(hands, "visit", saved)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.write("Precizēts")
    hands.press(Qt.Key.Key_R, CTRL)
    hands.write("vecuma pens")
    hands.press(Qt.Key.Key_Return)
    hands.save()
    lines = registered(context.store, "visit_service")
    assert len(lines) == 2
    assert lines[0]["rev"] == before["rev"]


def test_a_record_that_somebody_else_changed_is_compared_and_not_overwritten(
    saved: UUID, hands: Hands, context: Context
) -> None:
    _open(hands, "visit", saved)
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.write("Precizēts")
    hands.fill("Klients", "Jānis Liepiņš")
    records.correct(
        context, "visit", saved, {"customer_name": "Jānis Ozols", "channel": "EMAIL"}, rev=0, reason="Kolēģe"
    )
    hands.save()
    assert "mainīja kāds cits" in hands.strip
    hands.push("Salīdzināt")
    hands.settle()
    assert problem_of(hands.field("Klients")) != ""
    assert hands.field("Kanāls").input.value() == "EMAIL"
    hands.save()
    [row] = registered(context.store, "visit")
    assert (row["customer_name"], row["channel"]) == ("Jānis Liepiņš", "EMAIL")


def test_reference_data_are_only_to_be_read(hands: Hands) -> None:
    page = hands.page("institution")
    hands.window.show_page("institution")
    hands.settle()
    hands.press(Qt.Key.Key_N, CTRL)
    assert page.is_at_list
    page.open(page.list.table.ids[0])
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert page.shown is page.view


def test_what_a_line_is_linked_to_stands_below_its_words(hands: Hands, context: Context) -> None:
    """Beside them the long name of a document left them the room of one letter."""
    paper = document(title="Lūgums izsniegt dokumenta kopiju (paraugs)", addressee_text="Parauga iestāde")
    batch = batches.prepare(context, [records.save(context, "received_document", paper).id], how="COURIER")
    _open(hands, "paper_batch", batch.id)
    view = hands.shown.view
    [words] = [each for each in view.findChildren(QLabel) if each.text().startswith("1. ")]
    [link] = [each for each in view.findChildren(QPushButton) if "(paraugs)" in each.accessibleName()]
    assert link.y() >= words.geometry().bottom()
    assert words.width() > view.width() * 0.75


def test_in_a_small_window_the_state_stands_beside_a_title_of_two_lines(
    hands: Hands, context: Context
) -> None:
    hands.window.resize(683, 384)
    _open(hands, "received_document", records.save(context, "received_document", document()).id)
    told = {str(each.property("part")): each for each in hands.shown.view.findChildren(QLabel)}
    title, state = told["record"], told["status"]
    assert title.height() > title.fontMetrics().height() * 1.5
    assert (state.text(), state.y()) == ("Reģistrēts", title.y())
    assert state.x() >= title.geometry().right()


def test_long_names_of_fields_leave_the_room_to_their_values_in_a_small_window(
    hands: Hands, context: Context
) -> None:
    settings = {"centre_type": "regional", "contest_address": "Paraugu novada dome, Parauga iela 1, Balvi"}
    hands.window.resize(683, 384)
    _open(hands, "point_settings", records.save(context, "point_settings", settings).id)
    told = {each.text(): each for each in hands.shown.view.findChildren(QLabel)}
    name, value = told["Kur apstrīd pašvaldības iestādes rīcību un aktus"], told[settings["contest_address"]]
    assert name.height() > name.fontMetrics().height() * 1.5
    assert value.width() >= name.width() * 0.8
    [scroll] = hands.shown.view.findChildren(QScrollArea)
    assert scroll.horizontalScrollBar().maximum() == 0
