"""This file is the place where what registers say is due is shown in the order in which somebody does it."""

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from tests.ui.conftest import OpenWindow
from tests.ui.mornings import today_of


def publication(context: Context, days: int) -> UUID:
    """Let something published be looked at so many days from today."""
    day = clock.today_riga() + timedelta(days=days)
    return records.save(context, "publication", {"what": "HOURS_PORTAL", "review_on": day}).id


def test_a_little_that_is_due_stands_in_one_list_and_what_is_near_below_it(
    open_window: OpenWindow, context: Context
) -> None:
    for days in (1, 0, -2):
        publication(context, days)
    page = today_of(open_window())
    assert [text.split(", ")[-1] for text in page.due.texts] == ["kavējas 2 dienas", "šodien"]
    assert not page.late.is_there
    assert page.coming.texts[0].endswith("Pārbaudīt publicēto: Darba laiks portālā latvija.lv, rīt")


def test_much_that_is_overdue_does_not_hide_what_is_due_today(
    open_window: OpenWindow, context: Context
) -> None:
    for days in (-9, -8, -7, -6, -5, -4, -3, 0):
        publication(context, days)
    page = today_of(open_window())
    assert [text.split(", ")[-1] for text in page.due.texts] == ["šodien"]
    assert page.late.isVisible()
    assert page.late.texts[0].endswith("kavējas 9 dienas")
    assert len(page.late.rows) == 7


def test_enter_opens_the_record_that_is_due(open_window: OpenWindow, context: Context) -> None:
    record = publication(context, 0)
    hands = open_window()
    today_of(hands).due.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page.name == "publication")
    hands.until(lambda: not hands.shown.is_at_list)
    assert hands.page("publication").room.record == record


def test_what_nobody_has_begun_leads_to_the_page_on_which_it_is_begun(
    open_window: OpenWindow, context: Context
) -> None:
    weekly = {"weekday": "MON", "opens": "09:00", "closes": "17:00", "valid_from": date(2026, 1, 1)}
    records.save(context, "opening_hours", weekly)
    open_today = {"kind": "OTHER_HOURS", "day": clock.today_riga(), "opens": "09:00", "closes": "17:00"}
    records.save(context, "opening_exception", open_today)
    records.save(context, "equipment", {"title": "Klientu dators", "kind": "PUBLIC_PC"})
    hands = open_window()
    today = today_of(hands)
    assert [text.split(", ")[1:] for text in today.due.texts] == [["Ikdienas pārbaude", "šodien"]]
    today.due.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page.name == "equipment_check")
    records.save(context, "equipment_check", {"checked_on": clock.today_riga()})
    hands.window.go_to("today")
    hands.until(lambda: today.due.texts == [])
