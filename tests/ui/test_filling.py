"""This file is the place where it is shown that tables with many rows are filled in one go, not cell by cell."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from kacdesk.core.ids import new_id
from kacdesk.services.papers.batches import PaperHere, Pile
from kacdesk.services.people.roster_week import Cell, PersonRow, State, Week
from kacdesk.ui.look.filling import filled_at_once
from kacdesk.ui.look.rows_table import fill, rows_table
from kacdesk.ui.papers.piles import Piles
from kacdesk.ui.roster.table import RosterTable

MONDAY = date(2026, 11, 23)


def _week(people: int, hours: str) -> Week:
    days = tuple(MONDAY + timedelta(days=each) for each in range(7))
    cells = tuple(Cell(hours, State.ON_DUTY, "shift", new_id()) for _ in days)
    rows = tuple(PersonRow(new_id(), f"Paraugs {place}", cells) for place in range(people))
    return Week(days, ("9.00–17.00",) * 7, rows, (None,) * 7, "", (), known_hours=True, known_roster=True)


def _pile(papers: int, title: str) -> Pile:
    told = (PaperHere(new_id(), f"PAR/{place}", "Iesniegums", MONDAY, None) for place in range(papers))
    return Pile(title, tuple(told))


def test_a_week_of_many_people_is_heard_of_once(qtbot: QtBot) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    table.show_week(_week(20, "9.00–12.00"), MONDAY)
    heard = QSignalSpy(table.model().dataChanged)
    table.show_week(_week(20, "9.00–12.00\n13.00–17.00"), MONDAY)
    assert heard.count() == 1
    assert table.cell_told(20, 6).endswith("9.00–12.00, 13.00–17.00")


def test_rows_of_a_week_are_as_high_as_their_words(qtbot: QtBot) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    table.show_week(_week(3, "9.00–12.00"), MONDAY)
    low = table.rowHeight(1)
    table.show_week(_week(3, "\n".join(["9.00–10.00"] * 6)), MONDAY)
    assert table.rowHeight(1) >= 6 * table.fontMetrics().height()
    table.show_week(_week(3, "9.00–12.00"), MONDAY)
    assert table.rowHeight(1) == low < 6 * table.fontMetrics().height()


def test_a_table_of_rows_is_heard_of_once_and_as_wide_as_its_words(qtbot: QtBot) -> None:
    table = rows_table("Paraugs", ["Viens", "Divi"], wide=1)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    heard = QSignalSpy(table.model().dataChanged)
    fill(table, [("īss", "a")] * 50, most_in_sight=5)
    assert heard.count() == 1
    narrow = table.columnWidth(0)
    fill(table, [("daudz garāki vārdi", "a")] * 50, most_in_sight=5)
    qtbot.waitUntil(lambda: table.columnWidth(0) > narrow)


def test_what_breaks_while_a_table_is_filled_leaves_it_hearing(qtbot: QtBot) -> None:
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    with pytest.raises(ValueError, match="broken"), filled_at_once(table):
        raise ValueError("broken")
    heard = QSignalSpy(table.model().dataChanged)
    table.setItem(0, 0, QTableWidgetItem("dzirdēts"))
    assert heard.count() == 1


def test_an_empty_table_is_filled_with_nothing(qtbot: QtBot) -> None:
    table = rows_table("Paraugs", ["Viens"], wide=0)
    qtbot.addWidget(table)
    fill(table, [], most_in_sight=5)
    assert table.rowCount() == 0


def test_papers_come_with_their_pile_and_keep_their_ticks(qtbot: QtBot) -> None:
    piles = Piles()
    qtbot.addWidget(piles)
    shown = [_pile(30, "Viena iestāde"), _pile(2, "")]
    piles.show_piles(shown)
    first = piles.topLevelItem(0)
    assert first is not None
    first.setCheckState(0, Qt.CheckState.Checked)
    came = QSignalSpy(piles.model().rowsInserted)
    piles.show_piles(shown)
    assert came.count() == 1
    assert piles.ticked == [paper.record for paper in shown[0].papers]
    tops = [piles.topLevelItem(place) for place in range(2)]
    assert [top.text(0) for top in tops if top is not None] == [
        "Viena iestāde (30)",
        "Adresāts nav norādīts (2)",
    ]
    assert [top.checkState(0) for top in tops if top is not None] == [
        Qt.CheckState.Checked,
        Qt.CheckState.Unchecked,
    ]
