"""This file is the place where the exchange meets HTTP: requests are signed, answers bounded, failures named."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID

import truststore
import urllib3
from msgspec import Struct
from urllib3.exceptions import HTTPError, ReadTimeoutError, SSLError

import kacdesk
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.wire.frames import BadFrame, content_digest, decode_body, encode_body, join_lines
from kacdesk.wire.messages import (
    JSON_TYPE,
    OPS_TYPE,
    BadMessage,
    EnrolReply,
    EnrolRequest,
    FeedEntry,
    Hello,
    HelloReply,
    Offset,
    Pending,
    Problem,
    ProblemType,
    PullEnd,
    PushHeader,
    PushReply,
    decode,
    decode_pull_line,
    encode,
)
from kacdesk.wire.signing import SIGNATURE_HEADER, sign_request
from kacdesk.wire.versions import PROTOCOL

STALLED_S = 30.0
"""Give up after this long without progress; there is no limit on the whole, because lines are slow here."""

MOST_ANSWER_BYTES = 32 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
S = TypeVar("S", bound=Struct)


@dataclass(frozen=True)
class Failure(Exception):
    """A request that did not bring its answer; `type` is a problem type of the wire or one of those below.

    `now_ms` the central store's clock and `offset_ms` how far ours is from it, when it told.
    """

    OFFLINE: ClassVar[str] = "offline"
    TIMEOUT: ClassVar[str] = "timeout"
    UNTRUSTED: ClassVar[str] = "untrusted"
    UNREADABLE: ClassVar[str] = "unreadable"

    type: str
    after_s: float | None = None
    last_seq: int | None = None
    last_chain: str | None = None
    now_ms: int | None = None
    offset_ms: int = 0


@dataclass(frozen=True)
class FeedPage:
    """The complete entries of one page; `end` is missing when the connection broke before it."""

    scope: str
    entries: list[FeedEntry]
    end: PullEnd | None


def require_safe_url(url: str) -> str:
    """Return the address without a trailing slash; refuse plain HTTP to anything but this computer."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return url.rstrip("/")
    raise Refused(
        t("Centrālās krātuves adrese nav droša: vajadzīga https adrese."),
        effect=t("Nekas nav nosūtīts."),
        remedy=t(
            "Pārbaudiet adresi, ko devis krātuves uzturētājs; http drīkst lietot tikai šajā pašā datorā."
        ),
    )


class Transport:
    """Speaks to one central store. Used from the exchange's own thread only."""

    def __init__(self, url: str) -> None:
        self._url = require_safe_url(url)
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        timeout = urllib3.Timeout(connect=STALLED_S, read=STALLED_S)
        self._pool = urllib3.PoolManager(
            num_pools=2,
            maxsize=1,
            timeout=timeout,
            retries=False,
            ssl_context=context,
            cert_reqs="CERT_REQUIRED",
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def enrol(self, state: DeskState, request: EnrolRequest) -> EnrolReply:
        """Trade a ticket for membership of a point; the desk's key signs, a token comes back. Raises Failure."""
        headers = {"Content-Type": JSON_TYPE}
        return self._answer(self._signed(state, "POST", "/v1/enrol", encode(request), headers), EnrolReply)

    def hello(self, state: DeskState) -> HelloReply:
        """Begin a cycle; raises Failure."""
        hello = Hello(
            device=state.device.hex,
            stream=state.stream.hex,
            series=state.series,
            last_seq=state.last_seq,
            chain=state.last_chain.hex(),
            app=kacdesk.__version__,
            sv=state.schema_version,
            epoch=state.epoch.hex if state.epoch else None,
            cursors=state.cursors,
            pending=Pending(changes=state.pending_changes, bytes=state.pending_bytes),
            wall=clock.now_ms(),
            mono=clock.monotonic_ms(),
            rotate=True,
        )
        headers = {"Content-Type": JSON_TYPE}
        return self._answer(self._signed(state, "POST", "/v1/hello", encode(hello), headers), HelloReply)

    def push(self, state: DeskState, batch: SealedBatch) -> PushReply:
        """Send a batch of sealed lines, byte for byte; raises Failure."""
        header = PushHeader(
            v=PROTOCOL,
            device=state.device.hex,
            stream=batch.stream.hex,
            series=state.series,
            first=batch.first,
            last=batch.last,
            prev=batch.previous.hex(),
            chain=batch.chain.hex(),
            off=Offset(ms=state.clock_offset_ms, rtt=0),
        )
        body = encode_body(join_lines([encode(header), *batch.lines]), "zstd")
        headers = {
            "Content-Type": OPS_TYPE,
            "Content-Encoding": "zstd",
            "Idempotency-Key": f'"{batch.stream.hex}:{batch.first}-{batch.last}"',
        }
        return self._answer(self._signed(state, "POST", "/v1/push", body, headers), PushReply)

    def pull(self, state: DeskState, scope: str, *, after: int, epoch: UUID, limit: int) -> FeedPage:
        """Ask for a page of a scope; every complete line counts, also of a torn answer. Raises Failure."""
        path = f"/v1/pull?scope={quote(scope, safe='')}&after={after}&epoch={epoch.hex}&limit={limit}"
        path += f"&held={state.stream.hex}.{state.held_first}"
        raw = self._signed(state, "GET", path, b"", {"Accept-Encoding": "zstd"})
        entries: list[FeedEntry] = []
        end: PullEnd | None = None
        try:
            for line in raw.split(b"\n")[:-1]:
                told = decode_pull_line(line)
                if isinstance(told, PullEnd):
                    end = told
                else:
                    entries.append(told)
        except BadMessage as error:
            raise Failure(Failure.UNREADABLE) from error
        return FeedPage(scope, entries, end)

    def _signed(
        self, state: DeskState, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> bytes:
        digest = content_digest(body)
        timestamp = clock.now_ms() + state.clock_offset_ms
        signature = sign_request(
            state.device_key, method=method, path=path, digest=digest, timestamp_ms=timestamp
        )
        told = {
            **headers,
            SIGNATURE_HEADER: signature,
            "Content-Digest": digest,
            "Kac-App": kacdesk.__version__,
            "Kac-Schema": str(state.schema_version),
        }
        if state.token is not None:
            told["Authorization"] = f"Bearer {state.token}"
        return self._send(method, path, body, told)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        try:
            response = self._pool.request(
                method,
                self._url + path,
                body=body or None,
                headers=dict(headers),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                answer = response.read(MOST_ANSWER_BYTES)
            finally:
                response.release_conn()
        except ReadTimeoutError as error:
            raise Failure(Failure.TIMEOUT) from error
        except SSLError as error:
            raise Failure(Failure.UNTRUSTED) from error
        except HTTPError as error:
            raise Failure(Failure.OFFLINE) from error
        try:
            answer = decode_body(
                answer, response.headers.get("Content-Encoding", ""), limit=MOST_ANSWER_BYTES
            )
        except BadFrame as error:
            raise Failure(Failure.UNREADABLE) from error
        if response.status >= 400:
            raise _failure(answer, response.headers.get("Retry-After"), response.status)
        if response.status != 200:
            raise Failure(Failure.UNREADABLE)
        return answer

    def _answer(self, raw: bytes, kind: type[S]) -> S:
        try:
            return decode(raw, kind)
        except BadMessage as error:
            raise Failure(Failure.UNREADABLE) from error


def _failure(answer: bytes, retry_after: str | None, status: int) -> Failure:
    """Name a refusal by its problem type; what is not a problem document is an unavailable central store."""
    after = float(retry_after) if retry_after and retry_after.isdigit() else None
    try:
        problem = decode(answer, Problem)
    except BadMessage:
        return Failure(ProblemType.UNAVAILABLE if status >= 500 else Failure.UNREADABLE, after_s=after)
    return Failure(
        problem.type,
        after_s=float(problem.after) if problem.after is not None else after,
        last_seq=problem.last_seq,
        last_chain=problem.last_chain,
        now_ms=problem.now,
        offset_ms=problem.now - clock.now_ms() if problem.now is not None else 0,
    )
