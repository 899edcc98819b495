"""This file is the place where the roster of a week is read and gone through with the keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from kacdesk.core import clock
from kacdesk.services import preferences, records, steps
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.ui.look.theme import Colour, colour, wear
from kacdesk.ui.roster.page import NAME, RosterPage
from tests.helpers import desk
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands
from tests.ui.mornings import today_of

ALT = Qt.KeyboardModifier.AltModifier
PADDING = 12
WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@pytest.fixture
def absence(context: Context) -> Any:
    """Open the point all week with the clerk there, who is away today; return the absence."""
    began = clock.today_riga() - timedelta(days=400)
    clerk = accounts.person_called(context.store, desk.CLERK).id
    for weekday in WEEK:
        hours = {"weekday": weekday, "opens": "09:00", "closes": "17:00"}
        records.save(context, "opening_hours", hours | {"set_name": "Pamata", "valid_from": began})
        records.save(context, "shift", hours | {"staff_id": clerk, "day": began})
    today = clock.today_riga()
    open_anyway = {"kind": "OTHER_HOURS", "day": today, "opens": "09:00", "closes": "17:00"}
    records.save(context, "opening_exception", open_anyway)
    values = {"staff_id": clerk, "kind": "TRIP", "first_on": today, "last_on": today}
    record = records.save(context, "absence", values).id
    steps.take(context, "absence", record, "approve")
    return record


def roster_of(hands: Hands) -> RosterPage:
    hands.window.go_to(NAME)
    page = hands.window.page
    assert isinstance(page, RosterPage)
    hands.until(lambda: page.table.rowCount() > 0)
    return page


def test_the_week_tells_who_is_away_and_what_stays_bare(open_window: OpenWindow, absence: Any) -> None:
    page = roster_of(open_window())
    column = clock.today_riga().weekday()
    assert page.table.currentColumn() == column
    assert page.table.cell_told(2, column).endswith("Komandējums")
    last = page.table.rowCount() - 1
    assert page.table.cell_told(last, column).startswith("Bez darbinieka")
    assert page.table.cell_told(last, column).endswith("9.00–17.00")
    assert page.usual.text().startswith("Parasti: P.–Sv. 9.00–17.00")


def test_bare_hours_stay_red_under_the_cursor(open_window: OpenWindow, absence: Any) -> None:
    table = roster_of(open_window()).table
    last, column = table.rowCount() - 1, clock.today_riga().weekday()
    ground, frame = colour(Colour.TROUBLE_GROUND), colour(Colour.FOCUS)
    for row, framed in ((1, False), (last, True)):
        table.setCurrentCell(row, column)
        place = table.visualRect(table.model().index(last, column))
        drawn = table.viewport().grab(place).toImage()
        inside = QPoint(place.width() // 2, place.height() - 6)
        assert drawn.pixelColor(inside) == ground
        assert (drawn.pixelColor(1, place.height() // 2) == frame) is framed


def test_the_keys_go_from_week_to_week_and_back(open_window: OpenWindow, absence: Any) -> None:
    hands = open_window()
    page = roster_of(hands)
    assert hands.focused() is page.table
    this_week = page.heading.text()
    hands.press(Qt.Key.Key_Right, ALT)
    hands.until(lambda: page.heading.text() != this_week)
    hands.press(Qt.Key.Key_Left, ALT)
    hands.until(lambda: page.heading.text() == this_week)
    hands.press(Qt.Key.Key_Left, ALT)
    hands.until(lambda: page.heading.text() != this_week)
    hands.press(Qt.Key.Key_Home, ALT)
    hands.until(lambda: page.heading.text() == this_week)


def test_enter_opens_the_absence_and_a_new_one_begins_with_person_and_day(
    open_window: OpenWindow, absence: Any
) -> None:
    hands = open_window()
    page = roster_of(hands)
    page.table.setCurrentCell(2, clock.today_riga().weekday())
    page.new()
    hands.until(lambda: hands.window.page is not page)
    form = hands.shown.form
    assert form.fields.values()["first_on"] == clock.today_riga()
    assert form.fields.values()["staff_id"] == page.table.chosen_person
    form.throw_away()
    page = roster_of(hands)
    page.table.setCurrentCell(2, clock.today_riga().weekday())
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page is not page)
    hands.until(lambda: not hands.shown.is_at_list)
    assert hands.shown.spec.name == "absence"


def test_the_first_page_leads_a_supervisor_to_the_bare_hours(open_window: OpenWindow, absence: Any) -> None:
    hands = open_window()
    page = today_of(hands)
    hands.until(lambda: page.uncovered.is_there)
    assert page.uncovered.texts[0].endswith("Punktā neviena nav grafikā: 9.00–17.00, šodien")
    page.uncovered.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page.name == NAME)


def test_bare_hours_of_a_later_week_are_shown_in_that_week(
    open_window: OpenWindow, context: Context, absence: Any
) -> None:
    later = clock.today_riga() + timedelta(days=7)
    clerk = accounts.person_called(context.store, desk.CLERK).id
    values = {"staff_id": clerk, "kind": "TRIP", "first_on": later, "last_on": later}
    steps.take(context, "absence", records.save(context, "absence", values).id, "approve")
    hands = open_window()
    this_week = roster_of(hands).heading.text()
    hands.window.go_to("today")
    page = today_of(hands)
    hands.until(lambda: page.uncovered.is_there)
    page.uncovered.focus_row(-1)
    hands.press(Qt.Key.Key_Return)
    roster = hands.window.page
    assert isinstance(roster, RosterPage)
    hands.until(lambda: roster.heading.text() != this_week)
    assert roster.table.chosen_day == later
    assert hands.focused() is roster.table
    told = roster.table.cell_told(roster.table.currentRow(), roster.table.currentColumn())
    assert told.startswith("Bez darbinieka")
    assert told.endswith("9.00–17.00")


@pytest.mark.parametrize("letters", ["normal", "large"])
def test_a_week_stands_in_the_window_whole(
    letters: str, open_window: OpenWindow, context: Context, absence: Any
) -> None:
    preferences.change(context, print=letters)
    wear(letters=letters)
    hands = open_window()
    hands.window.resize(1366, 768)
    table = roster_of(hands).table
    hands.settle()
    bar, header = table.horizontalScrollBar(), table.horizontalHeader()
    assert (bar.maximum(), bar.value()) == (0, 0)
    assert header.length() == table.viewport().width(), "the days take all the room there is"
    wide = table.fontMetrics().horizontalAdvance
    cut = [
        word
        for column in range(table.columnCount())
        for row in range(table.rowCount())
        for item in (table.item(row, column),)
        if item is not None
        for word in item.text().split()
        if wide(word) + PADDING > header.sectionSize(column)
    ]
    assert cut == []
    wear()
