"""The exchange's own thread, its status, and the hand-over from a command line."""

import random
import threading
from datetime import timedelta

import pytest

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.store import marks
from kacdesk.sync import handover
from kacdesk.sync.engine import Engine
from kacdesk.sync.runner import SyncRunner, first_wait_s, read_status
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
        """Return the first status in that state with so many unsent operations since the one that was waited for."""

        def place() -> int | None:
            fits = (at for at, s in enumerate(self._seen) if s.state is state and s.unsent == unsent)
            return next(fits, None)

        with self._news:
            assert self._news.wait_for(lambda: place() is not None, WAIT_S), self._seen
            found = place()
            assert found is not None
            status = self._seen[found]
            del self._seen[: found + 1]
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


def test_a_runner_that_leaves_the_window_alone_begins_when_a_person_wants_it(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    runner = SyncRunner(context.store, rests_s=24 * 3600)
    watcher = Watcher(runner)
    runner.start()
    try:
        runner.sync_now()
        watcher.wait_for(SyncState.SENT, unsent=0)
    finally:
        runner.stop()


def test_a_runner_that_leaves_the_window_alone_ends_with_it(desk: MakeDesk) -> None:
    context = desk("pirmais")
    add_visit(context)
    unsent = overview(context.store).unsent
    runner = SyncRunner(context.store, rests_s=24 * 3600)
    runner.start()
    runner.stop()
    assert not runner._thread.is_alive()
    assert overview(context.store).unsent == unsent


class Turns:
    """Counts how often the runner looked whether it is time."""

    def __init__(self, runner: SyncRunner, monkeypatch: pytest.MonkeyPatch) -> None:
        self._count = 0
        self._news = threading.Condition()
        turn = runner._turn

        def counted(due_s: float) -> float:
            rest_s = turn(due_s)
            with self._news:
                self._count += 1
                self._news.notify_all()
            return rest_s

        monkeypatch.setattr(runner, "_turn", counted)

    def wait_for_more(self, turns: int) -> None:
        with self._news:
            enough = self._count + turns
            assert self._news.wait_for(lambda: self._count >= enough, WAIT_S)


class Unlucky(random.Random):
    """Chance that always draws the longest wait."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def _failures(context: Context) -> int:
    return marks.read_state(context.store).failures


def test_a_save_does_not_shorten_the_wait_after_a_failure_but_a_person_does(
    desk: MakeDesk, central: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = desk("pirmais")
    central.stop()
    monkeypatch.setattr("kacdesk.sync.runner._QUIET_S", 0.01)
    monkeypatch.setattr("kacdesk.sync.runner._LOOK_S", 0.01)
    runner = SyncRunner(context.store)
    monkeypatch.setattr(runner, "_engine", Engine(Unlucky()))
    turns = Turns(runner, monkeypatch)
    runner.start()
    try:
        turns.wait_for_more(1)
        assert _failures(context) == 1
        add_visit(context)
        turns.wait_for_more(20)
        assert _failures(context) == 1
        runner.sync_now()
        turns.wait_for_more(2)
        assert _failures(context) == 2
    finally:
        runner.stop()


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


def test_a_start_after_trouble_or_a_power_cut_waits_by_chance_and_any_other_does_not() -> None:
    hour_ms = 3_600_000
    chance = random.Random(3)
    assert first_wait_s(chance, trouble=None, running_ms=hour_ms) == 0.0
    after_trouble = [first_wait_s(chance, trouble="offline", running_ms=hour_ms) for _ in range(200)]
    after_power = [first_wait_s(chance, trouble=None, running_ms=20_000) for _ in range(200)]
    for waits in (after_trouble, after_power):
        assert 0 <= min(waits) < 5 < 55 < max(waits) <= 60


def test_failures_are_counted_in_the_store_until_a_cycle_is_good(alone: MakeDesk) -> None:
    store = alone("pirmais").store
    for _ in range(3):
        marks.note_trouble(store, "offline")
    assert marks.read_state(store).failures == 3
    marks.note_trouble(store, None)
    assert marks.read_state(store).failures == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_told(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = SyncRunner(desk("pirmais").store)
    died = threading.Event()

    def die(_due_s: float) -> float:
        died.set()
        raise SystemExit

    monkeypatch.setattr(runner, "_turn", die)
    runner.start()
    try:
        assert died.wait(WAIT_S)
        runner._thread.join(WAIT_S)
        status = runner.status()
    finally:
        runner.stop()
    assert status.state is SyncState.ATTENTION
    assert "iestrēgusi" in status.trouble
    assert runner.status().state is not SyncState.ATTENTION, "after an orderly end nothing is wrong"


def test_a_thread_that_hangs_is_told(desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = SyncRunner(desk("pirmais").store)
    inside, go_on = threading.Event(), threading.Event()

    def hang(_due_s: float) -> float:
        inside.set()
        go_on.wait(WAIT_S)
        return 60.0

    monkeypatch.setattr(runner, "_turn", hang)
    runner.start()
    try:
        assert inside.wait(WAIT_S)
        assert not runner.stalled
        now = clock.monotonic_ms()
        with monkeypatch.context() as later:
            later.setattr(clock, "monotonic_ms", lambda: now + 16 * 60_000)
            assert runner.stalled
    finally:
        go_on.set()
        runner.stop()


def test_an_incident_asks_for_attention(desk: MakeDesk) -> None:
    context = desk("pirmais")
    marks.fork(context.store)
    status = read_status(context.store, busy=False)
    assert (status.state, status.incidents) == (SyncState.ATTENTION, 1)
