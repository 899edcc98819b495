"""This file is the place where the badge is held to saying no more than is known, in one sentence for every state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import Standing, standing
from kacdesk.store import marks
from kacdesk.sync.status import SyncState, SyncStatus
from kacdesk.ui.shell.badge import SyncBadge
from kacdesk.ui.shell.badge_words import Badge, badge_of, details_of
from kacdesk.ui.shell.sync_panel import SyncPanel
from tests.helpers.desk import visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
OFFLINE = "Nav savienojuma ar centrālo krātuvi."
SENT = SyncStatus(SyncState.SENT)


@pytest.fixture
def kept(context: Context) -> Standing:
    """Return the state of an enrolled desk with a receipt for everything."""
    told = standing(context)
    return replace(told, enrolled=True, unsent=0, only_here=0, receipt_at=AT, oldest_unsent_at=None)


def test_a_receipt_for_everything_is_green(kept: Standing) -> None:
    badge = badge_of(kept, SENT)
    assert badge.state is SyncState.SENT
    assert badge.words == "Viss nosūtīts; apstiprināts 02.03.2026. 10:05"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"unsent": 1}, SENT),
        ({"receipt_at": None}, SENT),
        ({"enrolled": False}, SENT),
        ({"refused": 1}, SENT),
        ({"refused": 1, "held": 1}, SENT),
        ({"conflicts": 1}, SENT),
        ({"incidents": 1}, SENT),
        ({"files_waiting": 1}, SENT),
        ({"clock_offset_ms": 300_000}, SENT),
        ({"clock_offset_ms": -300_000}, SENT),
        ({}, SyncStatus(SyncState.WAITING, trouble="Krātuve neatbild.")),
        ({}, SyncStatus(SyncState.ATTENTION)),
        ({"unsent": 1}, SyncStatus(SyncState.BUSY)),
        ({"unsent": 1}, None),
        ({"trouble": "offline"}, None),
    ],
)
def test_nothing_less_is_green(kept: Standing, change: dict[str, Any], status: SyncStatus | None) -> None:
    badge = badge_of(replace(kept, **change), status)
    assert badge.state is not SyncState.SENT
    assert badge.words


def test_a_green_badge_stays_green_while_it_asks_whether_there_is_anything_new(kept: Standing) -> None:
    assert badge_of(kept, SyncStatus(SyncState.BUSY)).state is SyncState.SENT


STATES: list[tuple[dict[str, Any], SyncStatus | None, SyncState, str]] = [
    (
        {"enrolled": False, "unsent": 7, "only_here": 7},
        None,
        SyncState.ALONE,
        "Tikai šajā datorā: 7 izmaiņas",
    ),
    (
        {"enrolled": False, "unsent": 7, "only_here": 0, "copied_at": AT},
        None,
        SyncState.ALONE,
        "Centrālās krātuves nav; ir arī kopijā: 7 izmaiņas",
    ),
    (
        {"enrolled": False, "unsent": 7, "only_here": 7, "copied_at": AT, "copies_late": True},
        None,
        SyncState.ALONE,
        "Tikai šajā datorā: 7 izmaiņas; rezerves kopija ir veca, no 02.03.2026. 10:05",
    ),
    (
        {"enrolled": False, "unsent": 7, "only_here": 7, "copies_late": True},
        None,
        SyncState.ALONE,
        "Tikai šajā datorā: 7 izmaiņas; rezerves kopijas vēl nav",
    ),
    ({"unsent": 3}, SyncStatus(SyncState.BUSY), SyncState.BUSY, "Sūta: 3 izmaiņas"),
    ({"files_waiting": 2}, SyncStatus(SyncState.BUSY), SyncState.BUSY, "Sūta: 2 datnes"),
    (
        {"unsent": 1, "oldest_unsent_at": AT},
        SyncStatus(SyncState.WAITING),
        SyncState.WAITING,
        "Gaida 1 izmaiņa kopš 02.03.2026. 10:05",
    ),
    (
        {"unsent": 21, "oldest_unsent_at": AT},
        SyncStatus(SyncState.WAITING, trouble=OFFLINE, next_at=AT + timedelta(minutes=6)),
        SyncState.WAITING,
        "Gaida 21 izmaiņa kopš 02.03.2026. 10:05: nav savienojuma ar centrālo krātuvi; "
        "nākamais mēģinājums 02.03.2026. 10:11",
    ),
    (
        {"files_waiting": 2},
        SyncStatus(SyncState.WAITING, trouble=OFFLINE),
        SyncState.WAITING,
        "Ieraksti nosūtīti, gaida 2 datnes: nav savienojuma ar centrālo krātuvi",
    ),
    ({"receipt_at": None}, None, SyncState.WAITING, "Krātuve vēl nav apstiprinājusi saņemšanu"),
    (
        {"trouble": "offline"},
        SyncStatus(SyncState.WAITING, trouble=OFFLINE),
        SyncState.WAITING,
        "Viss līdz 02.03.2026. 10:05 nosūtīts: nav savienojuma ar centrālo krātuvi",
    ),
    (
        {"clock_offset_ms": 420_000},
        SENT,
        SyncState.WAITING,
        "Viss nosūtīts; apstiprināts 02.03.2026. 10:05; datora pulkstenis atpaliek par 7 min",
    ),
    (
        {"unsent": 2, "oldest_unsent_at": AT, "clock_offset_ms": -3_900_000},
        SyncStatus(SyncState.WAITING),
        SyncState.WAITING,
        "Gaida 2 izmaiņas kopš 02.03.2026. 10:05; datora pulkstenis steidzas par 1 h 05 min",
    ),
    (
        {"unsent": 12, "oldest_unsent_at": AT},
        SyncStatus(
            SyncState.ATTENTION,
            trouble="Šis dators centrālajā krātuvē ir bloķēts.",
            next_at=AT + timedelta(hours=1),
        ),
        SyncState.ATTENTION,
        "Gaida 12 izmaiņu kopš 02.03.2026. 10:05: šis dators centrālajā krātuvē ir bloķēts",
    ),
    ({}, SyncStatus(SyncState.ATTENTION), SyncState.ATTENTION, "Datu apmaiņai vajag palīdzību"),
    (
        {"refused": 2, "conflicts": 1},
        SENT,
        SyncState.ATTENTION,
        "Krātuve nepieņēma: 2 izmaiņas; divas vērtības, jāizvēlas: 1",
    ),
    (
        {"refused": 3, "held": 3},
        SENT,
        SyncState.ATTENTION,
        "Šo datoru noslēdz, lēmumu gaida: 3 izmaiņas",
    ),
    ({"incidents": 2}, SENT, SyncState.ATTENTION, "Notikumi, kas jāizlasa: 2"),
    (
        {"refused": 1, "unsent": 4, "oldest_unsent_at": AT},
        SyncStatus(SyncState.ATTENTION, trouble=OFFLINE, next_at=AT + timedelta(minutes=6)),
        SyncState.ATTENTION,
        "Krātuve nepieņēma: 1 izmaiņa; gaida 4 izmaiņas kopš 02.03.2026. 10:05: nav savienojuma ar centrālo krātuvi; "
        "nākamais mēģinājums 02.03.2026. 10:11",
    ),
]


@pytest.mark.parametrize(("change", "status", "state", "words"), STATES)
def test_every_state_has_its_sentence(
    kept: Standing, change: dict[str, Any], status: SyncStatus | None, state: SyncState, words: str
) -> None:
    badge = badge_of(replace(kept, **change), status)
    assert (badge.state, badge.words) == (state, words)


@pytest.mark.parametrize(
    ("change", "status", "short"),
    [
        ({}, SENT, "Viss nosūtīts"),
        ({"enrolled": False, "only_here": 7, "unsent": 7}, None, "Tikai šeit: 7"),
        ({"refused": 2, "conflicts": 1, "unsent": 9}, SENT, "Jāapskata: 3"),
        ({}, SyncStatus(SyncState.ATTENTION), "Vajag palīdzību"),
        ({"unsent": 2}, SyncStatus(SyncState.BUSY), "Sūta"),
        ({"unsent": 2}, SENT, "Gaida: 2"),
        ({"receipt_at": None}, SENT, "Nav pabeigts"),
        ({"clock_offset_ms": 600_000}, SENT, "Nepareizs pulkstenis"),
    ],
)
def test_a_small_window_is_told_the_same_in_few_words(
    kept: Standing, change: dict[str, Any], status: SyncStatus | None, short: str
) -> None:
    assert badge_of(replace(kept, **change), status).short == short


def test_a_small_window_shows_the_few_words_whole(open_window: OpenWindow) -> None:
    hands = open_window()
    whole = hands.window.badge.words
    hands.window.resize(683, 384)
    hands.settle()
    badge = hands.window.badge
    assert badge.words.startswith("Tikai šeit: ")
    assert whole in badge.accessibleName()
    assert badge.height() >= badge.heightForWidth(badge.width())
    assert badge.mapTo(hands.window, badge.rect().bottomLeft()).y() < hands.window.height()


def test_every_state_of_the_exchange_is_among_them() -> None:
    assert {state for _, _, state, _ in STATES} | {SyncState.SENT} == set(SyncState)


def test_of_today_the_time_alone_is_told(kept: Standing) -> None:
    today = clock.now_utc() - timedelta(seconds=1)
    badge = badge_of(replace(kept, unsent=2, oldest_unsent_at=today), None)
    assert badge.words == f"Gaida 2 izmaiņas kopš {clock_time(today)}"


def test_what_lies_in_a_copy_is_not_said_to_be_here_alone(kept: Standing) -> None:
    waiting = replace(kept, unsent=21, only_here=2, oldest_unsent_at=AT, copied_at=AT)
    assert badge_of(waiting, None).words.endswith("; tikai šajā datorā: 2 izmaiņas")
    assert badge_of(replace(waiting, only_here=0), None).words.endswith("; ir arī kopijā")


def test_a_medium_that_is_away_for_long_is_told(kept: Standing) -> None:
    late = replace(kept, unsent=2, only_here=2, oldest_unsent_at=AT, copied_at=AT, copies_late=True)
    assert badge_of(late, None).words.endswith("; rezerves kopija ir veca, no 02.03.2026. 10:05")


def test_the_details_tell_why_and_what_to_do(kept: Standing) -> None:
    waiting = replace(kept, unsent=2, only_here=2, oldest_unsent_at=AT, contacted_at=AT, refused=1)
    status = SyncStatus(
        SyncState.ATTENTION, trouble=OFFLINE, remedy="Nekas nav jādara.", next_at=AT + timedelta(minutes=6)
    )
    assert details_of(waiting, status) == [
        ("Gaida", "2 izmaiņas, vecākā no 02.03.2026. 10:05"),
        ("Iemesls", OFFLINE),
        ("Ko darīt", "Nekas nav jādara."),
        ("Nākamais mēģinājums", "02.03.2026. 10:11"),
        ("Jāapskata", "Krātuve nepieņēma: 1 izmaiņa"),
        ("Pēdējais apstiprinājums", "02.03.2026. 10:05"),
        ("Pēdējā saziņa", "02.03.2026. 10:05"),
        ("Tikai šajā datorā", "2 izmaiņas"),
    ]


def test_the_details_of_a_desk_where_all_is_well_are_few(kept: Standing) -> None:
    told = dict(details_of(replace(kept, contacted_at=None), SENT))
    assert told == {
        "Gaida": "Nekas",
        "Pēdējais apstiprinājums": "02.03.2026. 10:05",
        "Pēdējā saziņa": "Vēl nav bijusi",
    }


class Exchange:
    """An exchange that only counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.tell: Callable[[SyncStatus], None] = lambda _status: None

    def status(self) -> SyncStatus:
        return SyncStatus(SyncState.ALONE)

    def sync_now(self) -> None:
        self.asked += 1

    def on_status(self, listener: Callable[[SyncStatus], None]) -> None:
        self.tell = listener


def test_a_save_is_counted_at_once(open_window: OpenWindow, context: Context) -> None:
    hands = open_window(Exchange())
    before = hands.window.badge.words
    records.save(context, "visit", visit())
    hands.until(lambda: hands.window.badge.words != before)
    assert hands.window.badge.words.startswith("Tikai šajā datorā: ")


def test_a_sentence_of_one_line_takes_the_room_of_two_so_that_nothing_above_it_jumps(hands: Hands) -> None:
    badge = SyncBadge(hands.jobs, None)
    hands.qtbot.addWidget(badge)
    badge.resize(900, badge.height())
    badge.show()
    badge.refresh()
    hands.until(lambda: bool(badge.words))
    one_line = badge.heightForWidth(900)
    narrow = next(width for width in range(900, 0, -1) if badge.heightForWidth(width) > one_line)
    assert badge.minimumHeight() == badge.heightForWidth(narrow)


def test_enter_on_the_badge_opens_the_panel_and_enter_there_sends(open_window: OpenWindow) -> None:
    exchange = Exchange()
    hands = open_window(exchange)
    badge = hands.window.badge
    badge.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert badge.panel.isVisible()
    assert dict(badge.panel.told)["Tikai šajā datorā"]
    assert exchange.asked == 0
    hands.press(Qt.Key.Key_Return)
    assert (exchange.asked, badge.panel.isVisible()) == (1, False)


@pytest.mark.parametrize(("key", "asked"), [(Qt.Key.Key_F9, 1), (Qt.Key.Key_Escape, 0)])
def test_the_panel_obeys_its_keys(open_window: OpenWindow, key: Qt.Key, asked: int) -> None:
    exchange = Exchange()
    hands = open_window(exchange)
    hands.window.badge.open_panel()
    hands.press(key)
    assert (exchange.asked, hands.window.badge.panel.isVisible()) == (asked, False)


def test_the_panel_leads_to_what_must_be_looked_at(open_window: OpenWindow, context: Context) -> None:
    marks.fork(context.store)
    hands = open_window(Exchange())
    hands.window.show_page("visit")
    hands.window.badge.open_panel()
    hands.settle()
    hands.push("Rādīt, kas jāapskata", within=hands.window.badge.panel)
    assert hands.window.page is hands.window.pages["today"]


def test_a_desk_without_an_exchange_offers_no_sending(open_window: OpenWindow) -> None:
    hands = open_window()
    hands.window.badge.open_panel()
    hands.settle()
    with pytest.raises(AssertionError):
        hands.push("Sūtīt tūlīt (F9)", within=hands.window.badge.panel)
    hands.push("Aizvērt", within=hands.window.badge.panel)
    assert not hands.window.badge.panel.isVisible()


def test_the_open_panel_tells_no_more_than_what_holds_now(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = SyncPanel(can_send=False, parent=parent)
    badge = Badge(SyncState.WAITING, "Gaida", "Gaida")
    panel.tell(badge, [("Gaida", "3 izmaiņas"), ("Iemesls", OFFLINE)], to_look_at=False)
    panel.open_above(parent)
    for details in ([("Gaida", "nekas")], [("Gaida", "1 izmaiņa"), ("Pulkstenis", "labs")]):
        panel.tell(badge, details, to_look_at=False)
        seen = [each.text() for each in panel.findChildren(QLabel) if each.isVisible()]
        assert seen[1:] == [words for line in details for words in line]
    panel.reject()
