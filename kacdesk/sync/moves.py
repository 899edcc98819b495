"""This file is the place where the words between the engine and those who carry it out are listed: events, actions."""

from dataclasses import dataclass
from uuid import UUID

from kacdesk.store.feed import Applied
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync.failure import Failure
from kacdesk.sync.files import FileAction, FileEvent
from kacdesk.sync.transport import FeedPage
from kacdesk.sync.upkeep import GaveBack, UpkeepAction, UpkeepEvent
from kacdesk.wire.messages import HelloReply, PushReply


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
    | FileEvent
    | GaveBack
    | UpkeepEvent
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
    """Note the clock offset, a confirmed series, a new token, a new epoch, keys and grants; no event follows."""

    offset_ms: int
    series: str | None = None
    token: str | None = None
    epoch: UUID | None = None
    told: HelloReply | None = None


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
class Tidy:
    """Give up what is safe and old, and let what was erased leave the disk; no event follows."""


@dataclass(frozen=True)
class Rest:
    """The cycle is over; begin the next in `seconds`. `trouble` is the stable type of what stopped it.

    `more` says that there is more to be read at once: the cycle ended so that what was saved meanwhile can go first.
    """

    seconds: float
    trouble: str | None = None
    more: bool = False


Action = (
    SealAndRead
    | SendHello
    | KeepContact
    | Settle
    | Fork
    | ReadBatch
    | SendBatch
    | Pull
    | ApplyPage
    | FileAction
    | UpkeepAction
    | Tidy
    | Rest
)
