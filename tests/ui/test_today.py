"""This file is the place where the first page is worked through with the keyboard, as a clerk does in the morning."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.ui.today.row import Row
from tests.helpers.desk import call, document
from tests.ui.conftest import OpenWindow
from tests.ui.mornings import (
    disputed_visit,
    focused_row,
    paper,
    refused_call,
    today_of,
    walk_to,
)


def test_an_empty_day_is_calm(open_window: OpenWindow) -> None:
    hands = open_window()
    page = today_of(hands)
    assert hands.window.page is page
    assert page.nothing.isVisible()
    assert [block.heading for block in page.blocks if block.isVisible()] == []


def test_the_first_page_lists_what_is_begun_due_and_here(open_window: OpenWindow, context: Context) -> None:
    drafts.keep(context, drafts.begin("visit", {"started_at": clock.now_utc()}))
    paper(context, received=20, due=-3)
    paper(context, received=2, due=None)
    hands = open_window()
    page = today_of(hands)
    assert not page.nothing.isVisible()
    assert [block.heading for block in page.blocks if block.isVisible()] == [
        "Iesākts",
        "Jāpaspēj",
        "Papīri pie mums",
    ]
    assert page.begun.texts[0].endswith("Apmeklējums, tikko")
    assert page.due.texts[0].endswith("kavējas 3 dienas")
    assert len(page.papers.rows) == 2


def test_no_word_of_a_customer_stands_on_the_page(open_window: OpenWindow, context: Context) -> None:
    name = "Paraugs Klients"
    started = {"started_at": clock.now_utc(), "customer_name": name, "note": name}
    drafts.keep(context, drafts.begin("visit", started))
    records.save(
        context, "phone_consultation", call(call_state="MISSED", caller_name=name, topic=name, note=name)
    )
    values = document(submitter_name=name, title=name, note=name, due_on=clock.today_riga())
    records.save(context, "received_document", values)
    refused_call(context, caller_name=name, topic=name)
    disputed_visit(context, field="customer_name", value=name, customer_name=name)
    hands = open_window()
    page = today_of(hands)
    assert all(block.is_there for block in (page.begun, page.due, page.refused, page.disputed, page.papers))
    told = [each.text() + each.accessibleName() + each.toolTip() for each in page.findChildren(QLabel)]
    told += [row.accessibleName() for row in page.findChildren(Row)]
    assert not [words for words in told if name in words]


def test_the_arrows_go_through_all_lists_and_back(open_window: OpenWindow, context: Context) -> None:
    drafts.keep(context, drafts.begin("visit", {"started_at": clock.now_utc()}))
    for late in (1, 2):
        paper(context, received=20, due=-late)
    refused_call(context)
    hands = open_window()
    page = today_of(hands)
    page.enter()
    rows = [row for block in page.blocks if block.is_there for row in block.rows]
    visited = [hands.focused()]
    for _ in rows[1:]:
        hands.press(Qt.Key.Key_Down)
        visited.append(hands.focused())
    assert visited == rows
    hands.press(Qt.Key.Key_Down)
    assert hands.focused() is rows[-1]
    for row in reversed(rows[:-1]):
        hands.press(Qt.Key.Key_Up)
        assert hands.focused() is row


def test_tab_stops_once_in_each_list(open_window: OpenWindow, context: Context) -> None:
    for late in (1, 2, 3):
        paper(context, received=20, due=-late)
    refused_call(context)
    hands = open_window()
    page = today_of(hands)
    page.enter()
    hands.press(Qt.Key.Key_Tab)
    assert hands.focused() is page.refused.rows[0]
    hands.press(Qt.Key.Key_Backtab)
    assert hands.focused() is page.due.rows[0]


def test_enter_opens_what_is_due_and_the_page_forgets_it_once_it_is_done(
    open_window: OpenWindow, context: Context
) -> None:
    record = paper(context, received=20, due=-3)
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.due)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page is hands.page("received_document"))
    hands.until(lambda: not hands.shown.is_at_list)
    records.correct(context, "received_document", record, {"custody": "SENT"}, rev=0, reason=None)
    hands.window.go_to("today")
    hands.until(page.nothing.isVisible)
    assert not page.due.is_there


def test_enter_goes_on_with_what_was_begun(open_window: OpenWindow, context: Context) -> None:
    drafts.keep(
        context, drafts.begin("phone_consultation", {"started_at": clock.now_utc(), "topic": "Iesākts"})
    )
    hands = open_window()
    walk_to(hands, today_of(hands).begun)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.shown is hands.page("phone_consultation")
    assert hands.field("Temats").input.value() == "Iesākts"


def test_many_things_are_folded_until_asked_for(open_window: OpenWindow, context: Context) -> None:
    for late in range(1, 10):
        paper(context, received=30, due=-late)
    hands = open_window()
    due = today_of(hands).due
    assert due.texts[-1] == "Vēl 3: rādīt visus"
    walk_to(hands, due, 6)
    hands.press(Qt.Key.Key_Return)
    assert len(due.rows) == 9
    assert hands.focused() is due.rows[6]


def changes(context: Context) -> list[Callable[[], Any]]:
    late = clock.now_utc() - timedelta(days=1)
    return [
        partial(records.save, context, "phone_consultation", call(call_state="MISSED", started_at=late)),
        partial(paper, context, received=9, due=0),
    ]


def test_the_page_follows_what_is_saved_meanwhile(open_window: OpenWindow, context: Context) -> None:
    hands = open_window()
    page = today_of(hands)
    for count, change in enumerate(changes(context), start=1):
        change()
        hands.until(lambda count=count: len(page.due.rows) == count)  # type: ignore[misc]  # a fixed count
    assert not page.nothing.isVisible()


def test_a_minute_later_the_day_is_read_anew(
    open_window: OpenWindow, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At midnight what was due tomorrow is due today, though nobody saved anything."""
    paper(context, received=2, due=1)
    hands = open_window()
    page = today_of(hands)
    assert not page.due.is_there
    tomorrow = clock.today_riga() + timedelta(days=1)
    monkeypatch.setattr(clock, "today_riga", lambda: tomorrow)
    page._minute.timeout.emit()
    hands.until(lambda: page.due.is_there)
    assert page._minute.isActive()


def test_the_keyboard_stays_on_its_row_when_the_list_changes(
    open_window: OpenWindow, context: Context
) -> None:
    paper(context, received=20, due=-1)
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.due)
    before = focused_row(hands)
    paper(context, received=20, due=-9)
    hands.until(lambda: len(page.due.rows) == 2)
    assert focused_row(hands) == before
    assert hands.window.focusWidget() is page.due.rows[1]


def test_the_page_fits_a_small_screen(open_window: OpenWindow, context: Context) -> None:
    drafts.keep(context, drafts.begin("visit", {"started_at": clock.now_utc()}))
    for late in range(3):
        paper(context, received=20, due=-late)
    refused_call(context)
    hands = open_window()
    page = today_of(hands)
    for width, height in ((683, 384), (1366, 768)):
        hands.window.resize(width, height)
        hands.settle()
        QApplication.processEvents()
        for row in page.findChildren(Row):
            assert row.width() <= page.width()
            assert row.height() >= row.heightForWidth(row.width())
    assert page.begun.mapTo(page, page.begun.rect().topLeft()).x() < page.refused.x()
