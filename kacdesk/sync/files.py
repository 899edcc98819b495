"""This file is the place where it is decided how files travel: after the records, in chunks, a bounded time a cycle.

Like the engine it has no input or output: events in, actions out. A file that does not get on is left for later, and
the next one has its turn; only a failure of the line itself ends the cycle, and by then the records are through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kacdesk.store.file_transfers import Journey
from kacdesk.sync.failure import Failure
from kacdesk.vault.files import PAGE_BYTES
from kacdesk.wire.messages import ProblemType
from kacdesk.wire.sizes import CHUNK_BYTES, LARGEST_FILE_BYTES, SMALLEST_CHUNK_BYTES

FIRST_CHUNK_BYTES = 64 * 1024
MOST_CYCLE_BYTES = 4 * 1024 * 1024
MOST_CYCLE_S = 20.0
"""After so much the next cycle begins, so that what a clerk saves never waits long behind a scan."""

_QUICK_S = 3.0
_SLOW_S = 6.0
_MOST_MOVES = 3
_KEPT = frozenset({"stored", "safe"})

OF_THE_LINE = frozenset(
    {
        Failure.OFFLINE,
        Failure.TIMEOUT,
        Failure.UNTRUSTED,
        ProblemType.BUSY,
        ProblemType.UNAVAILABLE,
        ProblemType.NO_TOKEN,
        ProblemType.UNKNOWN_TOKEN,
        ProblemType.TOKEN_EXPIRED,
        ProblemType.SIGNATURE,
        ProblemType.CLOCK,
        ProblemType.REPLAY,
        ProblemType.REVOKED,
    }
)
"""Failures that are not those of one file: they end the cycle."""


# --- actions -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PickFile:
    """Look for the next file to send, or to fetch → FilePicked."""

    sending: bool
    without: frozenset[bytes]


@dataclass(frozen=True)
class AskFile:
    """→ FileKnown or Failed."""

    sha256: bytes


@dataclass(frozen=True)
class SendChunk:
    """→ ChunkSent, FileBroken or Failed; `content` is read from the disk on the way."""

    sha256: bytes
    at: int
    total: int
    most: int
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class NoteSent:
    """Note how far a file has come at the central store; with `state`, that it is there. No event follows."""

    sha256: bytes
    sent: int
    state: str | None = None


@dataclass(frozen=True)
class FetchChunk:
    """→ ChunkCame or Failed."""

    sha256: bytes
    at: int
    most: int


@dataclass(frozen=True)
class KeepChunk:
    """→ ChunkKept."""

    sha256: bytes
    at: int
    total: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class FinishFile:
    """Read a fetched file through → FileFinished."""

    sha256: bytes


FileAction = PickFile | AskFile | SendChunk | NoteSent | FetchChunk | KeepChunk | FinishFile


# --- events ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FilePicked:
    """The next file, None when there is none."""

    journey: Journey | None


@dataclass(frozen=True)
class FileKnown:
    """How much of a file the central store has; nothing of one that it does not know."""

    size: int
    received: int
    state: str


@dataclass(frozen=True)
class ChunkSent:
    """A chunk was taken after `seconds`."""

    received: int
    state: str
    seconds: float


@dataclass(frozen=True)
class ChunkCame:
    """A chunk came after `seconds`; `total` is the size of the whole file."""

    total: int
    seconds: float
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class ChunkKept:
    """So many bytes of `total` are here now."""

    held: int
    total: int


@dataclass(frozen=True)
class FileFinished:
    """The fetched file is whole and what its name says, or not."""

    whole: bool


@dataclass(frozen=True)
class FileBroken:
    """The copy on this disk cannot be read."""


FileEvent = FilePicked | FileKnown | ChunkSent | ChunkCame | ChunkKept | FileFinished | FileBroken


class FilePhase:
    """The part of a cycle in which files travel. `more` says that it stopped with files still to go.

    It remembers between cycles how large a chunk may be, and which files did not get on.
    """

    def __init__(self) -> None:
        self.active = False
        self.more = False
        self._went_on = False
        self._chunk = FIRST_CHUNK_BYTES
        self._limit = CHUNK_BYTES
        self._later: set[bytes] = set()
        self._sending = True
        self._tried = False
        self._moves = 0
        self._bytes = 0
        self._seconds = 0.0
        self._current: Journey | None = None
        self._at = 0

    def reset(self) -> None:
        """Begin a cycle; a phase that was given up is forgotten."""
        self._went_on = self.more
        self.active = self.more = False

    def begin(self, limit: int) -> list[FileAction]:
        """Begin; `limit` is the largest chunk that the central store takes."""
        self.active, self.more, self._tried, self._sending = True, False, False, True
        self._limit = min(max(limit, SMALLEST_CHUNK_BYTES), CHUNK_BYTES)
        self._bytes, self._seconds = 0, 0.0
        return [self._pick()]

    def step(self, event: FileEvent) -> list[FileAction]:
        """Return what to do after `event`; nothing when the phase is over."""
        match event:
            case FilePicked(journey):
                return self._picked(journey)
            case FileKnown():
                return self._known(event)
            case ChunkSent(received, state, seconds):
                self._count(received - self._at, seconds)
                return self._sent(received, state)
            case ChunkCame(total, seconds, content):
                self._count(len(content), seconds)
                if not 0 < total <= LARGEST_FILE_BYTES:
                    return self._leave()
                return [KeepChunk(self._file.sha256, self._at, total, content)]
            case ChunkKept(held, total):
                return self._kept(held, total)
            case FileFinished(whole):
                return self._next() if whole else self._leave()
            case FileBroken():
                return self._leave()

    def failed(self, failure: Failure) -> Sequence[FileAction] | None:
        """Return what to do after a request failed; None when it was the line that did, and the cycle ends."""
        if failure.type in (Failure.TIMEOUT, Failure.UNREADABLE, ProblemType.TOO_LARGE):
            self._chunk = max(self._chunk // 2, SMALLEST_CHUNK_BYTES)
        if failure.type in OF_THE_LINE:
            self._later.add(self._file.sha256)
            self.active = False
            return None
        if failure.type == ProblemType.OFFSET and failure.expected is not None and self._moves < _MOST_MOVES:
            self._moves += 1
            return self._send_from(failure.expected)
        if failure.type == ProblemType.CONTENT:
            return [NoteSent(self._file.sha256, 0), *self._leave()]
        return self._leave()

    @property
    def _file(self) -> Journey:
        assert self._current is not None, "no file was picked"  # noqa: S101 -- kept in production
        return self._current

    def _pick(self) -> PickFile:
        return PickFile(self._sending, frozenset(self._later))

    def _picked(self, journey: Journey | None) -> list[FileAction]:
        if journey is None:
            return self._none_left()
        self._current, self._tried, self._moves = journey, True, 0
        if journey.sending:
            return [AskFile(journey.sha256)]
        self._at = journey.at
        if 0 < journey.size <= journey.at:
            return [FinishFile(journey.sha256)]
        return [self._fetch()]

    def _none_left(self) -> list[FileAction]:
        """Go from sending to fetching, and end.

        Those left for later get another turn if nobody else had one, but not in a cycle that only goes on.
        """
        if self._sending:
            self._sending = False
            return [self._pick()]
        if self._later and not self._tried and not self._went_on:
            self._later.clear()
            self._sending = True
            return [self._pick()]
        self._later.clear()
        self.active = False
        return []

    def _known(self, known: FileKnown) -> list[FileAction]:
        if known.state in _KEPT:
            return [NoteSent(self._file.sha256, self._file.size, known.state), *self._next()]
        return self._send_from(known.received if known.size == self._file.size else 0)

    def _send_from(self, at: int) -> list[FileAction]:
        if not 0 <= at < self._file.size:
            return self._leave()
        self._at = at
        file, most = self._file, min(self._chunk, self._limit)
        return [NoteSent(file.sha256, at), SendChunk(file.sha256, at, file.size, most)]

    def _sent(self, received: int, state: str) -> list[FileAction]:
        if state in _KEPT:
            return [NoteSent(self._file.sha256, self._file.size, state), *self._next()]
        if received <= self._at:
            return self._leave()
        if self._spent():
            return [NoteSent(self._file.sha256, received)]
        return self._send_from(received)

    def _fetch(self) -> FetchChunk:
        most = max(min(self._chunk, self._limit) // PAGE_BYTES, 1) * PAGE_BYTES
        return FetchChunk(self._file.sha256, self._at, most)

    def _kept(self, held: int, total: int) -> list[FileAction]:
        if held >= total:
            return [FinishFile(self._file.sha256)]
        if held <= self._at:
            return self._leave()
        self._at = held
        return [] if self._spent() else [self._fetch()]

    def _next(self) -> list[FileAction]:
        return [] if self._spent() else [self._pick()]

    def _leave(self) -> list[FileAction]:
        self._later.add(self._file.sha256)
        return self._next()

    def _count(self, count: int, seconds: float) -> None:
        self._bytes += count
        self._seconds += seconds
        if seconds < _QUICK_S:
            self._chunk = min(self._chunk * 2, self._limit)
        elif seconds > _SLOW_S:
            self._chunk = max(self._chunk // 2, SMALLEST_CHUNK_BYTES)

    def _spent(self) -> bool:
        """Say whether this cycle has done its share; the phase is over then."""
        if self._bytes < MOST_CYCLE_BYTES and self._seconds < MOST_CYCLE_S:
            return False
        self.active, self.more = False, True
        return True
