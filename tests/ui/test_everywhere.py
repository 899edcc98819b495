"""This file is the place where the search over the whole desk is worked by keyboard."""

from PySide6.QtCore import Qt

from kacdesk.models.short_codes import short_code
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.ui.register.everywhere import EverywherePage
from tests.helpers.desk import call, document, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def _page(hands: Hands) -> EverywherePage:
    page = hands.window.page
    assert isinstance(page, EverywherePage)
    return page


def _rows(page: EverywherePage) -> list[str]:
    return [
        " | ".join(str(page.hits.data(page.hits.index(row, column)) or "") for column in range(2))
        for row in range(page.hits.rowCount())
    ]


def test_one_search_finds_records_of_all_journals_and_enter_opens_one(
    context: Context, open_window: OpenWindow
) -> None:
    records.save(context, "visit", visit(customer_name="Kamene Izdomātā"))
    wanted = records.save(context, "phone_consultation", call(topic="Par kameni")).id
    hands = open_window()
    hands.press(Qt.Key.Key_F, CTRL_SHIFT)
    hands.write("kamen")
    page = _page(hands)
    hands.until(lambda: page.hits.rowCount() == 4)
    rows = _rows(page)
    assert rows[0].startswith("Apmeklējumi (1)")
    assert rows[2].startswith("Tālruņa konsultācijas (1)")
    assert not any("Kamene" in row for row in rows), "the name was searched, it is not shown"
    hands.press(Qt.Key.Key_Return)
    assert page.list.currentIndex().row() == 1
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    assert page.list.currentIndex().row() == 3
    hands.press(Qt.Key.Key_Return)
    hands.until(
        lambda: hands.window.page.name == "phone_consultation" and hands.shown.view.opened is not None
    )
    assert hands.shown.view.opened is not None
    assert hands.shown.view.opened.id == wanted


def test_the_code_of_a_slip_is_enough(context: Context, open_window: OpenWindow) -> None:
    record = records.save(context, "received_document", document()).id
    hands = open_window()
    hands.press(Qt.Key.Key_F, CTRL_SHIFT)
    hands.write(short_code(record).lower().replace("-", ""))
    page = _page(hands)
    hands.until(lambda: page.hits.rowCount() == 2)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page.name == "received_document" and hands.shown.view.opened is not None)


def test_enter_on_the_name_of_a_register_shows_more_of_it(context: Context, open_window: OpenWindow) -> None:
    for number in range(25):
        records.save(context, "phone_consultation", call(topic=f"Dzirnavas {number}"))
    hands = open_window()
    hands.press(Qt.Key.Key_F, CTRL_SHIFT)
    hands.write("dzirnav")
    page = _page(hands)
    hands.until(lambda: page.hits.rowCount() == 21)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Up)
    assert page.list.currentIndex().row() == 0
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: page.hits.rowCount() == 26)
    assert _rows(page)[0].startswith("Tālruņa konsultācijas (25)")


def test_typing_on_the_hits_goes_on_searching_and_esc_begins_anew(
    context: Context, open_window: OpenWindow
) -> None:
    records.save(context, "visit", visit(note="kamene zaļa"))
    records.save(context, "visit", visit(note="kamene sarkana"))
    hands = open_window()
    hands.press(Qt.Key.Key_F, CTRL_SHIFT)
    hands.write("kamene")
    page = _page(hands)
    hands.until(lambda: page.hits.rowCount() == 3)
    hands.press(Qt.Key.Key_Return)
    hands.write(" sark")
    assert page.line.text() == "kamenesark"
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: page.hits.rowCount() == 0)
    assert (page.line.text(), hands.focused()) == ("", page.line)


def test_what_is_found_changes_with_the_records(context: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    hands.press(Qt.Key.Key_F, CTRL_SHIFT)
    hands.write("kamene")
    page = _page(hands)
    records.save(context, "visit", visit(note="kamene"))
    hands.until(lambda: page.hits.rowCount() == 2)
