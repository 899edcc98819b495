"""The catch-up grid on the real window: forty lines without the mouse, refusals beside their line, nothing lost."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.core.latvian import short_date
from kacdesk.services import catalog, records
from kacdesk.services.context import Context
from kacdesk.services.counter import catch_up
from kacdesk.services.counter.catch_up_line import Line
from kacdesk.services.counter.outage_sheet import code_of
from kacdesk.services.people import accounts
from kacdesk.ui.catchup.line_row import LineRow
from kacdesk.ui.catchup.page import CatchUpPage
from kacdesk.ui.fields.plain import TextInput
from tests.helpers.desk import CLERK, SUPERVISOR, registered
from tests.reports.pdf_reading import words_of
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

SERVICE = reference_id("service", "VSAA-VECUMS")


def yesterday() -> date:
    """Return the day before the office's today."""
    return clock.today_riga() - timedelta(days=1)


def opened_page(hands: Hands) -> CatchUpPage:
    """Go to the page and let it be of yesterday, by keys."""
    hands.window.go_to("catch_up")
    page = hands.window.page
    assert isinstance(page, CatchUpPage)
    page.day.input.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.write(short_date(yesterday()))
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    return page


@pytest.fixture
def page(hands: Hands) -> CatchUpPage:
    """The open grid of yesterday."""
    return opened_page(hands)


def row_here(page: CatchUpPage) -> LineRow:
    """Return the row with the keyboard."""
    here = QApplication.focusWidget()
    assert here is not None
    found = [row for row in page.grid.rows if row.isAncestorOf(here)]
    assert len(found) == 1
    return found[0]


def key_line(hands: Hands, time: str, service: str) -> None:
    """Key a line from where the keyboard is: time, Enter, service, Enter."""
    hands.write(time)
    hands.press(Qt.Key.Key_Return)
    hands.write(service)
    hands.press(Qt.Key.Key_Return)


def test_a_row_hears_its_cell_with_the_keyboard_only(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[QObject] = []
    hear = LineRow.eventFilter

    def noted(row: LineRow, watched: QObject, event: QEvent) -> bool:
        heard.append(watched)
        return hear(row, watched, event)

    monkeypatch.setattr(
        LineRow, "eventFilter", noted
    )  # before there is a row: Qt asks once what a row overrides
    page = opened_page(hands)
    for place in range(20):
        key_line(hands, f"{8 + place // 6}{place % 6}5", code_of(SERVICE))
    assert heard
    hands.window.go_to("visit")
    hands.settle()
    heard.clear()
    hands.window.go_to("catch_up")
    hands.settle()

    assert row_here(page) is page.grid.rows[-1]
    assert set(heard) <= {QApplication.focusWidget()}
    hands.press(Qt.Key.Key_Up)
    assert row_here(page) is page.grid.rows[-2]


def test_forty_lines_are_keyed_and_saved_without_the_mouse(
    hands: Hands, page: CatchUpPage, context: Context
) -> None:
    for place in range(40):
        service = code_of(SERVICE) if place % 2 else "vecuma pens"
        key_line(hands, f"{8 + place // 6}{place % 6}5", service)
    assert len(page.grid.lines()) == 40
    hands.press(Qt.Key.Key_S, CTRL)
    hands.until(lambda: page.save_button.isEnabled())

    visits = registered(context.store, "visit")
    assert len(visits) == len(registered(context.store, "visit_service")) == 40
    assert {visit["counted_on"] for visit in visits} == {yesterday()}
    assert {visit["start_quality"] for visit in visits} == {"ENTERED_LATER"}
    assert {line["service_id"] for line in registered(context.store, "visit_service")} == {SERVICE}
    started = sorted(clock.riga_time(visit["started_at"]) for visit in visits)
    assert (started[0].hour, started[0].minute, started[-1].hour) == (8, 5, 14)
    assert page.grid.lines() == [] == catch_up.lines(context)
    assert hands.strip == "Saglabāts: 40 kontaktu, atzīmēti kā ievadīti vēlāk."


def test_what_is_typed_before_the_kept_lines_are_read_stays(hands: Hands, context: Context) -> None:
    catch_up.keep(context, [Line(day=clock.today_riga(), time="08:30", service=SERVICE)])
    hands.window.go_to("catch_up")
    page = hands.window.page
    assert isinstance(page, CatchUpPage)
    hands.write("9")
    hands.settle()
    key_line(hands, "15", code_of(SERVICE))
    assert [(line.time, line.service) for line in page.grid.lines()] == [
        ("08:30", SERVICE),
        ("09:15", SERVICE),
    ]


def test_the_next_line_comes_by_the_same_way(hands: Hands, page: CatchUpPage) -> None:
    hands.write("9")
    hands.press(Qt.Key.Key_Return)
    hands.write(code_of(SERVICE))
    hands.press(Qt.Key.Key_Tab)
    QTest.keyClicks(hands.focused(), "t")
    hands.press(Qt.Key.Key_Return)
    key_line(hands, "10", code_of(SERVICE))
    assert [line.way for line in page.grid.lines()] == ["PHONE", "PHONE"]
    assert [line.time for line in page.grid.lines()] == ["09:00", "10:00"]


def test_the_sign_for_times_goes_on_with_how_many(hands: Hands, page: CatchUpPage) -> None:
    hands.write("915")
    hands.press(Qt.Key.Key_Return)
    hands.write(f"{code_of(SERVICE)}x3")
    hands.press(Qt.Key.Key_Return)
    [line] = page.grid.lines()
    assert (line.service, line.count) == (SERVICE, "3")
    assert page.grid.rows.index(row_here(page)) == 1


def test_a_refused_line_stays_with_its_reason_and_the_others_leave(
    hands: Hands, page: CatchUpPage, context: Context
) -> None:
    key_line(hands, "25:99", code_of(SERVICE))
    key_line(hands, "9:15", code_of(SERVICE))
    key_line(hands, "9:20", "9999999")
    hands.press(Qt.Key.Key_S, CTRL)
    hands.until(lambda: page.save_button.isEnabled())

    assert len(registered(context.store, "visit")) == 1
    assert [row.told for row in page.grid.rows] == [
        "“25:99” nav laiks; rakstiet, piemēram, 9:15.",
        "Koda 9999999 pakalpojumiem nav; pārbaudiet lapā.",
        "",
    ]
    assert "Paliek 2 rindas" in hands.strip
    assert page.grid.rows.index(row_here(page)) == 0
    hands.write("8:15")
    hands.press(Qt.Key.Key_S, CTRL)
    hands.until(lambda: page.save_button.isEnabled())
    assert len(registered(context.store, "visit")) == 2


def test_a_time_that_has_not_come_is_told_beside_it_at_once(hands: Hands, page: CatchUpPage) -> None:
    page.day.input.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.write(short_date(clock.today_riga()))
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    soon = clock.riga_time(clock.now_utc() + timedelta(minutes=3))
    if soon.date() != clock.today_riga():
        pytest.skip("the day ends within three minutes")
    hands.write(f"{soon.hour}:{soon.minute:02}")
    hands.press(Qt.Key.Key_Return)
    assert page.grid.rows[0].told == "Laiks ir nākotnē; pārbaudiet dienu un laiku."


def test_a_day_that_has_not_come_is_refused_beside_it(hands: Hands, page: CatchUpPage) -> None:
    page.day.input.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.write(short_date(clock.today_riga() + timedelta(days=1)))
    hands.press(Qt.Key.Key_Return)
    assert page.day.told == "Diena ir nākotnē; pārbaudiet datumu."
    assert {row.line().day for row in page.grid.rows} == {yesterday()}


def test_pressed_twice_nothing_is_doubled(hands: Hands, page: CatchUpPage, context: Context) -> None:
    for place in range(5):
        key_line(hands, f"9:1{place}", code_of(SERVICE))
    page.save()
    page.save()
    hands.until(lambda: page.save_button.isEnabled())
    page.save()
    hands.settle()
    assert len(registered(context.store, "visit")) == 5


def test_half_typed_lines_are_there_when_the_window_opens_again(
    open_window: OpenWindow, context: Context
) -> None:
    hands = open_window()
    page = opened_page(hands)
    key_line(hands, "915", code_of(SERVICE))
    hands.write("9x")
    hands.press(Qt.Key.Key_Return)
    hands.write("malka")

    hands = open_window()
    hands.window.go_to("catch_up")
    hands.settle()
    again = hands.window.page
    assert isinstance(again, CatchUpPage)
    page = again
    first, second = page.grid.lines()
    assert (first.time, first.service, first.day) == ("09:15", SERVICE, yesterday())
    assert (second.time, second.words) == ("9x", "malka")
    assert page.day.input.value() == yesterday()


def test_lines_of_another_day_are_told_of_and_can_be_moved(
    hands: Hands, page: CatchUpPage, context: Context
) -> None:
    key_line(hands, "9:15", code_of(SERVICE))
    page.day.input.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    before = yesterday() - timedelta(days=1)
    hands.write(short_date(before))
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert page.grid.lines() == []
    hands.push(f"Pārcelt uz {short_date(before)}", within=page)
    hands.settle()
    assert [line.day for line in page.grid.lines()] == [before]
    assert {line.day for line in catch_up.lines(context)} == {before}


def test_a_line_taken_out_can_be_had_back(hands: Hands, page: CatchUpPage, context: Context) -> None:
    key_line(hands, "9:15", code_of(SERVICE))
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Delete, CTRL)
    hands.settle()
    assert page.grid.lines() == []
    assert catch_up.lines(context) == []
    hands.push("Atsaukt", within=hands.window.strip)
    page.keep()
    hands.settle()
    assert [line.service for line in page.grid.lines()] == [SERVICE]
    assert len(catch_up.lines(context)) == 1


def test_the_same_again_is_one_key(hands: Hands, page: CatchUpPage) -> None:
    key_line(hands, "9:15", code_of(SERVICE))
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_D, CTRL)
    hands.write("940")
    hands.press(Qt.Key.Key_Return)
    assert [(line.time, line.service) for line in page.grid.lines()] == [
        ("09:15", SERVICE),
        ("09:40", SERVICE),
    ]


def test_another_person_does_not_see_the_lines(hands: Hands, page: CatchUpPage, context: Context) -> None:
    key_line(hands, "9:15", code_of(SERVICE))
    page.keep()
    clerk = accounts.swap(context, CLERK)
    page.set_actor(clerk.actor)
    assert page.grid.lines() == []
    hands.settle()
    assert len(catch_up.lines(context)) == 1
    assert context.actor.name == SUPERVISOR


def test_two_services_with_one_code_are_told(hands: Hands, page: CatchUpPage, context: Context) -> None:
    offered = catalog.options(context)["service"]
    named = next(option for option in offered if option.id == SERVICE)
    twin = replace(named, id=UUID(int=SERVICE.int - 8999), label="Cits pakalpojums")
    page.grid.set_services((*offered, twin))
    page.grid.rows[0].go_to("service")
    hands.write(code_of(SERVICE))
    assert page.grid.lines()[0].service == SERVICE
    assert page.grid.rows[0].told == (
        "Tāds pats kods ir arī: Cits pakalpojums. Ja domāts tas, rakstiet nosaukumu."
    )


def test_words_with_a_number_are_words_and_a_count(hands: Hands, page: CatchUpPage) -> None:
    hands.write("10")
    hands.press(Qt.Key.Key_Return)
    hands.write("vecuma pens x4")
    hands.press(Qt.Key.Key_Return)
    [line] = page.grid.lines()
    assert (line.service, line.count) == (SERVICE, "4")


def test_the_sheet_is_written_with_the_codes_that_the_grid_takes(
    hands: Hands, page: CatchUpPage, context: Context, tmp_path: Path
) -> None:
    for _ in range(3):
        records.save(context, "visit", *_visit_about(SERVICE))
    page.save_sheet_to(tmp_path / "lapa.pdf")
    hands.until(lambda: page.print_button.isEnabled())
    assert f"{code_of(SERVICE)}" in words_of(tmp_path / "lapa.pdf")
    assert "Lapa saglabāta: lapa.pdf." in hands.strip


def _visit_about(service: object) -> tuple[dict[str, object], dict[str, list[dict[str, object]]]]:
    started = clock.now_utc() - timedelta(hours=2)
    return {"started_at": started, "channel": "IN_PERSON"}, {
        "visit_service": [{"service_id": service, "kind": "INFORMATION", "quantity": 1}]
    }


def test_an_empty_grid_says_that_there_is_nothing_to_save(hands: Hands, page: CatchUpPage) -> None:
    hands.press(Qt.Key.Key_S, CTRL)
    assert hands.strip == "Nav nevienas rindas, ko saglabāt."


def test_lines_kept_for_a_day_are_shown_when_the_page_is_read(
    hands: Hands, page: CatchUpPage, context: Context
) -> None:
    catch_up.keep(context, [Line(day=yesterday(), time="10", service=SERVICE)])
    hands.press(Qt.Key.Key_F5)
    hands.settle()
    assert [line.time for line in page.grid.lines()] == ["10"]


def test_tab_goes_through_every_cell_of_every_line(hands: Hands, page: CatchUpPage) -> None:
    key_line(hands, "9:15", code_of(SERVICE))
    key_line(hands, "9:20", code_of(SERVICE))
    page.grid.rows[0].go_to("time")
    hands.press(Qt.Key.Key_D, CTRL)
    hands.settle()  # a new row is shown when the window has its turn
    page.grid.rows[0].go_to("time")
    passed = []
    for _ in range(14):
        passed.append(hands.focused().accessibleName())
        hands.press(Qt.Key.Key_Tab)
    columns = ("Laiks", "Pakalpojums", "Kā", "Iznākums", "Reizes", "Piezīmes")
    expected = [
        name
        for line in (1, 2)
        for name in (*(f"{line}. rinda: {column}" for column in columns), f"Izņemt {line}. rindu")
    ]
    assert passed == expected
    page.grid.rows[-1].last_stop.setFocus()
    hands.press(Qt.Key.Key_Tab)
    assert hands.focused() is page.save_button


def test_how_many_times_is_explained_where_it_is_asked(page: CatchUpPage) -> None:
    row = page.grid.rows[0]
    [head] = [each for each in row.findChildren(QLabel) if each.text() == "Reizes"]
    assert "Cik vienādu" in head.toolTip()
    cell = row.cells["count"]
    assert isinstance(cell, TextInput)
    assert cell.line.placeholderText() == "1"
