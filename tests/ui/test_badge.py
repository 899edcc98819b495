"""This file is the place where the badge is held to saying no more than is known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import Overview, overview
from kacdesk.sync.status import SyncState, SyncStatus
from kacdesk.ui.shell.badge import badge_of
from tests.helpers.desk import visit
from tests.ui.conftest import OpenWindow

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)


@pytest.fixture
def kept(context: Context) -> Overview:
    """Return the state of an enrolled desk with a receipt for everything."""
    told = overview(context.store)
    return replace(told, enrolled=True, unsent=0, only_here=0, receipt_at=AT, oldest_unsent_at=None)


def test_a_receipt_for_everything_is_green(kept: Overview) -> None:
    badge = badge_of(kept, SyncStatus(SyncState.SENT))
    assert badge.state is SyncState.SENT
    assert badge.words == "Viss nosūtīts; apstiprināts 02.03.2026. 10:05"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"unsent": 1}, SyncStatus(SyncState.SENT)),
        ({"receipt_at": None}, SyncStatus(SyncState.SENT)),
        ({"enrolled": False}, SyncStatus(SyncState.SENT)),
        ({"refused": 1}, SyncStatus(SyncState.SENT)),
        ({"conflicts": 1}, SyncStatus(SyncState.SENT)),
        ({}, SyncStatus(SyncState.WAITING, trouble="Krātuve neatbild.")),
        ({}, SyncStatus(SyncState.ATTENTION)),
        ({"unsent": 1}, None),
        ({"trouble": "offline"}, None),
    ],
)
def test_nothing_less_is_green(kept: Overview, change: dict[str, object], status: SyncStatus | None) -> None:
    assert badge_of(replace(kept, **change), status).state is not SyncState.SENT  # type: ignore[arg-type]


def test_what_waits_is_told_with_how_many_since_when_and_why(kept: Overview) -> None:
    today = clock.now_utc() - timedelta(seconds=1)
    waiting = replace(kept, unsent=21, only_here=21, oldest_unsent_at=today)
    badge = badge_of(waiting, SyncStatus(SyncState.WAITING, trouble="Krātuve neatbild; mēģinās vēlreiz."))
    assert badge.words == (
        f"Gaida nosūtīšanu: 21 izmaiņa kopš {clock_time(today)}. Tikai šajā datorā: 21 izmaiņa. "
        "Krātuve neatbild; mēģinās vēlreiz."
    )


def test_what_lies_in_a_copy_is_not_said_to_be_here_alone(kept: Overview) -> None:
    waiting = replace(kept, unsent=21, only_here=2, oldest_unsent_at=AT, copied_at=AT)
    assert badge_of(waiting, None).words.endswith("Tikai šajā datorā: 2 izmaiņas")
    copied = badge_of(replace(waiting, only_here=0), None).words
    assert copied.endswith("Ir arī kopijā: 21 izmaiņa")


def test_a_medium_that_is_away_for_long_is_told(kept: Overview) -> None:
    late = replace(kept, unsent=2, only_here=2, oldest_unsent_at=AT, copied_at=AT, copies_late=True)
    assert badge_of(late, None).words.endswith("Kopiju vieta nav pieejama")


def test_a_desk_that_is_alone_says_so(kept: Overview) -> None:
    badge = badge_of(replace(kept, enrolled=False, unsent=7, only_here=7), None)
    assert (badge.state, badge.words) == (SyncState.ALONE, "Tikai šajā datorā: 7 izmaiņas")


def test_what_was_refused_is_told_before_all_else(kept: Overview) -> None:
    badge = badge_of(replace(kept, refused=2, conflicts=1), SyncStatus(SyncState.SENT))
    assert badge.state is SyncState.ATTENTION
    assert badge.words == "Krātuve nepieņēma: 2 izmaiņas. Atšķiras divi labojumi: 1 izmaiņa"


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


def test_pressing_the_badge_asks_for_an_exchange_and_a_save_is_counted_at_once(
    open_window: OpenWindow, context: Context
) -> None:
    exchange = Exchange()
    hands = open_window(exchange)
    before = hands.window.badge.words
    hands.window.badge.click()
    assert exchange.asked == 1
    records.save(context, "visit", visit())
    hands.until(lambda: hands.window.badge.words != before)
    assert hands.window.badge.words.startswith("Tikai šajā datorā: ")
