"""This file is the place where it is shown that rows of lines are used again and bring nothing along."""

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from kacdesk.services import records
from kacdesk.services.catalogue import service_search
from kacdesk.services.catalogue.choosing import Favourites
from kacdesk.services.context import Context
from kacdesk.ui.register.lines import SPARE, LineRow, LineTable
from tests.helpers.desk import line, registered, visit
from tests.ui.hands import CTRL, Hands, problem_of
from tests.ui.naming import box


def _table(hands: Hands) -> LineTable:
    return hands.page("visit").form.tables["visit_service"]


def _rows(hands: Hands) -> set[LineRow]:
    return set(_table(hands).findChildren(LineRow))


def _saved(context: Context, lines: int) -> UUID:
    told: list[dict[str, Any]] = [line(quantity=place) for place in range(1, lines + 1)]
    return records.save(context, "visit", visit(), {"visit_service": told}).id


@pytest.mark.usefixtures("forms_ahead")
def test_a_correction_of_a_few_lines_needs_no_new_rows(hands: Hands, context: Context) -> None:
    record = _saved(context, 1 + SPARE)
    hands.until(lambda: len(_rows(hands)) == 1 + SPARE)
    there = _rows(hands)
    hands.window.show_page("visit")
    hands.page("visit").open(record)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert [row.fields.values()["quantity"] for row in _table(hands).rows] == [1, 2, 3, 4]
    assert _rows(hands) == there


def test_a_row_that_was_taken_out_keeps_no_word_and_no_problem(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("Zvejas licence ezerā")
    hands.press(Qt.Key.Key_R, CTRL)
    hands.write("Slepens vārds")
    hands.fill("Skaits", "daudz", line=1)
    hands.save()
    assert problem_of(hands.field("Skaits", line=1)) != ""
    gone = _table(hands).rows[1]
    gone.removal_asked.emit()
    assert len(_table(hands).rows) == 1
    told = [box.text() for box in gone.findChildren(QLineEdit)]
    assert not any("Slepens" in text or "daudz" in text for text in told)
    hands.press(Qt.Key.Key_R, CTRL)
    assert _table(hands).rows[1] is gone
    assert gone.isVisible()
    assert problem_of(hands.field("Skaits", line=1)) == ""
    hands.write("Medību karte")
    hands.save()
    lines = registered(context.store, "visit_service")
    assert [each["service_text"] for each in lines] == ["Zvejas licence ezerā", "Medību karte"]


def test_what_is_written_in_a_row_that_is_used_again_counts_as_typed(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("Zvejas licence ezerā")
    for _ in range(2):
        hands.press(Qt.Key.Key_R, CTRL)
        _table(hands).rows[1].removal_asked.emit()
    hands.press(Qt.Key.Key_R, CTRL)
    hands.save()
    [only] = registered(context.store, "visit_service")
    assert only["service_text"] == "Zvejas licence ezerā", "a row that nobody wrote into does not count"


def test_only_a_few_rows_are_kept(hands: Hands, context: Context, qtbot: Any) -> None:
    record = _saved(context, 9)
    hands.window.show_page("visit")
    hands.page("visit").open(record)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    assert len(_rows(hands)) == 9
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    qtbot.waitUntil(lambda: len(_rows(hands)) == 1 + SPARE)
    assert len(_table(hands).rows) == 1


def test_a_spare_row_knows_what_is_likely_now(hands: Hands, context: Context) -> None:
    likely = service_search.favourites(context)["visit_service"].order
    hands.press(Qt.Key.Key_F2)
    hands.write("Zvejas licence ezerā")
    hands.press(Qt.Key.Key_R, CTRL)
    _table(hands).rows[1].removal_asked.emit()
    _table(hands).set_favourites(Favourites((likely[4],)))
    hands.press(Qt.Key.Key_R, CTRL)
    hands.write("1")
    assert box(hands, 1).value() == likely[4]
