"""This file is the place where "Iestādes šodien" and the rule of referring are worked with the keyboard."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from kacdesk.core.clock import from_riga
from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, records
from kacdesk.services.context import Context
from kacdesk.ui.institutions.page import NAME, InstitutionsPage
from tests.helpers.desk import hold_clock
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands

TUESDAY = date(2026, 11, 24)
LAD, UR = reference_id("institution", "LAD"), reference_id("institution", "UR")


@pytest.fixture(autouse=True)
def _tuesday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_clock(monkeypatch.setattr, from_riga(datetime(2026, 11, 24, 10)))  # noqa: DTZ001 -- local time of Riga


@pytest.fixture
def presence(context: Context) -> None:
    """LAD is here until noon, UR would be but is away."""
    deadlines.seed(context)
    officer = {
        "name": "Paraugs Inspektors",
        "post": "inspektors",
        "institution_id": LAD,
        "phone": "20000001",
    }
    who = records.save(context, "specialist", officer).id
    for institution, official in ((LAD, who), (UR, None)):
        values: dict[str, Any] = {"institution_id": institution, "officer_id": official, "weekday": "TUE"}
        values |= {"from_time": "09:00", "to_time": "12:00", "valid_from": TUESDAY - timedelta(days=30)}
        records.save(context, "presence", values)
    away = {"received_at": from_riga(datetime(2026, 11, 24, 8)), "institution_id": UR}  # noqa: DTZ001 -- as above
    records.save(
        context, "institution_notice", away | {"kind": "C_UNCOVERED_ABSENCE", "effective_from": TUESDAY}
    )


def page_of(hands: Hands) -> InstitutionsPage:
    hands.window.go_to(NAME)
    hands.settle()
    page = hands.window.pages[NAME]
    assert isinstance(page, InstitutionsPage)
    return page


@pytest.mark.clause("001-35", "003-28", "003-32")
def test_the_page_tells_who_is_here_and_who_is_not(open_window: OpenWindow, presence: None) -> None:
    page = page_of(open_window())
    (here,) = page.now.texts
    assert "LAD" in here
    assert "Paraugs Inspektors, inspektors" in here
    assert here.find("līdz 12.00") > 0
    (away,) = page.away.texts
    assert "UR" in away
    assert not page.later.isVisible()
    assert page.table.rowCount() == 2
    assert "nebūs" in page.table.cell_told(1, 1)
    assert "Prasība nav izpildīta" in page.check.text()


def test_a_day_is_as_high_as_the_words_that_are_drawn_in_it(open_window: OpenWindow, presence: None) -> None:
    """At some widths an absence needs one line if nothing is left beside its words, and two as it is drawn."""
    hands = open_window()
    table = page_of(hands).table
    item = table.item(1, 1)
    assert item is not None
    for width in range(900, 1366, 6):
        hands.window.resize(width, 768)
        QApplication.processEvents()
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = table.visualItemRect(item)
        option.text, option.features = item.text(), QStyleOptionViewItem.ViewItemFeature.HasDisplay
        style = table.style()
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, table)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, table) + 1
        room = place.adjusted(margin, 0, -margin, 0)
        needed = option.fontMetrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text()).height()
        assert table.rowHeight(1) >= needed, width


@pytest.mark.clause("002-06")
def test_enter_on_a_person_begins_a_referral_with_the_particulars(
    open_window: OpenWindow, presence: None
) -> None:
    hands = open_window()
    page = page_of(hands)
    focused = QApplication.focusWidget()
    assert focused is page.now.rows[0]
    QTest.keyClick(focused, Qt.Key.Key_Return)
    hands.settle()
    form = hands.window.register_page("referral").form
    values = form.draft().values
    assert (values["to_name"], values["to_post"]) == ("Paraugs Inspektors", "inspektors")
    assert (values["institution_id"], values["reason"]) == (LAD, "OFFICIAL_PRESENT")


def test_the_weeks_are_turned_with_the_keyboard_and_today_stays(
    open_window: OpenWindow, presence: None
) -> None:
    hands = open_window()
    page = page_of(hands)
    page.go(1)
    hands.settle()
    assert [page.table.cell_told(row, 1).split(",")[1].strip()[:9] for row in range(2)] == ["O. 01.12."] * 2
    assert page.now.texts
    page.go_to_today()
    hands.settle()
    assert "24.11." in page.table.cell_told(0, 1)


def test_an_empty_timetable_says_who_fills_it(open_window: OpenWindow) -> None:
    page = page_of(open_window())
    assert "Vadītājs" in page.nobody.text()
    assert page.table.rowCount() == 0


def test_a_new_notice_begins_on_this_page(open_window: OpenWindow, presence: None) -> None:
    hands = open_window()
    page_of(hands).new()
    hands.settle()
    form = hands.window.register_page("institution_notice").form
    assert form.draft().values["received_at"] is not None
