"""The exchange's own thread, its status, and the hand-over from a command line."""

import threading
from datetime import timedelta

from kacdesk.core import clock
from kacdesk.services.overview import overview
from kacdesk.store import marks
from kacdesk.sync import handover
from kacdesk.sync.runner import SyncRunner, read_status
from kacdesk.sync.status import SyncState, SyncStatus
from kacdesk.wire.messages import ProblemType
from tests.helpers.thread_server import Served
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit

WAIT_S = 30


class Watcher:
    """Waits for a status that fits."""

    def __init__(self, runner: SyncRunner) -> None:
        self._seen: list[SyncStatus] = []
        self._news = threading.Condition()
        runner.on_status(self._hear)

    def _hear(self, status: SyncStatus) -> None:
        with self._news:
            self._seen.append(status)
            self._news.notify_all()

    def wait_for(self, state: SyncState, *, unsent: int) -> SyncStatus:
        """Return the first status in that state with so many unsent operations."""

        def found() -> SyncStatus | None:
            return next((s for s in self._seen if s.state is state and s.unsent == unsent), None)

        with self._news:
            assert self._news.wait_for(lambda: found() is not None, WAIT_S), self._seen
        status = found()
        assert status is not None
        return status


def test_the_runner_sends_what_is_saved_and_says_so(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    runner = SyncRunner(context.store)
    watcher = Watcher(runner)
    runner.start()
    try:
        status = watcher.wait_for(SyncState.SENT, unsent=0)
    finally:
        runner.stop()
    assert status.receipt_at is not None
    assert clock.now_utc() - status.receipt_at < timedelta(minutes=1)


def test_a_save_wakes_the_runner(desk: MakeDesk) -> None:
    context = desk("pirmais")
    runner = SyncRunner(context.store)
    watcher = Watcher(runner)
    runner.start()
    try:
        watcher.wait_for(SyncState.SENT, unsent=0)
        before = overview(context.store).receipt_at
        add_visit(context)
        runner.sync_now()
        watcher.wait_for(SyncState.BUSY, unsent=2)
        watcher.wait_for(SyncState.SENT, unsent=0)
    finally:
        runner.stop()
    after = overview(context.store).receipt_at
    assert before is not None
    assert after is not None
    assert after >= before
    assert overview(context.store).unsent == 0


def test_a_command_line_is_answered_by_the_open_window(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    folder = context.store.path.parent
    mark = handover.ask(folder)
    assert handover.asked(folder)
    runner = SyncRunner(context.store)
    watcher = Watcher(runner)
    runner.start()
    try:
        watcher.wait_for(SyncState.SENT, unsent=0)
    finally:
        runner.stop()
    assert handover.answered(folder, mark)
    assert not handover.asked(folder)


def test_a_desk_alone_says_how_much_is_only_here(alone: MakeDesk) -> None:
    context = alone("pirmais")
    add_visit(context)
    status = read_status(context.store, busy=False)
    assert (status.state, status.unsent) == (SyncState.ALONE, 3)
    assert status.oldest_unsent_at is not None


def test_waiting_says_since_when_and_why(desk: MakeDesk, central: Served) -> None:
    context = desk("pirmais")
    add_visit(context)
    marks.note_trouble(context.store, "offline")
    status = read_status(context.store, busy=False)
    assert status.state is SyncState.WAITING
    assert status.trouble == "Nav savienojuma ar centrālo krātuvi."
    assert status.oldest_unsent_at is not None


def test_a_blocked_desk_asks_for_attention(desk: MakeDesk) -> None:
    context = desk("pirmais")
    marks.note_trouble(context.store, ProblemType.REVOKED)
    assert read_status(context.store, busy=False).state is SyncState.ATTENTION
