"""This file is the place where the requests of a desk's exchange are read, given to the port and answered."""

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from kacdesk.central.auth import Asked, Gate, own_device
from kacdesk.central.devices import Desk
from kacdesk.central.feed import PAGE_ENTRIES, Held
from kacdesk.central.intake import Batch
from kacdesk.central.logs import note
from kacdesk.central.metrics import Metrics
from kacdesk.central.port import CentralStore
from kacdesk.central.replies import HttpProblem
from kacdesk.central.waiting import WaitingRoom
from kacdesk.core import clock
from kacdesk.core.ids import parse_id
from kacdesk.wire.frames import content_digest, decode_body, split_lines
from kacdesk.wire.messages import (
    FEED_TYPE,
    JSON_TYPE,
    CompareRequest,
    EnrolRequest,
    Hello,
    ProblemType,
    PushHeader,
    decode,
    encode,
)
from kacdesk.wire.pages import encode_page
from kacdesk.wire.sizes import BATCH_CHANGES
from kacdesk.wire.sums import span_of
from kacdesk.wire.versions import OLDEST_PULLED, PROTOCOL

FIRST = "-"
"""Stands for the place before the newest record (`before` of a seed)."""

_LARGEST_NUMBER = 2**53


class ExchangeApi:
    """The requests of `/v1` but those for files. `busy_s` says after how many seconds a batch is welcome."""

    def __init__(
        self, store: CentralStore, gate: Gate, *, busy_s: Callable[[], int], metrics: Metrics
    ) -> None:
        self._store = store
        self._gate = gate
        self._busy_s = busy_s
        self._metrics = metrics
        self._sent_off = WaitingRoom()

    def enrol(self, asked: Asked, request: Request) -> Response:
        """Trade a one-time code for membership of a point; the request is signed with the key that it brings."""
        now_ms = clock.now_ms()
        message = decode(asked.body, EnrolRequest)
        self._gate.require_signature(asked, bytes.fromhex(message.pubkey), now_ms=now_ms)
        reply = self._store.enrol(message, now_ms=now_ms)
        note(point=reply.point, device=reply.device, series=reply.series)
        return _json(encode(reply))

    def hello(self, asked: Asked, request: Request) -> Response:
        """Begin a cycle; with a token out of date it is the one request that still counts, and brings a new one."""
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms, renewing=True)
        message = decode(asked.body, Hello)
        own_device(desk, message.device)
        reply = self._store.hello(desk, message, busy_s=self._after_s(desk, now_ms=now_ms), now_ms=now_ms)
        note(last_seq=reply.stream.last_seq, renewed=reply.token is not None, after_s=reply.slot.after)
        return _json(encode(reply))

    def _after_s(self, desk: Desk, *, now_ms: int) -> int:
        """Return after how many seconds a batch of the desk is welcome; 0 is now."""
        busy_s = self._busy_s()
        if busy_s == 0:
            self._sent_off.let_in(desk.device)
            return 0
        return self._sent_off.turn_away(desk.device, least_s=busy_s, now_ms=now_ms)

    def push(self, asked: Asked, request: Request) -> Response:
        """Take in a batch of sealed lines."""
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms)
        raw = decode_body(asked.body, request.headers.get("content-encoding", "identity").strip().lower())
        batch = _batch(desk, raw)
        reply = self._store.push(desk, batch, now_ms=now_ms)
        remarks = Counter(remark.o for remark in reply.exceptions)
        quiet = len(batch.lines) - len({remark.s for remark in reply.exceptions})
        self._metrics.took({**remarks, "applied": max(0, quiet)})
        note(lines=len(batch.lines), remarks=len(reply.exceptions), last_seq=reply.last_seq, head=reply.head)
        return _json(encode(reply))

    def pull(self, asked: Asked, request: Request) -> Response:
        """Return one page of a scope's feed."""
        desk = self._gate.admit(asked, now_ms=clock.now_ms())
        query = request.query_params
        if _number(request.headers.get("kac-schema", str(OLDEST_PULLED))) < OLDEST_PULLED:
            raise HttpProblem(ProblemType.UPGRADE)
        lines = self._store.pull(
            desk,
            scope=query.get("scope", ""),
            after=_number(query.get("after", "")),
            epoch=_id(query.get("epoch", "")),
            limit=max(1, _number(query.get("limit", str(PAGE_ENTRIES)))),
            held=_held(query.get("held")),
        )
        return _page(request, lines)

    def seed(self, asked: Asked, request: Request) -> Response:
        """Return records as they stand now, the newest first: all of a scope, or those made in one month."""
        desk = self._gate.admit(asked, now_ms=clock.now_ms())
        query = request.query_params
        before, month = query.get("before", FIRST), query.get("month")
        lines = self._store.seed(
            desk,
            scope=query.get("scope", ""),
            before=None if before == FIRST else _id(before),
            month=None if month is None else _month(month),
            epoch=_id(query["epoch"]) if "epoch" in query else None,
            limit=max(1, _number(query.get("limit", str(PAGE_ENTRIES)))),
        )
        return _page(request, lines)

    def compare(self, asked: Asked, request: Request) -> Response:
        """Say whether a desk holds what is held here, month by month."""
        desk = self._gate.admit(asked, now_ms=clock.now_ms())
        message = decode(asked.body, CompareRequest)
        reply = self._store.compare(desk, message)
        note(moved=reply.moved, differ=len(reply.differ))
        return _json(encode(reply))


def _page(request: Request, lines: Sequence[bytes]) -> Response:
    encoding = "zstd" if _takes_zstd(request.headers.get("accept-encoding", "")) else "identity"
    body = encode_page(lines, encoding)
    headers = {
        "Content-Encoding": encoding,
        "Content-Digest": content_digest(body),
        "Cache-Control": "no-store",
    }
    note(entries=len(lines) - 1, bytes=len(body))
    return Response(body, media_type=FEED_TYPE, headers=headers)


def _takes_zstd(accepted: str) -> bool:
    for offer in accepted.lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == "zstd":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _batch(desk: Desk, raw: bytes) -> Batch:
    lines = split_lines(raw, most=BATCH_CHANGES + 1)
    if not lines:
        raise HttpProblem(ProblemType.MALFORMED)
    header = decode(lines[0], PushHeader)
    if header.v != PROTOCOL:
        raise HttpProblem(ProblemType.PROTOCOL)
    own_device(desk, header.device)
    if header.first < 1 or header.last - header.first + 1 != len(lines) - 1:
        raise HttpProblem(ProblemType.MALFORMED)
    return Batch(
        stream=UUID(header.stream),
        series=header.series,
        first=header.first,
        previous=bytes.fromhex(header.prev),
        chain=bytes.fromhex(header.chain),
        lines=lines[1:],
        offset_ms=header.off.ms if header.off else None,
    )


def _held(text: str | None) -> Held | None:
    """Read `<stream>.<first>-<last>`: which of its own operations the asking desk still has whole."""
    if text is None:
        return None
    stream, _, span = text.partition(".")
    first, _, last = span.partition("-")
    return Held(stream=_id(stream), first=_number(first), last=_number(last))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) > _LARGEST_NUMBER:
        raise HttpProblem(ProblemType.MALFORMED, detail="number")
    return int(text)


def _id(text: str) -> UUID:
    found = parse_id(text) if len(text) == 32 else None
    if found is None:
        raise HttpProblem(ProblemType.MALFORMED, detail="id")
    return found


def _month(text: str) -> str:
    try:
        span_of(text)
    except ValueError as error:
        raise HttpProblem(ProblemType.MALFORMED, detail="month") from error
    return text


def _json(body: bytes) -> Response:
    return Response(body, media_type=JSON_TYPE, headers={"Cache-Control": "no-store"})
