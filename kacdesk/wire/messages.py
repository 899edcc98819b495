"""This file is the place where the requests and answers of the exchange have their structures.

Identifiers are 32 lowercase hex digits, hashes 64, stamps 16; moments are milliseconds since 1970 (UTC).
Unknown members are ignored, so that either side may be newer.
"""

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

OPS_TYPE = "application/vnd.kac.ops+ndjson"
FEED_TYPE = "application/vnd.kac.feed+ndjson"
JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"

HexId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Series = Annotated[str, Meta(pattern=r"^[A-Z]{1,8}\Z")]
Version = Annotated[int, Meta(ge=1, le=1_000_000)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Signed = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Short = Annotated[str, Meta(max_length=64, pattern=r"^[^\x00-\x1f]*\Z")]
"""A short text without control characters: no database keeps them all."""

Sealed = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){1,1024}\Z")]
"""A small secret sealed to somebody's public key (`vault.sealing`), in hex."""


class Pending(Struct, frozen=True, omit_defaults=True):
    """What waits on a desk."""

    changes: Count = 0
    bytes: Count = 0
    oldest_ms: Signed | None = None
    blobs: Count = 0


class Hello(Struct, omit_defaults=True):
    """The start of every cycle. `chain` is that of `last_seq`; `rotate` says that a new token can be kept.

    `scrubbed` cursor of the point's scope up to which every erasure has left this disk: the receipt for them ·
    `only_here` operations that lie on this disk alone · `recipient` public key that files for this desk are sealed to ·
    `escrow` the store's key sealed to the public key that an earlier reply named ·
    `retiring` the last word of a desk that gives itself up: nothing comes after it.
    """

    device: HexId
    stream: HexId
    series: Series
    last_seq: Count
    chain: Digest
    app: Short
    sv: Version
    epoch: HexId | None = None
    cursors: dict[Short, Count] = {}
    pending: Pending = Pending()
    wall: Signed = 0
    mono: Count = 0
    boot: Short = ""
    disk_free: Count | None = None
    checked: Signed | None = None
    rotate: bool = False
    scrubbed: Count = 0
    only_here: Count = 0
    recipient: Digest | None = None
    escrow: Sealed | None = None
    retiring: bool = False


class StreamState(Struct):
    """What the central store holds of a stream; `series` is the one confirmed for it in its point."""

    last_seq: int
    last_chain: str
    safe_seq: int
    series: str


class Limits(Struct):
    """How large a batch may be: encoded, decoded, in changes; and one chunk of a file."""

    batch_bytes: int
    batch_changes: int
    raw_bytes: int
    chunk: int


class Slot(Struct, omit_defaults=True):
    """Whether a batch may come now, or after how many seconds."""

    ok: bool
    after: int = 0


class Grant(Struct):
    """Another point that the desk may read; `token` is for requests to that point."""

    point: str
    point_name: str
    token: str


class HelloReply(Struct, omit_defaults=True):
    """`heads` newest cursor per scope · `token` a new one, if due · `notices` stable codes.

    `escrow` public key that the desk shall seal its store's key to, told until it has · `courier` public key that files
    for the central store are sealed to · `grants` points granted since the last hello.
    """

    epoch: str
    now: int
    point: str
    stream: StreamState
    heads: dict[str, int]
    limits: Limits
    slot: Slot
    min_pull_sv: int
    token: str | None = None
    notices: list[str] = []
    escrow: str | None = None
    courier: str | None = None
    grants: list[Grant] = []


class Offset(Struct):
    """The desk's clock against the central store's, as the desk last measured it."""

    ms: Signed
    rtt: Count


class PushHeader(Struct, omit_defaults=True):
    """The first line of a batch: lines `first`..`last` follow, sealed bytes as they are.

    `prev` is the chain before `first`, `chain` the chain at `last`. An empty batch has `last = first - 1`.
    """

    v: int
    device: HexId
    stream: HexId
    series: Series
    first: Count
    last: Count
    prev: Digest
    chain: Digest
    off: Offset | None = None


class Outcome(Struct, omit_defaults=True):
    """What became of a line that was not simply applied.

    `o`: conflict, clamped, parked, quarantined, purged, denied or duplicate · `code` and `field` say why.
    """

    s: int
    o: str
    id: str | None = None
    code: str = ""
    field: str = ""


class PushReply(Struct, rename={"exceptions": "except"}):
    """The central store committed the stream up to `last_seq`, with this chain.

    `safe_seq` is how far the stream lies in a restore-verified backup: 0 as long as there are none.
    """

    epoch: str
    now: int
    last_seq: int
    last_chain: str
    safe_seq: int
    head: int
    exceptions: list[Outcome]


class FeedSet(Struct, tag="set", tag_field="k", omit_defaults=True):
    """Fields of a record have these values now.

    `id` the op that set them; `o` names the op of a field where it is another · `st` the highest stamp ·
    `_file:<sha256>` may stand among the fields (`wire.line`) · `do` the kind of the line · `y` its reason ·
    `a` who did it · `w` when, by the desk's wall clock corrected with its offset.
    """

    c: int
    r: str
    rid: str
    f: dict[str, Any]
    id: str
    st: str
    o: dict[str, str] = {}
    do: str = "set"
    y: str | None = None
    a: str | None = None
    w: int | None = None


class FeedEcho(Struct, tag="echo", tag_field="k", omit_defaults=True):
    """The asking desk's own operation was applied as sent."""

    c: int
    id: str


class FeedConflict(Struct, tag="conflict", tag_field="k", omit_defaults=True):
    """Two people changed one field without seeing each other; `value` is the losing one.

    With `settled` it says that a person has closed this conflict; `value` is not told again then.
    """

    c: int
    r: str
    rid: str
    field: str
    win: str
    lose: str
    value: Any = None
    settled: bool = False


class FeedPurge(Struct, tag="purge", tag_field="k"):
    """A record was erased by decision; everything of it goes."""

    c: int
    rid: str


class FeedBlob(Struct, tag="blob", tag_field="k"):
    """A file's bytes reached a state: stored or safe."""

    c: int
    sha: str
    state: str


class FeedNotice(Struct, tag="notice", tag_field="k", omit_defaults=True):
    """Something for a person to look at: number-reused, quarantined, parked; `detail` is never personal."""

    c: int
    code: str
    r: str | None = None
    rid: str | None = None
    id: str | None = None
    detail: dict[str, Any] = {}


class PullEnd(Struct, tag="end", tag_field="k"):
    """The last line of a page: cursor reached, newest cursor, more to come, entries, SHA-256 before it."""

    end: int
    head: int
    more: bool
    n: int
    sha: str


FeedEntry = FeedSet | FeedEcho | FeedConflict | FeedPurge | FeedBlob | FeedNotice


Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}\Z")]
MonthSum = tuple[Count, Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]]


class CompareRequest(Struct):
    """What a desk holds of a scope at cursor `cur`: of each month the count of records and their sum (`wire.sums`)."""

    scope: Short
    cur: Count
    sums: dict[Month, MonthSum]
    epoch: HexId | None = None


class CompareReply(Struct):
    """Whether both hold the same. `moved`: the scope went on since `cur`, so nothing was compared.

    `differ` names the months to ask for again, newest first.
    """

    same: bool
    moved: bool
    differ: list[str]


class EnrolRequest(Struct):
    """A desk asks to belong to the ticket's point.

    `pubkey` Ed25519, 64 hex digits · `series` the one it draws numbers from · `escrow` is the store's key
    sealed to the central store's escrow key in hex, or None while no escrow key was issued.
    """

    ticket: Short
    device: HexId
    stream: HexId
    series: Series
    pubkey: Digest
    app: Short
    sv: Version
    escrow: Sealed | None = None


class EnrolReply(Struct, omit_defaults=True):
    """`series` is the confirmed one: another than asked for if that was taken in the point.

    `courier` as in HelloReply.
    """

    device: str
    point: str
    point_name: str
    stream: str
    series: str
    token: str
    epoch: str
    now: int
    fingerprint: str
    courier: str | None = None


class ProblemType:
    """The stable names of failures; a client decides by them, never by text."""

    GAP = "urn:kac:p:gap"
    FORK = "urn:kac:p:fork"
    EPOCH = "urn:kac:p:epoch"
    DIGEST = "urn:kac:p:digest"
    TOO_LARGE = "urn:kac:p:too-large"
    MALFORMED = "urn:kac:p:malformed"
    ENCODING = "urn:kac:p:encoding"
    PROTOCOL = "urn:kac:p:protocol"
    UPGRADE = "urn:kac:p:upgrade"
    NO_TOKEN = "urn:kac:p:no-token"  # noqa: S105  a name, not a secret
    UNKNOWN_TOKEN = "urn:kac:p:unknown-token"  # noqa: S105  a name, not a secret
    TOKEN_EXPIRED = "urn:kac:p:token-expired"  # noqa: S105  a name, not a secret
    SIGNATURE = "urn:kac:p:signature"
    CLOCK = "urn:kac:p:clock"
    REPLAY = "urn:kac:p:replay"
    REVOKED = "urn:kac:p:device-revoked"
    DENIED = "urn:kac:p:denied"
    TICKET = "urn:kac:p:ticket"
    BUSY = "urn:kac:p:busy"
    UNAVAILABLE = "urn:kac:p:unavailable"
    NOT_FOUND = "urn:kac:p:not-found"
    METHOD = "urn:kac:p:method"
    INTERNAL = "urn:kac:p:internal"
    OFFSET = "urn:kac:p:offset"
    CONTENT = "urn:kac:p:file-content"
    QUOTA = "urn:kac:p:file-quota"
    PURGED = "urn:kac:p:file-purged"


class Problem(Struct, omit_defaults=True):
    """A failure after RFC 9457; the members below `detail` stand where they help.

    `request` is what the log of the central store calls this request.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    expected: int | None = None
    last_seq: int | None = None
    last_chain: str | None = None
    epoch: str | None = None
    now: int | None = None
    after: int | None = None
    request: str | None = None


S = TypeVar("S", bound=Struct)
_PULL: msgspec.json.Decoder[FeedEntry | PullEnd] = msgspec.json.Decoder(FeedEntry | PullEnd)


class BadMessage(ValueError):
    """The bytes are not the message that was expected; the text names the member, never a value."""


def encode(message: Struct) -> bytes:
    """Return a message as JSON bytes without a line end."""
    return msgspec.json.encode(message)


def decode(raw: bytes, kind: type[S]) -> S:
    """Read one message; raises BadMessage."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(f"not a {kind.__name__}") from error


def decode_pull_line(raw: bytes) -> FeedEntry | PullEnd:
    """Read one line of a pull page; raises BadMessage."""
    try:
        return _PULL.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage("not a line of a page") from error
