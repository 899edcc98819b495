"""This file is the place where the port meets HTTP: bodies within bounds, desks recognised, failures as problems."""

import functools
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from anyio import CapacityLimiter, fail_after, to_thread
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kacdesk.central.auth import Asked, Gate, own_device
from kacdesk.central.devices import Desk, TicketRefused
from kacdesk.central.feed import PAGE_ENTRIES, Held
from kacdesk.central.intake import Batch, NotABatch
from kacdesk.central.port import CentralStore, EpochEnded, ScopeDenied
from kacdesk.central.replies import HttpProblem, answer
from kacdesk.central.streams import Disagreement, ForeignStream
from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.ids import parse_id
from kacdesk.wire.frames import (
    BATCH_BYTES,
    BATCH_CHANGES,
    SMALL_BYTES,
    BadFrame,
    TooLarge,
    content_digest,
    decode_body,
    encode_body,
    join_lines,
    split_lines,
)
from kacdesk.wire.messages import (
    FEED_TYPE,
    JSON_TYPE,
    BadMessage,
    EnrolRequest,
    Hello,
    ProblemType,
    PushHeader,
    decode,
    encode,
)
from kacdesk.wire.signing import SIGNATURE_HEADER
from kacdesk.wire.versions import OLDEST_PULLED, PROTOCOL

_LARGEST_CURSOR = 2**53
_log = logging.getLogger("kacdesk.central")

Work = Callable[[Asked, Request], Response]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is done at once: threads at work, requests that may wait for one, seconds a body may stall."""

    threads: int = 8
    waiting: int = 64
    stalled_s: float = 30.0


class Api:
    """The routes of `/v1` and the health checks, on one store. Work runs on a bounded number of threads."""

    def __init__(self, store: CentralStore, bounds: Bounds) -> None:
        self._store = store
        self._bounds = bounds
        self._gate = Gate(store)
        self._threads = CapacityLimiter(bounds.threads)
        self._waiting = 0

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/v1/enrol", self._route(self._enrol, SMALL_BYTES), methods=["POST"]),
            Route("/v1/hello", self._route(self._hello, SMALL_BYTES), methods=["POST"]),
            Route("/v1/push", self._route(self._push, BATCH_BYTES), methods=["POST"]),
            Route("/v1/pull", self._route(self._pull, 0), methods=["GET"]),
            Route("/healthz", self._route(self._healthz, 0), methods=["GET"]),
            Route("/readyz", self._route(self._readyz, 0), methods=["GET"]),
        ]

    def _route(self, work: Work, limit: int) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            asked = await _read(request, limit, stalled_s=self._bounds.stalled_s)
            if self._waiting >= self._bounds.threads + self._bounds.waiting:
                raise HttpProblem(ProblemType.BUSY, after=max(1, self._busy_s()))
            self._waiting += 1
            try:
                job = functools.partial(_guarded, work, asked, request)
                return await to_thread.run_sync(job, limiter=self._threads)
            finally:
                self._waiting -= 1

        return handle

    def _busy_s(self) -> int:
        """Return after how many seconds a batch is welcome; 0 is now. One thread takes about a batch in 0.1 s."""
        queued = self._waiting - self._bounds.threads
        return 0 if queued <= 0 else 1 + queued // (self._bounds.threads * 4)

    def _enrol(self, asked: Asked, request: Request) -> Response:
        now_ms = clock.now_ms()
        message = decode(asked.body, EnrolRequest)
        self._gate.require_signature(asked, bytes.fromhex(message.pubkey), now_ms=now_ms)
        reply = self._store.enrol(message, now_ms=now_ms)
        _log.info("enrolled point=%s device=%s series=%s", reply.point, reply.device, reply.series)
        return _json(encode(reply))

    def _hello(self, asked: Asked, request: Request) -> Response:
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms)
        message = decode(asked.body, Hello)
        own_device(desk, message.device)
        return _json(encode(self._store.hello(desk, message, busy_s=self._busy_s(), now_ms=now_ms)))

    def _push(self, asked: Asked, request: Request) -> Response:
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms)
        raw = decode_body(asked.body, request.headers.get("content-encoding", "identity").strip().lower())
        reply = self._store.push(desk, _batch(desk, raw), now_ms=now_ms)
        _log.info(
            "took in point=%s device=%s last_seq=%s head=%s remarks=%s took_ms=%s",
            desk.point,
            desk.device.hex,
            reply.last_seq,
            reply.head,
            len(reply.exceptions),
            clock.now_ms() - now_ms,
        )
        return _json(encode(reply))

    def _pull(self, asked: Asked, request: Request) -> Response:
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms)
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
        encoding = "zstd" if "zstd" in request.headers.get("accept-encoding", "") else "identity"
        body = encode_body(join_lines(lines), encoding)
        headers = {"Content-Encoding": encoding, "Content-Digest": content_digest(body)}
        return Response(body, media_type=FEED_TYPE, headers=headers)

    def _healthz(self, asked: Asked, request: Request) -> Response:
        self._store.healthy()
        return _json(b'{"ok":true}')

    def _readyz(self, asked: Asked, request: Request) -> Response:
        if not self._store.ready():
            raise HttpProblem(ProblemType.UNAVAILABLE)
        return _json(b'{"ready":true}')


def build_app(store: CentralStore, bounds: Bounds | None = None) -> Starlette:
    """Return the application that serves a store."""
    return Starlette(
        routes=Api(store, bounds or Bounds()).routes(),
        exception_handlers={
            HttpProblem: _tell,
            404: lambda request, error: answer(HttpProblem(ProblemType.NOT_FOUND)),
            405: lambda request, error: answer(HttpProblem(ProblemType.METHOD)),
        },
    )


def _tell(request: Request, error: Exception) -> Response:
    if not isinstance(error, HttpProblem):
        raise error
    _log.info("refused path=%r type=%s status=%s", request.url.path, error.kind, error.status)
    return answer(error)


def _guarded(work: Work, asked: Asked, request: Request) -> Response:
    """Run one request's work; every failure leaves as HttpProblem, and no value of a record is logged."""
    try:
        return work(asked, request)
    except HttpProblem:
        raise
    except TooLarge as error:
        raise HttpProblem(ProblemType.TOO_LARGE) from error
    except BadFrame as error:
        kind = ProblemType.ENCODING if error.code == "encoding" else ProblemType.MALFORMED
        raise HttpProblem(kind, detail=error.code) from error
    except (BadMessage, NotABatch) as error:
        raise HttpProblem(ProblemType.MALFORMED, detail=str(error)) from error
    except Disagreement as error:
        last_seq, chain = error.last_seq, error.last_chain.hex()
        raise HttpProblem(error.kind, last_seq=last_seq, last_chain=chain, expected=last_seq + 1) from error
    except (ForeignStream, ScopeDenied) as error:
        raise HttpProblem(ProblemType.DENIED) from error
    except TicketRefused as error:
        raise HttpProblem(ProblemType.TICKET) from error
    except EpochEnded as error:
        raise HttpProblem(ProblemType.EPOCH, epoch=error.epoch.hex) from error
    except (DBAPIError, PoolTimeout, DeskError) as error:
        _log.warning("database failed path=%s kind=%s", asked.path.partition("?")[0], type(error).__name__)
        raise HttpProblem(ProblemType.UNAVAILABLE, after=5) from error
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        kind, place = type(error).__name__, f"{where.name}:{where.lineno}"
        _log.error("failed path=%s kind=%s at=%s", asked.path.partition("?")[0], kind, place)
        raise HttpProblem(ProblemType.INTERNAL) from error


async def _read(request: Request, limit: int, *, stalled_s: float) -> Asked:
    """Read a request whole; refuses a body beyond its limit, or one that does not go on."""
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced) > limit:
        raise HttpProblem(ProblemType.TOO_LARGE)
    body = bytearray()
    try:
        parts = request.stream()
        while True:
            with fail_after(stalled_s):
                chunk = await anext(parts, None)
            if chunk is None:
                break
            body += chunk
            if len(body) > limit:
                raise HttpProblem(ProblemType.TOO_LARGE)
    except (ClientDisconnect, TimeoutError) as error:
        raise HttpProblem(ProblemType.MALFORMED) from error
    query = request.scope["query_string"].decode("latin-1")
    return Asked(
        method=request.method,
        path=request.scope["path"] + (f"?{query}" if query else ""),
        body=bytes(body),
        authorization=request.headers.get("authorization", ""),
        digest=request.headers.get("content-digest", ""),
        signature=request.headers.get(SIGNATURE_HEADER, ""),
    )


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
    """Read `<stream>.<first seq>`: from where on the asking desk still has its own operations whole."""
    if text is None:
        return None
    stream, _, first = text.partition(".")
    return Held(stream=_id(stream), first=_number(first))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) > _LARGEST_CURSOR:
        raise HttpProblem(ProblemType.MALFORMED)
    return int(text)


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise HttpProblem(ProblemType.MALFORMED)
    return found


def _json(body: bytes) -> Response:
    return Response(body, media_type=JSON_TYPE)
