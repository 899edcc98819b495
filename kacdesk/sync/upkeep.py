"""This file is the place where it is decided how a desk gets whole again: a new one, one that differs, one that was
told less by a restored central store than before.

Like the engine it has no input or output: events in, actions out. All of it stands behind what was just entered, and a
central store that does not know these requests is exchanged with as before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kacdesk.store.marks import DeskState
from kacdesk.store.seeding import DONE
from kacdesk.sync.failure import Failure
from kacdesk.wire.messages import CompareReply, FeedSet, HelloReply, ProblemType
from kacdesk.wire.versions import point_scope

SEED_FROM = 5_000
"""A new desk gets the records as they stand, newest first, when the feed is longer than this."""

SEED_RECORDS = 200
"""A page is one short transaction, so that a clerk's save waits tens of milliseconds at most."""

_NOT_HERE = frozenset({ProblemType.NOT_FOUND, ProblemType.METHOD})


# --- events ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class RecordsArrived:
    """Records as they stand at the central store, newest first; `more` older ones follow."""

    records: Sequence[FeedSet]
    more: bool


@dataclass(frozen=True)
class RecordsLaid:
    """They are in the store."""


@dataclass(frozen=True)
class GaveBack:
    """Some of what this life of the central store has not told was sealed anew; `count` 0 when nothing was left."""

    state: DeskState
    count: int


@dataclass(frozen=True)
class SumsRead:
    """The sums of what is here; None when something of the own is still on its way."""

    sums: Mapping[str, tuple[int, str]] | None


@dataclass(frozen=True)
class Compared:
    """The central store held the sums against its own."""

    reply: CompareReply


UpkeepEvent = RecordsArrived | RecordsLaid | SumsRead | Compared


# --- actions -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AskRecords:
    """→ RecordsArrived or Failed. Those before a record, of a month or of all."""

    scope: str
    before: str | None
    limit: int
    month: str | None = None


@dataclass(frozen=True)
class LayRecords:
    """→ RecordsLaid. With a `month` they heal what differs; `told` are all of that month when these are the last."""

    scope: str
    records: Sequence[FeedSet]
    last: bool
    month: str | None = None
    told: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class GiveBack:
    """→ GaveBack."""


@dataclass(frozen=True)
class ReadSums:
    """→ SumsRead."""


@dataclass(frozen=True)
class AskCompare:
    """→ Compared or Failed."""

    scope: str
    cursor: int
    sums: Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class NoteCompared:
    """Both sides were held against each other; no event follows."""


@dataclass(frozen=True)
class NoteSeeded:
    """Every record is to come by the feed alone; no event follows."""


UpkeepAction = AskRecords | LayRecords | GiveBack | ReadSums | AskCompare | NoteCompared | NoteSeeded


@dataclass
class _Work:
    """What is being done: seeding, or the months that differ."""

    scope: str
    cursor: int = 0
    months: list[str] = field(default_factory=list)
    told: set[UUID] = field(default_factory=set)
    last: bool = False
    before: str | None = None

    @property
    def month(self) -> str | None:
        """Return the month that is being healed; None while seeding."""
        return self.months[0] if self.months else None


class Upkeep:
    """Decides what comes next until `active` is False again; an empty list of actions says so too."""

    def __init__(self) -> None:
        self._work: _Work | None = None
        self._seeded = False
        self._compared = False

    @property
    def active(self) -> bool:
        """Say whether it waits for an event."""
        return self._work is not None

    def reset(self) -> None:
        """Begin a cycle."""
        self._work = None
        self._seeded = self._compared = False

    def begin_seed(
        self, state: DeskState, reply: HelloReply, *, cursor: int, head: int
    ) -> list[UpkeepAction]:
        """Get the records as they stand, on a desk that has none and is not known by its stream yet.

        `head` is the newest entry before this desk sent anything: what it sends itself it need not be told.
        """
        scope = point_scope(state.point)
        going = state.seed_before not in (None, DONE)
        new = state.seed_before is None and cursor == 0 and reply.stream.last_seq == 0
        if self._seeded or not (going or (new and head > SEED_FROM)):
            return []
        self._work = _Work(scope, before=state.seed_before)
        return self._ask()

    def begin_comparison(self, state: DeskState, *, cursor: int) -> list[UpkeepAction]:
        """Hold both sides against each other, once a week; the caller has read the feed to its head."""
        if self._compared or not state.compare_due:
            return []
        self._compared = True
        self._work = _Work(point_scope(state.point), cursor)
        return [ReadSums()]

    def step(self, event: UpkeepEvent) -> list[UpkeepAction]:
        """Return what to do after an event."""
        work = self._work
        assert work is not None, "an answer to nothing that was asked"  # noqa: S101 -- kept in production
        match event:
            case SumsRead(sums):
                return self._end() if sums is None else [AskCompare(work.scope, work.cursor, sums)]
            case Compared(reply):
                return self._compare(work, reply)
            case RecordsArrived(records, more):
                return self._arrived(work, records, more=more)
            case RecordsLaid():
                return self._laid(work)

    def failed(self, failure: Failure) -> list[UpkeepAction] | None:
        """Go on without, when the central store does not know the request; None for another failure."""
        work = self._work
        if work is None or failure.type not in _NOT_HERE:
            return None
        seeding = not work.months and work.cursor == 0
        self._seeded = self._seeded or seeding
        return [*self._end(), NoteSeeded() if seeding else NoteCompared()]

    def _compare(self, work: _Work, reply: CompareReply) -> list[UpkeepAction]:
        if reply.moved:
            return self._end()
        if reply.same or not reply.differ:
            return [*self._end(), NoteCompared()]
        work.months = list(reply.differ)
        return self._ask()

    def _ask(self) -> list[UpkeepAction]:
        work = self._work
        assert work is not None, "nothing is being done"  # noqa: S101 -- kept in production
        return [AskRecords(work.scope, work.before, SEED_RECORDS, work.month)]

    def _arrived(self, work: _Work, records: Sequence[FeedSet], *, more: bool) -> list[UpkeepAction]:
        work.last = not more or not records
        work.before = records[-1].rid if records else work.before
        if work.month is None:
            return [LayRecords(work.scope, records, work.last)]
        work.told |= {UUID(entry.rid) for entry in records}
        told = frozenset(work.told) if work.last else frozenset[UUID]()
        return [LayRecords(work.scope, records, work.last, work.month, told)]

    def _laid(self, work: _Work) -> list[UpkeepAction]:
        if not work.last:
            return self._ask()
        if work.month is None:
            self._seeded = True
            return self._end()
        work.months, work.told, work.before = work.months[1:], set(), None
        return self._ask() if work.months else [*self._end(), NoteCompared()]

    def _end(self) -> list[UpkeepAction]:
        self._work = None
        return []
