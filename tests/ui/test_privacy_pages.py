"""The pages of keeping and protecting, by keyboard, for the supervisor alone."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget

from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.ui.privacy.keeping import KeepingPage
from kacdesk.ui.privacy.looks import LooksPage
from kacdesk.ui.privacy.person import PersonPage
from tests.helpers import desk as made
from tests.ui.hands import Hands

pytestmark = pytest.mark.clause("002-11", "002-12", "000-20")

RULE = {
    "register": "visit",
    "action": "FORGET",
    "keep_count": 1,
    "keep_unit": "DAYS",
    "counted_to": "DAY",
    "start_told": "Sākums",
    "automatic": False,
    "approval_needed": False,
    "valid_from": date(2020, 1, 1),
    "source": "Parauga noteikums",
}


def _cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    return item.text() if item is not None else ""


def _old_visit(context: Context) -> None:
    started = made.an_hour_ago().replace(year=2025)
    records.save(context, "visit", made.visit(started_at=started, customer_name="Izdomāta Paraugniece"))


def test_a_supervisor_lets_names_be_forgotten_after_being_asked_once(context: Context, hands: Hands) -> None:
    _old_visit(context)
    records.save(context, "retention_rule", RULE)
    hands.window.go_to("keeping")
    hands.settle()
    page = hands.window.page
    assert isinstance(page, KeepingPage)
    assert _cell(page.rules, 0, 1) == "1"
    assert page.records.rowCount() == 1
    page.run_button.click()
    hands.settle()
    assert made.registered(context.store, "visit")[0]["customer_name"] is not None
    assert page.sure_button.hasFocus()
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    hands.settle()
    assert made.registered(context.store, "visit")[0]["customer_name"] is None
    assert made.registered(context.store, "destruction_act")[0]["count"] == 1
    assert _cell(page.rules, 0, 1) == "0"


def test_a_supervisor_sees_who_looked_and_saves_it(context: Context, hands: Hands, tmp_path: Path) -> None:
    _old_visit(context)
    (visit,) = made.registered(context.store, "visit")
    lists.open_record(context, "visit", visit["id"], purpose="Pārbaude")
    hands.window.go_to("looks")
    hands.settle()
    page = hands.window.page
    assert isinstance(page, LooksPage)
    assert _cell(page.table, 0, 5) == "Pārbaude"
    page.export(tmp_path / "kas.csv")
    hands.settle()
    assert "Pārbaude" in (tmp_path / "kas.csv").read_text(encoding="utf-8-sig")
    page.record.setText("NEZINĀMS-1")
    page.load()
    hands.settle()
    assert page.table.rowCount() == 0


def test_a_person_is_found_ticked_and_given_a_file(context: Context, hands: Hands, tmp_path: Path) -> None:
    _old_visit(context)
    hands.window.go_to("person")
    hands.settle()
    page = hands.window.page
    assert isinstance(page, PersonPage)
    page.person.setText("izdomata paraugniece")
    page.purpose.setText("atbilde")
    page.ground.setText("pieprasījums")
    page.look_for()
    hands.settle()
    assert page.found.count() == 1
    assert page.ticked == []
    page.save_button.click()
    assert hands.strip == "Vispirms atzīmējiet ierakstus, kas ir par šo personu."
    page.found.item(0).setCheckState(Qt.CheckState.Checked)
    page.save_to(tmp_path / "dati.zip")
    hands.settle()
    assert (tmp_path / "dati.zip").stat().st_size > 1000
    page.keep()
    assert page.found.count() == 0
    assert page.count.text() == "Vēl nekas nav atrasts."
    page.person.setText("neviens izdomātais")
    page.look_for()
    hands.settle()
    assert page.count.text() == "Par šo personu nekas nav atrasts."
