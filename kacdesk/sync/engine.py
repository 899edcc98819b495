"""This file is the place where the order of the exchange is decided: events in, actions out, no input or output.

One cycle is: seal → hello → push until nothing is pending → pull every scope → upkeep (`sync.upkeep`) → files
(`sync.files`) → rest. All durable state is in the store, the count of failures too; the engine keeps only the size of
the next batch. The assertions stay on in production: one that trips stops the exchange, never the work of a clerk.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kacdesk.store.brakes import MASS_CHANGE
from kacdesk.store.feed import Applied, scopes_of
from kacdesk.store.marks import DeskState
from kacdesk.sync.failure import Failure
from kacdesk.sync.files import FileAction, FilePhase
from kacdesk.sync.moves import (
    Action,
    Agreed,
    ApplyPage,
    BatchReady,
    Event,
    Failed,
    Fork,
    Forked,
    HelloAnswered,
    KeepContact,
    PageApplied,
    PageArrived,
    Pull,
    PushAnswered,
    ReadBatch,
    Rest,
    SealAndRead,
    SendBatch,
    SendHello,
    Settle,
    StateRead,
    Tidy,
    Woke,
)
from kacdesk.sync.upkeep import GaveBack, GiveBack, Upkeep, UpkeepAction, UpkeepEvent
from kacdesk.wire.messages import HelloReply, ProblemType, PushReply
from kacdesk.wire.versions import point_scope

SMALLEST_BATCH_BYTES = 4 * 1024
FIRST_BATCH_BYTES = 64 * 1024
"""Sizes of batches count their lines as sealed; what travels is packed and about an eighth of it."""

_LEAST_PACKED = 4
"""Lines are packed to less than a quarter; a batch that was not, and was refused for it, is the largest to be tried."""

TARGET_S = 5.0
QUICK_S = 3.0
PAGE_ENTRIES = 200
"""A page is one short transaction, so that a clerk's save waits tens of milliseconds at most."""

MOST_PAGES = 50
"""After so many pages the next cycle begins, so that what was saved meanwhile can go first."""

EVERY_S = 300.0
MORE_FILES_S = 1.0
LONGEST_BACKOFF_S = 900.0
_FIRST_BACKOFF_S = 2.0
_MOST_FORKS = 2

__all__ = [
    "Action",
    "Agreed",
    "ApplyPage",
    "BatchReady",
    "Engine",
    "Event",
    "Failed",
    "Fork",
    "Forked",
    "HelloAnswered",
    "KeepContact",
    "PageApplied",
    "PageArrived",
    "Pull",
    "PushAnswered",
    "ReadBatch",
    "Rest",
    "SealAndRead",
    "SendBatch",
    "SendHello",
    "Settle",
    "StateRead",
    "Tidy",
    "Woke",
]


@dataclass
class _Cycle:
    """What one cycle has to remember."""

    state: DeskState | None = None
    reply: HelloReply | None = None
    scopes: list[str] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    clock_retried: bool = False
    forks: int = 0
    pages: int = 0
    stopped: bool = False
    first_head: int = 0


class Engine:
    """Decides what comes next. Called from one thread; `chance` is where jitter comes from."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._cycle = _Cycle()
        self._batch_bytes = FIRST_BATCH_BYTES
        self._most_bytes: int | None = None
        self._files = FilePhase()
        self._upkeep = Upkeep()

    def step(self, event: Event, *, now_ms: int) -> list[Action]:
        """Return what to do after `event`; the last action brings the next event, unless it is Rest."""
        match event:
            case Woke():
                self._cycle = _Cycle()
                self._files.reset()
                self._upkeep.reset()
                return [SealAndRead()]
            case StateRead(state):
                return self._greet(state)
            case HelloAnswered(reply):
                return self._reconcile(reply, now_ms)
            case Agreed(state):
                self._cycle.state = state
                return self._go_on(state)
            case Forked():
                return self._fork()
            case BatchReady(batch):
                return [SendBatch(batch, self._state())]
            case PushAnswered(reply, seconds):
                return self._pushed(reply, seconds)
            case PageArrived(page):
                return [ApplyPage(page)]
            case PageApplied(applied):
                return self._pulled(applied)
            case GaveBack(state, count):
                self._cycle.state = state
                return self._go_on(state) if count else self._begin_comparison()
            case Failed(failure):
                return self._failed(failure)
        if isinstance(event, UpkeepEvent):
            return self._go_on_with_upkeep(self._upkeep.step(event))
        return self._go_on_with_files(self._files.step(event))

    @property
    def more_files(self) -> bool:
        """Say whether the last cycle ended with files still to go."""
        return self._files.more

    def _state(self) -> DeskState:
        assert self._cycle.state is not None, "no state was read in this cycle"  # noqa: S101 -- kept in production
        return self._cycle.state

    def _greet(self, state: DeskState) -> list[Action]:
        self._cycle.state = state
        if state.token is None or state.central_url is None:
            return [Rest(EVERY_S)]
        return [SendHello(state)]

    def _reconcile(self, reply: HelloReply, now_ms: int) -> list[Action]:
        """Compare what the central store holds of our stream with what we hold.

        A feed that is shorter than what we have read is another life of it, whatever its epoch says.
        """
        state, cycle = self._state(), self._cycle
        epoch = UUID(reply.epoch)
        behind = any(head < state.cursors.get(scope, 0) for scope, head in reply.heads.items())
        moved = behind or (state.epoch is not None and state.epoch != epoch)
        cycle.reply = reply
        cycle.first_head = reply.heads.get(point_scope(state.point), 0)
        cycle.cursors = {} if moved else dict(state.cursors)
        contact = KeepContact(
            offset_ms=reply.now - now_ms,
            series=reply.stream.series,
            token=reply.token,
            epoch=epoch if moved or epoch != state.epoch else None,
            told=reply,
        )
        stream = reply.stream
        return [contact, Settle(stream.last_seq, bytes.fromhex(stream.last_chain), stream.safe_seq)]

    def _go_on(self, state: DeskState) -> list[Action]:
        """Push while anything is pending and there is room, then pull."""
        reply = self._cycle.reply
        assert reply is not None, "marks moved before a hello"  # noqa: S101 -- kept in production
        if state.pending_changes and reply.slot.ok:
            self._batch_bytes = min(self._batch_bytes, self._largest(reply))
            return [ReadBatch(self._batch_bytes, reply.limits.batch_changes)]
        self._cycle.scopes = [
            scope
            for scope in scopes_of(state.point, state.device)
            if reply.heads.get(scope, 0) > self._cycle.cursors.get(scope, 0)
        ]
        return self._next_page()

    def _fork(self) -> list[Action]:
        self._cycle.forks += 1
        if self._cycle.forks > _MOST_FORKS:
            return self._rest_after_failure(ProblemType.FORK, None)
        return [Fork()]

    def _pushed(self, reply: PushReply, seconds: float) -> list[Action]:
        if seconds < QUICK_S:
            self._batch_bytes *= 2
        elif seconds > TARGET_S:
            self._batch_bytes = max(self._batch_bytes // 2, SMALLEST_BATCH_BYTES)
        hello = self._cycle.reply
        if hello is not None:
            self._batch_bytes = min(self._batch_bytes, self._largest(hello))
            scope = point_scope(self._state().point)
            hello.heads[scope] = max(hello.heads.get(scope, 0), reply.head)
        return [Settle(reply.last_seq, bytes.fromhex(reply.last_chain), reply.safe_seq, reply)]

    def _largest(self, reply: HelloReply) -> int:
        """Return how many bytes of lines may go at once."""
        most = min(reply.limits.raw_bytes, _LEAST_PACKED * reply.limits.batch_bytes)
        return most if self._most_bytes is None else min(most, self._most_bytes)

    def _next_page(self) -> list[Action]:
        cycle = self._cycle
        if not cycle.scopes:
            return self._begin_upkeep()
        scope, reply = cycle.scopes[0], cycle.reply
        assert reply is not None, "pull before a hello"  # noqa: S101 -- kept in production
        if scope == point_scope(self._state().point):
            cursor = cycle.cursors.get(scope, 0)
            seed = self._upkeep.begin_seed(self._state(), reply, cursor=cursor, head=cycle.first_head)
            if seed:
                return [*seed]
        if cycle.pages >= MOST_PAGES:
            return [Tidy(), Rest(0.0, more=True)]
        cycle.pages += 1
        return [Pull(scope, cycle.cursors.get(scope, 0), UUID(reply.epoch), PAGE_ENTRIES)]

    def _pulled(self, applied: Applied) -> list[Action]:
        cycle = self._cycle
        before = cycle.cursors.get(applied.scope, 0)
        cycle.cursors[applied.scope] = applied.cursor
        cycle.stopped = cycle.stopped or applied.stopped is not None
        head = cycle.reply.heads.get(applied.scope, 0) if cycle.reply else 0
        if applied.cursor >= head or applied.cursor == before:
            cycle.scopes = [scope for scope in cycle.scopes if scope != applied.scope]
        return self._next_page()

    def _begin_upkeep(self) -> list[Action]:
        """Give back what a restored central store has not told, once all it has to tell was read."""
        if self._state().unheard and self._all_read():
            return [GiveBack()]
        return self._begin_comparison()

    def _begin_comparison(self) -> list[Action]:
        state = self._state()
        if not self._all_read():
            return self._begin_files()
        cursor = self._cycle.cursors.get(point_scope(state.point), 0)
        return self._go_on_with_upkeep(self._upkeep.begin_comparison(state, cursor=cursor))

    def _all_read(self) -> bool:
        """Say whether everything of the own went up and everything of the point came down."""
        cycle, state = self._cycle, self._state()
        reply, scope = cycle.reply, point_scope(state.point)
        at_head = reply is not None and cycle.cursors.get(scope, 0) >= reply.heads.get(scope, 0)
        return (
            at_head
            and reply is not None
            and reply.slot.ok
            and not state.pending_changes
            and not cycle.stopped
        )

    def _go_on_with_upkeep(self, actions: Sequence[UpkeepAction]) -> list[Action]:
        if self._upkeep.active:
            return [*actions]
        return [*actions, *(self._next_page() if self._cycle.scopes else self._begin_files())]

    def _begin_files(self) -> list[Action]:
        """Let files travel, now that the records are through, if the central store has room."""
        reply, state = self._cycle.reply, self._state()
        if reply is None or not reply.slot.ok or not state.files_to_move:
            return self._rest()
        return self._go_on_with_files(self._files.begin(reply.limits.chunk))

    def _go_on_with_files(self, actions: Sequence[FileAction]) -> list[Action]:
        return [*actions] if self._files.active else [*actions, *self._rest()]

    def _rest(self) -> list[Action]:
        reply, state = self._cycle.reply, self._state()
        if reply is not None and not reply.slot.ok and state.pending_changes:
            rest = Rest(reply.slot.after + self._chance.uniform(0, 5), ProblemType.BUSY)
        elif self._cycle.stopped:
            rest = Rest(EVERY_S * self._chance.uniform(0.75, 1.25), MASS_CHANGE)
        elif self._files.more:
            rest = Rest(MORE_FILES_S * self._chance.uniform(0.5, 1.5))
        else:
            rest = Rest(EVERY_S * self._chance.uniform(0.75, 1.25))
        return [Tidy(), rest]

    def _failed(self, failure: Failure) -> list[Action]:
        cycle = self._cycle
        if self._files.active and (actions := self._files.failed(failure)) is not None:
            return self._go_on_with_files(actions)
        if self._upkeep.active and (without := self._upkeep.failed(failure)) is not None:
            return self._go_on_with_upkeep(without)
        if failure.type in (ProblemType.GAP, ProblemType.FORK):
            if failure.last_seq is None or failure.last_chain is None:
                return self._rest_after_failure(failure.type, failure.after_s)
            return [Settle(failure.last_seq, bytes.fromhex(failure.last_chain), 0)]
        if failure.type == ProblemType.CLOCK and failure.now_ms is not None and not cycle.clock_retried:
            cycle.clock_retried = True
            self._files.reset()
            self._upkeep.reset()
            return [KeepContact(offset_ms=failure.offset_ms), SealAndRead()]
        if failure.type == ProblemType.EPOCH:
            return [Rest(self._chance.uniform(0, _FIRST_BACKOFF_S), failure.type)]
        if failure.type in (ProblemType.TOO_LARGE, Failure.TIMEOUT):
            self._batch_bytes = max(self._batch_bytes // 2, SMALLEST_BATCH_BYTES)
        if failure.type == ProblemType.TOO_LARGE:
            self._most_bytes = self._batch_bytes
        return self._rest_after_failure(failure.type, failure.after_s)

    def _rest_after_failure(self, trouble: str, after_s: float | None) -> list[Action]:
        """Wait with full jitter; what the central store asks for (Retry-After) is the least."""
        failures = min(self._state().failures, 16)  # counted in the store: a restart does not begin anew
        ceiling = min(LONGEST_BACKOFF_S, _FIRST_BACKOFF_S * 2**failures)
        return [Rest((after_s or 0.0) + self._chance.uniform(0, ceiling), trouble)]
