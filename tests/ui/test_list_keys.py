"""This file is the place where a list is worked by keyboard alone: moving, marking, copying, filtering, its menu."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

from kacdesk.core import clock
from kacdesk.services import column_widths, preferences, records
from kacdesk.services.context import Context
from kacdesk.ui.register.filters import FilterBar
from kacdesk.ui.register.list import RegisterList
from tests.helpers.desk import an_hour_ago, call, line, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def calls(context: Context) -> list[UUID]:
    """Return five phone consultations, the newest first."""
    start = an_hour_ago()
    people = ["Ieva Izdomātā", None, None, None, None]
    topics = ["Ābele", "Bērzs", "Ceriņi", "Dadzis", "Egle"]
    return [
        records.save(
            context,
            "phone_consultation",
            call(started_at=start - timedelta(minutes=n), topic=topics[n], caller_name=people[n]),
        ).id
        for n in range(5)
    ]


def _at_calls(hands: Hands) -> RegisterList:
    hands.window.go_to("phone_consultation")
    hands.settle()
    return hands.page("phone_consultation").list


def _footer(shown: RegisterList) -> str:
    return " | ".join(each.text() for each in shown.findChildren(QLabel) if each.isVisible())


def _chips(bar: FilterBar) -> list[str]:
    return [each.text().removesuffix("  ×") for each in bar.findChildren(QPushButton) if "×" in each.text()]


def test_home_and_end_go_to_the_first_and_the_last_row(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.press(Qt.Key.Key_End)
    assert shown.rows.currentIndex().row() == 4
    hands.press(Qt.Key.Key_Home)
    assert shown.rows.currentIndex().row() == 0
    hands.press(Qt.Key.Key_PageDown)
    assert shown.rows.currentIndex().row() == 4
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.shown.view.opened is not None
    assert hands.shown.view.opened.id == calls[4]


def test_marked_rows_are_copied_as_they_are_shown(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.press(Qt.Key.Key_Down, SHIFT)
    hands.press(Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    heading = lines[0].split("\t")
    assert heading[0] == "Sākums"
    assert "Zvanītājs" not in heading, "masked columns are not shown and not copied"
    assert len(lines) == 3
    assert [row.split("\t")[heading.index("Temats")] for row in lines[1:]] == ["Ābele", "Bērzs"]
    assert "Ieva" not in QGuiApplication.clipboard().text()
    assert "Nokopēts: 2 ieraksti" in _footer(shown)


def test_ctrl_a_marks_all_and_what_a_purpose_showed_is_copied_too(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.push("Rādīt personas datus", within=shown)
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    shown.rows.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.press(Qt.Key.Key_C, CTRL)
    text = QGuiApplication.clipboard().text()
    assert len(text.splitlines()) == 6
    assert "Ieva Izdomātā" in text


def test_letters_typed_on_the_rows_are_a_search_and_not_a_jump(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.write("dadzis")
    hands.until(lambda: shown.table.rowCount() == 1)
    assert shown.search.text() == "dadzis"
    assert shown.table.ids == [calls[3]]
    hands.until(lambda: "1 ieraksts no 5" in _footer(shown))


def test_f7_narrows_by_typing_and_esc_takes_everything_back(
    context: Context, open_window: OpenWindow
) -> None:
    wanted = records.save(context, "visit", visit(channel="VIDEO"), {"visit_service": [line()]}).id
    records.save(
        context,
        "visit",
        visit(channel="VIDEO"),
        {"visit_service": [line(institution_id=None, service_text="x")]},
    )
    records.save(context, "visit", visit(), {"visit_service": [line()]})
    hands = open_window()
    hands.window.go_to("visit")
    shown = hands.page("visit").list
    bar = shown.filters
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: bar.list.is_open)
    hands.write("vsaa")
    hands.press(Qt.Key.Key_Return)
    hands.write("vid")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert _chips(bar) == ["Iestāde: VSAA", "Kanāls: Video"]
    assert shown.table.ids == [wanted]
    hands.until(lambda: "1 ieraksts no 3" in _footer(shown))
    hands.press(Qt.Key.Key_Backspace)
    hands.settle()
    assert _chips(bar) == ["Iestāde: VSAA"]
    assert shown.table.rowCount() == 2
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert _chips(bar) == []
    assert bar.isHidden()
    assert shown.table.rowCount() == 3
    assert hands.focused() is shown.rows
    hands.until(lambda: "3 ieraksti" in _footer(shown))


def test_days_are_typed_and_a_second_choice_of_days_takes_the_place_of_the_first(
    context: Context, open_window: OpenWindow
) -> None:
    now = an_hour_ago()
    records.save(context, "phone_consultation", call(started_at=now))
    old = records.save(context, "phone_consultation", call(started_at=now - timedelta(days=400))).id
    hands = open_window()
    shown = _at_calls(hands)
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: shown.filters.list.is_open)
    hands.write("šod")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    day = clock.riga_time(now - timedelta(days=400))
    hands.write(f"{day.day}.{day.month}.{day.year}.-{day.day}.{day.month}.{day.year}.")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert shown.table.ids == [old]
    assert len(_chips(shown.filters)) == 1


def test_a_word_that_is_no_filter_is_said_beside_the_line(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: shown.filters.list.is_open)
    hands.write("nekastāds")
    hands.press(Qt.Key.Key_Return)
    assert "Filtra “nekastāds” nav" in _footer(shown)
    assert shown.table.rowCount() == 5
    hands.press(Qt.Key.Key_Escape)
    assert hands.focused() is shown.rows


def test_a_chip_is_taken_away_with_the_delete_key(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: shown.filters.list.is_open)
    hands.write("neatb")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert shown.table.rowCount() == 0
    assert "nekas nav atrasts" in _footer(shown)
    hands.press(Qt.Key.Key_Tab)
    assert isinstance(hands.focused(), QPushButton)
    hands.press(Qt.Key.Key_Delete)
    hands.settle()
    assert shown.table.rowCount() == 5


def test_esc_in_the_list_clears_the_search_first_and_then_the_filters(
    calls: list[UUID], hands: Hands
) -> None:
    shown = _at_calls(hands)
    shown.filters.add_named("call_state", "Atbildēts")
    hands.settle()
    shown.search.setText("dadz")
    shown.rows.setFocus()
    hands.press(Qt.Key.Key_Escape)
    assert (shown.search.text(), len(shown.filters.chosen)) == ("", 1)
    hands.press(Qt.Key.Key_Escape)
    assert shown.filters.chosen == []


def test_the_menu_of_a_row_narrows_to_what_the_cell_says(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    column = shown.spec.listed.index("call_state")
    shown.rows.setCurrentIndex(shown.table.index(0, column))
    menu = shown.menu()
    names = [action.text().split("\t")[0] for action in menu.actions()]
    assert names == ["Atvērt", "Kopēt kā tekstu", "Drukāt lapiņu", "Rādīt tikai: Atbildēts"]
    menu.actions()[-1].trigger()
    hands.settle()
    assert _chips(shown.filters) == ["Zvans: Atbildēts"]


def test_the_menu_key_opens_the_menu_below_the_row(calls: list[UUID], hands: Hands) -> None:
    shown = _at_calls(hands)
    shown.rows.setCurrentIndex(shown.table.index(2, 0))
    places: list[QPoint] = []
    shown.rows.menu_asked.connect(places.append)
    here = QPoint(0, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, here, here)
    QApplication.sendEvent(shown.rows.viewport(), event)
    row = shown.rows.visualRect(shown.table.index(2, 0))
    assert places == [shown.rows.viewport().mapToGlobal(row.bottomLeft())]
    [menu] = [each for each in shown.findChildren(QMenu) if each.isVisible()]
    menu.actions()[0].trigger()
    menu.close()
    hands.settle()
    assert hands.shown.view.opened is not None
    assert hands.shown.view.opened.id == calls[2]


def test_a_pulled_column_keeps_its_width_until_the_next_start(
    calls: list[UUID], context: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    shown = _at_calls(hands)
    column = shown.spec.listed.index("call_state")
    shown.rows.horizontalHeader().resizeSection(column, 173)
    hands.until(lambda: column_widths.read(context, "phone_consultation") == {"call_state": 173})
    assert preferences.read(context).column_widths == {"phone_consultation": {"call_state": 173}}
    again = _at_calls(open_window())
    assert again.rows.columnWidth(column) == 173


def test_the_next_page_comes_when_the_last_row_is_reached(context: Context, open_window: OpenWindow) -> None:
    names = records.read_references(context)
    start = an_hour_ago()
    with context.store.unit(context.actor.id) as unit:
        for number in range(230):
            entry = records.Entry(
                context, "phone_consultation", call(started_at=start - timedelta(minutes=number)), {}, names
            )
            records.write_new(context, unit, entry)
    hands = open_window()
    shown = _at_calls(hands)
    assert shown.table.rowCount() == 200
    hands.press(Qt.Key.Key_End)
    hands.until(lambda: shown.table.rowCount() == 230)
    hands.press(Qt.Key.Key_End)
    assert shown.rows.currentIndex().row() == 229
    hands.until(lambda: "230 ierakstu" in _footer(shown))
