"""The engine alone: events in, actions out; no store, no network, no clock."""

import random
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.store.brakes import MASS_CHANGE
from kacdesk.store.feed import Applied
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync import engine as e
from kacdesk.sync import upkeep
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import FeedPage
from kacdesk.wire.messages import CompareReply, HelloReply, Limits, ProblemType, PushReply, Slot, StreamState

EPOCH = uuid4()
LIMITS = Limits(batch_bytes=256 * 1024, batch_changes=500, raw_bytes=4 * 2**20, chunk=256 * 1024)
NOW = 1_790_000_000_000


def state(*, pending: int = 0, enrolled: bool = True, epoch: UUID | None = EPOCH) -> DeskState:
    """Return a desk with lines 1..10 sealed, the last `pending` of them without a receipt."""
    return DeskState(
        device=uuid4(),
        point="BALVI",
        stream=uuid4(),
        series="KTR",
        last_seq=10,
        last_chain=b"c" * 32,
        acked_seq=10 - pending,
        safe_seq=0,
        held_first=1,
        epoch=epoch,
        cursors={"p:BALVI": 5},
        pending_changes=pending,
        pending_bytes=pending * 300,
        schema_version=1,
        clock_offset_ms=0,
        central_url="https://central.example" if enrolled else None,
        token="token" if enrolled else None,
        device_key=b"k" * 32,
    )


def hello(
    *, heads: dict[str, int] | None = None, slot: Slot | None = None, epoch: UUID = EPOCH
) -> HelloReply:
    """Return an answer to a hello."""
    return HelloReply(
        epoch=epoch.hex,
        now=NOW + 250,
        point="BALVI",
        stream=StreamState(last_seq=10, last_chain=("c" * 64), safe_seq=0, series="KTR"),
        heads=heads or {},
        limits=LIMITS,
        slot=slot or Slot(ok=True),
        min_pull_sv=1,
    )


def engine() -> e.Engine:
    """Return an engine with known jitter."""
    return e.Engine(random.Random(1))


def step(machine: e.Engine, event: e.Event) -> list[e.Action]:
    """Take one step at a fixed time."""
    return machine.step(event, now_ms=NOW)


def greeted(machine: e.Engine, *, pending: int = 0, reply: HelloReply | None = None) -> list[e.Action]:
    """Bring a cycle to where the marks agree."""
    desk = state(pending=pending)
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(reply or hello()))
    return step(machine, e.Agreed(desk))


def test_a_cycle_begins_with_sealing() -> None:
    assert step(engine(), e.Woke()) == [e.SealAndRead()]


def test_a_desk_that_is_not_enrolled_rests_without_the_network() -> None:
    machine = engine()
    step(machine, e.Woke())
    (action,) = step(machine, e.StateRead(state(enrolled=False)))
    assert isinstance(action, e.Rest)
    assert action.trouble is None


def test_a_hello_is_proved_before_anything_is_sent() -> None:
    machine = engine()
    step(machine, e.Woke())
    step(machine, e.StateRead(state(pending=3)))
    reply = hello()
    contact, settle = step(machine, e.HelloAnswered(reply))
    assert contact == e.KeepContact(offset_ms=250, series="KTR", told=reply)
    assert settle == e.Settle(10, bytes.fromhex("c" * 64), 0)


def test_what_is_pending_goes_before_what_is_pulled() -> None:
    machine = engine()
    assert greeted(machine, pending=3, reply=hello(heads={"p:BALVI": 9})) == [
        e.ReadBatch(e.FIRST_BATCH_BYTES, LIMITS.batch_changes)
    ]


def test_a_full_central_store_gets_no_batch_but_is_still_read() -> None:
    machine = engine()
    (action,) = greeted(machine, pending=3, reply=hello(heads={"p:BALVI": 9}, slot=Slot(ok=False, after=17)))
    assert isinstance(action, e.Pull)
    tidy, rest = step(machine, e.PageApplied(Applied(scope="p:BALVI", cursor=9)))
    assert tidy == e.Tidy()
    assert isinstance(rest, e.Rest)
    assert rest.trouble == ProblemType.BUSY
    assert rest.seconds >= 17


def test_another_life_of_the_central_store_is_read_from_the_start() -> None:
    machine, other = engine(), uuid4()
    desk = state()
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    contact, _ = step(machine, e.HelloAnswered(hello(heads={"p:BALVI": 2}, epoch=other)))
    assert isinstance(contact, e.KeepContact)
    assert contact.epoch == other
    (pull,) = step(machine, e.Agreed(desk))
    assert pull == e.Pull("p:BALVI", 0, other, e.PAGE_ENTRIES)


def test_a_scope_without_news_is_not_asked() -> None:
    _, action = greeted(engine(), reply=hello(heads={"p:BALVI": 5, "ref": 0}))
    assert isinstance(action, e.Rest)


def test_a_page_that_brings_nothing_does_not_loop() -> None:
    machine = engine()
    greeted(machine, reply=hello(heads={"p:BALVI": 9}))
    step(machine, e.PageArrived(FeedPage("p:BALVI", [], None)))
    _, action = step(machine, e.PageApplied(Applied(scope="p:BALVI", cursor=5)))
    assert isinstance(action, e.Rest)


def test_a_fork_is_healed_once_and_not_for_ever() -> None:
    machine = engine()
    desk = state(pending=1)
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    for _ in range(2):
        step(machine, e.HelloAnswered(hello()))
        assert step(machine, e.Forked()) == [e.Fork()]
        step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(hello()))
    (rest,) = step(machine, e.Forked())
    assert isinstance(rest, e.Rest)
    assert rest.trouble == ProblemType.FORK


@pytest.mark.parametrize("kind", [ProblemType.GAP, ProblemType.FORK])
def test_a_refused_batch_is_settled_by_what_the_central_store_holds(kind: str) -> None:
    machine = engine()
    greeted(machine, pending=3)
    failure = Failure(kind, last_seq=8, last_chain="d" * 64)
    assert step(machine, e.Failed(failure)) == [e.Settle(8, bytes.fromhex("d" * 64), 0)]


def test_a_wrong_clock_is_corrected_once_and_tried_again() -> None:
    machine = engine()
    step(machine, e.Woke())
    step(machine, e.StateRead(state()))
    wrong = Failure(ProblemType.CLOCK, now_ms=NOW, offset_ms=-5000)
    assert step(machine, e.Failed(wrong)) == [e.KeepContact(offset_ms=-5000), e.SealAndRead()]
    (rest,) = step(machine, e.Failed(wrong))
    assert isinstance(rest, e.Rest)


def _pushed(machine: e.Engine, seconds: float) -> int:
    """Return the batch size that is asked for after a push that took so long."""
    reply = PushReply(EPOCH.hex, NOW, 8, "c" * 64, 0, 7, [])
    step(machine, e.BatchReady(SealedBatch(uuid4(), 8, b"", b"", [b"line"])))
    step(machine, e.PushAnswered(reply, seconds))
    (action,) = step(machine, e.Agreed(state(pending=2)))
    assert isinstance(action, e.ReadBatch)
    return action.most_bytes


def test_the_batch_grows_on_a_quick_line_and_shrinks_on_a_slow_one() -> None:
    machine = engine()
    greeted(machine, pending=3)
    assert _pushed(machine, 0.2) == 2 * e.FIRST_BATCH_BYTES
    assert _pushed(machine, 4.0) == 2 * e.FIRST_BATCH_BYTES
    assert _pushed(machine, 9.0) == e.FIRST_BATCH_BYTES
    for _ in range(10):
        _pushed(machine, 9.0)
    assert _pushed(machine, 9.0) == e.SMALLEST_BATCH_BYTES
    for _ in range(10):
        _pushed(machine, 0.1)
    assert _pushed(machine, 0.1) == 4 * LIMITS.batch_bytes, "what travels is packed to less than a quarter"


def test_a_batch_that_was_too_large_is_not_tried_again() -> None:
    machine = engine()
    greeted(machine, pending=3)
    for _ in range(10):
        _pushed(machine, 0.1)
    step(machine, e.Failed(Failure(ProblemType.TOO_LARGE)))
    greeted(machine, pending=3)
    for _ in range(10):
        assert _pushed(machine, 0.1) == 2 * LIMITS.batch_bytes


def _wait_after(failures: int) -> float:
    """Return the longest wait after a failure of a desk that has failed so often before, by what its store says."""
    machine = e.Engine(_Highest())
    step(machine, e.Woke())
    step(machine, e.StateRead(replace(state(), failures=failures)))
    (rest,) = step(machine, e.Failed(Failure(Failure.OFFLINE)))
    assert isinstance(rest, e.Rest)
    return rest.seconds


def test_waiting_after_failures_grows_to_a_limit_also_over_restarts() -> None:
    assert [_wait_after(count) for count in range(4)] == [2.0, 4.0, 8.0, 16.0]
    assert _wait_after(12) == _wait_after(10_000) == e.LONGEST_BACKOFF_S


def test_after_many_pages_what_was_saved_meanwhile_goes_first() -> None:
    machine = engine()
    actions = greeted(machine, reply=hello(heads={"p:BALVI": 100_000}))
    for cursor in range(6, 6 + e.MOST_PAGES):
        assert isinstance(actions[-1], e.Pull)
        actions = step(machine, e.PageApplied(Applied(scope="p:BALVI", cursor=cursor)))
    assert actions == [e.Tidy(), e.Rest(0.0, more=True)]


def test_a_stopped_page_does_not_keep_other_scopes_waiting_and_is_told() -> None:
    machine = engine()
    device = state().device
    reply = hello(heads={"p:BALVI": 9, f"d:{device.hex}": 3})
    step(machine, e.Woke())
    step(machine, e.StateRead(replace(state(), device=device)))
    step(machine, e.HelloAnswered(reply))
    step(machine, e.Agreed(replace(state(), device=device)))
    (pull,) = step(machine, e.PageApplied(Applied(scope="p:BALVI", cursor=5, stopped=60)))
    assert isinstance(pull, e.Pull)
    assert pull.scope == f"d:{device.hex}"
    _, rest = step(machine, e.PageApplied(Applied(scope=pull.scope, cursor=3)))
    assert isinstance(rest, e.Rest)
    assert rest.trouble == MASS_CHANGE


def _new_desk(machine: e.Engine, *, head: int, seed_before: str | None = None) -> list[e.Action]:
    """Bring a desk that holds nothing to where the marks agree."""
    desk = replace(state(), cursors={}, seed_before=seed_before)
    reply = hello(heads={"p:BALVI": head})
    reply.stream.last_seq = 0
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(reply))
    return step(machine, e.Agreed(desk))


def test_a_new_desk_gets_the_newest_records_first_and_then_the_feed() -> None:
    machine = engine()
    (ask,) = _new_desk(machine, head=upkeep.SEED_FROM + 1)
    assert ask == upkeep.AskRecords("p:BALVI", None, upkeep.SEED_RECORDS)
    (lay,) = step(machine, upkeep.RecordsArrived([], more=False))
    assert lay == upkeep.LayRecords("p:BALVI", [], last=True)
    (pull,) = step(machine, upkeep.RecordsLaid())
    assert pull == e.Pull("p:BALVI", 0, EPOCH, e.PAGE_ENTRIES)


def test_a_new_desk_that_was_interrupted_goes_on_where_it_was() -> None:
    (ask,) = _new_desk(engine(), head=10, seed_before="ab" * 16)
    assert ask == upkeep.AskRecords("p:BALVI", "ab" * 16, upkeep.SEED_RECORDS)


@pytest.mark.parametrize(("head", "before"), [(upkeep.SEED_FROM, None), (upkeep.SEED_FROM * 9, "done")])
def test_a_short_feed_or_a_seeded_desk_begins_with_the_feed(head: int, before: str | None) -> None:
    (pull,) = _new_desk(engine(), head=head, seed_before=before)
    assert isinstance(pull, e.Pull)


def test_a_central_store_that_cannot_tell_records_is_read_by_its_feed() -> None:
    machine = engine()
    _new_desk(machine, head=upkeep.SEED_FROM + 1)
    noted, pull = step(machine, e.Failed(Failure(ProblemType.NOT_FOUND)))
    assert noted == upkeep.NoteSeeded()
    assert isinstance(pull, e.Pull)


def _due(machine: e.Engine, *, pending: int = 0, heads: dict[str, int] | None = None) -> list[e.Action]:
    desk = replace(state(pending=pending), compare_due=True)
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(hello(heads=heads or {"p:BALVI": 5})))
    return step(machine, e.Agreed(desk))


def test_both_sides_are_compared_when_everything_went_through() -> None:
    machine = engine()
    assert _due(machine) == [upkeep.ReadSums()]
    (ask,) = step(machine, upkeep.SumsRead({"2026-09": (3, "0" * 16)}))
    assert ask == upkeep.AskCompare("p:BALVI", 5, {"2026-09": (3, "0" * 16)})
    noted, *_, rest = step(machine, upkeep.Compared(CompareReply(same=True, moved=False, differ=[])))
    assert noted == upkeep.NoteCompared()
    assert isinstance(rest, e.Rest)


def test_nothing_is_compared_while_something_is_on_its_way() -> None:
    assert isinstance(_due(engine(), pending=2)[-1], e.ReadBatch)
    assert isinstance(_due(engine(), heads={"p:BALVI": 6})[-1], e.Pull)
    machine = engine()
    _due(machine)
    assert isinstance(step(machine, upkeep.SumsRead(None))[-1], e.Rest)


def test_a_scope_that_moved_meanwhile_is_compared_another_time() -> None:
    machine = engine()
    _due(machine)
    step(machine, upkeep.SumsRead({}))
    actions = step(machine, upkeep.Compared(CompareReply(same=False, moved=True, differ=[])))
    assert upkeep.NoteCompared() not in actions


def test_months_that_differ_are_told_again_page_by_page() -> None:
    machine = engine()
    _due(machine)
    step(machine, upkeep.SumsRead({}))
    reply = CompareReply(same=False, moved=False, differ=["2026-09", "2026-02"])
    asked = [step(machine, upkeep.Compared(reply))[0]]
    step(machine, upkeep.RecordsArrived([], more=False))
    asked += step(machine, upkeep.RecordsLaid())
    assert [ask.month for ask in asked if isinstance(ask, upkeep.AskRecords)] == ["2026-09", "2026-02"]
    step(machine, upkeep.RecordsArrived([], more=False))
    noted, *_ = step(machine, upkeep.RecordsLaid())
    assert noted == upkeep.NoteCompared()


def test_what_a_restored_central_store_has_not_told_is_given_back_and_sent() -> None:
    machine = engine()
    desk = replace(state(), unheard=True)
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(hello(heads={"p:BALVI": 5})))
    assert step(machine, e.Agreed(desk)) == [upkeep.GiveBack()]
    (read,) = step(machine, upkeep.GaveBack(state(pending=2), 2))
    assert isinstance(read, e.ReadBatch)


def test_nothing_is_given_back_before_all_was_read() -> None:
    machine = engine()
    desk = replace(state(), unheard=True)
    step(machine, e.Woke())
    step(machine, e.StateRead(desk))
    step(machine, e.HelloAnswered(hello(heads={"p:BALVI": 6})))
    (pull,) = step(machine, e.Agreed(desk))
    assert isinstance(pull, e.Pull)


class _Highest(random.Random):
    """Chance at its unluckiest: the longest wait."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


@given(asked=st.integers(min_value=0, max_value=600), seed=st.integers(min_value=0, max_value=99))
def test_what_the_central_store_asks_to_wait_is_the_least(asked: int, seed: int) -> None:
    machine = e.Engine(random.Random(seed))
    step(machine, e.Woke())
    step(machine, e.StateRead(state()))
    (rest,) = step(machine, e.Failed(Failure(ProblemType.UNAVAILABLE, after_s=float(asked))))
    assert isinstance(rest, e.Rest)
    assert rest.seconds >= asked


def test_the_engine_refuses_to_go_on_without_a_hello() -> None:
    machine = engine()
    step(machine, e.Woke())
    with pytest.raises(AssertionError, match="hello"):
        step(machine, e.Agreed(state(pending=1)))
