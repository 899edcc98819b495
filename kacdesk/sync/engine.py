"""This file is the place where the order of the exchange is decided: events in, actions out, no input or output.

One cycle is: seal → hello → push until nothing is pending → pull every scope → rest. All durable state is in the
store; the engine keeps only the size of the next batch and the count of failures. The assertions stay on in
production: one that trips stops the exchange, never the work of a clerk.
"""

import random
from dataclasses import dataclass, field
from uuid import UUID

from kacdesk.store.feed import Applied, scopes_of
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync.transport import Failure, FeedPage
from kacdesk.wire.messages import HelloReply, ProblemType, PushReply
from kacdesk.wire.versions import point_scope

SMALLEST_BATCH_BYTES = 4 * 1024
FIRST_BATCH_BYTES = 32 * 1024
TARGET_S = 5.0
QUICK_S = 3.0
PAGE_ENTRIES = 200
"""A page is one short transaction, so that a clerk's save waits tens of milliseconds at most."""

EVERY_S = 300.0
LONGEST_BACKOFF_S = 900.0
_FIRST_BACKOFF_S = 2.0
_MOST_FORKS = 2


# --- events -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Woke:
    """It is time for a cycle."""


@dataclass(frozen=True)
class StateRead:
    """Everything captured is sealed, and this is where the desk stands."""

    state: DeskState


@dataclass(frozen=True)
class HelloAnswered:
    """The central store answered a hello."""

    reply: HelloReply


@dataclass(frozen=True)
class Agreed:
    """The receipt was proved and the marks are moved."""

    state: DeskState


@dataclass(frozen=True)
class Forked:
    """Our chain is not the one the central store holds."""


@dataclass(frozen=True)
class BatchReady:
    """The next sealed lines, read from the outbox."""

    batch: SealedBatch


@dataclass(frozen=True)
class PushAnswered:
    """A batch was taken in after `seconds`."""

    reply: PushReply
    seconds: float


@dataclass(frozen=True)
class PageArrived:
    """A page of a scope came; torn ones hold the complete entries only."""

    page: FeedPage


@dataclass(frozen=True)
class PageApplied:
    """A page is in the store with its cursor."""

    applied: Applied


@dataclass(frozen=True)
class Failed:
    """The request failed."""

    failure: Failure


Event = (
    Woke
    | StateRead
    | HelloAnswered
    | Agreed
    | Forked
    | BatchReady
    | PushAnswered
    | PageArrived
    | PageApplied
    | Failed
)


# --- actions ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class SealAndRead:
    """Seal what was captured and read the state → StateRead."""


@dataclass(frozen=True)
class SendHello:
    """→ HelloAnswered or Failed."""

    state: DeskState


@dataclass(frozen=True)
class KeepContact:
    """Note the clock offset, a confirmed series, a new token, a new epoch; no event follows."""

    offset_ms: int
    series: str | None = None
    token: str | None = None
    epoch: UUID | None = None


@dataclass(frozen=True)
class Settle:
    """Prove a receipt and move the marks → Agreed or Forked."""

    last_seq: int
    last_chain: bytes
    safe_seq: int
    reply: PushReply | None = None


@dataclass(frozen=True)
class Fork:
    """Begin a new stream with a new series → StateRead."""


@dataclass(frozen=True)
class ReadBatch:
    """→ BatchReady."""

    most_bytes: int
    most_changes: int


@dataclass(frozen=True)
class SendBatch:
    """→ PushAnswered or Failed."""

    batch: SealedBatch
    state: DeskState


@dataclass(frozen=True)
class Pull:
    """→ PageArrived or Failed."""

    scope: str
    after: int
    epoch: UUID
    limit: int


@dataclass(frozen=True)
class ApplyPage:
    """→ PageApplied."""

    page: FeedPage


@dataclass(frozen=True)
class Rest:
    """The cycle is over; begin the next in `seconds`. `trouble` is the stable type of what stopped it."""

    seconds: float
    trouble: str | None = None


Action = (
    SealAndRead | SendHello | KeepContact | Settle | Fork | ReadBatch | SendBatch | Pull | ApplyPage | Rest
)


@dataclass
class _Cycle:
    """What one cycle has to remember."""

    state: DeskState | None = None
    reply: HelloReply | None = None
    scopes: list[str] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    clock_retried: bool = False
    forks: int = 0


class Engine:
    """Decides what comes next. Called from one thread; `chance` is where jitter comes from."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._cycle = _Cycle()
        self._batch_bytes = FIRST_BATCH_BYTES
        self._failures = 0

    def step(self, event: Event, *, now_ms: int) -> list[Action]:
        """Return what to do after `event`; the last action brings the next event, unless it is Rest."""
        match event:
            case Woke():
                self._cycle = _Cycle()
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
            case Failed(failure):
                return self._failed(failure)

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
        cycle.cursors = {} if moved else dict(state.cursors)
        contact = KeepContact(
            offset_ms=reply.now - now_ms,
            series=reply.stream.series,
            token=reply.token,
            epoch=epoch if moved or epoch != state.epoch else None,
        )
        stream = reply.stream
        return [contact, Settle(stream.last_seq, bytes.fromhex(stream.last_chain), stream.safe_seq)]

    def _go_on(self, state: DeskState) -> list[Action]:
        """Push while anything is pending and there is room, then pull."""
        reply = self._cycle.reply
        assert reply is not None, "marks moved before a hello"  # noqa: S101 -- kept in production
        if state.pending_changes and reply.slot.ok:
            limits = reply.limits
            return [ReadBatch(min(self._batch_bytes, limits.batch_bytes), limits.batch_changes)]
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
            self._batch_bytes = min(self._batch_bytes, hello.limits.batch_bytes)
            scope = point_scope(self._state().point)
            hello.heads[scope] = max(hello.heads.get(scope, 0), reply.head)
        return [Settle(reply.last_seq, bytes.fromhex(reply.last_chain), reply.safe_seq, reply)]

    def _next_page(self) -> list[Action]:
        cycle = self._cycle
        if not cycle.scopes:
            return self._rest()
        scope, reply = cycle.scopes[0], cycle.reply
        assert reply is not None, "pull before a hello"  # noqa: S101 -- kept in production
        return [Pull(scope, cycle.cursors.get(scope, 0), UUID(reply.epoch), PAGE_ENTRIES)]

    def _pulled(self, applied: Applied) -> list[Action]:
        cycle = self._cycle
        before = cycle.cursors.get(applied.scope, 0)
        cycle.cursors[applied.scope] = applied.cursor
        head = cycle.reply.heads.get(applied.scope, 0) if cycle.reply else 0
        if applied.cursor >= head or applied.cursor == before:
            cycle.scopes = [scope for scope in cycle.scopes if scope != applied.scope]
        return self._next_page()

    def _rest(self) -> list[Action]:
        self._failures = 0
        reply, state = self._cycle.reply, self._state()
        if reply is not None and not reply.slot.ok and state.pending_changes:
            return [Rest(reply.slot.after + self._chance.uniform(0, 5), ProblemType.BUSY)]
        return [Rest(EVERY_S * self._chance.uniform(0.75, 1.25))]

    def _failed(self, failure: Failure) -> list[Action]:
        cycle = self._cycle
        if failure.type in (ProblemType.GAP, ProblemType.FORK):
            if failure.last_seq is None or failure.last_chain is None:
                return self._rest_after_failure(failure.type, failure.after_s)
            return [Settle(failure.last_seq, bytes.fromhex(failure.last_chain), 0)]
        if failure.type == ProblemType.CLOCK and failure.now_ms is not None and not cycle.clock_retried:
            cycle.clock_retried = True
            return [KeepContact(offset_ms=failure.offset_ms), SealAndRead()]
        if failure.type == ProblemType.EPOCH:
            return [Rest(self._chance.uniform(0, _FIRST_BACKOFF_S), failure.type)]
        if failure.type in (ProblemType.TOO_LARGE, Failure.TIMEOUT):
            self._batch_bytes = max(self._batch_bytes // 2, SMALLEST_BATCH_BYTES)
        return self._rest_after_failure(failure.type, failure.after_s)

    def _rest_after_failure(self, trouble: str, after_s: float | None) -> list[Action]:
        """Wait with full jitter; what the central store asks for (Retry-After) is the least."""
        ceiling = min(LONGEST_BACKOFF_S, _FIRST_BACKOFF_S * 2**self._failures)
        self._failures = min(self._failures + 1, 16)
        return [Rest((after_s or 0.0) + self._chance.uniform(0, ceiling), trouble)]
