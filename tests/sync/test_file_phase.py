"""How files travel, decided without disk, network or clock."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.store.file_transfers import Journey
from kacdesk.sync import files as f
from kacdesk.sync.failure import Failure
from kacdesk.vault.files import PAGE_BYTES
from kacdesk.wire.messages import ProblemType
from kacdesk.wire.sizes import CHUNK_BYTES, SMALLEST_CHUNK_BYTES

ONE, TWO = b"1" * 32, b"2" * 32


@dataclass
class World:
    """The bytes of each file that each side has, and how long a chunk takes; what is not here is picked never."""

    sending: dict[bytes, int] = field(default_factory=dict)
    fetching: dict[bytes, int] = field(default_factory=dict)
    there: dict[bytes, int] = field(default_factory=dict)
    here: dict[bytes, int] = field(default_factory=dict)
    bad: dict[bytes, str] = field(default_factory=dict)
    seconds: float = 0.1
    asked: list[f.FileAction] = field(default_factory=list)

    def answer(self, action: f.FileAction) -> f.FileEvent | Failure | None:
        """Carry out an action."""
        self.asked.append(action)
        match action:
            case f.PickFile(sending, without):
                group, come = (self.sending, self.there) if sending else (self.fetching, self.here)
                left = sorted(group.keys() - without)
                return f.FilePicked(
                    Journey(left[0], group[left[0]], sending, come.get(left[0], 0)) if left else None
                )
            case f.NoteSent(sha, _, state):
                if state is not None:
                    del self.sending[sha]
                return None
            case f.FinishFile(sha):
                del self.fetching[sha]
                return f.FileFinished(True)
            case f.KeepChunk(sha, at, total, content):
                self.here[sha] = at + len(content)
                return f.ChunkKept(self.here[sha], total)
        if action.sha256 in self.bad:
            return Failure(self.bad[action.sha256])
        match action:
            case f.AskFile(sha):
                return f.FileKnown(self.sending[sha], self.there.get(sha, 0), "partial")
            case f.SendChunk(sha, at, total, most):
                if at != self.there.get(sha, 0):
                    return Failure(ProblemType.OFFSET, expected=self.there.get(sha, 0))
                self.there[sha] = min(at + most, total)
                state = "stored" if self.there[sha] == total else "partial"
                return f.ChunkSent(self.there[sha], state, self.seconds)
            case f.FetchChunk(sha, at, most):
                size = self.fetching[sha]
                return f.ChunkCame(size, self.seconds, bytes(min(most, size - at)))

    def run(self, phase: f.FilePhase, limit: int = CHUNK_BYTES) -> str | None:
        """Run one cycle's phase and return the type of the failure that ended it, if one did."""
        self.asked.clear()
        phase.reset()
        actions: Sequence[f.FileAction] = phase.begin(limit)
        for _ in range(2000):
            event: f.FileEvent | Failure | None = None
            for action in actions:
                event = self.answer(action)
            if not phase.active:
                return None
            if isinstance(event, Failure):
                following = phase.failed(event)
                if following is None:
                    return event.type
                actions = following
            else:
                assert event is not None, "nothing brings an event"
                actions = phase.step(event)
        raise AssertionError("the phase does not end")

    def chunks(self) -> list[int]:
        """Return how large the chunks were that were asked to go."""
        return [each.most for each in self.asked if isinstance(each, f.SendChunk | f.FetchChunk)]


def test_a_file_goes_on_where_the_central_store_says() -> None:
    world = World(sending={ONE: 300_000}, there={ONE: 131_072})
    assert world.run(f.FilePhase()) is None
    sent = [each.at for each in world.asked if isinstance(each, f.SendChunk)]
    assert sent[0] == 131_072
    assert world.sending == {}


def test_an_offset_that_moved_meanwhile_is_taken_over() -> None:
    phase, world = f.FilePhase(), World(sending={ONE: 300_000})
    phase.begin(CHUNK_BYTES)
    phase.step(f.FilePicked(Journey(ONE, 300_000, True, 0)))
    phase.step(f.FileKnown(300_000, 0, "partial"))
    actions = phase.failed(Failure(ProblemType.OFFSET, expected=65_536))
    assert actions is not None
    assert actions[-1] == f.SendChunk(ONE, 65_536, 300_000, f.FIRST_CHUNK_BYTES)
    assert world.asked == []


def test_offsets_that_never_agree_do_not_go_on_for_ever() -> None:
    phase = f.FilePhase()
    phase.begin(CHUNK_BYTES)
    phase.step(f.FilePicked(Journey(ONE, 300_000, True, 0)))
    phase.step(f.FileKnown(0, 0, ""))
    for _ in range(3):
        assert isinstance((phase.failed(Failure(ProblemType.OFFSET, expected=0)) or [])[-1], f.SendChunk)
    assert phase.failed(Failure(ProblemType.OFFSET, expected=0)) == [f.PickFile(True, frozenset({ONE}))]


def test_a_file_that_is_there_already_is_not_sent() -> None:
    phase = f.FilePhase()
    phase.begin(CHUNK_BYTES)
    phase.step(f.FilePicked(Journey(ONE, 300_000, True, 0)))
    actions = phase.step(f.FileKnown(300_000, 300_000, "safe"))
    assert actions == [f.NoteSent(ONE, 300_000, "safe"), f.PickFile(True, frozenset())]


def test_one_bad_file_stops_no_other() -> None:
    for problem in (
        ProblemType.CONTENT,
        ProblemType.QUOTA,
        ProblemType.PURGED,
        ProblemType.INTERNAL,
        ProblemType.DENIED,
        ProblemType.TOO_LARGE,
        ProblemType.NOT_FOUND,
        Failure.UNREADABLE,
        "urn:kac:p:of-a-newer-version",
    ):
        world = World(sending={ONE: 100_000, TWO: 100_000}, fetching={b"3" * 32: 70_000}, bad={ONE: problem})
        assert world.run(f.FilePhase()) is None
        assert world.sending == {ONE: 100_000}
        assert world.fetching == {}


@pytest.mark.parametrize("trouble", sorted(f.OF_THE_LINE))
def test_a_failure_of_the_line_ends_the_cycle_and_the_others_have_their_turn_next(trouble: str) -> None:
    phase = f.FilePhase()
    world = World(sending={ONE: 100_000, TWO: 100_000}, bad={ONE: trouble})
    assert world.run(phase) == trouble
    world.run(phase)
    assert world.sending == {ONE: 100_000}
    assert world.run(phase) == trouble
    world.bad.clear()
    assert world.run(phase) is None
    assert world.sending == {}


def test_a_cycle_sends_no_more_than_its_share() -> None:
    phase, world = f.FilePhase(), World(sending={ONE: 20 * 2**20, TWO: 20 * 2**20})
    cycles = 0
    while world.sending:
        before = sum(world.there.values())
        assert world.run(phase) is None
        went = sum(world.there.values()) - before
        assert 0 < went < f.MOST_CYCLE_BYTES + CHUNK_BYTES
        cycles += 1
        assert phase.more == bool(world.sending)
    assert cycles == 10


def test_over_a_slow_line_a_cycle_lasts_seconds_not_minutes() -> None:
    phase, world = f.FilePhase(), World(sending={ONE: 20 * 2**20}, seconds=7.0)
    world.run(phase)
    assert phase.more
    assert world.chunks() == [f.FIRST_CHUNK_BYTES, SMALLEST_CHUNK_BYTES, SMALLEST_CHUNK_BYTES]


def test_a_quick_line_gets_larger_chunks_up_to_what_the_central_store_takes() -> None:
    world = World(sending={ONE: 3 * 2**20})
    world.run(f.FilePhase(), limit=256 * 1024)
    assert world.chunks()[:4] == [65_536, 131_072, 262_144, 262_144]


def test_what_is_fetched_ends_with_a_page_whatever_the_chunk_is() -> None:
    phase, world = f.FilePhase(), World(fetching={ONE: 500_000}, seconds=7.0)
    while world.fetching:
        world.run(phase)
        assert all(most % PAGE_BYTES == 0 for most in world.chunks())
    assert world.here[ONE] == 500_000


def test_a_fetched_file_of_an_impossible_size_is_left() -> None:
    world = World(fetching={ONE: 2**30, TWO: 1000})
    world.run(f.FilePhase())
    assert world.fetching == {ONE: 2**30}


def test_refused_bytes_are_not_sent_again_and_again_in_one_go() -> None:
    """A run that goes on until no file is left (`kacdesk sync`) must end, whatever the central store says."""
    phase = f.FilePhase()
    world = World(sending={ONE: 100_000, TWO: 9 * 2**20}, bad={ONE: ProblemType.CONTENT})
    cycles = 0
    while cycles == 0 or phase.more:
        world.run(phase)
        cycles += 1
    assert cycles == 3
    assert world.sending == {ONE: 100_000}


_PROBLEMS = [*sorted(f.OF_THE_LINE), ProblemType.CONTENT, ProblemType.NOT_FOUND, ProblemType.OFFSET]


@given(
    seed=st.integers(0, 10_000),
    sizes=st.lists(st.integers(1, 3_000_000), min_size=1, max_size=6),
    rounds=st.integers(0, 12),
)
def test_whatever_fails_meanwhile_every_file_arrives_when_it_stops_failing(
    seed: int, sizes: list[int], rounds: int
) -> None:
    chance = random.Random(seed)
    phase, world = f.FilePhase(), World()
    for place, size in enumerate(sizes):
        group = world.sending if chance.random() < 0.5 else world.fetching
        group[bytes([place]) * 32] = size
    for _ in range(rounds):
        every = [*world.sending, *world.fetching]
        world.bad = {sha: chance.choice(_PROBLEMS) for sha in every if chance.random() < 0.5}
        world.seconds = chance.choice([0.1, 4.0, 8.0])
        world.run(phase)
    world.bad, world.seconds = {}, 0.1
    for _ in range(3 + 6 * 3):
        world.run(phase)
    assert (world.sending, world.fetching) == ({}, {})
