"""This file is the place where the worklist of what PVS should hold is worked through with the keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.local import pvs
from kacdesk.ui.pvs.page import NAME, PvsPage
from tests.helpers import desk as made
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands
from tests.ui.mornings import today_of

ALT = Qt.KeyboardModifier.AltModifier
CUSTOMER = "Paraugs Izdomātais"


@pytest.fixture
def three(context: Context) -> Context:
    """Return a desk at which three registrations of state services wait, an hour apart."""
    since = clock.today_riga() - timedelta(days=10)
    records.save(context, "point_settings", {"centre_type": "regional", "pvs_since": since})
    table = context.catalog.table("service")
    with context.store.read() as connection:
        services = connection.scalars(
            select(table.c.id).where(table.c.category == "BASKET").order_by(table.c.code).limit(3)
        ).all()
    for hours, service in zip((3, 2, 1), services, strict=True):
        at = clock.now_utc() - timedelta(hours=hours)
        visit = made.visit(started_at=at, customer_name=CUSTOMER, customer_code="32123456789")
        records.save(context, "visit", visit, {"visit_service": [made.line(service_id=service)]})
    return context


def gone_to(hands: Hands) -> PvsPage:
    hands.window.go_to(NAME)
    hands.settle()
    page = hands.window.page
    assert isinstance(page, PvsPage)
    return page


def noted(context: Context) -> list[tuple[str | None, str | None]]:
    rows = made.registered(context.store, "visit_service")
    return [(row["pvs_no"], row["pvs_skip"]) for row in rows]


@pytest.mark.clause("000-05", "003-06")
def test_one_after_another_is_entered_without_a_mouse(three: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = gone_to(hands)
    assert page.waiting.count() == 3
    assert page.number.hasFocus()
    hands.write("PVS-1")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert (page.number.text(), page.waiting.count()) == ("", 2)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert page.waiting.count() == 2, "an empty number is asked for"
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.settle()
    assert page.waiting.count() == 1
    hands.press(Qt.Key.Key_X, ALT)
    hands.write("PVS to neuzskaita")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert noted(three) == [("PVS-1", None), (None, None), (None, "PVS to neuzskaita")]
    assert pvs.count(three) == 0
    assert page.nothing.text() == "Viss ir ievadīts."


@pytest.mark.clause("001-03")
def test_each_part_is_copied_with_one_key(three: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = gone_to(hands)
    entry = page.entry
    assert entry is not None
    for key, told in ((Qt.Key.Key_P, entry.service), (Qt.Key.Key_N, entry.service_code)):
        hands.press(key, ALT)
        assert QGuiApplication.clipboard().text() == told
    assert page.number.hasFocus()


def test_the_customer_is_shown_when_asked_and_leaves_the_clipboard(
    three: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = gone_to(hands)
    assert CUSTOMER not in page.card.texts
    hands.press(Qt.Key.Key_R, ALT)
    hands.settle()
    assert CUSTOMER in page.card.texts
    hands.press(Qt.Key.Key_K, ALT)
    assert QGuiApplication.clipboard().text() == CUSTOMER
    hands.press(Qt.Key.Key_PageDown)
    assert CUSTOMER not in page.card.texts
    assert QGuiApplication.clipboard().text() == ""


def test_what_was_noted_can_be_taken_back(three: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = gone_to(hands)
    hands.write("1")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    undo = next(
        each for each in hands.window.strip.findChildren(type(page.done_button)) if each.text() == "Atsaukt"
    )
    undo.click()
    hands.settle()
    assert page.waiting.count() == 3


def test_the_first_page_tells_how_many_wait(three: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    today = today_of(hands)
    assert today.pvs.texts == ["Gaida: 3 reģistrācijas"]
    today.pvs.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert isinstance(hands.window.page, PvsPage)


def test_a_point_without_the_list_is_told_where_it_is_switched_on(open_window: OpenWindow) -> None:
    hands = open_window()
    page = gone_to(hands)
    assert "Jāievada PVS no" in page.nothing.text()
    page.settings.click()
    hands.settle()
    assert hands.shown.spec.name == "point_settings"


def test_it_is_said_what_pvs_is_where_there_is_room_for_it(three: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = gone_to(hands)
    hands.window.resize(1366, 768)
    hands.until(page.about.isVisible)
    assert "pakalpojumu vadības sistēma" in page.about.text()
    hands.window.resize(683, 384)
    hands.until(page.about.isHidden)
