"""This file is the place where lists are searched, paged and masked."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import tables
from tests.helpers.desk import all_rows, document, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

pytestmark = pytest.mark.usefixtures("forms_ahead")


def test_a_search_without_case_and_garumzimes_finds_the_name(
    context: Context, open_window: OpenWindow
) -> None:
    records.save(context, "visit", visit(customer_name="Jānis Bērziņš"))
    records.save(context, "visit", visit(customer_name="Anna Kļaviņa"))
    hands = open_window()
    hands.window.go_to("visit")
    hands.press(Qt.Key.Key_F, CTRL)
    hands.write("berzins")
    hands.until(lambda: len(hands.cells("visit")) == 1)
    hands.push("Rādīt personas datus")
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "Jānis Bērziņš" in hands.cells("visit")[0]
    [access] = all_rows(context.store, tables.access_log)
    assert (access["act"], access["rows"], access["purpose"]) == ("list", 1, "Pārbaude")


def test_names_are_masked_until_then(context: Context, open_window: OpenWindow) -> None:
    records.save(context, "visit", visit(customer_name="Jānis Bērziņš"))
    hands = open_window()
    assert "•••" in hands.cells("visit")[0]
    assert "Jānis Bērziņš" not in hands.cells("visit")[0]


def test_a_late_answer_to_an_older_search_is_dropped(context: Context, open_window: OpenWindow) -> None:
    records.save(context, "received_document", document(title="Ābols"))
    records.save(context, "received_document", document(title="Bumbieris"))
    hands = open_window()
    table = hands.page("received_document").list.table
    answers: list[int] = []
    table.loaded.connect(lambda: answers.append(table.rowCount()))
    table.search("ab")
    table.search("bumb")
    table.search("nekas")
    hands.settle()
    assert answers == [0]


def test_rows_are_loaded_as_they_are_scrolled_to(context: Context, open_window: OpenWindow) -> None:
    names = records.read_references(context)
    with context.store.unit(context.actor.id) as unit:
        for number in range(250):
            entry = records.Entry(context, "received_document", document(title=f"Nr. {number}"), {}, names)
            records.write_new(context, unit, entry)
    hands = open_window()
    table = hands.page("received_document").list.table
    assert table.rowCount() == 200
    assert table.canFetchMore(QModelIndex())
    table.fetchMore(QModelIndex())
    hands.settle()
    assert table.rowCount() == 250
    assert len(set(table.ids)) == 250
    assert not table.canFetchMore(QModelIndex())


def test_columns_of_masked_data_are_not_shown_at_all(context: Context, open_window: OpenWindow) -> None:
    records.save(context, "visit", visit(customer_name="Jānis Bērziņš"))
    hands = open_window()
    hands.window.go_to("visit")
    page = hands.page("visit")
    column = page.spec.listed.index("customer_name")
    assert page.list.rows.isColumnHidden(column)
    hands.push("Rādīt personas datus")
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert not page.list.rows.isColumnHidden(column)


def test_an_empty_list_says_which_key_to_press(hands: Hands) -> None:
    words = [each.text() for each in hands.page("phone_consultation").list.findChildren(QLabel)]
    assert any("F3" in text for text in words)


def test_a_record_saved_elsewhere_appears_by_itself(hands: Hands, context: Context) -> None:
    assert hands.cells("received_document") == []
    records.save(context, "received_document", document(title="No citas vietas"))
    hands.until(lambda: len(hands.cells("received_document")) == 1)


def test_another_person_sees_masked_lists_again(context: Context, open_window: OpenWindow) -> None:
    records.save(context, "visit", visit(customer_name="Jānis Bērziņš"))
    hands = open_window()
    hands.window.go_to("visit")
    hands.push("Rādīt personas datus")
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "Jānis Bērziņš" in hands.cells("visit")[0]
    hands.press(Qt.Key.Key_L, CTRL)
    hands.write("izdom")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: not hands.window.guard.is_locked)
    assert "•••" in hands.cells("visit")[0]
    assert "Izdomātā Darbiniece" in hands.strip
